"""What was found as a section of the document; words beside the tables stay."""

import importlib.metadata
import math
import os
import platform
import statistics
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.model import Benchmark, Found, Reach, Row

DIGITS = 3
HEAD = (
    "| what | runs | qngeo | beside it | its figure | ratio | aimed at | reached |\n"
    "|---|---|---|---|---|---|---|---|"
)
ALWAYS = ("numpy", "pandas")
"""Packages whose versions stand in every section."""


def section(
    benchmark: Benchmark, found: Found, *, load: tuple[float, float], runs: int
) -> str:
    """Write what stands between the markers.

    Parameters
    ----------
    benchmark : Benchmark
    found : Found
    load : tuple of float
        Load of the machine before and after.
    runs : int
        As asked for.
    """
    command = f"python -m qngeo bench --only {benchmark.name} --runs {runs}"
    begin, end = load
    when = (
        f"`{command}`, {datetime.now(UTC):%d %B %Y %H:%M} UTC; {machine()}; "
        f"{', '.join(_versions(found.versions))}; load {begin:.1f} at the start, "
        f"{end:.1f} at the end."
    )
    lines = [when, "", benchmark.about, "", HEAD]
    lines += [line for row in found.rows for line in _lines(row)]
    for title, words in (("Same answers", found.agreed), ("Of this run", found.notes)):
        if words:
            lines += ["", f"{title}:", "", *(f"- {one}" for one in words)]
    return "\n".join(lines) + "\n"


def _lines(row: Row) -> Iterator[str]:
    """Write a row: a line a peer, and one for what is asked of qngeo alone."""
    alone = [reach for reach in row.reaches if reach.most is not None]
    unit = f" {row.unit}"
    own = spread(row.own) + unit
    if alone or not row.peers:
        yield _line(row.what, str(len(row.own)), own, "", "", "", *_reached(row, alone))
    for peer, values in row.peers.items():
        counts = sorted({len(row.own), len(values)}, reverse=True)
        runs = " and ".join(map(str, counts))
        aimed = [reach for reach in row.reaches if reach.peer == peer]
        ratio = number(row.ratio(peer))
        cells = (peer, spread(values) + unit, ratio, *_reached(row, aimed))
        yield _line(row.what, runs, own, *cells)


def _reached(row: Row, reaches: Sequence[Reach]) -> tuple[str, str]:
    aimed = [
        f"at most {reach.most:,g} {row.unit}" if reach.most is not None
        else f"at least {reach.least or 0:g}"
        for reach in reaches
    ]  # fmt: skip
    kept = ["yes" if row.kept(reach) else "**no**" for reach in reaches]
    return ", ".join(aimed), ", ".join(kept)


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell or "–" for cell in cells) + " |"


def spread(values: Sequence[float]) -> str:
    """Write a median, with the smallest and largest where there are several."""
    middle = number(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({number(min(values))}–{number(max(values))})"


def number(value: float) -> str:
    """Write a number with `DIGITS` digits that count.

    Examples
    --------
    >>> number(2274.4), number(0.08012), number(15.0)
    ('2,274', '0.0801', '15.0')
    """
    if not math.isfinite(value) or value == 0:
        return f"{value:g}"
    places = max(0, DIGITS - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{places}f}"


def machine() -> str:
    """Name the machine: cores, processor, memory, system, Python."""
    model, cpus = platform.processor(), Path("/proc/cpuinfo")
    if cpus.exists():
        lines = cpus.read_text("utf-8").splitlines()
        named = [line for line in lines if line.startswith("model name")]
        model = named[0].split(":")[1].strip() if named else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return (
        f"{os.cpu_count()} cores of {model}, {memory:.0f} GB, {system}, "
        f"Python {platform.python_version()}"
    )


def _versions(names: Sequence[str]) -> Iterator[str]:
    for name in (*ALWAYS, *names):
        try:
            yield f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            yield f"{name} not there"


def put(text: str, benchmark: Benchmark, body: str) -> str:
    """Put a section between its markers, or at the end where there are none.

    Parameters
    ----------
    text : str
        The document.
    benchmark : Benchmark
    body : str

    Returns
    -------
    str, the document; whatever stands outside the markers is as it was.

    Raises
    ------
    ValueError
        If one of the two markers is missing, or they stand in the wrong order.
    """
    name = benchmark.name
    begin, end = f"<!-- measured: {name} -->\n", f"<!-- end: {name} -->"
    first, last = text.find(begin), text.find(end)
    if first < 0 and last < 0:
        return f"{text.rstrip()}\n\n## {benchmark.title}\n{begin}{body}{end}\n"
    if first < 0 or last < first:
        message = f"{begin.strip()} and {end} must both stand there, in this order"
        raise ValueError(message)
    return text[: first + len(begin)] + body + text[last:]
