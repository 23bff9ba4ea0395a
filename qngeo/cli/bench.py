"""``bench``: measure this project beside its peers, and write the tables down."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from qngeo.config import ROOT
from qngeo.errors import MissingDataError


def bench_command(
    *,
    only: Annotated[
        list[str] | None, typer.Option(help="one benchmark; may be repeated")
    ] = None,
    runs: Annotated[int, typer.Option(min=1, help="runs of each way")] = 5,
    slow_runs: Annotated[
        int, typer.Option(min=1, help="runs of the peers that take minutes")
    ] = 1,
    to: Annotated[
        Path | None, typer.Option(help="document whose tables are written anew")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="keep what is made here, 2 GB")
    ] = None,
) -> None:
    """Measure qngeo beside other programs and print a table of ratios."""
    if not (ROOT / "benchmarks").is_dir():
        message = f"no folder benchmarks in {ROOT}: run it in a checkout of the project"
        raise MissingDataError(message)
    asked = ["--runs", str(runs), "--slow-runs", str(slow_runs)]
    for name in only or []:
        asked += ["--only", name]
    for option, path in (("--to", to), ("--folder", folder)):
        if path is not None:
            asked += [option, str(path.resolve())]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *asked], cwd=ROOT, check=False
    )
    raise typer.Exit(done.returncode)
