"""Scores are weighted means of points on stated scales; their order is tested."""

import numpy as np
import pandas as pd
import pytest

from qngeo.domain.land.ranking import Scale, Weighted, rank
from qngeo.errors import NumberError

NAN = float("nan")

AREA = Weighted("area", "ha", Scale(0, 100, "ha"))
PRICE = Weighted("price", "usd", Scale(150, 50, "USD/m2/term"))


def sites(**rows):
    return pd.DataFrame.from_dict(rows, orient="index", columns=["ha", "usd"]).astype(
        float
    )


def test_a_scale_runs_from_worst_to_best_and_is_clipped():
    points = Scale(150, 50).score(np.array([160.0, 150.0, 125.0, 50.0, 10.0, NAN]))
    assert points[:5].tolist() == [0, 0, 2.5, 10, 10]
    assert np.isnan(points[5])
    with pytest.raises(NumberError, match="two unlike values"):
        Scale(5, 5)


def test_the_score_is_the_weighted_mean_of_the_points():
    table = sites(a=[80, 100], b=[20, 50])
    weights = [AREA, Weighted("price", "usd", PRICE.scale, 3.0)]
    result = rank(table, weights)
    assert result.loc["a", "score"] == pytest.approx((8 + 3 * 5) / 4)
    assert result.loc["b", "score"] == pytest.approx((2 + 3 * 10) / 4)
    assert result.index.tolist() == ["b", "a"]
    assert result["rank"].tolist() == [1, 2]
    assert result.loc["a", "points price"] == 5


def test_a_missing_value_leaves_the_mean_of_the_others():
    result = rank(sites(a=[80, NAN], b=[80, 70]), [AREA, PRICE])
    assert result.loc["a", "score"] == 8
    assert result.loc["a", "known_share"] == 0.5
    assert result.loc["b", "score"] == 8
    assert result.index.tolist() == ["b", "a"]
    assert result["rank"].tolist() == [1, 1]


def test_a_criterion_known_in_part_counts_in_part():
    table = sites(a=[100, 150]).assign(seen=0.5)
    half = Weighted("area", "ha", AREA.scale, 1.0, "seen")
    result = rank(table, [half, PRICE])
    assert result.loc["a", "score"] == pytest.approx((0.5 * 10 + 0) / 1.5)
    assert result.loc["a", "known_share"] == 0.75


def test_a_site_of_which_nothing_is_known_has_no_score_and_stands_last():
    result = rank(sites(a=[NAN, NAN], b=[0, 150]), [AREA, PRICE])
    assert result.index.tolist() == ["b", "a"]
    assert np.isnan(result.loc["a", "score"])
    assert np.isnan(result.loc["a", "top3_share"])


def test_a_site_known_by_less_than_half_follows_without_a_score():
    table = sites(a=[100, NAN], b=[10, 140], c=[NAN, NAN])
    area = Weighted("area", "ha", AREA.scale, 0.9)
    result = rank(table, [area, PRICE])
    assert result["known_share"].round(6).to_dict() == {"b": 1, "a": 0.473684, "c": 0}
    assert result.index.tolist() == ["b", "a", "c"]
    assert result.loc["b", "rank"] == 1
    assert result.loc[["a", "c"], ["rank", "score", "top3_share"]].isna().all(axis=None)
    assert result.loc["a", "points area"] == 10


def test_a_site_known_by_exactly_half_is_ranked():
    result = rank(sites(a=[100, NAN]), [AREA, PRICE])
    assert result.loc["a", ["score", "top3_share"]].tolist() == [10, 1]


def test_how_much_must_be_known_can_be_changed():
    table = sites(a=[100, NAN], b=[10, 140])
    assert rank(table, [AREA, PRICE], least_known=0.6).index.tolist() == ["b", "a"]
    assert rank(table, [AREA, PRICE], least_known=0).index.tolist() == ["a", "b"]
    for share in (-0.1, 1.1, NAN):
        with pytest.raises(NumberError, match="give a share from 0 to 1"):
            rank(table, [AREA, PRICE], least_known=share)


def test_a_third_of_the_weights_is_a_third_however_it_is_rounded():
    three = [AREA, PRICE, Weighted("more", "more", AREA.scale)]
    result = rank(sites(a=[50, NAN]), three, least_known=1 / 3)
    assert result.loc["a", "score"] == 5


