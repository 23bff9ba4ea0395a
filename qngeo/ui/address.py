"""The page's address holds the view: choices are read from it and written to it.

What may stand there is declared in `qngeo.services.links.pages`. A run of a page
gathers what it keeps and writes it at its end, all at once: one action of the reader
is one entry of the browser's history. When the reader goes back or forward, the
address comes first: every control starts anew from it.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import ParamSpec
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

from qngeo.errors import UnknownNameError
from qngeo.i18n import LANGUAGES, translate
from qngeo.services.links import link
from qngeo.services.links.values import SEPARATOR, SHOWN
from qngeo.ui.plain import plain

P = ParamSpec("P")

PENDING = "address_pending"
"""Of the session state: what this run keeps, "" for what it takes out."""

DEPTH = "address_depth"
PAGE = "address_page"
TIMES = "address_times"
"""Of the session state: how often the reader went back or forward in this visit."""

SWITCHED = "address_switched"
"""Of the session state: whether this run begins another page, by the menu."""

DAYS = ("as_of", "known")
CARRIED = "address_carried"
"""Of the session state: the days of the view, which go along to another page."""

EMBEDDED = "address_embedded"

DECLARED = link.declared()


def arrive() -> None:
    """Begin a run of the whole page: find out where its reader comes from."""
    here = get_script_run_ctx()
    st.session_state[DEPTH] = 0
    if here is None:
        return
    moved = bool(here.is_history_navigation)
    if moved:
        st.session_state[TIMES] = st.session_state.get(TIMES, 0) + 1
    other = st.session_state.get(PAGE, here.page_script_hash) != here.page_script_hash
    st.session_state[SWITCHED] = other and not moved
    if moved or st.session_state.get(PAGE) != here.page_script_hash:
        st.session_state.pop(PENDING, None)
    st.session_state[PAGE] = here.page_script_hash
    # Streamlit keeps this one parameter from its own reading of the address.
    asked_for = parse_qs(here.query_string).get("embed", [""])[-1]
    st.session_state[EMBEDDED] = asked_for in {"1", "true"}


def bring(page: str) -> None:
    """Take the days of the view along from the page before.

    Parameters
    ----------
    page : str
        Name of the page that begins.
    """
    if not st.session_state.get(SWITCHED):
        return
    for key, value in st.session_state.get(CARRIED, {}).items():
        if key in link.parts(page) and not get(key):
            keep(key, value)


def control(key: str) -> str:
    """Return the key of a control; another one after the reader went back or forward.

    A control keeps what was chosen last. Under another key it is a new one, which
    starts from the address.
    """
    times = st.session_state.get(TIMES, 0)
    return f"{key}~{times}" if times else key


def begin_anew() -> None:
    """Run the page again with every control as the address, and what is kept, says.

    For a button that changes several controls at once; going back undoes it.
    """
    st.session_state[TIMES] = st.session_state.get(TIMES, 0) + 1
    st.rerun()


def embedded() -> bool:
    """Tell whether the page stands in a frame of another page (``?embed=1``)."""
    return bool(st.session_state.get(EMBEDDED))


def language() -> str:
    """Return the language of this view: the switch, else the address, else vi."""
    chosen = st.session_state.get(control("lang")) or get("lang")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def asked() -> dict[str, str]:
    """Return the parameters of the address, as this run will leave them."""
    both = {**st.query_params.to_dict(), **st.session_state.get(PENDING, {})}
    return {key: text for key, text in both.items() if text}


def get(key: str) -> str:
    """Return a parameter of the address; "" where it is not there."""
    return asked().get(key, "")


def one(key: str, options: Sequence[str], default: str) -> str:
    """Return the option that the address names, or the default.

    What it names and this page does not have is said on the spot.
    """
    named = get(key)
    if not named or named in options:
        return named or default
    missing(key, named)
    return default


def several(key: str, options: Sequence[str], default: Sequence[str]) -> list[str]:
    """Return the options that the address names, or the defaults."""
    named = get(key)
    if not named:
        return list(default)
    found = named.split(SEPARATOR)
    return [option for option in options if option in found]


def day(key: str, default: date, *, first: date, last: date) -> date:
    """Return the day that the address names, or the default if it is out of range."""
    try:
        named = date.fromisoformat(get(key))
    except ValueError:
        return default
    return named if first <= named <= last else default


def missing(key: str, named: str) -> None:
    """Say that a link names what is not there."""
    words = translate(
        "links.missing", language(), param=key, value=plain(named[:SHOWN])
    )
    st.warning(words, icon=":material/link_off:")


def keep(key: str, value: str, default: str = "") -> None:
    """Write a choice into the address; a default needs no place there.

    Raises
    ------
    UnknownNameError
        If no page declares the parameter.
    """
    if key not in DECLARED:
        msg = f"no page declares {key!r}: add it to qngeo/services/links/pages.py"
        raise UnknownNameError(msg)
    pending = st.session_state.setdefault(PENDING, {})
    pending[key] = "" if value == default else value
    if key in DAYS:
        st.session_state.setdefault(CARRIED, {})[key] = pending[key]


def keep_several(key: str, values: Sequence[str], default: Sequence[str]) -> None:
    """Write several choices into the address."""
    keep(key, SEPARATOR.join(values), SEPARATOR.join(default))


def flush() -> None:
    """Write what was kept, as one change of the address."""
    wanted = asked()
    st.session_state.pop(PENDING, None)
    if wanted != st.query_params.to_dict():
        st.query_params.from_dict(wanted)


def kept(show: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Run a page or a part of it; the outermost writes the address at its end.

    A run that is broken off for a newer one leaves that to it.
    """
    before = st.session_state.get(DEPTH, 0)
    st.session_state[DEPTH] = before + 1
    broken_off = False
    try:
        show(*args, **kwargs)
    except RerunException:
        broken_off = True
        raise
    finally:
        st.session_state[DEPTH] = before
        if not before and not broken_off:
            flush()


def faults(page: str, lang: str) -> None:
    """Say which parts of the link cannot be read, and go on without them."""
    found = link.state_of(page, asked()).faults
    keys = [key for fault in found for key in fault.keys]
    for key in keys:
        keep(key, "")
    if keys:
        words = translate("links.broken", lang, keys=", ".join(keys))
        st.warning(words, icon=":material/link_off:")
