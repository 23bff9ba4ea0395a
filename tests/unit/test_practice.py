"""The practice scene: made by a seed, true to its own word, never imagery."""

import json

import geopandas as gpd
import numpy as np
import pytest
from commands import assert_refused

from qngeo.domain.forest import practice as scene
from qngeo.errors import SchemaError
from qngeo.io.imagery.rasters import open_raster
from qngeo.io.imagery.series import BANDS, PRACTICE, read_series
from qngeo.io.json_files import sha256, write_json
from qngeo.services.satellite import practice

CELLS = 120


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    rasters = tmp_path_factory.mktemp("rasters")
    return practice.write_practice(cells=CELLS, rasters=rasters)


def hashes(series):
    return {path.name: sha256(path) for path in sorted(series.folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(made, tmp_path):
    again = practice.write_practice(cells=CELLS, rasters=tmp_path)
    assert hashes(again) == hashes(made)
    other = practice.write_practice(cells=CELLS, seed=2, rasters=tmp_path)
    assert hashes(other)["2024-2025.tif"] != hashes(made)["2024-2025.tif"]


def test_it_is_a_series_like_any_other_with_three_seasons_and_a_mask(made):
    assert [season.name for season in made.seasons] == list(scene.SEASONS)
    with open_raster(made.seasons[0].path) as source:
        assert source.descriptions == BANDS
        assert source.crs.to_string() == "EPSG:32648"
        assert source.res == (20.0, 20.0)
        assert source.shape == (CELLS, CELLS)
        values = source.read()
    assert np.nanmin(values[:3]) > 0
    assert np.nanmax(values[:3]) <= 1
    assert np.nanmax(np.abs(values[3:6])) <= 1
    for season in made.seasons:
        assert season.about["sha256"] == sha256(season.path)
        assert season.about["items"] == []
    assert made.forest is not None


def test_it_says_everywhere_that_it_is_practice(made):
    assert made.kind == PRACTICE
    assert made.title_en == "Practice data, not imagery"
    assert made.title_vi == "Dữ liệu luyện tập, không phải ảnh vệ tinh"
    for path in made.folder.glob("*.tif"):
        with open_raster(path) as source:
            assert source.tags()["QNGEO_KIND"] == PRACTICE
            assert "not imagery" in source.tags()["TITLE"]
    for season in made.seasons:
        assert "not imagery" in season.about["method"]


def test_its_truth_is_told_and_true(made):
    truth = json.loads((made.folder / practice.TRUTH).read_text("utf-8"))
    sites = {site["id"]: site for site in truth["sites"]}
    assert sites["regained_60"]["regained"] == {"2025-2026": 0.6}
    assert sites["few_images"]["valid"] == {"2024-2025": 2}
    areas = gpd.read_file(made.folder / practice.TRUTH_AREAS)
    assert set(areas["id"]) == set(sites)
    nbr = []
    for season in made.seasons:
        with open_raster(season.path) as source:
            nbr.append(source.read(BANDS.index("nbr") + 1))
    for site in scene.sites(CELLS):
        before, after, now = (values[site.window].mean() for values in nbr)
        shift = scene.SEASON_SHIFT
        assert before - after + shift[1] == pytest.approx(site.loss, abs=0.005)
        back = now - after - (shift[2] - shift[1])
        assert back == pytest.approx(site.loss * site.regained, abs=0.005)


def test_the_undamaged_site_changes_by_less_than_three_per_cent(made):
    site = next(s for s in scene.sites(CELLS) if s.name == "undamaged")
    values = []
    for season in made.seasons:
        with open_raster(season.path) as source:
            values.append(source.read(BANDS.index("nbr") + 1)[site.window].mean())
    for later in values[1:]:
        assert abs(later / values[0] - 1) < 0.03


def test_it_replaces_itself_but_never_a_series_of_images(made):
    assert practice.write_practice(cells=CELLS, rasters=made.folder.parent)
    real = made.folder.parent / "winter"
    write_json(
        real / "series.json", {"kind": "satellite", "title_vi": "x", "title_en": "x"}
    )
    with pytest.raises(SchemaError, match="never replace imagery"):
        practice.write_practice("winter", cells=CELLS, rasters=real.parent)
    assert [path.name for path in real.iterdir()] == ["series.json"]
    foreign = made.folder.parent / "papers"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("keep me")
    with pytest.raises(SchemaError, match="holds no practice data"):
        practice.write_practice("papers", cells=CELLS, rasters=foreign.parent)
    assert (foreign / "letter.txt").exists()


def test_an_error_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr(practice, "_write_truth", fail)
    with pytest.raises(RuntimeError):
        practice.write_practice(cells=CELLS, rasters=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["", "../up", "A", "a b", "-x", "landcover", "baseline", "x" * 41, "a/b"]
)
def test_a_name_that_is_no_name_is_refused(name, tmp_path):
    with pytest.raises(SchemaError, match="no name for a series"):
        practice.write_practice(name, cells=CELLS, rasters=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("seed", "cells"), [(-1, 200), (1, 119), (1, 3001)])
def test_a_scene_out_of_range_is_refused(seed, cells, tmp_path):
    with pytest.raises(SchemaError, match="120 to 3000"):
        practice.write_practice(seed=seed, cells=cells, rasters=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_makes_it(qngeo, tmp_path, monkeypatch):
    monkeypatch.setenv("QNGEO_RASTERS", str(tmp_path))
    practice.settings.cache_clear()
    try:
        code, out, err = qngeo("practice", "--to", "lesson", "--cells", str(CELLS))
        assert (code, out) == (0, "")
        assert "Practice data, not imagery: series lesson" in err
        assert read_series("lesson", tmp_path).practice
        assert_refused(qngeo("practice", "--to", "No!"), naming="'No!' is no name")
    finally:
        practice.settings.cache_clear()
