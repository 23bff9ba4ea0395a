"""The published layers as the browser fetches them, and the hash of each."""

import re
from datetime import date
from pathlib import Path

from qngeo.errors import StoreError
from qngeo.io.layers import check_whole, read_catalog
from qngeo.services.own_data import known
from qngeo.web.files import DIGEST_LENGTH, Payload, read

_NAME = re.compile(r"[a-z0-9_]+\.(geojson|json)")


def layer_file(
    name: str, known_on: date | None = None, *, digest: str = ""
) -> Payload | None:
    """Return a published file by name, or None when there is none of that name.

    Parameters
    ----------
    name : str
        Such as "zones.geojson".
    known_on : date, optional
        The day as known on which the layer is asked for; now where None.
    digest : str, optional
        Of the file that is wanted. Where the store cannot be reached, a shipped file
        with that digest is still given, for it is the very one.

    Raises
    ------
    SchemaError
        If the file is damaged.
    StoreError
        If the store cannot be reached.
    """
    if not _NAME.fullmatch(name):
        return None
    try:
        return _of_folder(name, known.layers_folder(known_on))
    except StoreError:
        with known.own_left_out():
            shipped = _of_folder(name, known.layers_folder())
        if shipped is None or shipped.digest != digest:
            raise
        return shipped


def _of_folder(name: str, folder: Path) -> Payload | None:
    path = folder / name
    if not path.is_file():
        return None
    found = read(path)
    check_whole(name, found.body, folder)
    return found


def versions(known_on: date | None = None) -> dict[str, str]:
    """Return the digest of every layer in the catalog, by layer name.

    Empty when nothing is published yet. The digest is the beginning of the
    ``sha256`` that the catalog gives, so a changed layer has a changed address.

    Raises
    ------
    SchemaError
        If the catalog is damaged.
    StoreError
        If the store cannot be reached.
    """
    folder = known.layers_folder(known_on)
    if not (folder / "catalog.json").is_file():
        return {}
    catalog = read_catalog(folder)
    return {
        layer["name"]: str(layer["sha256"])[:DIGEST_LENGTH]
        for layer in catalog["layers"]
    } | _unlisted(known_on)


_UNLISTED = {"places": "places.json", "plots": "plots.geojson"}
"""Files that the catalog may leave out: the list of places, the user's plots."""


def _unlisted(known_on: date | None) -> dict[str, str]:
    files = {name: layer_file(file, known_on) for name, file in _UNLISTED.items()}
    return {name: file.digest for name, file in files.items() if file is not None}
