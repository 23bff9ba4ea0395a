"""Own roads and places over the published ones (đường và địa điểm tự nhập)."""

import geopandas as gpd
import pandas as pd

from qngeo.crs import STORAGE
from qngeo.domain.boundaries.own_outlines import ID, IMPORTED, filled
from qngeo.domain.transport.network import LINE_COLUMNS, NETWORK_COLUMNS

_TEXTS = ("name_vi", "name_en", "kind", "status", "note_vi", "note_en", "source_ids")


def lines_in_place(
    drawn: gpd.GeoDataFrame, own: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Put own roads and railways in the place of those of the same subject.

    Parameters
    ----------
    drawn : GeoDataFrame
        As `qngeo.domain.transport.network.lines` gives it.
    own : GeoDataFrame or None
        EPSG:4326 with ``feature_id``, ``subject_id`` and what they tell; one without
        a published road of its subject is added.

    Returns
    -------
    GeoDataFrame with the columns of ``drawn``; an own line is no mere corridor.
    """
    if own is None or own.empty:
        return drawn
    rows = _rows(drawn, own).assign(corridor=False)
    return _together(drawn, rows, LINE_COLUMNS)


def points_in_place(
    drawn: gpd.GeoDataFrame, own: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Put own ports, gates, stations and other places in the place of published ones.

    Parameters
    ----------
    drawn : GeoDataFrame
        As `qngeo.domain.transport.network.points` gives it.
    own : GeoDataFrame or None
        As of `lines_in_place`.

    Returns
    -------
    GeoDataFrame with the columns of ``drawn``.
    """
    if own is None or own.empty:
        return drawn
    return _together(drawn, _rows(drawn, own), NETWORK_COLUMNS)


def _rows(drawn: gpd.GeoDataFrame, own: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return own rows with the columns of published ones; empty cells keep theirs."""
    named = own["subject_id"].where(filled(own["subject_id"]), own[ID])
    before = drawn.drop_duplicates("subject_id").set_index("subject_id")
    before = before.reindex(named).set_axis(own.index)
    rows = own.assign(subject_id=named)
    for name in _TEXTS:
        told = own[name].where(filled(own[name]), None)
        if name in ("name_vi", "name_en", "kind", "status"):
            told = told.where(told.notna(), before[name])
        rows[name] = told.where(told.notna(), "")
    rows["name_en"] = rows["name_en"].where(rows["name_en"].ne(""), rows["name_vi"])
    method = own["geometry_method"]
    rows["geometry_method"] = method.where(filled(method), IMPORTED)
    rows["position_error_m"] = own["position_error_m"].astype(float)
    return rows


def _together(
    drawn: gpd.GeoDataFrame, rows: gpd.GeoDataFrame, columns: list[str]
) -> gpd.GeoDataFrame:
    gone = {*rows["subject_id"], *rows[ID]}
    kept = drawn[~drawn["subject_id"].isin(gone)]
    both = pd.concat([kept, rows[columns]], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=STORAGE)
