"""A Dask scheduler with workers, each a process of its own on loopback."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from satellite.made_season import ROOT

Process = subprocess.Popen[bytes]


@contextmanager
def _process(
    folder: Path, module: str, *more: str
) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"}
    with (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *more],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _address(card: Path) -> str:
    """Return the address a scheduler writes down, as soon as it is all there."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(FileNotFoundError, json.JSONDecodeError):
            return str(json.loads(card.read_text("utf-8"))["address"])
        time.sleep(0.05)
    message = f"no scheduler within a minute: {(card.parent / 'log.txt').read_text()}"
    raise AssertionError(message)


@contextmanager
def cluster(folder: Path, *, workers: int) -> Iterator[tuple[str, list[Process]]]:
    """Give the address of a scheduler and its worker processes."""
    folder.mkdir()
    card = folder / "scheduler.json"
    here = ("--host", "127.0.0.1", "--no-dashboard")
    with ExitStack() as stack:
        stack.enter_context(
            _process(folder, "dask_scheduler", *here, "--port", "0",
                     "--scheduler-file", str(card))
        )  # fmt: skip
        address = _address(card)
        started = [
            stack.enter_context(
                _process(folder, "dask_worker", address, *here, "--nthreads", "1",
                         "--no-nanny", "--local-directory", str(folder / f"w{n}"))
            )
            for n in range(workers)
        ]  # fmt: skip
        yield address, started
