import math
from datetime import date

import pandas as pd
import pytest
from strategies import facts_frame, land_use_frame

from qngeo.domain.occupancy.allocation import balance, every_balance, plans
from qngeo.domain.occupancy.land_plans import plans_known
from qngeo.domain.occupancy.position import LEFT, POSITION, land_position
from qngeo.errors import UnknownNameError


def rest_of(table):
    assert table.iloc[-1]["role"] == "rest"
    return table.iloc[-1]


def test_what_the_parts_leave_is_shown_as_rest():
    table = balance(
        land_use_frame(
            {"role": "total", "area_ha": 200}, {"area_ha": 120}, {"area_ha": 30}
        ),
        subject_id="zone:a",
    )
    assert table["role"].tolist() == ["total", "part", "part", "rest"]
    assert table["area_ha"].tolist() == [200, 120, 30, 50]
    assert table["share_pct"].tolist() == [100, 60, 15, 25]
    assert rest_of(table)["excess_ha"] == 0


def test_parts_beyond_the_whole_are_said_and_not_hidden():
    table = balance(
        land_use_frame({"role": "total", "area_ha": 100}, {"area_ha": 108.5}),
        subject_id="zone:a",
    )
    assert rest_of(table)["area_ha"] == 0
    assert rest_of(table)["excess_ha"] == pytest.approx(8.5)
    assert "exceed the whole by 8.50 ha" in rest_of(table)["note"]


def test_rounding_is_no_excess():
    table = balance(
        land_use_frame({"role": "total", "area_ha": 100}, {"area_ha": 100.04}),
        subject_id="zone:a",
    )
    assert rest_of(table)["excess_ha"] == 0


def test_land_is_never_divided_by_sea():
    table = balance(
        land_use_frame(
            {"role": "total", "area_ha": 1000, "horizon": "2020"},
            {"land_use": "land", "area_ha": 400, "horizon": "2020"},
            {"land_use": "sea", "area_ha": 600, "horizon": "2020"},
            {"land_use": "construction", "area_ha": 100, "horizon": "2030"},
        ),
        subject_id="zone:a",
        horizon="2030",
    )
    assert table["share_pct"].tolist() == [25, 75]
    assert rest_of(table)["area_ha"] == 300
    assert "2020" in rest_of(table)["note"]


def test_a_plan_that_names_only_its_sea_still_divides_by_land():
    table = balance(
        land_use_frame(
            {"role": "total", "area_ha": 1000, "horizon": "2020"},
            {"land_use": "sea", "area_ha": 600, "horizon": "2020"},
            {"land_use": "construction", "area_ha": 100, "horizon": "2030"},
        ),
        subject_id="zone:a",
        horizon="2030",
    )
    assert table["area_ha"].tolist() == [100, 300]
    assert table["share_pct"].tolist() == [25, 75]


def test_land_and_sea_make_the_whole_zone_and_only_land_has_a_share():
    table = balance(
        land_use_frame(
            {"role": "total", "area_ha": 1000},
            {"land_use": "land", "area_ha": 400},
            {"land_use": "sea", "area_ha": 590},
        ),
        subject_id="zone:a",
    )
    shares = dict(zip(table["land_use"], table["share_pct"], strict=True))
    assert shares["land"] == 100
    assert math.isnan(shares["sea"])
    assert math.isnan(shares["total"])
    assert rest_of(table)["area_ha"] == 10


def test_subparts_and_bounds_of_a_forecast_are_not_added():
    table = balance(
        land_use_frame(
            {"role": "total", "area_ha": 100},
            {"role": "low", "land_use": "built", "area_ha": 50},
            {"role": "high", "land_use": "built", "area_ha": 70},
            {"land_use": "built", "area_ha": 60},
            {"role": "subpart", "parent": "built", "land_use": "port", "area_ha": 20},
            {"land_use": "green", "area_ha": 30},
        ),
        subject_id="zone:a",
    )
    assert rest_of(table)["area_ha"] == 10
    assert table["role"].tolist() == [
        "total",
        "part",
        "low",
        "high",
        "subpart",
        "part",
        "rest",
    ]


