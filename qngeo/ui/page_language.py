"""The language of the page, told to the browser, and Streamlit's own words in it.

Streamlit writes ``<html lang="en">`` and English tooltips, menus and hints, whatever
language a page is in. A screen reader chooses its voice by the first, a browser its
hyphens and its offer to translate (WCAG 2.2, 3.1.1 Language of Page); the second are
said in the language of the page as they appear.
"""

import json
from pathlib import Path

import streamlit as st
from babel.messages.pofile import read_po

from qngeo.i18n import LANGUAGES, LOCALES

KEY = "page_language"
"""Of the place in the page; ``style.css`` takes its room away."""


def words(lang: str) -> dict[str, str]:
    """Return what Streamlit says in English, and what that is in a language.

    Returns
    -------
    dict of str
        Empty for English. "{}" stands for a name or number in between.
    """
    catalogue = LOCALES / f"streamlit.{lang}.po"
    if not catalogue.exists():
        return {}
    with catalogue.open("rb") as file:
        found = read_po(file, locale=lang)
    return {str(one.id): str(one.string) for one in found if one.id}


def _script() -> str:
    found = {lang: words(lang) for lang in LANGUAGES}
    all_words = {lang: known for lang, known in found.items() if known}
    follows = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return f"const WORDS = {json.dumps(all_words, ensure_ascii=False)};\n{follows}"


_component = st.components.v2.component(
    "qngeo_page_language", html="<span hidden></span>", js=_script()
)


def tell(lang: str) -> None:
    """Set the language of the page; once in each run."""
    with st.container(key=KEY):
        _component(key="page_language_of", data={"lang": lang})
