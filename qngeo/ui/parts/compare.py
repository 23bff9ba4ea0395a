"""Up to six sites side by side: the table of the screen is the table of the file."""

from collections.abc import Mapping
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from qngeo.domain.land import comparison
from qngeo.i18n import translate
from qngeo.services.land.search import SearchResult
from qngeo.services.land.words import comparison_table, row_title
from qngeo.ui import cache, chosen
from qngeo.ui.parts import figure, report_button

Names = Mapping[str, str]

KEY = "compare_sites"

OFFERED = 200
"""Ranked plots that can be chosen here; others by the map or the table."""


def show(found: SearchResult, names: Names, lang: str, as_of: date) -> None:
    """Ask for the sites, put them side by side, offer the same table as a file."""
    sites = found.funnel.sites
    before = chosen.read(sites.index)
    parks = sites.index[sites["kind"].ne("plot").to_numpy()]
    offered = [*parks, *found.ranking.index[:OFFERED], *before]
    st.session_state[KEY] = before
    st.multiselect(
        translate("pages.land.compare.sites", lang),
        list(dict.fromkeys(str(site) for site in offered)),
        format_func=lambda site: names.get(site, site),
        placeholder=translate("pages.land.compare.pick", lang),
        key=KEY,
        on_change=lambda: chosen.write(st.session_state[KEY]),
        label_visibility="collapsed",
    )
    if not before:
        st.info(translate("pages.land.compare.pick", lang), icon=":material/compare:")
        return
    if len(before) > comparison.MAX_SITES:
        words = translate("pages.land.compare.most", lang, most=comparison.MAX_SITES)
        st.warning(words, icon=":material/filter_6:")
    near = [found.need.near] if found.need.near in found.places else []
    compared = comparison.compare(sites, before[: comparison.MAX_SITES], places=near)
    table = _table(compared, names, lang)
    st.html(_side_by_side(table, compared))
    st.download_button(
        translate("pages.land.export", lang),
        table.to_csv(index=False).encode("utf-8-sig"),
        file_name="qngeo-comparison.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    subjects = [str(site) for site in compared.cells if site in parks]
    if subjects:  # plots are in no table of subjects
        report_button.show(subjects, lang, as_of)
    with st.expander(translate("pages.land.compare.sources", lang)):
        st.html(_sources(compared, names, lang))


def _table(compared: comparison.Comparison, names: Names, lang: str) -> pd.DataFrame:
    table = comparison_table(compared, lang, names=names)
    unit = translate("land.column.unit", lang)
    words = [figure.unit_name(row.unit, lang) for row in compared.rows]
    return table.assign(**{unit: words})


def _side_by_side(table: pd.DataFrame, compared: comparison.Comparison) -> str:
    head = "".join(f"<th>{escape(str(name))}</th>" for name in table.columns)
    sites = [str(site) for site in compared.cells]
    lines = []
    for row, words in zip(compared.rows, table.itertuples(index=False), strict=True):
        title, unit, *values, differs = (escape(str(word)) for word in words)
        cells = [
            _cell(text, compared, row.id, site)
            for text, site in zip(values, sites, strict=True)
        ]
        mark = "qn-differs" if compared.differs[row.id] else ""
        lines.append(
            f'<tr class="{mark}"><td>{title}</td><td>{unit}</td>{"".join(cells)}'
            f"<td>{differs}</td></tr>"
        )
    return (
        '<div class="qn-scroll"><table class="qn-table qn-compare">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _cell(text: str, compared: comparison.Comparison, row: str, site: str) -> str:
    if not compared.known[site][row]:
        return f'<td class="qn-none">{text}</td>'
    facts = _facts(compared, row, site)
    return f"<td>{figure.tagged(text, facts, 'qn-value') if facts else text}</td>"


def _facts(compared: comparison.Comparison, row: str, site: str) -> tuple[str, ...]:
    """Return what a known cell rests on; nothing for one that is not known."""
    if not compared.known[site][row]:
        return ()
    found: tuple[str, ...] = compared.fact_ids[site][row]
    return found


def _sources(compared: comparison.Comparison, names: Names, lang: str) -> str:
    """List row by row and site by site the facts and sources behind the cells."""
    sources = cache.baseline().sources.set_index("source_id")
    lines: list[str] = []
    for row in compared.rows:
        for site in map(str, compared.cells):
            facts = _facts(compared, row.id, site)
            if not facts:
                continue
            cited = [cache.source_of()[fact] for fact in facts]
            origin = figure.origin(cited, facts, sources, lang)
            lines.append(
                f"<tr><td>{escape(row_title(row, lang, names=names))}</td>"
                f"<td>{escape(names.get(site, site))}{origin}</td></tr>"
            )
    return f'<table class="qn-table"><tbody>{"".join(lines)}</tbody></table>'
