"""Made inputs of the benchmarks, from fixed seeds; nothing of them is real."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.transform import from_origin
from scipy import ndimage

SEED = 7
CELL = 10.0
WEST, NORTH, CRS = 600_000.0, 2_420_000.0, "EPSG:32648"
CLASSES = 11
COARSE = 50
"""Cells between two points of the smooth field that all rasters share."""
ODD, UNKNOWN, CLOUD = 0.95, 0.999, 0.97
"""Shares above which a cell has an odd class, has no value, lies under a cloud."""


@dataclass(frozen=True)
class Size:
    """How much is made.

    Attributes
    ----------
    rows, cols : int
    dates : int
    polygons : tuple of int
        Numbers of polygons, one file each.
    """

    rows: int
    cols: int
    dates: int
    polygons: tuple[int, ...]


class Field:
    """A smooth field and a noise over it, both from 0 to 1."""

    def __init__(self, size: Size) -> None:
        self.rng = np.random.default_rng(SEED)
        shape = (size.rows // COARSE + 1, size.cols // COARSE + 1)
        coarse = self.rng.random(shape, dtype="float32")
        wide = ndimage.zoom(coarse, COARSE, order=1)
        self.smooth: NDArray[np.float32] = wide[: size.rows, : size.cols]
        self.noise = self.rng.random(self.smooth.shape, dtype="float32")

    def classes(self) -> NDArray[np.uint8]:
        """Make classes: large patches, one cell in twenty of another class."""
        kinds = np.clip(self.smooth * 14, 0, CLASSES - 1).astype("uint8")
        odd = self.noise > ODD
        kinds[odd] = self.rng.integers(0, CLASSES, odd.sum())
        return kinds

    def measure(self, date: int) -> NDArray[np.float32]:
        """Make measures of a date with four decimals; clouds have no value."""
        values = self.smooth * 0.6 + 0.2 - 0.02 * date
        values += 0.05 * self.rng.standard_normal(values.shape, dtype="float32")
        values[(self.smooth > CLOUD) | (self.noise > UNKNOWN)] = np.nan
        return np.round(values, 4)


def rasters_and_polygons(folder: Path, size: Size) -> None:
    """Make classes.tif, date0.tif and on, zones54.gpkg and on; what is there stays."""
    if (folder / "done").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    field = Field(size)
    write(folder / "classes.tif", field.classes(), 255)
    for date in range(size.dates):
        write(folder / f"date{date}.tif", field.measure(date), np.nan)
    for count in size.polygons:
        zones = polygons(field.rng, count, size)
        zones.to_file(folder / f"zones{count}.gpkg")
    (folder / "done").touch()


def write(path: Path, values: NDArray[np.generic], nodata: float) -> None:
    """Write a raster in blocks of 512, deflated."""
    rows, cols = values.shape
    with rasterio.open(
        path, "w", driver="GTiff", width=cols, height=rows, count=1, crs=CRS,
        dtype=values.dtype, nodata=nodata, tiled=True, blockxsize=512, blockysize=512,
        compress="deflate", predictor=3 if values.dtype.kind == "f" else 1,
        transform=from_origin(WEST, NORTH, CELL, CELL),
    ) as file:  # fmt: skip
        file.write(values, 1)


def polygons(rng: np.random.Generator, count: int, size: Size) -> gpd.GeoDataFrame:
    """Part the raster into cells with winding borders of about 110 corners each."""
    margin = min(1000.0, size.rows * CELL / 10)
    west, north = WEST + margin, NORTH - margin
    east, south = WEST + size.cols * CELL - margin, NORTH - size.rows * CELL + margin
    points = rng.uniform((west, south), (east, north), (count, 2))
    parts = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points)))
    frame = shapely.box(west, south, east, north)
    perimeter = (size.rows * size.cols * CELL**2 / count) ** 0.5 * 4
    parts = shapely.segmentize(shapely.intersection(parts, frame), perimeter / 90)
    shapes = [shapely.transform(part, _wind) for part in parts]
    return gpd.GeoDataFrame({"id": range(count)}, geometry=shapes, crs=CRS)


def _wind(at: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = at.T
    along, across = np.sin(y / 700 + x / 310), np.sin(x / 800 + y / 290)
    moved: NDArray[np.float64] = at + 60 * np.column_stack([along, across])
    return moved
