"""Land balance: what is allocated to what, and what is left, as bar and table."""

from html import escape
from math import nan
from typing import NamedTuple

import pandas as pd
import streamlit as st

from qngeo.i18n import in_data, number, percent, period, translate
from qngeo.model import Confidence
from qngeo.sentences import said
from qngeo.ui.parts import chart, figure, html_table
from qngeo.ui.parts.chart_colours import ink
from qngeo.ui.plain import plain

PALETTE = (
    "#1a738f", "#5fa8a3", "#a7c79b", "#e3c878", "#c29d4b", "#9050b0", "#6c8ebf",
    "#66553b", "#b1506f", "#548647", "#204062", "#c2a5cf",
)  # fmt: skip
"""More than any plan has parts, so that no two parts of one plan look alike."""

LEAST = 2
"""Pieces without which a bar would say nothing."""

LABELLED_PCT = 10.0
"""Per cent of the land from which on a piece has its share written in it."""

SAME_PCT = 0.5
"""Points by which a share of the land may differ from that of the bar: with the sea,
or where parts exceed the whole, they are two things."""


def balances(frames: pd.DataFrame, sources: pd.DataFrame, lang: str) -> None:
    """Show each plan's balance, newest first.

    Parameters
    ----------
    frames : DataFrame
        As `qngeo.services.zones.allocation.balances` gives them, hectares and per cent.
    sources : DataFrame
        The register indexed by source_id.
    lang : str
    """
    if frames.empty:
        st.info(translate("pages.land.no_plan", lang), icon=":material/help:")
        return
    for (plan, horizon), given in frames.groupby(["plan", "horizon"], sort=False):
        rows = given.assign(shade=shades(drawn_roles(given)))
        st.markdown(f"**{plain(str(plan))}** · {period(str(horizon), lang)}")
        bar(rows, lang)
        _table(rows, sources, lang)
        excess = rows["excess_ha"].max()
        if pd.notna(excess) and excess > 0:
            words = translate(
                "pages.land.excess", lang, excess=number(float(excess), lang, 2)
            )
            st.warning(words, icon=":material/balance:")


def drawn_roles(rows: pd.DataFrame) -> pd.Series:
    """Return the role in which each row is drawn.

    A use that is only known as a range is drawn as a part, as large as its least; what
    it may have beyond that is in the span of the rest.
    """
    uses = set(rows.loc[rows["role"].eq("part"), "land_use"])
    alone = rows["role"].eq("low") & ~rows["land_use"].isin(uses)
    return rows["role"].mask(alone, "part")


def shades(roles: pd.Series) -> list[str]:
    """Return the colour of each row of a balance, the same in chart and table.

    Parameters
    ----------
    roles : Series of str
        Of every row; only a part has a colour.

    Returns
    -------
    list of str, "" for rows without a colour.
    """
    found, parts = [], 0
    for role in roles:
        found.append(PALETTE[parts % len(PALETTE)] if role == "part" else "")
        parts += role == "part"
    return found


class Piece(NamedTuple):
    """One piece of the bar; ``share_pct`` as in the table, NaN where it has none."""

    title: str
    hectares: float
    share_pct: float
    style: str = ""
    css: str = ""


def bar(rows: pd.DataFrame, lang: str) -> None:
    """Draw a balance as one bar: its parts, and what is left hatched.

    A rest that is a range is drawn from its least to its most, the span between them
    faintly. Nothing is drawn where fewer than two pieces are known.

    Parameters
    ----------
    rows : DataFrame
        One balance of `qngeo.domain.occupancy.allocation.balance` with ``shade``.
    lang : str
    """
    pieces = [_part(row, lang) for _, row in rows[rows["shade"].ne("")].iterrows()]
    for _, row in rows[rows["role"].eq("rest")].iterrows():
        pieces += _rest(row, lang)
    pieces = [piece for piece in pieces if piece.hectares > 0]
    if len(pieces) < LEAST:
        return
    title = translate("charts.alt.balance", lang)
    words = escape(chart.trend(title, [_told(piece, lang) for piece in pieces], lang))
    whole = sum(piece.hectares for piece in pieces)
    items = "".join(_drawn(piece, whole, lang) for piece in pieces)
    st.html(f'<div class="qn-stack" role="img" aria-label="{words}">{items}</div>')


def _part(row: pd.Series, lang: str) -> Piece:
    style = f"background:{row['shade']};color:{ink(row['shade'])};"
    title = str(row[f"title_{in_data(lang)}"])
    if row["role"] == "low":
        title = translate("charts.balance.least", lang, title=title)
    return Piece(title, float(row["area_ha"]), row["share_pct"], style)


