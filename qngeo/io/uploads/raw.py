"""What a person's file holds, as it stands in it, before anything is judged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from qngeo.crs import names_files
from qngeo.errors import SchemaError
from qngeo.io.uploads.encodings import UNICODE, Evidence, restored

MAX_BYTES = 100_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 300
MAX_CORNERS = 3_000_000
MAX_CORNERS_EACH = 250_000
"""Corners of one feature; the province's whole coast has fewer than 20,000."""


@dataclass(frozen=True, kw_only=True)
class Raw:
    """Rows and shapes of a file.

    Attributes
    ----------
    table : DataFrame of object
        Columns under the file's own names; the index counts rows as the person sees
        them: features from 1, lines of a CSV, rows of a sheet.
    shapes : array of geometry or None, in the order of ``table``
        None where the kind of file has no geometry; a single None is a feature
        without one.
    crs : pyproj.CRS or None
        As the file declares it.
    evidence : Evidence
        How its text was read.
    broken : mapping of row to str
        Shapes that could not be read, with the reason.
    remarks : tuple of (str, mapping)
        What was decided in reading: keys of findings and what fills them.
    """

    table: pd.DataFrame
    shapes: NDArray[np.object_] | None = None
    crs: pyproj.CRS | None = None
    evidence: Evidence = field(default_factory=lambda: Evidence(encoding=UNICODE))
    broken: Mapping[int, str] = field(default_factory=dict)
    remarks: tuple[tuple[str, Mapping[str, object]], ...] = ()

    @property
    def joined(self) -> bool:
        """Whether the outlines were joined of rows with corner points."""
        return any(key == "corners_joined" for key, _ in self.remarks)


def limited(rows: int, name: str) -> None:
    """Refuse a file with too many rows.

    Raises
    ------
    SchemaError
    """
    if rows > MAX_ROWS:
        msg = f"{name} has {rows:,} rows: at most {MAX_ROWS:,} are read; split the file"
        raise SchemaError(msg)
    if rows == 0:
        msg = f"{name} holds no rows: nothing to import"
        raise SchemaError(msg)


def limited_columns(columns: int, name: str) -> None:
    """Refuse a table with too many columns.

    Raises
    ------
    SchemaError
    """
    if columns > MAX_COLUMNS:
        msg = f"{name} has {columns:,} columns: at most {MAX_COLUMNS} are read"
        raise SchemaError(msg)


def checked_size(shapes: NDArray[np.object_], name: str) -> None:
    """Refuse shapes with too many corners.

    Raises
    ------
    SchemaError
        Names the row with too many, or the sum.
    """
    corners = shapely.get_num_coordinates(shapes)
    if corners.size and corners.max() > MAX_CORNERS_EACH:
        at = int(corners.argmax())
        msg = (
            f"{name} row {at + 1} has {corners[at]:,} corners: at most"
            f" {MAX_CORNERS_EACH:,} a feature; simplify its outline"
        )
        raise SchemaError(msg)
    if corners.sum() > MAX_CORNERS:
        msg = f"{name} has {corners.sum():,} corners: at most {MAX_CORNERS:,} are read"
        raise SchemaError(msg)


def with_letters(table: pd.DataFrame, name: str) -> tuple[pd.DataFrame, Evidence]:
    """Bring the text of every column, and the column names, to Unicode NFC.

    Parameters
    ----------
    table : DataFrame of object
    name : str
        File name, for messages.

    Returns
    -------
    tuple of (DataFrame, Evidence)
        The evidence is that of the column with most words in an old encoding, else
        of the column with most Vietnamese words.
    """
    limited_columns(len(table.columns), name)
    _whole_letters(table, name)
    found: dict[int, pd.Series] = {}
    told: list[Evidence] = []
    for at in range(len(table.columns)):
        cells = table.iloc[:, at]
        texts = [cell for cell in cells if isinstance(cell, str)]
        if all(text.isascii() for text in texts):
            continue
        whole, evidence = restored("\n".join(texts))
        told.append(evidence)
        fresh = dict(zip(texts, whole.split("\n"), strict=False))
        if whole.count("\n") + 1 != len(texts):
            fresh = {text: restored(text)[0] for text in texts}
        found[at] = pd.Series(
            [fresh.get(c, c) if isinstance(c, str) else c for c in cells],
            table.index,
            dtype=object,
        )
    columns = [found.get(at, table.iloc[:, at]) for at in range(len(table.columns))]
    names = [restored(str(column))[0] for column in table.columns]
    plain = pd.concat(columns, axis=1) if columns else table.copy()
    plain.columns = pd.Index(names, dtype=object)
    old = [evidence for evidence in told if evidence.encoding != UNICODE]
    best = max(old or told, key=lambda e: e.words, default=Evidence(encoding=UNICODE))
    return plain.astype(object), best


def _whole_letters(table: pd.DataFrame, name: str) -> None:
    """Refuse halves of characters, which JSON can write and no file can keep."""
    texts = [str(column) for column in table.columns]
    texts += [c for _, cells in table.items() for c in cells if isinstance(c, str)]
    if any(_HALF.search(text) for text in texts if not text.isascii()):
        msg = f"{name} holds half a character (a lone surrogate): export it anew"
        raise SchemaError(msg)


_HALF = re.compile("[\ud800-\udfff]")


def raw_of(
    table: pd.DataFrame,
    shapes: NDArray[np.object_],
    crs: pyproj.CRS | None,
    name: str,
    broken: Mapping[int, str],
) -> Raw:
    """Return features as they stand, their text in Unicode NFC.

    Parameters
    ----------
    table : DataFrame
        Indexed by number of the feature or row.
    shapes : array of geometry
        One a row, in the file's own numbers.
    crs : CRS or None
        As the file declares it.
    name : str
        File name, for messages.
    broken : mapping of int to str
        By row, why there is no shape.

    Raises
    ------
    SchemaError
        If there are too many corners, or the CRS rests on files that it names.
    """
    checked_size(shapes, name)
    if crs is not None and names_files(crs):
        msg = f"{name} names a CRS that rests on files: give it as EPSG code"
        raise SchemaError(msg)
    table, evidence = with_letters(table, name)
    return Raw(
        table=table, shapes=shapes, crs=crs, evidence=evidence, broken=dict(broken)
    )
