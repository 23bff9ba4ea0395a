"""How results are written: a table for reading, JSON or CSV for machines."""

import json
import sys
from enum import StrEnum
from math import isnan
from typing import Annotated

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from qngeo.cli.language import in_words
from qngeo.web.plain_json import rows

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
        sys.stdout.write(json.dumps(rows(table), ensure_ascii=False, indent=2) + "\n")
        return
    flat = table.map(lambda v: "; ".join(map(str, v)) if isinstance(v, tuple) else v)
    if style is Format.CSV:
        flat.to_csv(sys.stdout, index=False)
        return
    shown = flat[list(columns)] if columns else flat
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    if shown.empty:
        console.print(in_words("nothing known"))
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
    """Write words about the run to stderr, in the language of the run."""
    sys.stderr.write(in_words(text) + "\n")


def refuse(text: str) -> None:
    """Write to stderr why a request is not met, after the name of the program."""
    sys.stderr.write(f"qngeo: {in_words(text)}\n")
