"""What changes among figures: replaced, stale, and aims whose time has ended."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from strategies import facts_frame

from qngeo.domain.figures.changes import aims_passed, gone_stale, replaced
from qngeo.domain.figures.completeness import completeness


def park(name: str = "park:x") -> pd.DataFrame:
    """The register of one park."""
    empty = dict.fromkeys(("aliases", "zone_id", "parent_id", "communes"), "")
    return pd.DataFrame([{"subject_id": name, "kind": "park", "status": "", **empty}])


# Figures that take another's place


def test_a_newer_figure_replaces_the_one_shown_and_an_older_one_does_not():
    old = facts_frame({"value": 30, "as_of": "2022"})
    added = facts_frame(
        {"fact_id": "f0901", "value": 60, "as_of": "2024"},
        {"fact_id": "f0902", "value": 10, "as_of": "2019", "scope": "part"},
    )
    pairs = replaced(old, added, as_of=date(2026, 1, 1))
    assert pairs.to_dict("records") == [{"new_id": "f0901", "old_id": "f0001"}]
    late = facts_frame({"fact_id": "f0903", "value": 10, "as_of": "2019"})
    assert replaced(old, late, as_of=date(2026, 1, 1)).empty


# Stale


def test_a_subject_goes_stale_on_the_366th_day_after_its_newest_figure():
    facts = facts_frame(
        {"subject_id": "park:x", "value": 5, "as_of": "2024-06-30"},
        {"subject_id": "park:x", "value": 4, "as_of": "2020"},
    )
    # 30 June 2024 and 366 days: 365 to 30 June 2025, one more to 1 July
    day = date(2025, 7, 1)
    found = gone_stale(facts, park(), since=day, until=day + timedelta(days=30))
    assert found.to_dict("records") == [
        {"subject_id": "park:x", "newest": "2024-06-30", "day": day}
    ]
    later = day + timedelta(days=1)
    assert gone_stale(facts, park(), since=later, until=date(2026, 7, 1)).empty
    before = day - timedelta(days=1)
    assert gone_stale(facts, park(), since=date(2025, 1, 1), until=before).empty


@given(end=st.dates(date(2001, 1, 1), date(2040, 1, 1)))
def test_stale_begins_on_the_day_on_which_completeness_says_so(end: date):
    facts = facts_frame({"subject_id": "park:x", "as_of": str(end), "value": 1})
    until = end + timedelta(days=400)
    (day,) = gone_stale(facts, park(), since=end, until=until)["day"]
    said = [
        bool(completeness(facts, park(), as_of=when)["stale"].iloc[0])
        for when in (day - timedelta(days=1), day)
    ]
    assert said == [False, True]


# Aims


def test_an_aim_is_due_at_the_end_of_its_time_and_a_date_by_its_value():
    facts = facts_frame(
        {"attribute": "forest_cover_target", "value": 42, "unit": "%", "as_of": "2025"},
        {"attribute": "replant_plan", "value": 9, "unit": "ha", "as_of": "2026"},
        {"attribute": "completion_target", "value": "2025", "unit": "date",
         "as_of": "2023-02"},
        {"attribute": "fdi_target", "value": 1, "unit": "USD", "as_of": ""},
        {"attribute": "area_leased", "value": 9, "as_of": "2025"},
    )  # fmt: skip
    found = aims_passed(facts, since=date(2026, 1, 1), until=date(2026, 12, 31))
    assert found["fact_id"].tolist() == ["f0001", "f0003"]
    assert set(found["day"]) == {date(2026, 1, 1)}
