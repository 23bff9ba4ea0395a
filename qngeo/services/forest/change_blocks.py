"""Seasons and forest mask of a series, read side by side, window by window."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import rasterio.features
from rasterio.errors import RasterioIOError
from rasterio.io import DatasetReader
from rasterio.windows import Window

from qngeo import progress
from qngeo.domain.forest import loss as measure
from qngeo.errors import RasterError
from qngeo.io.imagery.rasters import BLOCK, Grid, Layout, band_numbers, grid_of
from qngeo.io.imagery.series import FOREST, Season

SIDE = 2 * BLOCK
"""Cells a side of a window: memory is bounded whatever the size of the rasters."""

_BANDS = ("nbr", "ndmi", "ndvi", "valid")


def read_bands(
    source: DatasetReader, bands: Sequence[int], window: Window | None = None
) -> "np.ndarray[Any, Any]":
    """Read bands of an open raster.

    Raises
    ------
    RasterError
        If that part of the file is damaged; the message names file and place.
    """
    try:
        return np.asarray(source.read(list(bands), window=window))
    except RasterioIOError as error:
        place = "" if window is None else f" near row {window.row_off}"
        message = f"{Path(source.name).name} is damaged{place}: make or fetch it anew"
        raise RasterError(message) from error


@dataclass(frozen=True, kw_only=True)
class Block:
    """What one window of all rasters holds.

    Attributes
    ----------
    window : Window
    forest : array of bool
    bands : mapping
        By season and band, arrays of the window.
    inside : array of bool or None
        Cells of the area of control, by their centre; None where none was given.
    """

    window: Window
    forest: measure.Mask
    bands: Mapping[str, Mapping[str, measure.Array]]
    inside: measure.Mask | None


@dataclass(frozen=True, kw_only=True)
class ChangeBlocks:
    """One computation: open rasters, the seasons and the rules.

    Attributes
    ----------
    sources : mapping of str to DatasetReader
        By season, and "forest".
    seasons : tuple of Season
        Before the storm, the first after it, later ones.
    steps : Thresholds
    control : list of geometries, or None
        In the CRS of the rasters.
    tags : mapping
        For every file written.
    """

    sources: Mapping[str, DatasetReader]
    seasons: tuple[Season, ...]
    steps: measure.Thresholds
    control: list[Any] | None
    tags: Mapping[str, str]

    @property
    def grid(self) -> Grid:
        """The grid that all rasters share."""
        return grid_of(self.sources["forest"])

    def blocks(self) -> Iterator[Block]:
        """Read window by window; windows without forest hold nothing to compute."""
        rows, columns = self.grid.shape
        corners = list(product(range(0, rows, SIDE), range(0, columns, SIDE)))
        for top, left in progress.steps(corners):
            wide, high = min(SIDE, columns - left), min(SIDE, rows - top)
            yield self._block(Window(left, top, wide, high))

    def _block(self, window: Window) -> Block:
        forest = read_bands(self.sources["forest"], [1], window)[0] == FOREST
        bands = {season.name: self._bands(season.name, window, forest)
                 for season in self.seasons}  # fmt: skip
        return Block(
            window=window, forest=forest, bands=bands, inside=self._inside(window)
        )

    def _bands(
        self, name: str, window: Window, forest: measure.Mask
    ) -> dict[str, measure.Array]:
        if not forest.any():
            empty = np.full(forest.shape, np.nan, dtype=np.float32)
            return dict.fromkeys(_BANDS, empty)
        source = self.sources[name]
        read = read_bands(source, band_numbers(source, _BANDS), window)
        return dict(zip(_BANDS, read, strict=True))

    def _inside(self, window: Window) -> measure.Mask | None:
        if self.control is None:
            return None
        source = self.sources["forest"]
        inside: measure.Mask = rasterio.features.geometry_mask(
            self.control,
            out_shape=(window.height, window.width),
            transform=source.window_transform(window),
            invert=True,
        )
        return inside

    def seen(self, block: Block, season: str) -> measure.Mask:
        """Forest with enough images before the storm and in a season."""
        first = block.bands[self.seasons[0].name]["valid"]
        now = block.bands[season]["valid"]
        return block.forest & measure.enough(first, now, self.steps.least)

    def changed(self, block: Block, index: str) -> measure.Array:
        """Return pre - post of an index."""
        first, second = (s.name for s in self.seasons[:2])
        return measure.change(block.bands[first][index], block.bands[second][index])

    def layout(self, bands: tuple[str, ...], dtype: str, nodata: float) -> Layout:
        """Return the layout of a result on the same grid."""
        return Layout(
            grid=self.grid, bands=bands, dtype=dtype, nodata=nodata, tags=self.tags
        )
