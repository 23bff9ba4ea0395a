"""A park's footprint has its published area, at its point, on land."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from strategies import geodesic_area_ha

from qngeo.crs import METRIC, STORAGE
from qngeo.domain.boundaries import footprints
from qngeo.domain.boundaries.outlines import OUTLINE_COLUMNS

LAND = gpd.GeoSeries(
    [shapely.box(480_000, 2_310_000, 520_000, 2_350_000)],
    index=["commune:a"],
    crs=METRIC,
)


def park(x=500_000.0, y=2_330_000.0, area_ha=100.0, **given):
    at = gpd.GeoSeries([shapely.Point(x, y)], crs=METRIC).to_crs(STORAGE)[0]
    row = {"subject_id": "park:p", "name_vi": "KCN P", "name_en": "P Park"}
    row |= {"kind": "park", "lat": at.y, "lon": at.x, "uncertainty_km": 2.0}
    row |= {"area_ha": area_ha, "area_fact": "f0001", "on_water": False}
    return row | {"source_ids": "made_up"} | given


def drawn(*parks):
    return footprints.footprints(pd.DataFrame(parks), LAND)


@given(
    x=st.floats(488_000, 512_000),
    y=st.floats(2_318_000, 2_342_000),
    area_ha=st.floats(1, 5000),
)
def test_on_open_land_any_footprint_has_its_area(x, y, area_ha):
    found = drawn(park(x, y, area_ha))
    assert found["area_drawn_ha"].item() == pytest.approx(area_ha, rel=1e-3)
    assert geodesic_area_ha(found.geometry)[0] == pytest.approx(area_ha, rel=1e-3)


def test_the_point_is_the_middle():
    found = drawn(park())
    middle = found.to_crs(METRIC).geometry.item().centroid
    assert middle.distance(shapely.Point(500_000, 2_330_000)) < 1


def test_at_the_shore_the_square_widens_until_its_land_has_the_area():
    # The point stands on the west shore, so half of the square is sea.
    found = drawn(park(x=480_000, area_ha=400))
    shape = found.to_crs(METRIC).geometry.item()
    assert found["area_drawn_ha"].item() == pytest.approx(400, rel=1e-3)
    assert shape.bounds[0] == pytest.approx(480_000, abs=1)


def test_water_sites_are_not_cut():
    found = drawn(park(x=480_000, area_ha=400, on_water=True))
    shape = found.to_crs(METRIC).geometry.item()
    assert shape.bounds[0] == pytest.approx(479_000, abs=1)
    assert footprints.WATER_EN in found["note_en"].item()


def test_too_little_land_is_said_and_not_hidden():
    # Even the widest square, 3 km, reaches only 200 m inland: 60 ha.
    found = drawn(park(x=478_700, area_ha=100))
    assert found["area_drawn_ha"].item() == pytest.approx(60, rel=1e-3)
    assert footprints.SHORT_EN in found["note_en"].item()


def test_land_can_be_narrowed_to_named_communes():
    land = pd.concat(
        [LAND, gpd.GeoSeries([shapely.box(480_000, 2_310_000, 500_000, 2_350_000)],
                             index=["commune:west"], crs=METRIC)]
    )  # fmt: skip
    found = footprints.footprints(
        pd.DataFrame([park(area_ha=400, within="commune:west")]), land
    )
    assert found.to_crs(METRIC).total_bounds[2] == pytest.approx(500_000, abs=1)


def test_position_error_comes_from_the_uncertainty():
    found = drawn(park(uncertainty_km=1.5), park(subject_id="q", uncertainty_km=np.nan))
    assert found["position_error_m"][0] == 1500
    assert pd.isna(found["position_error_m"][1])


def test_overlaps_are_named_on_both():
    near = park(x=500_300.0, subject_id="park:q", name_en="Q Park")
    found = drawn(park(), near)
    assert list(found.columns) == OUTLINE_COLUMNS
    assert "overlaps Q Park" in found["note_en"][0]
    assert "overlaps P Park" in found["note_en"][1]


def test_parks_without_point_or_area_are_listed_and_not_drawn():
    parks = pd.DataFrame(
        [
            park(),
            park(subject_id="park:nowhere", lat=np.nan, lon=np.nan),
            park(subject_id="park:sizeless", area_ha=np.nan),
            park(subject_id="park:neither", lat=np.nan, area_ha=np.nan),
        ]
    )
    assert footprints.footprints(parks, LAND)["subject_id"].tolist() == ["park:p"]
    left = footprints.without_outline(parks).set_index("subject_id")
    assert left.loc["park:nowhere", "reason_en"] == "no position known"
    assert left.loc["park:sizeless", "reason_en"] == "no area known"
    assert left.loc["park:neither", "reason_vi"] == "chưa có toạ độ; chưa có diện tích"
