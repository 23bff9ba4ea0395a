"""The page's address holds the view: choices are read from it and written to it."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

SEPARATOR = "."


def one(key: str, options: Sequence[str], default: str) -> str:
    """Return the option that the address names, or the default."""
    asked = st.query_params.get(key, default)
    return asked if asked in options else default


def several(key: str, options: Sequence[str], default: Sequence[str]) -> list[str]:
    """Return the options that the address names, or the defaults."""
    if key not in st.query_params:
        return list(default)
    asked = st.query_params[key].split(SEPARATOR)
    return [option for option in options if option in asked]


def day(key: str, default: date, *, first: date, last: date) -> date:
    """Return the day that the address names, or the default if it is out of range."""
    try:
        asked = date.fromisoformat(st.query_params.get(key, ""))
    except ValueError:
        return default
    return asked if first <= asked <= last else default


def keep(key: str, value: str, default: str) -> None:
    """Write a choice into the address; a default needs no place there."""
    if value != default:
        st.query_params[key] = value
    elif key in st.query_params:
        del st.query_params[key]


def keep_several(key: str, values: Sequence[str], default: Sequence[str]) -> None:
    """Write several choices into the address."""
    keep(key, SEPARATOR.join(values), SEPARATOR.join(default))
