"""What holds of every search, scenario and link about land."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_needs import hectares, needs, scenarios
from made_sites import NAMES, PLACES, ZONES, maybe, tables
from trials import trials

from qngeo.domain.land.choices import Readiness, Sector, Status, Zone
from qngeo.domain.land.criteria import Area, Forest, OnOffer, Price, TravelTime
from qngeo.domain.land.funnel import apply, loosen
from qngeo.domain.land.need import STATUSES, Need
from qngeo.domain.land.readiness import ITEMS
from qngeo.domain.occupancy.scenario import Scenario, run
from qngeo.errors import NumberError, UnknownNameError
from qngeo.services.land.words import say

some = st.floats(0, 200).map(lambda x: round(x, 2))


@st.composite
def criteria(draw):
    """Between one and all criteria, in any order, and which unknown ones fail."""
    items = tuple(draw(st.lists(st.sampled_from(ITEMS), min_size=1, unique=True)))
    every = [
        OnOffer(),
        Area(draw(some)),
        Price(draw(some)),
        Sector(tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True)))),
        Zone(tuple(draw(st.lists(st.sampled_from(ZONES[:2]), min_size=1)))),
        Status(tuple(draw(st.lists(st.sampled_from(STATUSES), min_size=1)))),
        Readiness(items, draw(st.integers(1, len(items)))),
        TravelTime(draw(st.sampled_from(PLACES)), draw(some)),
        Forest(draw(some)),
    ]
    chosen = draw(st.permutations(every))[: draw(st.integers(1, len(every)))]
    strict = draw(st.sets(st.sampled_from([c.id for c in chosen])))
    sure = "readiness" in strict
    chosen = [replace(c, sure=sure) if c.id == "readiness" else c for c in chosen]
    return chosen, strict


@trials(500)
@given(tables(), criteria(), st.randoms(use_true_random=False))
def test_counts_add_up_order_does_not_matter_and_every_rejection_has_a_reason(
    table, asked, random
):
    chosen, strict = asked
    result = apply(table, chosen, unknown_fails=strict)
    before = len(table)
    for step in result.steps:
        assert step.before == before
        assert 0 <= step.left <= before
        assert 0 <= step.unknown <= before
        before = step.left
    assert before == len(result.kept)
    assert len(result.kept) + len(result.rejected) == len(table)
    assert set(result.kept.index).isdisjoint(result.rejected)

    shuffled = random.sample(chosen, len(chosen))
    again = apply(table, shuffled, unknown_fails=strict)
    assert again.kept.index.tolist() == result.kept.index.tolist()
    for site_id, failed in result.rejected.items():
        assert failed
        assert again.rejected[site_id] == failed
        assert all(say(why, lang) for why in failed.values() for lang in ("vi", "en"))
        alone = [c for c in chosen if c.id in failed]
        for criterion in alone:
            only = apply(table, [criterion], unknown_fails=strict & {criterion.id})
            assert site_id in only.rejected


@trials(200)
@given(tables(), criteria())
def test_one_loosening_is_enough_for_the_site_it_names(table, asked):
    chosen, strict = asked
    result = apply(table, chosen, unknown_fails=strict)
    advice = loosen(result)
    if result.mask.any():
        assert not advice.single
        assert not advice.together
    for change in advice.single:
        at = table.index.get_loc(change.site_id)
        eased = [
            c.widened(table.iloc[at]) if c.id == change.criterion else c for c in chosen
        ]
        allowed = strict - {change.criterion} if change.to is None else strict
        kept = apply(table, eased, unknown_fails=allowed).kept
        assert change.site_id in kept.index
        if change.to is not None:
            assert len(kept) == change.admits


@trials(500)
@given(scenarios(), st.lists(maybe(hectares), min_size=4, max_size=4), st.booleans())
def test_allocated_and_left_are_always_the_total(scenario, left, nested):
    sites = pd.DataFrame(
        {
            "kind": ["park", "park", "park", "cluster"],
            "parent_id": ["park:b" if nested else "", "", "", ""],
            "zone_id": ["zone:x", "zone:x", "zone:y", ""],
            "available_ha": pd.array(left, dtype=float),
        },
        index=["park:a", "park:b", "park:c", "cluster:d"],
    )
    outcome = run(scenario, sites)
    unknown = sites.index[sites["available_ha"].isna()].tolist()
    assert list(outcome.unknown) == unknown
    missing = outcome.parks["site_id"].isin(unknown)
    assert outcome.parks.loc[missing, "left_ha"].isna().all()
    for table in (outcome.parks[~missing], outcome.zones):
        total = table["allocated_ha"] + table["left_ha"]
        assert np.allclose(total, table["total_ha"], rtol=1e-12, atol=1e-9)
        assert (table[["allocated_ha", "left_ha", "unmet_ha"]] >= 0).all().all()
    known = outcome.parks[~missing].sort_values(["site_id", "year"])
    taken = known.groupby("site_id")["allocated_ha"].diff()
    taken = taken.fillna(known["allocated_ha"])
    met = taken + known["unmet_ha"]
    assert np.allclose(met, known["demand_ha"], rtol=1e-9, atol=1e-6)


@trials(500)
@given(scenarios())
def test_every_scenario_goes_into_a_link_and_back(scenario):
    assert Scenario.from_text(scenario.to_text()) == scenario


@trials(1000)
@given(needs())
def test_every_need_goes_into_a_link_and_back(need):
    query = need.to_query()
    assert all(isinstance(text, str) and text for text in query.values())
    assert Need.from_query({**query, "lang": "vi"}) == need


@pytest.mark.parametrize(
    ("query", "error", "message"),
    [
        ({"ha": "lots"}, NumberError, "ha=lots is not a number"),
        ({"ha": "nan"}, NumberError, "ha=nan is not a number"),
        ({"ha": "-3"}, NumberError, "area of -3: give a number from 0"),
        ({"min": "30"}, NumberError, "within 30 minutes of no place"),
        ({"near": "Cái Lân"}, UnknownNameError, "'Cái Lân' is no id"),
        ({"sec": "electronic"}, UnknownNameError, "did you mean 'electronics'"),
        ({"st": "opening"}, UnknownNameError, "no status 'opening'"),
        ({"rdy": "powr"}, UnknownNameError, "did you mean 'power'"),
        ({"rdyn": "2.5"}, NumberError, "give a whole number"),
        ({"rdyn": "9"}, NumberError, "give a number from 1 to 8"),
        ({"forest": "yes"}, NumberError, "write forest=1"),
        ({"unk": "prices"}, UnknownNameError, "did you mean 'price'"),
        ({"w": "area"}, NumberError, "w=area~= is not a number"),
        ({"w": "beauty~1"}, UnknownNameError, "no ranking criterion 'beauty'"),
        ({"w": "area~0"}, NumberError, "all weights are 0"),
        ({"w": "area~1,area~2"}, NumberError, "'area' is weighted 2 times"),
        ({"w": "travel_time~1"}, NumberError, "but no place is near"),
        ({"kn": "50"}, NumberError, "least known share of 50"),
        ({"ha": "1e300"}, NumberError, "give a number from 0 to 1000000000"),
    ],
)
def test_a_link_that_cannot_be_read_says_why(query, error, message):
    with pytest.raises(error, match=message):
        Need.from_query(query)


@trials(200)
@given(tables(), needs())
def test_a_need_loosened_as_advised_is_met(table, need):
    result = apply(
        table,
        need.criteria(),
        unknown_fails={c.id for c in need.criteria()} & set(need.unknown_fails),
    )
    for change in loosen(result).single:
        eased = need.loosened(change)
        asked = eased.criteria()
        strict = {c.id for c in asked} & set(eased.unknown_fails)
        kept = apply(table, asked, unknown_fails=strict).kept
        assert change.site_id in kept.index
