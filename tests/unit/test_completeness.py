from datetime import date

import pandas as pd
import pytest
from strategies import facts_frame

from qngeo.domain.figures.completeness import completeness
from qngeo.model import HOME

EXPECTED = {"park": ("area_planned", "area_leased", "developer", "price")}


def subjects(**kinds):
    return pd.DataFrame(
        [{"subject_id": f"{kind}:{name}", "kind": kind} for name, kind in kinds.items()]
    )


def judge(*rows, as_of=date(2025, 1, 1)):
    table = completeness(
        facts_frame(*rows), subjects(a="park"), as_of=as_of, expected=EXPECTED
    )
    return table.iloc[0]


def test_it_counts_what_is_known_and_names_what_is_missing():
    row = judge(
        {"value": 1},
        {"value": 2, "as_of": "2023"},
        {"attribute": "developer", "unit": "text", "value": "A"},
    )
    assert (row["expected"], row["known"], row["share_pct"]) == (4, 2, 50)
    assert row["missing"] == ("area_planned", "price")
    assert row["figures"] == 2


@pytest.mark.parametrize(
    ("as_of", "age", "stale"),
    [("2024-12-31", 0, False), ("2024-01", 11, False), ("2023-12", 12, True)],
)
def test_a_subject_is_stale_after_twelve_months(as_of, age, stale):
    row = judge({"value": 1, "as_of": as_of})
    assert row["age_months"] == pytest.approx(age, abs=0.1)
    assert row["stale"] == stale
    assert row["newest"] == as_of


def test_a_forecast_does_not_make_old_figures_fresh():
    row = judge(
        {"value": 1, "as_of": "2020"},
        {"attribute": "area_planned", "value": 9, "as_of": "2021/2030"},
        {"attribute": "area_planned", "value": 9, "as_of": "2040"},
    )
    assert row["newest"] == "2020"
    assert row["stale"]


def test_positions_and_words_do_not_make_old_figures_fresh():
    row = judge(
        {"value": 1, "as_of": "2020"},
        {"attribute": "lat", "unit": "deg", "value": "21.0", "as_of": "2024"},
        {"attribute": "position_uncertainty", "unit": "km", "value": 2},
        {"attribute": "status", "unit": "text", "value": "operating"},
    )
    assert (row["newest"], row["figures"]) == ("2020", 1)


def test_without_a_dated_figure_the_age_is_not_known():
    row = judge({"value": 1, "as_of": ""})
    assert pd.isna(row["age_months"])
    assert pd.isna(row["stale"])


def test_it_counts_contradictions():
    row = judge({"value": 1}, {"value": 5}, {"attribute": "price", "value": 3})
    assert row["conflicts"] == 1


def test_kinds_nobody_expects_anything_of_are_not_judged():
    table = completeness(
        facts_frame({"value": 1}),
        subjects(a="park", b="road"),
        as_of=date(2025, 1, 1),
        expected=EXPECTED,
    )
    assert table["subject_id"].tolist() == ["park:a"]


def test_only_the_home_province_is_judged():
    price = {"attribute": "area_leased", "value": 90, "subject_id": "province:y"}
    home = {"value": 1, "subject_id": HOME, "scope": "parks"}
    table = completeness(
        facts_frame(price, home),
        pd.DataFrame(
            {"subject_id": [HOME, "province:y"], "kind": ["province", "province"]}
        ),
        as_of=date(2025, 1, 1),
    )
    assert table["subject_id"].tolist() == [HOME]
    assert "area_leased" not in table["missing"].iloc[0]


@pytest.mark.parametrize("weak", [{"definition": "from-rate"}, {"scope": "phase 1"}])
def test_a_figure_of_a_part_or_worked_back_leaves_the_attribute_missing(weak):
    assert "area_leased" in judge({"value": 1, **weak})["missing"]
    assert "area_leased" not in judge({"value": 1})["missing"]
