"""Rows of CSV and XLSX tables, with outlines as WKT, degrees or metres of VN-2000."""

import csv
import io
import math
import re
import zipfile
import zlib
from dataclasses import replace
from datetime import date, datetime
from xml.etree.ElementTree import ParseError

import numpy as np
import openpyxl
import pandas as pd
import pyproj
import shapely
from defusedxml.common import DefusedXmlException
from numpy.typing import NDArray
from openpyxl.utils.exceptions import InvalidFileException

from qngeo import numbers
from qngeo.errors import NumberError, SchemaError
from qngeo.io.uploads.csv_text import read_text_table
from qngeo.io.uploads.encodings import decoded
from qngeo.io.uploads.raw import (
    MAX_COLUMNS,
    MAX_ROWS,
    Raw,
    checked_size,
    limited,
    limited_columns,
    with_letters,
)
from qngeo.io.uploads.sheet_cells import as_given, for_sheets
from qngeo.names import fold

MAX_SHEET = 120_000_000
"""Bytes that an XLSX may unpack to."""

_WKT = {"wkt", "geometry", "geom", "the geom"}
_WKT_CRS = "wkt crs"
"""Column of a table exported here that says in which CRS its outlines are."""

_LAT = {"lat", "latitude", "vi do", "vi do lat"}
_LON = {"lon", "lng", "long", "longitude", "kinh do"}
_X = {"x", "x m", "toa do x", "bac", "northing", "x bac"}
_Y = {"y", "y m", "toa do y", "dong", "easting", "y dong"}
_ID = (
    "feature id", "plot id", "subject id", "commune id", "id", "ma", "ma lo", "so lo",
    "ma thua", "so thua", "code",
)  # fmt: skip
_TOLD_TWICE = {"lon", "lat", "easting_m", "northing_m"}
"""Columns beside the outlines of single points in a table exported here."""

_POINT = 0
_SRID = re.compile(r"SRID=(\d+);\s*(.*)", re.I | re.S)
LEAST_CORNERS = 3


def read_csv(content: bytes, name: str, *, encoding: str = "") -> Raw:
    """Read a CSV in any encoding of `qngeo.io.uploads.encodings`.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.
    encoding : str, optional
        One of `qngeo.io.uploads.encodings.ENCODINGS`; else it is judged by the letters.

    Returns
    -------
    Raw
        All cells as text, indexed by line of the file, with shapes where columns hold
        places.

    Raises
    ------
    SchemaError
        If it is no text or table, has too many rows or columns, or rows name different
        CRS.
    """
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        msg = f"{name} is no text: save it as CSV in UTF-8"
        raise SchemaError(msg)
    text, evidence = decoded(content, name=name, encoding=encoding)
    first = text[: text.find("\n") + 1 or len(text)]
    limited_columns(max(first.count(mark) for mark in ",;\t"), name)
    limited(max(text.count("\n"), 1), name)
    table = read_text_table(text.encode("utf-8"), name=name)
    limited(len(table), name)
    plain = table.map(as_given).astype(object)
    return _with_shapes(plain, name, Raw(table=table, evidence=evidence))


def read_xlsx(content: bytes, name: str) -> Raw:
    """Read the first sheet of an XLSX; formulas give their stored value.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.

    Returns
    -------
    Raw
        Cells as text, indexed by row of the sheet, with shapes where columns hold
        places.

    Raises
    ------
    SchemaError
        If it is no sound XLSX, unpacks to more than `MAX_SHEET`, has no header with a
        name for each column, or too many rows or columns.
    """
    rows = _sheet(content, name)
    if not rows:
        msg = f"{name} is empty: give a table with a header"
        raise SchemaError(msg)
    first, head = rows[0]
    header = [str(cell or "").strip() for cell in head]
    while header and not header[-1]:
        header.pop()
    doubled = next((c for c in header if header.count(c) > 1), None)
    if not header or doubled is not None or "" in header:
        what = "a column without a name" if not doubled else f"{doubled!r} twice"
        msg = f"{name} row {first} is the header and has {what}: mend it"
        raise SchemaError(msg)
    body = {
        number: [*row, *[None] * len(header)][: len(header)] for number, row in rows[1:]
    }
    limited(len(body), name)
    table = pd.DataFrame.from_dict(body, orient="index", columns=header, dtype=object)
    table, evidence = with_letters(table, name)
    return _with_shapes(table, name, Raw(table=table, evidence=evidence))


def _sheet(content: bytes, name: str) -> list[tuple[int, list[object]]]:
    """Return the rows that are not empty with their numbers in the sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > MAX_SHEET:
            msg = f"{name} unpacks to {size / 1e6:,.0f} MB, more than is read"
            raise SchemaError(msg)
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        found = []
        cells = sheet.iter_rows(
            max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True
        )
        for number, row in enumerate(cells, 1):
            plain = [_cell(value) for value in row]
            if any(value not in (None, "") for value in plain):
                found.append((number, plain))
    except SchemaError:
        raise
    except (
        InvalidFileException, DefusedXmlException, ParseError, zipfile.BadZipFile,
        zlib.error, LookupError, OSError, ValueError, TypeError, AttributeError,
        RuntimeError, EOFError,
    ) as error:  # fmt: skip
        msg = f"{name} is no sound XLSX: save it anew"
        raise SchemaError(msg) from error
    return found


def _cell(value: object) -> object:
    """Return a cell as text; whole numbers without a fraction."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()


