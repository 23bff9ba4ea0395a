"""Which cells of a series were forest before the storm?"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.transform import Affine
from rasterio.warp import reproject, transform_bounds
from rasterio.windows import Window

from qngeo.errors import MissingDataError, SchemaError
from qngeo.io.imagery.rasters import Grid, Layout, grid_of, open_raster, writing
from qngeo.io.imagery.series import (
    FOREST,
    MASK_UNKNOWN,
    NOT_FOREST,
    Series,
    read_series,
)
from qngeo.io.json_files import read_json, sha256, write_json
from qngeo.services.satellite.season_blocks import cut

TREES = (10, 95)
"""Classes of ESA WorldCover that are forest: tree cover and mangroves (rừng ngập mặn).
Tree cover (độ che phủ cây) is not legal forest (rừng): orchards are in it, young
plantations may not be."""

UNKNOWN_CLASS = 0

RULE = (
    "ESA WorldCover class 10 (tree cover) or 95 (mangroves) is forest, any other class "
    "is not; a cell takes what most of its 10 m cells are and is unknown where the "
    "product holds nothing"
)
_AROUND = 2


def forest_of(classes: NDArray[np.integer[Any]]) -> NDArray[np.uint8]:
    """Return forest, not forest or unknown for classes of ESA WorldCover."""
    mask = np.where(np.isin(classes, TREES), FOREST, NOT_FOREST)
    return np.where(classes == UNKNOWN_CLASS, MASK_UNKNOWN, mask).astype(np.uint8)


def series_to_mask(series_name: str) -> Series:
    """Return a series that a forest mask can be made for.

    Raises
    ------
    UnknownNameError
        If there is no such series.
    SchemaError
        If the series is made for practice, which real data must not enter.
    MissingDataError
        If the series has no season.
    """
    series = read_series(series_name)
    if series.practice:
        message = f"series {series_name!r} is practice data and has its own forest mask"
        raise SchemaError(message)
    if not series.seasons:
        message = f"series {series_name!r} has no season yet: fetch one first"
        raise MissingDataError(message)
    return series


def write_forest(series_name: str, landcover: Path) -> Path:
    """Write the forest mask of a series from a land cover raster.

    Parameters
    ----------
    series_name : str
        With at least one season, whose grid the mask takes.
    landcover : Path
        Raster of WorldCover classes with its sidecar.

    Returns
    -------
    Path
        Of forest.tif; forest.json beside it names product, date and rule.

    Raises
    ------
    UnknownNameError
        If there is no such series.
    SchemaError
        If the series is made for practice, which real data must not enter.
    MissingDataError
        If the series has no season, or land cover cannot be read.
    """
    series = series_to_mask(series_name)
    about = read_json(landcover.with_suffix(".json"))
    with open_raster(series.seasons[0].path) as season:
        grid = grid_of(season)
    path = series.folder / "forest.tif"
    layout = Layout(grid=grid, bands=("forest",), dtype="uint8", nodata=MASK_UNKNOWN)
    try:
        with open_raster(landcover) as source, writing(path, layout) as target:
            for task in cut(grid, ()):
                top, left = task.window
                rows, columns = task.grid.shape
                window = Window(left, top, columns, rows)
                target.write(_part(source, task.grid), 1, window=window)
            path.with_suffix(".json").unlink(missing_ok=True)  # of the old mask
    except RasterioError as error:
        message = f"{landcover.name} cannot be read: fetch it again with --again"
        raise MissingDataError(message) from error
    write_json(
        path.with_suffix(".json"),
        {
            "product": about.get("product", landcover.stem),
            "date": about.get("date", ""),
            "licence": about.get("licence", ""),
            "rule": RULE,
            "source_sha256": about.get("sha256", ""),
            "sha256": sha256(path),
            "made": datetime.now(UTC).date().isoformat(),
        },
    )
    return path


def _part(source: DatasetReader, grid: Grid) -> NDArray[np.uint8]:
    """Return the mask of one block from the cells of land cover under it."""
    mask = np.full(grid.shape, MASK_UNKNOWN, np.uint8)
    window = _under(source, grid)
    if window is None:
        return mask
    own: Affine = source.window_transform(window)
    reproject(
        forest_of(source.read(1, window=window)),
        mask,
        src_transform=own,
        src_crs=source.crs,
        src_nodata=MASK_UNKNOWN,
        dst_transform=grid.transform,
        dst_crs=grid.crs,
        dst_nodata=MASK_UNKNOWN,
        resampling=Resampling.mode,
        num_threads=1,
    )
    return mask


def _under(source: DatasetReader, grid: Grid) -> Window | None:
    """Return the cells under a block and two around it, None where there are none."""
    west, south, east, north = transform_bounds(grid.crs, source.crs, *grid.bounds)
    back = ~source.transform
    left, top = (int(v) - _AROUND for v in back * (west, north))
    right, bottom = (int(v) + 1 + _AROUND for v in back * (east, south))
    left, top = max(left, 0), max(top, 0)
    right, bottom = min(right, source.width), min(bottom, source.height)
    if right <= left or bottom <= top:
        return None
    return Window(left, top, right - left, bottom - top)