def test_firmness_counts_only_the_sites_that_are_ranked():
    known = {name: [50, 100] for name in "abc"}
    result = rank(sites(**known, x=[100, NAN], y=[NAN, 50]), [AREA, PRICE],
                  least_known=0.6)  # fmt: skip
    assert result.loc[list("abc"), "top3_share"].tolist() == [1, 1, 1]
    assert result.loc[["x", "y"], "top3_share"].isna().all()


def test_firmness_is_sure_where_no_weight_could_change_the_order():
    table = sites(a=[90, 60], b=[80, 70], c=[70, 80], d=[10, 140], e=[5, 145])
    result = rank(table, [AREA, PRICE])
    assert result["top3_share"].to_dict() == dict.fromkeys("abc", 1.0) | {
        "d": 0.0,
        "e": 0.0,
    }


def test_firmness_is_one_half_where_two_sites_mirror_each_other():
    # c and d are each other's mirror: the heavier criterion decides who is third.
    table = sites(a=[100, 50], b=[100, 50], c=[60, 110], d=[40, 90])
    result = rank(table, [AREA, PRICE], draws=4000)
    assert result.loc[["a", "b"], "top3_share"].tolist() == [1, 1]
    assert result.loc["c", "top3_share"] == pytest.approx(0.5, abs=0.03)
    both = result.loc[["c", "d"], "top3_share"].sum()
    assert both == pytest.approx(1, abs=1e-9)


def test_ties_for_the_third_place_all_count():
    table = sites(a=[90, NAN], b=[50, NAN], c=[50, NAN], d=[50, NAN], e=[10, NAN])
    result = rank(table, [AREA, PRICE])
    assert result["top3_share"].to_dict() == dict.fromkeys("abcd", 1.0) | {"e": 0.0}


def test_three_sites_or_fewer_are_always_in_the_top_three():
    result = rank(sites(a=[1, 150], b=[99, 50]), [AREA, PRICE])
    assert result["top3_share"].tolist() == [1, 1]


def test_the_draws_are_the_same_each_time():
    rng = np.random.default_rng(3)
    table = pd.DataFrame(
        {"ha": rng.uniform(0, 100, 40), "usd": rng.uniform(50, 150, 40)}
    )
    table.index = table.index.astype(str)
    first, again = rank(table, [AREA, PRICE]), rank(table, [AREA, PRICE])
    pd.testing.assert_frame_equal(first, again)


def test_the_shares_of_many_sites_equal_those_counted_one_draw_at_a_time():
    rng = np.random.default_rng(7)
    table = pd.DataFrame(
        {"ha": rng.uniform(0, 100, 300), "usd": rng.uniform(50, 150, 300)}
    )
    table.loc[rng.random(300) < 0.3, "usd"] = NAN
    table.index = table.index.astype(str)
    result = rank(table, [AREA, PRICE], draws=200, seed=5)
    factors = np.random.default_rng(5).uniform(0.8, 1.2, (2, 200))
    counted = dict.fromkeys(table.index, 0)
    for first, second in factors.T:
        points = pd.DataFrame(
            {"ha": table["ha"] / 10, "usd": (150 - table["usd"]) / 10}
        )
        total = (points * [first, second]).sum(axis=1)
        weight = points.notna() @ np.array([first, second])
        for name in (total / weight).nlargest(3).index:
            counted[name] += 1
    assert result["top3_share"].sort_index().to_dict() == pytest.approx(
        {name: count / 200 for name, count in sorted(counted.items())}
    )


def test_many_sites_alike_share_their_place():
    # The 50 alike are all third behind two; alone, the next one would be.
    rows = {"a": [100, 50], "b": [99, 51], "z": [50, 100]}
    rows |= {f"c{i}": [80, 70] for i in range(50)}
    shares = rank(sites(**rows), [AREA, PRICE])["top3_share"]
    assert shares.pop("z") == 0
    assert set(shares) == {1.0}


def test_weights_must_be_of_use():
    with pytest.raises(NumberError, match="weight -1 of 'area'"):
        rank(sites(a=[1, 1]), [Weighted("area", "ha", AREA.scale, -1)])
    with pytest.raises(NumberError, match="all weights are 0"):
        rank(sites(a=[1, 1]), [Weighted("area", "ha", AREA.scale, 0)])


def test_no_sites_and_no_criteria_give_empty_columns():
    assert rank(sites(a=[1, 1]).iloc[:0], [AREA]).empty
    assert rank(sites(a=[1, 1]), [])["score"].isna().all()
