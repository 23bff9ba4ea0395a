"""What a store needs of the database below it."""

from typing import Protocol

from sqlalchemy import Connection, Engine, select

from qngeo.errors import StoreError
from qngeo.io.store.tables import SCHEMA_VERSION, Tables

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


def check_schema(backend: Backend, connection: Connection) -> bool:
    """Tell whether a store is there, and refuse one of another shape.

    Raises
    ------
    StoreError
        If an older or newer qngeo made it; the message tells the way out.
    """
    if not backend.marked(connection):
        return False
    number = connection.scalar(select(backend.tables.mark.c.schema_version))
    if number is None or number < SCHEMA_VERSION:
        msg = (
            f"{backend.where} was made by an older qngeo (form {number}, this one "
            f"keeps {SCHEMA_VERSION}): export its current_ layers, name an empty "
            "store in QNGEO_STORE and import them there; the old one stays as it is"
        )
        raise StoreError(msg)
    if number > SCHEMA_VERSION:
        msg = (
            f"{backend.where} was made by a newer qngeo (form {number}, this one "
            f"keeps {SCHEMA_VERSION}): update qngeo to open it"
        )
        raise StoreError(msg)
    return True
