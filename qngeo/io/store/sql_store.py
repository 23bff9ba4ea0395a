"""The store itself: versions written and read by the same SQL in either database."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import DBAPIError

from qngeo.errors import SchemaError, StoreError, UnknownNameError
from qngeo.io.store import changes, compare, log
from qngeo.io.store.backend import WRITES, Backend, form_of
from qngeo.io.store.changes import Changes
from qngeo.io.store.faults import told, understood
from qngeo.io.store.layers import ID, Layer, layer_named
from qngeo.io.store.migration import is_whole, migrate
from qngeo.io.store.model import Commit, Version
from qngeo.io.store.rows import Row, fit_text, frame_of, rows_of
from qngeo.io.store.tables import SCHEMA_VERSION, current_rows, newest_number

_log = logging.getLogger(__name__)

FEW = 500
"""Up to so many ids are looked up one by one; for more the layer is read whole."""

_ROW_STARTS = 2
"""Where the values of a selected row start: after the id and its version."""

Work = tuple[Layer, Callable[[Connection], tuple[dict[str, Any], Changes]]]
"""A layer and what works out, within the transaction, the changes of its version."""


class SqlStore:
    """A `qngeo.io.store.Store` over one of the two databases."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._tables = backend.tables
        self._whole = False
        """Whether every table of the present form has been seen to be there."""

    def close(self) -> None:
        """Let go of the file or of the connections."""
        self._backend.engine.dispose()

    # reading

    @contextmanager
    def _reading(self) -> Iterator[Connection | None]:
        """Give a connection, or None where there is no store yet."""
        if not self._backend.there():
            yield None
            return
        where = self._backend.where
        with (
            told(where),
            understood(where),
            self._backend.asked(),
            self._backend.engine.connect() as connection,
        ):
            yield connection if self._made(connection) else None

    def _made(self, connection: Connection) -> bool:
        """Tell whether there is a store, once it has been brought to this form."""
        form = form_of(self._backend, connection)
        if not form:
            return False
        if form < SCHEMA_VERSION or not self._whole:
            present = form == SCHEMA_VERSION and is_whole(self._backend, connection)
            connection.rollback()  # what was read is read again after the change
            if not present:
                migrate(self._backend)
            self._whole = True
        return True

    def versions(self, *, layer: str = "") -> list[Version]:
        """Return the log, oldest first, of one layer or of all."""
        if layer:
            layer_named(layer)
        with self._reading() as connection:
            return [] if connection is None else self._log(connection, layer=layer)

    def newest(self, *, layer: str = "", as_known_on: date | None = None) -> int:
        """Return the newest version's number; see `qngeo.io.store.Store.newest`."""
        if layer:
            layer_named(layer)
        with self._reading() as connection:
            if connection is None:
                return 0
            return self._number(connection, None, as_known_on, layer=layer)

    def _log(self, connection: Connection, *, layer: str = "") -> list[Version]:
        table = self._tables.versions
        asked = select(table).order_by(table.c.number)
        if layer:
            asked = asked.where(table.c.layer == layer)
        return [log.version_of(row._asdict()) for row in connection.execute(asked)]

    def _one(self, connection: Connection, number: int) -> Version:
        table = self._tables.versions
        asked = select(table).where(table.c.number == number)
        row = connection.execute(asked).one_or_none()
        if row is None:
            newest = connection.scalar(newest_number(self._tables))
            msg = f"there is no version {number}; the newest is {newest}"
            raise UnknownNameError(msg)
        return log.version_of(row._asdict())

    def read(
        self,
        layer: str,
        *,
        version: int | None = None,
        as_known_on: date | None = None,
    ) -> gpd.GeoDataFrame:
        """Return the rows that were current; see `qngeo.io.store.Store.read`."""
        if version is not None and as_known_on is not None:
            msg = "give a version or a day, not both"
            raise SchemaError(msg)
        kind = layer_named(layer)
        with self._reading() as connection:
            if connection is None:
                self._refuse_unmade(version)
                return frame_of([], kind)
            number = self._number(connection, version, as_known_on)
            return frame_of(self._selected(connection, kind, number), kind)

    @staticmethod
    def _refuse_unmade(version: int | None) -> None:
        if version:
            msg = f"there is no version {version}; the store is empty"
            raise UnknownNameError(msg)

    def _number(
        self,
        connection: Connection,
        version: int | None,
        day: date | None,
        *,
        layer: str = "",
    ) -> int:
        """Return the number that a version or a day stands for."""
        if version is not None:
            return self._one(connection, version).number if version else 0
        asked = newest_number(self._tables, layer=layer)
        if day is not None:
            asked = asked.where(self._tables.versions.c.made < log.end_of(day))
        return connection.scalar(asked) or 0

    def _selected(self, connection: Connection, layer: Layer, number: int) -> list[Any]:
        table = self._tables.layers[layer.name]
        return list(connection.execute(current_rows(table, number)))

    def differences(self, layer: str, old: int, new: int) -> pd.DataFrame:
        """List what differs; see `qngeo.io.store.Store.differences`."""
        kind = layer_named(layer)
        before, after = (self.read(layer, version=number) for number in (old, new))
        return compare.differences(before, after, kind)

    # writing

    def commit(self, commit: Commit) -> Version:
        """Store one version, whole or not at all; see `qngeo.io.store.Store.commit`."""
        return self.commit_all([commit])[0]

    def commit_all(self, commits: Sequence[Commit]) -> list[Version]:
        """Store versions that belong together, all of them or none."""
        return self._write([self._work(commit) for commit in commits])

    def _work(self, commit: Commit) -> Work:
        layer = layer_named(commit.layer)
        rows = rows_of(commit.rows, layer)
        head = _head(commit)

        def work(connection: Connection) -> tuple[dict[str, Any], Changes]:
            changes.refuse_stale(commit, self._newest_of(connection, layer))
            only = None if commit.mode == "replace" else [*rows, *commit.removed]
            current = self._current(connection, layer, only)
            return head, changes.of_commit(commit, rows, current)

        return layer, work

    def undo(self, number: int, *, who: str, note: str = "") -> Version:
        """Take back one version; see `qngeo.io.store.Store.undo`."""
        with self._reading() as connection:
            if connection is None:
                self._refuse_unmade(number)
                msg = "there is no version 0 to take back"
                raise UnknownNameError(msg)
            layer = layer_named(self._one(connection, number).layer)
        commit = Commit(
            layer=layer.name,
            who=who,
            action="undo",
            rows=pd.DataFrame(),
            mode="upsert",
            note=note,
            undoes=number,
        )

        def work(connection: Connection) -> tuple[dict[str, Any], Changes]:
            return _head(commit), self._taken_back(connection, layer, number)

        return self._write([(layer, work)])[0]

    def _taken_back(self, connection: Connection, layer: Layer, number: int) -> Changes:
        """Work out the rows that bring back what stood before a version."""
        table = self._tables.layers[layer.name]
        wrote = select(table.c[ID]).where(table.c.version == number)
        touched = set(connection.scalars(wrote))
        built_on = select(table.c.version, table.c[ID]).where(
            table.c.version > number, table.c[ID].in_(wrote)
        )
        later = list(connection.execute(built_on.order_by(table.c.version.desc())))
        if later:
            newest: Any = later[0][0]
            ids = [feature for version, feature in later if version == newest]
            changes.refuse_built_on(number, self._one(connection, newest), ids)
        before = {
            found[0]: tuple(found[_ROW_STARTS:])
            for found in self._selected(connection, layer, number - 1)
            if found[0] in touched
        }
        current = self._current(connection, layer, sorted(touched))
        return changes.compare(current, before, sorted(touched - set(before)))

    def _newest_of(self, connection: Connection, layer: Layer) -> Version | None:
        asked = newest_number(self._tables, layer=layer.name)
        number: Any = connection.scalar(asked)
        return self._one(connection, number) if number else None

    def _current(
        self, connection: Connection, layer: Layer, only: list[str] | None
    ) -> dict[str, Row]:
        """Return the current rows by id, of these ids or of all."""
        table = self._tables.layers[layer.name]
        asked = current_rows(table, connection.scalar(newest_number(self._tables)) or 0)
        if only is not None and len(only) <= FEW:
            asked = asked.where(table.c[ID].in_(only))
        found: list[Any] = list(connection.execute(asked))
        return {row[0]: tuple(row[_ROW_STARTS:]) for row in found}

    def _write(self, works: Sequence[Work]) -> list[Version]:
        """Run one writing transaction to its end."""
        backend = self._backend
        with self._reading():
            pass  # an older form is changed before, in a transaction of its own
        with told(backend.where, writing=True):
            backend.prepare()
            with backend.engine.connect().execution_options(**WRITES) as connection:
                transaction = connection.begin()
                backend.lock(connection)
                if not form_of(backend, connection):
                    backend.create(connection)
                versions = []
                for layer, work in works:
                    head, found = work(connection)
                    versions.append(self._insert(connection, layer, head, found))
                try:
                    transaction.commit()
                except DBAPIError:
                    connection.invalidate()
                    if not self._landed(versions[-1]):
                        raise
        for one in versions:
            _log.info(
                "version %d: %s of %s by %s, %d added, %d changed, %d removed",
                one.number, one.action, one.layer, one.who, one.added, one.changed,
                one.removed,
            )  # fmt: skip
        return versions

    def _insert(
        self,
        connection: Connection,
        layer: Layer,
        head: Mapping[str, Any],
        found: Changes,
    ) -> Version:
        log_table, table = self._tables.versions, self._tables.layers[layer.name]
        last, moment = connection.execute(
            select(func.max(log_table.c.number), func.max(log_table.c.made))
        ).one()
        number = (last or 0) + 1
        row = {
            **head,
            "number": number,
            "made": log.next_moment(moment),
            "added": found.added,
            "changed": found.changed,
            "removed": len(found.ended),
        }
        connection.execute(insert(log_table), row)
        records = _records(table.c.keys(), found, number)
        if records:
            connection.execute(insert(table), records)
        return log.version_of(row)

    def _landed(self, version: Version) -> bool:
        """Tell whether a version stands whose confirmation was lost on the way.

        Raises
        ------
        StoreError
            If nobody can tell at present.
        """
        try:
            with self._backend.engine.connect() as connection:
                standing = self._log(connection)[version.number - 1 :]
        except DBAPIError as error:
            msg = (
                f"{self._backend.where}: the connection was lost while version "
                f"{version.number} was being confirmed; whole or absent, it is not "
                "known which: look at the versions before you repeat it"
            )
            raise StoreError(msg) from error
        return any(one == version for one in standing)


def _head(commit: Commit) -> dict[str, Any]:
    """Return what a commit gives to the log."""
    head: dict[str, Any] = {"report": log.report_text(commit.report)}
    for name in ("who", "action", "layer", "file_name", "file_sha256", "note"):
        head[name] = fit_text(name, getattr(commit, name))
    return {**head, "undoes": commit.undoes}


def _records(
    columns: Iterable[str], found: Changes, number: int
) -> list[dict[str, Any]]:
    values = [name for name in columns if name not in {"fid", ID, "version", "deleted"}]
    none = (None,) * len(values)
    rows = [(i, row, False) for i, row in found.put.items()]
    rows += [(i, none, True) for i in found.ended]
    return [
        {
            ID: i,
            "version": number,
            "deleted": deleted,
            **dict(zip(values, row, strict=True)),
        }
        for i, row, deleted in rows
    ]
