"""Loss of forest: classes, undamaged forest, agreement of two indices."""

import numpy as np
import pytest

from qngeo.domain.forest import loss
from qngeo.errors import SchemaError, TooFewFiguresError

STEPS = loss.Thresholds()


def sorted_by(dnbr, *, forest=True, seen=True, offset=0.0):
    values = np.array(dnbr, dtype=np.float32)
    return loss.classify(
        values,
        np.broadcast_to(forest, values.shape),
        np.broadcast_to(seen, values.shape),
        offset=offset,
        thresholds=STEPS,
    ).tolist()


def test_a_step_begins_the_class_above_it():
    values = [-0.3, 0.099, 0.10, 0.269, 0.27, 0.439, 0.44, 1.2]
    assert sorted_by(values) == [0, 0, 1, 1, 2, 2, 3, 3]


def test_the_change_of_undamaged_forest_is_taken_off_first():
    assert sorted_by([0.15, 0.32, 0.49], offset=0.05) == [1, 2, 3]
    assert sorted_by([0.14, 0.31, 0.48], offset=0.05) == [0, 1, 2]


def test_unknown_is_a_class_of_its_own_and_never_no_loss():
    assert sorted_by([0.6, 0.6], seen=[False, True]) == [254, 3]
    assert sorted_by([np.nan, 0.6]) == [254, 3]
    assert sorted_by([0.6, np.nan], forest=False, seen=False) == [255, 255]


def test_fewer_than_three_clear_observations_in_either_season_are_not_enough():
    pre = np.array([3, 2, 3, np.nan, 9])
    post = np.array([3, 3, 2, 9, 9])
    assert loss.enough(pre, post, 3).tolist() == [True, False, False, False, True]


@pytest.mark.parametrize(
    "steps",
    [
        {"light": 0.3},
        {"heavy": 0.27},
        {"light": 0.0},
        {"heavy": 2.5},
        {"ndmi": 0.0},
        {"least": 0},
        {"light": float("nan")},
    ],
)
def test_steps_that_do_not_rise_are_refused(steps):
    with pytest.raises(SchemaError):
        loss.Thresholds(**steps)


def counted(*groups):
    histogram = loss.Histogram()
    for value, cells in groups:
        histogram.add(np.full(cells, value, dtype=np.float32))
    return histogram


def test_the_median_of_known_values_is_the_lower_middle_one():
    histogram = counted((0.1, 2), (0.3, 1), (float("nan"), 5))
    assert histogram.median() == (0.1, 3)
    assert histogram.median(0.2, 0.4) == (0.3, 1)
    value, cells = histogram.median(0.5, 0.6)
    assert np.isnan(value)
    assert cells == 0


def test_undamaged_forest_is_found_where_most_of_it_is_struck():
    offset = loss.find_offset(counted((0.02, 300), (0.4, 900)), STEPS.near["nbr"])
    assert (offset.value, offset.cells, offset.found) == (0.02, 300, True)


def test_lightly_struck_forest_does_not_pull_the_undamaged_up():
    light = [(0.05 + step / 100, 40) for step in range(30)]
    offset = loss.find_offset(counted((0.01, 400), *light), STEPS.near["nbr"])
    assert offset.value == pytest.approx(0.01, abs=0.005)


def test_an_area_of_control_is_taken_as_it_is():
    offset = loss.given_offset(counted((0.05, 150), (0.3, 10)))
    assert (offset.value, offset.cells, offset.found) == (0.05, 160, False)


def test_too_little_undamaged_forest_is_told_with_the_way_out():
    with pytest.raises(TooFewFiguresError, match=r"only 99 cells.*area of control"):
        loss.given_offset(counted((0.05, 99)))
    with pytest.raises(TooFewFiguresError, match="only 0 cells"):
        loss.find_offset(counted((0.6, 500)), STEPS.near["nbr"])


def test_agreement_counts_only_cells_that_both_know():
    classes = np.array([0, 0, 1, 3, 254, 255, 2], dtype=np.uint8)
    dndmi = np.array([0.0, 0.3, 0.3, 0.3, 0.3, 0.3, np.nan])
    found = loss.agreeing(classes, dndmi, offset=0.0, thresholds=STEPS)
    assert found == (3, 4)
