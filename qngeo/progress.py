"""How far long work has come, told to whoever waits for it (tiến độ).

Work names its steps; whoever waits says once what to do at each. What that raises ends
the work there, as any error would: nothing half-written is kept.

>>> heard = []
>>> with watched(heard.append):
...     with part(0, of=2):
...         first = [square**2 for square in steps([1, 2])]
...     with part(1, of=2):
...         reached(0.5)
>>> heard
[0.0, 0.25, 0.75]
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

Watcher = Callable[[float], None]
"""Is told the share that is done, from 0 to 1."""

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(watcher: Watcher | None) -> Iterator[None]:
    """Let a watcher hear of all work within, on this thread; None lets nobody hear."""
    before = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(before)


def reached(share: float) -> None:
    """Tell that this share of the work is done, from 0 to 1."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(share)


def steps(items: Sequence[T]) -> Iterator[T]:
    """Give items one by one, and tell before each which share is done."""
    for number, item in enumerate(items):
        reached(number / len(items))
        yield item


@contextmanager
def part(number: int, *, of: int) -> Iterator[None]:
    """Let what is within tell its shares as one of so many equal parts of the work.

    Parameters
    ----------
    number : int
        From 0.
    of : int
    """
    outer = _watcher.get()
    if outer is None:
        yield
        return
    with watched(lambda share: outer((number + share) / of)):
        yield
