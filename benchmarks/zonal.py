"""Zonal statistics of qngeo beside its peers and beside the bare read of the raster.

    python benchmarks/zonal.py --folder FOLDER --runs 5 --write docs/benchmarks.md

makes a class raster and six dates of measurements of 9,000 x 6,500 cells and 54 and
2,000 polygons in FOLDER (1.2 GB), unless they are there. Each single run is a process
of its own, so that its peak memory is its own, and the ways take turns, so that a busy
moment of the machine meets them all. Peers: ``pip install -r requirements-bench.txt``.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from rasterio.transform import from_origin
from scipy import ndimage

ROOT = Path(__file__).resolve().parent.parent

ROWS, COLS, CELL = 6_500, 9_000, 10.0
WEST, NORTH, CRS = 600_000.0, 2_420_000.0, "EPSG:32648"
DATES = 6
POLYGONS = (54, 2_000)
CLASSES = 11
STATS = ("count", "mean", "min", "max")
WAYS = ("read", "qngeo", "exactextract", "rasterstats")
HEADING = "## Zonal statistics"
MB = 1024


def make(folder: Path) -> None:
    """Make rasters and polygons from a fixed seed; what is there stays."""
    if (folder / "done").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    coarse = rng.random((ROWS // 50 + 1, COLS // 50 + 1), dtype="float32")
    field = ndimage.zoom(coarse, 50, order=1)[:ROWS, :COLS]
    noise = rng.random((ROWS, COLS), dtype="float32")
    kinds = np.clip(field * 14, 0, CLASSES - 1).astype("uint8")
    odd = noise > 0.95  # noqa: PLR2004 -- one cell in twenty
    kinds[odd] = rng.integers(0, CLASSES, odd.sum())
    _write(folder / "classes.tif", kinds, 255)
    for date in range(DATES):
        values = field * 0.6 + 0.2 - 0.02 * date
        values += 0.05 * rng.standard_normal((ROWS, COLS), dtype="float32")
        values[(field > 0.97) | (noise > 0.999)] = np.nan  # noqa: PLR2004 -- clouds
        _write(folder / f"date{date}.tif", np.round(values, 4), np.nan)
    for count in POLYGONS:
        _polygons(rng, count).to_file(folder / f"zones{count}.gpkg")
    (folder / "done").touch()


def _write(path: Path, values: np.ndarray, nodata: float) -> None:
    profile = {
        "driver": "GTiff", "width": COLS, "height": ROWS, "count": 1, "crs": CRS,
        "transform": from_origin(WEST, NORTH, CELL, CELL), "tiled": True,
        "blockxsize": 512, "blockysize": 512, "compress": "deflate",
        "predictor": 3 if values.dtype.kind == "f" else 1,
    }  # fmt: skip
    with rasterio.open(path, "w", dtype=values.dtype, nodata=nodata, **profile) as file:
        file.write(values, 1)


def _polygons(rng: np.random.Generator, count: int) -> gpd.GeoDataFrame:
    """Part the raster into cells with winding borders of about 110 corners each."""
    east, south = WEST + COLS * CELL, NORTH - ROWS * CELL
    west, south, east, north = WEST + 1000, south + 1000, east - 1000, NORTH - 1000
    points = rng.uniform((west, south), (east, north), (count, 2))
    parts = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points)))
    frame = shapely.box(west, south, east, north)
    perimeter = (ROWS * COLS * CELL**2 / count) ** 0.5 * 4
    parts = shapely.segmentize(shapely.intersection(parts, frame), perimeter / 90)

    def wind(at: np.ndarray) -> np.ndarray:
        x, y = at.T
        return at + 60 * np.column_stack(
            [np.sin(y / 700 + x / 310), np.sin(x / 800 + y / 290)]
        )

    shapes = [shapely.transform(part, wind) for part in parts]
    return gpd.GeoDataFrame({"id": range(count)}, geometry=shapes, crs=CRS)


def read(paths: list[Path], _zones: gpd.GeoDataFrame, *, classes: bool) -> None:
    """Decode every block once, in strips of a block's height, one after the other."""
    del classes
    for path in paths:
        with rasterio.open(path) as file:
            for top in range(0, ROWS, 512):
                window = rasterio.windows.Window(0, top, COLS, min(512, ROWS - top))
                file.read(1, window=window)


