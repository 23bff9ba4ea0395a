"""Needs and scenarios made up at random, for whatever holds for all of them."""

from hypothesis import strategies as st
from made_sites import NAMES, PLACES, ZONES, maybe

from qngeo.domain.land.need import CRITERIA, SCALES, STATUSES, Need
from qngeo.domain.land.readiness import ITEMS
from qngeo.domain.occupancy.scenario import Phase, Scenario

park_ids = st.sampled_from(["park:a", "park:b", "park:c", "cluster:d"])
hectares = st.floats(0, 500, allow_subnormal=False)


@st.composite
def scenarios(draw):
    start = draw(st.integers(2020, 2035))
    horizon = start + draw(st.integers(0, 25))
    own = draw(st.dictionaries(park_ids, hectares))
    phases = draw(
        st.lists(
            st.builds(Phase, park_ids, st.integers(start, horizon + 5), hectares),
            max_size=6,
        )
    )
    return Scenario(
        draw(st.text(max_size=20)),
        start,
        horizon,
        draw(hectares),
        tuple(own.items()),
        tuple(phases),
    )


def lists(values):
    return st.lists(st.sampled_from(values), unique=True, max_size=4).map(tuple)


weights_of = st.dictionaries(
    st.sampled_from(sorted(SCALES)), st.floats(0, 100), max_size=4
).filter(lambda w: not w or any(w.values()))


@st.composite
def needs(draw):
    near = draw(st.sampled_from(["", *PLACES]))
    items = draw(lists(ITEMS))
    weights = draw(weights_of)
    if not near and {name for name, weight in weights.items() if weight} == {
        "travel_time"
    }:
        weights = {}
    return Need(
        min_ha=draw(maybe(st.floats(0, 1e6))),
        max_price=draw(maybe(st.floats(0, 1e6))),
        sectors=draw(lists(NAMES)),
        zones=draw(lists(ZONES[:2])),
        statuses=draw(lists(STATUSES)),
        near=near,
        within_min=draw(maybe(st.floats(0, 1e4))) if near else None,
        readiness=items,
        readiness_min=draw(maybe(st.integers(1, len(items or ITEMS)))),
        no_forest=draw(st.booleans()),
        unknown_fails=draw(lists(CRITERIA)),
        weights=tuple(weights.items()),
        least_known=draw(st.floats(0, 1)),
    )
