"""Tables for spreadsheets: CSV and XLSX, no cell a formula, numbers as numbers."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import shapely
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from qngeo import numbers
from qngeo.crs import STORAGE
from qngeo.errors import ExportError
from qngeo.io.downloads.content import Content, records
from qngeo.io.uploads.sheet_cells import for_sheets

WKT = "wkt"
CRS = "wkt_crs"

MOST_LETTERS = 32_767
"""Letters that one cell of a sheet can hold."""

MOST_ROWS = 1_048_576
"""Rows of a sheet, the header included."""

_WIDTHS = (8, 60)
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECIMALS_LIKE_THOUSANDS = 3


def with_places(content: Content) -> pd.DataFrame:
    """Return the rows with their outlines as text.

    Returns
    -------
    DataFrame
        ``wkt_crs`` ("EPSG:5899") and ``wkt`` (x before y) last; for single points two
        columns of numbers before them: ``lon`` and ``lat`` in degrees, or
        ``easting_m`` and ``northing_m``.
    """
    table = content.table.copy()
    if not content.drawn:
        return table
    shapes = content.frame.geometry
    if shapes.dropna().geom_type.eq("Point").all():
        degrees = shapes.crs == STORAGE
        names = ("lon", "lat") if degrees else ("easting_m", "northing_m")
        places = shapely.get_coordinates(shapes.array[shapes.notna()])
        for name, column in zip(names, places.T, strict=True):
            if name not in table:
                table[name] = pd.Series(column, table.index[shapes.notna()])
    table[CRS] = f"EPSG:{shapes.crs.to_epsg()}"
    table[WKT] = shapely.to_wkt(shapes.array, rounding_precision=-1, trim=True)
    return table


def plain_number(value: float) -> str:
    """Write a number with a dot, all its digits and no exponent.

    Three decimals get a fourth, for "1.234" is over a thousand to some readers.

    Examples
    --------
    >>> plain_number(1.234), plain_number(20.0), plain_number(1e-05)
    ('1.2340', '20', '0.00001')
    """
    text = numbers.plain(value)
    decimals = text.partition(".")[2]
    return f"{text}0" if len(decimals) == _DECIMALS_LIKE_THOUSANDS else text


def write_csv(content: Content, path: Path) -> None:
    """Write a CSV in UTF-8 with its mark; missing cells are empty.

    A text that a spreadsheet would take for a formula gets an apostrophe, which the
    import takes off again.
    """
    table = with_places(content)
    for name in table.columns:
        if pd.api.types.is_float_dtype(table[name]):
            cells = [plain_number(v) if np.isfinite(v) else None for v in table[name]]
            table[name] = pd.Series(cells, table.index, dtype="object")
        else:
            table[name] = table[name].map(for_sheets, na_action="ignore")
    table.columns = [str(for_sheets(str(name))) for name in table.columns]
    text = table.to_csv(index=False, lineterminator="\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))


def write_xlsx(content: Content, path: Path) -> None:
    """Write a workbook: the rows, what their columns mean, sources and licence.

    Raises
    ------
    ExportError
        If a sheet cannot hold so many rows.
    """
    if len(content.frame) >= MOST_ROWS:
        msg = (
            f"{content.name} has {len(content.frame):,} rows: a sheet holds"
            f" {MOST_ROWS - 1:,}; take .csv or .parquet"
        )
        raise ExportError(msg)
    book = openpyxl.Workbook(write_only=True)
    _sheet(book, content.name, with_places(content))
    _sheet(book, "columns", content.meanings)
    said = pd.DataFrame({"item": content.about.keys(), "text": content.about.values()})
    cited = content.sources.rename(columns={"id": "item", "title": "text"})
    _sheet(book, "sources and licence", pd.concat([said, cited], ignore_index=True))
    book.save(path)


def _sheet(book: openpyxl.Workbook, title: str, table: pd.DataFrame) -> None:
    sheet: WriteOnlyWorksheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for at, name in enumerate(table.columns, 1):
        letter = openpyxl.utils.get_column_letter(at)
        sheet.column_dimensions[letter].width = _width(table[name], str(name))
    head = [_cell(sheet, str(name)) for name in table.columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in records(table):
        sheet.append([_cell(sheet, value) for value in row.values()])


def _width(cells: pd.Series, name: str) -> int:
    """Return a width in letters that shows most cells of a column."""
    least, most = _WIDTHS
    some = cells.dropna().head(200).astype(str).str.len()
    usual = int(some.quantile(0.9)) if len(some) else 0
    return min(max(least, len(name), usual) + 2, most)


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    """Return a cell; a text is never a formula, one too long says so."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    text = _NO_XML.sub("", value)
    if len(text) > MOST_LETTERS:
        text = (
            f"not shown: {len(text):,} letters, a cell holds {MOST_LETTERS:,}; "
            "take .csv, .gpkg or .parquet"
        )
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