def test_a_remainder_that_a_collector_worked_out_is_the_rest_and_no_part():
    table = balance(
        land_use_frame(
            {"role": "total", "area_ha": 100},
            {"area_ha": 30},
            {"role": "remainder", "land_use": "other", "area_ha": 70},
        ),
        subject_id="zone:a",
    )
    assert table["role"].tolist() == ["total", "part", "rest"]
    rest = rest_of(table)
    assert rest["area_ha"] == 70
    assert rest["fact_ids"] == ("lu001", "lu002", "lu003")
    assert rest["source_ids"] == ("legal_a",)
    assert "other: 70 ha" in rest["note"]


def test_a_use_given_as_a_range_leaves_a_range_and_no_middle():
    table = balance(
        land_use_frame(
            {"role": "total", "area_ha": 100},
            {"area_ha": 10},
            {"role": "low", "land_use": "built", "area_ha": 50},
            {"role": "high", "land_use": "built", "area_ha": 70},
            {"role": "remainder", "land_use": "other", "area_ha": 30},
        ),
        subject_id="zone:a",
    )
    rest = rest_of(table)
    assert (rest["low_ha"], rest["high_ha"]) == (20, 40)
    assert math.isnan(rest["area_ha"])
    assert math.isnan(rest["share_pct"])
    assert rest["qualifier"] == "range"
    assert "from 20 ha to 40 ha" in rest["note"]
    assert set(rest["fact_ids"]) == {f"lu{i:03d}" for i in range(1, 6)}


def test_the_rest_is_as_exact_as_what_it_was_taken_from():
    table = balance(
        land_use_frame(
            {"role": "total", "area_ha": 100, "qualifier": "at_most"}, {"area_ha": 30}
        ),
        subject_id="zone:a",
    )
    assert (rest_of(table)["area_ha"], rest_of(table)["qualifier"]) == (70, "at_most")


@pytest.mark.parametrize(
    ("as_of", "plans_seen"),
    [
        (date(1990, 1, 1), {"undated"}),
        (date(2021, 3, 15), {"undated", "old"}),
        (date(2021, 3, 16), {"undated", "old", "new"}),
    ],
)
def test_a_plan_counts_from_its_decision_whatever_it_plans_for(as_of, plans_seen):
    land_use = land_use_frame(
        {"plan": "undated", "horizon": "2050", "area_ha": 1},
        {"plan": "old", "decided": "2012", "horizon": "2040", "area_ha": 1},
        {"plan": "new", "decided": "2021-03-16", "horizon": "2020", "area_ha": 1},
    )
    assert set(plans_known(land_use, as_of=as_of)["plan"]) == plans_seen


def test_all_balances_of_a_subject_stand_newest_decision_first():
    land_use = land_use_frame(
        {"plan": "old", "decided": "2012", "role": "total", "area_ha": 9},
        {"plan": "old", "decided": "2012", "area_ha": 4},
        {"plan": "new", "decided": "2021", "role": "total", "area_ha": 9},
    )
    table = every_balance(land_use, subject_id="zone:a")
    assert table["plan"].tolist() == ["new", "new", "old", "old", "old"]
    assert table["area_ha"].tolist() == [9, 9, 9, 4, 5]
    assert every_balance(land_use, subject_id="zone:b").empty


def test_without_a_whole_there_is_no_share_and_no_rest():
    table = balance(land_use_frame({"area_ha": 30}), subject_id="zone:a")
    assert table["share_pct"].isna().all()
    assert math.isnan(rest_of(table)["area_ha"])
    assert "not known" in rest_of(table)["note"]


