"""Sea is taken nearest to a zone's land, and not from others."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from qngeo.crs import METRIC, STORAGE
from qngeo.domain.boundaries import sea
from qngeo.domain.boundaries.outlines import OUTLINE_COLUMNS

KM = 1000.0
ISLAND = shapely.box(0, 0, 10 * KM, 10 * KM)
OTHER = shapely.box(20 * KM, 0, 30 * KM, 10 * KM)
HOME = shapely.box(-40 * KM, -40 * KM, 60 * KM, 60 * KM)
WANTED = 200e6


def test_sea_has_the_wanted_area_and_no_land():
    found = sea.nearest_water(ISLAND, ISLAND, HOME, WANTED)
    assert found.area == pytest.approx(WANTED, rel=0.02)
    assert found.intersection(ISLAND).area == pytest.approx(0, abs=1)


def test_sea_stays_on_the_near_side_of_the_middle():
    found = sea.nearest_water(ISLAND, ISLAND.union(OTHER), HOME, 900e6)
    beyond = shapely.box(15 * KM + 2 * sea.GRID_M, -40 * KM, 60 * KM, 60 * KM)
    assert found.intersection(beyond).area < 0.02 * found.area


def test_sea_stays_at_home():
    home = shapely.box(-40 * KM, -40 * KM, 60 * KM, 12 * KM)
    found = sea.nearest_water(ISLAND, ISLAND, home, WANTED)
    assert found.difference(home).area == pytest.approx(0, abs=1)


def test_sea_gives_less_where_there_is_no_more_water():
    home = ISLAND.buffer(2 * KM)
    found = sea.nearest_water(ISLAND, ISLAND, home, WANTED)
    assert 0 < found.area < WANTED


def test_only_zones_with_a_published_sea_area_have_one():
    shift = gpd.GeoSeries(
        [shapely.affinity.translate(s, 480_000, 2_300_000) for s in (ISLAND, HOME)],
        crs=METRIC,
    ).to_crs(STORAGE)
    land = gpd.GeoDataFrame(
        {
            "subject_id": ["zone:wet", "zone:dry"],
            "name_vi": "V",
            "name_en": "E",
            "kind": "zone",
            "source_ids": "made_up",
        },
        geometry=[shift[0], shift[0]],
        crs=STORAGE,
    )
    claims = pd.DataFrame(
        {
            "subject_id": ["zone:wet", "zone:dry"],
            "area_sea_ha": [20_000.0, np.nan],
            "area_sea_fact": ["f0001", ""],
        }
    )
    found = sea.zone_sea(land, claims, shift[:1], shift[1:])
    assert list(found.columns) == OUTLINE_COLUMNS
    assert found["subject_id"].tolist() == ["zone:wet"]
    assert found["part"].item() == "sea"
    assert found["geometry_method"].item() == "schematic"
    assert found["area_drawn_ha"].item() == pytest.approx(20_000, rel=0.02)
