"""What holds of every sample and every estimate from it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qngeo.domain.forest import sampling
from qngeo.domain.forest.accuracy import estimate_areas
from qngeo.io.imagery import class_raster


@st.composite
def counted(draw):
    """Counts of two to five classes with at least two points in each row."""
    size = draw(st.integers(2, 5))
    row = st.lists(st.integers(0, 80), min_size=size, max_size=size)
    rows = [draw(row.filter(lambda r: sum(r) > 1)) for _ in range(size)]
    areas = draw(st.lists(st.floats(0.01, 1e6), min_size=size, max_size=size))
    names = [f"c{i}" for i in range(size)]
    table = pd.DataFrame(rows, index=names, columns=names)
    return table, pd.Series(areas, index=names)


@given(counted())
def test_areas_add_up_to_the_map_and_lie_in_their_intervals(made):
    counts, mapped = made
    rows = estimate_areas(counts, mapped).classes
    assert rows["area_ha"].sum() == pytest.approx(mapped.sum())
    assert rows["bias_ha"].sum() == pytest.approx(0, abs=1e-6 * mapped.sum())
    rounding = 1e-9 * mapped.sum()
    wide = rows[rows["se_ha"] > 0]
    assert (wide["low_ha"] <= wide["area_ha"] + rounding).all()
    assert (wide["area_ha"] <= wide["high_ha"] + rounding).all()
    assert (wide["low_ha"] >= 0).all()
    assert (wide["high_ha"] <= mapped.sum()).all()
    narrow = rows.drop(wide.index)
    assert narrow[["low_ha", "high_ha"]].isna().all(axis=None)


@given(counted(), st.randoms(use_true_random=False))
def test_the_order_of_classes_changes_no_area(made, random):
    counts, mapped = made
    order = list(counts.index)
    random.shuffle(order)
    first = estimate_areas(counts, mapped).classes.set_index("class")
    other = estimate_areas(counts.loc[order, order], mapped[order]).classes
    numbers = ["area_ha", "se_ha", "users", "producers", "producers_se"]
    pd.testing.assert_frame_equal(
        first[numbers], other.set_index("class").loc[first.index, numbers], atol=1e-9
    )


@given(counted())
def test_ten_times_the_points_never_widen_an_interval(made):
    counts, mapped = made
    once = estimate_areas(counts, mapped).classes["se_ha"]
    tenfold = estimate_areas(counts * 10, mapped).classes["se_ha"]
    assert (tenfold <= once + 1e-9).all()


@given(st.lists(st.integers(2, 10**7), min_size=1, max_size=8), st.integers(2, 60),
       st.integers(0, 3000))  # fmt: skip
def test_points_shared_out_sum_to_the_total(cells, minimum, extra):
    by_class = pd.Series(cells)
    total = int(by_class.clip(upper=minimum).sum()) + extra
    assume(total <= by_class.sum())
    found = sampling.allocate(by_class, total, minimum=minimum)
    assert found.sum() == total
    assert (found >= by_class.clip(upper=minimum)).all()
    assert (found <= by_class).all()


@given(st.lists(st.integers(0, 3), min_size=1, max_size=200), st.integers(1, 50),
       st.integers(0, 2**32))  # fmt: skip
def test_drawing_block_by_block_takes_each_cell_once(values, size, seed):
    cells = np.array(values)
    number = {int(c): int((cells == c).sum()) for c in np.unique(cells)}
    wanted = {c: max(1, n // 2) for c, n in number.items()}
    ranks = sampling.draw_ranks(number, wanted, seed=seed)
    seen: dict[int, int] = {}
    taken = []
    for start in range(0, len(cells), size):
        block = cells[start : start + size]
        for name, places in class_raster.picked(block, ranks, seen).items():
            assert (block[places] == name).all()
            taken += list(start + places)
        for name in number:
            seen[name] = seen.get(name, 0) + int((block == name).sum())
    assert len(set(taken)) == len(taken) == sum(wanted.values())
    drawn = pd.Series(cells[taken]).value_counts().to_dict()
    assert drawn == wanted
