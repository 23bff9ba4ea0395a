"""The rasters and tables of data/rasters are what their papers say."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from qngeo.config import settings
from qngeo.io.imagery.rasters import open_raster
from qngeo.io.json_files import read_json, sha256
from qngeo.services.forest.areas import areas
from qngeo.services.forest.lesson import lesson
from qngeo.services.satellite import landcover_overview as overview

FOLDER = settings().data / "rasters"


def test_the_readme_opens_with_what_it_is_not():
    text = (FOLDER / "README.md").read_text("utf-8")
    assert text.split("\n\n")[1].startswith("**Nothing here shows the storm.**")
    for path in FOLDER.glob("*.*"):
        assert path.suffix in {".md", ".json"} or f"`{path.name}`" in text, path.name


def test_the_land_cover_is_the_file_that_was_cut():
    about = read_json(FOLDER / "modis_landcover_2019.json")
    assert about["sha256"] == sha256(overview.raster_path())
    assert {"doi", "licence", "date", "obtained_from"} <= about.keys()
    with open_raster(overview.raster_path()) as source:
        assert tuple(np.round(source.bounds, 6)) == (106.0, 20.4, 108.5, 22.0)
        assert source.res == pytest.approx((0.05, 0.05))
        values = source.read(1)
    assert set(np.unique(values)) <= set(overview.classes()["class"])


def test_every_class_has_its_names_in_both_languages():
    table = overview.classes()
    assert table["class"].tolist() == list(range(17))
    assert table.notna().all(axis=None)
    assert table[table["kind"] == "forest"]["class"].tolist() == [1, 2, 3, 4, 5]
    assert set(table["kind"]) == {"forest", "wooded", "water", "other"}


def test_the_sea_is_water_and_the_mountains_are_forest():
    with open_raster(overview.raster_path()) as source:
        sea, hills = source.sample([(108.2, 20.6), (107.48, 21.52)])
    kinds = overview.classes().set_index("class")["kind"]
    assert kinds[int(sea[0])] == "water"
    assert kinds[int(hills[0])] in {"forest", "wooded"}


def test_the_province_has_shares_that_add_up_and_are_called_an_overview():
    found = overview.overview(areas("province"))
    assert found["share"].sum() == pytest.approx(1)
    assert set(found["label"]) == {"overview only, cells of 5.5 km"}
    assert set(found["year"]) == {"2019"}
    kinds = overview.by_kind(found).set_index("kind")["share"]
    assert kinds.sum() == pytest.approx(1)
    assert kinds["forest"] + kinds["wooded"] > 0.5


@pytest.mark.parametrize("kind", ["commune", "park"])
def test_communes_and_parks_are_refused_with_the_reason(kind):
    zones = areas(kind)
    found = overview.overview(zones)
    assert len(found) == len(zones)
    assert found["share"].isna().all()
    assert set(found["reason"]) == {overview.TOO_SMALL}
    assert "smaller than 20 cells" in overview.REASONS[overview.TOO_SMALL]


def test_an_area_of_cells_by_hand_has_its_own_shares():
    zone = gpd.GeoDataFrame(
        {"id": ["a"]}, geometry=[box(107.0, 21.0, 107.5, 21.25)], crs="EPSG:4326"
    )
    with open_raster(overview.raster_path()) as source:
        window = source.window(107.0, 21.0, 107.5, 21.25)
        cells = source.read(1, window=window.round_offsets().round_lengths())
    assert cells.size == 50
    found = overview.overview(zone).set_index("class")["share"]
    counts = pd.Series(cells.ravel()).value_counts(normalize=True)
    # Cells further north are a little smaller, hence the tolerance.
    for value, share in counts.items():
        assert found[value] == pytest.approx(share, abs=0.002)


def test_the_lesson_says_what_its_text_says():
    table = lesson().set_index("year")
    assert table["nbr"][2003] == pytest.approx(0.648)
    assert table["nbr"][2006] == pytest.approx(0.443)
    assert round(100 * table["ndvi_of_before"][2007]) == 95
    assert round(100 * table["nbr_of_before"][2007]) == 69
    assert table["nbr"].loc[2006:2019].max() < 0.60 < table["nbr"][2020]
    assert set(table["origin"]) == {"measured", "quoted"}
    assert table[table["origin"] == "quoted"]["ndvi"].isna().all()
