"""Tiles and answers kept in memory; what was unasked for longest leaves first."""

from collections import OrderedDict
from collections.abc import Hashable, Sized
from threading import Lock
from typing import Generic, TypeVar

LIMIT = 48 * 2**20
"""Bytes of encoded tiles that are kept."""


Body = TypeVar("Body", bound=Sized)


class TileStore(Generic[Body]):
    """Bodies by key, within a number of bytes; safe between threads.

    Parameters
    ----------
    limit : int
        Bytes of all bodies together.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._held: OrderedDict[Hashable, Body] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def get(self, key: Hashable) -> Body | None:
        """Return a body, None where it is not kept."""
        with self._lock:
            body = self._held.get(key)
            if body is not None:
                self._held.move_to_end(key)
            return body

    def put(self, key: Hashable, body: Body) -> None:
        """Keep a body, unless it is larger than the whole store."""
        if len(body) > self._limit:
            return
        with self._lock:
            before = self._held.pop(key, None)
            self.size += len(body) - (0 if before is None else len(before))
            self._held[key] = body
            while self.size > self._limit:
                _, dropped = self._held.popitem(last=False)
                self.size -= len(dropped)
