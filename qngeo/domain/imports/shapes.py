"""Shapes of a person's file held against the province, one another and the stored."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from qngeo.crs import M2_PER_HA
from qngeo.domain.imports.findings import FAULT, WARNING, Finding
from qngeo.domain.imports.mending import Measured, Shapes, tell
from qngeo.model import GeometryMethod

SLIVER_M2 = 10.0
"""Overlaps up to this come from rounding and are not told."""

OVERLAP_FAULT = 0.01
"""Share of the smaller outline beyond which an overlap is a fault."""

APPROXIMATE = (
    GeometryMethod.DISSOLVED.value,
    GeometryMethod.FOOTPRINT.value,
    GeometryMethod.SCHEMATIC.value,
)
"""Outlines that show where a thing is; that they overlap is no fault."""

TOLERANCE = 0.02
"""Share by which a stated area may differ from the measured one."""

TOLERANCE_HA = 0.05

UNIT_RATIO = 80.0
"""A stated area this many times the measured one, or its inverse, is in another
unit."""

FAR_M = 2_000.0
"""Gap to the published outline, beyond its own error, that is told, metres."""

MOST_PAIRS = 2_000
"""Overlaps told; of more the number is given."""


def places(
    found: Measured, table: pd.DataFrame, reach: BaseGeometry, told: list[Finding]
) -> None:
    """Tell outlines that lie outside the province or reach out of it.

    Parameters
    ----------
    reach : geometry, EPSG:4326
        The province with its waters and the error of its border.
    """
    shapely.prepare(reach)
    known = ~shapely.is_missing(found.shapes)
    outside = known & ~shapely.intersects(reach, found.shapes)
    for at in np.flatnonzero(outside):
        lon, lat = shapely.get_coordinates(shapely.centroid(found.shapes[at]))[0]
        tell(told, table, at, FAULT, "outside", lon=float(lon), lat=float(lat))
    partly = known & ~outside & ~shapely.covers(reach, found.shapes)
    for at in np.flatnonzero(partly):
        size = shapely.area if np.isfinite(found.area_ha[at]) else shapely.length
        inner = size(shapely.intersection(found.shapes[at], reach))
        share = 100.0 * (1.0 - inner / size(found.shapes[at]))
        tell(told, table, at, WARNING, "partly_outside", share=round(float(share), 1))


def overlaps(
    found: Measured,
    table: pd.DataFrame,
    told: list[Finding],
    *,
    others: Shapes | None = None,
    other_ids: NDArray[np.object_] | None = None,
) -> None:
    """Tell outlines that cover the same land.

    Parameters
    ----------
    others, other_ids : arrays, optional
        Outlines that are stored already, EPSG:5899, and their ids; without them the
        rows are held against one another.
    """
    rows = np.flatnonzero(np.isfinite(found.area_ha))
    mine = found.metric[rows]
    against = mine if others is None else others
    names = (
        table["feature_id"].to_numpy(object)[rows]
        if other_ids is None
        else np.asarray(other_ids, dtype=object)
    )
    pairs = shapely.STRtree(against).query(mine, predicate="intersects")
    left, right = pairs
    if others is None:
        left, right = left[left < right], right[left < right]
    shared = shapely.area(shapely.intersection(mine[left], against[right]))
    smaller = np.minimum(shapely.area(mine[left]), shapely.area(against[right]))
    told_pairs = np.flatnonzero(shared > SLIVER_M2)
    strict = ~_approximate(table)[rows]
    for at in told_pairs[:MOST_PAIRS]:
        one, other = left[at], right[at]
        share = float(shared[at] / smaller[at])
        sure = strict[one] and (others is not None or strict[other])
        severity = FAULT if sure and share > OVERLAP_FAULT else WARNING
        both = [(one, other)] if others is not None else [(one, other), (other, one)]
        for row, beside in both:
            tell(told, table, rows[row], severity, "overlap",
                 other=str(names[beside]),
                 area=round(float(shared[at]) / M2_PER_HA, 4),
                 share=round(100.0 * share, 2))  # fmt: skip
    if len(told_pairs) > MOST_PAIRS:
        told.append(
            Finding(
                row=None,
                severity=FAULT,
                key="overlaps_many",
                values={"count": len(told_pairs), "shown": MOST_PAIRS},
            )
        )


def _approximate(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell rows whose outline says of itself that it is no boundary."""
    if "geometry_method" not in table:
        return np.zeros(len(table), dtype=bool)
    return table["geometry_method"].isin(APPROXIMATE).to_numpy(dtype=bool)


def stated(
    found: Measured, table: pd.DataFrame, column: str, told: list[Finding]
) -> None:
    """Tell stated areas that differ from the measured ones beyond the tolerance.

    Parameters
    ----------
    found : Measured
        ``area_ha`` in hectares, EPSG:5899.
    table : DataFrame
        Indexed by row of the file, with ``feature_id``.
    column : str
        Column of the stated areas, hectares.
    told : list of Finding
        Gets what differs by more than `TOLERANCE` and `TOLERANCE_HA`.
    """
    said = table[column].to_numpy(dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = np.abs(said - found.area_ha)
        off = (said > 0) & (gap > np.maximum(TOLERANCE * said, TOLERANCE_HA))
        ratio = said / found.area_ha
        other_unit = (ratio > UNIT_RATIO) | (ratio < 1.0 / UNIT_RATIO)
    for at in np.flatnonzero(off):
        unit = bool(other_unit[at])
        tell(told, table, at, FAULT if unit else WARNING,
             "area_unit" if unit else "area_differs", stated=float(said[at]),
             measured=round(float(found.area_ha[at]), 4))  # fmt: skip


def far_off(
    found: Measured, table: pd.DataFrame, drawn: gpd.GeoDataFrame, told: list[Finding]
) -> None:
    """Tell features that lie far from where they are drawn already.

    Parameters
    ----------
    drawn : GeoDataFrame in EPSG:5899
        Outlines with ``position_error_m``, on their ids, each once.
    """
    ids = table["feature_id"].to_numpy(object)
    for at in np.flatnonzero(~shapely.is_missing(found.shapes)):
        if ids[at] not in drawn.index:
            continue
        known = drawn.loc[ids[at]]
        gap = float(shapely.distance(found.metric[at], known["geometry"]))
        if gap > FAR_M + float(known["position_error_m"]):
            tell(told, table, at, WARNING, "far_off", km=round(gap / 1000, 1),
                 error=round(float(known["position_error_m"]) / 1000, 1))  # fmt: skip


def twice(found: Measured, table: pd.DataFrame, told: list[Finding]) -> None:
    """Tell rows that have the same outline."""
    known = np.flatnonzero(~shapely.is_missing(found.shapes))
    keys = pd.Series(shapely.to_wkb(shapely.normalize(found.shapes[known])))
    first: dict[bytes, int] = {}
    for place, key in enumerate(keys):
        if key in first:
            other = str(table["feature_id"].iloc[known[first[key]]])
            tell(told, table, known[place], WARNING, "shape_twice", other=other)
        first.setdefault(key, place)
