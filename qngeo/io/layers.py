"""The published layers: ``layers/*.geojson``, ``places.json``, ``catalog.json``."""

import json
from pathlib import Path
from typing import Any

from qngeo.config import settings
from qngeo.errors import MissingDataError

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
    """
    path = (folder or settings().layers) / f"{name}.geojson"
    if not path.is_file():
        msg = f"layer {name} is not published: run `python -m qngeo publish`"
        raise MissingDataError(msg)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def read_catalog(folder: Path | None = None) -> dict[str, Any]:
    """Read the catalogue of the published layers."""
    text = ((folder or settings().layers) / CATALOG).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def read_all(folder: Path | None = None) -> dict[str, bytes]:
    """Read the bytes of every published file, by file name; `OWN` are none."""
    paths = sorted((folder or settings().layers).glob("*.*json"))
    return {path.name: path.read_bytes() for path in paths if path.name not in OWN}


def write_all(files: dict[str, bytes], folder: Path | None = None) -> None:
    """Write every published file and remove those no longer published.

    Each file is written beside its place and then moved there, so that a reader
    never meets half a file.
    """
    target = folder or settings().layers
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        fresh = target / f".{name}.new"
        fresh.write_bytes(content)
        fresh.replace(target / name)
    for path in target.glob("*.*json"):
        if path.name not in files and path.name not in OWN:
            path.unlink()