def _with_shapes(table: pd.DataFrame, name: str, raw: Raw) -> Raw:
    """Turn the columns that hold places into shapes."""
    words = {_word(column): column for column in reversed(list(table.columns))}
    wkt = next((words[w] for w in _WKT if w in words), None)
    if wkt is not None:
        return _from_wkt(table, wkt, name, raw)
    lat, lon = (next((words[w] for w in s if w in words), None) for s in (_LAT, _LON))
    if lat is not None and lon is not None:
        crs = pyproj.CRS.from_epsg(4326)
        return _from_pairs(table, (lon, lat), crs, name, raw)
    x, y = (next((words[w] for w in s if w in words), None) for s in (_X, _Y))
    if x is not None and y is not None:
        return _from_pairs(table, (y, x), None, name, raw)
    return replace(raw, table=table.astype(object))


def _word(column: object) -> str:
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", fold(str(column))).split())


def _from_wkt(table: pd.DataFrame, column: str, name: str, raw: Raw) -> Raw:
    shapes: list[object] = []
    broken: dict[int, str] = {}
    width = len(table.columns)
    table, said = _said_systems(table)
    ours = len(table.columns) < width
    for row, cell in zip(table.index, table[column], strict=True):
        text = str(cell or "").strip()
        match = _SRID.fullmatch(text)
        if match:
            said.add(int(match[1]))
            text = match[2]
        shapes.append(None)
        if not text:
            continue
        try:
            with np.errstate(all="ignore"):
                shapes[-1] = shapely.from_wkt(text)
        except (shapely.errors.GEOSException, ValueError) as error:
            broken[int(row)] = str(error).partition("\n")[0][:120]
    if len(said) > 1:
        msg = f"{name} mixes the SRID {sorted(said)}: use one for all rows"
        raise SchemaError(msg)
    crs = _srid(said.pop(), name) if said else None
    found = np.array([*shapes, None], dtype=object)[:-1]
    checked_size(found, name)
    kept = table.drop(columns=[column])
    if ours and bool(np.all(shapely.get_type_id(found) == _POINT)):
        kept = kept.drop(columns=[name for name in kept.columns if name in _TOLD_TWICE])
    return replace(raw, table=kept, shapes=found, crs=crs, broken=broken)


def _said_systems(table: pd.DataFrame) -> tuple[pd.DataFrame, set[int]]:
    """Take out the column that says the CRS; return the codes that it gives."""
    column = next((c for c in table.columns if _word(c) == _WKT_CRS), None)
    if column is None:
        return table, set()
    codes = {str(cell or "").upper().removeprefix("EPSG:") for cell in table[column]}
    if not all(code.isdecimal() for code in codes - {""}):
        return table, set()
    return table.drop(columns=[column]), {int(code) for code in codes - {""}}


def _srid(code: int, name: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_epsg(code)
    except pyproj.exceptions.CRSError as error:
        msg = f"{name} names SRID {code}, which is not known: use 4326 or 5899"
        raise SchemaError(msg) from error


def _from_pairs(
    table: pd.DataFrame,
    columns: tuple[str, str],
    crs: pyproj.CRS | None,
    name: str,
    raw: Raw,
) -> Raw:
    """Make points of two columns, or outlines where ids repeat corner by corner."""
    broken: dict[int, str] = {}
    east, north = (_numbers(table[column], column, broken) for column in columns)
    remarks: list[tuple[str, dict[str, object]]] = []
    known = np.isfinite(east) & np.isfinite(north)
    points = np.full(len(table), None, dtype=object)
    points[known] = shapely.points(east[known], north[known])
    kept = table.drop(columns=list(columns))
    ids = _ids(kept)
    if ids is not None and ids.value_counts().min() >= LEAST_CORNERS and known.all():
        kept, points = _outlines(kept, ids, np.column_stack([east, north]))
        remarks.append(("corners_joined", {"count": len(kept)}))
        checked_size(points, name)
    return replace(
        raw, table=kept, shapes=points, crs=crs, broken=broken, remarks=tuple(remarks)
    )


def _numbers(
    cells: pd.Series, column: str, broken: dict[int, str]
) -> NDArray[np.float64]:
    texts = ["" if cell is None else str(cell).strip() for cell in cells]
    try:
        mark = numbers.writing([text for text in texts if text]).decimal
    except NumberError:
        mark = "."
    values = np.full(len(texts), math.nan)
    for at, (row, text) in enumerate(zip(cells.index, texts, strict=True)):
        if not text:
            continue
        try:
            values[at] = numbers.parse(text, decimal=mark)
        except NumberError as error:
            broken[int(row)] = f"{column}: {error}"
    return values


def _ids(table: pd.DataFrame) -> pd.Series | None:
    words = {_word(column): column for column in reversed(list(table.columns))}
    column = next((words[word] for word in _ID if word in words), None)
    return None if column is None else table[column]


def _outlines(
    table: pd.DataFrame, ids: pd.Series, places: NDArray[np.float64]
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Join the rows of each id, in their order, to one outline."""
    at = pd.Series(np.arange(len(table)), index=table.index)
    groups = [np.asarray(rows) for _, rows in at.groupby(ids.to_numpy(), sort=False)]
    shapes = [shapely.Polygon(places[rows]) for rows in groups]
    first = [int(rows[0]) for rows in groups]
    return table.iloc[first], np.array(shapes, dtype=object)


def as_csv(table: pd.DataFrame) -> bytes:
    """Write a table for spreadsheets: UTF-8 with its mark, no cell a formula."""
    plain = table.map(for_sheets)
    plain.columns = [str(for_sheets(str(column))) for column in table.columns]
    text = plain.to_csv(index=False, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    return b"\xef\xbb\xbf" + text.encode("utf-8")
