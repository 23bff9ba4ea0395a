"""What holds of every ranking of land, whatever is known of the sites."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_sites import tables

from qngeo.domain.land.ranking import Scale, Weighted, rank


def scored(weights):
    return [
        Weighted("area", "available_ha", Scale(0, 100), weights[0]),
        Weighted("price", "price_usd_m2", Scale(150, 30), weights[1]),
        Weighted("time", "minutes port:p", Scale(120, 15), weights[2]),
    ]


weights_ = st.tuples(*[st.floats(0.1, 10)] * 3)


@settings(max_examples=100)
@given(tables(), weights_, st.sampled_from([0.25, 2.0, 8.0]))
def test_only_the_proportions_of_the_weights_count(table, weights, factor):
    once = rank(table, scored(weights))
    scaled = rank(table, scored([w * factor for w in weights]))
    pd.testing.assert_frame_equal(once, scaled)


shares = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])


@settings(max_examples=100)
@given(tables(), weights_)
def test_what_is_missing_neither_helps_nor_hurts(table, weights):
    """A score is that of the known criteria alone, and lies between their points."""
    result = rank(table, scored(weights), least_known=0)
    for site_id, row in result.iterrows():
        known = [c for c in scored(weights) if not np.isnan(row[f"points {c.id}"])]
        if not known:
            assert np.isnan(row["score"])
            continue
        alone = rank(table.loc[[site_id]], known)
        assert row["score"] == pytest.approx(alone.loc[site_id, "score"])
        points = [row[f"points {c.id}"] for c in known]
        assert min(points) - 1e-9 <= row["score"] <= max(points) + 1e-9


@settings(max_examples=100)
@given(tables(), weights_, shares)
def test_sites_of_which_too_little_is_known_follow_and_change_nothing(
    table, weights, least
):
    result = rank(table, scored(weights), least_known=least)
    enough = (result["known_share"] >= least) & (result["known_share"] > 0)
    judged = ["rank", "score", "top3_share"]
    assert result.loc[enough, judged].notna().all(axis=None)
    assert result.loc[~enough, judged].isna().all(axis=None)
    assert enough.tolist() == sorted(enough, reverse=True)
    assert result.loc[enough, "score"].is_monotonic_decreasing
    assert result.loc[~enough, "known_share"].is_monotonic_decreasing
    without = rank(table.loc[enough[enough].index], scored(weights), least_known=least)
    pd.testing.assert_frame_equal(without, result[enough])


@settings(max_examples=200)
@given(tables(), weights_, shares, st.data())
def test_no_site_is_better_off_for_losing_a_figure_as_good_as_its_score(
    table, weights, least, data
):
    """Nor is one ever ranked for it; a poorer figure may be missed (see `rank`)."""
    before = rank(table, scored(weights), least_known=least)
    site = data.draw(st.sampled_from(sorted(table.index)))
    lost = data.draw(st.sampled_from(scored(weights)))
    poorer = table.copy()
    poorer.loc[site, lost.column] = np.nan
    after = rank(poorer, scored(weights), least_known=least)
    assert after.loc[site, "known_share"] <= before.loc[site, "known_share"]
    if np.isnan(before.loc[site, "rank"]):
        assert np.isnan(after.loc[site, "rank"])
        return
    good = before.loc[site, f"points {lost.id}"] >= before.loc[site, "score"]
    if good and not np.isnan(after.loc[site, "rank"]):
        assert after.loc[site, "score"] <= before.loc[site, "score"] + 1e-8
        better = before["score"] > before.loc[site, "score"] + 1e-8
        still = after["score"] > after.loc[site, "score"] - 1e-8
        assert set(before.index[better]) <= set(after.index[still])


@settings(max_examples=100)
@given(tables(), weights_, shares)
def test_the_top_three_is_never_empty_and_order_of_rows_does_not_matter(
    table, weights, least
):
    result = rank(table, scored(weights), least_known=least)
    total = result["top3_share"].sum()
    assert total >= min(3, result["score"].notna().sum()) - 1e-9
    turned = rank(table.iloc[::-1], scored(weights), least_known=least)
    pd.testing.assert_frame_equal(result, turned)
