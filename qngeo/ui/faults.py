"""What a page says when something is broken, and what the log gets.

A fault that qngeo knows is told in its own words; any other by a number under which
the log has it whole. Either way the rest of the page goes on.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import streamlit as st

from qngeo import lack_of_memory
from qngeo.errors import QngeoError, StoreError
from qngeo.i18n import number, translate
from qngeo.sentences import said
from qngeo.services.own_data import known
from qngeo.ui import address
from qngeo.ui.plain import plain

STORE_LOST = "store_lost"
"""Of the session state: whether the store could not be reached in the last run."""

MOST_LINES = 5
"""Of one fault that a page shows; the log has all of it."""

_log = logging.getLogger(__name__)


class Box(Protocol):
    """One of Streamlit's coloured boxes: `st.error`, `st.warning`, `st.info`."""

    def __call__(self, body: str, *, icon: str) -> object:
        """Show words in it."""


def tell(
    error: Exception, *, box: Box = st.error, icon: str = ":material/error:"
) -> None:
    """Say in the reader's language what cannot be shown or done, and log why.

    Parameters
    ----------
    error : Exception
    box : Box, optional
        What shows a fault that qngeo knows; another one is always an error.
    icon : str, optional
        Of that box.
    """
    lang = address.language()
    if isinstance(error, QngeoError):
        _log.warning("%s: %s", type(error).__name__, _line(error))
        first, *more = str(error).splitlines() or [type(error).__name__]
        lines = (first, *more[: MOST_LINES - 1])
        told = [plain(said(line, lang)) for line in lines]
        if len(more) >= MOST_LINES:
            count = len(more) + 1 - MOST_LINES
            told.append(translate("faults.more", lang, count=number(count, lang, 0)))
        box("  \n".join(told), icon=icon)
        return
    name = secrets.token_hex(3)
    _log.error("fault %s: %s", name, _line(error), exc_info=error)
    key = "memory" if lack_of_memory.is_it(error) else "unexpected"
    words = translate(f"faults.{key}", lang, number=name)
    st.error(words, icon=":material/report:")


def _line(error: Exception) -> str:
    """Return an error as one line of a log."""
    return " | ".join(str(error).split("\n")) or type(error).__name__


@contextmanager
def own_data_reached(lang: str) -> Iterator[None]:
    """Run a page without own data where their store cannot be reached, and say so.

    Each run of the page asks the store again, so that nobody has to start anything
    anew once it answers.
    """
    lost = ""
    try:
        known.store().newest()  # also where the run before could not reach it
    except StoreError as error:
        lost = str(error)
        _log.warning("StoreError: %s", _line(error))
    st.session_state[STORE_LOST] = bool(lost)
    if lost:
        words = translate("faults.store_lost", lang, reason=plain(said(lost, lang)))
        st.error(words, icon=":material/cloud_off:")
    with as_reached():
        yield


def as_reached() -> AbstractContextManager[None]:
    """Leave own data out where this visit's last run could not reach their store."""
    return known.own_left_out(out=bool(st.session_state.get(STORE_LOST)))
