from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qngeo.domain.forest import composite
from qngeo.domain.forest.seasons import dry_seasons
from qngeo.errors import SchemaError

NAN = np.nan


def _stack(*dates: list[float]) -> np.ndarray:
    return np.array([[row] for row in dates], np.float32)


def test_the_median_passes_over_what_was_not_seen() -> None:
    made = composite.median(_stack([1, NAN, NAN], [NAN, 4, NAN], [9, 5, NAN]))
    np.testing.assert_array_equal(made.values, [[5, 4.5, NAN]])
    np.testing.assert_array_equal(made.count, [[2, 2, 0]])


def test_too_few_observations_give_no_value_and_the_count_tells() -> None:
    made = composite.median(_stack([1, 2], [3, NAN], [2, 4]), least=3)
    np.testing.assert_array_equal(made.values, [[2, NAN]])
    np.testing.assert_array_equal(made.count, [[3, 2]])


def test_no_date_at_all_gives_an_unknown_composite() -> None:
    made = composite.median(np.empty((0, 2, 3), np.float32))
    assert np.isnan(made.values).all()
    assert made.values.shape == (2, 3)
    assert not made.count.any()


@pytest.mark.parametrize("stack", [np.ones((2, 3)), np.ones((1, 1, 1), np.uint16)])
def test_what_is_no_stack_of_floats_is_refused(stack) -> None:
    with pytest.raises(SchemaError, match="dates, rows, columns of floats"):
        composite.median(stack)


FINITE = st.floats(-1, 1, width=32)
STACKS = arrays(np.float32, (5, 2, 3), elements=FINITE | st.just(NAN))


@given(STACKS, st.permutations(range(5)))
def test_the_order_of_the_dates_does_not_matter(stack, order) -> None:
    one, two = composite.median(stack), composite.median(stack[list(order)])
    np.testing.assert_array_equal(one.values, two.values)
    np.testing.assert_array_equal(one.count, two.count)


@given(STACKS, st.integers(1, 5))
def test_the_median_lies_among_the_observations(stack, least) -> None:
    made = composite.median(stack, least=least)
    known = np.isfinite(made.values)
    assert (known == (made.count >= least)).all()
    low = np.where(np.isnan(stack), np.inf, stack).min(axis=0)
    high = np.where(np.isnan(stack), -np.inf, stack).max(axis=0)
    assert (made.values[known] >= low[known]).all()
    assert (made.values[known] <= high[known]).all()


def test_a_period_over_two_years_holds_two_seasons_and_no_summer() -> None:
    first, second = dry_seasons(date(2023, 12, 1), date(2025, 1, 31))
    assert (first.name, first.start, first.end) == (
        "2023-2024", date(2023, 12, 1), date(2024, 3, 31))  # fmt: skip
    assert (second.name, second.start, second.end) == (
        "2024-2025", date(2024, 10, 1), date(2025, 1, 31))  # fmt: skip
    assert dry_seasons(date(2024, 4, 1), date(2024, 9, 30)) == ()


@given(st.dates(date(2016, 1, 1), date(2030, 1, 1)), st.integers(0, 1500))
def test_seasons_hold_every_day_from_october_to_march_once(start, days) -> None:
    end = date.fromordinal(start.toordinal() + days)
    held = [
        date.fromordinal(day)
        for season in dry_seasons(start, end)
        for day in range(season.start.toordinal(), season.end.toordinal() + 1)
    ]
    asked = map(date.fromordinal, range(start.toordinal(), end.toordinal() + 1))
    assert held == [day for day in asked if day.month >= 10 or day.month <= 3]
