"""A zipped Shapefile with what its narrow table cannot hold written beside it."""

import re
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyogrio

from qngeo.io.downloads.content import Content, bare
from qngeo.io.downloads.gdal import written
from qngeo.io.uploads.shapefile_names import FIELD_NAMES, FULL_VALUES
from qngeo.io.uploads.tables import as_csv
from qngeo.names import fold

MOST_BYTES = 254
"""Bytes of UTF-8 in one cell of a Shapefile's table."""

NAME_LETTERS = 10

_CUT = "…"

_READ_ME = "README.txt"


def write_zip(content: Content, path: Path) -> None:
    """Write a zip of one Shapefile in UTF-8.

    Beside it stand ``fieldnames.csv`` (short to full names, with what they mean),
    ``README.txt`` (title, licence, sources, data version, CRS), and, where the
    table cut a text at 254 bytes or a number at its width, ``full_values.csv`` with
    each such cell in full. A cut text ends in "…".

    Parameters
    ----------
    content : Content
    path : Path
        Ending in .zip.
    """
    short = short_names(list(content.kinds))
    narrow = content.frame.rename(columns=short)
    for name, kind in content.kinds.items():
        cells = content.frame[name]
        if kind == "boolean":
            narrow[short[name]] = cells.astype("Int32")
        elif kind not in ("number", "integer"):
            texts = [cut(text) for text in map(bare, cells)]
            narrow[short[name]] = pd.Series(texts, cells.index, dtype="str")
    with TemporaryDirectory(dir=path.parent, prefix=".shapefile-") as folder:
        place = Path(folder) / f"{content.name}.shp"
        written(narrow, place, driver="ESRI Shapefile", encoding="UTF-8")
        beside = {
            FIELD_NAMES: as_csv(_field_names(content.meanings, short)),
            _READ_ME: _read_me(content).encode(),
        }
        lost = _lost(content, short, place)
        if len(lost):
            beside[FULL_VALUES] = as_csv(lost)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)
            for name, data in beside.items():
                archive.writestr(name, data)


def short_names(names: list[str]) -> dict[str, str]:
    """Return for each column a name of at most ten letters, all different.

    Examples
    --------
    >>> short_names(["id", "area_published_ha", "area_published_fact"])
    {'id': 'id', 'area_published_ha': 'area_publi', 'area_published_fact': 'area_pub_1'}
    """
    found: dict[str, str] = {}
    for name in names:
        bare_name = re.sub(r"[^a-z0-9]+", "_", fold(name.replace("_", " "))).strip("_")
        first = (bare_name or "field")[:NAME_LETTERS].rstrip("_")
        chosen, count = first, 0
        while chosen in found.values():
            count += 1
            tail = f"_{count}"
            chosen = first[: NAME_LETTERS - len(tail)].rstrip("_") + tail
        found[name] = chosen
    return found


def cut(text: str | None) -> str | None:
    """Shorten a text to what a cell holds, between two letters."""
    if text is None or len(text.encode()) <= MOST_BYTES:
        return text
    room = MOST_BYTES - len(_CUT.encode())
    return text.encode()[:room].decode(errors="ignore") + _CUT


def _field_names(meanings: pd.DataFrame, short: dict[str, str]) -> pd.DataFrame:
    fields = [short[name] for name in meanings["name"]]
    return meanings.assign(field=fields)[["field", *meanings.columns]]


def _read_me(content: Content) -> str:
    said = [f"{key}: {text}" for key, text in content.about.items() if text]
    cited = [str(title) for title in content.sources["title"]]
    return "\n".join([*said, "", *cited]) + "\n"


def _lost(content: Content, short: dict[str, str], place: Path) -> pd.DataFrame:
    """Return every cell that reads back otherwise than it was given."""
    back = pyogrio.read_dataframe(place, encoding="UTF-8", read_geometry=False)
    rows = []
    for name, field in short.items():
        given = content.frame[name]
        for own, cell, kept in zip(
            content.frame["id"], map(bare, given), map(bare, back[field]), strict=True
        ):
            if cell is not None and cell != kept:
                rows.append((own, name, cell if isinstance(cell, str) else repr(cell)))
    return pd.DataFrame(rows, columns=["id", "column", "value"])
