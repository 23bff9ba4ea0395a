"""The published layers as the browser fetches them, and the hash of each."""

import json
import re
from datetime import date

from qngeo.services.own_data import known
from qngeo.web.files import DIGEST_LENGTH, Payload, read

_NAME = re.compile(r"[a-z0-9_]+\.(geojson|json)")


def layer_file(name: str, known_on: date | None = None) -> Payload | None:
    """Return a published file by name, or None when there is none of that name.

    Parameters
    ----------
    name : str
        Such as "zones.geojson".
    known_on : date, optional
        The day as known on which the layer is asked for; now where None.
    """
    path = known.layers_folder(known_on) / name
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    return read(path)


def versions(known_on: date | None = None) -> dict[str, str]:
    """Return the digest of every layer in the catalog, by layer name.

    Empty when nothing is published yet. The digest is the beginning of the
    ``sha256`` that the catalog gives, so a changed layer has a changed address.
    """
    path = known.layers_folder(known_on) / "catalog.json"
    if not path.is_file():
        return {}
    catalog = json.loads(read(path).body)
    return {
        layer["name"]: str(layer["sha256"])[:DIGEST_LENGTH]
        for layer in catalog["layers"]
    } | _unlisted(known_on)


_UNLISTED = {"places": "places.json", "plots": "plots.geojson"}
"""Files that the catalog may leave out: the list of places, the user's plots."""


def _unlisted(known_on: date | None) -> dict[str, str]:
    files = {name: layer_file(file, known_on) for name, file in _UNLISTED.items()}
    return {name: file.digest for name, file in files.items() if file is not None}
