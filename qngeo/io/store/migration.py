"""Bringing the tables of an older form to the present one, whole or not at all.

What the present form has more than an older one is added: tables of new layers, new
columns of old ones. Nothing that stands is changed, so an added column is unknown in
the versions before it.
"""

import logging

from sqlalchemy import Connection, Table, update

from qngeo.io.store.backend import WRITES, Backend, form_of
from qngeo.io.store.faults import told
from qngeo.io.store.tables import SCHEMA_VERSION

_log = logging.getLogger(__name__)


def is_whole(backend: Backend, connection: Connection) -> bool:
    """Tell whether every table and column of the present form is there."""
    return not any(_missing(backend, connection).values())


def _missing(backend: Backend, connection: Connection) -> dict[Table, set[str]]:
    """Return by table the columns that are not there; all of them of a new table."""
    there = backend.columns(connection)
    return {
        table: set(table.c.keys()) - there.get(table.name, set())
        for table in backend.tables.metadata.sorted_tables
    }


def migrate(backend: Backend) -> None:
    """Bring a store to the present form in one transaction.

    A GeoPackage is copied first, beside itself; in PostGIS the transaction is enough.
    Whoever comes second while another one does the same finds it done.

    Parameters
    ----------
    backend : Backend
        With a store of an older form, or one that lacks tables or columns.

    Raises
    ------
    StoreError
        If this user may not change the tables, or there is no room; the store stays
        as it was.
    """
    where = f"{backend.where}, to be brought to form {SCHEMA_VERSION} (it is as it was)"
    with (
        told(where),
        backend.engine.connect().execution_options(**WRITES) as connection,
        connection.begin(),
    ):
        backend.lock(connection)
        form = form_of(backend, connection)
        missing = _missing(backend, connection)
        if form == SCHEMA_VERSION and not any(missing.values()):
            return
        mark = update(backend.tables.mark)
        connection.execute(mark, {"schema_version": form})  # who may not, ends here
        copy = backend.keep_copy(form)
        for table, names in missing.items():
            _complete(backend, connection, table, names)
        connection.execute(mark, {"schema_version": SCHEMA_VERSION})
    _log.info(
        "%s brought from form %s to %d%s",
        backend.where, form, SCHEMA_VERSION, copy and f"; the copy {copy} is as before",
    )  # fmt: skip


def _complete(
    backend: Backend, connection: Connection, table: Table, names: set[str]
) -> None:
    """Make a table that is not there, or add the columns that one lacks."""
    if not names:
        return
    if len(names) == len(table.c):
        backend.add_table(connection, table)
        return
    for column in table.c:
        if column.name in names:
            kind = column.type.compile(connection.dialect)
            connection.exec_driver_sql(
                f'ALTER TABLE {table.fullname} ADD COLUMN "{column.name}" {kind}'
            )
    if table.name in backend.tables.layers:
        backend.show_anew(connection, table)
