"""Own data in append-only versions: a GeoPackage file, or PostGIS for a team."""

from pathlib import Path

from qngeo.config import settings
from qngeo.errors import StoreError
from qngeo.io.store.backend import Backend
from qngeo.io.store.geopackage import GeoPackage
from qngeo.io.store.layers import EXTRA, ID, LAYERS, Layer, layer_named
from qngeo.io.store.model import Commit, Store, Version
from qngeo.io.store.postgis import Postgis
from qngeo.io.store.rows import IN_VERSION, with_extra_columns
from qngeo.io.store.sql_store import SqlStore

__all__ = [
    "EXTRA",
    "FILE_NAME",
    "ID",
    "IN_VERSION",
    "LAYERS",
    "Commit",
    "Layer",
    "Store",
    "Version",
    "backend_of",
    "layer_named",
    "open_store",
    "with_extra_columns",
]

FILE_NAME = "qngeo.gpkg"


def open_store(url: str | None = None) -> Store:
    """Open the store of own data; nothing is made before the first version.

    Takes and raises the same as `backend_of`.
    """
    return SqlStore(backend_of(url))


def backend_of(url: str | None = None) -> Backend:
    """Return the database below a store, for what is done with a store as a whole.

    Parameters
    ----------
    url : str, optional
        ``postgresql://user@host/database`` for PostGIS or the path of a GeoPackage
        file. Without it what the setting ``store`` says, and where that is empty
        ``qngeo.gpkg`` in the folder ``var``.

    Raises
    ------
    StoreError
        If it is neither an address nor a file ending in .gpkg.
    """
    asked = settings().store if url is None else url
    if asked.startswith(("postgresql:", "postgres:")):
        return Postgis(asked)
    if "://" in asked or (asked and not asked.endswith(".gpkg")):
        msg = (
            f"QNGEO_STORE {asked.partition('://')[0]!r} is no store: give "
            "postgresql://user@host/database or the path of a .gpkg file"
        )
        raise StoreError(msg)
    return GeoPackage(Path(asked) if asked else settings().var / FILE_NAME)
