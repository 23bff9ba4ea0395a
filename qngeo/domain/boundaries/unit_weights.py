"""How much of a former unit lies in each commune of today (trọng số quy đổi đơn vị)."""

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from qngeo.crs import M2_PER_HA, METRIC

REMAINDER = ""
"""Commune of what lies in none of those that the unit went to, or in two at once."""

_AREAL = 2

COLUMNS = ("code", "commune_id", "area_ha", "weight")


def area_weights(
    old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, pairs: pd.DataFrame
) -> pd.DataFrame:
    """Share of each former unit's area in the communes that it went to.

    The weight of a pair is the area of the overlap, divided by that of the former
    unit. Which communes a unit went to is law and comes from ``pairs``: land that
    outlines of different origin put into a neighbour is no transfer, and stands with
    what no outline covers and what two of them claim as the remainder.

    Parameters
    ----------
    old : GeoDataFrame of polygons
        ``code``, once each; in a declared CRS.
    new : GeoDataFrame of polygons
        ``commune_id``, once each; in a declared CRS.
    pairs : DataFrame
        ``code`` and ``commune_id``: where each former unit went.

    Returns
    -------
    DataFrame with `COLUMNS`
        One row a pair whose former unit is in ``old``, and one a unit for the
        remainder; ``area_ha`` hectares in EPSG:5899, ``weight`` a share from 0 to 1.
        The weights of a unit add up to 1. Where the outline of one of its communes is
        not in ``new``, that weight and the remainder are NaN: unknown.
    """
    places = new.to_crs(METRIC).set_index("commune_id").geometry
    before = old.to_crs(METRIC).set_index("code").geometry
    rows: list[tuple[str, str, float, float]] = []
    for code, went in pairs.groupby("code", sort=True)["commune_id"]:
        if code not in before.index:
            continue
        whole = shapely.make_valid(before[code])
        ids = sorted(went)
        shares = _shares(whole, places.reindex(ids))
        for name, area in zip([*ids, REMAINDER], shares, strict=True):
            rows.append((str(code), name, area / M2_PER_HA, area / whole.area))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _shares(whole: BaseGeometry, parts: gpd.GeoSeries) -> list[float]:
    """Return the area in each part alone, square metres, and what is left."""
    inside = [None if part is None else _overlap(whole, part) for part in parts]
    areas = []
    for at, shape in enumerate(inside):
        if shape is None:
            areas.append(float("nan"))
            continue
        others = [other for k, other in enumerate(inside) if k != at and other]
        areas.append(float(shape.difference(shapely.union_all(others)).area))
    return [*areas, whole.area - sum(areas)]  # unknown where one of them is


def _overlap(whole: BaseGeometry, part: BaseGeometry) -> BaseGeometry:
    """Return the common area without the lines and points where the two only touch."""
    found = shapely.get_parts(whole.intersection(shapely.make_valid(part)))
    return shapely.union_all(found[shapely.get_dimensions(found) == _AREAL])
