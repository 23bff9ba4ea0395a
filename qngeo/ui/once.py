"""What is made of an upload is made once, and found again when the page runs anew."""

from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st

R = TypeVar("R")


def once(place: str, key: Hashable, make: Callable[[], R]) -> R:
    """Return what was made for this key, or make it and keep it for the visit.

    Parameters
    ----------
    place : str
        Of the session state; it holds what was made last and nothing before it.
    key : hashable
        All that the answer rests on.
    make : callable
        Whatever it raises leaves the place empty.
    """
    kept = st.session_state.get(place)
    if kept is None or kept[0] != key:
        st.session_state.pop(place, None)
        kept = st.session_state[place] = (key, make())
    found: R = kept[1]
    return found
