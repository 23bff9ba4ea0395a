"""The published layers: ``layers/*.geojson``, ``places.json``, ``catalog.json``."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from qngeo.config import settings
from qngeo.errors import MissingDataError, SchemaError
from qngeo.io.json_files import read_json
from qngeo.io.whole_files import write_whole

CATALOG = "catalog.json"

OWN = frozenset({"plots.geojson"})
"""Layers of the user's own that `publish` neither makes, checks nor removes."""


def read_layer(name: str, folder: Path | None = None) -> dict[str, Any]:
    """Read one published layer.

    Parameters
    ----------
    name : str
        Without ending, such as "zones".
    folder : Path, optional
        Another folder than the installed ``layers/``.

    Returns
    -------
    dict, a GeoJSON FeatureCollection in EPSG:4326.

    Raises
    ------
    MissingDataError
        If it is not there.
    SchemaError
        If it is damaged: cut short, or not the file that the catalogue lists.
    """
    root = folder or settings().layers
    path = root / f"{name}.geojson"
    if not path.is_file():
        msg = f"layer {name} is not published: run `python -m qngeo publish`"
        raise MissingDataError(msg)
    content = path.read_bytes()
    check_whole(path.name, content, root)
    try:
        found: dict[str, Any] = json.loads(content)
    except ValueError as error:
        raise _damaged(path.name, root) from error
    return found


def check_whole(file_name: str, content: bytes, folder: Path) -> None:
    """Refuse a layer file whose bytes are not those that the catalogue lists.

    A file that the catalogue does not list, or a folder without one, passes.

    Raises
    ------
    SchemaError
        Names the file and the way out.
    """
    expected = _hashes(folder).get(file_name)
    if expected is not None and hashlib.sha256(content).hexdigest() != expected:
        raise _damaged(file_name, folder)


def _damaged(file_name: str, folder: Path) -> SchemaError:
    where = f"{folder.name}/{file_name}"
    if folder == settings().layers:
        way = "put the file back, or run `python -m qngeo publish`"
    else:
        way = f"delete the folder {folder.name}, it is made anew"
    return SchemaError(
        f"{where} is damaged, it is not the file that was written: {way}"
    )


def _hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each layer file by its name, as the catalogue has it."""
    path = folder / CATALOG
    try:
        state = path.stat()
    except OSError:
        return {}
    return _listed(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _listed(path: Path, _changed_ns: int, _size: int) -> dict[str, str]:
    entries = read_catalog(path.parent).get("layers", [])
    return {f"{entry['name']}.geojson": str(entry["sha256"]) for entry in entries}


def read_catalog(folder: Path | None = None) -> dict[str, Any]:
    """Read the catalogue of the published layers.

    Raises
    ------
    MissingDataError
        If it is not there.
    SchemaError
        If it is damaged.
    """
    root = folder or settings().layers
    found = read_json(root / CATALOG)
    entries = found.get("layers")
    whole = isinstance(entries, list) and all(
        isinstance(entry, dict) and {"name", "sha256"} <= entry.keys()
        for entry in entries
    )
    if not whole:
        raise _damaged(CATALOG, root)
    return found


def read_all(folder: Path | None = None) -> dict[str, bytes]:
    """Read the bytes of every published file, by file name; `OWN` are none."""
    paths = sorted((folder or settings().layers).glob("*.*json"))
    return {path.name: path.read_bytes() for path in paths if path.name not in OWN}


def write_all(files: dict[str, bytes], folder: Path | None = None) -> None:
    """Write every published file and remove those no longer published.

    Each file is written whole or not at all, so that a reader never meets half a file.
    """
    target = folder or settings().layers
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_whole(target / name, content)
    for path in target.glob("*.*json"):
        if path.name not in files and path.name not in OWN:
            path.unlink()
