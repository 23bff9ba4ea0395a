"""The composite of a season on one Dask worker and on two, and on this machine."""

import shutil
import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rasterio.transform import from_origin
from rasterio.warp import transform_bounds

from benchmarks import children, made
from benchmarks.cluster import cluster, peaks
from benchmarks.model import Benchmark, DisagreementError, Found, Reach, Row, Setting

CELL, SIDE, TINY_SIDE = 20, 1024, 64
TILES, TINY_TILES = 100, 1
DAYS, TINY_DAYS = 3, 2
MOST_RUNS = 3
"""One worker and two take minutes in each run."""
METRES = {"red": 10, "green": 10, "blue": 10, "nir": 20, "swir1": 20, "swir2": 20,
          "scl": 20}  # fmt: skip
CLEAR, CLOUDY = 4, 9
CLOUDS = 0.4
MEMORY_MB = 1024
OWN, ONE, LOCAL = "two workers", "one worker", "threads of this machine"

COUNTRY_KM2 = 330_000
SEASON_DAYS = 36
"""Passes of a dry season, October to March, one in five days."""


def make(folder: Path, side: int, days: int) -> None:
    """Make the bands of one tile for some days, with clouds; what is there stays."""
    if (folder / "done").exists():
        return
    rng = np.random.default_rng(made.SEED)
    field = made.Field(made.Size(rows=2 * side, cols=2 * side, dates=0, polygons=()))
    for day in range(days):
        place = folder / f"day{day}"
        place.mkdir(parents=True, exist_ok=True)
        cloud = np.roll(field.smooth[::2, ::2], 97 * day) > 1 - CLOUDS
        scl = np.where(cloud, CLOUDY, CLEAR).astype("uint8")
        for band, metres in METRES.items():
            step = metres // 10
            smooth = field.smooth[::step, ::step]
            counts = 500 + 3000 * smooth + rng.normal(0, 60, smooth.shape)
            values = scl if band == "scl" else counts.astype("uint16")
            _write(place / f"{band}.tif", values, metres)
    (folder / "done").touch()


def _write(path: Path, values: Any, metres: int) -> None:
    import rasterio  # noqa: PLC0415

    rows, cols = values.shape
    with rasterio.open(
        path, "w", driver="COG", height=rows, width=cols, count=1, crs=made.CRS,
        dtype=values.dtype, nodata=0, compress="deflate", blocksize=512,
        transform=from_origin(made.WEST, made.NORTH, metres, metres),
    ) as target:  # fmt: skip
        target.write(values, 1)


def tasks_of(folder: Path, side: int, days: int, tiles: int) -> list[Any]:
    """Make the blocks of all tiles; every tile reads the same files."""
    from qngeo.domain.forest.spectral import Offset  # noqa: PLC0415
    from qngeo.io.imagery.rasters import Grid  # noqa: PLC0415
    from qngeo.io.imagery.stac import MASK, Scene  # noqa: PLC0415
    from qngeo.services.satellite.season_blocks import Source, cut  # noqa: PLC0415

    transform = from_origin(made.WEST, made.NORTH, CELL, CELL)
    grid = Grid(crs=made.CRS, transform=transform, shape=(side, side))
    box = transform_bounds(made.CRS, "EPSG:4326", *grid.bounds)
    offset = Offset(value=0.0, scale=0.0001, reason="made")
    first = datetime(2023, 10, 5, 3, 20, tzinfo=UTC)
    sources = []
    for day in range(days):
        paths = {band: folder / f"day{day}" / f"{band}.tif" for band in METRES}
        scene = Scene(
            id=f"made{day}", moment=first + timedelta(days=5 * day), cloud_pct=10.0,
            box=box, properties={},
            assets={band: {"href": str(path)} for band, path in paths.items()},
        )  # fmt: skip
        offsets = {band: offset for band in METRES if band != MASK}
        sources.append(Source(scene=scene, offsets=offsets))
    blocks = cut(grid, tuple(sources))
    return [
        replace(block, number=tile * len(blocks) + block.number)
        for tile in range(tiles)
        for block in blocks
    ]


def make_all(tasks: list[Any], out: Path, *, scheduler: str, memory_mb: int) -> float:
    """Make all blocks as ``fetch sentinel2`` does; seconds."""
    from qngeo.io.imagery.block_files import BlockFiles  # noqa: PLC0415
    from qngeo.services.satellite.block_runs import (  # noqa: PLC0415
        Machine,
        Progress,
        run,
    )

    shutil.rmtree(out, ignore_errors=True)
    progress = Progress(title="made", total=len(tasks), done=0, say=_quiet)
    machine = Machine(memory=memory_mb * 2**20, scheduler=scheduler)
    start = time.perf_counter()
    run(tasks, files=BlockFiles(out), machine=machine, progress=progress)
    return time.perf_counter() - start


def _quiet(_words: str) -> None:
    """Keep the words of a run to itself."""


