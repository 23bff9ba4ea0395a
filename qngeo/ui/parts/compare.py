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
from qngeo.ui import chosen
from qngeo.ui.parts import figure, html_table, report_button
from qngeo.ui.parts.cited import cited
from qngeo.ui.parts.csv_button import csv_button
from qngeo.ui.parts.quoted import quoted

Names = Mapping[str, str]

KEY = "compare_sites"

OFFERED = 200
"""Ranked plots that can be chosen here; others by the map or the table."""


def show(found: SearchResult, names: Names, lang: str, as_of: date) -> None:
    """Ask for the sites, put them side by side, offer the same table as a file.

    Parameters
    ----------
    found : SearchResult
    names : mapping of str to str
        By id of site, zone and place.
    lang : str
    as_of : date
        Of the reports that are offered.
    """
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
    st.html(_side_by_side(table, compared, lang))
    csv_button(
        translate("pages.land.export", lang),
        lambda: table,
        name="qngeo-comparison.csv",
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


def _side_by_side(
    table: pd.DataFrame, compared: comparison.Comparison, lang: str
) -> str:
    """Return the table as HTML; what sources say in another language is marked so."""
    head = [escape(str(name)) for name in table.columns]
    sites = [str(site) for site in compared.cells]
    lines = []
    for row, words in zip(compared.rows, table.itertuples(index=False), strict=True):
        title, unit, *values, differs = (str(word) for word in words)
        cells = [
            _cell(quoted(text, lang), compared, row.id, site)
            for text, site in zip(values, sites, strict=True)
        ]
        mark = "qn-differs" if compared.differs[row.id] else ""
        lines.append(
            f'<tr class="{mark}"><td>{escape(title)}</td><td>{escape(unit)}</td>'
            f"{''.join(cells)}<td>{escape(differs)}</td></tr>"
        )
    return html_table.table(head, lines, css="qn-compare", scrolls=True)


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
    lines: list[str] = []
    for row in compared.rows:
        for site in map(str, compared.cells):
            facts = _facts(compared, row.id, site)
            if not facts:
                continue
            lines.append(
                f"<tr><td>{escape(row_title(row, lang, names=names))}</td>"
                f"<td>{escape(names.get(site, site))}{cited(facts, lang)}</td></tr>"
            )
    return f'<table class="qn-table"><tbody>{"".join(lines)}</tbody></table>'
