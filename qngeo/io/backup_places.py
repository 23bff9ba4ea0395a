"""Where a copy of a store goes: over a GeoPackage file, or into a PostGIS database.

What was there is kept beside it under a name that bears the moment. The step itself is
one rename of a file, or one transaction: whoever is killed leaves the old or the new.
"""

import os
import sqlite3
from contextlib import closing, suppress
from itertools import chain, count
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from qngeo.errors import StoreError
from qngeo.io.backup_store import (
    bring_to_present_form,
    copy_rows,
    exchange_under_lock,
    read_copy,
    refuse_loss,
)
from qngeo.io.free_name import free_name
from qngeo.io.store.backend import Backend
from qngeo.io.store.faults import reason
from qngeo.io.store.geopackage import WAIT_S, GeoPackage
from qngeo.io.store.postgis import SCHEMA

COMPANIONS = ("-journal", "-wal", "-shm")
"""Endings of the files that SQLite may leave beside one that was not closed."""


def put_store(backend: Backend, copy: Path, *, moment: str, replace: bool) -> str:
    """Put a copy in the place of a store; it becomes part of it.

    Parameters
    ----------
    backend : Backend
        Where it goes.
    copy : Path
        A GeoPackage file, in a folder of the same disk as a GeoPackage store.
    moment : str
        Letters and digits for the name of what is kept.
    replace : bool
        Whether versions that the copy lacks, or a file that cannot be read, may be put
        aside.

    Returns
    -------
    str
        As of `qngeo.io.backup_store.exchange_under_lock`.

    Raises
    ------
    StoreError
        If the place holds what must not be lost, or cannot be written. It stays as it
        was.
    """
    bring_to_present_form(copy)
    held = read_copy(copy)
    if held is None:
        msg = "the copy of the store in the backup is empty"
        raise StoreError(msg)
    if not isinstance(backend, GeoPackage):
        return exchange_under_lock(
            backend,
            held.versions,
            lambda connection: _into_database(backend, connection, copy, moment),
            replace=replace,
        )
    backend.prepare()
    path = backend.path
    kept = kept_beside(path, moment)
    if not path.exists():
        _put_aside(path, kept)
        _move(copy, path)
        return ""
    fault = _fault(path)
    if fault:
        refuse = f"{path.name}, which cannot be read ({fault}),"
        refuse_loss(1, refuse, replace=replace)
        _put_aside(path, kept)
        path.rename(kept)
        _move(copy, path)
        return kept.name

    def exchange(_: Connection) -> str:
        _keep(backend, kept)
        _move(copy, path)
        return kept.name

    return exchange_under_lock(backend, held.versions, exchange, replace=replace)


def _fault(path: Path) -> str:
    """Return why a file cannot be read as a database, "" where it can.

    Raises
    ------
    StoreError
        If another program has it open in a way that its files could not be moved.
    """
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_S)) as connection:
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            msg = f"{path.name}: {reason(error)}"
            raise StoreError(msg) from error
        return reason(error)
    if mode != "delete":
        msg = f"{path.name} is open in another program (QGIS?): close it there"
        raise StoreError(msg)
    return "" if found == "ok" else "it is damaged"


def kept_beside(path: Path, moment: str) -> Path:
    """Return under which name what stood at a path is kept."""
    return free_name(path.with_name(f"{path.stem}.before-{moment}{path.suffix}"))


def _keep(backend: GeoPackage, kept: Path) -> None:
    """Give a file a second name, so that there is one at the first at any moment."""
    try:
        os.link(backend.path, kept)
    except OSError:  # a disk without hard links
        backend.copy_to(kept)


def _put_aside(path: Path, kept: Path) -> None:
    """Rename what SQLite left beside a file: it would be played into the new one."""
    for ending in COMPANIONS:
        with suppress(FileNotFoundError):
            Path(f"{path}{ending}").rename(f"{kept}{ending}")


def _move(copy: Path, path: Path) -> None:
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    copy.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder written to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _into_database(
    backend: Backend, connection: Connection, copy: Path, moment: str
) -> str:
    """Make the schema anew beside the old one, in the transaction that has the lock."""
    kept, rights = "", []
    if backend.marked(connection):
        kept = _free_schema(connection, f"{SCHEMA}_before_{moment.lower()}")
        rights = _rights(connection)
        connection.execute(text(f'ALTER SCHEMA {SCHEMA} RENAME TO "{kept}"'))
    backend.create(connection)
    source = GeoPackage(copy)
    with source.engine.connect() as reading:
        copy_rows(source, reading, backend, connection)
    for table in backend.tables.layers.values():
        numbers = func.pg_get_serial_sequence(f"{SCHEMA}.{table.name}", "fid")
        highest = select(func.max(table.c.fid)).scalar_subquery()
        connection.execute(select(func.setval(numbers, highest)))
    for statement in rights:
        connection.execute(text(statement))
    return kept and f"schema {kept}"


def _free_schema(connection: Connection, name: str) -> str:
    """Return this name, or with "_2", "_3" behind it the first that is free."""
    taken = set(connection.scalars(text("SELECT nspname FROM pg_namespace")))
    names = chain([name], (f"{name}_{number}" for number in count(2)))
    return next(one for one in names if one not in taken)


def _rights(connection: Connection) -> list[str]:
    """Return the statements that give others again what they may do with the store."""
    kinds = "('r', 'TABLE'), ('v', 'TABLE'), ('S', 'SEQUENCE')"
    user = (
        "CASE x.grantee WHEN 0 THEN 'PUBLIC' "
        "ELSE quote_ident(pg_get_userbyid(x.grantee)) END"
    )
    asked = (
        f"SELECT format('GRANT %s ON SCHEMA {SCHEMA} TO %s', x.privilege_type, {user}) "
        f"FROM pg_namespace n, aclexplode(n.nspacl) x WHERE n.nspname = '{SCHEMA}' "
        "AND x.grantee <> n.nspowner UNION ALL "
        f"SELECT format('GRANT %s ON %s {SCHEMA}.%I TO %s', x.privilege_type, k.words, "
        f"c.relname, {user}) FROM pg_class c JOIN pg_namespace n ON "
        f"n.oid = c.relnamespace JOIN (VALUES {kinds}) AS k(kind, words) ON "
        "k.kind = c.relkind::text, aclexplode(c.relacl) x "
        f"WHERE n.nspname = '{SCHEMA}' AND x.grantee <> c.relowner"
    )
    return [str(one) for one in connection.scalars(text(asked))]
