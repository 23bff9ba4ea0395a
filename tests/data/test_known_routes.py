"""The real road network: whole, honest about water, and near to stated distances."""

import math
import time
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from qngeo import dates
from qngeo.config import settings
from qngeo.crs import to_metric
from qngeo.domain.transport import joining, roads
from qngeo.errors import UnknownNameError
from qngeo.io import vectors
from qngeo.io.baseline import read_baseline
from qngeo.io.roads import read_roads
from qngeo.services.transport import access

TODAY = date(2026, 11, 22)
BACH_DANG = frozenset({"bridge:bach_dang"})

UNDATED = date(2021, 6, 1)
"""Day taken for the undated brochures of the zones' authority: they name Vân Đồn
airport (December 2018) and not the expressway to Móng Cái (September 2022)."""

# Every distance fact of at least 20 km whose both ends are places of the network;
# origin and kilometres are the fact's. In brackets how far off the network is.
KNOWN = {
    "f0179": "port:dinh_vu",  # Đông Mai: +10 %
    "f0178": "city:ha_noi",  # Đông Mai: +40 %, stated is about the straight line
    "f0277": "city:ha_noi",  # Cái Lân: 0 %
    "f0279": "port:dinh_vu",  # Cái Lân: +15 %
    "f0280": "airport:noi_bai",  # Cái Lân: +25 %, stated along QL18 (145 km here)
    "f0281": "airport:cat_bi",  # Cái Lân: +15 %
    "f0282": "airport:van_don",  # Cái Lân: +28 %, stated along QL18 (55 km here)
    "f0430": "port:van_hoa",  # Vân Đồn casino: +47 %, both points loose to 3 km
    "f0460": "gate:mong_cai_bl2",  # CCN Vân Đồn: -13 %
    "f0461": "gate:hoanh_mo",  # CCN Vân Đồn: -23 %, by the expressway of 2022
    "f0639": "city:ha_noi",  # Texhong: +6 %
    "f0640": "city:ha_long",  # Texhong: -5 %
    "f0641": "gate:mong_cai_bl2",  # Texhong: +57 %, stated is less than straight
    "f0643": "airport:noi_bai",  # Texhong: +7 %
    "f0644": "airport:van_don",  # Texhong: +92 %, stated is the straight line
    "f0645": "station:ha_long",  # Texhong: -6 %
    "f0650": "gate:mong_cai_bl2",  # Quảng Hà: +32 %, stated is about straight
    "f0651": "airport:van_don",  # Quảng Hà: -11 %
    "f0652": "city:ha_long",  # Quảng Hà: -10 %
    "f0653": "city:ha_noi",  # Quảng Hà: -5 %
    "f0709": "gate:mong_cai_bl2",  # Hoành Mô: -25 %, by the border road QL18C
    "f0711": "port:mui_chua",  # Hoành Mô: -16 %
    "f0712": "airport:van_don",  # Hoành Mô: -4 %
    "f0713": "city:ha_long",  # Hoành Mô: -5 %
    "f0714": "city:ha_noi",  # Hoành Mô: -6 %
}


@pytest.fixture(scope="module")
def baseline():
    return read_baseline()


@pytest.fixture(scope="module")
def tables():
    return read_roads()


def day_of(fact):
    period = dates.parse_period(fact["as_of"])
    return UNDATED if period is None else period.end


def test_known_distances_come_out_with_a_median_error_under_15_per_cent(baseline):
    facts = baseline.facts.set_index("fact_id")
    errors = {}
    for fact_id, place in KNOWN.items():
        fact = facts.loc[fact_id]
        assert fact["attribute"] == "distance"
        assert fact["number"] >= 20
        way = access.route(baseline, fact["subject_id"], place, as_of=day_of(fact))
        errors[fact_id] = abs(way.km / fact["number"] - 1)
    assert len(errors) >= 10
    assert pd.Series(errors).median() < 0.15, errors


def test_no_long_distance_of_the_facts_is_left_out_unsaid(baseline):
    facts = baseline.facts
    far = facts[facts["attribute"].eq("distance") & facts["number"].ge(20)]
    beyond = {"f0642": "Fangcheng, in China", "f0710": "Hải Hà port, on an island"}
    assert set(far["fact_id"]) == set(KNOWN) | set(beyond)


def test_ha_long_to_mong_cai_takes_the_expressway(baseline):
    way = access.route(baseline, "Hạ Long", "mong cai", as_of=TODAY)
    assert "road:van_don_mong_cai" in way.roads
    assert "bridge:van_tien" in way.roads
    assert not way.uses_planned
    names = access.road_names(baseline, way, "vi")
    assert "Cao tốc Vân Đồn - Móng Cái" in names


