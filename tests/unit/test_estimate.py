"""From a map and interpreted points to areas with intervals, as a user runs it."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from made_maps import (
    CELL,
    NORTH,
    SIDE,
    WEST,
    centre,
    points_csv,
    run,
    two_classes,
    write_map,
)
from pyproj import Geod

from qngeo.domain.forest.accuracy import NOTES
from qngeo.errors import SampleError, UnknownNameError
from qngeo.i18n import LANGUAGES, translate
from qngeo.io.imagery import class_raster
from qngeo.io.uploads import samples
from qngeo.services.forest import estimate


@pytest.fixture
def made(tmp_path):
    return two_classes(tmp_path)


@pytest.fixture
def interpreted(made):
    """Interpret 10 points in class 1, of which 8 are right, and 10 right in 2."""
    first = [(i, i, "1" if i < 8 else "2") for i in range(10)]
    return points_csv(made, first + [(i, 12, "2") for i in range(10)])


def as_json(*words):
    result = run(*words, "--format", "json")
    assert result.exception is None, result.exception
    return json.loads(result.stdout)


def test_cells_are_counted_and_measured_on_the_ellipsoid(made):
    found = class_raster.class_cells(made.raster)
    assert found["cells"].to_dict() == {1: 200, 2: 180}
    south, east = NORTH - SIDE * CELL, WEST + 10 * CELL
    area, _ = Geod(ellps="WGS84").polygon_area_perimeter(
        [WEST, east, east, WEST], [south, south, NORTH, NORTH]
    )
    assert found.loc[1, "area_ha"] == pytest.approx(area / 1e4, rel=1e-5)


def test_a_projected_map_is_measured_on_the_ground(tmp_path):
    """UTM 48N at 106.5 east: its scale there is above its 0.9996 on the meridian."""
    values = np.ones((10, 10), dtype="uint8")
    path = write_map(
        tmp_path / "utm.tif", values, crs="EPSG:32648", cell=30, west=700_000,
        north=2_330_000,
    )  # fmt: skip
    scale = 0.9996 * (1 + (200_150 / 6_370_000) ** 2 / 2)
    area = class_raster.class_cells(path)["area_ha"].iloc[0]
    assert area == pytest.approx(9 / scale**2, rel=5e-5)


def test_each_block_is_measured_where_it_lies(tmp_path, monkeypatch):
    """In Web Mercator a row of cells is 0.01 % smaller than the one south of it."""
    values = np.ones((20, 5), dtype="uint8")
    path = write_map(
        tmp_path / "mercator.tif", values, crs="EPSG:3857", cell=1000,
        west=11_900_000, north=2_400_000,
    )  # fmt: skip
    whole = class_raster.class_cells(path)
    monkeypatch.setattr(class_raster, "BLOCK", 7)
    parts = class_raster.class_cells(path)
    pd.testing.assert_frame_equal(whole, parts, rtol=1e-12)


def test_blocks_change_nothing(made, monkeypatch):
    whole = class_raster.class_cells(made.raster)
    ranks = {1: np.array([0, 57, 199]), 2: np.array([3])}
    places = class_raster.cell_centres(made.raster, {1: np.arange(200)})
    monkeypatch.setattr(class_raster, "BLOCK", 7)
    parts = class_raster.class_cells(made.raster)
    pd.testing.assert_frame_equal(whole, parts, rtol=1e-5)
    again = class_raster.cell_centres(made.raster, {1: np.arange(200)})
    order = ["lon", "lat"]
    pd.testing.assert_frame_equal(
        places.sort_values(order, ignore_index=True),
        again.sort_values(order, ignore_index=True),
    )
    some = class_raster.cell_centres(made.raster, ranks)
    at = class_raster.classes_at(made.raster, some["lon"], some["lat"])
    assert list(at["class"]) == list(some["stratum"])


def test_estimate_reads_the_map_class_under_each_point(made, interpreted):
    answer = as_json("estimate", interpreted, made.raster, "--classes", made.names)
    assert answer["counts"] == {
        "Rừng": {"Rừng": 8, "Không rừng": 2},
        "Không rừng": {"Rừng": 0, "Không rừng": 10},
    }
    forest, other = answer["classes"]
    mapped = forest["mapped_ha"] + other["mapped_ha"]
    assert forest["area_ha"] == pytest.approx(0.8 * forest["mapped_ha"])
    assert other["area_ha"] == pytest.approx(mapped - 0.8 * forest["mapped_ha"])
    assert forest["basis"] == "stratified estimate"
    assert answer["points"] == 20
    share = forest["mapped_ha"] / mapped
    assert answer["overall"]["value"] == pytest.approx(1 - 0.2 * share)


def test_csv_and_table_hold_the_same_areas(made, interpreted):
    text = run("estimate", interpreted, made.raster, "--format", "csv").stdout
    lines = text.splitlines()
    assert lines[0].startswith("class,basis,mapped_ha,area_ha")
    shown = run("estimate", interpreted, made.raster)
    area = float(lines[1].split(",")[3])
    assert f"{area:.2f}" in shown.stdout
    assert "overall accuracy 0.89" in shown.stderr


def test_points_without_interpretation_or_off_the_map_are_left_out_and_told(
    made, interpreted
):
    text = interpreted.read_text("utf-8")
    lon, lat = centre(0, 19)
    text += f"x,{lon},{lat},1\ny,100,10,1\nz,{centre(0, 0)[0]},{lat},\n"
    interpreted.write_text(text, "utf-8")
    answer = as_json("estimate", interpreted, made.raster)
    assert answer["points"] == 20
    off, blank = answer["notes"]
    assert off.startswith("2 points")
    assert blank.startswith("1 of 21 points")


def test_a_class_the_map_never_shows_counts_if_it_has_a_name(made):
    rows = [(i, 1, "1") for i in range(8)] + [(8, 1, "chay"), (9, 1, "Cháy")]
    path = points_csv(made, rows + [(i, 12, "2") for i in range(5)])
    answer = as_json("estimate", path, made.raster, "--classes", made.names)
    burnt = next(row for row in answer["classes"] if row["class"] == "Cháy")
    assert burnt["area_ha"] == pytest.approx(0.2 * answer["classes"][0]["mapped_ha"])
    assert "missed_by_map" in burnt["notes"]
    result = run("estimate", path, made.raster)
    assert isinstance(result.exception, UnknownNameError)
    assert "points.csv row 10: no class 'chay'" in str(result.exception)


def test_strata_that_are_not_the_maps_classes_are_refused(made, interpreted):
    text = interpreted.read_text("utf-8").replace("reference", "reference,stratum")
    lines = [line + ",1" if i else line for i, line in enumerate(text.splitlines())]
    interpreted.write_text("\n".join(lines), "utf-8")
    result = run("estimate", interpreted, made.raster)
    assert isinstance(result.exception, SampleError)
    assert "row 12: stratum is '1', the map shows '2'" in str(result.exception)


def test_a_sample_can_be_drawn_interpreted_and_estimated(made):
    path = made.folder / "points.gpkg"
    words = ("sample", made.raster, "--to", path, "--total", 120, "--seed", 3)
    assert run(*words, "--classes", made.names).exception is None
    points = pyogrio.read_dataframe(path)
    assert list(points.columns) == [
        "sample_id", "stratum", "map_class", "lon", "lat", "reference",
        "interpreter", "date", "note", "geometry",
    ]  # fmt: skip
    assert points["map_class"].value_counts().to_dict() == {
        "Rừng": 63,  # 120 x 200 / 380 = 63.2
        "Không rừng": 57,
    }
    assert not points.duplicated(["lon", "lat"]).any()
    assert (points["reference"] == "").all()
    assert points.crs.to_epsg() == 4326
    columns = (points["lon"] - WEST) / CELL
    assert np.allclose(columns % 1, 0.5, atol=1e-6), "points stand at cell centres"
    assert set(points.loc[columns < 10, "stratum"]) == {1}

    points["reference"] = points["map_class"]
    pyogrio.write_dataframe(points, path)
    answer = as_json("estimate", path, made.raster, "--classes", made.names)
    assert answer["overall"] == {"value": 1, "se": 0, "low": None, "high": None}
    assert answer["classes"][0]["bias_ha"] == pytest.approx(0)
    assert "no_spread" in answer["classes"][0]["notes"]


def test_the_same_seed_gives_the_same_points(made):
    paths = [made.folder / f"{name}.gpkg" for name in "abc"]
    for path, seed in zip(paths, (1, 1, 2), strict=True):
        run("sample", made.raster, "--to", path, "--total", 100, "--seed", seed)
    first, again, other = (pyogrio.read_dataframe(path) for path in paths)
    assert first.equals(again)
    assert not first["lon"].equals(other["lon"])


def test_a_blind_sample_does_not_tell_the_map(made):
    path = made.folder / "blind.gpkg"
    run("sample", made.raster, "--to", path, "--total", 100, "--blind")
    columns = set(pyogrio.read_info(path)["fields"])
    assert columns == {"sample_id", "lon", "lat", "reference", "interpreter", "date",
                       "note"}  # fmt: skip


def test_the_size_follows_from_the_wanted_error(made):
    """User's accuracy 0.5 in both classes: (0.5 / 0.05)^2 = 100 points."""
    path = made.folder / "points.gpkg"
    result = run("sample", made.raster, "--to", path, "--target-se", 0.05,
                 "--users", "1=0.5", "--users", "2=0.5", "--minimum", 10)  # fmt: skip
    assert "wrote 100 points to points.gpkg, seed 0" in result.stderr


