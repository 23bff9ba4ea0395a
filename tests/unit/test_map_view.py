"""The zone map: every figure keeps its class and words, whatever the filters keep."""

import pandas as pd
import pytest

from qngeo.web.legend import BASE_UNKNOWN, BOUND, NO_FIGURE
from qngeo.web.zone_colours import shades


@pytest.fixture
def rows():
    table = pd.DataFrame(
        [
            ("park:known", 28.19, "", "2023-12"),
            ("park:more", 19.1, "at_least", "2025-03"),
            ("park:less", 7.8, "at_most", "2022"),
            ("park:unknown", float("nan"), float("nan"), float("nan")),
        ],
        columns=["subject_id", "rate_pct", "qualifier", "rate_as_of"],
    )
    return table.set_index("subject_id")


def test_a_filter_fades_and_never_turns_a_figure_into_none(rows):
    kept = pd.Index(["park:less"])
    found = shades(rows, kept=kept, definition="gross-area", lang="vi")
    everything = shades(rows, kept=rows.index, definition="gross-area", lang="vi")
    for name, shade in found.items():
        assert shade.index == everything[name].index
        assert shade.text == everything[name].text
        assert shade.faded == (name != "park:less")
        assert not everything[name].faded


def test_words_of_a_figure_give_sign_rate_and_date(rows):
    found = shades(rows, kept=rows.index, definition="gross-area", lang="vi")
    assert found["park:known"].text == "28,19 % (12/2023)"
    assert found["park:less"].text == "≤ 7,8 % (2022)"
    assert found["park:more"].text == "≥ 19,1 % (3/2025), chỉ biết một giới hạn"
    assert found["park:more"].index == BOUND
    assert (found["park:unknown"].index, found["park:unknown"].text) == (NO_FIGURE, "")


def test_rates_whose_base_is_unknown_are_in_no_order_of_colours(rows):
    found = shades(rows, kept=rows.index, definition="unstated", lang="en")
    known = [shade for name, shade in found.items() if name != "park:unknown"]
    assert {shade.index for shade in known} == {BASE_UNKNOWN}
    assert found["park:known"].text == "28.19 % (Dec 2023), stated, base unknown"
    assert found["park:unknown"].index == NO_FIGURE
