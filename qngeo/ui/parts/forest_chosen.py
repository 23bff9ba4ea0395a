"""What was clicked on the forest map or chosen in its table: one thing at a time."""

import geopandas as gpd
import streamlit as st

from qngeo.ui import address

KEY = "pick"
"""Of the id in the address; the map, the tables and the chart all follow it."""

PATCH = "patch"
"""Kind of a patch's id, which stands before the colon."""

TABLE = "forest_patch_rows"
"""Of the table of patches, whose rows can be chosen."""


def current() -> str | None:
    """Return the id that was chosen last, None if none was."""
    return address.get(KEY) or None


def choose(found: str | None) -> None:
    """Keep what was clicked; no click leaves the last choice as it is."""
    if found:
        address.keep(KEY, found)


def kind(found: str | None) -> str:
    """Return the kind of an id: "commune" of "commune:ha_long"; "" of none."""
    return found.partition(":")[0] if found else ""


def patch_id(number: int) -> str:
    """Return the id of a patch on the map."""
    return f"{PATCH}:{number}"


def from_row(patches: gpd.GeoDataFrame) -> None:
    """Choose the patch whose row was picked in the table: the map goes there."""
    rows = st.session_state[TABLE].selection.rows
    if rows:
        choose(patch_id(int(patches["patch"].iloc[rows[0]])))
