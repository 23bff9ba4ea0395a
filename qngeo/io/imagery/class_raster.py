"""Maps of classes, read block by block: cells and areas, classes at points, a draw."""

from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import rasterio
from pyproj import CRS, Transformer
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile
from rasterio.windows import Window

from qngeo.crs import M2_PER_HA, STORAGE
from qngeo.errors import MissingDataError, SchemaError
from qngeo.grids import CellGrid
from qngeo.grids import Window as Part

BLOCK = 2048
"""Cells along a side of what is read at once; some 80 MB with its working copies."""

MAX_CELLS = 200_000_000
"""Cells of a map that is uploaded rather than read from its path."""

MAX_CLASSES = 256
"""More different values than this are no map of classes."""

Classes = npt.NDArray[np.int64]

Source = Path | bytes


@contextmanager
def opened(source: Source) -> Iterator[Any]:
    """Open a raster by its path or from its bytes.

    Raises
    ------
    MissingDataError
        If the file is not there.
    SchemaError
        If it is no raster, has no CRS, or a part of it cannot be read.
    """
    name = source.name if isinstance(source, Path) else "the map"
    if isinstance(source, Path) and not source.is_file():
        msg = f"no map {source}: give the path of a GeoTIFF"
        raise MissingDataError(msg)
    try:
        if isinstance(source, Path):
            with rasterio.open(source) as dataset:
                yield _with_crs(dataset, name)
        else:
            with MemoryFile(source) as memory, memory.open(driver="GTiff") as dataset:
                _check_size(dataset)
                yield _with_crs(dataset, name)
    except RasterioError as error:
        msg = f"{name} cannot be read as a raster ({error}): make the file anew"
        raise SchemaError(msg) from error


def _check_size(dataset: Any) -> None:
    if dataset.width * dataset.height > MAX_CELLS:
        msg = (
            f"the map has {dataset.width} x {dataset.height} cells: a map of more than "
            f"{MAX_CELLS / 1e6:.0f} million is read on the command line only"
        )
        raise SchemaError(msg)


def _with_crs(dataset: Any, name: str) -> Any:
    if dataset.crs is None:
        msg = (
            f"{name} has no CRS: set it, for example with `gdal_edit -a_srs EPSG:4326`"
        )
        raise SchemaError(msg)
    return dataset


def class_cells(source: Source, *, band: int = 1) -> pd.DataFrame:
    """Count the cells of each class and add up their true areas.

    Parameters
    ----------
    source : Path or bytes
        A raster of whole numbers in any CRS.
    band : int
        From 1 on.

    Returns
    -------
    DataFrame indexed by class (int, ascending): ``cells``, ``area_ha``. Cells
    without data count nowhere.

    Raises
    ------
    SchemaError
        If the band is not there, holds numbers with a fraction or more than
        `MAX_CLASSES` values, or has no data at all.
    """
    cells: dict[int, int] = {}
    area: dict[int, float] = {}
    with opened(source) as dataset:
        grid = CellGrid(
            crs=_crs(dataset),
            transform=tuple(dataset.transform)[:6],
            rows=dataset.height,
            cols=dataset.width,
        )
        for window, block, valid in _blocks(dataset, band):
            cell_ha = _cell_areas(grid, window) / M2_PER_HA
            names = np.unique(block[valid])
            _check_number(cells.keys() | {int(name) for name in names})
            for name in names:
                here = (block == name) & valid
                key = int(name)
                cells[key] = cells.get(key, 0) + int(np.count_nonzero(here))
                area[key] = area.get(key, 0.0) + float(cell_ha[here].sum())
    if not cells:
        msg = f"band {band} of the map has no valid cell: give a map with data"
        raise SchemaError(msg)
    table = pd.DataFrame({"cells": cells, "area_ha": area}).sort_index()
    return table.rename_axis("class")


def _cell_areas(grid: CellGrid, window: Window) -> npt.NDArray[np.float64]:
    """Return the true area of each cell of a window, square metres."""
    top, left = int(window.row_off), int(window.col_off)
    height, width = int(window.height), int(window.width)
    found = grid.cell_areas(Part(top, top + height, left, left + width))
    down, along = found.row_ahead, found.col_ahead
    tall = np.repeat(found.table, found.row_step, axis=0)[down : down + height]
    return np.repeat(tall, found.col_step, axis=1)[:, along : along + width]


def _check_number(names: Set[int]) -> None:
    if len(names) > MAX_CLASSES:
        msg = f"the map has more than {MAX_CLASSES} values: give a map of classes"
        raise SchemaError(msg)


