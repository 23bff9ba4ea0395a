"""A Dask scheduler on loopback with workers of one thread, each its own process."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from benchmarks.children import ROOT, peak_mb

PATIENCE_S = 60


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """Give the address of a scheduler; it and its workers end with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    card = folder / "scheduler.json"
    card.unlink(missing_ok=True)
    here = ("--host", "127.0.0.1", "--no-dashboard")
    with ExitStack() as stack:
        asked = ("--port", "0", "--scheduler-file", str(card))
        stack.enter_context(_process(folder, "dask_scheduler", *here, *asked))
        address = _address(card)
        for number in range(workers):
            place = ("--local-directory", str(folder / f"worker{number}"))
            words = (address, *here, "--nthreads", "1", "--no-nanny", *place)
            stack.enter_context(_process(folder, "dask_worker", *words))
        _wait(address, workers)
        yield address


@contextmanager
def _process(folder: Path, module: str, *more: str) -> Iterator[None]:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *more], cwd=folder,
            env={**os.environ, "PYTHONPATH": path, "NO_PROXY": "127.0.0.1"},
            stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _address(card: Path) -> str:
    """Return the address a scheduler writes down, as soon as it is all there."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with suppress(FileNotFoundError, json.JSONDecodeError):
            return str(json.loads(card.read_text("utf-8"))["address"])
        time.sleep(0.05)
    message = f"no scheduler within {PATIENCE_S} s: see {card.parent / 'log.txt'}"
    raise RuntimeError(message)


def _wait(address: str, workers: int) -> None:
    """Let all workers arrive and load what they need, before any clock runs."""
    from dask.distributed import Client  # noqa: PLC0415 -- slow, only here

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=PATIENCE_S)
        client.run(_load)


def _load() -> None:
    import odc.stac  # noqa: PLC0415
    import rasterio  # noqa: PLC0415

    from qngeo.services.satellite import season_blocks  # noqa: PLC0415

    del odc, rasterio, season_blocks


def peaks(address: str) -> list[float]:
    """Return the most megabytes that each worker has held."""
    from dask.distributed import Client  # noqa: PLC0415 -- slow, only here

    with Client(address, set_as_default=False) as client:
        return list(client.run(peak_mb).values())
