"""Land taken and land left add up; what is not known is named, not guessed."""

import pandas as pd
import pytest

from qngeo.domain.occupancy.scenario import Phase, Scenario, run
from qngeo.errors import DateError, NumberError


def sites(**left):
    table = pd.DataFrame(
        {
            "kind": "park",
            "parent_id": "",
            "zone_id": "zone:x",
            "available_ha": pd.Series(left, dtype=float),
        }
    )
    return table.set_axis([f"park:{name}" for name in left])


def years(outcome, park):
    rows = outcome.parks[outcome.parks["site_id"] == f"park:{park}"]
    return rows.set_index("year")


def test_land_is_taken_year_by_year_until_none_is_left():
    outcome = run(Scenario("s", 2026, 2028, 40.0), sites(a=100))
    table = years(outcome, "a")
    assert table["allocated_ha"].tolist() == [40, 80, 100]
    assert table["left_ha"].tolist() == [60, 20, 0]
    assert table["unmet_ha"].tolist() == [0, 0, 20]


def test_a_phase_opens_before_the_demand_of_its_year():
    plan = Scenario("s", 2026, 2028, 40.0, phases=(Phase("park:a", 2027, 30),))
    table = years(run(plan, sites(a=50)), "a")
    assert table["total_ha"].tolist() == [50, 80, 80]
    assert table["allocated_ha"].tolist() == [40, 80, 80]
    assert table["added_ha"].tolist() == [0, 30, 0]


def test_a_phase_after_the_horizon_does_not_count_yet():
    plan = Scenario("s", 2026, 2027, 1.0, phases=(Phase("park:a", 2030, 30),))
    assert years(run(plan, sites(a=50)), "a")["total_ha"].tolist() == [50, 50]


def test_a_parks_own_demand_comes_before_the_default():
    plan = Scenario("s", 2026, 2026, 5.0, absorption=(("park:a", 20.0),))
    outcome = run(plan, sites(a=100, b=100))
    assert outcome.parks["allocated_ha"].tolist() == [20, 5]
    assert outcome.zones["allocated_ha"].tolist() == [25]
    assert outcome.zones["left_ha"].tolist() == [175]


def test_unmet_demand_does_not_move_to_another_park():
    outcome = run(Scenario("s", 2026, 2026, 30.0), sites(a=10, b=100))
    assert outcome.zones[["allocated_ha", "unmet_ha"]].to_numpy().tolist() == [[40, 20]]


def test_unknown_land_stays_unknown_is_named_and_left_out_of_the_zone():
    plan = Scenario("s", 2026, 2026, 5.0, phases=(Phase("park:b", 2026, 50),))
    outcome = run(plan, sites(a=100, b=float("nan")))
    unknown = years(outcome, "b").loc[2026]
    assert unknown[["total_ha", "allocated_ha", "left_ha", "unmet_ha"]].isna().all()
    assert unknown["demand_ha"] == 5
    assert outcome.unknown == ("park:b",)
    assert outcome.zones["total_ha"].tolist() == [100]


def test_a_park_that_holds_counted_parks_is_not_counted_twice():
    table = sites(a=100, b=40)
    table.loc["park:b", "parent_id"] = "park:a"
    outcome = run(Scenario("s", 2026, 2026), table)
    assert outcome.zones["total_ha"].tolist() == [40]
    assert outcome.nested == ("park:a",)


def test_plots_lie_within_their_park_and_are_left_out():
    table = sites(a=100, b=40)
    table.loc["park:b", "kind"] = "plot"
    assert run(Scenario("s", 2026, 2026), table).zones["total_ha"].tolist() == [100]


def test_a_scenario_goes_into_a_link_and_back():
    plan = Scenario(
        "chậm ! nhanh=1",
        2026,
        2040,
        7.5,
        (("park:a", 12.25),),
        (Phase("park:a", 2030, 100.0), Phase("park:b", 2031, 0.5)),
    )
    assert Scenario.from_text(plan.to_text()) == plan


@pytest.mark.parametrize(
    "text", ["", "s!2026!2030", "s!x!2030!1.0", "s!2026!2030!1.0!q=a=1", "s!1!1!1!a=a"]
)
def test_a_text_of_another_form_is_refused(text):
    with pytest.raises(NumberError, match="is no scenario"):
        Scenario.from_text(text)


def test_years_and_hectares_must_fit():
    with pytest.raises(DateError, match="from 2030 to 2026"):
        Scenario("s", 2030, 2026)
    with pytest.raises(DateError, match="in 2025 lies before the start 2026"):
        Scenario("s", 2026, 2030, phases=(Phase("park:a", 2025, 1),))
    with pytest.raises(NumberError, match="absorption a year of -1 ha"):
        Scenario("s", 2026, 2030, -1)
    with pytest.raises(NumberError, match="phase of park:a in 2026 of -1 ha"):
        Phase("park:a", 2026, -1)
    with pytest.raises(NumberError, match="given twice"):
        Scenario("s", 2026, 2030, 0, (("park:a", 1), ("park:a", 2)))
    with pytest.raises(NumberError, match="names 'park:z'"):
        run(Scenario("s", 2026, 2030, 0, (("park:z", 1.0),)), sites(a=1))