def test_before_the_expressway_opened_it_is_not_used(baseline):
    ends = ("city:ha_long", "city:mong_cai")
    before = access.route(baseline, *ends, as_of=date(2022, 8, 31))
    after = access.route(baseline, *ends, as_of=date(2022, 9, 1))
    assert "road:van_don_mong_cai" not in before.roads
    assert after.minutes < before.minutes
    ahead = access.route(baseline, *ends, as_of=date(2022, 8, 31), with_planned=True)
    assert ahead.uses_planned
    assert ahead.minutes == pytest.approx(after.minutes)


def test_planned_roads_never_make_a_way_longer(baseline):
    now = access.minutes(baseline, as_of=TODAY)
    later = access.minutes(baseline, as_of=TODAY, with_planned=True)
    assert list(now.columns) == list(later.columns)
    roads_only = access.places(baseline, as_of=TODAY)["access_km"]
    moved = access.places(baseline, as_of=TODAY, with_planned=True)["access_km"]
    same = roads_only.index[roads_only.eq(moved) | (roads_only.isna() & moved.isna())]
    kept = now.loc[now.index.isin(same), now.columns.isin(same)]
    assert not (later.loc[kept.index, kept.columns] > kept + 1e-6).any(axis=None)


def test_closing_bach_dang_bridge_changes_only_ways_that_used_it(baseline):
    before = access.minutes(baseline, as_of=TODAY)
    after = access.minutes(baseline, as_of=TODAY, closed=BACH_DANG)
    changed = ~((before - after).abs().lt(1e-6) | (before.isna() & after.isna()))
    pairs = np.argwhere(changed.to_numpy())
    assert len(pairs) > 0
    for i, j in pairs:
        site, place = changed.index[i], changed.columns[j]
        way = access.route(baseline, site, place, as_of=TODAY)
        assert "bridge:bach_dang" in way.roads, (site, place)
        assert not after.loc[site, place] < before.loc[site, place]


def test_islands_without_a_bridge_have_no_time_but_a_reason(baseline):
    places = access.places(baseline, as_of=TODAY)
    minutes = access.minutes(baseline, as_of=TODAY)
    for island in ("port:co_to", "port:van_gia", "port:hai_ha"):
        assert minutes[island].isna().all()
        assert places.loc[island, "reason"]
    way = access.route(baseline, "Hạ Long", "port:co_to", as_of=TODAY)
    assert math.isnan(way.km)
    assert math.isnan(way.minutes)
    assert "no_way" in way.notes


def test_only_bridges_and_causeways_cross_between_pieces_of_land(tables):
    land = vectors.geometry("land")
    ground = joining.ground(land[land["class"].eq("province")])
    at = gpd.GeoSeries.from_xy(tables.nodes["lon"], tables.nodes["lat"], crs=4326)
    piece = dict.fromkeys(tables.nodes["node_id"])
    points = to_metric(at).array
    for name, point in zip(tables.nodes["node_id"], points, strict=True):
        own = ground.tree.query(point, predicate="dwithin", distance=50)
        if len(own):
            piece[name] = set(own)
    edges = tables.edges
    crossing = [
        row
        for row in edges[edges["class"].ne("link")].itertuples(index=False)
        if piece[row[0]] and piece[row[1]] and not piece[row[0]] & piece[row[1]]
    ]
    assert crossing
    unbridged = {row.line_id for row in crossing if not row.part_id}
    # These run on bridges or dams of their own that no fact names: the expressway
    # over the inlets at Hạ Long and Cẩm Hải, the road built beside it, the coastal
    # road over its islets, the road to Trà Cổ over the delta of Móng Cái.
    known = {
        "hai_phong_ha_long",
        "ha_long_xanh_link",
        "ha_long_van_don",
        "ha_long_cam_pha_coastal",
        "tra_co_road",
    }
    assert unbridged <= known


def test_the_ferry_of_rung_is_no_road(tables):
    edges = tables.edges
    landing = tables.nodes.set_index("node_id")
    east = landing.index[landing["lat"].eq(20.941) & landing["lon"].eq(106.774)][0]
    west = landing.index[landing["lat"].eq(20.938) & landing["lon"].eq(106.765)][0]
    ends = edges[["from", "to"]].apply(frozenset, axis=1)
    assert frozenset({east, west}) not in set(ends)


