"""Zonal statistics beside their peers and beside the bare decoding of the raster."""

import statistics
from pathlib import Path

from benchmarks import children
from benchmarks.made import Size, rasters_and_polygons
from benchmarks.model import Benchmark, Found, Reach, Row, Setting
from benchmarks.turns import there
from benchmarks.zonal_answers import compare
from benchmarks.zonal_ways import CENTRES, DECODE, EXACT, OWN, STATS, WAYS, once

FULL = Size(rows=6_500, cols=9_000, dates=6, polygons=(54, 2_000))
TINY = Size(rows=240, cols=300, dates=2, polygons=(5,))

Runs = dict[str, list[dict[str, float]]]


def run(setting: Setting) -> Found:
    """Measure each row: classes, one date and several, few polygons and many."""
    size = TINY if setting.tiny else FULL
    folder = setting.folder / "zonal"
    rasters_and_polygons(folder, size)
    ways = tuple(way for way in WAYS if way in (DECODE, OWN) or there(way))
    cases = [(dates, count) for dates in (0, 1, size.dates) for count in size.polygons]
    rows: list[Row] = []
    agreed, notes = [], []
    for dates, count in cases:
        if setting.tiny and dates == 1:
            continue
        found = _measured(setting, folder, ways, (count, dates))
        rows.append(_row(found, count, dates))
        notes.append(_note(found, count, dates))
        agreed.append(compare(folder, count, dates, ways))
    notes.append(
        "What takes minutes (the peers at six dates, rasterstats with 2,000 polygons) "
        f"was run {setting.slow_runs} time{'s' * (setting.slow_runs > 1)}."
    )
    versions = ("rasterio", EXACT, CENTRES)
    return Found(
        rows=tuple(rows), agreed=tuple(agreed), notes=tuple(notes), versions=versions
    )


def _measured(
    setting: Setting, folder: Path, ways: tuple[str, ...], case: tuple[int, int]
) -> Runs:
    found: Runs = {way: [] for way in ways}
    words = [str(folder), *map(str, case)]
    if setting.tiny:
        return {way: [once(way, folder, *case)] for way in ways}
    for turn in range(setting.runs):
        for way in ways:
            if turn < setting.slow_runs or not _slow(way, *case):
                found[way].append(children.measured("zonal_ways", way, *words))
    return found


def _slow(way: str, count: int, dates: int) -> bool:
    many = dates == FULL.dates or (way == CENTRES and count > FULL.polygons[0])
    return many and way in (EXACT, CENTRES)


def _row(found: Runs, count: int, dates: int) -> Row:
    seconds = {way: tuple(one["s"] for one in runs) for way, runs in found.items()}
    reaches = (
        Reach(peer=DECODE, least=0.5),
        Reach(peer=EXACT, least=3 if dates == FULL.dates else 1),
        Reach(peer=CENTRES, least=10),
    )
    return Row(
        what=f"{_what(dates)}, {count:,} polygons",
        own=seconds.pop(OWN),
        peers=seconds,
        reaches=reaches,
    )


def _note(found: Runs, count: int, dates: int) -> str:
    """Processor seconds and peak memory of each way."""
    told = [
        f"{way} {statistics.median(one['cpu'] for one in runs):.2f} s, "
        f"{statistics.median(one['mb'] for one in runs):.0f} MB"
        for way, runs in found.items()
    ]
    what = f"{_what(dates)}, {count:,} polygons"
    return f"Processor time of all threads and peak memory, {what}: {'; '.join(told)}."


def _what(dates: int) -> str:
    if not dates:
        return "area by class"
    return f"{', '.join(STATS)} of {dates} date{'s' * (dates > 1)}"


BENCHMARK = Benchmark(
    name="zonal",
    title="Zonal statistics",
    about=(
        "Made rasters of 9,000 x 6,500 cells of 10 m in blocks of 512 (deflate), "
        "polygons with winding outlines that part the raster among them. Each single "
        "run is a process of its own, the ways in turn; the clock runs after the "
        "imports. The bare decode reads every block once in one thread and does "
        "nothing with it; exactextract and rasterstats go raster by raster."
    ),
    needs=("exactextract", "rasterstats"),
    run=run,
)
