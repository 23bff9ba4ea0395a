"""Several scenarios: one link, and sums that a reader can add up by hand."""

import pandas as pd
import pytest

from qngeo.domain.occupancy import scenario_list
from qngeo.domain.occupancy.scenario import Phase, Scenario, run
from qngeo.errors import NumberError

SITES = pd.DataFrame(
    {
        "kind": "park",
        "parent_id": "",
        "zone_id": ["zone:x", "zone:y", "zone:y"],
        "available_ha": [100.0, 60.0, float("nan")],
    },
    index=["park:a", "park:b", "park:c"],
)


def test_the_sums_are_those_of_the_parks_whose_land_is_known():
    """10 ha a year in 2026 and 2027, in two parks; 30 ha more from 2027 in one."""
    plan = Scenario("s", 2026, 2027, 10.0, phases=(Phase("park:b", 2027, 30.0),))
    found = scenario_list.summary(plan, run(plan, SITES))
    assert found.to_dict() == {
        "added_ha": 30.0,
        "total_ha": 190.0,
        "allocated_ha": 40.0,
        "left_ha": 150.0,
        "unmet_ha": 0.0,
        "left zone:x": 80.0,
        "left zone:y": 70.0,
    }


def test_a_phase_after_the_horizon_is_not_counted():
    plan = Scenario("s", 2026, 2027, 10.0, phases=(Phase("park:b", 2028, 30.0),))
    found = scenario_list.summary(plan, run(plan, SITES))
    assert found["added_ha"] == 0
    assert found["total_ha"] == 160


def test_what_cannot_be_met_is_that_of_the_last_year():
    """Park a: 70, then 30 of 70; park b: 60 of 70, then nothing of 70."""
    plan = Scenario("s", 2026, 2027, 70.0)
    found = scenario_list.summary(plan, run(plan, SITES))
    assert found["left_ha"] == 0
    assert found["unmet_ha"] == 40 + 70


def test_nothing_known_sums_up_to_nothing_known():
    plan = Scenario("s", 2026, 2027, 10.0)
    found = scenario_list.summary(plan, run(plan, SITES.loc[["park:c"]]))
    assert found.isna().all()
    assert list(found.index) == list(scenario_list.MEASURES)


def test_a_name_in_vietnamese_stays_short_in_the_link():
    plan = Scenario("Tăng trưởng nhanh!", 2026, 2035, 12.0)
    assert scenario_list.to_text([plan]) == "Tăng trưởng nhanh%21!2026!2035!12"


def test_links_of_before_are_still_read():
    text = "T%C4%83ng!2026!2040!25.0!p=park:a=2030=80.0"
    want = Scenario("Tăng", 2026, 2040, 25.0, phases=(Phase("park:a", 2030, 80.0),))
    assert scenario_list.from_text(text) == [want]


def test_five_scenarios_are_one_too_many():
    four = [Scenario(str(at), 2026, 2030, 1.0) for at in range(scenario_list.MOST)]
    assert scenario_list.from_text(scenario_list.to_text(four)) == four
    with pytest.raises(NumberError, match="5 scenarios in one link: keep 4"):
        scenario_list.from_text(scenario_list.to_text([*four, four[0]]))
