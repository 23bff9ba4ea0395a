"""What holds for loss and recovery of any cells."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qngeo.domain.forest import loss, patches, recovery

STEPS = loss.Thresholds()
CHANGES = arrays(np.float32, (8, 8), elements=st.floats(-1, 1, width=32))
MASKS = arrays(np.bool_, (8, 8))


def tenth(rows, _):
    return np.full(rows.shape, 0.1)


@given(CHANGES, MASKS, MASKS, st.floats(-0.2, 0.2))
def test_every_cell_has_one_class_and_unknown_is_never_no_loss(d, forest, seen, offset):
    found = loss.classify(d, forest, seen, offset=offset, thresholds=STEPS)
    assert set(np.unique(found)) <= {0, 1, 2, 3, 254, 255}
    assert ((found == 255) == ~forest).all()
    assert ((found == 254) == (forest & ~seen)).all()


@given(CHANGES, st.floats(0.001, 0.2))
def test_more_loss_is_never_a_lower_class(d, more):
    yes = np.ones(d.shape, dtype=bool)
    first = loss.classify(d, yes, yes, offset=0, thresholds=STEPS)
    second = loss.classify(d + np.float32(more), yes, yes, offset=0, thresholds=STEPS)
    assert (second >= first).all()


@given(
    arrays(np.float64, 300, elements=st.floats(-0.03, 0.03)),
    arrays(np.float32, 200, elements=st.floats(-1, 1, width=32)),
)
def test_the_undamaged_are_a_fixed_point_near_their_own_median(near, other):
    histogram = loss.Histogram()
    histogram.add(near)
    histogram.add(other)
    within = STEPS.near["nbr"]
    offset = loss.find_offset(histogram, within)
    again, cells = histogram.median(offset.value - within, offset.value + within)
    assert abs(again - offset.value) < loss.BIN
    assert cells == offset.cells


@given(
    st.floats(0.15, 0.6), st.floats(-0.5, 1.5), st.floats(-0.1, 0.1), st.floats(-0.1, 1)
)
def test_a_change_that_all_forest_shares_moves_no_share(lost, share, haze, wet):
    plain = recovery.share_regained(np.array([lost]), np.array([lost * share]))
    shifted = recovery.share_regained(
        np.array([lost + haze]),
        np.array([lost * share + wet]),
        control_loss=haze,
        control_gain=wet,
    )
    np.testing.assert_allclose(plain, shifted, atol=1e-6)


@given(
    arrays(np.uint8, (9, 9), elements=st.sampled_from([0, 1, 2, 3, 254, 255])),
    arrays(np.float32, (9, 9), elements=st.floats(-1, 1, width=32)),
    st.floats(0, 0.5),
)
def test_patches_hold_only_cells_that_do_not_recover_and_all_large_ones(
    classes, share, least
):
    rule = patches.PatchRule(min_ha=least)
    labels, table = patches.find_patches(classes, share, tenth, rule=rule)
    slow = patches.not_recovering(classes, share, below=rule.below)
    assert slow[labels > 0].all()
    assert (table["area_ha"] > least).all()
    assert table["cells"].sum() == (labels > 0).sum()
    whole, _ = patches.find_patches(
        classes, share, tenth, rule=patches.PatchRule(min_ha=0)
    )
    assert ((whole > 0) == slow).all()
