"""The published layers as the browser fetches them, and the hash of each."""

import json
import re

from qngeo.config import settings
from qngeo.web.files import DIGEST_LENGTH, Payload, read

_NAME = re.compile(r"[a-z0-9_]+\.(geojson|json)")


def layer_file(name: str) -> Payload | None:
    """Return a published file by name, or None when there is none of that name."""
    path = settings().layers / name
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    return read(path)


def versions() -> dict[str, str]:
    """Return the digest of every layer in the catalog, by layer name.

    Empty when nothing is published yet. The digest is the beginning of the
    ``sha256`` that the catalog gives, so a changed layer has a changed address.
    """
    path = settings().layers / "catalog.json"
    if not path.is_file():
        return {}
    catalog = json.loads(read(path).body)
    return {
        layer["name"]: str(layer["sha256"])[:DIGEST_LENGTH]
        for layer in catalog["layers"]
    } | _unlisted()


_UNLISTED = {"places": "places.json", "plots": "plots.geojson"}
"""Files that the catalog may leave out: the list of places, the user's plots."""


def _unlisted() -> dict[str, str]:
    files = {name: layer_file(file) for name, file in _UNLISTED.items()}
    return {name: file.digest for name, file in files.items() if file is not None}