def run(setting: Setting) -> Found:
    """Make the blocks on one worker and on two in turn, and on threads."""
    folder = setting.folder / "composite"
    plan = _plan(setting)
    make(folder, *plan[:2])
    tasks = tasks_of(folder, *plan)
    seconds: dict[str, list[float]] = {OWN: [], ONE: []}
    held: list[float] = []
    for _ in range(min(setting.runs, MOST_RUNS)):
        for way, workers in ((ONE, 1), (OWN, 2)):
            with cluster(folder / "cluster", workers) as address:
                out = folder / "blocks" / way
                taken = make_all(tasks, out, scheduler=address, memory_mb=MEMORY_MB)
                seconds[way].append(taken)
                held += peaks(address)
    local = _local(folder, plan)
    values = _same(folder, len(tasks))
    limit = _limit(tasks)
    rows = (
        Row(what=f"{plan[2]} tiles of {plan[0]:,}² cells, {plan[1]} days, {OWN}",
            own=tuple(seconds[OWN]), peers={ONE: tuple(seconds[ONE])},
            reaches=(Reach(peer=ONE, least=1.7),)),
        Row(what="peak memory of a worker", own=tuple(held), unit="MB",
            reaches=(Reach(most=limit),)),
        Row(what=f"peak memory of threads of this machine, --memory {MEMORY_MB}MB",
            own=(local["mb"],), unit="MB", reaches=(Reach(most=MEMORY_MB),)),
    )  # fmt: skip
    return Found(
        rows=rows,
        agreed=(f"{values:,} values are the same bit by bit in all three ways",),
        notes=(_projection(seconds, len(tasks), plan),
               f"Threads of this machine took {local['s']:.1f} s (one run)."),
        versions=("dask", "distributed", "rasterio", "odc-stac"),
    )  # fmt: skip


def _plan(setting: Setting) -> tuple[int, int, int]:
    """Side of a tile, days, tiles."""
    return (TINY_SIDE, TINY_DAYS, TINY_TILES) if setting.tiny else (SIDE, DAYS, TILES)


def _limit(tasks: list[Any]) -> float:
    """Return what a worker may hold: program, GDAL's cache, one block; megabytes."""
    from qngeo.io.imagery.band_reading import CACHE_MB  # noqa: PLC0415

    return PROGRAM_MB + CACHE_MB + float(max(task.memory for task in tasks)) / 2**20


PROGRAM_MB = 250
"""Of a worker with all that it imports, as ``block_runs`` reckons."""


def _local(folder: Path, plan: tuple[int, int, int]) -> dict[str, Any]:
    """Make the blocks once on threads, in a process of its own."""
    return children.measured("composite", str(folder), *map(str, plan))


def _same(folder: Path, count: int) -> int:
    """Compare the blocks of the three ways bit by bit; how many values."""
    from qngeo.io.imagery.block_files import BlockFiles  # noqa: PLC0415

    files = [BlockFiles(folder / "blocks" / way) for way in (OWN, ONE, LOCAL)]
    values = 0
    for number in range(count):
        made_here = [one.read(number) for one in files]
        first = made_here[0].values
        if any(one.values.tobytes() != first.tobytes() for one in made_here[1:]):
            message = f"block {number} is not the same on one worker and on two"
            raise DisagreementError(message)
        if any(one.gaps for one in made_here):
            message = f"block {number} has gaps: {made_here[0].gaps}"
            raise DisagreementError(message)
        values += first.size
    return values


def _projection(
    seconds: dict[str, list[float]], blocks: int, plan: tuple[int, int, int]
) -> str:
    """Say what the whole country would take by the measured cost."""
    cost = statistics.median(seconds[ONE]) / blocks / plan[1]
    two = statistics.median(seconds[OWN]) / blocks / plan[1]
    km2 = (min(plan[0], 512) * CELL / 1000) ** 2
    country = COUNTRY_KM2 / km2
    hours = cost * country * SEASON_DAYS / 3600
    return (
        f"One worker takes {1000 * cost:.0f} ms for a block of {km2:.1f} km² and a "
        f"day, two take {1000 * two:.0f} ms. Viet Nam ({COUNTRY_KM2:,} km²) has "
        f"{country:,.0f} blocks; with {SEASON_DAYS} days a season (a pass in "
        f"five days, every one used) that is {hours:.1f} hours on one worker and "
        f"{hours * two / cost:.1f} on two. A projection, not a measurement: it takes "
        "the cost as growing with blocks and days, and leaves the network out."
    )


def _threads(folder: Path, side: int, days: int, tiles: int) -> None:
    tasks = tasks_of(folder, side, days, tiles)
    out = folder / "blocks" / LOCAL
    work = partial(make_all, tasks, out, scheduler="", memory_mb=MEMORY_MB)
    children.tell(children.cost(work)[1])


BENCHMARK = Benchmark(
    name="composite",
    title="Satellite composite",
    about=(
        "100 tiles of 1,024 x 1,024 cells of 20 m, three days with clouds: seven bands "
        "read (three of them of 10 m, averaged), masked, six medians and the count, in "
        "400 blocks of 512 x 512, as `fetch sentinel2` does it. Every tile reads the "
        "same made files from the disk, so reading over a network is not in it. A "
        "worker is a process with one thread; scheduler and the collecting process "
        "run beside it. The clock runs when all workers have loaded what they need."
    ),
    run=run,
)

if __name__ == "__main__":
    _threads(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