def qngeo(paths: list[Path], zones: gpd.GeoDataFrame, *, classes: bool) -> object:
    """Call the engine of this project."""
    from qngeo.services import zonal  # noqa: PLC0415 -- not in the peers' processes

    if classes:
        return zonal.zonal_by_class(paths, zones)
    return zonal.zonal_stats(paths, zones, stats=STATS)


def exactextract(
    paths: list[Path], zones: gpd.GeoDataFrame, *, classes: bool
) -> object:
    """Call exactextract's own loop over the polygons, raster by raster."""
    from exactextract import exact_extract  # noqa: PLC0415

    wanted = ["unique", "frac"] if classes else list(STATS)
    return [exact_extract(str(p), zones, wanted, output="pandas") for p in paths]


def rasterstats(paths: list[Path], zones: gpd.GeoDataFrame, *, classes: bool) -> object:
    """Call rasterstats, raster by raster; cells are in or out by their centre."""
    from rasterstats import zonal_stats  # noqa: PLC0415

    wanted = {"categorical": True} if classes else {"stats": list(STATS)}
    shapes = list(zones.geometry)
    return [zonal_stats(shapes, str(path), **wanted) for path in paths]


def single(way: str, folder: Path, polygons: int, dates: int) -> None:
    """Run one way once and print seconds and megabytes; 0 dates are the classes."""
    ways: dict[str, Callable[..., object]] = {
        "read": read, "qngeo": qngeo, "exactextract": exactextract,
        "rasterstats": rasterstats,
    }  # fmt: skip
    zones = gpd.read_file(folder / f"zones{polygons}.gpkg")
    paths = [folder / f"date{d}.tif" for d in range(dates)]
    paths = paths or [folder / "classes.tif"]
    # Load what the way imports before the clock runs, on one small polygon.
    corner = shapely.box(WEST, NORTH - 100, WEST + 100, NORTH)
    first = gpd.GeoDataFrame({"id": [0]}, geometry=[corner], crs=CRS)
    if way != "read":
        ways[way](paths[:1], first, classes=dates == 0)
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    ways[way](paths, zones, classes=dates == 0)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = {"s": seconds, "cpu": busy, "mb": after.ru_maxrss / MB,
             "before": before.ru_maxrss / MB}  # fmt: skip
    sys.stdout.write(json.dumps(found) + "\n")


def measure(folder: Path, runs: int, slow_runs: int) -> list[dict[str, object]]:
    """Run every way in turn; what takes minutes only ``slow_runs`` times.

    What is measured so far stands in results.json of the folder.
    """
    rows: list[dict[str, object]] = []
    for dates in (0, 1, DATES):
        for polygons in POLYGONS:
            found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
            for turn in range(runs):
                for way in WAYS:
                    if turn < slow_runs or not _slow(way, polygons, dates):
                        found[way].append(_child(way, folder, polygons, dates))
            rows.append({"dates": dates, "polygons": polygons, "found": found})
            (folder / "results.json").write_text(json.dumps(rows), encoding="utf-8")
    return rows


def _slow(way: str, polygons: int, dates: int) -> bool:
    many = dates == DATES or (way == "rasterstats" and polygons > POLYGONS[0])
    return many and way in ("exactextract", "rasterstats")


