"""What can be reached within a time: schematic areas around the roads."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from qngeo.crs import METRIC, STORAGE
from qngeo.model import GeometryMethod

Floats = NDArray[np.float64]

ERROR_M = 3000.0
"""How far an edge of such an area may be off: roads are straight between junctions,
and how local roads run beside them is not known."""

SIDE_M = 2500.0
"""Widest strip beside a road that is counted as reached."""

ROAD_M = 200.0
"""Half width of a road that cannot be left."""


def reached(
    edges: pd.DataFrame,
    xy: Floats,
    minutes: Floats,
    limit: float,
    side_m_per_min: float,
) -> shapely.Geometry:
    """Area that is reached within a time.

    Each road is followed from its ends as far as the time lasts. Beside it lies a
    strip as wide as the time left allows, up to `SIDE_M`; where the road cannot be
    left (``leave`` False) only the road itself.

    Parameters
    ----------
    edges : DataFrame
        a, b (node numbers), minutes, leave (bool).
    xy : array, shape (nodes, 2), metres
    minutes : array, shape (nodes,)
        Time to each node, infinity where there is no way.
    limit : float, minutes
    side_m_per_min : float
        Straight progress away from a road.

    Returns
    -------
    Geometry in the coordinates of xy; empty if nothing is reached.
    """
    strips = []
    rows: Any = edges.itertuples()
    for row in rows:
        for start, end in ((row.a, row.b), (row.b, row.a)):
            left = limit - minutes[start]
            if left <= 0:
                continue
            share = 1.0 if row.minutes <= left else left / row.minutes
            line = shapely.LineString(
                [xy[start], xy[start] + share * (xy[end] - xy[start])]
            )
            width = min(SIDE_M, left * side_m_per_min) if row.leave else ROAD_M
            last = max(left - row.minutes, 0.0) * side_m_per_min
            tail = min(SIDE_M, last) if row.leave else ROAD_M
            strips.append(_strip(line, width, max(tail, ROAD_M)))
    return shapely.union_all(strips) if strips else shapely.Polygon()


def _strip(line: shapely.LineString, start_m: float, end_m: float) -> shapely.Geometry:
    if line.length == 0:
        return line.centroid.buffer(max(start_m, ROAD_M), quad_segs=4)
    first, last = (shapely.Point(p) for p in (line.coords[0], line.coords[-1]))
    ends = [
        first.buffer(max(start_m, ROAD_M), quad_segs=4),
        last.buffer(end_m, quad_segs=4),
    ]
    return shapely.convex_hull(shapely.union_all(ends))


def areas(
    shapes: dict[int, shapely.Geometry], land: shapely.Geometry | None
) -> gpd.GeoDataFrame:
    """Areas as a table, the widest first, cut to land.

    Parameters
    ----------
    shapes : dict of int to geometry
        Minutes and area in EPSG:5899.
    land : geometry in EPSG:5899, optional

    Returns
    -------
    GeoDataFrame in EPSG:4326 with minutes, geometry_method, position_error_m; no row
    for a time in which nothing is reached.
    """
    kept = {}
    for minutes in sorted(shapes, reverse=True):
        shape = shapely.simplify(shapes[minutes], 100)
        shape = shape if land is None else shapely.intersection(shape, land)
        if not shapely.is_empty(shape):
            kept[minutes] = shape
    frame = gpd.GeoDataFrame(
        {
            "minutes": list(kept),
            "geometry_method": GeometryMethod.SCHEMATIC.value,
            "position_error_m": ERROR_M,
        },
        geometry=gpd.GeoSeries(list(kept.values()), crs=METRIC),
    )
    return frame.to_crs(STORAGE)
