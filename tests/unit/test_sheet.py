"""What the sheet of a zone or park holds, on made figures of a real subject."""

from dataclasses import replace
from datetime import date

import pytest
from strategies import facts_frame, land_use_frame

from qngeo.io.baseline import read_baseline
from qngeo.services.figures.checks import check
from qngeo.services.figures.trust import trust
from qngeo.services.zones import allocation
from qngeo.services.zones.sheet import sheet

PARK = "park:dong_mai"
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def real():
    return read_baseline()


def made(real, *rows):
    facts = facts_frame(*({"subject_id": PARK, **row} for row in rows))
    return replace(real, facts=facts.assign(file="made.csv"))


def test_one_figure_of_another_definition_leaves_the_sheet_whole(real):
    plain = [{"as_of": str(2020 + i), "value": 20 + i} for i in range(3)]
    other = {"as_of": "2024", "value": 30, "definition": "decree-35-2022"}
    whole = {"attribute": "area_industrial", "value": 100, "as_of": "2019"}
    found = sheet(made(real, *plain, other, whole), PARK, as_of=DAY)
    (outlook,) = found.outlooks
    assert outlook.saturation.capacity_ha == 100


def test_the_history_has_every_dated_area_and_marks_what_was_worked_back(
    real,
):
    rows = [
        {"attribute": "area_cleared", "value": 70, "as_of": "2021"},
        {"value": 40, "as_of": "2023", "definition": "from-rate"},
        {"value": 30, "as_of": "2022"},
        {"value": 35, "as_of": ""},
        {"value": 5, "as_of": "2022", "scope": "phase 1"},
        {"attribute": "area_reserved", "value": 9, "as_of": "2022"},
    ]
    history = sheet(made(real, *rows), PARK, as_of=DAY).history
    told = history[["attribute", "number", "worked_back"]].to_numpy().tolist()
    assert told == [
        ["area_leased", 30, False],
        ["area_leased", 40, True],
        ["area_reserved", 9, False],
        ["area_cleared", 70, False],
    ]
    assert history["end"].tolist()[0] == date(2022, 12, 31)
    assert history["title_en"].notna().all()


def test_rates_stand_newest_first_and_parts_last(real):
    rate = {"attribute": "fill_rate", "unit": "%", "definition": "unstated"}
    rows = [
        {**rate, "value": 50, "as_of": "2021/2025"},
        {**rate, "value": 40, "as_of": "2022"},
        {**rate, "value": 30, "as_of": "../2021"},
        {**rate, "value": 99, "as_of": "2026", "scope": "phase 1"},
    ]
    found = sheet(made(real, *rows), PARK, as_of=DAY)
    assert found.rates["rate_pct"].tolist() == [50, 40, 30, 99]


def test_plans_decided_after_the_day_are_not_known(real):
    land_use = land_use_frame(
        {"subject_id": PARK, "role": "total", "area_ha": 9, "decided": "2020-02-17"},
        {"subject_id": PARK, "area_ha": 12, "decided": "2020-02-17"},
    )
    baseline = replace(made(real, {"value": 1}), land_use=land_use)
    before, after = date(2020, 2, 16), date(2020, 2, 17)
    assert allocation.balances(baseline, PARK, as_of=before).empty
    assert sheet(baseline, PARK, as_of=before).balances.empty
    assert len(sheet(baseline, PARK, as_of=after).balances) == 3
    named = [set(trust(baseline, as_of=d).identities["name"]) for d in (before, after)]
    assert ["land-balance" in names for names in named] == [False, True]


def test_the_rest_of_a_plan_names_all_it_was_worked_out_from(real):
    table = allocation.allocation_table(real, "zone:mong_cai", as_of=DAY)
    rest = table[table["item"].eq("rest:rest") & table["basis"].str.endswith("2030")]
    assert rest["area_ha"].isna().all()
    assert {"lu017", "lu018", "lu104"} <= set(rest["fact_ids"].iloc[0])
    assert "from 53399 ha to 53899 ha" in rest["note"].iloc[0]


def test_a_park_more_than_full_is_a_fault_that_names_its_figures(real):
    rows = [{"value": 150}, {"attribute": "area_industrial", "value": 100}]
    faults = check(made(real, *rows)).faults
    (fault,) = faults[faults["rule"].str.startswith("leased land")].to_dict("records")
    assert fault["row"] == "f0001, f0002"
    assert fault["value"] == "150 of 100 ha"
