"""What went wrong in a database, in words that say what to do about it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType

import psycopg
from shapely.errors import ShapelyError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from qngeo.errors import QngeoError, StoreError
from qngeo.io.store.patience import SILENT, SilentError

UNCHANGED = "nothing of this version was stored"

_SQLITE = MappingProxyType(
    {
        sqlite3.SQLITE_FULL: "the disk is full; make room and try again",
        sqlite3.SQLITE_IOERR: "the disk does not take or give data (full, at its "
        "limit or broken); make room, check the disk and try again",
        sqlite3.SQLITE_READONLY: "the file may only be read; ask for the right to "
        "write it and its folder",
        sqlite3.SQLITE_PERM: "the file may not be opened; ask for the right to it",
        sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; check that the folder "
        "is there and may be written",
        sqlite3.SQLITE_BUSY: "another program holds the file; close it there (QGIS "
        "in edit mode?) or try again in a minute",
        sqlite3.SQLITE_LOCKED: "another program holds the file; try again in a minute",
        sqlite3.SQLITE_NOTADB: "this is no GeoPackage; name another file in "
        "QNGEO_STORE or move this one away",
        sqlite3.SQLITE_CORRUPT: "the file is damaged; put back the last copy of it",
    }
)

_POSTGRES = MappingProxyType(
    {
        "53": "the server has no room left; tell its administrator",
        "55P03": "another writer has held the store for too long; try again in a "
        "minute",
        "40P01": "two writers stood in each other's way; try again",
        "28": "the server does not know this user or password; check QNGEO_STORE",
        "3D": "there is no such database; create it or check QNGEO_STORE",
        "42501": "this user may not do that; ask the administrator for the right",
        "25006": "the server only lets read at present; ask its administrator",
        "57": "the server ended the connection; try again when it runs",
        "08": "the connection to the server was lost; try again when it runs",
    }
)

_LOST = "the server cannot be reached or the connection was lost; check that it runs"


def reason(cause: BaseException | None) -> str:
    """Tell in words what the driver of a database has raised."""
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return _SQLITE.get(code, str(cause))
    if isinstance(cause, psycopg.Error):
        state = cause.sqlstate or ""
        for known, words in _POSTGRES.items():
            if state.startswith(known):
                return words
        if isinstance(cause, SilentError | psycopg.errors.ConnectionTimeout):
            return SILENT
        if isinstance(cause, psycopg.OperationalError):
            return _LOST
    return str(cause).strip().partition("\n")[0]


_DAMAGED = (
    "it holds what no qngeo has written: the store is damaged; put back the last copy"
)


@contextmanager
def told(where: str, *, writing: bool = False) -> Iterator[None]:
    """Turn what a database raises into a StoreError.

    Parameters
    ----------
    where : str
        The store's name, without a password.
    writing : bool
        Whether to add that nothing was stored.

    Raises
    ------
    StoreError
    """
    after = f"; {UNCHANGED}" if writing else ""
    try:
        yield
    except DBAPIError as error:
        msg = f"{where}: {reason(error.orig)}{after}"
        raise StoreError(msg) from error
    except SQLAlchemyError as error:
        msg = f"{where}: {error}{after}"
        raise StoreError(msg) from error
    except OSError as error:
        msg = f"{where}: {error.strerror or error}{after}"
        raise StoreError(msg) from error


@contextmanager
def understood(where: str) -> Iterator[None]:
    """Turn what comes of rows that nobody can have written into a StoreError.

    Raises
    ------
    StoreError
    """
    try:
        yield
    except QngeoError:
        raise
    except (ValueError, TypeError, ShapelyError) as error:
        msg = f"{where}: {_DAMAGED}"
        raise StoreError(msg) from error
