"""Heavy work in lanes: few at once, a short queue, a time limit.

Each kind of work has threads of its own, so that a crowd that wants exports never
stands before those who want tiles. What has begun cannot be interrupted: after its time
limit the asker is let go, while the work goes on in its thread and keeps its place.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from threading import BoundedSemaphore, Lock
from typing import ParamSpec, TypeVar

from starlette.exceptions import HTTPException

from qngeo.errors import BusyError

P = ParamSpec("P")
R = TypeVar("R")

AGAIN_S = 5
"""After so many seconds who was sent away may ask again."""


class Lane:
    """Work of routes, done beside the event loop.

    Parameters
    ----------
    name : str
        Of the work; its threads bear it.
    at_once : int
        Pieces of work done at the same time.
    waiting : int
        Pieces that may wait beside them; a further one is refused.
    limit_s : float, seconds
        From the asking to the answer.
    """

    def __init__(
        self, name: str, *, at_once: int, waiting: int, limit_s: float
    ) -> None:
        self.at_once, self.limit_s = at_once, limit_s
        self._places = BoundedSemaphore(at_once + waiting)
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix=name)

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the work returns, or raise what it raises.

        Raises
        ------
        HTTPException
            503 with ``Retry-After`` where too many wait, 504 after the time limit;
            Starlette answers them as one line.
        """
        begun = partial(work, *args, **kwargs)
        if not self._places.acquire(blocking=False):
            reason = "too many others are waiting: ask again in a moment"
            raise _refused(503, reason)
        try:
            running = self._pool.submit(copy_context().run, begun)
        except RuntimeError:  # the process is ending
            self._places.release()
            raise
        running.add_done_callback(self._done)
        answer = asyncio.wrap_future(running)
        try:
            done, _ = await asyncio.wait({answer}, timeout=self.limit_s)
            if done:
                return answer.result()
        finally:
            answer.cancel()  # what still waits never begins
        reason = (
            f"this takes more than {self.limit_s:g} s: ask for less, or again later"
        )
        raise _refused(504, reason)

    def _done(self, _: "Future[R]") -> None:
        self._places.release()


def _refused(status: int, reason: str) -> HTTPException:
    kept = {"Cache-Control": "no-store", "Retry-After": str(AGAIN_S)}
    return HTTPException(status, f"{reason}\n", headers=kept)


class Turns:
    """Work of pages, which have threads of their own: each waits for its turn.

    Parameters
    ----------
    at_once : int
    patience_s : float, seconds
        How long one waits for a turn.
    """

    def __init__(self, *, at_once: int, patience_s: float) -> None:
        self.at_once, self.patience_s = at_once, patience_s
        self._slots = BoundedSemaphore(at_once)
        self._counting = Lock()
        self._here = 0

    @contextmanager
    def turn(self, words: Callable[[int], str] = lambda _: "") -> Iterator[None]:
        """Hold a turn; do not ask for a second one of the same kind within it.

        Parameters
        ----------
        words : callable
            Gives the message of the error for a number of others.

        Raises
        ------
        BusyError
            If none came free in time; it tells how many others are here.
        """
        with self._counting:
            others = self._here
            self._here += 1
        try:
            if not self._slots.acquire(timeout=self.patience_s):
                raise BusyError(others, words(others))
            try:
                yield
            finally:
                self._slots.release()
        finally:
            with self._counting:
                self._here -= 1


TILES = Lane("tiles", at_once=2, waiting=400, limit_s=30)
API = Lane("answers", at_once=2, waiting=64, limit_s=60)
EXPORTS = Lane("files", at_once=2, waiting=16, limit_s=180)
LAYERS = Lane("layers", at_once=4, waiting=128, limit_s=60)
"""Layer files and maps: the first one after a change builds, the others wait for it."""
FEEDS = Lane("feeds", at_once=1, waiting=32, limit_s=60)
HEALTH = Lane("questions after health", at_once=1, waiting=16, limit_s=25)

REPORTS = Turns(at_once=2, patience_s=60)
IMPORTS = Turns(at_once=2, patience_s=60)
COUNTS = Turns(at_once=2, patience_s=60)
"""Sums over rasters, loss and recovery."""
