"""Shapes of a person's file: what is one of the layer's kind, made valid, measured."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from qngeo.crs import M2_PER_HA, METRIC, STORAGE
from qngeo.domain.imports.findings import FAULT, NOTE, WARNING, Finding
from qngeo.domain.imports.rules import AREA, LINE, POINT

REPAIR_LIMIT = 0.1
"""Share of the area that mending may move; beyond it the corners are in doubt."""

_TYPES = {AREA: (3, 6), LINE: (1, 5), POINT: (0, 4)}
"""GEOS numbers of a single shape and of several, by what a layer holds."""

_OTHER_KIND = {AREA: "shape_kind", LINE: "shape_no_line", POINT: "shape_no_point"}

_JOINED: dict[str, Any] = {AREA: shapely.MultiPolygon, LINE: shapely.MultiLineString}

Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Measured:
    """Shapes after mending.

    Attributes
    ----------
    shapes : array of geometry, EPSG:4326
        MultiPolygon, MultiLineString or Point, two-dimensional, areas valid; None
        where there is none to keep.
    metric : array of geometry, EPSG:5899
    area_ha : array of float, hectares
        Planar in EPSG:5899; NaN without an outline, and of lines and points.
    """

    shapes: Shapes
    metric: Shapes
    area_ha: NDArray[np.float64]


def metric(shapes: Shapes) -> Shapes:
    """Bring shapes from EPSG:4326 to EPSG:5899, metres.

    Parameters
    ----------
    shapes : array of geometry, EPSG:4326

    Returns
    -------
    array of geometry, EPSG:5899, metres; None stays None.
    """
    series = gpd.GeoSeries(shapes, crs=STORAGE).to_crs(METRIC)
    return np.asarray(series.array, dtype=object)


def mended(
    shapes: Shapes, table: pd.DataFrame, told: list[Finding], *, drawn: str = AREA
) -> Measured:
    """Keep what is of the layer's kind, make it valid and measure it.

    Parameters
    ----------
    shapes : array of geometry, EPSG:4326
        One a row of ``table``.
    table : DataFrame
        Indexed by row of the file, with ``feature_id``.
    told : list of Finding
        Gets what is wrong and what was mended.
    drawn : str
        What the layer holds: areas, lines or points.

    Returns
    -------
    Measured
    """
    given = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    flat = _only(shapely.force_2d(shapes), given)
    if shapely.has_z(shapes[given]).any():
        told.append(Finding(row=None, severity=NOTE, key="heights_left"))
    right = np.isin(shapely.get_type_id(flat), _TYPES[drawn])
    for at in np.flatnonzero(given & ~right):
        tell(told, table, at, FAULT, _OTHER_KIND[drawn], kind=flat[at].geom_type)
    finite = right & np.isfinite(shapely.bounds(flat)).all(axis=1)
    for at in np.flatnonzero(right & ~finite):
        tell(told, table, at, FAULT, "shape_not_finite")
    kept = _only(flat, finite)
    plain = metric(kept)
    within = np.asarray(np.isfinite(shapely.bounds(plain)).all(axis=1), dtype=bool)
    plain = _only(plain, within)
    if drawn == POINT:
        return _points(kept, plain, table, told)
    if drawn == LINE:
        return _lines(kept, plain, table, told)
    broken = np.flatnonzero(~shapely.is_missing(plain) & ~shapely.is_valid(kept))
    for at in broken:
        _mend(int(at), kept, plain, table, told)
    area = shapely.area(plain) / M2_PER_HA
    for at in np.flatnonzero(finite & ~(area > 0)):
        tell(told, table, at, FAULT, "shape_no_area")
    real = np.asarray(finite & (area > 0), dtype=bool)
    area = np.where(real, area, np.nan)
    return Measured(_multi(_only(kept, real), AREA), plain, area)


def _lines(
    kept: Shapes, plain: Shapes, table: pd.DataFrame, told: list[Finding]
) -> Measured:
    """Keep lines that have a length; repeated corners are left as they are."""
    there = ~shapely.is_missing(kept)
    real = np.asarray(there & (shapely.length(plain) > 0), dtype=bool)
    for at in np.flatnonzero(there & ~real):
        tell(told, table, at, FAULT, "shape_no_length")
    kept, plain = _only(kept, real), _only(plain, real)
    return Measured(_multi(kept, LINE), plain, np.full(len(kept), np.nan))


def _points(
    kept: Shapes, plain: Shapes, table: pd.DataFrame, told: list[Finding]
) -> Measured:
    """Keep single points; several in one feature have no one place."""
    many = shapely.get_num_geometries(kept) > 1
    for at in np.flatnonzero(many):
        count = int(shapely.get_num_geometries(kept[at]))
        tell(told, table, at, FAULT, "shape_points", count=count)
    lost = ~shapely.is_missing(kept) & shapely.is_missing(plain)
    for at in np.flatnonzero(lost):
        tell(told, table, at, FAULT, "shape_not_finite")
    real = ~(shapely.is_missing(plain) | many)
    single = np.asarray(shapely.get_geometry(_only(kept, real), 0), dtype=object)
    nothing = np.full(len(kept), np.nan)
    return Measured(single, _only(plain, real), nothing)


def _only(shapes: Shapes, which: NDArray[np.bool_]) -> Shapes:
    """Return the shapes with None in the place of those not wanted."""
    found = np.asarray(shapes, dtype=object).copy()
    found[~which] = None
    return found


def _multi(shapes: Shapes, drawn: str) -> Shapes:
    single = shapely.get_type_id(shapes) == _TYPES[drawn][0]
    found = shapes.copy()
    for at in np.flatnonzero(single):
        found[at] = _JOINED[drawn]([shapes[at]])
    return found


def _mend(
    at: int, kept: Shapes, plain: Shapes, table: pd.DataFrame, told: list[Finding]
) -> None:
    """Make one outline valid in place; tell the reason and the area that moved."""
    reason = shapely.is_valid_reason(kept[at]).partition("[")[0]
    before = float(shapely.area(plain[at])) / M2_PER_HA
    kept[at] = shapely.make_valid(kept[at], method="structure", keep_collapsed=False)
    plain[at] = metric(kept[at : at + 1])[0]
    after = float(shapely.area(plain[at])) / M2_PER_HA
    moved = abs(after - before)
    severity = FAULT if moved > REPAIR_LIMIT * max(after, before) else WARNING
    values = {"reason": reason, "before": before, "after": after, "moved": moved}
    tell(told, table, at, severity, "shape_mended", **values)


def tell(
    told: list[Finding],
    table: pd.DataFrame,
    at: Any,
    severity: str,
    key: str,
    **values: Any,
) -> None:
    """Add a finding on the row at a position of the table."""
    told.append(
        Finding(
            row=int(table.index[int(at)]),
            feature_id=str(table["feature_id"].iloc[int(at)]),
            severity=severity,
            key=key,
            values={
                k: v.item() if hasattr(v, "item") else v for k, v in values.items()
            },
        )
    )
