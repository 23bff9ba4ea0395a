"""Colours of a land balance: chart and table show one part in one colour."""

import pandas as pd

from qngeo.io.baseline import read_baseline
from qngeo.ui.parts.land import PALETTE, shades


def test_a_part_keeps_its_colour_when_another_has_no_area():
    """The chart leaves out parts without hectares, after the colours are given."""
    roles = pd.Series(["total", "part", "subpart", "part", "part", "rest"])
    found = shades(roles)
    assert found == ["", PALETTE[0], "", PALETTE[1], PALETTE[2], ""]
    assert found[4] != shades(roles[[0, 1, 2, 4, 5]])[3], "not by place in the chart"


def test_no_plan_has_more_parts_than_there_are_colours():
    uses = read_baseline().land_use
    parts = uses[uses["role"].eq("part")]
    most = parts.groupby(["subject_id", "plan", "horizon"]).size().max()
    assert 1 < most <= len(PALETTE) == len(set(PALETTE))