def _child(way: str, folder: Path, polygons: int, dates: int) -> dict[str, float]:
    words = [sys.executable, __file__, "--folder", str(folder), "--single", way,
             str(polygons), str(dates)]  # fmt: skip
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(words, check=True, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": path})  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(rows: list[dict[str, object]], load: float) -> str:
    """Write the section of docs/benchmarks.md."""
    lines = [
        HEADING,
        f"`python benchmarks/zonal.py`, {datetime.now(UTC):%d %B %Y}; {_machine()}; "
        f"load {load:.1f} at the start. {COLS:,} x {ROWS:,} cells of 10 m in blocks of "
        "512 (deflate), polygons that part the raster among them. Medians of single "
        "runs, each a process of its own, the ways in turn.",
        "",
        "Seconds (in brackets: of processor time, all threads together):",
        "",
        "| what | polygons | runs | bare read | qngeo | exactextract | rasterstats |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = [f"{_median(row, w, 's'):.2f} ({_median(row, w, 'cpu'):.2f})"
                 for w in WAYS]  # fmt: skip
        counts = sorted({len(f) for f in _found(row).values()}, reverse=True)
        lines.append(
            f"| {_what(row)} | {row['polygons']:,} | "
            + " | ".join([" and ".join(map(str, counts)), *cells])
            + " |"
        )
    lines += [
        "",
        "How many times qngeo's time the others take, and the peak memory of the whole "
        "process in MB:",
        "",
        "| what | polygons | bare read | exactextract | rasterstats | MB: read | qngeo "
        "| exactextract | rasterstats |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        own = _median(row, "qngeo", "s")
        times = [f"{_median(row, w, 's') / own:.2f}" for w in WAYS if w != "qngeo"]
        memory = [f"{_median(row, w, 'mb'):.0f}" for w in WAYS]
        lines.append(
            f"| {_what(row)} | {row['polygons']:,} | "
            + " | ".join(times + memory)
            + " |"
        )
    return "\n".join(lines) + "\n"


def _found(row: dict[str, object]) -> dict[str, list[dict[str, float]]]:
    found: dict[str, list[dict[str, float]]] = row["found"]  # type: ignore[assignment]
    return found


def _median(row: dict[str, object], way: str, key: str) -> float:
    return statistics.median(run[key] for run in _found(row)[way])


def _what(row: dict[str, object]) -> str:
    dates = row["dates"]
    if not dates:
        return "area by class"
    return f"{', '.join(STATS)}; {dates} date{'s' * (dates != 1)}"


def _machine() -> str:
    model = platform.processor()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        named = [x for x in cpus.read_text().splitlines() if x.startswith("model name")]
        model = named[0].split(":")[1].strip() if named else model
    names = ("numpy", "rasterio", "exactextract", "rasterstats")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in names]
    versions.append(f"GDAL {rasterio.__gdal_version__}")
    python = platform.python_version()
    return f"{os.cpu_count()} cores of {model}, Python {python}, {', '.join(versions)}"


def write(path: Path, section: str) -> None:
    """Put the measured tables in place of the old ones; the words below them stay."""
    text = path.read_text("utf-8")
    begin = text.find(HEADING)
    if begin < 0:
        path.write_text(text.rstrip("\n") + "\n\n" + section, encoding="utf-8")
        return
    rest = text[begin:].splitlines(keepends=True)
    last = max(i for i, line in enumerate(rest) if line.startswith("|")
               and "".join(rest[1:i]).count("\n## ") == 0)  # fmt: skip
    kept = "".join(rest[last + 1 :])
    path.write_text(text[:begin] + section + kept, encoding="utf-8")


def main() -> None:
    """Read the request and run it."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--folder", type=Path, required=True)
    words.add_argument("--runs", type=int, default=5)
    words.add_argument("--slow-runs", type=int, default=1)
    words.add_argument("--write", type=Path)
    words.add_argument("--single", nargs=3, metavar=("WAY", "POLYGONS", "DATES"))
    request = words.parse_args()
    if request.single:
        way, polygons, dates = request.single
        single(way, request.folder, int(polygons), int(dates))
        return
    make(request.folder)
    load = os.getloadavg()[0]
    section = report(measure(request.folder, request.runs, request.slow_runs), load)
    sys.stdout.write(section)
    if request.write:
        write(request.write, section)


if __name__ == "__main__":
    main()
