"""Figures of before and after the storm, side by side and as they were published."""

from dataclasses import replace
from datetime import date

import pytest

from qngeo.io.baseline import read_baseline
from qngeo.services.forest.official import COLUMNS
from qngeo.services.forest.storm import before_and_after

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def baseline():
    return read_baseline()


def test_rates_of_before_the_storm_stand_beside_those_from_after_it(baseline):
    rows = before_and_after(baseline, as_of=TODAY)
    cover = rows[rows["measure"].eq("cover")]
    told = cover.groupby("moment", sort=False)["value"].agg(set).to_dict()
    assert list(told) == ["before", "estimate", "after"]
    assert told["before"] == {"55", "55.5"}
    assert {"38", "42"} <= told["estimate"]
    assert told["after"] == {"45.5"}, "what qngeo or a collector derived is not told"
    assert set(cover["unit"]) == {"%"}


def test_hectares_after_the_storm_are_the_sums_of_the_published_classes(baseline):
    """119,652.7 + 162,357.3 = 282,010; + 39,263.3 = 321,273.3."""
    rows = before_and_after(baseline, as_of=TODAY).set_index(["measure", "moment"])
    assert rows.loc[("counted", "before"), "number"] == 340_000
    assert rows.loc[("counted", "after"), "number"] == pytest.approx(282_010)
    assert rows.loc[("with_young", "before"), "number"] == 371_954
    assert rows.loc[("with_young", "after"), "number"] == pytest.approx(321_273.3)


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2024, 9, 6), date(2024, 9, 7)])
def test_until_the_storm_there_is_nothing_to_set_beside(baseline, day):
    assert before_and_after(baseline, as_of=day).empty


def test_a_measure_without_a_figure_from_both_sides_is_left_out(baseline):
    facts = baseline.facts
    young = facts["attribute"].eq("forest_area") & facts["as_of"].eq("2024-12-31")
    without = replace(baseline, facts=facts[~young])
    found = before_and_after(without, as_of=TODAY)
    assert set(found["measure"]) == {"cover"}
    empty = replace(baseline, facts=facts.iloc[:0])
    assert list(before_and_after(empty, as_of=TODAY)) == ["measure", "moment", *COLUMNS]
