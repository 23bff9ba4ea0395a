"""docs/importing.md names every layer that can be imported, and what it must have."""

import re

import pytest

from qngeo.config import ROOT
from qngeo.domain.imports.layers import LAYER_RULES

TEXT = (ROOT / "docs" / "importing.md").read_text("utf-8")
ROWS = {
    cells[1].strip(" `"): cells
    for cells in (line.split("|") for line in TEXT.splitlines())
    if len(cells) > 4 and cells[1].strip().startswith("`")
}


@pytest.mark.parametrize("layer", LAYER_RULES)
def test_what_a_layer_must_have_is_written_down(layer):
    named = set(re.findall(r"`(\w+)`", ROWS[layer][3]))
    needed = {rule.column for rule in LAYER_RULES[layer].rules if rule.required}
    assert named == needed | ({"source_id"} if layer == "facts" else set())


def test_no_column_is_named_that_a_layer_has_not():
    for layer, cells in ROWS.items():
        known = {rule.column for rule in LAYER_RULES[layer].rules}
        assert set(re.findall(r"`(\w+)`", cells[3] + cells[4])) <= known
