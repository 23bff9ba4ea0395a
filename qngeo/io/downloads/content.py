"""What a file to take away is written from: rows, meaning of columns, origin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

GEOMETRY = "geometry"


@dataclass(frozen=True, kw_only=True)
class Content:
    """Rows on their way into a file.

    Attributes
    ----------
    name : str
        Name of the layer or table; ASCII snake_case.
    frame : GeoDataFrame or DataFrame
        In the CRS to be written, x before y; the column ``id`` names a row.
    meanings : DataFrame
        One row a column, in their order: ``name``, ``kind`` (text, date, number,
        integer, boolean), ``title_vi``, ``title_en``, ``unit``, ``meaning``.
    about : mapping of str to str
        Title, licence, sources, data version, dates, CRS and axis order.
    sources : DataFrame
        ``id``, ``title``, ``publisher``, ``date``, ``url`` of every source cited.
    """

    name: str
    frame: gpd.GeoDataFrame | pd.DataFrame
    meanings: pd.DataFrame
    about: Mapping[str, str]
    sources: pd.DataFrame

    @property
    def drawn(self) -> bool:
        """Whether the rows have a geometry."""
        return isinstance(self.frame, gpd.GeoDataFrame)

    @property
    def kinds(self) -> dict[str, str]:
        """Return the kind of every column."""
        return dict(zip(self.meanings["name"], self.meanings["kind"], strict=True))

    @property
    def table(self) -> pd.DataFrame:
        """Return the rows without their geometry."""
        if not self.drawn:
            return self.frame
        return pd.DataFrame(self.frame.drop(columns=GEOMETRY))


def bare(cell: Any) -> Any:
    """Return a cell as Python's own value; None where it is missing."""
    if cell is None or pd.isna(cell):
        return None
    return cell.item() if isinstance(cell, np.generic) else cell


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows with Python's own values, missing ones as None."""
    columns = [[bare(cell) for cell in table[name]] for name in table.columns]
    names = [str(name) for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def source_lines(sources: pd.DataFrame) -> str:
    """Return the sources as text, one a line: id, title, publisher, date, address."""
    told = ("id", "title", "publisher", "date", "url")
    return "\n".join(
        " | ".join(str(row[name]) for name in told if row.get(name))
        for row in records(sources)
    )
