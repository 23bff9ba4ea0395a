"""A raster of 40 x 40 cells of 100 m in the province, worked out by hand.

Rows 0-19 are class 1, rows 20-39 class 2; columns 0-9 hold 0, which means no data. So
there are 600 ha of each class and 400 ha without a value.
"""

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from made_imports import in_degrees
from rasterio.transform import from_origin

from qngeo.domain.imports.raster_description import ClassName, Description
from qngeo.services.own_data import raster_check, raster_import

CELLS, CELL = 40, 100.0
WEST, NORTH = 430_000.0, 2_342_000.0
"""Upper left corner in EPSG:5899, metres: inland of Hạ Long."""

TRANSFORM = from_origin(WEST, NORTH, CELL, CELL)

CLASSES = np.ones((CELLS, CELLS), dtype="uint8")
CLASSES[20:] = 2
CLASSES[:, :10] = 0

NAMES = (
    ClassName(value=1, name_vi="Rừng", name_en="Forest"),
    ClassName(value=2, name_vi="Không rừng", name_en="No forest"),
)


def geotiff(path, values=CLASSES, *, crs="EPSG:5899", nodata=0, **options):
    """Write bands (or one) as a GeoTIFF; further options are those of the driver."""
    stack = np.asarray(values)
    stack = stack[None] if stack.ndim == 2 else stack
    options.setdefault("transform", TRANSFORM)
    bands, rows, columns = stack.shape
    with rasterio.open(
        path, "w", driver="GTiff", count=bands, height=rows, width=columns,
        dtype=stack.dtype, crs=crs, nodata=nodata, **options,
    ) as target:  # fmt: skip
        target.write(stack)
    return path


def described(**changes):
    """Say of the made raster what it shows."""
    said = {
        "id": "forest_2025", "name_vi": "Hiện trạng rừng", "name_en": "Forest cover",
        "kind": "classes", "classes": NAMES, "as_of": "2025",
        "source": "Chi cục Kiểm lâm",
    }  # fmt: skip
    return Description(**{**said, **changes})


def checked(path, store, said=None):
    """Look at a raster and hold a description against it."""
    said = said or described()
    seen = raster_check.look(
        path, name=path.name, band=said.band, nodata=said.nodata, crs=said.crs
    )
    return raster_check.judge(seen, said, store)


def brought_in(path, store, said=None, *, who="Lan"):
    """Import a raster; return its version."""
    return raster_import.import_raster(store, checked(path, store, said), who=who)


def keys(report, severity):
    """Return the keys of the findings of one severity."""
    return {one.key for one in report.findings if one.severity == severity}


def strip(columns, rows, *, name="a"):
    """An area over some columns and rows of the made raster, as a person gives it."""
    shape = shapely.box(
        WEST + columns[0] * CELL, NORTH - rows[1] * CELL,
        WEST + columns[1] * CELL, NORTH - rows[0] * CELL,
    )  # fmt: skip
    table = {"id": [name], "name_vi": [name], "name_en": [name]}
    return gpd.GeoDataFrame(table, geometry=[in_degrees(shape)], crs="EPSG:4326")
