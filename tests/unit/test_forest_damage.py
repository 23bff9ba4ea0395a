"""Counts of storm damage: series that are not mixed, units without a figure."""

from datetime import date

import pandas as pd
from strategies import facts_frame

from qngeo.domain.forest import damage as forest_damage

COUNT = {"subject_id": "forest:storm", "attribute": "damaged_area"}


def test_planted_natural_and_all_forest_are_three_series():
    rows = facts_frame(
        {**COUNT, "value": 119, "as_of": "2024-09-30"},
        {**COUNT, "value": 112, "as_of": "2024-09-30", "scope": "planted"},
        {**COUNT, "value": 7, "as_of": "2024-09-30", "scope": "natural"},
        {**COUNT, "value": 17, "as_of": "2024-09-09", "scope": "planted"},
        {**COUNT, "value": 83, "as_of": "2024-10-03", "scope": "seven districts"},
        {**COUNT, "value": 130, "as_of": ""},
    )
    found = forest_damage.count_series(rows)
    steps = found.groupby("series")["number"].agg(list).to_dict()
    assert steps == {"all": [119], "planted": [17, 112], "natural": [7]}
    assert found["day"].is_monotonic_increasing


def test_a_month_counts_at_its_end_and_bounded_counts_are_no_step():
    rows = facts_frame(
        {**COUNT, "value": 128, "as_of": "2025-02"},
        {**COUNT, "value": 133, "as_of": "2024-11", "qualifier": "at_least"},
        {**COUNT, "value": 90, "as_of": "2024-10", "confidence": "derived"},
    )
    found = forest_damage.count_series(rows).set_index("number")
    assert found.loc[128.0, "day"] == date(2025, 2, 28)
    assert found["exact"].to_dict() == {90.0: False, 133.0: False, 128.0: True}


def test_every_figure_of_a_unit_stands_and_a_silent_unit_keeps_a_blank_row():
    units = pd.DataFrame({"subject_id": ["district:b", "district:a", "district:c"]})
    rows = facts_frame(
        {"subject_id": "district:a", "value": 18600, "as_of": "2024-10"},
        {"subject_id": "district:a", "value": 14650, "as_of": "2024-09-12"},
        {"subject_id": "district:c", "value": 9, "as_of": "2024-09"},
        {"subject_id": "district:elsewhere", "value": 1},
    )
    found = forest_damage.by_unit(units, rows)
    order = ["district:b", "district:a", "district:a", "district:c"]
    assert found["subject_id"].tolist() == order
    assert found["number"].fillna(-1).tolist() == [-1, 14650, 18600, 9]
    assert found["fact_id"].isna().tolist() == [True, False, False, False]


def test_former_districts_lead_to_new_units_by_name_only():
    legacy = pd.DataFrame(
        {
            "district": ["A", "A", "A", "B"],
            "commune_id": ["commune:x", "commune:x", "commune:y", "commune:x"],
            "weight": [1.0, 0.0, 1.0, 1.0],
        }
    )
    found = forest_damage.successors(legacy)
    pairs = list(found.itertuples(index=False, name=None))
    assert pairs == [("A", "commune:x"), ("A", "commune:y"), ("B", "commune:x")]
