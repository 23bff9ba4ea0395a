"""What every page has: title, style, language."""

from collections.abc import Callable, Sequence
from functools import wraps
from html import escape
from pathlib import Path
from typing import ParamSpec

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from qngeo.i18n import LANGUAGE_NAMES, LANGUAGES, translate
from qngeo.ui import address, faults, page_language

P = ParamSpec("P")

HERE = Path(__file__).parent

STYLE = HERE / "style.css"
TOUCH_STYLE = HERE / "touch.css"
CHART_STYLE = HERE / "charts.css"
EMBED_STYLE = HERE / "embed.css"
ICON = HERE / "icon.svg"


language = address.language


def guarded(show: Callable[P, None]) -> Callable[P, None]:
    """Let a page, fragment or part of one end with plain words when it is broken.

    What it keeps in the address is written at its end, and the rest of the page goes
    on. See `qngeo.ui.faults`.
    """

    @wraps(show)
    def safely(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with faults.as_reached():
                address.kept(show, *args, **kwargs)
        except Exception as error:  # the outermost place of a page: told and logged
            faults.tell(error)

    return safely


def begin() -> str:
    """Set up the page and its language switch; return the language."""
    lang = language()
    st.set_page_config(
        page_title=translate("pages.app.title", lang),
        page_icon=ICON,
        layout="wide",
        initial_sidebar_state="collapsed" if address.embedded() else "auto",
    )
    style = STYLE.read_text(encoding="utf-8")
    style += CHART_STYLE.read_text(encoding="utf-8")
    style += TOUCH_STYLE.read_text(encoding="utf-8")
    if address.embedded():
        style += EMBED_STYLE.read_text(encoding="utf-8")
    st.html(f"<style>{style}</style>")
    with st.sidebar:
        st.segmented_control(
            translate("pages.app.language", lang),
            LANGUAGES,
            default=lang,
            format_func=LANGUAGE_NAMES.__getitem__,
            key=address.control("lang"),
            persist_state="session",
            label_visibility="collapsed",
            required=True,
        )
    chosen = language()
    page_language.tell(chosen)
    address.keep("lang", chosen, LANGUAGES[0])
    return chosen


def sides(
    widths: Sequence[int], *, answer: bool, both: bool = False
) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the places of a page's map and of what stands beside it.

    Parameters
    ----------
    widths : sequence of int
        Of the two, in any unit.
    answer : bool
        Within a frame of another page: show what stands beside the map, not the map.
    both : bool
        Within a frame of another page: show both.
    """
    if not address.embedded() or (both and not answer):
        left, right = st.columns(widths, gap="small")
        return left, right
    shown, hidden = st.container(), st.container(key="not_framed")
    return (hidden, shown) if answer else (shown, hidden)


def headline(page: str, lang: str) -> None:
    """Show the question that a page answers, and one line on how."""
    if address.embedded():
        return
    head = escape(translate(f"pages.{page}.head", lang))
    lead = escape(translate(f"pages.{page}.lead", lang))
    st.html(f'<div class="qn-head"><h1>{head}</h1><p>{lead}</p></div>')
