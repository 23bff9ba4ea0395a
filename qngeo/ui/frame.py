"""What every page has: title, style, language."""

from collections.abc import Callable
from functools import wraps
from html import escape
from pathlib import Path
from typing import ParamSpec

import streamlit as st

from qngeo.errors import QngeoError
from qngeo.i18n import LANGUAGES, translate
from qngeo.ui import address
from qngeo.ui.plain import plain

P = ParamSpec("P")

HERE = Path(__file__).parent

STYLE = HERE / "style.css"
ICON = HERE / "icon.svg"

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


def language() -> str:
    """Return the language of this view: the switch, else the address, else vi."""
    chosen = st.session_state.get("lang") or st.query_params.get("lang")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def guarded(show: Callable[P, None]) -> Callable[P, None]:
    """Let a page or fragment end with plain words when qngeo knows the fault."""

    @wraps(show)
    def safely(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            show(*args, **kwargs)
        except QngeoError as error:
            st.error(plain(str(error)), icon=":material/error:")
            st.stop()

    return safely


def begin() -> str:
    """Set up the page and its language switch; return the language."""
    lang = language()
    st.set_page_config(
        page_title=translate("pages.app.title", lang),
        page_icon=ICON,
        layout="wide",
        initial_sidebar_state="auto",
    )
    st.html(f"<style>{STYLE.read_text(encoding='utf-8')}</style>")
    with st.sidebar:
        st.segmented_control(
            translate("pages.app.language", lang),
            LANGUAGES,
            default=lang,
            format_func=LANGUAGE_NAMES.__getitem__,
            key="lang",
            persist_state="session",
            label_visibility="collapsed",
            required=True,
        )
    address.keep("lang", language(), LANGUAGES[0])
    return language()


def headline(page: str, lang: str) -> None:
    """Show the question that a page answers, and one line on how."""
    head = escape(translate(f"pages.{page}.head", lang))
    lead = escape(translate(f"pages.{page}.lead", lang))
    st.html(f'<div class="qn-head"><h1>{head}</h1><p>{lead}</p></div>')
