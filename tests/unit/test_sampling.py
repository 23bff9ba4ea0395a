"""A stratified sample: its size, how it is shared out, and which cells are drawn."""

import numpy as np
import pandas as pd
import pytest

from qngeo.domain.forest import sampling
from qngeo.errors import NumberError, SampleError

SHARES = pd.Series(
    {"deforestation": 0.02, "gain": 0.015, "forest": 0.32, "rest": 0.645}
)
EXPECTED = pd.Series({"deforestation": 0.7, "gain": 0.6, "forest": 0.9, "rest": 0.95})


def test_the_published_sample_size_comes_out():
    """Olofsson et al. 2014, section 5: 641 points for a standard error of 0.01."""
    assert sampling.sample_size(SHARES, EXPECTED, target_se=0.01) == 641


def test_shares_need_not_sum_to_one():
    assert sampling.sample_size(SHARES * 900, EXPECTED, target_se=0.01) == 641


@pytest.mark.parametrize("error", [0, -0.1, 0.6, float("nan"), float("inf")])
def test_a_senseless_target_is_refused(error):
    with pytest.raises(NumberError, match="target standard error"):
        sampling.sample_size(SHARES, EXPECTED, target_se=error)


def test_a_target_that_nobody_could_meet_is_refused():
    with pytest.raises(NumberError, match="more than 20000"):
        sampling.sample_size(SHARES, EXPECTED, target_se=0.0001)


def test_an_expected_accuracy_beyond_one_is_refused():
    with pytest.raises(NumberError, match=r"class 'gain' is 1\.2"):
        sampling.sample_size(SHARES, EXPECTED.replace(0.6, 1.2), target_se=0.01)


def test_rare_classes_get_the_minimum_and_the_rest_is_in_proportion():
    """641 points, 75 for each rare class: 491 left for 3,200 and 6,450 parts.

    491 x 3,200 / 9,650 = 162.8; 491 x 6,450 / 9,650 = 328.2.
    """
    cells = pd.Series({1: 200_000, 2: 150_000, 3: 3_200_000, 4: 6_450_000})
    found = sampling.allocate(cells, 641, minimum=75)
    assert found.to_dict() == {1: 75, 2: 75, 3: 163, 4: 328}


def test_a_class_of_few_cells_is_taken_whole():
    found = sampling.allocate(pd.Series({1: 10, 2: 990}), 110, minimum=50)
    assert found.to_dict() == {1: 10, 2: 100}


REFUSED = [
    ({1: 1, 2: 99}, 60, 10, SampleError, "class 1 has 1 cells"),
    ({1: 100, 2: 100}, 60, 50, SampleError, "ask for 100 or lower the minimum"),
    ({1: 10, 2: 10}, 30, 5, SampleError, "more than the 20 cells"),
    ({1: 100, 2: 100}, 60, 1, NumberError, "at least 2 points"),
    ({1: 10**6, 2: 10**6}, 20_001, 50, NumberError, "more than 20000"),
]


@pytest.mark.parametrize(("cells", "total", "minimum", "error", "words"), REFUSED)
def test_what_cannot_be_shared_out_is_refused(cells, total, minimum, error, words):
    with pytest.raises(error, match=words):
        sampling.allocate(pd.Series(cells), total, minimum=minimum)


def test_the_same_seed_draws_the_same_cells_and_another_one_others():
    cells, points = {1: 1000, -1: 1000}, {1: 20, -1: 20}
    first = sampling.draw_ranks(cells, points, seed=7)
    again = sampling.draw_ranks(cells, points, seed=7)
    other = sampling.draw_ranks(cells, points, seed=8)
    assert all(np.array_equal(first[k], again[k]) for k in cells)
    assert not np.array_equal(first[1], other[1])
    assert not np.array_equal(first[1], first[-1]), "classes draw apart from each other"


def test_no_number_of_a_point_tells_its_class():
    points = pd.DataFrame({"stratum": [1] * 50 + [2] * 50})
    mixed = sampling.shuffled(points, seed=0)
    assert mixed["sample_id"].is_unique
    assert list(mixed["sample_id"][:2]) == ["s0001", "s0002"]
    assert 10 < mixed["stratum"][:50].eq(1).sum() < 40
    assert mixed["stratum"].value_counts().to_dict() == {1: 50, 2: 50}
