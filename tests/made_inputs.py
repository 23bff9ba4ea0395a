"""The files that examples name, made small: they stand where a reader has his own."""

import json
from pathlib import Path

import documented
import geopandas as gpd
import made_rasters
import made_series
import pyogrio
import rasterio
import shapely
from rasterio.warp import transform_bounds
from typer.testing import CliRunner

from qngeo import cli

CORNERS = """Điểm;X (m);Y (m)
1;2320000;430000
2;2320000;430400
3;2320310;430400
4;2320310;430000
"""
"""Four points of VN-2000, 400 x 310 m: 12.4 ha."""


def qngeo(*words: str, typed: str = "") -> str:
    """Run a command in this process; return what it printed."""
    answer = CliRunner().invoke(cli.app, list(words), input=typed)
    assert answer.exit_code == 0, (words, answer.output, answer.exception)
    return answer.output


def described() -> str:
    """Return the description of a raster that the document on rasters gives."""
    blocks = documented.blocks(documented.ROOT / "docs" / "rasters.md")
    return next(block["text"] for block in blocks if block["language"] == "json")


def _box(path: Path, bounds: tuple[float, ...], crs: str) -> None:
    shape = shapely.box(*transform_bounds(crs, "EPSG:4326", *bounds))
    pyogrio.write_dataframe(
        gpd.GeoDataFrame({"name": ["a"]}, geometry=[shape], crs="EPSG:4326"), path
    )


def write_all(folder: Path, rasters: Path) -> None:
    """Write what the examples read."""
    made_series.write_series(rasters, name="sentinel2")
    with rasterio.open(rasters / "sentinel2" / "forest.tif") as source:
        _box(folder / "mine.gpkg", tuple(source.bounds), str(source.crs))
    made_rasters.geotiff(folder / "landcover.tif")
    made_rasters.geotiff(folder / "forest_2025.tif")
    with rasterio.open(folder / "landcover.tif") as source:
        _box(folder / "plots.gpkg", tuple(source.bounds), str(source.crs))
    (folder / "forest_2025.json").write_text(described(), encoding="utf-8")
    (folder / "corners.csv").write_text(CORNERS, encoding="utf-8")
    qngeo("export", "zones", "--to", str(folder / "zones.zip"))


def look_at(points: Path) -> None:
    """Do what people do between sample and estimate: say what each point is."""
    frame = gpd.read_file(points)
    frame["reference"] = frame["map_class"]
    points.unlink()
    pyogrio.write_dataframe(frame, points)


def four_versions(folder: Path) -> None:
    """Import one zone, then three changes of its decision: four versions."""
    layer = json.loads(
        (Path(__file__).parents[1] / "layers" / "zones.geojson").read_text("utf-8")
    )
    zone = layer["features"][0]
    for number in range(4):
        zone["properties"]["decision"] = f"{number + 1}/QĐ-UBND"
        file = folder / "zone.geojson"
        file.write_text(json.dumps({**layer, "features": [zone]}), encoding="utf-8")
        qngeo("import", str(file), "--layer", "zones", "--who", "lan")
