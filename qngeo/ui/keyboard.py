"""The page by keyboard (bàn phím): links to its parts, and into the opened sheet.

Streamlit's own link leads past the sidebar and no further (WCAG 2.2, 2.4.1 Bypass
Blocks), and what a key has opened beside the map would be many stops of the tab key
away.
"""

from pathlib import Path

import streamlit as st

from qngeo.i18n import translate
from qngeo.ui import address

KEY = "keyboard"
"""Begins the keys of its places in the page; ``style.css`` takes their room away."""

LINKS = ("map", "answer")
"""Where the links lead, in their order; `keyboard.js` knows the places."""

_component = st.components.v2.component(
    "qngeo_keyboard",
    html="<span hidden></span>",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def links(lang: str) -> None:
    """Put the links before everything else; they are seen when they have the focus."""
    if address.embedded():
        return
    words = {name: translate(f"links.skip.{name}", lang) for name in LINKS}
    with st.container(key=KEY):
        _component(
            key="keyboard_links",
            data={"label": translate("links.skip", lang), "words": words},
        )


def opened(subject: str) -> None:
    """Give the sheet the focus if a key has opened it; call it beside the sheet.

    Parameters
    ----------
    subject : str
        Of the sheet; "" where the table is shown instead.
    """
    with st.container(key=f"{KEY}_sheet"):
        _component(key="keyboard_sheet_of", data={"subject": subject})
