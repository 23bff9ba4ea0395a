"""Layers of a GeoPackage that are computed, tried within limits before GDAL reads them.

A GeoPackage is a database, and a layer in it may be a view or have computed columns:
a few letters that go on for ever, or give one cell of a gigabyte.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from qngeo.errors import SchemaError
from qngeo.io.uploads.raw import MAX_BYTES, MAX_ROWS

SQLITE = b"SQLite format 3\x00"
"""How a GeoPackage, as any file of SQLite, begins."""

MAX_STEPS = 100_000_000
"""Steps of SQLite's machine that reading the layer once may take, a few seconds."""

_STEPS_A_LOOK = 100_000
_MAX_CELL = 50_000_000

_COMPUTED = re.compile(r"^\s*create\s+(temp\s+)?view\b|\bas\s*\(", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
_DEFINITIONS = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'view')"
_UNSTEADY = re.compile(r"recursive|random|'now'|current_time|changes\s*\(", re.I)


@contextmanager
def geopackage(content: bytes, name: str) -> Iterator[Path]:
    """Write a GeoPackage under a name of our own, fit to be read by GDAL.

    Parameters
    ----------
    content : bytes
    name : str
        File name as the person knows it, for messages.

    Yields
    ------
    Path
        In a folder that is removed.

    Raises
    ------
    SchemaError
        If it is no GeoPackage, or as of `try_computed`.
    """
    if not content.startswith(SQLITE):
        msg = f"{name} is no GeoPackage: export it anew"
        raise SchemaError(msg)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "given.gpkg"
        path.write_bytes(content)
        try_computed(path, name)
        yield path


def try_computed(path: Path, name: str) -> None:
    """Read every computed layer once within limits; stored tables are not looked at.

    To be called before GDAL opens the file: listing its layers asks each for a row.

    Parameters
    ----------
    path : Path
        A file of our own name.
    name : str
        File name as the person knows it, for messages.

    Raises
    ------
    SchemaError
        If a layer is computed and takes more than the limits, cannot be computed, or
        gives something else each time; or if the file is no sound database.
    """
    layer = ""
    try:
        with closing(_opened(path)) as base:
            for layer, made_by in _computed(base):
                if _UNSTEADY.search(made_by):
                    raise _refused(name, layer, "counts on by itself or changes")
                _walk(base, layer, name)
    except sqlite3.Error as error:
        if layer:
            raise _refused(name, layer, str(error)[:100]) from error
        msg = f"{name} cannot be read; it is damaged or of another kind: export it anew"
        raise SchemaError(msg) from error


def _opened(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_CELL)
    base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    base.execute("PRAGMA trusted_schema = OFF")
    base.text_factory = bytes
    left = iter(range(MAX_STEPS // _STEPS_A_LOOK))
    base.set_progress_handler(lambda: next(left, -1) < 0, _STEPS_A_LOOK)
    return base


def _computed(base: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return views, and tables with computed columns, with their definitions."""
    found = []
    for key, sql in base.execute(_DEFINITIONS).fetchall():
        text = _COMMENT.sub(" ", (sql or b"").decode("utf-8", "replace"))
        if _COMPUTED.search(text):
            found.append((key.decode("utf-8", "replace"), text))
    return found


def _walk(base: sqlite3.Connection, layer: str, name: str) -> None:
    quoted = layer.replace('"', '""')
    size = 0
    rows = base.execute(f'SELECT * FROM "{quoted}"')
    for number, row in enumerate(rows, 1):
        size += sum(len(cell) for cell in row if isinstance(cell, bytes))
        if number > MAX_ROWS or size > 2 * MAX_BYTES:
            raise _refused(name, layer, "gives more than is read")


def _refused(name: str, layer: str, why: str) -> SchemaError:
    msg = (
        f"{name}: layer {layer[:60]!r} is computed and cannot be read ({why}): export"
        " it as a table"
    )
    return SchemaError(msg)
