"""A week of use in one process: a hundred thousand reruns, and the memory meanwhile.

    python -m benchmarks.soak --reruns 100000 --folder FOLDER

starts the app and lets tabs come and go, a few at a time; each changes filters some
hundred times, every page is compared with what the services give, and the memory of
the app is read every 500 reruns into ``FOLDER/soak.csv``. Stopped with Ctrl+C it tells
what it has. It ends with 1 if memory did not stay flat within a tenth after the
warm-up, or a tab was lost.
"""

import argparse
import asyncio
import csv
import statistics
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy import stats

from benchmarks.load_controls import LostError
from benchmarks.load_server import App, running
from benchmarks.load_visitor import Visitor
from benchmarks.load_visits import arrive, do, plan, prepare, wrong

RERUNS, WARM, A_TAB = 100_000, 5_000, 500
EVERY = 500
"""Reruns between two readings of the memory."""

FLAT = 0.10
"""Share by which memory may have grown from after the warm-up to the end."""

AT_ONCE = 3
NEAR_END = 10
"""Readings whose median stands for a moment."""


@dataclass(kw_only=True)
class Watched:
    """What was seen so far.

    Attributes
    ----------
    reruns : int
    readings : list of tuple of float
        Reruns, seconds since the start, memory in megabytes.
    lost : list of str
    """

    reruns: int = 0
    readings: list[tuple[int, float, float]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the readings say.

    Attributes
    ----------
    first_mb, last_mb : float
        Medians of the first and the last readings after the warm-up.
    slope : float
        Megabytes in 100,000 reruns, by Theil-Sen: the median of all pairs' slopes.
    low, high : float
        Its 95 % confidence bounds.
    rate : float
        Reruns a second.
    """

    first_mb: float
    last_mb: float
    slope: float
    low: float
    high: float
    rate: float

    @property
    def flat(self) -> bool:
        """Whether memory stayed within `FLAT` of what it was after the warm-up."""
        return self.last_mb <= self.first_mb * (1 + FLAT)


def judge(readings: list[tuple[int, float, float]], warm: int = WARM) -> Verdict:
    """Return what the readings after the warm-up say.

    Parameters
    ----------
    readings : list of tuple
        Reruns, seconds, megabytes, in order.
    warm : int
        Reruns that are not counted.

    Raises
    ------
    ValueError
        If there are fewer than three readings after the warm-up.
    """
    kept = [reading for reading in readings if reading[0] >= warm]
    if len(kept) < 3:  # noqa: PLR2004 -- a line through two says nothing
        message = f"{len(kept)} readings after {warm} reruns: make at least 3"
        raise ValueError(message)
    reruns, seconds, held = (
        np.array(column, dtype=float) for column in zip(*kept, strict=True)
    )
    found = stats.theilslopes(held, reruns, 0.95)
    each = min(NEAR_END, len(kept) // 2)
    return Verdict(
        first_mb=statistics.median(held[:each]),
        last_mb=statistics.median(held[-each:]),
        slope=float(found.slope) * RERUNS,
        low=float(found.low_slope) * RERUNS,
        high=float(found.high_slope) * RERUNS,
        rate=float((reruns[-1] - reruns[0]) / (seconds[-1] - seconds[0])),
    )


async def soak(app: App, asked: argparse.Namespace, watched: Watched) -> None:
    """Let tabs come and go until enough was run."""
    start = time.perf_counter()
    numbers = iter(range(-(-asked.reruns // asked.a_tab)))

    async def tabs() -> None:
        for number in numbers:
            try:
                await _tab(app, asked, watched, number, start)
            except (LostError, OSError) as error:
                watched.lost.append(f"tab {number}: {error}")

    await asyncio.gather(*(tabs() for _ in range(asked.at_once)))


async def _tab(
    app: App, asked: argparse.Namespace, watched: Watched, number: int, start: float
) -> None:
    first, steps = plan(asked.seed + number, asked.a_tab, page=asked.page)
    async with Visitor(app.address) as visitor:
        await arrive(visitor, first)
        for step in steps:
            await do(visitor, step)
            watched.reruns += 1
            fault = wrong(visitor, step.after)
            if fault:
                watched.lost.append(fault)
            if watched.reruns % EVERY == 0:
                seconds = time.perf_counter() - start
                reading = (watched.reruns, seconds, app.held_mb())
                watched.readings.append(reading)
                _write(asked.folder / "soak.csv", reading)


def _write(path: Path, reading: tuple[int, float, float]) -> None:
    with path.open("a", encoding="utf-8", newline="") as sink:
        csv.writer(sink).writerow(f"{value:.1f}" for value in reading)


def told(watched: Watched, warm: int) -> tuple[str, bool]:
    """Return what came of it in words, and whether all was well."""
    words = f"{watched.reruns:,} reruns, {len(watched.lost)} lost"
    try:
        found = judge(watched.readings, warm)
    except ValueError as error:
        return f"{words}; {error}", False
    words += (
        f", {found.rate:.1f} a second: 100,000 take {RERUNS / found.rate / 3600:.1f} h;"
        f" memory {found.first_mb:.0f} MB after the warm-up of {warm:,},"
        f" {found.last_mb:.0f} MB at the end"
        f" ({found.last_mb / found.first_mb - 1:+.1%});"
        f" slope {found.slope:+.0f} MB in 100,000 reruns"
        f" (95 %: {found.low:+.0f} to {found.high:+.0f})"
    )
    return words, found.flat and not watched.lost


def main() -> int:
    """Read the words of the command line, run, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reruns", type=int, default=RERUNS)
    parser.add_argument("--warm", type=int, default=WARM)
    parser.add_argument("--a-tab", type=int, default=A_TAB)
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    parser.add_argument("--page", choices=("zones", "land", ""), default="zones")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, required=True)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    (asked.folder / "soak.csv").unlink(missing_ok=True)
    prepare([plan(asked.seed, asked.a_tab, page=asked.page)])
    watched = Watched()
    with running(asked.folder / "var") as app, suppress(KeyboardInterrupt):
        asyncio.run(soak(app, asked, watched))
    words, well = told(watched, asked.warm)
    sys.stdout.write(f"{words}\n")
    for why in watched.lost[:5]:
        sys.stdout.write(f"lost: {why}\n")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
