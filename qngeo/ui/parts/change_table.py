"""Tables and files of loss and recovery, as the page writes and names them."""

import pandas as pd
from pandas.io.formats.style import Styler

from qngeo.i18n import number
from qngeo.services.forest.change import Change

MOST = 200
"""Rows that a table shows; the file holds all."""

MARKED = {"background-color": "#fdebd0", "color": "#16302e", "font-weight": "bold"}
"""The row of what is chosen on the map, in the light of the map's own mark."""


def written(table: pd.DataFrame, lang: str, marked: pd.Index | None = None) -> Styler:
    """Write numbers with one decimal each, so that a column reads straight down.

    Parameters
    ----------
    table : DataFrame
    lang : str
    marked : Index, optional
        Rows in the light of the mark; those that the table lacks are left out.
    """

    def with_one(value: object) -> str:
        return number(float(str(value)), lang, 1, fixed=True)

    floats = list(table.select_dtypes("float").columns)
    styled = table.style.format(dict.fromkeys(floats, with_one))
    there = [] if marked is None else [row for row in marked if row in table.index]
    return styled.set_properties(subset=(there, table.columns), **MARKED)


def file_name(change: Change, what: str) -> str:
    """Return the name of a file without its ending: on what basis, of what."""
    return f"qngeo-{change.basis}-{change.series.name}-{what}"