def test_the_balance_that_opens_is_whole_then_rich_then_late():
    land_use = land_use_frame(
        {"plan": "no total", "area_ha": 1},
        {"plan": "old", "horizon": "2020", "role": "total", "area_ha": 9},
        {"plan": "old", "horizon": "2020", "area_ha": 1},
        {"plan": "new", "horizon": "2040", "role": "total", "area_ha": 9},
        {"plan": "new", "horizon": "2040", "area_ha": 2},
    )
    table = plans(land_use, subject_id="zone:a")
    assert table["plan"].tolist() == ["new", "old", "no total"]
    assert balance(land_use, subject_id="zone:a")["plan"].unique().tolist() == ["new"]


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ({"subject_id": "zone:aa"}, "zone:a"),
        ({"subject_id": "zone:a", "plan": "1/QD-TTg"}, "1/QĐ-TTg"),
        ({"subject_id": "zone:a", "horizon": "2031"}, "2030"),
    ],
)
def test_an_unknown_name_names_the_nearest(asked, nearest):
    with pytest.raises(UnknownNameError, match=nearest):
        balance(land_use_frame({"area_ha": 1}), **asked)


def test_a_land_position_keeps_what_is_not_known(made_facts):
    table = land_position(made_facts, "park:a").set_index("item")
    assert list(table.index) == [*POSITION, LEFT]
    assert table.loc["area_leased", "area_ha"] == 60
    assert table.loc["area_leased", "share_pct"] == 50
    assert table.loc["area_industrial", "share_pct"] == 60
    assert table.loc[LEFT, "area_ha"] == 60
    assert table.loc[LEFT, "confidence"] == "derived"
    assert table.loc[LEFT, "computed"]
    assert math.isnan(table.loc["area_cleared", "area_ha"])
    assert table.loc["area_cleared", "fact_ids"] == ()


def test_the_whole_is_the_one_in_force_at_the_date():
    table = land_position(
        facts_frame(
            {"attribute": "area_cleared", "value": 357, "as_of": "2023"},
            {"attribute": "area_planned", "value": 714, "as_of": "2018"},
            {"attribute": "area_planned", "value": 680, "as_of": "2025"},
        ),
        "park:a",
    ).set_index("item")
    assert table.loc["area_cleared", "share_pct"] == 50
    assert table.loc["area_planned", "area_ha"] == 680


def test_a_zone_with_sea_has_shares_of_its_land_only():
    zone = {"subject_id": "zone:a"}
    areas = [
        {**zone, "attribute": "area_planned", "value": 1000},
        {**zone, "attribute": "area_sea", "value": 600},
        {**zone, "attribute": "area_industrial", "value": 100},
    ]
    table = land_position(facts_frame(*areas), "zone:a").set_index("item")
    assert math.isnan(table.loc["area_industrial", "share_pct"])
    land = {**zone, "attribute": "area_land", "value": 400}
    table = land_position(facts_frame(*areas, land), "zone:a").set_index("item")
    assert table.loc["area_industrial", "share_pct"] == 25


def test_more_leased_than_industrial_leaves_no_negative_rest():
    table = land_position(
        facts_frame(
            {"attribute": "area_leased", "value": 130},
            {"attribute": "area_industrial", "value": 100},
        ),
        "park:a",
    ).set_index("item")
    assert math.isnan(table.loc[LEFT, "area_ha"])
    assert "exceeds industrial land by 30.00 ha" in table.loc[LEFT, "note"]


def test_hectares_worked_back_from_a_rate_have_no_share():
    facts = facts_frame(
        {"attribute": "area_leased", "value": 50, "definition": "from-rate"},
        {"attribute": "area_industrial", "value": 100},
    )
    table = land_position(facts, "park:a").set_index("item")
    assert table.loc["area_leased", "area_ha"] == 50
    assert pd.isna(table.loc["area_leased", "share_pct"])
    assert pd.isna(table.loc[LEFT, "area_ha"])
