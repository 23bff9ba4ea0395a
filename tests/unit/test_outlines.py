"""Zones are built of whole communes and stated parts, never of invented land."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from qngeo.crs import METRIC, STORAGE, area_ha
from qngeo.domain.boundaries import outlines
from qngeo.errors import SchemaError, UnknownNameError

EAST, NORTH = 500_000.0, 2_330_000.0


def block(x: float, y: float, width: float = 1000, height: float = 1000):
    """Rectangle, metres from a corner within the province; 1000 x 1000 is 100 ha."""
    return shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


@pytest.fixture
def communes():
    """Three blocks in a row: 100, 100 and 200 ha; the last is officially 4 km2."""
    return gpd.GeoDataFrame(
        {
            "commune_id": ["commune:a", "commune:b", "commune:c"],
            "area_km2": [1.0, 1.0, 4.0],
        },
        geometry=[block(0, 0), block(1000, 0), block(2000, 0, 2000)],
        crs=METRIC,
    ).to_crs(STORAGE)


def extent(**given):
    empty = dict.fromkeys(
        ["west", "south", "east", "north", "anchor_lat", "anchor_lon", "area_ha"], ""
    )
    row = {"subject_id": "zone:z", "part_id": "all", "whole": "", "part": "", **empty}
    row |= {"rule": "whole", "apart_from": "", "position_error_m": 2000.0}
    return row | {"note_vi": "ghi chú", "note_en": "note"} | given


def claim(area_land_ha, subject_id="zone:z"):
    return {
        "subject_id": subject_id,
        "name_vi": "Khu Z",
        "name_en": "Zone Z",
        "kind": "zone",
        "area_land_ha": area_land_ha,
        "area_land_fact": "f0001",
        "source_ids": "made_up",
    }


def test_drawn_areas_are_published_to_the_hundredth_of_a_hectare(communes):
    shapes = [block(0, 0, 1001, 1001), *communes.to_crs(METRIC).geometry[1:]]
    odd = communes.to_crs(METRIC).set_geometry(shapes, crs=METRIC).to_crs(STORAGE)
    rows = pd.DataFrame([extent(whole="commune:a")])
    zone = outlines.zone_land(rows, pd.DataFrame([claim(100.0)]), odd)
    # 1001 m x 1001 m are 100.2001 ha.
    assert zone["area_drawn_ha"].item() == 100.2


def test_a_whole_zone_is_the_union_of_its_communes(communes):
    rows = pd.DataFrame([extent(whole="commune:a; commune:b")])
    zone = outlines.zone_land(rows, pd.DataFrame([claim(250.0)]), communes)
    assert list(zone.columns) == outlines.OUTLINE_COLUMNS
    assert zone.crs == STORAGE
    assert zone["area_drawn_ha"].item() == pytest.approx(200, rel=1e-3)
    assert zone["area_published_ha"].item() == 250
    assert zone["part"].item() == "land"


def test_a_part_grows_from_its_anchor_until_the_published_area(communes):
    anchor = gpd.GeoSeries([shapely.Point(EAST + 2000, NORTH + 500)], crs=METRIC)
    at = anchor.to_crs(STORAGE)[0]
    row = extent(
        part="commune:c", rule="published_area", anchor_lat=at.y, anchor_lon=at.x
    )
    zone = outlines.zone_land(
        pd.DataFrame([row]), pd.DataFrame([claim(50.0)]), communes
    )
    drawn = zone.to_crs(METRIC).geometry.item()
    assert drawn.area / 1e4 == pytest.approx(50, rel=1e-3)
    assert drawn.bounds[0] == pytest.approx(EAST + 2000, abs=1)
    assert drawn.bounds[2] < EAST + 3000


def test_land_is_never_forced_to_an_area_it_has_not(communes):
    row = extent(
        part="commune:c", rule="published_area", anchor_lat=21.06, anchor_lon=107.75
    )
    zone = outlines.zone_land(
        pd.DataFrame([row]), pd.DataFrame([claim(900.0)]), communes
    )
    assert zone["area_drawn_ha"].item() == pytest.approx(200, rel=1e-3)


def test_a_share_is_taken_of_official_areas_and_kept_on_drawn_land(communes):
    # 300 ha published: 100 of commune a, so 200 of the 400 official ha of c: one half
    # of its 200 drawn ha, nearest to a.
    row = extent(whole="commune:a", part="commune:c", rule="official_share")
    zone = outlines.zone_land(
        pd.DataFrame([row]), pd.DataFrame([claim(300.0)]), communes
    )
    drawn = zone.to_crs(METRIC).geometry.item()
    assert drawn.area / 1e4 == pytest.approx(200, rel=2e-3)
    assert drawn.bounds[2] == pytest.approx(EAST + 3000, abs=30)


def test_a_zone_keeps_off_the_zone_it_is_apart_from(communes):
    rows = pd.DataFrame(
        [
            extent(subject_id="zone:y", whole="commune:b"),
            extent(
                whole="commune:a",
                part="commune:b; commune:c",
                rule="official_share",
                apart_from="zone:y",
            ),
        ]
    )
    claims = pd.DataFrame([claim(300.0), claim(100.0, "zone:y")])
    zones = outlines.zone_land(rows, claims, communes).to_crs(METRIC)
    shapes = zones.set_index("subject_id").geometry
    assert shapes["zone:y"].intersection(shapes["zone:z"]).area < 1


def test_rows_of_one_zone_add_up(communes):
    rows = pd.DataFrame([extent(whole="commune:a"), extent(whole="commune:c")])
    zone = outlines.zone_land(rows, pd.DataFrame([claim(300.0)]), communes)
    assert zone["area_drawn_ha"].item() == pytest.approx(300, rel=1e-3)


def test_an_unknown_commune_is_named_with_the_nearest(communes):
    rows = pd.DataFrame([extent(whole="commune:aa")])
    with pytest.raises(UnknownNameError, match="nearest: commune:a"):
        outlines.zone_land(rows, pd.DataFrame([claim(1.0)]), communes)


def test_an_unknown_rule_is_refused(communes):
    rows = pd.DataFrame([extent(whole="commune:a", rule="guess")])
    with pytest.raises(SchemaError, match="guess"):
        outlines.zone_land(rows, pd.DataFrame([claim(1.0)]), communes)


def test_a_box_cuts_the_part():
    west, east = gpd.GeoSeries(
        [shapely.Point(EAST, NORTH), shapely.Point(EAST + 1000, NORTH + 1000)],
        crs=METRIC,
    ).to_crs(STORAGE)
    land = gpd.GeoDataFrame(
        {"commune_id": ["commune:a"], "area_km2": [4.0]},
        geometry=[block(0, 0, 2000, 2000)],
        crs=METRIC,
    ).to_crs(STORAGE)
    row = extent(part="commune:a", rule="published_area", anchor_lat=21.06)
    row |= {"anchor_lon": 107.75, "west": west.x, "south": west.y}
    row |= {"east": east.x, "north": east.y}
    zone = outlines.zone_land(pd.DataFrame([row]), pd.DataFrame([claim(400.0)]), land)
    # Edges of the box are meridians and parallels: not quite those of the grid.
    assert zone["area_drawn_ha"].item() == pytest.approx(100, rel=5e-3)


def test_drawn_area_is_that_of_the_projection_of_the_province(communes):
    rows = pd.DataFrame([extent(whole="commune:a; commune:b; commune:c")])
    zone = outlines.zone_land(rows, pd.DataFrame([claim(400.0)]), communes)
    measured = area_ha(zone.geometry).item()
    assert zone["area_drawn_ha"].item() == pytest.approx(measured, rel=1e-6)


@given(
    share=st.floats(0.001, 0.999),
    seeds=st.lists(st.tuples(st.integers(0, 10), st.integers(-5, 5)), min_size=1),
)
def test_grown_land_is_the_least_that_holds_the_wanted_area(share, seeds):
    """Of a strip of 10 km by 1 km and points in and around it."""
    strip = shapely.box(0, 0, 10_000, 1_000)
    seed = shapely.MultiPoint([(x * 1000.0, y * 1000.0) for x, y in seeds])
    wanted = share * strip.area
    grown = outlines.grow(strip, seed, wanted)
    assert grown.area >= wanted
    # the last step is 2 mm at most, and the edge that moves by it below 60 km
    assert grown.area == pytest.approx(wanted, abs=0.002 * 60_000)


def test_land_grows_evenly_from_the_edge_it_starts_at():
    strip = shapely.box(0, 0, 10_000, 1_000)
    edge = shapely.LineString([(0, -20_000), (0, 20_000)])
    grown = outlines.grow(strip, edge, 3_000_000.0)  # 3 km of 10
    assert grown.bounds == pytest.approx((0, 0, 3_000, 1_000), abs=0.01)
    far = shapely.union_all([edge, shapely.Point(9e5, 9e5)])  # too far to matter
    assert outlines.grow(strip, far, 3_000_000.0).area == pytest.approx(3e6, abs=100)
