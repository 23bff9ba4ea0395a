"""A series small enough to work out by hand: 30 x 30 cells of 20 m in UTM 48N.

Rows 0-19 are forest: of them rows 0-9 undamaged (300 cells), rows 10-19 struck by
0.40 in columns 0-19 (200 cells) and by 0.15 in columns 20-29. Rows 20-29 are no
forest. Every season lowers NBR of all forest by 0.02 against the one before.
"""

import numpy as np
from rasterio.transform import from_origin

from qngeo.io.imagery.rasters import Grid, Layout, open_raster, write_raster
from qngeo.io.imagery.series import BANDS, read_series
from qngeo.io.json_files import sha256, write_json

__all__ = ["open_raster", "read_series"]

CELLS, CELL = 30, 20.0
WEST, NORTH = 600_000.0, 2_330_000.0
GRID = Grid(
    crs="EPSG:32648",
    transform=from_origin(WEST, NORTH, CELL, CELL),
    shape=(CELLS, CELLS),
)
HAZE = 0.02
NBR, NDVI = 0.62, 0.80
LOST = np.zeros((CELLS, CELLS))
LOST[10:20, :20] = 0.40
LOST[10:20, 20:] = 0.15
FOREST = np.zeros((CELLS, CELLS), dtype=np.uint8)
FOREST[:20] = 1


def season_bands(number: int, regained: float) -> np.ndarray:
    """Return the bands of a season; `number` 0 is before the storm."""
    stands = LOST * (0 if number == 0 else 1 - regained)
    bands = dict.fromkeys(BANDS, np.full((CELLS, CELLS), 0.1))
    bands["nbr"] = NBR - HAZE * number - stands
    bands["ndmi"] = 0.4 - HAZE * number - stands
    bands["ndvi"] = NDVI - stands / 2
    bands["valid"] = np.full((CELLS, CELLS), 5.0)
    return np.stack([bands[name] for name in BANDS]).astype("float32")


def write_season(folder, name, bands, **about):
    path = folder / f"{name}.tif"
    write_raster(path, Layout(grid=GRID, bands=BANDS), bands)
    first, last = name.split("-")
    told = {"from": f"{first}-10-01", "to": f"{last}-03-31", "cloud_pct": 10.0,
            "sha256": sha256(path)}  # fmt: skip
    write_json(path.with_suffix(".json"), told | about)


def write_forest(folder, values=FOREST):
    layout = Layout(grid=GRID, bands=("forest",), dtype="uint8", nodata=255)
    write_raster(folder / "forest.tif", layout, values[None])


def write_series(rasters, *, regained=(0.0, 0.6), name="made", kind="satellite"):
    """Write seasons from 2023-2024 on: one before, then one a share regained."""
    folder = rasters / name
    for number, share in enumerate((0.0, *regained)):
        season = f"{2023 + number}-{2024 + number}"
        write_season(folder, season, season_bands(number, share))
    write_forest(folder)
    about = {"kind": kind, "title_vi": "Thử", "title_en": "Made"}
    write_json(folder / "series.json", about)
    return read_series(name, rasters)
