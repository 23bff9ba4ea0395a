"""Joining places to roads and finding ways, on a network drawn by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from qngeo.crs import METRIC, STORAGE
from qngeo.domain.transport import access, isochrones, joining
from qngeo.i18n import LANGUAGES
from qngeo.services.transport import access as ways

EAST, NORTH = 500_000.0, 2_320_000.0


def degrees(*points):
    """Points in km from a corner within the province, as lat and lon."""
    xy = [shapely.Point(EAST + x * 1000, NORTH + y * 1000) for x, y in points]
    at = gpd.GeoSeries(xy, crs=METRIC).to_crs(STORAGE)
    return pd.DataFrame({"lat": at.y.to_numpy(), "lon": at.x.to_numpy()})


def made_edges(*rows):
    usual = {"class": "national", "seq": 1, "part_id": "", "km": 10.0, "minutes": 12.0,
             "road": "road:a", "planned": False, "measured": "osm"}  # fmt: skip
    return pd.DataFrame([usual | row for row in rows])


def made_sites(**points):
    table = degrees(*points.values())
    table.index = list(points)
    return table.assign(kind="park", position_error_m=100.0, extent_m=0.0)


def made_nodes(*points, access="yes"):
    return degrees(*points).assign(access=access)


def made_land(*boxes, side="province"):
    shapes = [shapely.box(EAST + w * 1000, NORTH + s * 1000,
                          EAST + e * 1000, NORTH + n * 1000)
              for w, s, e, n in boxes]  # fmt: skip
    frame = gpd.GeoDataFrame(
        {"class": side}, geometry=shapes, crs=METRIC, index=range(len(shapes))
    )
    return joining.ground(frame)


MAINLAND = made_land((-5, -5, 15, 5))
ROAD = made_edges({"a": 0, "b": 1})
ENDS = made_nodes((0, 0), (10, 0))


def joined(sites, nodes=ENDS, edges=ROAD, land=MAINLAND):
    pieces = joining.own_pieces(sites, land)
    return joining.join(sites, nodes, edges, land, pieces)


def test_a_site_meets_a_drawn_road_at_the_nearest_point():
    found = joined(made_sites(s=(2, 1))).loc["s"]
    assert (found["edge"], found["node"], found["reason"]) == (0, -1, "")
    assert found["share"] == pytest.approx(0.2, abs=1e-3)
    assert found["access_km"] == pytest.approx(joining.WINDING, abs=1e-3)


@pytest.mark.parametrize(
    "row", [{"class": "expressway"}, {"part_id": "bridge:x"}, {"seq": 0}]
)
def test_expressways_bridges_and_unaligned_roads_are_met_at_their_ends(row):
    found = joined(made_sites(s=(2, 1)), edges=made_edges({"a": 0, "b": 1} | row))
    assert (found.loc["s", "edge"], found.loc["s", "node"]) == (-1, 0)


def test_a_node_without_access_is_passed_by():
    nodes = made_nodes((0, 0), (10, 0)).assign(access=["no", "yes"])
    edges = made_edges({"a": 0, "b": 1, "class": "expressway"})
    assert joined(made_sites(s=(2, 1)), nodes, edges).loc["s", "node"] == 1


def test_water_is_never_crossed_to_reach_a_road():
    land = made_land((-5, -5, 15, 2), (-5, 4, 15, 5))
    found = joined(made_sites(s=(2, 4.5)), land=land).loc["s"]
    assert np.isnan(found["access_km"])
    assert found["reason"] == joining.WATER


def test_a_park_whose_land_reaches_the_shore_is_joined_there():
    land = made_land((-5, -5, 15, 2), (-5, 4, 15, 5))
    sites = made_sites(s=(2, 4.5)).assign(extent_m=3000.0)
    assert joined(sites, land=land).loc["s", "reason"] == ""


def test_a_port_is_not_moved_over_wide_water_by_its_loose_point():
    land = made_land((-5, -5, 15, 2), (-5, 4, 15, 5))
    sites = made_sites(s=(2, 4.5)).assign(position_error_m=3000.0, kind="port")
    assert joined(sites, land=land).loc["s", "reason"] == joining.WATER


def test_far_sites_and_anchorages_are_not_joined():
    sites = made_sites(far=(30, 0), afloat=(2, 1)).assign(kind=["park", "anchorage"])
    land = made_land((-5, -5, 40, 5))
    assert list(joined(sites, land=land)["reason"]) == [joining.FAR, joining.AFLOAT]


def net_of(sites, edges=ROAD, nodes=ENDS, kmh=26.0):
    land = MAINLAND
    pieces = joining.own_pieces(sites, land)
    joins = joining.join(sites, nodes, edges, land, pieces)
    beside = joining.neighbours(sites, joins, pieces)
    return access.network(edges, len(nodes), joins, beside, kmh)


def test_time_and_length_along_one_road_count_both_access_legs():
    net = net_of(made_sites(s=(2, 1), t=(7, 1)))
    minutes, km = access.table(net, ["s"], ["t"])
    # 1.3 km + half of the 10 km road + 1.3 km; 3 + 6 + 3 minutes
    assert km.loc["s", "t"] == pytest.approx(7.6, abs=0.01)
    assert minutes.loc["s", "t"] == pytest.approx(12.0, abs=0.02)


def test_a_place_is_no_way_from_itself():
    minutes, km = access.table(net_of(made_sites(s=(2, 1))), ["s"], ["s"])
    assert minutes.loc["s", "s"] == 0
    assert km.loc["s", "s"] == 0


def test_neighbours_off_the_road_need_not_go_there():
    net = net_of(made_sites(s=(2, 4), t=(3, 4)))
    minutes, km = access.table(net, ["s", "t"], ["t", "s"])
    assert km.loc["s", "t"] == pytest.approx(1.3, abs=0.01)
    assert minutes.loc["t", "s"] == pytest.approx(3.0, abs=0.01)
    assert list(access.way(net, "s", "t")[1]["road"]) == [access.LOCAL]


def test_the_faster_of_two_ways_is_taken_and_told():
    nodes = made_nodes((0, 0), (10, 0), (5, 4))
    edges = made_edges(
        {"a": 0, "b": 1, "km": 10.0, "minutes": 30.0, "road": "road:slow"},
        {"a": 0, "b": 2, "km": 8.0, "minutes": 8.0, "road": "road:fast",
         "class": "expressway"},
        {"a": 1, "b": 2, "km": 8.0, "minutes": 8.0, "road": "road:fast",
         "part_id": "bridge:x", "class": "expressway"},
    )  # fmt: skip
    net = net_of(made_sites(s=(0, 0), t=(10, 0)), edges, nodes)
    visited, taken = access.way(net, "s", "t")
    assert taken["km"].sum() == pytest.approx(16.0)
    assert access.roads_in_order(taken, 1.0) == ("road:fast", "bridge:x")
    assert visited[0] == net.sites["s"]
    assert visited[-1] == net.sites["t"]


def test_parallel_roads_do_not_add_up():
    edges = made_edges({"a": 0, "b": 1, "minutes": 20.0}, {"a": 1, "b": 0})
    net = net_of(made_sites(s=(0, 0), t=(10, 0)), edges)
    minutes, _ = access.table(net, ["s"], ["t"])
    assert minutes.loc["s", "t"] == pytest.approx(12.0)


def test_where_no_road_leads_there_is_no_number():
    nodes = made_nodes((0, 0), (4, 0), (6, 0), (10, 0))
    edges = made_edges({"a": 0, "b": 1}, {"a": 2, "b": 3})
    net = net_of(made_sites(s=(0, 0), t=(10, 0)), edges, nodes)
    minutes, km = access.table(net, ["s"], ["t"])
    assert np.isnan(minutes.loc["s", "t"])
    assert np.isnan(km.loc["s", "t"])
    assert access.way(net, "s", "t")[0] == []


def test_what_is_reached_lies_along_the_road_as_far_as_time_lasts():
    xy = np.array([[0.0, 0.0], [10_000.0, 0.0]])
    edges = pd.DataFrame({"a": [0], "b": [1], "minutes": [10.0], "leave": [True]})
    shape = isochrones.reached(edges, xy, np.array([0.0, 10.0]), 5.0, 300.0)
    assert shape.covers(shapely.Point(4900, 0))
    assert not shape.covers(shapely.Point(5500, 0))
    assert shape.covers(shapely.Point(0, 1400))
    assert not shape.covers(shapely.Point(0, 1600))


def test_an_expressway_is_reached_but_not_the_land_beside_it():
    xy = np.array([[0.0, 0.0], [10_000.0, 0.0]])
    edges = pd.DataFrame({"a": [0], "b": [1], "minutes": [5.0], "leave": [False]})
    shape = isochrones.reached(edges, xy, np.array([0.0, 5.0]), 15.0, 300.0)
    assert shape.covers(shapely.Point(5000, 0))
    assert not shape.covers(shapely.Point(5000, 1000))


def test_nothing_is_reached_without_a_way():
    xy = np.array([[0.0, 0.0], [10_000.0, 0.0]])
    edges = pd.DataFrame({"a": [0], "b": [1], "minutes": [5.0], "leave": [True]})
    minutes = np.array([np.inf, np.inf])
    assert isochrones.reached(edges, xy, minutes, 15.0, 300.0).is_empty


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_is_noted_of_a_route_is_said_in_each_language(lang):
    reasons = {joining.WATER, joining.FAR, joining.AFLOAT}
    assert reasons < set(ways.NOTES)
    texts = [ways.note_text(note, lang) for note in ways.NOTES]
    assert len(set(texts)) == len(ways.NOTES)
    assert not set(texts) & set(ways.NOTES)
