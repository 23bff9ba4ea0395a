"""What holds of fastest ways on every network."""

import numpy as np
import pandas as pd
import shapely
from hypothesis import given
from hypothesis import strategies as st

from qngeo.domain.transport import access, isochrones, joining

NODES = 7


@st.composite
def networks(draw):
    """Small networks with a site on every node, some edges on a bridge."""
    pairs = [(a, b) for a in range(NODES) for b in range(a + 1, NODES)]
    chosen = draw(
        st.lists(st.sampled_from(pairs), min_size=1, max_size=14, unique=True)
    )
    size = len(chosen)
    whole = st.integers(1, 50)
    km = draw(st.lists(whole, min_size=size, max_size=size))
    minutes = draw(st.lists(whole, min_size=size, max_size=size))
    bridge = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    edges = pd.DataFrame(chosen, columns=["a", "b"]).assign(
        km=np.array(km, float), minutes=np.array(minutes, float), road="road:a",
        part_id=["bridge:x" if b else "" for b in bridge], planned=False,
        measured="osm",
    )  # fmt: skip
    return edges.assign(**{"class": "other"})


def net_of(edges):
    names = [f"site:{i}" for i in range(NODES)]
    joins = pd.DataFrame(
        {"edge": -1, "share": 0.0, "node": range(NODES), "access_km": 0.0}, index=names
    )
    beside = pd.DataFrame([], columns=["site", "other", "km"])
    return access.network(edges, NODES, joins, beside, 25.0), names


@given(networks())
def test_times_are_the_same_both_ways_and_no_detour_is_shorter(edges):
    net, names = net_of(edges)
    minutes = access.table(net, names, names)[0].fillna(np.inf).to_numpy()
    assert np.allclose(minutes, minutes.T)
    detour = minutes[:, :, None] + minutes[None, :, :]
    assert (minutes[:, None, :] <= detour + 1e-3).all()


@given(networks())
def test_the_table_says_what_the_way_adds_up_to(edges):
    net, names = net_of(edges)
    minutes, km = access.table(net, names[:1], names)
    for name in names[1:]:
        nodes, taken = access.way(net, names[0], name)
        if not nodes:
            assert np.isnan(minutes.loc[names[0], name])
            continue
        assert abs(taken["minutes"].sum() - minutes.loc[names[0], name]) < 1e-3
        assert abs(taken["km"].sum() - km.loc[names[0], name]) < 1e-3


@given(networks())
def test_closing_a_bridge_changes_only_ways_that_used_it(edges):
    net, names = net_of(edges)
    before = access.table(net, names, names)[0]
    rest = edges[edges["part_id"] == ""]
    after = access.table(net_of(rest)[0], names, names)[0]
    assert not (after < before - 1e-6).any(axis=None)
    gone = (after.isna() & before.notna()) | (after > before + 1e-6)
    for i, j in np.argwhere(gone.to_numpy()):
        _, taken = access.way(net, names[i], names[j])
        assert taken["part_id"].eq("bridge:x").any()


@given(networks(), st.floats(1, 40), st.floats(1, 40))
def test_more_time_reaches_no_less(edges, first, second):
    rng = np.random.default_rng(7)
    xy = rng.uniform(0, 20_000, (NODES, 2))
    net, names = net_of(edges)
    found, _ = access.search(net, names[:1])
    roads = edges.assign(leave=edges["part_id"].eq(""))
    short, long = sorted([first, second])
    near, far = (
        isochrones.reached(roads, xy, found[0], limit, 300.0) for limit in (short, long)
    )
    assert shapely.difference(near, far.buffer(1)).is_empty


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 5))
def test_the_way_between_two_sites_of_one_road_is_what_lies_between(first, second, leg):
    edges = pd.DataFrame(
        {"a": [0], "b": [1], "km": [10.0], "minutes": [10.0], "road": "road:a",
         "part_id": "", "planned": False, "measured": "osm", "class": "other"}
    )  # fmt: skip
    joins = pd.DataFrame(
        {"edge": 0, "share": [first / 10, second / 10], "node": -1, "access_km": leg},
        index=["s", "t"],
    )
    beside = pd.DataFrame([], columns=["site", "other", "km"])
    net = access.network(edges, 2, joins, beside, 25.0)
    km = access.table(net, ["s"], ["t"])[1].loc["s", "t"]
    assert abs(km - (abs(first - second) + 2 * leg)) < 1e-3
    assert joining.WINDING > 1
