"""How are blocks made: on the own machine within its memory, or on a Dask cluster?"""

import os
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from rasterio.errors import NotGeoreferencedWarning

from qngeo.errors import MissingDataError
from qngeo.io.imagery.band_reading import CACHE_MB, reading
from qngeo.io.imagery.block_files import Block, BlockFiles
from qngeo.services.satellite.season_about import code_version
from qngeo.services.satellite.season_blocks import Task, make

MEGABYTE = 2**20
_PROGRAM_MB = 250
"""Megabytes of the program itself, with all that it imports."""

MOST_THREADS = 8
"""Blocks at a time on the own machine, whatever its memory."""
_AHEAD = 2
"""Tasks a thread of a cluster that are sent ahead, so that none waits for work."""

PATIENCE_S = 20
"""Seconds that a cluster has to answer."""
_EVERY_S = 2.0

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Machine:
    """Where blocks are made.

    Attributes
    ----------
    memory : int
        Bytes that the own machine may use; a cluster keeps its own limit.
    scheduler : str
        Address of a Dask scheduler, "" for the own machine.
    """

    memory: int
    scheduler: str = ""


@dataclass(kw_only=True)
class Progress:
    """What is said while blocks are made: at most one line in two seconds.

    Attributes
    ----------
    title : str
    total, done : int
        Blocks; ``done`` counts those of an earlier run.
    say : callable
    """

    title: str
    total: int
    done: int
    say: Say
    _start: float = field(default_factory=time.monotonic)
    _said: float = float("-inf")
    _made: int = 0

    def step(self) -> None:
        """Count one block more."""
        self.done += 1
        self._made += 1
        now = time.monotonic()
        if now - self._said < _EVERY_S and self.done < self.total:
            return
        self._said = now
        left = (now - self._start) / self._made * (self.total - self.done)
        about = f", about {_duration(left)} left" if self.done < self.total else ""
        self.say(f"{self.title}: block {self.done} of {self.total}{about}")


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes else f"{seconds:.0f} s"


def run(
    tasks: Sequence[Task], *, files: BlockFiles, machine: Machine, progress: Progress
) -> None:
    """Make blocks and keep each as soon as it is there.

    Raises
    ------
    MissingDataError
        If the memory is too small for one block, or the cluster cannot be reached
        or gives up on a block. Blocks made before stay.
    """
    if not tasks:
        return
    with reading(), _executor(tasks, machine, progress.say) as (executor, ahead):
        waiting = iter(tasks)
        under_way: dict[Future[Block], int] = {}
        try:
            while True:
                for task in waiting:
                    under_way[executor.submit(make, task)] = task.number
                    if len(under_way) >= ahead:
                        break
                if not under_way:
                    return
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    files.write(under_way.pop(future), future.result())
                    progress.step()
        finally:
            for future in under_way:
                future.cancel()


@contextmanager
def _executor(
    tasks: Sequence[Task], machine: Machine, say: Say
) -> Iterator[tuple[Executor, int]]:
    if machine.scheduler:
        with _cluster(machine.scheduler, say) as found:
            yield found
        return
    threads = _threads(max(task.memory for task in tasks), machine.memory)
    limit = machine.memory // MEGABYTE
    say(f"{threads} blocks at a time within {limit} MB of memory")
    executor = ThreadPoolExecutor(threads)
    with warnings.catch_warnings():
        # rasterio hides this one by itself, but not when threads do it at once; files
        # without a place are refused before.
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        try:
            yield executor, threads
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def _threads(block: int, memory: int) -> int:
    base = (_PROGRAM_MB + CACHE_MB) * MEGABYTE
    fitting = (memory - base) // block
    if fitting < 1:
        need = (base + block) // MEGABYTE + 1
        message = (
            f"a memory of {memory // MEGABYTE} MB is too small for one block: "
            f"give --memory {need}MB or more"
        )
        raise MissingDataError(message)
    return int(min(fitting, MOST_THREADS, 2 * (os.cpu_count() or 1)))


def _workers(client: Any, address: str) -> int:
    """Return the threads of a cluster whose workers all run this very code."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
        versions = set(client.run(code_version).values())
    except TimeoutError as error:
        message = f"the Dask scheduler at {address} has no workers: start some"
        raise MissingDataError(message) from error
    except ImportError as error:
        message = (
            f"the workers at {address} cannot load qngeo ({error}): "
            "install it there, or start them in its folder"
        )
        raise MissingDataError(message) from error
    if versions != {code_version()}:
        message = (
            f"the workers at {address} run {', '.join(sorted(versions))}, "
            f"this is {code_version()}: bring them to the same version"
        )
        raise MissingDataError(message)
    return int(sum(client.nthreads().values()))


@contextmanager
def _cluster(address: str, say: Say) -> Iterator[tuple[Executor, int]]:
    """Connect to a scheduler; Dask is imported only where it is asked for."""
    from dask.distributed import Client  # noqa: PLC0415 -- slow, only for a cluster
    from distributed.scheduler import KilledWorker  # noqa: PLC0415 -- the same

    try:
        client = Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        message = f"no Dask scheduler answers at {address}: check --scheduler"
        raise MissingDataError(message) from error
    try:
        threads = _workers(client, address)
        say(f"{threads} threads of the Dask cluster at {address}")
        yield client.get_executor(), _AHEAD * threads
    except (KilledWorker, CancelledError, OSError) as error:
        if isinstance(error, MissingDataError):
            raise
        message = (
            f"the Dask cluster at {address} gave up on a block "
            f"({type(error).__name__}): finished blocks stay, run the same again"
        )
        raise MissingDataError(message) from error
    finally:
        with suppress(OSError, TimeoutError):
            client.close(timeout=PATIENCE_S)
