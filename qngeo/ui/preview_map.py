"""The map with what a file or table would put on it, before anything is stored."""

import json
from typing import Any

import geopandas as gpd
import streamlit as st

from qngeo.i18n import number, translate
from qngeo.ui.map_panel import map_panel
from qngeo.web.legend import Legend, LegendEntry

COLOUR = "#c2410c"

MOST_DRAWN = 2_000
"""Features drawn at most; the rest is checked and stored all the same."""

STEP_DEG = 0.00002
"""Outlines are drawn to about 2 m; what is stored keeps every digit."""

HEIGHT = 520


def overlay(shapes: gpd.GeoSeries) -> dict[str, Any]:
    """Return shapes as a light GeoJSON that the map draws and goes to.

    Parameters
    ----------
    shapes : GeoSeries, EPSG:4326
    """
    there = shapes[shapes.notna() & ~shapes.is_empty].iloc[:MOST_DRAWN]
    light = there.simplify(STEP_DEG, preserve_topology=True)
    drawn: dict[str, Any] = json.loads(gpd.GeoSeries(light).to_json())
    features = [
        {"type": "Feature", "properties": {"preview": True}, "geometry": f["geometry"]}
        for f in drawn["features"]
    ]
    return {"type": "FeatureCollection", "features": features, "fit": True}


def preview_map(shapes: gpd.GeoSeries, lang: str) -> None:
    """Show shapes over the map of zones and parks.

    Parameters
    ----------
    shapes : GeoSeries, EPSG:4326
        Missing and empty ones are left out; with none at all it says so.
    lang : str
    """
    shown = int((shapes.notna() & ~shapes.is_empty).sum())
    if not shown:
        st.caption(translate("data.preview.none", lang))
        return
    label = translate("data.preview.legend", lang)
    map_panel(
        lang=lang,
        styles={},
        legend=Legend(
            title=translate("data.preview.title", lang),
            definition="",
            entries=(LegendEntry(index=0, colour=COLOUR, label=label),),
            note=translate("data.preview.note", lang),
        ),
        selected=None,
        overlay=overlay(shapes),
        height=HEIGHT,
    )
    if shown > MOST_DRAWN:
        words = translate(
            "data.preview.more",
            lang,
            drawn=number(MOST_DRAWN, lang, 0),
            all=number(shown, lang, 0),
        )
        st.caption(words)
