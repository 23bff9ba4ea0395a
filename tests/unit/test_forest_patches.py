"""Patches for the ranger's GPS: the files hold what was found."""

import zipfile

import geopandas as gpd
import made_series as made
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely.geometry import Point

from qngeo.domain.forest.patches import PatchRule
from qngeo.errors import SchemaError, TooFewFiguresError
from qngeo.services.forest.change import change
from qngeo.services.forest.patches import COLUMNS, SHORT_NAMES, export, patches

NAME_LETTERS = 10


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Columns 0-4 of the struck forest stay as they fell, the rest regains 60 %."""
    series = made.write_series(tmp_path_factory.mktemp("rasters"))
    bands = made.season_bands(2, 0.6)
    still = made.season_bands(2, 0.0)
    bands[:, 10:20, :5] = still[:, 10:20, :5]
    made.write_season(series.folder, "2025-2026", bands)
    return change(made.read_series("made", series.folder.parent))


@pytest.fixture(scope="module")
def table(found):
    return patches(found)


def test_what_stays_as_it_fell_is_one_patch_of_its_true_area(table):
    assert len(table) == 1
    patch = table.iloc[0]
    assert patch["cells"] == 50
    area_m2, _ = Geod(ellps="WGS84").geometry_area_perimeter(table.geometry.iloc[0])
    assert patch["area_ha"] == pytest.approx(abs(area_m2) / 10_000, rel=1e-4)
    assert patch["area_ha"] == pytest.approx(2.0, rel=0.002)
    assert patch["regained"] == pytest.approx(0.0, abs=0.01)
    assert (patch["season"], patch["basis"]) == ("2025-2026", "satellite")
    assert patch["interval"] == "pixel count, no interval"


def test_the_point_to_walk_to_lies_in_the_patch(table):
    assert table.crs.to_epsg() == 4326
    patch = table.iloc[0]
    assert patch.geometry.contains(Point(patch["lon"], patch["lat"]))


@pytest.mark.parametrize("ending", [".gpkg", ".zip"])
def test_a_file_with_outlines_reads_back_the_same(table, tmp_path, ending):
    path = export(table, tmp_path / f"đám{ending}")
    back = gpd.read_file(path)
    assert back.crs.to_epsg() == 4326
    short = SHORT_NAMES if ending == ".zip" else {}
    assert list(back.columns) == [
        *(short.get(name, name) for name in COLUMNS),
        "geometry",
    ]
    assert back["area_ha"].tolist() == pytest.approx(table["area_ha"].tolist())
    assert back.geometry.iloc[0].equals_exact(table.geometry.iloc[0], 1e-9) or (
        back.geometry.iloc[0].symmetric_difference(table.geometry.iloc[0]).area < 1e-12
    )


def test_a_shapefile_keeps_its_names_within_ten_letters_and_its_letters(
    table, tmp_path
):
    names = [SHORT_NAMES.get(name, name) for name in COLUMNS]
    assert max(map(len, names)) <= NAME_LETTERS
    assert len(set(names)) == len(names)
    with zipfile.ZipFile(export(table, tmp_path / "p.zip")) as archive:
        assert {"patches.shp", "patches.dbf", "patches.prj", "patches.cpg"} <= set(
            archive.namelist()
        )
        assert archive.read("patches.cpg") == b"UTF-8"


def test_the_csv_has_the_points_and_no_outlines(table, tmp_path):
    back = pd.read_csv(export(table, tmp_path / "p.csv"), encoding="utf-8-sig")
    assert list(back.columns) == list(COLUMNS)
    assert back["lon"].tolist() == table["lon"].tolist()


def test_no_patch_is_an_empty_file_and_no_error(found, tmp_path):
    none = patches(found, rule=PatchRule(min_ha=100))
    assert none.empty
    for ending in (".gpkg", ".zip"):
        assert len(gpd.read_file(export(none, tmp_path / f"p{ending}"))) == 0
    assert len(pd.read_csv(export(none, tmp_path / "p.csv"))) == 0


def test_a_file_of_another_kind_is_refused_and_nothing_is_written(table, tmp_path):
    for name in ("p.kml", "p", "nowhere/p.csv"):
        with pytest.raises(SchemaError, match=r"\.gpkg, \.zip, \.csv"):
            export(table, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_without_a_later_season_nothing_can_be_said_to_recover(tmp_path):
    young = change(made.write_series(tmp_path, regained=(0.0,)))
    with pytest.raises(TooFewFiguresError, match="next dry season"):
        patches(young)


def test_a_season_that_is_not_later_is_refused(found):
    with pytest.raises(SchemaError, match=r"'2024-2025'.*there are: 2025-2026"):
        patches(found, season="2024-2025")


def test_the_patch_does_not_cross_into_what_recovers(found, table):
    with made.open_raster(found.regained("2025-2026")) as source:
        share = source.read(1)
    assert np.nanmax(share[10:20, :5]) < 0.2
    assert np.nanmin(share[10:20, 5:20]) > 0.5
    west, _, east, _ = table.to_crs(made.GRID.crs).total_bounds
    assert east - west == pytest.approx(100, abs=0.01)
