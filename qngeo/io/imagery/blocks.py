"""Rasters read block by block (đọc ảnh theo khối), never whole."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
import pyproj
import rasterio
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.errors import RasterioError
from rasterio.windows import Window as FileWindow

from qngeo.errors import MissingDataError, RasterError
from qngeo.grids import CellGrid, Window

BLOCK_CELLS = 6_000_000
"""Most values (cells times bands) that are read at once, unless one block of the file
already has more."""

CACHE_MB = 64
"""Decoded blocks that GDAL may keep, megabytes."""

STRIP = 64
"""Rows looked through at once for a nodata value."""


@dataclass(frozen=True)
class RasterHead:
    """What a raster file says of itself.

    Attributes
    ----------
    path : Path
    grid : CellGrid
    bands : tuple of int
        Numbers of the bands with values, from 1; an alpha band is none.
    block : tuple of int
        Rows and columns of a block of the file.
    dtype : str
    nodata : tuple of float or None, one a band
    masked : bool
        Whether an alpha band or a mask says which cells are valid.
    """

    path: Path
    grid: CellGrid
    bands: tuple[int, ...]
    block: tuple[int, int]
    dtype: str
    nodata: tuple[float | None, ...]
    masked: bool


@contextmanager
def gdal_limits() -> Iterator[None]:
    """Keep GDAL's cache of decoded blocks within `CACHE_MB`."""
    with rasterio.Env(GDAL_CACHEMAX=CACHE_MB):
        yield


def read_head(path: Path) -> RasterHead:
    """Read the head of a raster file.

    Parameters
    ----------
    path : Path
        In any format that GDAL reads.

    Returns
    -------
    RasterHead

    Raises
    ------
    MissingDataError
        If there is no such file.
    RasterError
        If it is no raster, has no CRS or no numbers.
    """
    if not path.is_file():
        message = f"raster {path} is not there; check the name"
        raise MissingDataError(message)
    with _reading(f"{path.name} cannot be read as a raster"), rasterio.open(path) as f:
        if f.crs is None:
            message = (
                f"{path.name} has no coordinate system; write it in with "
                f"`rio edit-info --crs EPSG:... {path.name}`"
            )
            raise RasterError(message)
        if np.dtype(f.dtypes[0]).kind not in "iuf":
            message = f"{path.name} holds {f.dtypes[0]}, not integers or real numbers"
            raise RasterError(message)
        shown = zip(f.indexes, f.colorinterp, strict=True)
        bands = tuple(i for i, kind in shown if kind is not ColorInterp.alpha)
        flags = {flag for i in bands for flag in f.mask_flag_enums[i - 1]}
        return RasterHead(
            path=path,
            grid=CellGrid(
                pyproj.CRS.from_user_input(f.crs),
                tuple(f.transform)[:6],
                f.height,
                f.width,
            ),
            bands=bands,
            block=f.block_shapes[0],
            dtype=f.dtypes[0],
            nodata=tuple(f.nodatavals[i - 1] for i in bands),
            masked=bool(flags & {MaskFlags.per_dataset, MaskFlags.alpha}),
        )


def windows(head: RasterHead, bands: int) -> list[Window]:
    """Cut a raster into windows along the blocks of its file.

    Parameters
    ----------
    head : RasterHead
    bands : int
        How many bands are read at once.

    Returns
    -------
    list of Window, from the upper left, each of at most `BLOCK_CELLS` values or of one
    block of the file.
    """
    grid, (high, wide) = head.grid, head.block
    room = max(1, BLOCK_CELLS // bands)
    widest = max(wide, room // high // wide * wide)
    parts = math.ceil(grid.cols / widest)
    across = min(grid.cols, math.ceil(grid.cols / parts / wide) * wide)
    down = min(grid.rows, max(high, room // across // high * high))
    return [
        Window(top, min(top + down, grid.rows), left, min(left + across, grid.cols))
        for top in range(0, grid.rows, down)
        for left in range(0, grid.cols, across)
    ]


class Reader:
    """Several raster files held open, for one thread at a time."""

    def __init__(self, heads: list[RasterHead]) -> None:
        self._heads = heads
        self._files: dict[Path, Any] = {}

    def read(
        self, at: int, bands: tuple[int, ...], window: Window
    ) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
        """Read a window of one file.

        Parameters
        ----------
        at : int
            Position of the file among the heads.
        bands : tuple of int
        window : Window

        Returns
        -------
        values : array (band, row, column)
        valid : array (band, row, column) of bool, or None if all are
            Nodata, NaN, infinite values and masked cells are not valid.

        Raises
        ------
        RasterError
            If a block cannot be decoded or does not fit into memory.
        """
        head = self._heads[at]
        rows = f"rows {window.top + 1} to {window.bottom}"
        place = f"{rows}, columns {window.left + 1} to {window.right}"
        with _reading(f"{head.path.name}, {place}: cannot be decoded"):
            source = self._open(head.path)
            high, wide = window.shape
            part = FileWindow(window.left, window.top, wide, high)
            values = source.read(list(bands), window=part)
            masks = (
                source.read_masks(list(bands), window=part) != 0
                if (head.masked)
                else None
            )
        valid = _valid(values, head, bands)
        if masks is not None and not masks.all():
            valid = masks if valid is None else valid & masks
        return values, valid

    def _open(self, path: Path) -> Any:
        if path not in self._files:
            self._files[path] = rasterio.open(path)
        return self._files[path]

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()
        self._files.clear()


@contextmanager
def readers(heads: list[RasterHead], count: int) -> Iterator["SimpleQueue[Reader]"]:
    """Lend readers to threads: take one from the queue and put it back.

    Parameters
    ----------
    heads : list of RasterHead
    count : int
        How many threads read at once.
    """
    made = [Reader(heads) for _ in range(count)]
    queue: SimpleQueue[Reader] = SimpleQueue()
    for reader in made:
        queue.put(reader)
    try:
        yield queue
    finally:
        for reader in made:
            reader.close()


def _valid(
    values: NDArray[Any], head: RasterHead, bands: tuple[int, ...]
) -> NDArray[np.bool_] | None:
    valid: NDArray[np.bool_] | None = None
    if values.dtype.kind == "f":
        finite = np.isfinite(values)
        valid = None if finite.all() else finite
    for i, band in enumerate(bands):
        nodata = head.nodata[head.bands.index(band)]
        if nodata is None or not np.isfinite(nodata):
            continue
        # A float32 band keeps its nodata value rounded to float32.
        mark = (
            np.asarray(nodata).astype(values.dtype)
            if (values.dtype.kind == "f")
            else nodata
        )
        if _meets(values[i], mark):
            if valid is None:
                valid = np.ones(values.shape, bool)
            valid[i] &= values[i] != mark
    return valid


def _meets(values: NDArray[Any], mark: Any) -> bool:
    """Whether a value occurs; by strips, for a new large array costs more time."""
    tops = range(0, values.shape[0], STRIP)
    return any((values[top : top + STRIP] == mark).any() for top in tops)


@contextmanager
def _reading(trouble: str) -> Iterator[None]:
    try:
        yield
    except RasterioError as error:
        message = f"{trouble}: {error}; get the file anew"
        raise RasterError(message) from error
    except MemoryError as error:
        message = f"{trouble}: too large for the memory; store it in smaller blocks"
        raise RasterError(message) from error
