"""`forest loss`, `forest patches`, `forest area`: every number, and plain refusals."""

import json

import geopandas as gpd
import made_series as made
import pytest
from shapely.geometry import box
from typer.testing import CliRunner

from qngeo.cli.forest_change import app
from qngeo.config import settings
from qngeo.errors import MissingDataError, QngeoError, SchemaError, UnknownNameError

STRUCK = box(made.WEST, made.NORTH - 400, made.WEST + 400, made.NORTH - 200)


@pytest.fixture(scope="module")
def rasters(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rasters")
    made.write_series(folder, regained=(0.0, 0.1))
    return folder


@pytest.fixture
def call(rasters, monkeypatch):
    monkeypatch.setenv("QNGEO_RASTERS", str(rasters))
    settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, [str(word) for word in words])
    settings.cache_clear()


@pytest.fixture
def area_file(tmp_path):
    areas = gpd.GeoDataFrame({"id": ["a"]}, geometry=[STRUCK], crs="EPSG:32648")
    path = tmp_path / "areas.geojson"
    areas.to_crs("EPSG:4326").to_file(path, driver="GeoJSON", engine="pyogrio")
    return path


def test_area_gives_hectares_and_recovery_by_season_as_json(call, area_file):
    answer = call("area", area_file, "--format", "json")
    assert answer.exit_code == 0, answer.exception
    rows = json.loads(answer.stdout)
    assert [row["season"] for row in rows] == ["2024-2025", "2025-2026"]
    now = rows[1]
    assert now["moderate_ha"] == pytest.approx(8.0, rel=0.002)
    assert now["share_regained"] == pytest.approx(0.1, abs=0.01)
    assert now["interval"] == "pixel count, no interval"
    assert now["basis"] == "satellite"
    assert "2029-2030" in answer.stderr


def test_area_says_what_reading_the_file_mended(call, tmp_path):
    shapes = [STRUCK, STRUCK.centroid]
    mixed = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=shapes, crs="EPSG:32648")
    path = tmp_path / "mixed.geojson"
    mixed.to_crs("EPSG:4326").to_file(path, driver="GeoJSON", engine="pyogrio")
    answer = call("area", path, "--format", "json")
    assert {row["id"] for row in json.loads(answer.stdout)} == {"a"}
    plain = call("area", path, "--format", "csv")
    assert "1 features are no areas" in plain.stderr


def test_loss_sums_up_the_whole_series_and_says_where_the_rasters_are(call):
    answer = call("loss", "made", "--format", "json")
    assert answer.exit_code == 0, answer.exception
    rows = json.loads(answer.stdout)
    assert rows[0]["forest_ha"] == pytest.approx(600 * 0.04, rel=0.002)
    assert rows[0]["light_ha"] == pytest.approx(100 * 0.04, rel=0.002)
    assert "rasters: " in answer.stderr
    assert "found by rule, 300 cells" in answer.stderr


def test_loss_takes_other_steps_and_an_area_of_control(call, tmp_path):
    calm = box(made.WEST, made.NORTH - 200, made.WEST + 600, made.NORTH)
    control = gpd.GeoDataFrame({"id": ["c"]}, geometry=[calm], crs="EPSG:32648")
    path = tmp_path / "control.geojson"
    control.to_crs("EPSG:4326").to_file(path, driver="GeoJSON", engine="pyogrio")
    answer = call("loss", "made", "--moderate", 0.12, "--heavy", 0.35,
                  "--control", path, "--format", "json")  # fmt: skip
    assert answer.exit_code == 0, answer.exception
    row = json.loads(answer.stdout)[0]
    assert row["heavy_ha"] == pytest.approx(200 * 0.04, rel=0.002)
    assert row["moderate_ha"] == pytest.approx(100 * 0.04, rel=0.002)
    assert "as given, 300 cells" in answer.stderr


def test_patches_are_written_and_listed(call, tmp_path):
    target = tmp_path / "patches.gpkg"
    answer = call("patches", "made", "--to", target, "--format", "json")
    assert answer.exit_code == 0, answer.exception
    rows = json.loads(answer.stdout)
    assert [row["cells"] for row in rows] == [200]
    assert len(gpd.read_file(target)) == 1
    assert "1 patches over 0.3 ha" in answer.stderr


@pytest.mark.parametrize(
    ("words", "kind", "text"),
    [
        (("loss", "mad"), UnknownNameError, "did you mean made"),
        (("loss", "made", "--light", "0.5"), SchemaError, "must rise"),
        (("loss", "made", "--before", "2019-2020"), UnknownNameError, "it has:"),
        (("loss", "made", "--control", "no.gpkg"), MissingDataError, "no file no.gpkg"),
        (("area", "no.geojson"), MissingDataError, "no file no.geojson"),
        (("patches", "made", "--to", "p.kml"), SchemaError, ".gpkg, .zip, .csv"),
        (("patches", "made", "--to", "p.csv", "--min-ha", "-1"), SchemaError, "0 or"),
    ],
)
def test_a_request_that_cannot_be_met_is_one_of_our_errors(call, words, kind, text):
    answer = call(*words)
    assert answer.exit_code != 0
    assert isinstance(answer.exception, kind)
    assert isinstance(answer.exception, QngeoError)
    assert text in str(answer.exception)
    assert answer.stdout == ""


def test_practice_is_never_taken_for_the_series_that_is_not_named(
    call, area_file, rasters
):
    made.write_series(rasters, name="training", kind="practice")
    answer = call("area", area_file, "--format", "json")
    assert {row["basis"] for row in json.loads(answer.stdout)} == {"satellite"}
    told = call("area", area_file, "--series", "training", "--format", "json")
    assert {row["basis"] for row in json.loads(told.stdout)} == {"practice"}
    assert "basis: practice" in told.stderr
