"""Tables that can be printed: what the screen draws as a picture, as a real table."""

from copy import copy
from html import escape
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from qngeo.i18n import number, translate
from qngeo.ui import address
from qngeo.ui.parts.quoted import quoted

MOST = 500
"""Rows on paper; a longer table is for a file."""

DECIMALS = 3

LONG_WORD = 20
"""Characters of a word that may break."""

_CELL, _ROW = "\x1f", "\n"
_UNKNOWN = {"nan", "None", "NaT", "<NA>", ""}


def dataframe(data: pd.DataFrame | Styler, **options: Any) -> Any:
    """Show a table as ``st.dataframe`` does; on paper the same rows stand in full.

    Streamlit draws its table on a canvas that holds only the rows in view, so a second
    table stands beside it that only a printer shows.

    Parameters
    ----------
    data : DataFrame or Styler
        A Styler prints as it formats; numbers of a DataFrame as the page's language
        writes them.
    **options
        Of ``st.dataframe``.

    Returns
    -------
    What ``st.dataframe`` returns.
    """
    shown = st.dataframe(data, **options)
    if not address.embedded():
        hidden = bool(options.get("hide_index"))
        st.html(as_html(data, address.language(), with_index=not hidden))
    return shown


def as_html(data: pd.DataFrame | Styler, lang: str, *, with_index: bool) -> str:
    """Return a table for print as HTML, every cell as text.

    Parameters
    ----------
    data : DataFrame or Styler
    lang : str
        "vi" or "en".
    with_index : bool
        Write the index as the first column.
    """
    frame = data.data if isinstance(data, Styler) else data  # type: ignore[attr-defined]
    short = frame.iloc[:MOST]
    if isinstance(data, Styler) and len(frame) <= MOST:
        rows = _formatted(data, with_index=with_index)
    else:
        rows = _plain(short, lang, with_index=with_index)
    titles = [str(title) for title in frame.columns]
    titles = [str(frame.index.name or ""), *titles] if with_index else titles
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    body = "".join(
        f"<tr>{''.join(_cell(cell, lang) for cell in row)}</tr>" for row in rows
    )
    more = ""
    if len(frame) > MOST:
        words = translate(
            "links.print.more", lang, shown=number(MOST, lang, 0),
            all=number(len(frame), lang, 0),
        )  # fmt: skip
        more = f'<p class="qn-note">{escape(words)}</p>'
    return (
        '<div class="qn-print-only qn-print-table"><table class="qn-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}</div>"
    )


def _cell(text: str, lang: str) -> str:
    """Return a cell as HTML; one with a long address or id may break anywhere."""
    if text in _UNKNOWN:
        return "<td>–</td>"
    long = any(len(word) > LONG_WORD for word in text.split())
    opening = '<td class="qn-long">' if long else "<td>"
    return f"{opening}{quoted(text, lang)}</td>"


def _formatted(data: Styler, *, with_index: bool) -> list[list[str]]:
    """Return the cells as a Styler writes them."""
    styler = copy(data)
    if not with_index:
        styler = styler.hide(axis="index")
    text = styler.hide(axis="columns").to_string(delimiter=_CELL)
    return [line.split(_CELL) for line in text.splitlines() if line.strip(_ROW)]


def _plain(frame: pd.DataFrame, lang: str, *, with_index: bool) -> list[list[str]]:
    cells = frame.reset_index() if with_index else frame
    columns = [
        [_written(value, lang) for value in cells.iloc[:, at]]
        for at in range(cells.shape[1])
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _written(value: object, lang: str) -> str:
    if isinstance(value, float):
        return number(value, lang, DECIMALS)
    return str(value)
