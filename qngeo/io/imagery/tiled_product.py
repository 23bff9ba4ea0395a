"""Products in tiles of whole degrees at addresses that follow a pattern."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.transform import from_origin
from rasterio.windows import Window

from qngeo.errors import SchemaError
from qngeo.io.imagery.band_reading import UnreadableError, check_file, reading
from qngeo.io.imagery.rasters import Grid
from qngeo.io.imagery.stac import Box, Gap

_SAME = 1e-6

MOST_CELLS = 400_000_000
"""Of what is cut out of a product at once; the province has 250 million of 10 m."""


@dataclass(frozen=True, kw_only=True)
class Product:
    """A product of classes on a grid in degrees.

    Attributes
    ----------
    name : str
        Of the file that is written.
    title : str
    year : str
        That the classes speak of.
    licence : str
    pattern : str
        Address with ``{tile}`` where the name of the tile stands.
    side : int
        Degrees a side of a tile.
    per_degree : int
        Cells a degree.
    named_by_south : bool
        Tiles are named by their south-west corner as N18E105; otherwise by their
        north-west corner as 30N_100E.
    unknown : int
        Value of cells that no tile holds.
    """

    name: str
    title: str
    year: str
    licence: str
    pattern: str
    side: int
    per_degree: int
    named_by_south: bool
    unknown: int

    def grid(self, box: Box) -> Grid:
        """Return the cells of the product that a box touches.

        Raises
        ------
        SchemaError
            If the box is none, or holds more than `MOST_CELLS`.
        """
        west, south, east, north = box
        if not (-180 <= west < east <= 180 and -80 <= south < north <= 84):  # noqa: PLR2004
            message = f"bbox {box} is no west,south,east,north in degrees"
            raise SchemaError(message)
        n = self.per_degree
        left, top = math.floor(west * n + _SAME), math.ceil(north * n - _SAME)
        columns = math.ceil(east * n - _SAME) - left
        rows = top - math.floor(south * n + _SAME)
        if rows * columns > MOST_CELLS:
            message = (
                f"bbox {box} holds {rows} x {columns} cells of {self.title}: make it "
                "smaller"
            )
            raise SchemaError(message)
        origin = from_origin(left / n, top / n, 1 / n, 1 / n)
        return Grid(crs="EPSG:4326", transform=origin, shape=(rows, columns))

    def tiles(self, grid: Grid) -> Iterator[tuple[int, int]]:
        """Yield the south-west corners, degrees, of the tiles that a grid touches."""
        west, south, east, north = grid.bounds
        for bottom in _steps(south, north, self.side):
            for left in _steps(west, east, self.side):
                yield left, bottom

    def tile_name(self, left: int, bottom: int) -> str:
        """Return the name of a tile by its south-west corner in degrees."""
        lat = bottom if self.named_by_south else bottom + self.side
        ns, ew = "N" if lat >= 0 else "S", "E" if left >= 0 else "W"
        if self.named_by_south:
            return f"{ns}{abs(lat):02}{ew}{abs(left):03}"
        return f"{abs(lat):02}{ns}_{abs(left):03}{ew}"

    def address(self, left: int, bottom: int) -> str:
        """Return the address of a tile."""
        return self.pattern.replace("{tile}", self.tile_name(left, bottom))


def _steps(low: float, high: float, side: int) -> range:
    first = math.floor(low / side + _SAME) * side
    return range(first, math.ceil(high / side - _SAME) * side, side)


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that names no tile or no web address.

    Raises
    ------
    SchemaError
    """
    web = pattern.startswith(("http://", "https://")) and pattern.endswith(".tif")
    if "{tile}" not in pattern or not web:
        message = f"{pattern!r} is no pattern such as https://host/{{tile}}.tif"
        raise SchemaError(message)


def read_part(product: Product, grid: Grid) -> tuple[NDArray[Any], tuple[Gap, ...]]:
    """Read a part of a product, cell by cell as it is.

    Parameters
    ----------
    product : Product
    grid : Grid
        Cut from `Product.grid`.

    Returns
    -------
    array of uint8
        Rows, columns; ``product.unknown`` where no tile could be read.
    tuple of Gap
        By tile, the asset being the product's name.
    """
    values = np.full(grid.shape, product.unknown, np.uint8)
    gaps = []
    with reading():
        for left, bottom in product.tiles(grid):
            try:
                _lay(values, grid, product, left, bottom)
            except UnreadableError as error:
                tile = product.tile_name(left, bottom)
                gaps.append(Gap(item=tile, asset=product.name, reason=str(error)))
    return values, tuple(gaps)


def _lay(
    values: NDArray[Any], grid: Grid, product: Product, left: int, bottom: int
) -> None:
    href = product.address(left, bottom)
    check_file(href)
    n = product.per_degree
    top = round((bottom + product.side - grid.transform.f) * n)
    start = round((left - grid.transform.c) * n)
    size = product.side * n
    rows, columns = grid.shape
    # The tile begins ``-top`` rows below and ``start`` columns beside the part.
    first, last = max(0, -top), min(rows, size - top)
    west, east = max(0, start), min(columns, start + size)
    window = Window(west - start, first + top, east - west, last - first)
    try:
        with rasterio.open(href, driver="GTiff", sharing=False) as source:
            origin = from_origin(left, bottom + product.side, 1 / n, 1 / n)
            if source.shape != (size, size) or not source.transform.almost_equals(
                origin, precision=_SAME / n
            ):
                reason = f"not the grid of {product.title}"
                raise UnreadableError(reason)
            values[first:last, west:east] = source.read(1, window=window)
    except RasterioError as error:
        reason = "damaged or cut off"
        raise UnreadableError(reason) from error
