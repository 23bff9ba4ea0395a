"""Dated fill rates: of zones and parks as a whole, none merged."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from qngeo.io.baseline import read_baseline
from qngeo.services.zones.rate_history import COLUMNS, rate_histories

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def baseline():
    return read_baseline()


def of(found: pd.DataFrame, subject: str, definition: str) -> list[tuple[str, float]]:
    mine = found[found["subject_id"].eq(subject) & found["definition"].eq(definition)]
    return list(zip(mine["as_of"], mine["rate_pct"].round(1), strict=True))


def test_the_dated_rates_of_a_park_stand_in_the_order_of_their_days(baseline):
    found = rate_histories(baseline, as_of=TODAY)
    assert list(found) == list(COLUMNS)
    stated = of(found, "park:dong_mai", "unstated")
    assert [as_of for as_of, _ in stated] == ["2021-03", "2023", "2024~"]
    assert [pct for _, pct in stated[:2]] == [72, 86]


def test_a_phase_and_the_province_are_no_history_of_a_park(baseline):
    found = rate_histories(baseline, as_of=TODAY)
    assert 100.0 not in dict(of(found, "park:song_khoai", "unstated")).values()
    assert not found["subject_id"].str.startswith("province:").any()


def test_what_was_not_known_yet_is_not_shown(baseline):
    found = rate_histories(baseline, as_of=date(2022, 6, 30))
    stated = of(found, "park:dong_mai", "unstated")
    assert [as_of for as_of, _ in stated] == ["2021-03"]


def test_two_rates_of_one_day_both_stand_and_an_undated_one_does_not(baseline):
    facts = baseline.facts
    row = facts[
        facts["subject_id"].eq("park:dong_mai") & facts["attribute"].eq("fill_rate")
    ].iloc[[0]]
    twin = row.assign(fact_id="x1", value="60", number=60.0, as_of="2021-03")
    undated = row.assign(fact_id="x2", value="61", number=61.0, as_of="")
    more = replace(baseline, facts=pd.concat([facts, twin, undated]))
    stated = of(rate_histories(more, as_of=TODAY), "park:dong_mai", "unstated")
    assert stated[:2] == [("2021-03", 60.0), ("2021-03", 72.0)]
    assert 61.0 not in dict(stated).values()