def test_counts_and_points_of_a_page_give_the_same_areas():
    """3 + 1 points in a, 1 + 3 in b, 60 and 40 ha: a has 0.75 x 60 + 0.25 x 40."""
    table = b"map_class;mapped_ha;a;b\na;60;3;1\nb;40;1;3\n"
    assert samples.is_counts(table, name="t.csv")
    counted = estimate.from_counts(*samples.read_counts(table, name="t.csv"))
    points = b"map_class,reference\n" + b"a,a\n" * 3 + b"a,b\nb,a\n" + b"b,b\n" * 3
    assert not samples.is_counts(points, name="p.csv")
    mapped = samples.read_mapped(b"map_class,mapped_ha\na,60\nb,40\n", name="m.csv")
    read = samples.read_samples(points, name="p.csv")
    found = estimate.from_points(read, mapped, name="p.csv")
    assert found.areas.classes["area_ha"].tolist() == pytest.approx([55, 45])
    pd.testing.assert_frame_equal(found.areas.classes, counted.areas.classes)


def test_points_of_a_geopackage_may_be_in_another_crs(made):
    lon, lat = centre(3, 3)
    layer = gpd.GeoDataFrame(
        {"reference": ["1"]}, geometry=gpd.points_from_xy([lon], [lat]), crs=4326
    )
    path = made.folder / "vn.gpkg"
    pyogrio.write_dataframe(layer.to_crs("EPSG:5899"), path)
    found = samples.read_samples(path, name="vn.gpkg")
    at = class_raster.classes_at(made.raster, found["lon"], found["lat"])
    assert at["class"].tolist() == [1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_note_has_words_in_both_languages(lang):
    assert all(translate(f"estimate.note.{word}", lang) for word in NOTES)
