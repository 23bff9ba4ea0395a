"""What every column that is handed out means: one entry a name, in columns.csv."""

import csv
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from qngeo.services.datasets.model import Column

_TABLE = Path(__file__).with_name("columns.csv")

KEY = "id"

LAST = ("source_ids", "licence")
"""The columns that every dataset ends with."""

EXACT = 2**53
"""Below it every whole number is the same in a file that knows floats only."""

_DTYPES: dict[str, Any] = {
    "number": "float64",
    "integer": "Int64",
    "boolean": "boolean",
}


@cache
def described() -> dict[str, Column]:
    """Return every described column by its name."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: Column(**row) for row in csv.DictReader(file)}


def brought(name: str, cells: Iterable[Any]) -> Column:
    """Describe a column that a person's own file brought along by what it holds."""
    return Column(
        name=name,
        kind=_kind([cell for cell in cells if _there(cell)]),
        title_vi=name,
        title_en=name,
        unit="",
        meaning="As the person's own file gave it.",
    )


def _kind(cells: list[object]) -> str:
    if cells and all(isinstance(cell, bool) for cell in cells):
        return "boolean"
    if cells and all(_is_number(cell) for cell in cells):
        whole = all(isinstance(cell, int) and abs(cell) < EXACT for cell in cells)
        return "integer" if whole else "number"
    return "text"


def _is_number(cell: object) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _there(cell: Any) -> bool:
    return isinstance(cell, (tuple, list, dict)) or not pd.isna(cell)


def shaped(
    frame: gpd.GeoDataFrame | pd.DataFrame, *, extra: Iterable[str] = ()
) -> tuple[gpd.GeoDataFrame | pd.DataFrame, tuple[Column, ...]]:
    """Bring a frame to the form of `qngeo.services.datasets.model.Dataset`.

    Parameters
    ----------
    frame : GeoDataFrame or DataFrame
        With ``id``, ``source_ids`` and ``licence``; a geometry in ``geometry``.
    extra : iterable of str
        Columns that only the person's own file describes.

    Returns
    -------
    tuple of (frame, tuple of Column)
        ``id`` first, `LAST` last; sorted by id, index from 0.

    Raises
    ------
    KeyError
        If a column is not described.
    """
    names = [str(name) for name in frame.columns if name != "geometry"]
    middle = [name for name in names if name not in (KEY, *LAST)]
    own = set(extra)
    columns = tuple(
        brought(name, frame[name]) if name in own else described()[name]
        for name in (KEY, *middle, *LAST)
    )
    held: dict[str, Any] = {
        column.name: _typed(frame[column.name], column.kind) for column in columns
    }
    plain = pd.DataFrame(held, index=frame.index)
    order = plain[KEY].argsort(kind="stable").to_numpy()
    plain = plain.iloc[order].reset_index(drop=True)
    if not isinstance(frame, gpd.GeoDataFrame):
        return plain, columns
    shapes = frame.geometry.array[order]
    return gpd.GeoDataFrame(plain, geometry=shapes, crs=frame.crs), columns


def _typed(cells: pd.Series, kind: str) -> pd.Series:
    if kind in ("text", "date"):
        return pd.Series([_text(cell) for cell in cells], cells.index, dtype="str")
    held = [cell if _there(cell) else None for cell in cells]
    typed: pd.Series = pd.Series(held, cells.index, dtype=_DTYPES[kind])
    return typed


def _text(cell: object) -> str | None:
    """Return a cell as text: several parted by "; ", missing and "" as None."""
    if isinstance(cell, (tuple, list)) and all(isinstance(of, str) for of in cell):
        return "; ".join(cell) or None
    if isinstance(cell, (tuple, list, dict)):
        return json.dumps(cell, ensure_ascii=False, sort_keys=True)
    return (str(cell) or None) if _there(cell) else None
