"""Tables of corner points (bảng kê toạ độ góc ranh): CSV, XLSX or pasted text."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
from numpy.typing import NDArray
from openpyxl.utils.exceptions import InvalidFileException

from qngeo import numbers
from qngeo.errors import MissingDataError, NumberError, SchemaError
from qngeo.names import fold

MOST_POINTS = 5_000
MOST_BYTES = 5_000_000
MOST_UNPACKED = 50_000_000

_POINT = {
    "diem", "point", "ten diem", "so hieu", "so hieu diem", "stt", "tt", "no", "id",
    "moc", "ten moc", "so hieu moc",
}  # fmt: skip
_X = {"x", "x m", "toa do x", "bac", "northing", "x bac"}
_Y = {"y", "y m", "toa do y", "dong", "easting", "y dong"}
_EDGE = {
    "canh", "canh m", "chieu dai", "chieu dai canh", "khoang cach", "edge", "edge m",
    "length", "s", "s m", "distance",
}  # fmt: skip

LEAST_METRE = 100_000.0
"""No coordinate of a projected table in metres is smaller."""


@dataclass(frozen=True)
class CornerTable:
    """A table as it is written.

    Attributes
    ----------
    points : tuple of str
    x, y : array of float
        The columns headed X and Y; which is the northing is decided elsewhere.
    edges : array of float or None
        Printed edge lengths, NaN where a row has none.
    notes : tuple of str
        What was decided in reading, such as the decimal mark.
    """

    points: tuple[str, ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    edges: NDArray[np.float64] | None
    notes: tuple[str, ...] = ()


def read_table(path: Path) -> CornerTable:
    """Read a table of corner points from a CSV, TXT or XLSX file.

    Raises
    ------
    MissingDataError
        If there is no such file.
    SchemaError, NumberError
        If it is no such table; the message names row and column.
    """
    if not path.is_file():
        message = f"there is no file {path.name}: check the path"
        raise MissingDataError(message)
    return parse_table(path.read_bytes(), name=path.name)


def parse_table(content: bytes, *, name: str) -> CornerTable:
    """Read a table of corner points from the bytes of a file.

    Parameters
    ----------
    content : bytes
        CSV or text in UTF-8 with comma, semicolon or tab between cells, or XLSX.
    name : str
        File name, for messages; its ending tells XLSX.

    Raises
    ------
    SchemaError, NumberError
    """
    if len(content) > MOST_BYTES:
        message = (
            f"{name} has {len(content):,} bytes; a table of corners has fewer than"
            f" {MOST_BYTES:,}"
        )
        raise SchemaError(message)
    rows = (
        _sheet(content, name)
        if name.lower().endswith(".xlsx")
        else _text(content, name)
    )
    rows = [[cell.strip() for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    head, columns = _head(rows, name)
    body = rows[head + 1 :]
    if len(body) > MOST_POINTS:
        message = (
            f"{name} has {len(body):,} rows; at most {MOST_POINTS:,} points are taken"
        )
        raise SchemaError(message)
    cells = {key: [_cell(row, at) for row in body] for key, at in columns.items()}
    place = f"{name} row", head + 2
    decimal, notes = _decimal(cells["x"] + cells["y"])
    x = _column(cells["x"], f"{place[0]} {{row}}, column X", place[1], decimal)
    y = _column(cells["y"], f"{place[0]} {{row}}, column Y", place[1], decimal)
    edges = None
    if "edge" in cells:
        how, more = _decimal(cells["edge"], coordinates=False)
        edges = _column(cells["edge"], f"{place[0]} {{row}}, edge", place[1], how)
        notes += [f"edges: {note}" for note in more]
    blank = np.isnan(x) | np.isnan(y)
    for at in np.flatnonzero(blank):
        message = (
            f"{name} row {head + 2 + at}: X or Y is empty; complete or remove the row"
        )
        raise SchemaError(message)
    points = cells.get("point") or [""] * len(body)
    named = tuple(point or str(number) for number, point in enumerate(points, start=1))
    return CornerTable(named, x, y, edges, tuple(notes))


def _cell(row: list[str], at: int) -> str:
    return row[at] if at < len(row) else ""


def _sheet(content: bytes, name: str) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        message = f"{name} cannot be read as XLSX: {error}"
        raise SchemaError(message) from error
    if unpacked > MOST_UNPACKED:
        message = f"{name} unpacks to {unpacked:,} bytes, more than {MOST_UNPACKED:,}"
        raise SchemaError(message)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True
        )
    except (InvalidFileException, KeyError, OSError, ValueError) as error:
        message = f"{name} cannot be read as XLSX: {error}"
        raise SchemaError(message) from error
    rows = book.worksheets[0].iter_rows(max_row=MOST_POINTS + 50, values_only=True)
    return [["" if cell is None else _plain(cell) for cell in row] for row in rows]


def _plain(cell: object) -> str:
    return f"{cell:.6f}" if isinstance(cell, float) else str(cell)


def _text(content: bytes, name: str) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{name} is not UTF-8 (byte {error.start + 1}); save it as CSV UTF-8"
        raise SchemaError(message) from error
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        message = f"{name} is empty"
        raise SchemaError(message)
    counts = {mark: min(line.count(mark) for line in lines) for mark in "\t;"}
    mark = max(counts, key=lambda key: counts[key])
    if not counts[mark]:
        mark = ","
    return list(csv.reader(lines, delimiter=mark))


def _head(rows: list[list[str]], name: str) -> tuple[int, dict[str, int]]:
    for number, row in enumerate(rows[:10]):
        found: dict[str, int] = {}
        for at, cell in enumerate(row):
            word = re.sub(r"[^a-z ]", " ", fold(cell))
            word = " ".join(word.split())
            for key, words in (
                ("point", _POINT),
                ("x", _X),
                ("y", _Y),
                ("edge", _EDGE),
            ):
                if word in words:
                    found.setdefault(key, at)
        if "x" in found and "y" in found:
            return number, found
    first = "; ".join(rows[0]) if rows else ""
    message = (
        f"{name} has no head row with X and Y (found {first!r}); name the columns"
        " point, X, Y and, if there are any, edge"
    )
    raise SchemaError(message)


_BLANK = {"", "-", "–"}


def _decimal(texts: list[str], *, coordinates: bool = True) -> tuple[str, list[str]]:
    """Return the decimal mark of columns that belong together, and notes on it."""
    written = [text for text in texts if text not in _BLANK]
    how = numbers.writing(written)
    if how.certain:
        comma = how.decimal == "," and any("," in text for text in written)
        return how.decimal, ["the numbers have a decimal comma"] if comma else []
    if coordinates and any(_small(text) for text in written):
        return ",", ["a dot between three digits was read as a mark of thousands"]
    return how.decimal, []


def _small(text: str) -> bool:
    try:
        return numbers.parse(text, decimal=".") < LEAST_METRE
    except NumberError:
        return False


def _column(
    texts: list[str], place: str, first_row: int, decimal: str
) -> NDArray[np.float64]:
    values = np.full(len(texts), np.nan)
    for at, text in enumerate(texts):
        if text in _BLANK:
            continue
        try:
            values[at] = numbers.parse(text, decimal=decimal)
        except NumberError as error:
            message = f"{place.format(row=first_row + at)}: {error}"
            raise NumberError(message) from error
    return values
