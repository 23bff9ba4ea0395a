"""Rules of the domain that hold for all inputs."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import fact_rows, fact_tables, facts_frame, hectares, land_use_frame

from qngeo.domain.figures.disagreements import conflicts, contradict
from qngeo.domain.figures.facts import FIGURE_KEY, shown
from qngeo.domain.figures.pairing import figures
from qngeo.domain.occupancy.absorption import saturation
from qngeo.domain.occupancy.allocation import ROUNDING_HA, balance
from qngeo.domain.occupancy.fill_rates import rates


@given(fact_tables)
def test_every_rate_with_both_hectares_recomputes_from_them(facts):
    table = rates(facts)
    again = 100 * table["numerator_ha"] / table["denominator_ha"]
    assert ((again - table["rate_pct"]).abs() <= 0.1).all()
    assert table["computed"].all()


@given(fact_tables, st.randoms())
def test_rates_do_not_depend_on_the_order_of_the_facts(facts, random):
    order = list(range(len(facts)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(rates(facts), rates(facts.iloc[order]))


@given(fact_tables, st.randoms())
def test_the_figure_shown_is_one_of_those_given_whatever_their_order(facts, random):
    order = list(range(len(facts)))
    random.shuffle(order)
    picked = shown(facts)
    pd.testing.assert_frame_equal(picked, shown(facts.iloc[order]))
    for row in picked.to_dict("records"):
        given_row = facts[facts["fact_id"] == row["fact_id"]].iloc[0]
        assert {k: row[k] for k in FIGURE_KEY} == given_row[FIGURE_KEY].to_dict()
        assert row["number"] == given_row["number"]
    assert picked["others"].sum() + len(picked) == len(facts)


@given(hectares, st.lists(hectares, min_size=1, max_size=6))
def test_parts_and_rest_make_the_whole(whole, parts):
    table = balance(
        land_use_frame(
            {"role": "total", "area_ha": whole}, *({"area_ha": p} for p in parts)
        ),
        subject_id="zone:a",
    )
    rest = table.iloc[-1]
    assert rest["area_ha"] >= 0
    back = sum(parts) + rest["area_ha"] - rest["excess_ha"]
    assert back == pytest.approx(whole, abs=ROUNDING_HA + 1e-6)


@given(
    st.lists(
        st.tuples(st.integers(2000, 2026), hectares),
        min_size=3,
        max_size=8,
        unique_by=lambda pair: pair[0],
    ),
    hectares,
)
def test_saturation_is_never_before_the_last_figure(pairs, capacity):
    leased = facts_frame(*({"as_of": str(y), "value": ha} for y, ha in pairs))
    found = saturation(leased, capacity)
    dates = [found.earliest, found.expected, found.latest]
    known = [day for day in dates if day is not None]
    assert all(day >= found.pace.last for day in known)
    assert known == sorted(known)


@given(fact_rows, fact_rows)
def test_a_contradiction_is_mutual(first, second):
    same = {k: first[k] for k in ("subject_id", "attribute", "definition", "scope")}
    one, other = figures(facts_frame(first, {**second, **same}))
    assert contradict(one, other) == contradict(other, one)
    assert not contradict(one, one)


@given(st.lists(fact_rows, min_size=2, max_size=6), st.randoms())
def test_disagreements_do_not_depend_on_the_order_of_the_facts(rows, random):
    same = {"subject_id": "park:a", "attribute": "price", "definition": "", "scope": ""}
    facts = facts_frame(*({**row, **same, "as_of": "2024"} for row in rows))
    order = list(range(len(facts)))
    random.shuffle(order)
    table = conflicts(facts)
    pd.testing.assert_frame_equal(table, conflicts(facts.iloc[order]))
    assert (table["minimum"] < table["maximum"]).all()
    assert table["spread_pct"].between(0, 100, inclusive="right").all()
