"""Readiness of sites: a grid of states, each with its evidence and age."""

from collections.abc import Mapping
from html import escape

import pandas as pd
import streamlit as st

from qngeo.domain.land import readiness
from qngeo.i18n import number, percent, period, translate
from qngeo.ui import cache
from qngeo.ui.parts import figure
from qngeo.ui.parts.cited import cited

MOST = 60
"""Sites that are listed at once."""


def show(
    rows: pd.DataFrame, sites: list[str], names: Mapping[str, str], lang: str
) -> None:
    """Show what is ready at which site, and by which facts.

    Parameters
    ----------
    rows : DataFrame
        See `qngeo.domain.land.readiness.checklist`.
    sites : list of str
        Ids of parks and clusters.
    names : mapping of str to str
    lang : str
    """
    st.caption(translate("pages.land.readiness.help", lang))
    found = {(row["site_id"], row["item"]): row for _, row in rows.iterrows()}
    head = "".join(_head(item, rows, lang) for item in readiness.ITEMS)
    lines = []
    for site_id in sites:
        cells = "".join(_state(found[site_id, i], lang) for i in readiness.ITEMS)
        site = escape(names.get(site_id, site_id))
        lines.append(f"<tr><td>{site}</td>{cells}</tr>")
    st.html(
        '<div class="qn-scroll"><table class="qn-table qn-checklist"><thead><tr>'
        f"<th></th>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _head(item: str, rows: pd.DataFrame, lang: str) -> str:
    title = escape(translate(f"land.readiness.{item}", lang))
    targets = {ids for ids in rows.loc[rows["item"].eq(item), "target_facts"] if ids}
    small = ""
    for fact_id in dict.fromkeys(fact for ids in targets for fact in ids):
        target = cache.baseline().facts.set_index("fact_id").loc[fact_id]
        words = translate(
            "pages.land.readiness.target",
            lang,
            value=percent(float(target["number"]), lang),
            date=period(target["as_of"], lang),
        )
        small += (
            f"<small>{figure.tagged(escape(words), [fact_id], 'qn-value')}</small>"
            f"{cited([fact_id], lang)}"
        )
    return f"<th>{title}{small}</th>"


def _state(row: pd.Series, lang: str) -> str:
    words = escape(translate(f"land.state.{row['state']}", lang))
    facts = row["fact_ids"]
    evidence = ""
    if facts:
        when = figure.date_words(row["as_of"], lang)
        age = ""
        if pd.notna(row["age_months"]):
            months = number(row["age_months"], lang, 0)
            aged = translate("pages.land.months", lang, months=months)
            age = f" ({escape(aged)})"
        evidence = (
            f"<small>{when}{age}</small>"
            f"{figure.tagged(escape(', '.join(facts)), facts, 'qn-ids')}"
            f"{cited(facts, lang)}"
        )
    return f'<td class="qn-state-{escape(row["state"])}">{words}{evidence}</td>'
