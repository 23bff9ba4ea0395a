"""What is being done, in words, where a reader would wait for longer than a moment.

The words come after half a second and go when it is done. Work that tells how far it
has come has a bar below them. Streamlit's button at the top of the page ends the run at
the next step of the work; what is written to the store comes to its end first, so that
nothing is left half done.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Thread
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import StopException, add_script_run_ctx

from qngeo import progress
from qngeo.i18n import number, translate
from qngeo.ui import address

P = ParamSpec("P")
R = TypeVar("R")

SOON_S = 0.5
"""Whoever waits no longer than this sees no bar."""

OFTEN_S = 0.2
"""Between two looks of the bar; at each the run can be ended."""


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Say what is done while the block runs, in the language of the page.

    Parameters
    ----------
    what : str
        Such as "sheet", for the key ``waiting.sheet``.
    """
    lang = address.language()
    with st.spinner(translate(f"waiting.{what}", lang)):
        place = st.empty()
        try:
            with progress.watched(_bar(place, lang)):
                yield
        except StopException:
            _say_stopped(place, lang)
            raise
        except BaseException:
            place.empty()
            raise
        place.empty()


def told(what: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say what is done while a function runs whose answers are kept; without a bar.

    Streamlit would keep the bar with the answer.
    """

    def with_words(slow: Callable[P, R]) -> Callable[P, R]:
        @wraps(slow)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            words = translate(f"waiting.{what}", address.language())
            with st.spinner(words), progress.watched(None):
                return slow(*args, **kwargs)

        return answer

    return with_words


def _say_stopped(place: DeltaGenerator, lang: str) -> None:
    """Write beside the run, which may write nothing more once it was ended."""
    words = translate("progress.stopped", lang)
    thread = Thread(target=lambda: place.info(words, icon=":material/stop_circle:"))
    add_script_run_ctx(thread)
    thread.start()
    thread.join()


def _bar(place: DeltaGenerator, lang: str) -> progress.Watcher:
    """Return what draws in a place how far the work is, not too soon or too often."""
    due = time.monotonic() + SOON_S

    def draw(share: float) -> None:
        nonlocal due
        now = time.monotonic()
        if now >= due:
            due = now + OFTEN_S
            words = translate("progress.bar", lang, share=number(100 * share, lang, 0))
            place.progress(share, words)

    return draw
