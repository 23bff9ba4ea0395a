"""Twenty and fifty visitors at once, with tiles and API asked beside them."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.children import ROOT, measured
from benchmarks.load_server import App, running
from benchmarks.model import Benchmark, DisagreementError, Found, Reach, Row, Setting

FEW, MANY = 20, 50
CHANGES = 12
THINK_S = (1.0, 4.0)
RATE = 200.0
SCENE_CELLS = 600
GONE_S = 130.0
"""Streamlit keeps a closed tab for two minutes, so that it can come back."""

P95_MS, SESSION_MB = 1000, 30
TINY: Mapping[str, Any] = {
    "sessions": 3,
    "changes": 2,
    "think_s": (0.0, 0.0),
    "days": 1,
}


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """What one stretch of load gave.

    Attributes
    ----------
    visits : mapping
        Of `benchmarks.load_drive.Told`.
    requests : mapping
        Of `benchmarks.load_requests`; empty where none were made.
    held_mb : float
        Memory of the app while all tabs were open, garbage collected.
    busy : float
        Processor seconds of the app a second.
    """

    visits: Mapping[str, Any]
    requests: Mapping[str, Any]
    held_mb: float
    busy: float

    def p95(self, name: str) -> float:
        """95th percentile, milliseconds, of what was ``opened`` or ``changed``."""
        return _p95(self.visits[f"{name}_ms"])

    def asked(self, name: str) -> float:
        """95th percentile, milliseconds, of ``tiles``, ``api`` or ``sent``."""
        return _p95(self.requests[name])


def run(setting: Setting) -> Found:
    """Load an app of its own, first with fifty tabs, then with twenty."""
    folder = setting.folder / "load"
    env = {"QNGEO_RASTERS": str(_scene(folder)), "QNGEO_VAR": str(folder / "var")}
    with running(folder / "var", env) as app:
        if setting.tiny:
            return _tiny(app, env)
        _stretch(app, env, {**_load(FEW, 0), "prepared": True})
        _stretch(app, env, {**_load(MANY, 1), "prepared": True, "think_s": (0.0, 0.5)})
        before = app.held_mb(collect=True)
        many = [_stretch(app, env, _load(MANY, 1))]
        few = [_stretch(app, env, _load(FEW, 2 + at)) for at in range(setting.runs)]
        alone = _stretch(app, env, _load(FEW, 90), rate=0)
        heavy = _stretch(app, env, {**_load(FEW, 2), "heavy": True})
        time.sleep(GONE_S)
        _stretch(app, env, _load(1, 91), rate=0)
        after = app.held_mb(collect=True)
    stretches = [*many, *few, alone, heavy]
    _check(stretches)
    held = (many[0].held_mb - before) / MANY
    return Found(
        rows=_rows(few, many, alone, heavy, held),
        agreed=(_agreed(stretches),),
        notes=_notes(few, many, heavy, (before, many[0].held_mb, after)),
        versions=("streamlit", "starlette", "uvicorn", "pandas"),
    )


def _rows(
    few: list[Stretch],
    many: list[Stretch],
    alone: Stretch,
    heavy: Stretch,
    held_mb: float,
) -> tuple[Row, ...]:
    reach = (Reach(most=P95_MS),)
    beside = f"{RATE:.0f} requests/s beside"
    lost = sum(len(s.visits["lost"]) for s in [*few, *many, alone, heavy])
    failed = sum(sum(s.requests["failed"].values()) for s in [*few, *many, heavy])

    def row(what: str, *values: float, reaches: tuple[Reach, ...] = ()) -> Row:
        return Row(what=what, own=values, unit="ms", reaches=reaches)

    return (
        row(f"a filter changed, p95 of {FEW} tabs, {beside}",
            *(s.p95("changed") for s in few), reaches=reach),
        row("the same, nothing beside", alone.p95("changed")),
        row("the same, with uploads of 95 and 101 MB and reports",
            heavy.p95("changed"), reaches=reach),
        row(f"a filter changed, p95 of {MANY} tabs, {beside}",
            *(s.p95("changed") for s in many)),
        row(f"a page opened, p95 of {FEW} tabs, {beside}",
            *(s.p95("opened") for s in few)),
        row(f"a tile, p95, beside {FEW} tabs", *(s.asked("tiles") for s in few)),
        row(f"an answer of the API, p95, beside {FEW} tabs",
            *(s.asked("api") for s in few)),
        Row(what=f"memory a tab, {MANY} open", own=(held_mb,), unit="MB",
            reaches=(Reach(most=SESSION_MB),)),
        Row(what="tabs lost or shown something else", own=(lost,), unit="lost",
            reaches=(Reach(most=0),)),
        Row(what="requests failed", own=(failed,), unit="failed",
            reaches=(Reach(most=0),)),
    )  # fmt: skip


def _notes(
    few: list[Stretch],
    many: list[Stretch],
    heavy: Stretch,
    held: tuple[float, float, float],
) -> tuple[str, ...]:
    seconds = heavy.visits["heavy"]
    before, open_, after = held
    failed: Counter[str] = Counter()
    for stretch in (*few, *many, heavy):
        failed.update(stretch.requests["failed"])
    told = ", ".join(f"{why} ({count})" for why, count in failed.most_common())
    return (
        *([f"Failed: {told}."] if failed else []),
        f"Each tab takes {CHANGES} steps with a pause of {THINK_S[0]:g} to"
        f" {THINK_S[1]:g} s before each; {FEW} tabs are"
        f" {FEW / statistics.mean(THINK_S):.0f} runs a second at most.",
        f"The app kept {statistics.median(s.busy for s in few):.2f} of a processor"
        f" busy with {FEW} tabs, {many[0].busy:.2f} with {MANY}; one process of Python"
        " runs one thread at a time, so about 1 is the limit whatever the machine.",
        f"From the moment when a request was sent, 95 of 100 tiles and answers beside"
        f" {FEW} tabs took at most"
        f" {statistics.median(s.asked('sent') for s in few):.0f} ms.",
        f"The app held {before:.0f} MB with warm caches, {open_:.0f} MB with {MANY}"
        f" tabs open, {after:.0f} MB after all were closed for two minutes.",
        f"Meanwhile 95 MB were taken in {seconds['taken']:.1f} s, 101 MB refused in"
        f" {seconds['refused']:.1f} s, a report made in {seconds['report']:.1f} s.",
    )


def _stretch(
    app: App, env: Mapping[str, str], load: Mapping[str, Any], rate: float = RATE
) -> Stretch:
    """Let visitors and requests come at the same time, each in its own process."""
    busy, start = app.busy_s(), time.perf_counter()
    seconds = load["changes"] * statistics.mean(load["think_s"])
    with ThreadPoolExecutor(1) as beside:
        asked = None
        if rate and seconds:
            words = (app.address, str(rate), str(seconds), str(load["seed"]))
            asked = beside.submit(measured, "load_requests", *words, env=env)
        visits, held = _visited(app, env, load)
        used = (app.busy_s() - busy) / (time.perf_counter() - start)
        requests = asked.result() if asked else {}
    return Stretch(visits=visits, requests=requests, held_mb=held, busy=used)


def _visited(
    app: App, env: Mapping[str, str], load: Mapping[str, Any]
) -> tuple[dict[str, Any], float]:
    words = [sys.executable, "-m", "benchmarks.load_drive", app.address]
    with subprocess.Popen(
        [*words, json.dumps(load)], cwd=ROOT, env={**os.environ, **env}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        line = process.stdout.readline() if process.stdout else ""
        held = app.held_mb(collect=True) if line else float("nan")
        _, errors = process.communicate()
    if process.returncode or not line:
        message = f"the visitors failed: {errors.strip()[-500:]}"
        raise RuntimeError(message)
    found: dict[str, Any] = json.loads(line)
    return found, held


def _load(sessions: int, seed: int) -> dict[str, Any]:
    return {"sessions": sessions, "changes": CHANGES, "think_s": THINK_S, "seed": seed}


def _scene(folder: Path) -> Path:
    """Make the practice scene whose tiles are asked for, unless it is there."""
    from qngeo.services.satellite.practice import write_practice  # noqa: PLC0415

    rasters = folder / "rasters"
    if not (rasters / "practice" / "series.json").exists():
        write_practice(cells=SCENE_CELLS, rasters=rasters)
    return rasters


def _tiny(app: App, env: Mapping[str, str]) -> Found:
    """Run a few tabs, to see that all is right."""
    stretch = _stretch(app, env, {**TINY, "seed": 1}, rate=0)
    _check([stretch])
    changed = Row(what="a filter changed", own=(stretch.p95("changed"),), unit="ms")
    return Found(rows=(changed,), agreed=(_agreed([stretch]),))


def _check(stretches: list[Stretch]) -> None:
    """Stop where a page showed something else than the services say."""
    lost = [why for stretch in stretches for why in stretch.visits["lost"]]
    wrong = [why for why in lost if why.startswith("Seen(")]
    if wrong:
        message = f"{len(wrong)} pages showed something else: {wrong[0]}"
        raise DisagreementError(message)


def _agreed(stretches: list[Stretch]) -> str:
    pages = sum(
        len(stretch.visits[name])
        for stretch in stretches
        for name in ("opened_ms", "changed_ms")
    )
    return (
        f"each of {pages:,} pages shown held the names, counts and facts that the"
        " services give for what was asked"
    )


def _p95(values: list[float]) -> float:
    return float(np.percentile(values, 95)) if values else float("nan")


BENCHMARK = Benchmark(
    name="load",
    title="Load: twenty and fifty visitors",
    about=(
        "The app runs as a user starts it, in one process, and tabs speak to it over"
        " websockets as a browser does: each opens Zones, Land or the Overview and"
        " changes filters, drawn from a seed. A time is that from the change sent to"
        " the end of the run received. Tiles (60 %) and the API are asked at an even"
        " rate from a process of its own; a request's time begins when it is due."
        " Visitors, requests and the app share the machine."
    ),
    run=run,
)
