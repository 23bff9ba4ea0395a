"""A made map of two classes and the command line of areas with intervals."""

from types import SimpleNamespace

import numpy as np
import rasterio
from rasterio.transform import from_origin
from typer.testing import CliRunner

from qngeo.cli.forest_estimate import app

WEST, NORTH, CELL = 107.0, 21.0, 0.001
SIDE = 20


def write_map(path, values, *, crs="EPSG:4326", cell=CELL, west=WEST, north=NORTH):
    values = np.asarray(values)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=values.shape[0],
        width=values.shape[1],
        count=1,
        dtype=values.dtype,
        crs=crs,
        transform=from_origin(west, north, cell, cell),
        nodata=255,
    ) as target:
        target.write(values, 1)
    return path


def two_classes(folder):
    """Make a map: 10 columns of class 1, 9 of class 2, the last without data."""
    values = np.full((SIDE, SIDE), 1, dtype="uint8")
    values[:, 10:19], values[:, 19] = 2, 255
    names = folder / "names.csv"
    names.write_text("class,name\n1,Rừng\n2,Không rừng\n3,Cháy\n", "utf-8")
    return SimpleNamespace(
        raster=write_map(folder / "map.tif", values), names=names, folder=folder
    )


def centre(row, column):
    return WEST + (column + 0.5) * CELL, NORTH - (row + 0.5) * CELL


def points_csv(made, rows):
    """Write points from (row, column, reference)."""
    lines = ["sample_id,lon,lat,reference"]
    for i, (row, column, reference) in enumerate(rows):
        lon, lat = centre(row, column)
        lines.append(f"p{i},{lon},{lat},{reference}")
    path = made.folder / "points.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])
