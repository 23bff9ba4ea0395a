"""Bars in the rows of a table (biểu đồ cột ngang): picture and figures in one.

The bar of a row stands between its words and its figure, and is no more than its
length: who hears the page hears the table, paper prints it, and it wraps on a phone.
"""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

import streamlit as st


class Bar(NamedTuple):
    """One row.

    Attributes
    ----------
    label, figure : str
        HTML of the first and the last cell.
    share : float
        Length, 0 to 1 of the longest there may be.
    colour : str
        #rrggbb
    hatched : bool
        Drawn as an outline with hatching: what is not an announced figure.
    """

    label: str
    figure: str
    share: float
    colour: str
    hatched: bool = False


class Group(NamedTuple):
    """Rows of one measure under a title, which is not yet escaped."""

    title: str
    bars: tuple[Bar, ...]


def show(groups: Iterable[Group], *, caption: str) -> None:
    """Show groups of bars as one table.

    Parameters
    ----------
    groups : iterable of Group
    caption : str
        What the table tells, for who hears it.
    """
    rows = []
    for group in groups:
        title = escape(group.title)
        rows.append(f'<tr class="qn-group"><td colspan="3">{title}</td></tr>')
        rows += [_row(bar) for bar in group.bars]
    st.html(
        f'<table class="qn-table qn-bars" aria-label="{escape(caption)}">'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _row(bar: Bar) -> str:
    width = f"width:{100 * min(max(bar.share, 0.0), 1.0):.1f}%"
    style = f"{width};background:{bar.colour}"
    if bar.hatched:
        style = (
            f"{width};background:repeating-linear-gradient(45deg,{bar.colour} 0 3px,"
            f"transparent 3px 7px);box-shadow:inset 0 0 0 1px {bar.colour}"
        )
    drawn = f'<i class="qn-bar" style="{style}" aria-hidden="true"></i>'
    return (
        f'<tr><td>{bar.label}</td><td class="qn-drawn">{drawn}</td>'
        f"<td>{bar.figure}</td></tr>"
    )
