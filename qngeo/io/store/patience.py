"""Connections to a database server that give up on one that does not answer.

A server that is gone is noticed by the system. One that is there and stays silent, as
behind a broken tunnel or on a stopped disk, would be waited for without end, and every
page with it. So each answer is waited for so long and no longer, and for a moment after
that nobody asks again.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from qngeo.errors import StoreError

READ_S = 20.0
"""How long one answer to a reader may take, seconds."""

WRITE_S = 600.0
"""The same for a writer, who waits for others and sends many rows."""

REST_S = 10.0
"""How long a server is left alone after it has not answered, seconds."""


class PatientConnection(psycopg.Connection[Any]):
    """A connection that ends when an answer takes too long."""

    patience_s = READ_S

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        """Wait for an answer; see `psycopg.Connection.wait`.

        Raises
        ------
        psycopg.OperationalError
            If it does not come in time; the connection is closed.
        """
        kwargs.setdefault("timeout", self.patience_s)
        try:
            return super().wait(gen, *args, **kwargs)
        except psycopg.OperationalError as error:
            if error.sqlstate is None and "timeout" in str(error):
                self.pgconn.finish()
                msg = f"no answer in {self.patience_s:.0f} s"
                raise SilentError(msg) from error
            raise


class SilentError(psycopg.OperationalError):
    """The server is there and gives no answer."""


def make_patient(engine: Engine) -> None:
    """Have every connection of an engine give up in time."""

    @event.listens_for(engine, "do_connect")
    def _(_dialect: Any, _record: Any, words: Any, named: Any) -> PatientConnection:
        made = PatientConnection.connect(*words, **named)
        made.patience_s = READ_S
        return made

    @event.listens_for(engine, "checkin")
    def _(connection: Any, _record: Any) -> None:
        if connection is not None:
            connection.patience_s = READ_S


class Rest:
    """Leaves a server alone for a moment after it could not be reached.

    So of many pages one waits, and the others are told at once. The first answer after
    the rest ends it.
    """

    def __init__(self) -> None:
        self._until = 0.0
        self._reason = ""

    @contextmanager
    def kept(self, where: str) -> Iterator[None]:
        """Refuse at once while the rest lasts; begin one where the server is lost.

        Raises
        ------
        StoreError
        """
        if time.monotonic() < self._until:
            msg = f"{where}: {self._reason}"
            raise StoreError(msg)
        try:
            yield
        except DBAPIError as error:
            if isinstance(error.orig, SilentError | psycopg.errors.ConnectionTimeout):
                self._until = time.monotonic() + REST_S
                self._reason = SILENT
            raise


SILENT = "the server is there and does not answer; it is asked again in a moment"
