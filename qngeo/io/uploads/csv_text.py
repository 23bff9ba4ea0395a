"""People's CSV files as tables of text, with the row numbers of the file."""

import csv
import io

import pandas as pd

from qngeo.errors import SchemaError

MAX_FIELD = 50_000_000
"""Characters in one cell; an outline written as WKT may be long."""

csv.field_size_limit(MAX_FIELD)


def read_text_table(content: bytes, *, name: str) -> pd.DataFrame:
    """Read a CSV parted by commas, semicolons or tabs; every cell stays text.

    Parameters
    ----------
    content : bytes
        UTF-8, with or without byte-order mark.
    name : str
        File name, for messages.

    Returns
    -------
    DataFrame of str, stripped, indexed by line number in the file (the header is
    line 1). Empty lines are left out.

    Raises
    ------
    SchemaError
        If it is no UTF-8 text, has no header, a column twice, or a row with more or
        fewer cells than the header.
    """
    text = _decoded(content, name)
    first = text.split("\n", 1)[0]
    parting = max(",;\t", key=first.count)
    try:
        header, rows = _cells(text, parting, name)
    except csv.Error as error:
        msg = f"{name} is no CSV ({error}): save it as CSV in UTF-8"
        raise SchemaError(msg) from error
    if not header:
        msg = f"{name} is empty: give a table with a header"
        raise SchemaError(msg)
    if len(set(header)) < len(header):
        again = next(column for column in header if header.count(column) > 1)
        msg = f"{name} has the column {again!r} twice: keep one"
        raise SchemaError(msg)
    return pd.DataFrame.from_dict(rows, orient="index", columns=header, dtype=str)


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{name} is no UTF-8 text: save it as CSV in UTF-8"
        raise SchemaError(msg) from error


def _cells(
    text: str, parting: str, name: str
) -> tuple[list[str], dict[int, list[str]]]:
    """Return the header and the rows by line number.

    Nothing is caught here: where memory ends within a ``try`` of a long function,
    Python 3.11 may look for its handler for ever (python/cpython#134163).
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=parting)
    header: list[str] = []
    rows: dict[int, list[str]] = {}
    for cells in reader:
        stripped = [cell.strip() for cell in cells]
        if not any(stripped):
            continue
        if not header:
            header = stripped
        elif len(stripped) != len(header):
            msg = (
                f"{name} line {reader.line_num} has {len(stripped)} cells, its "
                f"header {len(header)}: quote cells that hold a {parting!r}"
            )
            raise SchemaError(msg)
        else:
            rows[reader.line_num] = stripped
    return header, rows
