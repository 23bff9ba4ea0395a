"""Raster files: written whole or not at all, as cloud-optimised GeoTIFF."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.errors import RasterioIOError
from rasterio.io import DatasetReader, DatasetWriter
from rasterio.shutil import copy
from rasterio.transform import Affine

from qngeo.errors import MissingDataError

BLOCK = 512
"""Cells a side of a tile within a file."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Where the cells of a raster lie.

    Attributes
    ----------
    crs : str
        Such as "EPSG:32648".
    transform : Affine
        From (column, row) to (x, y) in the CRS; north up.
    shape : tuple of int
        Rows, columns.
    """

    crs: str
    transform: Affine
    shape: tuple[int, int]

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a cell, in units of the CRS, both positive."""
        return abs(self.transform.a), abs(self.transform.e)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in the CRS."""
        rows, columns = self.shape
        west, north = self.transform * (0, 0)
        east, south = self.transform * (columns, rows)
        return west, south, east, north


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What a raster file holds.

    Attributes
    ----------
    grid : Grid
    bands : tuple of str
        Names of the bands, in order.
    dtype : str
    nodata : float
        NaN for floats.
    tags : mapping of str to str
        Written into the file.
    """

    grid: Grid
    bands: tuple[str, ...]
    dtype: str = "float32"
    nodata: float = float("nan")
    tags: Mapping[str, str] = field(default_factory=dict)


def open_raster(path: Path) -> DatasetReader:
    """Open a raster for reading.

    Raises
    ------
    MissingDataError
        If there is no such file or it is no raster; the message says which.
    """
    if not path.exists():
        message = f"there is no raster {path.name}: check the path"
        raise MissingDataError(message)
    try:
        return rasterio.open(path)
    except RasterioIOError as error:
        message = (
            f"{path.name} cannot be read as a raster: it may be cut off or damaged"
        )
        raise MissingDataError(message) from error


def grid_of(source: DatasetReader) -> Grid:
    """Return the grid of an open raster."""
    crs = source.crs.to_string() if source.crs else ""
    return Grid(crs=crs, transform=source.transform, shape=source.shape)


@contextmanager
def writing(path: Path, layout: Layout) -> Iterator[DatasetWriter]:
    """Write a raster window by window; the file appears when all is written.

    Parameters
    ----------
    path : Path
        Of the cloud-optimised GeoTIFF; its folder is made.
    layout : Layout

    Yields
    ------
    DatasetWriter
        Of a tiled file beside the path; leave the block without an error and it
        becomes the cloud-optimised file, with one and it is removed. The same
        windows give the same bytes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f".{path.stem}-", dir=path.parent
    ) as folder:
        plain, done = Path(folder) / "plain.tif", Path(folder) / "done.tif"
        with rasterio.open(plain, "w", **_profile(layout)) as target:
            for number, name in enumerate(layout.bands, start=1):
                target.set_band_description(number, name)
            target.update_tags(**layout.tags)
            yield target
        copy(plain, done, **_cog_options(layout))
        done.replace(path)


def remove_leftovers(path: Path) -> None:
    """Remove what `writing` left beside a raster when its process was killed.

    Parameters
    ----------
    path : Path
        Of the raster; nobody else may be writing it at this moment.
    """
    for left in path.parent.glob(f".{path.stem}-*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _profile(layout: Layout) -> dict[str, Any]:
    rows, columns = layout.grid.shape
    return {
        "driver": "GTiff", "height": rows, "width": columns, "count": len(layout.bands),
        "dtype": layout.dtype, "nodata": layout.nodata, "crs": layout.grid.crs,
        "transform": layout.grid.transform, "tiled": True, "blockxsize": BLOCK,
        "blockysize": BLOCK, "interleave": "band", "sparse_ok": False,
        "bigtiff": "if_safer",
    }  # fmt: skip


def _cog_options(layout: Layout) -> dict[str, Any]:
    floats = np.issubdtype(np.dtype(layout.dtype), np.floating)
    return {
        "driver": "COG", "compress": "deflate", "level": 6, "blocksize": BLOCK,
        "predictor": "yes", "bigtiff": "if_safer", "num_threads": 1,
        "overview_resampling": "average" if floats else "nearest",
    }  # fmt: skip


def write_raster(path: Path, layout: Layout, values: "np.ndarray[Any, Any]") -> None:
    """Write a raster that fits into memory.

    Parameters
    ----------
    path : Path
    layout : Layout
    values : array
        Bands, rows, columns.
    """
    with writing(path, layout) as target:
        target.write(values.astype(layout.dtype, copy=False))


def band_numbers(source: DatasetReader, names: Sequence[str]) -> list[int]:
    """Return the numbers (from 1) of bands by their names.

    Raises
    ------
    MissingDataError
        If the file has no band of that name; the message lists those it has.
    """
    known = [description or "" for description in source.descriptions]
    absent = [name for name in names if name not in known]
    if absent:
        file = Path(source.name).name
        has = ", ".join(filter(None, known)) or "none with a name"
        message = f"{file} has no band {', '.join(absent)}; its bands: {has}"
        raise MissingDataError(message)
    return [known.index(name) + 1 for name in names]
