"""How results are written: a table for reading, JSON or CSV for machines."""

import json
import sys
from datetime import date
from enum import StrEnum
from math import isnan
from typing import Annotated

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

PIPE_WIDTH = 160
"""Characters a line of a table when stdout is no terminal."""


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[Format, typer.Option("--format", help="table, json or csv")]
AsOfOption = Annotated[
    str, typer.Option("--as-of", help="figures up to this day, 2025-06-30")
]
AsKnownOnOption = Annotated[
    str,
    typer.Option("--as-known-on", help="what the system knew on this day, 2026-11-30"),
]


def plain(value: object) -> object:
    """Make a value fit for JSON: missing is null, tuples are lists."""
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    if value is None or value is pd.NA or (isinstance(value, float) and isnan(value)):
        return None
    if hasattr(value, "item"):
        return plain(value.item())
    return value.isoformat() if isinstance(value, date) else value


def write(table: pd.DataFrame, style: Format, columns: tuple[str, ...] = ()) -> None:
    """Write a table to stdout in one of the three formats.

    Parameters
    ----------
    table : DataFrame
    style : Format
    columns : tuple of str, optional
        What the table for reading shows; JSON and CSV always hold every column.
    """
    if style is Format.JSON:
        rows = [
            {key: plain(value) for key, value in row.items()}
            for row in table.to_dict("records")
        ]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return
    flat = table.map(lambda v: "; ".join(map(str, v)) if isinstance(v, tuple) else v)
    if style is Format.CSV:
        flat.to_csv(sys.stdout, index=False)
        return
    shown = flat[list(columns)] if columns else flat
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    if shown.empty:
        console.print("nothing known")
        return
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in shown.columns:
        numeric = pd.api.types.is_float_dtype(shown[name])
        grid.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for values in shown.itertuples(index=False):
        grid.add_row(*map(_cell, values))
    console.print(grid, markup=False)


def _cell(value: object) -> Text:
    if isinstance(value, float):
        return Text("–" if isnan(value) else f"{value:.2f}")
    return Text("–" if value is None or value is pd.NA else str(value))


def write_object(value: object) -> None:
    """Write one JSON object to stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def say(text: str) -> None:
    """Write words about the run to stderr."""
    sys.stderr.write(text + "\n")
