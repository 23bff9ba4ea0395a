"""A copy of a whole store, taken while writers are at work: always a GeoPackage file.

Both kinds of store have the same tables, so the copy of a PostGIS database goes back
into one or becomes a GeoPackage, and the reverse.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, insert, select

from qngeo.errors import StoreError
from qngeo.io.store import Version
from qngeo.io.store.backend import WRITES, Backend, form_of
from qngeo.io.store.faults import reason, told
from qngeo.io.store.geopackage import WAIT_S, GeoPackage
from qngeo.io.store.log import version_of
from qngeo.io.store.migration import is_whole, migrate
from qngeo.io.store.tables import Tables

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, kw_only=True)
class StoreCopy:
    """What a copy holds.

    Attributes
    ----------
    form : int
        Number of the form that the store had.
    versions : tuple of Version
        The log, oldest first.
    rasters : tuple of str
        Hashes of the files of own rasters that any version names, sorted.
    """

    form: int
    versions: tuple[Version, ...]
    rasters: tuple[str, ...]


def copy_store(backend: Backend, to: Path) -> StoreCopy | None:
    """Copy every version of a store as it is at one moment; writers go on.

    Parameters
    ----------
    backend : Backend
    to : Path
        A file that is not there yet.

    Returns
    -------
    StoreCopy or None
        None, and no file, where there is no store yet.

    Raises
    ------
    StoreError
        If the store cannot be read or is damaged, or there is no room.
    """
    if not backend.there():
        return None
    if isinstance(backend, GeoPackage):
        _copy_file(backend, to)
    elif not _copy_rows(backend, to):
        return None
    return read_copy(to)


def read_copy(path: Path) -> StoreCopy | None:
    """Tell what a copy holds; None where the file is empty.

    Raises
    ------
    StoreError
        If it is no store, or a newer qngeo made it.
    """
    backend = GeoPackage(path)
    with told(path.name), backend.engine.connect() as connection:
        form = form_of(backend, connection)
        if not form:
            return None
        names: list[str] = []
        rasters = backend.tables.layers["rasters"]
        if rasters.name in backend.columns(connection):
            asked = select(rasters.c.sha256).where(~rasters.c.deleted).distinct()
            names = [str(one) for one in connection.scalars(asked) if one]
        return StoreCopy(
            form=form,
            versions=_log(backend.tables, connection),
            rasters=tuple(sorted(names)),
        )


def _log(tables: Tables, connection: Connection) -> tuple[Version, ...]:
    asked = select(tables.versions).order_by(tables.versions.c.number)
    return tuple(version_of(row._asdict()) for row in connection.execute(asked))


def _copy_file(backend: GeoPackage, to: Path) -> None:
    """Copy a file by SQLite's own way, which waits for a writer and holds none up."""
    ends = time.monotonic() + WAIT_S

    def patient(_status: int, left: int, total: int) -> None:
        if left and left == total and time.monotonic() > ends:
            msg = f"{backend.where}: another program holds the file; close it there"
            raise StoreError(msg)

    place = f"{backend.path.absolute().as_uri()}?mode=rw"
    try:
        with (
            closing(sqlite3.connect(place, uri=True, timeout=WAIT_S)) as now,
            closing(sqlite3.connect(to)) as copy,
        ):
            now.backup(copy, progress=patient)
            copy.execute("PRAGMA journal_mode = DELETE")  # the copy is one file
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        msg = f"{backend.where}: {reason(error)}"
        raise StoreError(msg) from error
    if found != "ok":
        msg = (
            f"{backend.where} is damaged ({' '.join(found.split())}): restore a backup"
        )
        raise StoreError(msg)


def _copy_rows(source: Backend, to: Path) -> bool:
    """Copy all tables of a database as one snapshot shows them."""
    target = GeoPackage(to)
    with (
        told(source.where),
        source.engine.connect() as plain,
        plain.execution_options(isolation_level="REPEATABLE READ") as reading,
        reading.begin(),
    ):
        if not form_of(source, reading):
            return False
        with (
            target.engine.connect().execution_options(**WRITES) as writing,
            writing.begin(),
        ):
            target.create(writing)
            copy_rows(source, reading, target, writing)
    return True


def copy_rows(
    source: Backend, reading: Connection, target: Backend, writing: Connection
) -> None:
    """Copy the rows of all versions into tables that are empty, numbers and all."""
    there = source.columns(reading)
    pairs = [(source.tables.versions, target.tables.versions)]
    pairs += [
        (table, target.tables.layers[name])
        for name, table in source.tables.layers.items()
    ]
    for old, new in pairs:
        names = there.get(old.name, set())
        columns = [column for column in old.c if column.name in names]
        if not columns:
            continue  # an older form has no such layer
        rows = reading.execution_options(yield_per=ROWS_AT_ONCE).execute(
            select(*columns)
        )
        for part in rows.mappings().partitions(ROWS_AT_ONCE):
            writing.execute(insert(new), [dict(row) for row in part])


def lacking(backend: Backend, versions: tuple[Version, ...]) -> int:
    """Count the versions of a store that are not among these.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    if not backend.there():
        return 0
    with told(backend.where), backend.engine.connect() as connection:
        return len(_unlike(_standing(backend, connection), versions))


def _standing(backend: Backend, connection: Connection) -> tuple[Version, ...]:
    return _log(backend.tables, connection) if form_of(backend, connection) else ()


def _unlike(
    standing: tuple[Version, ...], versions: tuple[Version, ...]
) -> list[Version]:
    known = {version.number: version for version in versions}
    return [one for one in standing if known.get(one.number) != one]


Exchange = Callable[[Connection], str]
"""Puts a copy in the place of a locked store; returns under which name what was there
is kept."""


def exchange_under_lock(
    backend: Backend,
    versions: tuple[Version, ...],
    exchange: Exchange,
    *,
    replace: bool,
) -> str:
    """Put a copy in the place of a store while no one writes to it.

    Parameters
    ----------
    backend : Backend
    versions : tuple of Version
        The log of the copy.
    exchange : callable
    replace : bool
        Whether versions that the copy lacks may be put aside.

    Returns
    -------
    str
        Under which name what was there is kept; "" where nothing was, or where it is
        what the copy holds.

    Raises
    ------
    StoreError
        If there are versions that the copy lacks, or another program holds the store.
        It stays as it was.
    """
    with (
        told(f"{backend.where} (it stays as it was)"),
        backend.engine.connect().execution_options(**WRITES) as connection,
        connection.begin(),
    ):
        backend.lock(connection)
        standing = _standing(backend, connection)
        if standing and standing == versions:
            return ""
        refuse_loss(len(_unlike(standing, versions)), backend.where, replace=replace)
        return exchange(connection)


def refuse_loss(count: int, where: str, *, replace: bool) -> None:
    """Refuse to put versions aside that nobody asked to lose.

    Raises
    ------
    StoreError
    """
    if count and not replace:
        msg = (
            f"{where} has {count} versions that the backup lacks: --replace puts the "
            "store aside under another name and restores the backup"
        )
        raise StoreError(msg)


def bring_to_present_form(path: Path) -> None:
    """Bring a copy of an older form to the present one."""
    backend = GeoPackage(path)
    with told(path.name), backend.engine.connect() as connection:
        whole = is_whole(backend, connection)
    if not whole:
        migrate(backend)
