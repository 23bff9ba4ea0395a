"""The ways of zonal statistics; as a program one of them once, in its own process."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import rasterio
import shapely

from benchmarks import children, made

STATS = ("count", "mean", "min", "max")
DECODE, OWN, EXACT, CENTRES = "bare decode", "qngeo", "exactextract", "rasterstats"
CLASSES = "classes"
BLOCK = 512


def decode(paths: list[Path], _zones: gpd.GeoDataFrame, *, classes: bool) -> None:
    """Decode every block once, in strips of a block's height, one after the other."""
    del classes
    for path in paths:
        with rasterio.open(path) as file:
            for top in range(0, file.height, BLOCK):
                high = min(BLOCK, file.height - top)
                window = rasterio.windows.Window(0, top, file.width, high)
                file.read(1, window=window)


def qngeo(paths: list[Path], zones: gpd.GeoDataFrame, *, classes: bool) -> pd.DataFrame:
    """Call the engine of this project."""
    from qngeo.services import zonal  # noqa: PLC0415 -- not in the peers' processes

    if classes:
        return zonal.zonal_by_class(paths, zones)
    return zonal.zonal_stats(paths, zones, stats=STATS)


def exactextract(
    paths: list[Path], zones: gpd.GeoDataFrame, *, classes: bool
) -> list[Any]:
    """Call exactextract's own loop over the polygons, raster by raster."""
    from exactextract import exact_extract  # noqa: PLC0415

    wanted = ["unique", "frac", "count"] if classes else list(STATS)
    return [exact_extract(str(p), zones, wanted, output="pandas") for p in paths]


def rasterstats(
    paths: list[Path], zones: gpd.GeoDataFrame, *, classes: bool
) -> list[Any]:
    """Call rasterstats, raster by raster; cells are in or out by their centre."""
    from rasterstats import zonal_stats  # noqa: PLC0415

    wanted = {"categorical": True} if classes else {"stats": list(STATS)}
    shapes = list(zones.geometry)
    return [zonal_stats(shapes, str(path), **wanted) for path in paths]


WAYS: dict[str, Callable[..., Any]] = {
    DECODE: decode, OWN: qngeo, EXACT: exactextract, CENTRES: rasterstats,
}  # fmt: skip


def inputs(folder: Path, count: int, dates: int) -> tuple[list[Path], gpd.GeoDataFrame]:
    """Return the rasters and polygons of a row; 0 dates are the classes."""
    paths = [folder / f"date{date}.tif" for date in range(dates)]
    zones = gpd.read_file(folder / f"zones{count}.gpkg")
    return paths or [folder / f"{CLASSES}.tif"], zones


def once(way: str, folder: Path, count: int, dates: int) -> dict[str, float]:
    """Run one way once, say what it cost and keep its answer beside the inputs."""
    paths, zones = inputs(folder, count, dates)
    # Load what the way imports before the clock runs, on one small polygon.
    corner = shapely.box(made.WEST, made.NORTH - 100, made.WEST + 100, made.NORTH)
    first = gpd.GeoDataFrame({"id": [0]}, geometry=[corner], crs=made.CRS)
    if way != DECODE:
        WAYS[way](paths[:1], first, classes=dates == 0)
    answer, cost = children.cost(lambda: WAYS[way](paths, zones, classes=dates == 0))
    if way != DECODE:
        pd.to_pickle(answer, answer_file(folder, way, count, dates))
    return cost


def answer_file(folder: Path, way: str, count: int, dates: int) -> Path:
    """Where the answer of a way stands."""
    return folder / f"answer-{way}-{count}-{dates}.pickle"


if __name__ == "__main__":
    asked = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    children.tell(once(*asked))