def _rest(row: pd.Series, lang: str) -> list[Piece]:
    """Return what is left; a range as what is left at least and perhaps more."""
    title = str(row[f"title_{in_data(lang)}"])
    if pd.notna(row["area_ha"]):
        known = float(row["area_ha"])
        return [Piece(title, known, row["share_pct"], css="qn-hatched")]
    if pd.isna(row["low_ha"]) or pd.isna(row["high_ha"]):
        return []
    more = translate("charts.balance.maybe", lang, title=title)
    low, high = float(row["low_ha"]), float(row["high_ha"])
    return [
        Piece(title, low, nan, css="qn-hatched"),
        Piece(more, high - low, nan, css="qn-hatched qn-maybe"),
    ]


def _told(piece: Piece, lang: str) -> str:
    """Return a piece in words, as the table beside it has it."""
    area = f"{piece.title}: {number(piece.hectares, lang, 2)} ha"
    if pd.isna(piece.share_pct):
        return area
    return f"{area} ({percent(piece.share_pct, lang)})"


def _drawn(piece: Piece, whole: float, lang: str) -> str:
    """Draw a piece; its share is written in it where it is that of the bar as well."""
    label = ""
    share = 100 * piece.hectares / whole
    if share >= LABELLED_PCT and abs(share - piece.share_pct) < SAME_PCT:
        label = f"<b>{number(piece.share_pct, lang, 0)} %</b>"
    flex = f"flex:{piece.hectares:.6g} 1 0;{piece.style}"
    words = escape(_told(piece, lang))
    return f'<i class="{piece.css}" style="{flex}" title="{words}">{label}</i>'


def _table(rows: pd.DataFrame, sources: pd.DataFrame, lang: str) -> None:
    lines = []
    for _, row in rows.iterrows():
        colour = ""
        if row["shade"]:
            colour = f'<i class="qn-key" style="background:{row["shade"]}"></i>'
        elif row["role"] == "rest":
            colour = '<i class="qn-key qn-hatched"></i>'
        facts = row["fact_ids"]
        note = row["note"]
        if row["role"] == "rest":
            note = said(note, lang) or translate("pages.land.rest.note", lang)
        origin = figure.origin(row["source_ids"], facts, sources, lang, note=note)
        word = ""
        if row["qualifier"]:
            word = escape(figure.qualifier(row["qualifier"], lang)) + " "
        area = word + figure.tagged(escape(_area(row, lang)), facts)
        sure = ""
        if row["confidence"] != Confidence.STATED:
            sure = " " + figure.confidence(row["confidence"], lang)
        title = escape(str(row[f"title_{in_data(lang)}"]))
        cells = (
            f"{colour}{title}{sure}{origin}",
            area,
            escape(percent(row["share_pct"], lang)),
        )
        lines.append(html_table.row(cells, f"qn-{escape(row['role'])}"))
    head = [
        escape(translate(f"pages.land.{name}", lang))
        for name in ("use", "area_ha", "share")
    ]
    st.html(html_table.table(head, lines, css="qn-balance"))


def _area(row: pd.Series, lang: str) -> str:
    """Write hectares; a range from low to high."""
    if row["qualifier"] == "range" and pd.notna(row["high_ha"]):
        low, high = (number(row[name], lang, 2) for name in ("low_ha", "high_ha"))
        return f"{low} – {high}"
    return number(row["area_ha"], lang, 2)


def position(
    rows: pd.DataFrame, titles: pd.Series, sources: pd.DataFrame, lang: str
) -> None:
    """Show leased, ready, cleared and other land; unknown items say so.

    Parameters
    ----------
    rows : DataFrame
        As `qngeo.services.zones.sheet.Sheet.position`; NaN in ``area_ha`` is unknown.
    titles : Series of str
        Title of each attribute.
    sources : DataFrame
        The register indexed by source_id.
    lang : str
    """
    lines = [
        html_table.row(*_item(row, titles, sources, lang)) for _, row in rows.iterrows()
    ]
    head = [
        escape(translate(f"pages.land.{name}", lang))
        for name in ("item", "area_ha", "date")
    ]
    st.html(html_table.table(head, lines))


def _item(
    row: pd.Series, titles: pd.Series, sources: pd.DataFrame, lang: str
) -> tuple[tuple[str, str, str], str]:
    """Return the cells of one kind of land, and the classes of their row."""
    title = (
        translate("pages.land.left_industrial", lang)
        if row["item"] == "left_industrial"
        else str(titles[row["item"]])
    )
    if pd.isna(row["area_ha"]):
        unknown = escape(translate("pages.land.not_known", lang))
        return (escape(title), unknown, ""), "qn-unknown"
    word = figure.qualifier(row["qualifier"], lang)
    hectares = escape(f"{word} {number(row['area_ha'], lang, 2)}".strip())
    origin = figure.origin(
        row["source_ids"], row["fact_ids"], sources, lang, note=str(row["note"])
    )
    when = figure.date_words(row["as_of"], lang)
    sure = figure.confidence(row["confidence"], lang)
    area = figure.tagged(hectares, row["fact_ids"])
    return (f"{escape(title)}{origin}", area, f"{when} {sure}"), ""