def classes_at(
    source: Source, lon: pd.Series, lat: pd.Series, *, band: int = 1
) -> pd.DataFrame:
    """Read the class that the map shows at each point.

    Parameters
    ----------
    source : Path or bytes
    lon, lat : Series of float, degrees, EPSG:4326
    band : int

    Returns
    -------
    DataFrame on the index of ``lon``: ``class`` (Int64, missing where there is none)
    and ``where``: "" or "outside" or "no_data".
    """
    shown: list[int | None] = [None] * len(lon)
    where = ["outside"] * len(lon)
    with opened(source) as dataset:
        there = Transformer.from_crs(STORAGE, _crs(dataset), always_xy=True)
        x, y = there.transform(lon.to_numpy(float), lat.to_numpy(float))
        columns, rows = ~dataset.transform * (np.asarray(x), np.asarray(y))
        inside = (
            np.isfinite(columns) & np.isfinite(rows)
            & (columns >= 0) & (columns < dataset.width)
            & (rows >= 0) & (rows < dataset.height)
        )  # fmt: skip
        for place in np.flatnonzero(inside):
            window = Window(int(columns[place]), int(rows[place]), 1, 1)
            block, valid = _read(dataset, band, window)
            where[place] = "" if valid[0, 0] else "no_data"
            shown[place] = int(block[0, 0]) if valid[0, 0] else None
    classes = pd.array(shown, dtype="Int64")
    return pd.DataFrame({"class": classes, "where": where}, index=lon.index)


def cell_centres(
    source: Source, ranks: Mapping[int, Classes], *, band: int = 1
) -> pd.DataFrame:
    """Return where the drawn cells lie.

    Parameters
    ----------
    source : Path or bytes
    ranks : mapping of class to sorted ranks in reading order
        See `qngeo.domain.forest.sampling.draw_ranks`. Reading order is that of this
        module: block by block, in each row by row.
    band : int

    Returns
    -------
    DataFrame with stratum (int), lon and lat (degrees, EPSG:4326, cell centres).
    """
    seen: dict[int, int] = {}
    parts = []
    with opened(source) as dataset:
        back = Transformer.from_crs(_crs(dataset), STORAGE, always_xy=True)
        for window, block, valid in _blocks(dataset, band):
            places = np.flatnonzero(valid)
            values = block.ravel()[places]
            for name, chosen in picked(values, ranks, seen).items():
                row, column = np.divmod(places[chosen], window.width)
                x, y = dataset.transform * (
                    window.col_off + column + 0.5,
                    window.row_off + row + 0.5,
                )
                lon, lat = back.transform(x, y)
                parts.append(pd.DataFrame({"stratum": name, "lon": lon, "lat": lat}))
            for name in ranks:
                here = int(np.count_nonzero(values == name))
                seen[name] = seen.get(name, 0) + here
    return pd.concat(parts, ignore_index=True)


def picked(
    values: Classes, ranks: Mapping[int, Classes], seen: Mapping[int, int]
) -> dict[int, Classes]:
    """Return which cells of one block were drawn.

    Parameters
    ----------
    values : array of int
        Classes of the block's valid cells, flat, in reading order.
    ranks : mapping of class to array of int
        As `draw_ranks` gives them.
    seen : mapping of class to int
        Cells of each class in the blocks before this one.

    Returns
    -------
    dict of class to positions in ``values``.

    Examples
    --------
    >>> block = np.array([7, 8, 7, 7])
    >>> {k: v.tolist() for k, v in picked(block, {7: np.array([4, 5])}, {7: 3}).items()}
    {7: [2, 3]}
    """
    found = {}
    for name, wanted in ranks.items():
        before = seen.get(name, 0)
        places = np.flatnonzero(values == name)
        first, last = np.searchsorted(wanted, [before, before + len(places)])
        if first < last:
            found[name] = places[wanted[first:last] - before]
    return found


def _crs(dataset: Any) -> CRS:
    crs = CRS.from_wkt(dataset.crs.to_wkt())
    if not (crs.is_geographic or crs.is_projected):
        msg = f"CRS {crs.name} is neither geographic nor projected: warp the map"
        raise SchemaError(msg)
    return crs


def _blocks(dataset: Any, band: int) -> Iterator[tuple[Window, Classes, Any]]:
    """Read a band in blocks of `BLOCK` cells, whatever the file's own blocks are."""
    if not 1 <= band <= dataset.count:
        msg = f"no band {band}: the map has bands 1 to {dataset.count}"
        raise SchemaError(msg)
    for top in range(0, dataset.height, BLOCK):
        for left in range(0, dataset.width, BLOCK):
            window = Window(
                left,
                top,
                min(BLOCK, dataset.width - left),
                min(BLOCK, dataset.height - top),
            )
            yield window, *_read(dataset, band, window)


def _read(dataset: Any, band: int, window: Window) -> tuple[Classes, Any]:
    """Return classes and which cells are valid."""
    found = dataset.read(band, window=window, masked=True)
    valid = ~np.ma.getmaskarray(found)
    values = np.ma.getdata(found)
    if values.dtype.kind == "f":
        valid &= np.isfinite(values)
        values = np.where(valid, values, 0)
        if np.any(values != np.rint(values)):
            first = float(values[values != np.rint(values)][0])
            msg = f"a cell holds {first:g}: a map of classes has whole numbers only"
            raise SchemaError(msg)
    elif values.dtype.kind not in "iu":
        msg = f"cells of type {values.dtype}: a map of classes has whole numbers only"
        raise SchemaError(msg)
    return values.astype(np.int64), valid
