"""Overview: the province's headline figures, each with date and source, and the map."""

from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from qngeo.domain.figures.facts import newest_first
from qngeo.i18n import in_data, translate
from qngeo.services.links import link
from qngeo.services.links.pages import DEFAULT_DEFINITION
from qngeo.ui import address, cache, controls, frame
from qngeo.ui.map_view import zone_map
from qngeo.ui.parts import figure, rates, watch
from qngeo.ui.plain import plain

MAP_HEIGHT = 560


def show() -> None:
    """Run the page."""
    lang = frame.language()
    as_of = controls.as_of(lang)
    sources = cache.baseline().sources.set_index("source_id")
    scopes = cache.baseline().scopes.set_index("scope")[f"title_{in_data(lang)}"]
    frame.headline("overview", lang)
    if address.embedded():
        _map(as_of, lang)
        return
    _headlines(cache.headlines(as_of), sources, lang)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _map(as_of, lang)
    with right:
        st.markdown(f"##### {translate('pages.overview.rates', lang)}")
        st.caption(translate("pages.overview.rates.help", lang))
        with st.container(height=MAP_HEIGHT - 90, border=False, key="rates"):
            rates.cards(
                newest_first(cache.province_rates(as_of)),
                sources,
                scopes,
                lang,
            )
    frame.guarded(watch.show)(lang)


def _headlines(rows: pd.DataFrame, sources: pd.DataFrame, lang: str) -> None:
    cells = []
    for _, row in rows.iterrows():
        title = translate(f"pages.headline.{row['key']}", lang)
        origin = figure.origin(
            [row["source_id"]], [row["fact_id"]], sources, lang, note=row["note"]
        )
        others = ""
        if row["others"]:
            words = translate("pages.headline.others", lang, count=row["others"])
            others = f"<small>{escape(words)}</small>"
        written = figure.tagged(figure.value(row, lang), [row["fact_id"]], "qn-big")
        cells.append(
            f'<div class="qn-card"><b>{escape(title)}</b>{written}'
            f"<span>{figure.date_words(row['as_of'], lang)} "
            f"{figure.confidence(row['confidence'], lang)}</span>{others}{origin}</div>"
        )
    st.html(f'<div class="qn-cards qn-headlines">{"".join(cells)}</div>')


@st.fragment
@frame.guarded
def _map(as_of: date, lang: str) -> None:
    rows = cache.zone_rows(DEFAULT_DEFINITION, as_of)
    clicked = zone_map(
        rows,
        kept=rows.index,
        definition=DEFAULT_DEFINITION,
        selected=address.get("subject") or None,
        lang=lang,
        height=MAP_HEIGHT,
    )
    names = cache.baseline().subjects.set_index("subject_id")[f"name_{in_data(lang)}"]
    if clicked in names.index:
        address.keep("subject", str(clicked))
    chosen = address.get("subject")
    if chosen in names.index:
        target = link.write("zones", {"subject": chosen, "lang": lang})
        words = translate("pages.overview.open", lang, name=plain(names[chosen]))
        st.markdown(f"[{words}]({target})")
    elif chosen:
        address.missing("subject", chosen)
