"""Own outlines in place of approximate ones (ranh giới đo đạc thay ranh gần đúng)."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from qngeo.crs import area_ha
from qngeo.model import GeometryMethod

ID = "feature_id"

IMPORTED = GeometryMethod.AS_GIVEN.value
"""Method of an own outline that names none: a survey is claimed by no one."""

PART_ENDINGS = {"land": "", "sea": "#sea"}
"""What follows the id of a zone in the ids of its parts."""

LEAST_SEA_HA = 1.0
"""A sea part smaller than this is the difference between two coast lines."""

_TOLD = ("name_vi", "name_en", "kind", "status", "zone_id", "note_vi", "note_en",
         "source_ids")  # fmt: skip


def in_place(drawn: gpd.GeoDataFrame, own: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put own outlines in the place of drawn ones, and add those that are new.

    Parameters
    ----------
    drawn : GeoDataFrame
        A layer as it is published, with ``subject_id``.
    own : GeoDataFrame
        EPSG:4326 with ``feature_id``, which is a subject's id, and what it tells of
        its outline; empty cells keep what was known.

    Returns
    -------
    GeoDataFrame
        The columns of ``drawn``. Rows of ``own`` carry its outline, the area that it
        encloses, its method, position error and sources.
    """
    if own.empty:
        return drawn
    kept = drawn[~drawn["subject_id"].isin(own[ID])]
    before = drawn.drop_duplicates("subject_id").set_index("subject_id")
    fresh = own.set_index(ID).rename_axis("subject_id")
    rows = before.drop(columns="geometry").reindex(fresh.index)
    for name in _TOLD:
        if name in fresh and name in rows:
            rows[name] = fresh[name].where(filled(fresh[name]), rows[name])
    rows["geometry_method"] = _or(fresh, "geometry_method", IMPORTED)
    rows["position_error_m"] = _or(fresh, "position_error_m", np.nan)
    rows["source_ids"] = _or(fresh, "source_ids", "")
    for name in ("note_vi", "note_en"):
        if name in rows:
            rows[name] = _or(fresh, name, "")
    placed = gpd.GeoDataFrame(rows.reset_index(), geometry=fresh.geometry.array)
    placed = placed.set_crs(own.crs).to_crs(drawn.crs)
    if "area_drawn_ha" in placed:
        placed["area_drawn_ha"] = area_ha(placed.geometry).round(2)
    together = pd.concat([kept, placed[drawn.columns]], ignore_index=True)
    return gpd.GeoDataFrame(together, geometry="geometry", crs=drawn.crs)


def land_and_sea(
    zones: gpd.GeoDataFrame, land: BaseGeometry, replaced: pd.Index
) -> gpd.GeoDataFrame:
    """Cut own zones at the coast, for statistics of land never count the sea.

    Parameters
    ----------
    zones : GeoDataFrame
        With ``subject_id`` and ``part``; one row for each replaced zone.
    land : geometry
        All land, EPSG:4326.
    replaced : Index of str
        Zones whose outline is the user's own.

    Returns
    -------
    GeoDataFrame with the columns of ``zones``: each replaced zone as a row of ``part``
    land and one of sea, ``area_drawn_ha`` measured anew (hectares, EPSG:5899); parts
    under `LEAST_SEA_HA` are left out.
    """
    own = zones["subject_id"].isin(replaced)
    whole = zones[own]
    parts = [zones[~own]]
    for part, shapes in (
        ("land", shapely.intersection(whole.geometry.array, land)),
        ("sea", shapely.difference(whole.geometry.array, land)),
    ):
        cut = whole.set_geometry(shapes, crs=zones.crs).assign(part=part)
        size = area_ha(cut.geometry)
        cut["area_drawn_ha"] = size.round(2)
        parts.append(cut[size >= LEAST_SEA_HA])
    together = pd.concat(parts, ignore_index=True)
    return gpd.GeoDataFrame(together, geometry="geometry", crs=zones.crs)


def filled(column: pd.Series) -> pd.Series:
    """Tell which cells say something.

    Examples
    --------
    >>> filled(pd.Series(["a", "", None])).tolist()
    [True, False, False]
    """
    return column.notna() & column.astype(str).ne("")


def _or(fresh: gpd.GeoDataFrame, name: str, otherwise: object) -> pd.Series:
    if name not in fresh:
        return pd.Series(otherwise, index=fresh.index)
    found: pd.Series = fresh[name].where(filled(fresh[name]), otherwise)
    return found
