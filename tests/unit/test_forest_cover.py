"""What counts for the cover rate, and which figures are official."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import facts_frame

from qngeo.domain.forest import cover as forest_cover
from qngeo.errors import BalanceError

RATE = {"subject_id": "province:x", "attribute": "forest_cover_rate", "unit": "%"}
AREA = {"subject_id": "province:x", "attribute": "forest_area", "unit": "ha"}
ESTIMATE = {"scope": forest_cover.ESTIMATE}


def areas(natural, closed, young, **more):
    """Three classes of one day."""
    parts = zip(
        (forest_cover.NATURAL, forest_cover.CLOSED, forest_cover.OPEN),
        (natural, closed, young),
        strict=True,
    )
    return [{**AREA, "scope": scope, "value": ha, **more} for scope, ha in parts]


def test_the_rate_of_2024_is_reproduced_by_closed_forest_only():
    natural, closed, young, land = 119_652.7, 162_357.3, 39_263.3, 617_779
    right = forest_cover.cover_pct(natural + closed, land)
    wrong = forest_cover.cover_pct(natural + closed + young, land)
    assert round(right, 2) == 45.65
    assert round(wrong, 1) == 52.0


def test_an_unknown_area_gives_an_unknown_rate():
    assert pd.isna(forest_cover.cover_pct(float("nan"), 100))
    assert pd.isna(forest_cover.cover_pct(10, float("nan")))


@pytest.mark.parametrize(("forest", "land"), [(101, 100), (-1, 100), (0, 0), (1, -5)])
def test_forest_that_does_not_fit_on_the_land_is_refused(forest, land):
    with pytest.raises(BalanceError, match="do not fit on"):
        forest_cover.cover_pct(forest, land)


@given(st.floats(1, 1e7), st.floats(0, 1), st.floats(0, 1))
def test_more_forest_never_lowers_the_rate(land, some, more):
    low, high = sorted((some * land, more * land))
    rates = forest_cover.cover_pct(low, land), forest_cover.cover_pct(high, land)
    assert 0 <= rates[0] <= rates[1] <= 100


def test_kinds_are_never_mixed():
    rows = facts_frame(
        {**RATE, "value": 45.5},
        {**RATE, "value": 38, **ESTIMATE},
        {**RATE, "value": 40, **ESTIMATE, "confidence": "derived"},
        {**RATE, "value": 50, "attribute": "forest_cover_target", "as_of": "2030"},
        {**RATE, "value": 45.65, "confidence": "derived"},
    )
    expected = ["official", "estimate", "derived", "target", "derived"]
    assert forest_cover.kinds(rows).tolist() == expected


def test_the_newest_day_with_all_three_classes_of_one_source_is_taken():
    old = areas(10, 20, 5, as_of="2023-12-31")
    new = areas(11, 22, 6, as_of="2024-12-31")
    half = areas(12, 24, 7, as_of="2025-12-31")[:2]
    found = forest_cover.latest_classes(facts_frame(*old, *new, *half))
    assert found is not None
    assert (found.natural_ha, found.closed_ha, found.open_ha) == (11, 22, 6)
    assert (found.counted_ha, found.planted_too_ha) == (33, 39)
    assert found.as_of == "2024-12-31"
    assert found.fact_ids == ("f0004", "f0005", "f0006")


def test_classes_of_two_sources_are_not_put_together():
    first, second, third = areas(10, 20, 5, as_of="2024-12-31")
    mixed = facts_frame(first, second, {**third, "source_id": "press_b"})
    assert forest_cover.latest_classes(mixed) is None
    rounded = facts_frame(first, second, {**third, "qualifier": "at_least"})
    assert forest_cover.latest_classes(rounded) is None


def test_a_year_with_an_estimate_only_is_still_silent():
    rows = facts_frame(
        {**RATE, "value": 55, "as_of": "2022"},
        {**RATE, "value": 42, "as_of": "2023-02", **ESTIMATE},
        {**RATE, "value": 55, "as_of": "2024", "attribute": "forest_cover_target"},
    )
    silent = forest_cover.silent_years(rows, first=2021, last=2024)
    assert silent == (2021, 2023, 2024)


@given(st.sets(st.integers(1990, 2040)))
def test_runs_hold_the_same_years(years):
    found = forest_cover.runs(tuple(years))
    held = [year for first, last in found for year in range(first, last + 1)]
    assert held == sorted(years)
    assert all(a[1] + 1 < b[0] for a, b in pairwise(found))
