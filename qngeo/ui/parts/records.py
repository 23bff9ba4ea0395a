"""Rows of figures: investment, legal decisions and all the rest, with sources."""

from html import escape

import pandas as pd
import streamlit as st

from qngeo.domain.figures.facts import newest_first
from qngeo.i18n import in_data, translate
from qngeo.schema import WORKED_BACK
from qngeo.ui.parts import figure
from qngeo.ui.parts.quoted import quoted
from qngeo.ui.parts.rates import scope_name


def records(
    rows: pd.DataFrame, sources: pd.DataFrame, scopes: pd.Series, lang: str, key: str
) -> None:
    """Show figures of one block, newest first within an attribute.

    Parameters
    ----------
    rows : DataFrame
        Facts with titles (`qngeo.services.figures.listing.with_sources`).
    sources : DataFrame
        The register indexed by source_id.
    scopes : Series of str
        See `qngeo.ui.parts.rates.scope_name`.
    lang : str
    key : str
        Locale key of the words to show when there is none.
    """
    if rows.empty:
        st.caption(translate(key, lang))
        return
    ordered = newest_first(rows, "title_vi")
    lines = []
    last = ""
    for _, row in ordered.iterrows():
        title = str(row[f"title_{in_data(lang)}"])
        shown = "" if title == last else escape(title)
        last = title
        scope = quoted(scope_name(row["scope"], scopes), lang) if row["scope"] else ""
        small = f"<small>{scope}</small>" if scope else ""
        if row["definition"] in WORKED_BACK:
            words = escape(translate("pages.sheet.worked_back", lang))
            small += f"<small>{words}</small>"
        when = figure.date_words(row["as_of"], lang)
        sure = figure.confidence(row["confidence"], lang)
        origin = figure.origin(
            [row["source_id"]], [row["fact_id"]], sources, lang, note=row["note"]
        )
        written = figure.tagged(figure.value(row, lang), [row["fact_id"]])
        lines.append(
            f"<tr><td>{shown}{small}</td><td>{written}{origin}</td>"
            f"<td>{when} {sure}</td></tr>"
        )
    st.html(f'<table class="qn-table"><tbody>{"".join(lines)}</tbody></table>')


def conflicts(
    rows: pd.DataFrame,
    titles: pd.Series,
    sources: pd.DataFrame,
    scopes: pd.Series,
    lang: str,
) -> None:
    """Show disagreeing figures side by side, each value with its own source.

    Parameters
    ----------
    rows : DataFrame
        As `qngeo.domain.figures.disagreements.conflicts` gives them.
    titles : Series of str
        Title of each attribute.
    sources : DataFrame
    scopes : Series of str
        See `qngeo.ui.parts.rates.scope_name`.
    lang : str
    """
    for _, row in rows.iterrows():
        title = str(titles[row["attribute"]])
        scope = f" · {scope_name(row['scope'], scopes)}" if row["scope"] else ""
        cells = []
        sides = ("values", "qualifiers", "as_of", "source_ids", "fact_ids")
        for text, how, when, source, fact in zip(
            *(row[name] for name in sides), strict=True
        ):
            shown = figure.value(
                pd.Series({"value": text, "unit": row["unit"], "qualifier": how}), lang
            )
            origin = figure.origin([source], [fact], sources, lang)
            cells.append(
                f'<div class="qn-side">{figure.tagged(shown, [fact])}'
                f"<span>{figure.date_words(when, lang)}</span>{origin}</div>"
            )
        st.html(
            f'<div class="qn-conflict"><b>{escape(title)}{quoted(scope, lang)}</b>'
            f'<div class="qn-sides">{"".join(cells)}</div></div>'
        )
