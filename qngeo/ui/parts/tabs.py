"""Tabs whose open one stands in the address."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from qngeo.ui import address

PARAM = "tab"


def tabs(
    kind: str, names: Sequence[str], titles: Sequence[str], lang: str
) -> list[DeltaGenerator]:
    """Show tabs, open at the one that the address names.

    Parameters
    ----------
    kind : str
        Which tabs; two sets of them do not know of each other.
    names : sequence of str
        Of the tabs in the address, the usual one first.
    titles : sequence of str
        Of the tabs on the page, in the same order.
    lang : str

    Returns
    -------
    list of DeltaGenerator
        A container for each tab.
    """
    asked = address.one(PARAM, names, names[0])
    key = _key(kind, lang)
    if st.session_state.get(key) not in titles:
        st.session_state[key] = titles[names.index(asked)]
    shown = st.tabs(list(titles), key=key, on_change="rerun")
    title = st.session_state.get(key)
    if title in titles:
        address.keep(PARAM, names[list(titles).index(title)], names[0])
    return list(shown)


def turn(kind: str, title: str, lang: str) -> None:
    """Open the tab of a title when the tabs are shown next."""
    st.session_state[_key(kind, lang)] = title


def _key(kind: str, lang: str) -> str:
    """Return the key of the tabs; in another language they are others."""
    return address.control(f"{kind}_tab_{lang}")
