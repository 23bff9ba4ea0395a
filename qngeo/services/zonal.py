"""What does any raster say about any polygons (thống kê ảnh theo vùng)?

The raster is decoded once for all polygons, and where several dates share one grid the
polygons are laid over it once for all dates. The work goes window by window, several
at a time, so that a raster larger than the memory is no hindrance: a thread holds one
window of one date (at most 6 million values, or one block of the file), its mask and
small working copies, about 60 MB for float64, besides the outlines in the window.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from qngeo import progress
from qngeo.crs import M2_PER_HA
from qngeo.domain.zonal.class_areas import class_areas
from qngeo.domain.zonal.coverage import cover
from qngeo.domain.zonal.laid_window import LaidWindow
from qngeo.domain.zonal.statistics import STATS, Needs, Part, Totals, part_of
from qngeo.domain.zonal.zones import LaidZones, check_zones, zone_ids, zones_on
from qngeo.errors import SchemaError, UnknownNameError
from qngeo.grids import Window, grid_groups
from qngeo.io.imagery.blocks import (
    RasterHead,
    Reader,
    gdal_limits,
    read_head,
    readers,
    windows,
)

__all__ = ["STATS", "zonal_by_class", "zonal_stats"]

WORKERS = min(8, os.cpu_count() or 1)
"""Windows worked on at a time."""

Found = TypeVar("Found")


@dataclass(frozen=True)
class _Group:
    """Rasters of one grid, with the polygons on it."""

    members: list[int]
    laid: LaidZones


def zonal_stats(
    rasters: Path | Sequence[Path],
    zones: gpd.GeoDataFrame,
    *,
    id_column: str = "id",
    stats: Sequence[str] = ("count", "mean"),
    bands: Sequence[int] | None = None,
) -> pd.DataFrame:
    """Statistics of raster values in polygons, partial cells by their exact share.

    Parameters
    ----------
    rasters : Path or sequence of Path
        Files that GDAL reads. Values are taken as stored: a scale or an offset in the
        file is not applied. Nodata, NaN and infinite values do not count.
    zones : GeoDataFrame of polygons
        In any declared CRS; brought to the raster's with the datum shift.
    id_column : str
        Column of ``zones`` that names each polygon once.
    stats : sequence of str
        Some of `STATS`: count (cells, by share), sum, mean, min, max, std (of the
        population). There is no median: it cannot be had from one pass.
    bands : sequence of int, optional
        Numbers of bands, from 1; all (but an alpha band) if not given.

    Returns
    -------
    DataFrame, one row a polygon in the order of ``zones`` (for each raster and band):
    id, raster (file name, only for several rasters), band (only for several bands), the
    statistics by name, area_ha (true area of the polygon on valid cells, hectares) and
    note: "" or what to know, such as "outside the raster", "partly outside the raster",
    "no valid cell", "outline repaired". Where nothing is known the values are NaN.

    Raises
    ------
    SchemaError
        If the zones have no CRS, or the id column is missing, has gaps or repeats.
    UnknownNameError
        If a statistic or band does not exist.
    MissingDataError, RasterError
        If a raster is not there or cannot be read; the place in it is named.
    """
    _check_stats(stats)
    check_zones(zones, id_column)
    heads = _heads(rasters)
    chosen = [_bands(head, bands) for head in heads]
    needs = Needs.of(stats)
    layers = [(i, band) for i, numbers in enumerate(chosen) for band in numbers]
    totals = {layer: Totals(len(zones)) for layer in layers}
    laid_of: dict[int, LaidZones] = {}

    def summed(reader: Reader, i: int, laid: LaidWindow) -> Iterator[tuple[int, Part]]:
        values, valid = reader.read(i, chosen[i], laid.window)
        for k, band in enumerate(chosen[i]):
            known = None if valid is None else valid[k]
            yield band, part_of(values[k], known, laid, needs)

    for group in _groups(heads, zones):
        laid_of |= dict.fromkeys(group.members, group.laid)
        for i, (band, part) in _swept(heads, group, max(map(len, chosen)), summed):
            totals[i, band].add(part)
    names, frames = _names(heads), []
    for i, band in layers:
        table = totals[i, band].table(stats)
        laid = laid_of[i]
        notes = laid.notes_after(table["area_ha"].to_numpy())
        table[laid.away] = np.nan
        table.insert(0, "id", zone_ids(zones, id_column))
        table.insert(1, "raster", names[i])
        table.insert(2, "band", band)
        frames.append(table.assign(note=notes))
    spare = ["raster"] * (len(heads) == 1) + ["band"] * (max(map(len, chosen)) == 1)
    return pd.concat(frames, ignore_index=True).drop(columns=spare)


def zonal_by_class(
    rasters: Path | Sequence[Path],
    zones: gpd.GeoDataFrame,
    *,
    id_column: str = "id",
    band: int = 1,
) -> pd.DataFrame:
    """Area of each class in each polygon, partial cells by their exact share.

    Parameters
    ----------
    rasters : Path or sequence of Path
        Class rasters: whole numbers.
    zones, id_column
        See `zonal_stats`.
    band : int
        Number of the band, from 1.

    Returns
    -------
    DataFrame, one row a polygon and class (for each raster), classes ascending: id,
    raster (only for several), class (int), area_ha (true area, hectares), share (of the
    polygon's area on valid cells, 0 to 1) and note as in `zonal_stats`. A polygon
    without a valid cell has one row with class, area_ha and share missing.

    Raises
    ------
    SchemaError
        As in `zonal_stats`, and if the values are no classes.
    UnknownNameError
        If there is no such band.
    MissingDataError, RasterError
        If a raster is not there or cannot be read.
    """
    check_zones(zones, id_column)
    heads = _heads(rasters)
    chosen = [_bands(head, [band]) for head in heads]
    sums: dict[int, list[pd.DataFrame]] = {i: [] for i in range(len(heads))}
    laid_of: dict[int, LaidZones] = {}

    def summed(reader: Reader, i: int, laid: LaidWindow) -> Iterator[pd.DataFrame]:
        values, valid = reader.read(i, chosen[i], laid.window)
        try:
            yield class_areas(values[0], None if valid is None else valid[0], laid)
        except SchemaError as error:
            message = f"{heads[i].path.name}: {error}"
            raise SchemaError(message) from error

    for group in _groups(heads, zones):
        laid_of |= dict.fromkeys(group.members, group.laid)
        for i, part in _swept(heads, group, 1, summed):
            sums[i].append(part)
    names = _names(heads)
    ids = zone_ids(zones, id_column)
    frames = [
        _long(sums[i], laid_of[i], ids).assign(raster=names[i])
        for i in range(len(heads))
    ]
    found = pd.concat(frames, ignore_index=True)
    several = ["raster"] * (len(heads) > 1)
    return found[["id", *several, "class", "area_ha", "share", "note"]]


def _long(parts: list[pd.DataFrame], laid: LaidZones, ids: pd.Series) -> pd.DataFrame:
    """Put the windows of one raster together, one row a polygon and class."""
    empty = pd.DataFrame({"zone": [0], "class": [0], "m2": [0.0]}).iloc[:0]
    pairs = pd.concat([empty, *parts]).groupby(["zone", "class"], as_index=False).sum()
    pairs["area_ha"] = pairs["m2"] / M2_PER_HA
    whole = pairs.groupby("zone")["area_ha"].transform("sum")
    pairs["share"] = pairs["area_ha"] / whole
    valid = np.zeros(len(ids))
    np.add.at(valid, pairs["zone"].to_numpy(), pairs["area_ha"].to_numpy())
    every = pd.DataFrame(
        {"zone": np.arange(len(ids)), "id": ids, "note": laid.notes_after(valid)}
    )
    found = every.merge(pairs.drop(columns="m2"), on="zone", how="left")
    return found.astype({"class": "Int64"})


def _check_stats(stats: Sequence[str]) -> None:
    unknown = [name for name in stats if name not in STATS]
    if unknown or not stats:
        asked = f"statistic {', '.join(unknown)}" if unknown else "statistic asked for"
        message = f"no {asked}; there are {', '.join(STATS)}"
        raise UnknownNameError(message)


def _heads(rasters: Path | Sequence[Path]) -> list[RasterHead]:
    paths = [rasters] if isinstance(rasters, Path) else list(rasters)
    if not paths:
        message = "no raster given; name at least one file"
        raise SchemaError(message)
    return [read_head(path) for path in paths]


def _bands(head: RasterHead, bands: Sequence[int] | None) -> tuple[int, ...]:
    chosen = head.bands if bands is None else tuple(bands)
    unknown = [band for band in chosen if band not in head.bands]
    if unknown or not chosen:
        there = ", ".join(map(str, head.bands))
        asked = ", ".join(map(str, unknown)) or "asked for"
        message = f"{head.path.name}: no band {asked}; it has {there}"
        raise UnknownNameError(message)
    return chosen


def _names(heads: list[RasterHead]) -> list[str]:
    """File names, or whole paths where a name stands for two files."""
    names = [head.path.name for head in heads]
    if len(set(names)) == len(names):
        return names
    return [head.path.as_posix() for head in heads]


def _groups(heads: list[RasterHead], zones: gpd.GeoDataFrame) -> Iterator[_Group]:
    for members in grid_groups([head.grid for head in heads]):
        yield _Group(members, zones_on(heads[members[0]].grid, zones))


def _swept(
    heads: list[RasterHead],
    group: _Group,
    bands: int,
    summed: Callable[[Reader, int, LaidWindow], Iterator[Found]],
) -> Iterator[tuple[int, Found]]:
    """Go over the windows of a group's rasters, several at a time, in their order.

    Parameters
    ----------
    heads : list of RasterHead
    group : _Group
    bands : int
        Most bands read at once.
    summed : callable
        What to find in one window of the raster at a position among ``heads``.

    Yields
    ------
    position of the raster, what was found; windows without a polygon are not read.
    """
    grid = heads[group.members[0]].grid
    edges = group.laid.edges

    def work(window: Window) -> list[tuple[int, Found]]:
        coverage = cover(edges, window)
        if coverage.empty:
            return []
        laid = LaidWindow(window, coverage, grid.cell_areas(window))
        reader = queue.get()
        try:
            return [(i, f) for i in group.members for f in summed(reader, i, laid)]
        finally:
            queue.put(reader)

    jobs = windows(heads[group.members[0]], bands)
    with (
        gdal_limits(),
        readers(heads, WORKERS) as queue,
        ThreadPoolExecutor(WORKERS) as pool,
    ):
        tasks = [pool.submit(work, window) for window in jobs]
        try:
            for task in progress.steps(tasks):
                yield from task.result()
        finally:
            for task in tasks:
                task.cancel()
