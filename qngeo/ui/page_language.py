"""The language of the page, told to the browser: Streamlit always writes ``en``.

A screen reader chooses its voice by it, a browser its hyphens and its offer to
translate (WCAG 2.2, 3.1.1 Language of Page).
"""

import streamlit as st

KEY = "page_language"
"""Of the place in the page; ``style.css`` takes its room away."""

_component = st.components.v2.component(
    "qngeo_page_language",
    html="<span hidden></span>",
    js="export default ({ data }) => { document.documentElement.lang = data.lang; };",
)


def tell(lang: str) -> None:
    """Set ``<html lang>``; once in each run of a page."""
    with st.container(key=KEY):
        _component(key="page_language_of", data={"lang": lang})
