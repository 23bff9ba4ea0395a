"""Run the benchmarks: ``python -m qngeo bench`` starts this in the checkout."""

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import NAMES, table
from benchmarks.model import Benchmark, DisagreementError, Setting
from benchmarks.turns import there

DONE, FAILED, IMPOSSIBLE = 0, 1, 2


def benchmark_of(name: str) -> Benchmark:
    """Return the benchmark of a module by its name."""
    found: Benchmark = importlib.import_module(f"benchmarks.{name}").BENCHMARK
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Read the request and run it; the status is 1 where one could not be told."""
    request = _request(words)
    chosen = [benchmark_of(name) for name in request.only or NAMES]
    needs = {need for one in chosen for need in one.needs}
    if missing := sorted(need for need in needs if not there(need)):
        _say(f"not installed: {', '.join(missing)}; "
             "pip install -r requirements-bench.txt")  # fmt: skip
        return IMPOSSIBLE
    if fault := _unfit(request.to, chosen):
        _say(fault)
        return IMPOSSIBLE
    if request.folder:
        request.folder.mkdir(parents=True, exist_ok=True)
        return _run(chosen, request, request.folder)
    with tempfile.TemporaryDirectory(prefix="qngeo-bench-") as folder:
        return _run(chosen, request, Path(folder))


def _run(chosen: Sequence[Benchmark], request: argparse.Namespace, folder: Path) -> int:
    setting = Setting(folder=folder, runs=request.runs, slow_runs=request.slow_runs)
    status = DONE
    for one in chosen:
        _say(f"{one.title} ...")
        load = os.getloadavg()[0]
        try:
            found = one.run(setting)
        except DisagreementError as error:
            _say(f"{one.name}: the answers disagree, nothing is written: {error}")
            status = FAILED
            continue
        except RuntimeError as error:
            _say(f"{one.name}: cannot be measured, nothing is written: {error}")
            status = FAILED
            continue
        body = table.section(
            one, found, load=(load, os.getloadavg()[0]), runs=request.runs
        )
        sys.stdout.write(f"## {one.title}\n{body}\n")
        sys.stdout.flush()
        if request.to:
            _write(request.to, one, body)
    return status


def _unfit(path: Path | None, chosen: Sequence[Benchmark]) -> str:
    """Say why a document cannot be written, before anything is measured."""
    if path is None:
        return ""
    if not path.parent.is_dir():
        return f"{path}: there is no folder {path.parent}; make it first"
    try:
        for one in chosen:
            table.put(_text(path), one, "")
    except ValueError as error:
        return f"{path}: {error}"
    return ""


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else "# Benchmarks\n"


def _write(path: Path, benchmark: Benchmark, body: str) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    fresh.write_text(table.put(_text(path), benchmark, body), encoding="utf-8")
    fresh.replace(path)


def _request(words: Sequence[str] | None) -> argparse.Namespace:
    asked = argparse.ArgumentParser(
        prog="qngeo bench", usage=argparse.SUPPRESS, description=__doc__
    )
    asked.add_argument("--only", action="append", choices=NAMES)
    asked.add_argument("--runs", type=_count, default=5)
    asked.add_argument("--slow-runs", type=_count, default=1)
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--to", type=Path)
    return asked.parse_args(words)


def _count(word: str) -> int:
    if not word.isdigit() or int(word) < 1:
        message = f"{word!r} is no number of runs: give 1 or more"
        raise argparse.ArgumentTypeError(message)
    return int(word)


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    raise SystemExit(main())
