"""What a store needs of the database below it."""

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, Engine, Table, select

from qngeo.errors import StoreError
from qngeo.io.store.tables import OLDEST_FORM, SCHEMA_VERSION, Tables

WRITES = {"qngeo_writes": True}
"""Execution options of a connection that is about to write."""


class Backend(Protocol):
    """A GeoPackage file or a PostGIS database."""

    engine: Engine
    tables: Tables
    where: str
    """Its name for messages, without a password."""

    def there(self) -> bool:
        """Tell without connecting whether there may be something to read."""

    def prepare(self) -> None:
        """Make what must be there before a writer can connect."""

    def asked(self) -> AbstractContextManager[None]:
        """Hold while the database is asked; refuse where it has just failed to answer.

        Raises
        ------
        StoreError
        """

    def lock(self, connection: Connection) -> None:
        """Wait until no other writer is at work; holds to the transaction's end."""

    def marked(self, connection: Connection) -> bool:
        """Tell whether the tables of a store are there.

        Raises
        ------
        StoreError
            If someone else's are in their place.
        """

    def create(self, connection: Connection) -> None:
        """Make the tables, views and guards."""

    def columns(self, connection: Connection) -> dict[str, set[str]]:
        """Return the columns that are there, by table."""

    def keep_copy(self, form: int) -> str:
        """Copy the store before its tables change; needs the lock.

        Returns
        -------
        str
            The copy's name; empty where the database takes back what fails by itself.
        """

    def add_table(self, connection: Connection, table: Table) -> None:
        """Make one table of a store that is there, with its view and guard."""

    def show_anew(self, connection: Connection, table: Table) -> None:
        """Make the view of a layer again after its columns have changed."""


def form_of(backend: Backend, connection: Connection) -> int:
    """Return the number of a store's form; 0 where there is no store yet.

    Raises
    ------
    StoreError
        If a newer qngeo made it, or the number is none; the message tells the way out.
    """
    if not backend.marked(connection):
        return 0
    number = connection.scalar(select(backend.tables.mark.c.schema_version))
    if number is None or number < OLDEST_FORM:
        msg = (
            f"{backend.where} has form {number}, which no qngeo has written: export "
            "its current_ layers, name an empty store in QNGEO_STORE and import them "
            "there; the old one stays as it is"
        )
        raise StoreError(msg)
    if number > SCHEMA_VERSION:
        msg = (
            f"{backend.where} was made by a newer qngeo (form {number}, this one "
            f"keeps {SCHEMA_VERSION}): update qngeo to open it"
        )
        raise StoreError(msg)
    return int(number)
