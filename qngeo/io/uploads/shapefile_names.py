"""A zipped Shapefile of our own making: its full names and full values again."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from qngeo.errors import SchemaError
from qngeo.io.uploads.csv_text import read_text_table
from qngeo.io.uploads.sheet_cells import as_given

FIELD_NAMES = "fieldnames.csv"
"""Of the zip: short names of the Shapefile, full names and kinds."""

FULL_VALUES = "full_values.csv"
"""Of the zip: cells that the Shapefile's table cut."""


def restored(table: pd.DataFrame, beside: Mapping[str, bytes]) -> pd.DataFrame:
    """Give a Shapefile's table the names and values that stand beside it.

    Parameters
    ----------
    table : DataFrame of object
        As read from the Shapefile.
    beside : mapping of str to bytes
        `FIELD_NAMES` and `FULL_VALUES` as far as the zip has them; a zip without,
        or with others of that name, leaves the table as it is.
    """
    try:
        fields = read_text_table(beside.get(FIELD_NAMES, b""), name=FIELD_NAMES)
        full = read_text_table(beside.get(FULL_VALUES, b"id\n"), name=FULL_VALUES)
    except SchemaError:
        return table
    if not {"field", "name", "kind"} <= set(fields.columns):
        return table
    names = dict(zip(fields["field"], fields["name"], strict=True))
    kinds = dict(zip(fields["name"], fields["kind"], strict=True))
    found = table.rename(columns=names)
    if found.columns.has_duplicates:
        return table
    for name in found.columns:
        if kinds.get(name) == "boolean":
            found[name] = pd.Series(map(_truth, found[name]), found.index, dtype=object)
    if "id" in found and {"id", "column", "value"} <= set(full.columns):
        _fill(found, full.map(as_given), kinds)
    return found


def _truth(cell: Any) -> Any:
    return bool(cell) if cell in (0, 1) else cell


def _fill(table: pd.DataFrame, full: pd.DataFrame, kinds: Mapping[str, str]) -> None:
    rows = dict(zip(table["id"], table.index, strict=True))
    for own, column, text in full[["id", "column", "value"]].itertuples(index=False):
        if own in rows and column in table:
            table.loc[rows[own], column] = _typed(text, kinds.get(column, ""))


def _typed(text: str, kind: str) -> Any:
    if kind not in ("number", "integer"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
