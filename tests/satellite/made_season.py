"""One made season over 20.8 x 10.8 km, whose composite can be worked out by hand.

Of every scene red is 0.05, green 0.06, blue 0.04, SWIR1 0.2 and SWIR2 0.1, and only the
near infrared differs:

========= ==== =============================================================
day       NIR
========= ==== =============================================================
5 October 0.3  offset applied already; its red file answers 503 twice
4 November 0.4 counts carry 1000, flag says so; beside it a tile of zone 49N
               of the same day, larger and with 0.9, which counts only where
               the first one holds nothing
3 December 0.5 old baseline without offset
2 January 0.2  the western half is cloud
1 February 0.4 the file of NIR is cut off: only the north is there
2 March   0.9  the file of SWIR2 is missing: no observation
========= ==== =============================================================
"""

import copy
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from rasterio.transform import from_origin
from rasterio.warp import transform_bounds
from satellite.made_api import CLEAR, CLOUD, Api, write_cog

ROOT = Path(__file__).resolve().parents[2]
EXTENT = (700_000, 2_309_200, 720_800, 2_320_000)
ROWS, COLUMNS = 540, 1040
SHIFTED = {"earthsearch:boa_offset_applied": False}
TILE_BYTES = 512 * 512 * 2


def counts(nir: float, *, added: int = 0) -> dict[str, int]:
    """Return the counts of the bands for a near infrared reflectance."""
    bands = {"red": 0.05, "green": 0.06, "blue": 0.04, "nir08": nir, "swir16": 0.2,
             "swir22": 0.1}  # fmt: skip
    return {band: round(value * 10_000) + added for band, value in bands.items()}


def _twin(
    api: Api, item: dict[str, Any], name: str, **properties: Any
) -> dict[str, Any]:
    """List the files of an item once more under another name."""
    twin = copy.deepcopy(item)
    twin["id"] = name
    twin["properties"] |= properties
    api.items.append(twin)
    return twin


def fill(api: Api) -> None:
    """Put the season into the API, with all that is wrong with it."""
    first = api.add("S2A_1", "2023-10-05T03:20:00Z", counts=counts(0.3), extent=EXTENT)
    api.add("S2A_2", "2023-11-04T03:20:00Z", counts=counts(0.4, added=1000),
            extent=EXTENT, **SHIFTED)  # fmt: skip
    west, south, east, north = transform_bounds("EPSG:32648", "EPSG:32649", *EXTENT)
    wide = (round(west, -2) - 2000, round(south, -2) - 2000, round(east, -2) + 2000,
            round(north, -2) + 2000)  # fmt: skip
    api.add("S2A_2_49N", "2023-11-04T03:20:14Z", counts=counts(0.9), extent=wide,
            crs="EPSG:32649")  # fmt: skip
    old = {"s2:processing_baseline": "02.14", **SHIFTED}
    api.add("S2A_3", "2023-12-03T03:20:00Z", counts=counts(0.5), extent=EXTENT,
            offset=0, **old)  # fmt: skip
    scl = np.full((ROWS, COLUMNS), CLEAR)
    scl[:, : COLUMNS // 2] = CLOUD
    api.add("S2A_4", "2024-01-02T03:20:00Z", counts=counts(0.2), scl=scl, extent=EXTENT)
    api.add("S2A_5_cut", "2024-02-01T03:20:00Z", counts=counts(0.4), extent=EXTENT)
    _cut_off_the_south(api.path("S2A_5_cut", "nir08"))
    api.add("S2A_6_gap", "2024-03-02T03:20:00Z", counts=counts(0.9), extent=EXTENT)
    api.path("S2A_6_gap", "swir22").unlink()
    api.add("S2A_7_flag", "2024-03-07T03:20:00Z", counts=counts(0.9), extent=EXTENT,
            **SHIFTED)  # fmt: skip
    _twin(api, first, "S2A_8_cloudy", **{"eo:cloud_cover": 95.0})
    _twin(api, first, "S2A_9_summer", datetime="2024-06-01T03:20:00Z")
    on_s3 = _twin(api, first, "S2A_10_s3")
    on_s3["assets"]["red"]["href"] = "s3://bucket/red.tif"
    without = _twin(api, first, "S2A_11_without")
    del without["assets"]["scl"]
    _twin(api, first, "S2A_12_unclear", **{**old, "s2:processing_baseline": "03.01"})
    api.failing["S2A_1/red.tif"] = 2


def _cut_off_the_south(path: Path) -> None:
    """Leave of a file its header and the tiles of its first 512 rows."""
    values = np.full((ROWS, COLUMNS), 4000)
    write_cog(path, values, from_origin(EXTENT[0], EXTENT[3], 20, 20), "EPSG:32648",
              compress="none")  # fmt: skip
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - 3 * TILE_BYTES])


def command(api: Api, *more: str) -> list[str]:
    """Return the command line that fetches the season."""
    box = ",".join(map(str, transform_bounds("EPSG:32648", "EPSG:4326", *EXTENT)))
    return [sys.executable, "-m", "qngeo", "fetch", "sentinel2", "--from", "2023-10",
            "--to", "2024-03", "--bbox", box, "--api", api.url, *more]  # fmt: skip


def environment(rasters: Path) -> dict[str, str]:
    """Return the environment of a run that writes into a folder."""
    return {**os.environ, "QNGEO_RASTERS": str(rasters), "NO_PROXY": "127.0.0.1"}


def fetch(api: Api, rasters: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        command(api, *more),
        env=environment(rasters),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def start(api: Api, rasters: Path, *more: str) -> subprocess.Popen[bytes]:
    """Start the command and go on; what it says goes into said.txt."""
    with (rasters / "said.txt").open("wb") as said:
        return subprocess.Popen(
            command(api, *more), env=environment(rasters), cwd=ROOT, stderr=said
        )
