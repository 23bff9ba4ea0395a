"""Land: from a need to a shortlist with reasons, in one sitting."""

from datetime import date

import pandas as pd
import streamlit as st

from qngeo.domain.criteria import minutes_column
from qngeo.domain.need import Need
from qngeo.i18n import translate
from qngeo.services import land
from qngeo.ui import address, cache, controls, frame, land_controls
from qngeo.ui.parts import land_views, shortlist
from qngeo.ui.site_map import site_map

VIEWS = ("shortlist", "compare", "readiness", "scenario")
MAP_HEIGHT = 700
CHOSEN = "cmp"


def show() -> None:
    """Run the page."""
    lang = frame.language()
    as_of = controls.as_of(lang)
    planned = st.sidebar.toggle(
        translate("pages.land.with_planned", lang),
        value=st.query_params.get("planned") == "1",
        help=translate("pages.land.with_planned.help", lang),
        key="with_planned",
        persist_state="session",
    )
    address.keep("planned", "1" if planned else "", "")
    sites = cache.sites(as_of, planned)
    names = cache.names(lang)
    start = minutes_column("")
    reached = [c.removeprefix(start) for c in sites if c.startswith(start)]
    places = pd.Series({i: names.get(i, i) for i in reached}, dtype=str).sort_values()
    zones = pd.Series({z: names[z] for z in sites["zone_id"].unique() if z}, dtype=str)
    need = land_controls.need(lang, zones, places)
    finder(sites, need, names, lang, as_of, planned)


@st.fragment
@frame.guarded
def finder(
    sites: pd.DataFrame,
    need: Need,
    names: dict[str, str],
    lang: str,
    as_of: date,
    planned: bool,
) -> None:
    """Show map and answer; ticking a row reruns this part only."""
    found = land.find(sites, need)
    left, right = st.columns([5, 6], gap="small")
    with left:
        reach = None
        if need.near:
            reach = _reach(need.near, lang, as_of, planned)
        clicked = site_map(found, lang=lang, height=MAP_HEIGHT, overlay=reach)
        if clicked and clicked in names:
            st.markdown(
                f"[{translate('pages.overview.open', lang, name=names[clicked])}]"
                f"(zones?subject={clicked}&lang={lang})"
            )
    with right:
        shortlist.funnel(found, lang)
        view = _view(lang)
        _answer(view, found, names, lang, as_of)


def _view(lang: str) -> str:
    view = st.segmented_control(
        translate("pages.land.view", lang),
        VIEWS,
        default=address.one("view", VIEWS, VIEWS[0]),
        format_func=lambda name: translate(f"pages.land.view.{name}", lang),
        key="land_view",
        label_visibility="collapsed",
        required=True,
    )
    address.keep("view", str(view), VIEWS[0])
    return str(view)


def _chosen(sites: pd.DataFrame) -> list[str]:
    return address.several(CHOSEN, list(sites.index), ())


def _answer(
    view: str,
    found: land.SearchResult,
    names: dict[str, str],
    lang: str,
    as_of: date,
) -> None:
    sites = found.funnel.sites
    kept = list(found.table.index)
    if view == "shortlist":
        if not kept:
            shortlist.advice(found, names, lang)
        else:
            ticked = shortlist.table(found, lang)
            if ticked:
                address.keep_several(CHOSEN, ticked, ())
        shortlist.rejected(found, names, lang)
        st.download_button(
            translate("pages.land.export", lang),
            found.table.drop(columns=["facts"], errors="ignore")
            .to_csv()
            .encode("utf-8-sig"),
            file_name="qngeo-land.csv",
            mime="text/csv",
            icon=":material/download:",
        )
    elif view == "compare":
        options = st.multiselect(
            translate("pages.land.compare.sites", lang),
            list(sites.index),
            default=_chosen(sites),
            format_func=lambda i: names.get(i, i),
            key="compare_sites",
        )
        address.keep_several(CHOSEN, options, ())
        land_views.compare(sites, options, names, lang)
    elif view == "readiness":
        shown = _chosen(sites) or kept
        land_views.checklist(cache.checklist(as_of), shown, names, lang)
    else:
        land_views.future(sites, names, lang, as_of=as_of)


def _reach(
    near: str,
    lang: str,
    as_of: date,
    planned: bool,
) -> dict[str, object] | None:
    wanted = st.toggle(
        translate("pages.land.isochrones", lang),
        value=st.query_params.get("iso") == "1",
        key="iso",
        help=translate("pages.land.isochrones.help", lang),
    )
    address.keep("iso", "1" if wanted else "", "")
    return cache.reach(near, as_of, planned) if wanted else None
