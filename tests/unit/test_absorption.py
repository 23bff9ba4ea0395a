from datetime import date, timedelta

import pytest
from strategies import facts_frame

from qngeo.domain.occupancy.absorption import pace, saturation
from qngeo.errors import SchemaError, TooFewFiguresError


def dated(*pairs, **more):
    return facts_frame(*({"as_of": day, "value": ha, **more} for day, ha in pairs))


# 1 January 2020 to 2024 is 4 x 365.25 days, so these slopes are round numbers.
STEADY = dated(("2020-01-01", 10), ("2022-01-01", 30), ("2024-01-01", 50))


def test_a_steady_pace_is_its_slope():
    found = pace(STEADY)
    assert found.ha_per_year == pytest.approx(10, rel=0.001)
    assert found.low == pytest.approx(10, rel=0.002)
    assert found.high == pytest.approx(10, rel=0.002)
    assert (found.first, found.last) == (date(2020, 1, 1), date(2024, 1, 1))
    assert found.last_ha == 50


def test_with_three_figures_the_range_is_the_slowest_and_the_fastest_pair():
    # 10 ha in 2 years, 40 ha in 2 years, 50 ha in 4 years.
    found = pace(dated(("2020-01-01", 0), ("2022-01-01", 10), ("2024-01-01", 50)))
    assert found.ha_per_year == pytest.approx(12.5, rel=0.001)
    assert found.low == pytest.approx(5, rel=0.002)
    assert found.high == pytest.approx(20, rel=0.002)


def test_one_odd_figure_does_not_turn_the_pace():
    years = [(f"{year}-01-01", 10 * (year - 2015)) for year in range(2015, 2024)]
    years[4] = (years[4][0], 400)
    assert pace(dated(*years)).ha_per_year == pytest.approx(10, rel=0.01)


def test_a_year_is_taken_at_its_middle():
    found = pace(dated(("2020", 10), ("2021", 20), ("2023-12", 30)))
    assert found.first == date(2020, 7, 1)
    assert found.last == date(2023, 12, 16)


def test_saturation_goes_on_from_the_last_figure_with_a_range():
    found = saturation(
        dated(("2020-01-01", 0), ("2022-01-01", 10), ("2024-01-01", 50)), 100
    )
    last = date(2024, 1, 1)
    assert found.expected - last == pytest.approx(
        timedelta(days=4 * 365.25), abs=timedelta(days=3)
    )
    assert found.earliest - last == pytest.approx(
        timedelta(days=2.5 * 365.25), abs=timedelta(days=3)
    )
    assert found.latest - last == pytest.approx(
        timedelta(days=10 * 365.25), abs=timedelta(days=10)
    )


def test_what_is_full_is_full_at_the_last_figure():
    assert saturation(STEADY, 50).expected == date(2024, 1, 1)


@pytest.mark.parametrize("last", [10, 5])
def test_without_growth_full_is_not_within_sight(last):
    still = dated(("2020-01-01", 10), ("2022-01-01", 10), ("2024-01-01", last))
    assert saturation(still, 50).expected is None


def test_a_date_beyond_a_century_is_not_within_sight():
    assert saturation(STEADY, 50 + 10 * 99).expected is not None
    assert saturation(STEADY, 50 + 10 * 101).expected is None


@pytest.mark.parametrize(
    "leased",
    [
        dated(("2020", 10), ("2022", 20)),
        dated(("2020", 10), ("2022", 20), ("2022", 25)),
        dated(("2020", 10), ("2022", 20), ("", 30)),
        dated(("2020", 10), ("2022", 20), ("2024", 30), definition="from-rate"),
        STEADY.iloc[:0],
    ],
    ids=["two", "same date twice", "one undated", "worked back", "none"],
)
def test_fewer_than_three_dated_figures_give_no_trend(leased):
    with pytest.raises(TooFewFiguresError, match="3 are needed"):
        pace(leased)


def test_figures_of_two_definitions_do_not_make_three():
    facts = facts_frame(
        {"as_of": "2020", "value": 10},
        {"as_of": "2021", "value": 20},
        {"as_of": "2022", "value": 30, "definition": "decree-35-2022"},
        {"as_of": "2023", "value": 40, "definition": "decree-35-2022"},
    )
    with pytest.raises(TooFewFiguresError, match="2 dated leased areas"):
        pace(facts)


def test_series_are_never_mixed():
    both = facts_frame(
        *({"as_of": f"{year}", "value": year} for year in (2020, 2021, 2022)),
        {"as_of": "2023", "value": 1, "scope": "phase 1"},
    )
    with pytest.raises(SchemaError, match="phase 1"):
        pace(both)
    assert pace(both[both["scope"] == ""]).figures == 3
