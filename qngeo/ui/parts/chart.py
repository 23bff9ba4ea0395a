"""A chart (biểu đồ) as every page shows it: its message in words, its figures at hand.

Charts are specifications for vega-lite. Text and lines take the colours of the theme,
so that none stands on a box of its own in a dark page.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

import streamlit as st

from qngeo.i18n import number, translate
from qngeo.ui.parts import html_table

Spec = dict[str, Any]

MOST_LINES = 6
"""Series that the words of a chart tell; the table beside it has all."""

_SILENT = {"aria": False}
"""What vega says of each mark and axis is English and repeats the table."""

_QUIET: Spec = {"view": {"stroke": None}, "background": "transparent"}


def draw(spec: Spec, *, alt: str) -> None:
    """Draw a chart over the width that there is.

    Parameters
    ----------
    spec : dict
        Of vega-lite; its ``config`` goes before what all charts have.
    alt : str
        What the chart tells, with its numbers, for who hears it.
    """
    quiet = {**_QUIET, **dict.fromkeys(("mark", "axis", "legend"), _SILENT)}
    config = {**quiet, **spec.get("config", {})}
    st.vega_lite_chart({**spec, "config": config}, width="stretch", alt=alt)


class Key(NamedTuple):
    """An entry of a legend: its words, its colour and the sign of its shape."""

    words: str
    colour: str
    glyph: str = "■"


def legend(keys: Iterable[Key]) -> None:
    """Show a legend below a chart whose words wrap and are never cut."""
    entries = "".join(
        f'<span><b style="color:{key.colour}" aria-hidden="true">{key.glyph}</b>'
        f"{escape(key.words)}</span>"
        for key in keys
    )
    st.html(f'<div class="qn-legend">{entries}</div>')


def trend(title: str, lines: Iterable[str], lang: str) -> str:
    """Return the words of a chart: its title and a sentence for each series.

    Parameters
    ----------
    title : str
    lines : iterable of str
        As `course` writes them; beyond `MOST_LINES` only their count is told.
    lang : str
    """
    told = list(lines)
    more = len(told) - MOST_LINES
    if more > 0:
        rest = translate("charts.alt.more", lang, count=number(more, lang, 0))
        told = [*told[:MOST_LINES], rest]
    return f"{title}. {'; '.join(told)}."


def course(name: str, points: Sequence[tuple[str, str]], lang: str) -> str:
    """Return the course of one series in words: its first and its last figure.

    Parameters
    ----------
    name : str
    points : sequence of (str, str)
        Figure and time as they are written, oldest first; at least one.
    lang : str
    """
    (first, start), (last, end) = points[0], points[-1]
    if len(points) == 1:
        return translate("charts.alt.one", lang, name=name, figure=first, time=start)
    count = number(len(points), lang, 0)
    values = {"first": first, "start": start, "last": last, "end": end}
    return translate("charts.alt.course", lang, name=name, count=count, **values)


def figures(heads: Sequence[str], rows: Iterable[Sequence[str]], lang: str) -> None:
    """Offer the drawn figures as a table, closed until it is wanted.

    Parameters
    ----------
    heads : sequence of str
    rows : iterable of sequence of str
        Cells as they are written, not yet escaped.
    lang : str
    """
    lines = (html_table.row(map(escape, cells)) for cells in rows)
    shown = html_table.table(map(escape, heads), lines, scrolls=True)
    with st.expander(translate("charts.table", lang), icon=":material/table_rows:"):
        st.html(shown)
