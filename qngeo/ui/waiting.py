"""What is being done, in words, where a reader would wait for longer than a moment.

The words come after half a second and go when it is done. Streamlit's button at the top
of the page ends the run at its next step; what is computed or written at that moment
comes to its end first, so that nothing is left half done.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st

from qngeo.i18n import translate
from qngeo.ui import address

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Say what is done while the block runs, in the language of the page.

    Parameters
    ----------
    what : str
        Such as "sheet", for the key ``waiting.sheet``.
    """
    with st.spinner(translate(f"waiting.{what}", address.language())):
        yield


def told(what: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say what is done while a function runs; see `doing`."""

    def with_words(slow: Callable[P, R]) -> Callable[P, R]:
        @wraps(slow)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            with doing(what):
                return slow(*args, **kwargs)

        return answer

    return with_words
