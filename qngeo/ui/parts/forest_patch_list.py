"""Patches that do not recover (đám rừng chưa phục hồi): listed, and handed to a GPS."""

from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from qngeo.i18n import number, translate
from qngeo.services.forest.change import Change
from qngeo.services.forest.patches import ENDINGS, export_bytes
from qngeo.ui.parts import forest_chosen, printed
from qngeo.ui.parts.change_table import MOST, file_name, written

_MIME = {".gpkg": "application/geopackage+sqlite3", ".zip": "application/zip",
         ".csv": "text/csv"}  # fmt: skip


def show(found: gpd.GeoDataFrame, change: Change, lang: str) -> None:
    """List the patches that do not recover and offer them for a GPS.

    Parameters
    ----------
    found : GeoDataFrame, EPSG:4326
        As `qngeo.services.forest.patches.patches` gives them; hectares and shares.
    change : Change
    lang : str
    """
    if found.empty:
        st.info(translate("change.patches.none", lang))
        return
    count, hectares = number(len(found), lang, 0), number(found["area_ha"].sum(), lang)
    st.markdown(translate("change.patches.found", lang, count=count, hectares=hectares))
    shown = pd.DataFrame(
        {
            "change.column.patch": found["patch"].astype(int),
            "change.column.hectares": found["area_ha"],
            "change.column.heavy": 100 * found["heavy_share"],
            "change.column.regained": 100 * found["regained"],
            "change.column.lon": found["lon"].map("{:.6f}".format),
            "change.column.lat": found["lat"].map("{:.6f}".format),
        }
    ).rename(columns=lambda key: translate(key, lang))
    chosen = found["patch"].map(forest_chosen.patch_id) == forest_chosen.current()
    for row in found[chosen].itertuples():
        st.markdown(_line(row, lang))
    printed.dataframe(
        written(shown.head(MOST), lang, found.index[chosen]),
        hide_index=True,
        key=forest_chosen.TABLE,
        selection_mode="single-row",
        on_select=lambda: forest_chosen.from_row(found),
    )
    for column, ending in zip(st.columns(len(ENDINGS)), ENDINGS, strict=True):
        column.download_button(
            translate(f"change.patches.file{ending}", lang),
            lambda ending=ending: export_bytes(found, ending),
            file_name=f"{file_name(change, 'patches')}{ending}",
            mime=_MIME[ending],
            on_click="ignore",
            icon=":material/download:",
            key=f"change_patches{ending}",
        )
    st.caption(translate("change.patches.meaning", lang))


def _line(row: Any, lang: str) -> str:
    """Write one patch in a line, with the point to walk to."""
    return translate(
        "change.patches.chosen",
        lang,
        number=row.patch,
        hectares=number(row.area_ha, lang),
        lat=f"{row.lat:.6f}",
        lon=f"{row.lon:.6f}",
    )
