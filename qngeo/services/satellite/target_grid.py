"""On which grid does a fetched raster of the province lie?"""

import math

from rasterio.transform import from_origin
from rasterio.warp import transform_bounds

from qngeo.errors import SchemaError
from qngeo.io.imagery.rasters import Grid
from qngeo.io.imagery.stac import Box

CRS = "EPSG:32648"
"""UTM 48N, in which most of the province lies, from 102 to 108 degrees east."""

PROVINCE: Box = (106.44, 20.62, 108.09, 21.67)
"""West, south, east, north of communes and zones, degrees, rounded outwards."""

MOST_CELLS = 400_000_000


def covering(box: Box, *, resolution: float) -> Grid:
    """Return the grid over a box whose edges are multiples of the resolution.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north, degrees.
    resolution : float
        Metres.

    Raises
    ------
    SchemaError
        If the box is empty, not within the degrees, or far too large for the cells.
    """
    west, south, east, north = box
    if not (-180 <= west < east <= 180 and -80 <= south < north <= 84):  # noqa: PLR2004 -- UTM
        message = f"bbox {box} is no west,south,east,north in degrees"
        raise SchemaError(message)
    left, bottom, right, top = transform_bounds("EPSG:4326", CRS, *box)
    x, y = (math.floor(v / resolution) * resolution for v in (left, bottom))
    columns = math.ceil((right - x) / resolution)
    rows = math.ceil((top - y) / resolution)
    if rows * columns > MOST_CELLS:
        message = (
            f"the bbox holds {rows} x {columns} cells of {resolution:g} m: "
            "make it smaller or the cells larger"
        )
        raise SchemaError(message)
    origin = from_origin(x, y + rows * resolution, resolution, resolution)
    return Grid(crs=CRS, transform=origin, shape=(rows, columns))
