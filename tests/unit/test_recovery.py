"""Recovery: the share regained, and the metrics that are refused before their time."""

from math import isnan

import numpy as np
import pytest

from qngeo.domain.forest import recovery
from qngeo.errors import TooFewFiguresError

BEFORE = 0.8
VALUES = {0: 0.4, 1: 0.5, 4: 0.60, 5: 0.64}


def test_the_share_regained_is_by_the_formula():
    found = recovery.share_regained(np.array([0.4, 0.4, 0.4]), np.array([0.24, 0, 0.4]))
    np.testing.assert_allclose(found, [0.6, 0.0, 1.0])


def test_what_the_control_did_is_neither_loss_nor_recovery():
    # 0.40 fell, 0.03 of it everywhere; 0.25 rose, 0.028 of it everywhere.
    found = recovery.share_regained(
        np.array([0.40]), np.array([0.25]), control_loss=0.03, control_gain=0.028
    )
    np.testing.assert_allclose(found, [0.222 / 0.37])


def test_further_loss_and_more_than_all_are_shown_as_they_are():
    found = recovery.share_regained(np.array([0.2, 0.2]), np.array([-0.1, 0.3]))
    np.testing.assert_allclose(found, [-0.5, 1.5])


def test_a_loss_under_a_tenth_has_no_share():
    found = recovery.share_regained(np.array([0.09, 0.0, -0.2]), np.full(3, 0.05))
    assert np.isnan(found).all()
    adjusted = recovery.share_regained(
        np.array([0.15]), np.array([0.05]), control_loss=0.06
    )
    assert np.isnan(adjusted).all()


def test_an_index_as_a_share_of_before_needs_something_before():
    found = recovery.of_before(np.array([0.8, 0.0, -0.1]), np.array([0.76, 0.5, 0.5]))
    np.testing.assert_allclose(found, [0.95, np.nan, np.nan])


def test_states_begin_at_eighty_per_cent_and_stay_unknown_where_unknown():
    share = np.array([0.8, 0.79, np.nan, 0.1])
    damaged = np.array([True, True, True, False])
    assert recovery.states(share, damaged).tolist() == [1, 2, 255, 255]


def test_five_year_metrics_are_refused_until_2029_2030():
    assert recovery.ready_from("2024-2025") == "2029-2030"
    assert "from season 2029-2030 on" in recovery.not_ready("2024-2025", "2025-2026")
    assert "2028-2029" in recovery.not_ready("2024-2025", "2028-2029")
    assert recovery.not_ready("2024-2025", "2029-2030") == ""


@pytest.mark.parametrize("metric", [recovery.rri, recovery.r80p, recovery.y2r])
def test_a_metric_without_its_years_is_an_error(metric):
    with pytest.raises(TooFewFiguresError, match="year 5 is not there"):
        metric(BEFORE, {0: 0.4, 1: 0.7, 4: 0.7})


def test_the_metrics_are_by_their_formulas():
    assert recovery.rri(BEFORE, VALUES) == pytest.approx((0.64 - 0.4) / 0.4)
    assert recovery.r80p(BEFORE, VALUES) == pytest.approx(0.64 / 0.64)
    assert recovery.y2r(BEFORE, VALUES) == 5
    assert recovery.y2r(BEFORE, VALUES | {1: 0.65}) == 1


def test_never_recovered_stays_missing():
    assert isnan(recovery.y2r(BEFORE, {0: 0.4, 4: 0.5, 5: 0.6}))


def test_a_light_loss_has_no_relative_indicator():
    assert isnan(recovery.rri(0.6, {0: 0.55, 4: 0.6, 5: 0.6}))
