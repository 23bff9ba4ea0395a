"""Long tables on a page: how many rows it shows, and words for the others."""

import streamlit as st

from qngeo.i18n import number, translate

MOST_ROWS = 2_000
"""Of one table on the page; its download has all."""


def told(rows: int, lang: str) -> None:
    """Say how many of so many rows are shown; nothing where all are."""
    if rows > MOST_ROWS:
        words = translate(
            "data.versions.more",
            lang,
            shown=number(MOST_ROWS, lang, 0),
            all=number(rows, lang, 0),
        )
        st.caption(words)
