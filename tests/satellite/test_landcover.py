"""Land cover in tiles of degrees, and the forest mask that is made from it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from rasterio.warp import transform_bounds
from satellite.made_api import Api, serving, write_cog
from typer.testing import CliRunner

from qngeo import cli
from qngeo.config import settings
from qngeo.errors import (
    MissingDataError,
    QngeoError,
    SchemaError,
    UnknownNameError,
)
from qngeo.io.imagery.rasters import Grid, Layout, write_raster
from qngeo.io.imagery.series import BANDS
from qngeo.io.json_files import write_json
from qngeo.services.forest import mask as forest_mask
from qngeo.services.satellite import landcover

TREE, GRASS, MANGROVE, WATER = 10, 30, 95, 80
PER_DEGREE = 100


@pytest.fixture
def rasters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("QNGEO_RASTERS", str(tmp_path / "rasters"))
    settings.cache_clear()
    yield tmp_path / "rasters"
    settings.cache_clear()


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with serving(tmp_path / "tiles") as made:
        yield made


def _small(product: landcover.Product, api: Api) -> landcover.Product:
    """Return a product of the same form with cells of a hundredth of a degree."""
    pattern = f"{api.url}/data/{product.name}/{{tile}}.tif"
    return replace(product, per_degree=PER_DEGREE, pattern=pattern)


def _tile(
    api: Api, product: landcover.Product, corner: tuple[int, int], values
) -> None:
    left, bottom = corner
    size = product.side * PER_DEGREE
    name = product.tile_name(left, bottom)
    origin = from_origin(left, bottom + product.side, 0.01, 0.01)
    path = api.folder / product.name / f"{name}.tif"
    write_cog(path, np.broadcast_to(values, (size, size)), origin, "EPSG:4326",
              dtype="uint8")  # fmt: skip


def test_tiles_are_named_as_their_makers_name_them() -> None:
    box = (106.4, 20.6, 108.1, 21.7)
    world, hansen = landcover.WORLDCOVER, landcover.HANSEN
    # Three degrees, by the south-west corner; ten degrees, by the north-west corner.
    corners = list(world.tiles(world.grid(box)))
    assert [world.tile_name(*corner) for corner in corners] == [
        "N18E105", "N18E108", "N21E105", "N21E108"]  # fmt: skip
    corners = list(hansen.tiles(hansen.grid(box)))
    assert [hansen.tile_name(*corner) for corner in corners] == ["30N_100E"]
    assert hansen.address(100, 20).endswith("_lossyear_30N_100E.tif")


def test_a_box_over_two_tiles_is_cut_out_cell_by_cell(api: Api, rasters: Path) -> None:
    product = _small(landcover.WORLDCOVER, api)
    _tile(api, product, (105, 18), TREE)
    north = np.full((300, 300), GRASS)
    north[299, 145] = MANGROVE  # the row just north of 21 N, 106.45 to 106.46 E
    _tile(api, product, (105, 21), north)
    said: list[str] = []
    path = landcover.fetch(product, (106.4, 20.9, 106.6, 21.1), say=said.append)
    assert path == rasters / "landcover" / "worldcover-2021.tif"
    with rasterio.open(path) as source:
        values = source.read(1)
        assert source.bounds == pytest.approx((106.4, 20.9, 106.6, 21.1))
        assert source.nodata == 0
    expected = np.full((20, 20), GRASS)
    expected[10:] = TREE
    expected[9, 5] = MANGROVE
    np.testing.assert_array_equal(values, expected)
    about = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert about["gaps"] == []
    assert about["date"] == "2021"
    assert about["licence"] == "CC BY 4.0"


def test_a_tile_that_is_missing_is_unknown_and_told(api: Api, rasters: Path) -> None:
    product = _small(landcover.WORLDCOVER, api)
    _tile(api, product, (105, 18), TREE)
    said: list[str] = []
    path = landcover.fetch(product, (106.4, 20.9, 106.6, 21.1), say=said.append)
    with rasterio.open(path) as source:
        values = source.read(1)
    assert (values[:10] == 0).all()
    assert (values[10:] == TREE).all()
    about = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert [(gap["item"], gap["reason"]) for gap in about["gaps"]] == [
        ("N21E105", "not given (HTTP 404)")]  # fmt: skip
    assert any("N21E105" in line for line in said)
    assert not (rasters / "landcover" / ".work").exists()


def test_no_loss_and_no_tile_are_not_the_same(api: Api, rasters: Path) -> None:
    product = _small(landcover.HANSEN, api)
    values = np.zeros((1000, 1000))
    values[895, 645] = 24  # 21.04 to 21.05 N, 106.45 to 106.46 E: lost in 2024
    _tile(api, product, (100, 20), values)
    path = landcover.fetch(product, (106.4, 19.9, 106.6, 21.1), say=lambda _: None)
    assert path.parent.parent == rasters
    with rasterio.open(path) as source:
        made = source.read(1)
    assert (made[110:] == 255).all()
    assert made[5, 5] == 24
    assert (made[:110] == 0).sum() == 110 * 20 - 1


def test_when_no_tile_can_be_read_nothing_is_written(api: Api, rasters: Path) -> None:
    product = _small(landcover.WORLDCOVER, api)
    with pytest.raises(MissingDataError, match=r"no tile could be read .*404"):
        landcover.fetch(product, (106.4, 20.9, 106.6, 21.1), say=lambda _: None)
    assert not list(rasters.rglob("*.tif"))


def test_a_tile_of_another_grid_is_not_laid_askew(api: Api, rasters: Path) -> None:
    product = _small(landcover.WORLDCOVER, api)
    _tile(api, product, (105, 18), TREE)
    shifted = from_origin(105.005, 24, 0.01, 0.01)
    path = api.folder / product.name / "N21E105.tif"
    write_cog(path, np.full((300, 300), GRASS), shifted, "EPSG:4326", dtype="uint8")
    made = landcover.fetch(product, (106.4, 20.9, 106.6, 21.1), say=lambda _: None)
    assert made.is_relative_to(rasters)
    about = json.loads(made.with_suffix(".json").read_text("utf-8"))
    assert "not the grid of ESA WorldCover" in about["gaps"][0]["reason"]


def test_a_finished_product_is_fetched_again_only_when_asked(
    api: Api, rasters: Path
) -> None:
    product = _small(landcover.WORLDCOVER, api)
    _tile(api, product, (105, 18), TREE)
    box = (106.4, 20.8, 106.6, 20.9)
    path = landcover.fetch(product, box, say=lambda _: None)
    before = path.read_bytes()
    api.asked.clear()
    said: list[str] = []
    landcover.fetch(product, box, say=said.append)
    assert said == ["worldcover-2021: already there, nothing to do"]
    assert not api.asked
    written = path.stat().st_mtime_ns
    landcover.fetch(product, box, say=said.append, again=True)
    assert path.stat().st_mtime_ns > written
    assert path.read_bytes() == before
    assert path.is_relative_to(rasters)


# ---------------------------------------------------------------- the forest mask


def _series(rasters: Path, kind: str) -> Grid:
    """Write a series of one season over 2 x 2 cells of 0.04 degrees near 106.5 E."""
    grid = Grid(crs="EPSG:4326", transform=from_origin(106.4, 21.0, 0.04, 0.04),
                shape=(2, 2))  # fmt: skip
    folder = rasters / "made"
    values = np.ones((len(BANDS), 2, 2))
    write_raster(folder / "2023-2024.tif", Layout(grid=grid, bands=BANDS), values)
    write_json(folder / "2023-2024.json", {})
    about = {"kind": kind, "title_vi": "a", "title_en": "a"}
    write_json(folder / "series.json", about)
    return grid


def _landcover(rasters: Path, values: np.ndarray) -> Path:
    grid = Grid(crs="EPSG:4326", transform=from_origin(106.4, 21.0, 0.01, 0.01),
                shape=(8, 8))  # fmt: skip
    path = rasters / "landcover" / "worldcover-2021.tif"
    layout = Layout(grid=grid, bands=("classes",), dtype="uint8", nodata=0)
    write_raster(path, layout, values[np.newaxis])
    write_json(path.with_suffix(".json"), {"product": "made", "date": "2021"})
    return path


def test_a_cell_is_forest_where_most_of_it_is_tree_or_mangrove(rasters: Path) -> None:
    _series(rasters, "satellite")
    values = np.full((8, 8), GRASS)
    values[:4, :4] = TREE  # in the north-west 12 of 16, all but the middle
    values[1:3, 1:3] = GRASS
    values[:2, 4:] = [[TREE, TREE, TREE, WATER], [WATER, TREE, TREE, TREE]]
    values[2, 4:] = MANGROVE  # of the north-east 6 tree, 4 mangrove, 6 water
    values[3, 4:] = WATER
    values[4:, :1] = MANGROVE  # 4 of 16 in the south-west
    values[4:, 4:] = 0  # nothing known in the south-east
    path = forest_mask.write_forest("made", _landcover(rasters, values))
    with rasterio.open(path) as source:
        np.testing.assert_array_equal(source.read(1), [[1, 1], [0, 255]])
        assert source.nodata == 255
    about = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert (about["product"], about["date"]) == ("made", "2021")
    assert "mangroves" in about["rule"]


def test_a_mask_lies_on_the_grid_of_a_series_in_metres(rasters: Path) -> None:
    grid = _series(rasters, "satellite")
    west, south, east, north = transform_bounds(grid.crs, "EPSG:32648", *grid.bounds)
    metres = Grid(crs="EPSG:32648", shape=(10, 10),
                  transform=from_origin(west, north, (east - west) / 10,
                                        (north - south) / 10))  # fmt: skip
    values = np.ones((len(BANDS), 10, 10))
    write_raster(rasters / "made" / "2023-2024.tif", Layout(grid=metres, bands=BANDS),
                 values)  # fmt: skip
    classes = np.full((8, 8), GRASS)
    classes[:, :4] = TREE
    path = forest_mask.write_forest("made", _landcover(rasters, classes))
    with rasterio.open(path) as source:
        assert source.transform.almost_equals(metres.transform)
        made = source.read(1)
    assert (made[2:8, 1:4] == 1).all()
    assert (made[2:8, 6:9] == 0).all()


def test_practice_data_get_no_real_mask(rasters: Path) -> None:
    _series(rasters, "practice")
    with pytest.raises(SchemaError, match="practice data"):
        forest_mask.write_forest("made", _landcover(rasters, np.full((8, 8), TREE)))
    assert not (rasters / "made" / "forest.tif").exists()


@pytest.mark.parametrize(
    ("more", "error", "why"),
    [
        (["--only", "modis"], UnknownNameError, "worldcover or hansen"),
        (["--forest-of", "none"], UnknownNameError, "no series 'none'"),
        (["--only", "hansen", "--forest-of", "x"], SchemaError, "worldcover"),
        (["--hansen", "https://host/one.tif"], SchemaError, "no pattern"),
        (["--worldcover", "file:///{tile}.tif"], SchemaError, "no pattern"),
        (["--bbox", "-180,-60,180,60"], SchemaError, "make it smaller"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    rasters: Path, more: list[str], error: type[QngeoError], why: str
) -> None:
    result = CliRunner().invoke(cli.app, ["fetch", "landcover", *more])
    assert isinstance(result.exception, error)
    assert why in str(result.exception)
    assert not rasters.exists()
