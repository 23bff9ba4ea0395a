"""The shortlist of land: funnel, ranked table, rejected sites with their reasons."""

from html import escape

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from qngeo.domain.criteria import minutes_column
from qngeo.i18n import number, translate
from qngeo.names import short
from qngeo.services.land import SearchResult
from qngeo.services.land_words import criterion_title, say, say_loosening

TABLE_KEY = "land_table"
HEIGHT = 330


def funnel(found: SearchResult, lang: str) -> None:
    """Draw how many sites are left after each criterion, as bars with numbers."""
    total = len(found.funnel.sites)
    rows = [(translate("pages.land.all_sites", lang), total, "", 0)]
    rows += [
        (criterion_title(step.criterion, lang), step.left, step.criterion, step.unknown)
        for step in found.funnel.steps
    ]
    lines = []
    for title, left, criterion, unknown in rows:
        width = 100 * left / total if total else 0
        fate = "out" if criterion in found.need.unknown_fails else "kept"
        words = translate(f"pages.land.unknown.{fate}", lang, count=unknown)
        small = f"<small>{escape(words)}</small>" if unknown else ""
        lines.append(
            f'<div class="qn-step"><span>{escape(title)}{small}</span>'
            f'<i style="width:{width:.1f}%"></i><b>{left}</b></div>'
        )
    st.html(f'<div class="qn-funnel">{"".join(lines)}</div>')


def advice(found: SearchResult, names: dict[str, str], lang: str) -> None:
    """Say which criterion to loosen where nothing matches."""
    st.warning(translate("pages.land.none", lang), icon=":material/search_off:")
    single, together = found.advice.single, found.advice.together
    for change in single:
        site = names.get(change.site_id, change.site_id)
        st.markdown(f"- {say_loosening(change, lang, names=names)} → **{site}**")
    if together:
        site = names.get(together[0].site_id, together[0].site_id)
        words = [say_loosening(change, lang, names=names) for change in together]
        st.markdown(
            translate("pages.land.together", lang, site=site)
            + "".join(f"\n- {text}" for text in words)
        )


def table(found: SearchResult, lang: str) -> list[str]:
    """Show the ranked sites; return the ids that are ticked for comparison."""
    ranked = found.table
    chosen = st.dataframe(
        _written(ranked, found, lang),
        height=HEIGHT,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key=TABLE_KEY,
        placeholder="–",
        column_config={
            translate("pages.column.name", lang): st.column_config.TextColumn(
                width=190, pinned=True
            )
        },
    )
    st.caption(translate("pages.land.table.help", lang, count=len(ranked)))
    return [str(ranked.index[row]) for row in chosen["selection"]["rows"]]


def _written(ranked: pd.DataFrame, found: SearchResult, lang: str) -> Styler:
    columns = {
        "pages.column.name": ranked[f"name_{lang}"].map(short),
        "pages.land.column.score": ranked["score"],
        "pages.land.column.firm": ranked["top3_share"] * 100,
        "pages.land.column.known": ranked["known_share"] * 100,
        "pages.land.column.available": ranked["available_ha"],
        "pages.land.column.price": ranked["price_usd_m2"],
    }
    near = minutes_column(found.need.near)
    if near in ranked:
        columns["pages.land.column.minutes"] = ranked[near]
    columns["pages.land.column.ready"] = ranked["ready_items"]
    titled = {translate(key, lang): values for key, values in columns.items()}
    numbers = {translate(key, lang): 1 for key in columns if key != "pages.column.name"}

    def written(value: object) -> str:
        return number(float(str(value)), lang, 1)

    return pd.DataFrame(titled).style.format(dict.fromkeys(numbers, written))


def rejected(found: SearchResult, names: dict[str, str], lang: str) -> None:
    """List every rejected site with each criterion that it fails."""
    rows = found.funnel.rejected
    title = translate("pages.land.rejected", lang, count=len(rows))
    with st.expander(title, icon=":material/filter_alt_off:"):
        lines = []
        for site_id, failed in list(rows.items())[:SHOWN]:
            why = "".join(
                f"<li>{escape(criterion_title(criterion, lang))}: "
                f"{escape(say(reason, lang, names=names))}</li>"
                for criterion, reason in failed.items()
            )
            site = escape(names.get(site_id, site_id))
            lines.append(f"<tr><td>{site}</td><td><ul>{why}</ul></td></tr>")
        st.html(f'<table class="qn-table"><tbody>{"".join(lines)}</tbody></table>')


SHOWN = 200
"""Rejected sites that are listed; the export holds all."""
