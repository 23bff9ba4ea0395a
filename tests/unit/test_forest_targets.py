"""Aims: since when they are known, and what is missing to them."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import facts_frame

from qngeo.domain.forest import targets as forest_targets
from qngeo.domain.forest.targets import CoverPath
from qngeo.errors import BalanceError

PLAN = {"subject_id": "forest:x", "attribute": "replant_plan", "as_of": "2025"}
PLANTED = {"subject_id": "forest:x", "attribute": "planted_area"}


def test_from_45_5_to_50_per_cent_in_six_years():
    path = CoverPath(45.5, 50, 2024, 2030, 617_779)
    assert path.years == 6
    assert path.points == pytest.approx(4.5)
    assert path.hectares == pytest.approx(27_800.055)
    assert path.points_a_year == pytest.approx(0.75)
    assert path.hectares_a_year == pytest.approx(4_633.3425)


def test_an_aim_that_is_reached_asks_for_nothing():
    path = CoverPath(51, 50, 2024, 2030, 1000)
    assert (path.points, path.hectares, path.hectares_a_year) == (0, 0, 0)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((45.5, 50, 2030, 2030, 1000), "not later"),
        ((45.5, 150, 2024, 2030, 1000), "between 0 and 100"),
        ((45.5, 50, 2024, 2030, 0), "larger than nothing"),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(parts, words):
    with pytest.raises(BalanceError, match=words):
        CoverPath(*parts)


@given(
    st.floats(0, 100), st.floats(0, 100), st.integers(2000, 2030), st.integers(1, 50)
)
def test_the_yearly_steps_add_up_to_the_whole(start, goal, year, years):
    path = CoverPath(start, goal, year, year + years, 617_779)
    assert path.points_a_year * years == pytest.approx(path.points)
    assert path.hectares_a_year * years == pytest.approx(path.hectares)
    assert path.points >= 0


def test_an_aim_speaks_from_the_date_of_its_source():
    aim = {"attribute": "forest_cover_target", "unit": "%", "value": 50}
    rows = facts_frame(
        {**aim, "as_of": "2030", "source_id": "dated"},
        {**aim, "as_of": "2030", "source_id": "undated"},
        {"attribute": "planted_area", "value": 5, "as_of": "2030"},
    )
    sources = pd.DataFrame(
        {"source_id": ["dated", "undated"], "date": ["2025-03-01", ""]}
    )

    def ids(day):
        return forest_targets.known(rows, sources, as_of=day)["fact_id"].tolist()

    assert ids(date(2025, 2, 28)) == []
    assert ids(date(2025, 3, 1)) == ["f0001"]
    assert ids(date(2026, 11, 22)) == ["f0001", "f0002"]  # the day it was recorded
    assert ids(date(2030, 1, 1)) == ["f0001", "f0002", "f0003"]


def test_only_what_was_planted_since_new_year_is_compared_with_the_plan():
    rows = facts_frame(
        {**PLANTED, "value": 60, "as_of": "2025-01/2025-06"},
        {**PLANTED, "value": 20, "as_of": "2025-01/2025-03"},
        {**PLANTED, "value": 900, "as_of": "2020/2025"},
        {**PLANTED, "value": 7, "as_of": "2025-02-03", "scope": "launch day"},
        {**PLANTED, "value": 3, "as_of": "2025-01/2025-06", "scope": "mangrove"},
        {**PLANTED, "value": 30, "as_of": "2026-01/2026-03"},
    )
    plan = facts_frame({**PLAN, "value": 80}).iloc[0]
    found = forest_targets.progress(rows, plan)
    assert found["number"].tolist() == [20, 60]
    assert found["share_pct"].tolist() == [25, 75]


def test_a_plan_without_year_or_area_cannot_be_compared_with():
    planted = facts_frame({**PLANTED, "value": 5, "as_of": "2025"})
    for bad in ({"value": 0}, {"value": 5, "as_of": ""}):
        plan = facts_frame({**PLAN, **bad}).iloc[0]
        with pytest.raises(BalanceError, match="name its year"):
            forest_targets.progress(planted, plan)
