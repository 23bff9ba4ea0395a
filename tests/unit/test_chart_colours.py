"""Colours of charts stand out from both pages and from each other."""

from itertools import combinations

import pytest
from sight import APART, SIGHT, distance

from qngeo.ui.parts.chart_colours import GLYPHS, SERIES, SHAPES, contrast, ink

PAGES = {"light": "#ffffff", "dark": "#131b1a"}
LEAST = 3.0
"""WCAG 2.1, 1.4.11 of what a picture needs to be understood."""


def test_the_contrast_of_black_and_white_is_21_and_of_a_colour_with_itself_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#0072B2", "#0072B2") == 1


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("colour", SERIES)
def test_a_series_stands_out_from_the_page(colour, page):
    assert contrast(colour, PAGES[page]) >= LEAST


@pytest.mark.parametrize("sight", SIGHT)
def test_any_two_series_can_be_told_apart_by_the_colour_blind(sight):
    for one, other in combinations(SERIES, 2):
        assert distance(one, other, sight) >= APART, (one, other)


def test_a_series_with_the_colour_of_another_has_a_shape_of_its_own():
    assert len(set(SHAPES)) == len(set(GLYPHS)) == len(SHAPES) == len(GLYPHS)
    assert len(SHAPES) % len(SERIES) != 0


@pytest.mark.parametrize(
    ("colour", "writing"),
    [("#ffffff", "#10201f"), ("#e3c878", "#10201f"), ("#3b4a6b", "#ffffff")],
)
def test_writing_on_a_colour_is_dark_or_white(colour, writing):
    assert ink(colour) == writing
