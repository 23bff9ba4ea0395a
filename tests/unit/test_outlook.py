"""What a reader may rely on when a sheet says when land will be full."""

from datetime import date

import pytest
from strategies import facts_frame

from qngeo.services.zones.outlook import NO_CAPACITY, TOO_FEW, outlooks

INDUSTRIAL = {"attribute": "area_industrial", "value": 100, "as_of": "2019"}
SERVICE = {"attribute": "area_service", "value": 20, "as_of": "2019"}


def leased(*pairs, **more):
    return [{"as_of": year, "value": ha, **more} for year, ha in pairs]


PLAIN = leased(("2020", 20), ("2021", 30), ("2022", 40))


def test_plain_hectares_fill_the_industrial_land():
    (found,) = outlooks(facts_frame(*PLAIN, INDUSTRIAL, SERVICE))
    assert (found.definition, found.scope, found.refusal) == ("industrial-land", "", "")
    assert found.saturation.capacity_ha == 100
    assert found.saturation.pace.ha_per_year == pytest.approx(10, abs=0.02)
    assert found.saturation.expected.year == 2028
    assert found.fact_ids == ("f0001", "f0002", "f0003", "f0004")


def test_hectares_of_another_definition_are_another_series_with_its_own_whole():
    decree = leased(
        ("2020", 24), ("2021", 36), ("2022", 48), definition="decree-35-2022"
    )
    found = outlooks(facts_frame(*PLAIN, *decree, INDUSTRIAL, SERVICE))
    capacities = {one.definition: one.saturation.capacity_ha for one in found}
    assert capacities == {"industrial-land": 100, "decree-35-2022": 120}


def test_one_figure_of_another_definition_spoils_no_series():
    stray = leased(("2023", 50), definition="decree-35-2022")
    (found,) = outlooks(facts_frame(*PLAIN, *stray, INDUSTRIAL, SERVICE))
    assert found.saturation.pace.last < date(2023, 1, 1)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        PLAIN[:2],
        leased(("2020", 20), ("2021", 30), ("2022", 40), definition="from-rate"),
        leased(("2020", 20), ("2021", 30), ("", 40)),
    ],
)
def test_too_few_figures_are_refused_once(rows):
    (found,) = outlooks(facts_frame(*rows, INDUSTRIAL))
    assert (found.saturation, found.refusal) == (None, TOO_FEW)


def test_without_its_whole_a_series_is_refused():
    decree = leased(
        ("2020", 24), ("2021", 36), ("2022", 48), definition="decree-35-2022"
    )
    (found,) = outlooks(facts_frame(*decree, INDUSTRIAL))
    assert (found.definition, found.saturation) == ("decree-35-2022", None)
    assert found.refusal == NO_CAPACITY


def test_a_phase_fills_its_own_land():
    phase = [row | {"scope": "phase 1"} for row in PLAIN]
    own = INDUSTRIAL | {"value": 50, "scope": "phase 1"}
    (found,) = outlooks(facts_frame(*phase, INDUSTRIAL, own))
    assert (found.scope, found.saturation.capacity_ha) == ("phase 1", 50)


def test_several_figures_of_one_last_day_have_their_whole():
    rows = [*PLAIN, {"as_of": "2022", "value": 45, "qualifier": "at_least"}]
    (found,) = outlooks(facts_frame(*rows, INDUSTRIAL))
    assert found.saturation.capacity_ha == 100
