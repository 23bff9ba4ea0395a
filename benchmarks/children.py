"""Measuring in a process of its own, so that memory and caches are its own."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_STATUS = Path("/proc/self/status")
_KILOBYTES = 1024


def measured(
    module: str, *words: str, env: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Run ``python -m benchmarks.MODULE WORDS`` and return the JSON of its last line.

    Raises
    ------
    RuntimeError
        If it ends with a fault; the message is its last line.
    """
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *words],
        cwd=ROOT, env={**os.environ, **(env or {})}, check=False, capture_output=True,
        text=True,
    )  # fmt: skip
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word of why"])[-1]
        message = f"benchmarks.{module} {' '.join(words)}: {last}"
        raise RuntimeError(message)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def cost(work: Callable[[], object]) -> tuple[Any, dict[str, float]]:
    """Do some work: its answer, and its seconds, processor seconds, peak megabytes."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    answer = work()
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return answer, {"s": seconds, "cpu": busy, "mb": peak_mb()}


def tell(found: Mapping[str, float]) -> None:
    """Print what `measured` reads."""
    sys.stdout.write(json.dumps(found) + "\n")


def peak_mb() -> float:
    """Return the most memory that this process has held, megabytes.

    From ``VmHWM``, for the ``ru_maxrss`` of a child begins with what its parent held.
    """
    if _STATUS.exists():
        for line in _STATUS.read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / _KILOBYTES
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTES
