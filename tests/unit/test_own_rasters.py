"""An own raster once it is in: what it says of areas, and how it is drawn."""

import asyncio
from io import BytesIO

import geopandas as gpd
import numpy as np
import pytest
import shapely
from made_imports import in_degrees
from made_rasters import (
    CELL,
    CLASSES,
    NORTH,
    WEST,
    brought_in,
    described,
    geotiff,
    strip,
)
from PIL import Image
from starlette.requests import Request

from qngeo.domain.imports.raster_description import ClassName
from qngeo.services.forest import own_raster_areas
from qngeo.services.forest.areas import ELSEWHERE
from qngeo.services.own_data import own_rasters
from qngeo.web import own_raster_parts, tiles
from qngeo.web.own_rasters import colours
from qngeo.web.palettes import rgb

pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture
def file(tmp_path):
    return geotiff(tmp_path / "rừng.tif")


# figures


def test_hectares_of_classes_by_area_with_what_is_covered(file, store):
    brought_in(file, store)
    raster = own_rasters.own_raster("forest_2025")
    # columns 5-15: 5 without values, 5 with; rows 10-30: half of each class
    found = own_raster_areas.report(raster, strip((5, 15), (10, 30)))
    by_class = found.classes.set_index("class")
    # 5 x 10 cells of 1 ha in the projection, whose scale at 107.75 E is 0.9999
    assert by_class["area_ha"].to_dict() == pytest.approx({1: 50, 2: 50}, rel=1e-3)
    assert by_class["share_pct"].to_dict() == pytest.approx({1: 50, 2: 50})
    assert by_class["class_en"].to_dict() == {1: "Forest", 2: "No forest"}
    (area,) = found.areas.to_dict("records")
    assert area["coverage_pct"] == pytest.approx(50, rel=1e-3)
    assert area["note"] == own_raster_areas.PARTLY
    assert area["basis"] == "own raster, as described by Lan"
    assert set(by_class["as_of"]) == {"2025"}


def test_an_area_without_values_has_no_figure_and_no_zero(file, store):
    brought_in(file, store)
    raster = own_rasters.own_raster("forest_2025")
    for rows in ((0, 5), (-30, -20)):  # without values; outside the raster
        found = own_raster_areas.report(raster, strip((0, 8), rows))
        assert list(found.areas["note"]) == [own_raster_areas.NOTHING]
        assert found.classes.empty
        assert found.areas["coverage_pct"].iloc[0] == 0.0


def test_a_class_that_an_area_lacks_is_zero_there(file, store):
    brought_in(file, store)
    raster = own_rasters.own_raster("forest_2025")
    both = gpd.pd.concat(
        [strip((20, 30), (0, 10)), strip((20, 30), (25, 35), name="b")],
        ignore_index=True,
    )
    wide = own_raster_areas.wide(own_raster_areas.report(raster, both)).set_index("id")
    assert wide.loc["a", "class_1_ha"] == pytest.approx(100, rel=1e-3)
    assert wide.loc["a", "class_2_ha"] == 0.0
    assert wide.loc["b", "class_1_ha"] == 0.0


def test_a_site_that_may_lie_elsewhere_gets_no_figure(file, store):
    brought_in(file, store)
    raster = own_rasters.own_raster("forest_2025")
    zones = strip((20, 30), (0, 10)).assign(position_error_m=5e3, caveat=ELSEWHERE)
    found = own_raster_areas.report(raster, zones)
    assert list(found.areas["note"]) == [own_raster_areas.NO_FIGURE]
    assert found.areas[["valid_ha", "coverage_pct"]].isna().all(axis=None)
    assert found.classes.empty
    sure = own_raster_areas.report(raster, zones.assign(caveat=""))
    assert list(sure.areas["note"]) == [""]


def test_a_quantity_has_its_mean_in_each_area(tmp_path, store):
    values = np.where(CLASSES == 1, 10.0, 30.0).astype("float32")
    path = geotiff(tmp_path / "a.tif", values, nodata=None)
    brought_in(path, store, described(kind="quantity", classes=(), unit="m³/ha"))
    raster = own_rasters.own_raster("forest_2025")
    found = own_raster_areas.report(raster, strip((10, 20), (15, 25))).areas
    assert found["mean"].iloc[0] == pytest.approx(20, rel=1e-4)
    assert found[["min", "max"]].iloc[0].tolist() == [10.0, 30.0]
    assert raster.unit == "m³/ha"


# on the map


def tile_at(raster, column, row):
    """Return the colour of a cell of the made raster, and the answer of its tile."""
    parts = own_raster_parts.message(raster, "vi")
    name = parts["tiles"].split("/")[3]
    x, y = in_degrees(
        shapely.Point(WEST + (column + 0.5) * CELL, NORTH - (row + 0.5) * CELL)
    ).coords[0]
    z = 16
    across = (x + 180) / 360 * 2**z
    lat = np.radians(y)
    down = (1 - np.arcsinh(np.tan(lat)) / np.pi) / 2 * 2**z
    path = {"series": "own", "name": name, "look": "own", "z": str(z),
            "x": str(int(across)), "y": str(int(down))}  # fmt: skip
    scope = {"type": "http", "method": "GET", "headers": [], "path_params": path,
             "query_string": parts["tiles"].partition("?")[2].encode()}  # fmt: skip
    answer = asyncio.run(tiles.answer_tile(Request(scope)))
    assert answer.status_code == 200
    picture = np.asarray(Image.open(BytesIO(answer.body)).convert("RGBA"))
    at = int(down % 1 * len(picture)), int(across % 1 * len(picture))
    return picture[at], answer


def test_tiles_have_the_colours_of_the_legend_and_are_kept_by_browsers(file, store):
    brought_in(file, store)
    raster = own_rasters.own_raster("forest_2025")
    legend = own_raster_parts.message(raster, "en")["legend"]
    assert [one["label"] for one in legend["entries"]] == ["Forest", "No forest"]
    for row, entry in ((5, 0), (35, 1)):
        pixel, answer = tile_at(raster, 20, row)
        assert tuple(pixel[:3]) == rgb(legend["entries"][entry]["colour"])
        assert "immutable" in answer.headers["cache-control"]
    blank, _ = tile_at(raster, 3, 5)
    assert blank[3] == 0


def test_values_beyond_a_byte_have_colours_too(tmp_path, store):
    values = np.select([CLASSES == 1, CLASSES == 2], [-300, 7000], 0).astype("int16")
    path = geotiff(tmp_path / "a.tif", values)
    names = (ClassName(value=7000, name_vi="B"), ClassName(value=-300, name_vi="A"))
    brought_in(path, store, described(classes=names))
    raster = own_rasters.own_raster("forest_2025")
    legend = own_raster_parts.message(raster, "vi")["legend"]
    assert [one["label"] for one in legend["entries"]] == ["A", "B"]
    for row, entry in ((5, 0), (35, 1)):
        pixel, _ = tile_at(raster, 20, row)
        assert tuple(pixel[:3]) == rgb(legend["entries"][entry]["colour"])


@pytest.mark.parametrize("name", ["forest_2025.9", "nothing.1", "a.b", "..%2f.1"])
def test_a_tile_of_no_raster_is_a_404_of_one_line(file, store, name):
    brought_in(file, store)
    path = {"series": "own", "name": name, "look": "own", "z": "12", "x": "1", "y": "1"}
    scope = {"type": "http", "method": "GET", "headers": [], "path_params": path,
             "query_string": b""}  # fmt: skip
    answer = asyncio.run(tiles.answer_tile(Request(scope)))
    assert answer.status_code == 404
    assert len(answer.body.decode().splitlines()) == 1


def test_each_class_has_a_colour_of_its_own():
    for count in range(1, 65):
        found = colours(count)
        assert len(set(found)) == len(found) == count
        assert all(len(rgb(colour)) == 3 for colour in found)
