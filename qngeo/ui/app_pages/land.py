"""Land: from a need to a shortlist with reasons, in one sitting."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from qngeo.domain.land.criteria import minutes_column
from qngeo.i18n import translate
from qngeo.services.land import search as land
from qngeo.services.links.pages import LAND_VIEWS as VIEWS
from qngeo.ui import address, cache, chosen, controls, frame, land_controls
from qngeo.ui.parts import checklist, compare, shortlist
from qngeo.ui.parts import scenario as scenario_part
from qngeo.ui.site_map import site_map

WIDTHS = (9, 17)
MAP_HEIGHT = 700


def show() -> None:
    """Run the page."""
    lang = frame.language()
    as_of = controls.as_of(lang)
    address.keep("as_of", as_of.isoformat())  # a link shows what it showed
    planned = st.sidebar.toggle(
        translate("pages.land.with_planned", lang),
        value=address.get("planned") == "1",
        help=translate("pages.land.with_planned.help", lang),
        key=address.control("with_planned"),
        persist_state="session",
    )
    address.keep("planned", "1" if planned else "", "")
    sites = cache.sites(as_of, planned)
    names = cache.site_names(lang, as_of, planned)
    start = minutes_column("")
    reached = [c.removeprefix(start) for c in sites if c.startswith(start)]
    places = pd.Series({i: names.get(i, i) for i in reached}, dtype=str).sort_values()
    zones = pd.Series({z: names[z] for z in sites["zone_id"].unique() if z}, dtype=str)
    offered = land_controls.Offered.of(zones, places, set(sites["status"].unique()))
    notes = st.container()
    left, right = frame.sides(WIDTHS, answer=bool(address.get("view")))
    need = land_controls.held(offered)
    found = land.find(sites, need)
    with left:
        on_map(found, names, lang, as_of, planned)
    with notes:
        drawn = land_controls.ask(offered, lang)
    if drawn != need:  # a control could not stay as it was
        st.rerun()
    with right:
        answer(found, names, lang, as_of, planned)


@st.fragment
@frame.guarded
def on_map(
    found: land.SearchResult,
    names: Mapping[str, str],
    lang: str,
    as_of: date,
    planned: bool,
) -> None:
    """Show the map; a click on it reruns this part only."""
    # What stands above the map stays in its place whatever is asked: a map that
    # moves down the page is taken out of it and loaded anew.
    with st.container(key="not_framed_reach"):
        reach = _reach(found.need.near, lang, as_of, planned)
    clicked = site_map(
        found, lang=lang, height=MAP_HEIGHT, plots=cache.plot_order(), overlay=reach
    )
    if clicked and clicked in found.funnel.sites.index:
        shortlist.card(found, clicked, names, lang)


@st.fragment
@frame.guarded
def answer(
    found: land.SearchResult,
    names: Mapping[str, str],
    lang: str,
    as_of: date,
    planned: bool,
) -> None:
    """Show the funnel and the answer; ticking a row reruns this part only."""
    shortlist.funnel(found, lang)
    near = found.need.near
    if near:
        notes = cache.no_road_to(near, as_of, planned)
        shortlist.no_road(notes, names.get(near, near), lang)
    _answer(_view(lang), found, names, lang, as_of)


def _view(lang: str) -> str:
    view = st.segmented_control(
        translate("pages.land.view", lang),
        VIEWS,
        default=address.one("view", VIEWS, VIEWS[0]),
        format_func=lambda name: translate(f"pages.land.view.{name}", lang),
        key=address.control("land_view"),
        label_visibility="collapsed",
        required=True,
    )
    address.keep("view", str(view), VIEWS[0])
    return str(view)


def _answer(
    view: str,
    found: land.SearchResult,
    names: Mapping[str, str],
    lang: str,
    as_of: date,
) -> None:
    sites = found.funnel.sites
    if view == "shortlist":
        if found.ranking.empty:
            shortlist.advice(found, names, lang)
        else:
            shortlist.table(found, names, lang)
        shortlist.rejected(found, names, lang)
    elif view == "compare":
        compare.show(found, names, lang, as_of)
    elif view == "readiness":
        asked = chosen.read(sites.index) or list(found.ranking.index)
        parks = sites.loc[asked[: checklist.MOST], "park_id"]
        checklist.show(cache.checklist(as_of), list(dict.fromkeys(parks)), names, lang)
    else:
        scenario_part.show(sites, names, lang, as_of=as_of)


def _reach(
    near: str,
    lang: str,
    as_of: date,
    planned: bool,
) -> dict[str, object] | None:
    """Ask whether to draw what is reached from a place, and return its areas.

    The switch is there without a place too, at rest: see `on_map`.
    """
    wanted = st.toggle(
        translate("pages.land.isochrones", lang),
        value=address.get("iso") == "1",
        key=address.control("iso"),
        disabled=not near,
        help=translate("pages.land.isochrones.help", lang),
    )
    address.keep("iso", "1" if wanted else "", "")
    return cache.reach(near, as_of, planned) if near and wanted else None