def test_the_same_place_is_0_km_away(baseline):
    way = access.route(baseline, "park:cai_lan", "KCN Cái Lân", as_of=TODAY)
    assert (way.km, way.minutes, way.roads) == (0.0, 0.0, ())


@pytest.mark.parametrize(
    ("name", "near"), [("Song Khoay", "song_khoai"), ("park:cai_lam", "cai_lan")]
)
def test_an_unknown_place_is_refused_with_the_nearest_name(baseline, name, near):
    with pytest.raises(UnknownNameError, match=near):
        access.route(baseline, name, "Hà Nội", as_of=TODAY)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("hanoi", "city:ha_noi"),
        ("Hải Phòng", "city:hai_phong"),
        ("mong cai", "city:mong_cai"),
        ("zone:van_don", "city:cai_rong"),
        ("KCN Sông Khoai", "park:song_khoai"),
        ("gate:mong_cai", "gate:mong_cai_bl2"),
        ("port:cai_lan", "port:cict"),
        ("noi bai", "airport:noi_bai"),
    ],
)
def test_names_of_places_are_understood(baseline, name, wanted):
    assert access.resolve(baseline, name) == wanted


def test_every_park_with_a_position_has_a_row_and_every_place_a_column(baseline):
    minutes = access.minutes(baseline, as_of=TODAY)
    km = access.distances(baseline, as_of=TODAY)
    assert minutes.shape == km.shape
    assert (minutes.isna() == km.isna()).all(axis=None)
    for kind in ("port:", "gate:", "airport:"):
        assert minutes.columns.str.startswith(kind).any()
    assert {"city:ha_noi", "city:hai_phong"} <= set(minutes.columns)
    assert not minutes["city:ha_noi"].isna().any()


def test_all_times_come_within_a_second_after_the_network_is_read(baseline):
    access.minutes(baseline, as_of=TODAY)
    start = time.perf_counter()
    access.minutes(baseline, as_of=TODAY, speeds=roads.Speeds(national=49))
    assert time.perf_counter() - start < 1


def test_faster_roads_make_no_way_slower(baseline):
    usual = access.minutes(baseline, as_of=TODAY)
    faster = roads.Speeds(national=60, other=60, provincial=50, expressway=90)
    assert not (access.minutes(baseline, as_of=TODAY, speeds=faster) > usual).any(
        axis=None
    )


def test_isochrones_lie_within_one_another_around_the_origin(baseline):
    areas = access.isochrones(baseline, "park:song_khoai", as_of=TODAY)
    assert list(areas["minutes"]) == [60, 30, 15]
    metric = to_metric(areas.geometry)
    assert metric.area.is_monotonic_decreasing
    assert (areas["position_error_m"] > 0).all()
    assert areas.is_valid.all()
    for wide, narrow in zip(metric.iloc[:-1], metric.iloc[1:], strict=True):
        lost = shapely.difference(narrow, wide.buffer(200)).area
        assert lost < narrow.area * 0.01


def test_the_network_hangs_together_and_is_small(tables):
    ids = set(tables.nodes["node_id"])
    assert tables.nodes["node_id"].is_unique
    assert set(tables.edges["from"]) | set(tables.edges["to"]) == ids
    assert (tables.edges["km"] >= 0).all()
    named = tables.edges["line_id"].ne("")
    assert set(tables.edges.loc[named, "line_id"]) <= set(tables.lines["line_id"])
    size = sum(p.stat().st_size for p in (settings().data / "roads").iterdir())
    assert size < 3_000_000


def test_lengths_rest_on_facts_of_the_same_road(tables, baseline):
    facts = baseline.facts.set_index("fact_id")
    for row in tables.lengths.itertuples():
        assert facts.loc[row.fact_id, "attribute"] == "length"
    km = roads.official_km(baseline.facts, tables.lengths["fact_id"])
    assert all(value > 0 for value in km)


def test_control_points_of_the_network_are_those_of_the_geometry(tables):
    drawn = vectors.table("transport_lines")
    at = {f"{r.line_id}:{r.seq}": (r.lat, r.lon) for r in drawn.itertuples()}
    mine = tables.nodes[tables.nodes["node_id"].isin(at)]
    assert len(mine) > 100
    for row in mine.itertuples():
        lat, lon = at[row.node_id]
        assert (row.lat, row.lon) == (float(lat), float(lon)), "run build_roads.py"


def test_every_position_of_a_place_has_a_source(tables, baseline):
    assert set(tables.places["source_id"]) <= set(baseline.sources["source_id"])
    assert tables.places["position_error_m"].gt(0).all()
