"""Sea part of the economic zones: the water nearest to their land."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from qngeo.crs import M2_PER_HA, METRIC
from qngeo.domain.boundaries.outlines import as_outlines
from qngeo.model import GeometryMethod

GRID_M = 400.0
REACH_M = 60_000.0
POSITION_ERROR_M = 5000.0
NOTE_VI = (
    "Sơ đồ: phần biển gần đất của khu hơn đất khác, lấy đủ diện tích mặt biển công bố; "
    "không phải ranh giới"
)
NOTE_EN = (
    "Schematic: the water that lies nearer to the zone's land than to any other, up to "
    "the published sea area; not a boundary"
)


def zone_sea(
    land: gpd.GeoDataFrame,
    published: pd.DataFrame,
    dry: gpd.GeoSeries,
    waters: gpd.GeoSeries,
) -> gpd.GeoDataFrame:
    """Sea part of each zone that has a published sea area.

    A point of the sea belongs to a zone when the zone's land is the nearest land; of
    these points the nearest are taken until the published area is met. Water of
    another country is never taken.

    Parameters
    ----------
    land : GeoDataFrame
        Land parts, as `qngeo.domain.boundaries.outlines.zone_land` gives them.
    published : DataFrame
        subject_id, area_sea_ha (float, NaN for none), area_sea_fact.
    dry : GeoSeries of polygons
        All land as far as the map goes, the zones' land included.
    waters : GeoSeries of polygons
        Viet Nam's territory on land and sea, as far as the map goes.

    Returns
    -------
    GeoDataFrame in EPSG:4326 with `qngeo.domain.boundaries.outlines.OUTLINE_COLUMNS`,
    ``part`` = ``sea``, one row a zone with a sea area.
    """
    asked = published[published["area_sea_ha"] > 0].set_index("subject_id")
    table = land[land["subject_id"].isin(asked.index)].reset_index(drop=True)
    own = table.geometry.to_crs(METRIC)
    shore = shapely.union_all(dry.to_crs(METRIC).array)
    home = shapely.union_all(waters.to_crs(METRIC).array)
    wanted = table["subject_id"].map(asked["area_sea_ha"]).astype(float)
    shapes = [
        nearest_water(shape, shore, home, area_ha * M2_PER_HA)
        for shape, area_ha in zip(own, wanted, strict=True)
    ]
    frame = table.drop(columns="geometry").assign(
        part="sea",
        geometry_method=GeometryMethod.SCHEMATIC.value,
        position_error_m=POSITION_ERROR_M,
        area_published_ha=wanted,
        area_published_fact=table["subject_id"].map(asked["area_sea_fact"]),
        note_vi=NOTE_VI,
        note_en=NOTE_EN,
    )
    return as_outlines(frame, shapes)


def nearest_water(
    own: BaseGeometry,
    dry: BaseGeometry,
    home: BaseGeometry,
    area_m2: float,
) -> BaseGeometry:
    """Water nearest to one land and not nearer to another, without holes.

    Parameters
    ----------
    own : polygon geometry, metres
        The zone's land.
    dry : polygon geometry, metres
        All land, the zone's included.
    home : polygon geometry, metres
        Within which water may be taken.
    area_m2 : float, square metres

    Returns
    -------
    polygon geometry, metres, smoothed; smaller than wanted where the water ends.
    """
    others = dry.difference(own.buffer(GRID_M / 4))
    at = _grid(own, home)
    shapely.prepare(dry)
    at = at[~shapely.contains_xy(dry, at[:, 0], at[:, 1])]
    to_own = _distance(own, at)
    mine = at[to_own < _distance(others, at)]
    order = np.argsort(_distance(own, mine), kind="stable")
    count = round(area_m2 / GRID_M**2)
    shape: BaseGeometry = shapely.Polygon()
    for _ in range(6):
        shape = _cells(mine[order[:count]]).difference(dry).intersection(home)
        if count >= len(mine) or shape.area == 0:
            break
        before = count
        count = min(len(mine), max(1, round(count * area_m2 / shape.area)))
        if count == before:
            break
    return shape.simplify(GRID_M / 8)


def _grid(own: BaseGeometry, home: BaseGeometry) -> NDArray[np.float64]:
    west, south, east, north = own.buffer(0).envelope.buffer(REACH_M).bounds
    start = np.floor(np.array([west, south]) / GRID_M) * GRID_M
    x, y = np.meshgrid(
        np.arange(start[0], east, GRID_M), np.arange(start[1], north, GRID_M)
    )
    shapely.prepare(home)
    inside = shapely.contains_xy(home, x.ravel(), y.ravel())
    return np.column_stack([x.ravel()[inside], y.ravel()[inside]])


def _distance(land: BaseGeometry, at: NDArray[np.float64]) -> NDArray[np.float64]:
    if land.is_empty:
        return np.full(len(at), np.inf)
    shore = shapely.segmentize(land, GRID_M / 2)
    tree = shapely.STRtree(_points(shapely.get_coordinates(shore)))
    _, distance = tree.query_nearest(
        _points(at), return_distance=True, all_matches=False
    )
    return np.asarray(distance, dtype=float)


def _points(at: NDArray[np.float64]) -> NDArray[np.object_]:
    return np.asarray(shapely.points(at), dtype=object)


def _cells(at: NDArray[np.float64]) -> BaseGeometry:
    half = GRID_M / 2
    ordered = at[np.lexsort((at[:, 0], at[:, 1]))]
    gap = np.diff(ordered, axis=0) != (GRID_M, 0)
    starts = np.r_[True, gap.any(axis=1)]
    first, last = ordered[starts], ordered[np.r_[starts[1:], True]]
    boxes = shapely.box(
        first[:, 0] - half, first[:, 1] - half, last[:, 0] + half, last[:, 1] + half
    )
    smooth = shapely.union_all(boxes).buffer(GRID_M).buffer(-2 * GRID_M).buffer(GRID_M)
    shells = [shapely.Polygon(part.exterior) for part in shapely.get_parts(smooth)]
    return shapely.union_all(shells)
