"""Patches that do not recover: joined by corners, larger than the least area."""

import numpy as np
import pytest

from qngeo.domain.forest.patches import PatchRule, find_patches
from qngeo.errors import SchemaError

CLASSES = np.array(
    [
        [3, 2, 0, 0, 0, 0],
        [0, 0, 3, 0, 1, 1],
        [0, 0, 0, 0, 1, 1],
        [2, 0, 0, 0, 0, 0],
        [2, 0, 0, 2, 2, 254],
        [2, 0, 0, 255, 2, 2],
    ],
    dtype=np.uint8,
)


def tenth(rows, _):
    return np.full(rows.shape, 0.1)


def found(share, *, rule=None, cell_ha=tenth):
    shares = np.full(CLASSES.shape, share, dtype=np.float32)
    return find_patches(CLASSES, shares, cell_ha, rule=rule or PatchRule(min_ha=0.25))


def test_cells_that_touch_by_a_corner_are_one_patch():
    labels, table = found(0.1)
    assert sorted(table["cells"]) == [3, 3, 4]
    assert labels[0, 0] == labels[0, 1] == labels[1, 2] > 0


def test_the_largest_comes_first_with_its_area_and_shares():
    labels, table = found(0.1)
    first = table.iloc[0]
    assert (first["patch"], first["cells"]) == (1, 4)
    assert first["area_ha"] == pytest.approx(0.4)
    assert first["regained"] == pytest.approx(0.1)
    assert (labels == 1).sum() == 4
    corner = table[table["patch"] == labels[0, 0]].iloc[0]
    assert corner["heavy_share"] == pytest.approx(2 / 3)


def test_light_loss_and_unknown_cells_are_in_no_patch():
    labels, _ = found(0.1)
    assert (labels[CLASSES == 1] == 0).all()
    assert (labels[CLASSES >= 254] == 0).all()


def test_a_patch_must_be_larger_than_the_least_area():
    _, table = found(0.1, rule=PatchRule(min_ha=0.35))
    assert table["cells"].tolist() == [4]
    _, table = found(0.1, rule=PatchRule(min_ha=0.45))
    assert table.empty


def test_what_recovers_or_was_not_seen_is_no_patch():
    assert found(0.2)[1].empty
    assert found(np.nan)[1].empty
    assert len(found(0.3, rule=PatchRule(below=0.5, min_ha=0.25))[1]) == 3


def test_areas_are_those_of_each_cell():
    _, table = found(0.0, cell_ha=lambda rows, _: (rows + 1) / 10)
    # 0.1 + 0.1 + 0.2; 0.4 + 0.5 + 0.6; 0.5 + 0.5 + 0.6 + 0.6
    assert sorted(table["area_ha"].round(6)) == [0.4, 1.5, 2.2]


@pytest.mark.parametrize("rule", [{"below": 1.1}, {"below": -2}, {"min_ha": -1}])
def test_a_rule_out_of_range_is_refused(rule):
    with pytest.raises(SchemaError):
        PatchRule(**rule)
