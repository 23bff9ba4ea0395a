"""Forest: what was published, what satellites show, and how far each can be trusted."""

from datetime import date

import streamlit as st

from qngeo.i18n import translate
from qngeo.services.links.pages import FOREST_VIEWS as VIEWS
from qngeo.ui import address, controls, frame
from qngeo.ui.parts import (
    estimate,
    forest_conflict,
    forest_official,
    forest_rasters,
    forest_satellite,
)


def show() -> None:
    """Run the page."""
    lang = frame.language()
    as_of = controls.as_of(lang)
    frame.headline("forest", lang)
    view = st.segmented_control(
        translate("forest.view", lang),
        VIEWS,
        default=address.one("view", VIEWS, VIEWS[0]),
        format_func=lambda name: translate(f"forest.view.{name}", lang),
        key=address.control("forest_view"),
        label_visibility="collapsed",
        required=True,
    )
    address.keep("view", str(view), VIEWS[0])
    _show(str(view), lang, as_of)


def _show(view: str, lang: str, as_of: date) -> None:
    if view == "official":
        forest_official.show(lang, as_of)
    elif view == "satellite":
        forest_satellite.show(lang)
    elif view == "conflict":
        forest_conflict.show(lang)
    elif view == "rasters":
        forest_rasters.show(lang)
    else:
        estimate.show(lang)
