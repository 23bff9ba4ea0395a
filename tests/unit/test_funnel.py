"""The funnel says what stays, and of the rest what failed and by how much."""

import numpy as np
import pandas as pd
import pytest

from qngeo.domain.land import sectors
from qngeo.domain.land.choices import Readiness, Sector, Status, Zone
from qngeo.domain.land.criteria import Area, Forest, OnOffer, Price, TravelTime
from qngeo.domain.land.funnel import UNKNOWN, apply, loosen
from qngeo.errors import UnknownNameError
from qngeo.services.land.words import say, say_loosening

NAN = float("nan")


def site(**values):
    named = values.pop("sector_ids", ())
    return {
        "status": "operating",
        "zone_id": "zone:x",
        "available_ha": 50.0,
        "price_usd_m2": 60.0,
        "forest_ha": NAN,
        "minutes port:p": 20.0,
        "ready power": "ready",
        "ready water": "partly",
        "sector_ids": named,
        "sector_bits": sectors.bits(named),
        **values,
    }


@pytest.fixture
def made():
    """Four parks: a fits all; b is dear and far; c says little; d is withdrawn."""
    return pd.DataFrame.from_dict(
        {
            "a": site(sector_ids=("electronics",)),
            "b": site(
                available_ha=10.0,
                price_usd_m2=90.0,
                sector_ids=("food",),
                **{"minutes port:p": 50.0},
            ),
            "c": site(available_ha=NAN, price_usd_m2=NAN, zone_id="", status=""),
            "d": site(status="withdrawn"),
        },
        orient="index",
    )


def kept(made, *criteria, **options):
    return apply(made, criteria, **options).kept.index.tolist()


def test_every_step_counts_what_came_and_what_stayed(made):
    result = apply(made, [OnOffer(), Area(20), Price(80)])
    steps = [(s.criterion, s.before, s.left, s.unknown) for s in result.steps]
    assert steps == [("on_offer", 4, 3, 0), ("area", 3, 2, 1), ("price", 2, 2, 1)]
    assert result.kept.index.tolist() == ["a", "c"]
    assert result.unknown("c") == ["area", "price"]


def test_a_rejected_site_names_all_it_fails_and_by_how_much(made):
    result = apply(made, [OnOffer(), Area(20), Price(80), TravelTime("port:p", 30)])
    assert set(result.rejected) == {"b", "d"}
    assert len(result.rejected) == 2
    why = result.rejected["b"]
    assert list(why) == ["area", "price", "travel_time"]
    assert dict(why["area"].details) == {"value": 10, "limit": 20, "by": 10}
    assert say(why["price"], "vi") == "giá từ 90 USD/m², cao hơn mức 80 là 10 USD/m²"
    assert say(why["travel_time"], "en", names={"port:p": "Port P"}) == (
        "50 minutes to Port P, 20 minutes above 30"
    )
    with pytest.raises(KeyError):
        result.rejected["a"]


def test_unknown_puts_out_only_where_asked_and_says_so(made):
    assert kept(made, Area(20)) == ["a", "c", "d"]
    result = apply(made, [Area(20), Price(80)], unknown_fails=["area"])
    assert result.kept.index.tolist() == ["a", "d"]
    assert result.rejected["c"] == {"area": UNKNOWN}
    assert result.steps[0].unknown == 1


@pytest.mark.parametrize(
    ("criterion", "left"),
    [
        (Area(50), ["a", "c", "d"]),
        (Area(50.01), ["c"]),
        (Price(60), ["a", "c", "d"]),
        (Price(59.99), ["c"]),
        (Zone(("zone:x",)), ["a", "b", "d"]),
        (Status(("operating",)), ["a", "b", "c"]),
        (Sector(("electronics",)), ["a", "c", "d"]),
        (TravelTime("port:p", 20), ["a", "c", "d"]),
        (TravelTime("port:nowhere", 1), ["a", "b", "c", "d"]),
        (Forest(), ["a", "b", "c", "d"]),
        (Readiness(("power",), 1), ["a", "b", "c", "d"]),
        (Readiness(("power", "water"), 2), []),
        (Readiness(("power", "water"), 1), ["a", "b", "c", "d"]),
        (Readiness(("power", "road"), 2), ["a", "b", "c", "d"]),
    ],
)
def test_each_criterion_includes_its_limit(made, criterion, left):
    assert kept(made, criterion) == left


def test_an_item_without_evidence_is_unknown_not_ready(made):
    result = apply(made, [Readiness(("power", "road"), 2)])
    assert result.unknown("a") == ["readiness"]
    strict = apply(made, [Readiness(("power", "road"), 2)], unknown_fails=["readiness"])
    assert strict.kept.empty


def test_forest_is_unknown_of_every_site(made):
    assert apply(made, [Forest()]).steps[0].unknown == 4


def test_a_broad_sector_neither_meets_nor_fails_a_narrower_wish(made):
    made["sector_bits"] = sectors.bits(["multi_sector"])
    result = apply(made, [Sector(("coal",))])
    assert result.steps[0].left == result.steps[0].unknown == 4


def test_a_park_outside_the_zones_fails_a_zone_for_sure(made):
    reason = apply(made, [Zone(("zone:x",))]).rejected["c"]["zone"]
    assert say(reason, "en") == "lies outside the economic zones"


def test_land_known_to_be_taken_is_not_on_offer(made):
    made.loc["a", "available_ha"] = 0.0
    assert kept(made, OnOffer()) == ["b", "c"]


def test_a_criterion_stands_once_and_unknown_fails_only_for_one_asked(made):
    with pytest.raises(UnknownNameError, match="'area' is given 2 times"):
        apply(made, [Area(1), Area(2)])
    with pytest.raises(UnknownNameError, match="'price', which is no criterion asked"):
        apply(made, [Area(1)], unknown_fails=["price"])


def test_an_unknown_sector_is_named_with_the_nearest(made):
    with pytest.raises(UnknownNameError, match="did you mean 'electronics'"):
        apply(made, [Sector(("electronic",))])


def test_where_nothing_matches_the_nearest_single_change_comes_first(made):
    both = made.loc[["a", "b"]]
    result = apply(both, [OnOffer(), Area(60), Zone(("zone:x",)), Price(100)])
    (only,) = loosen(result).single
    assert (only.criterion, only.site_id, only.to) == ("area", "a", 50.0)
    assert only.gap == pytest.approx(10 / 60)
    assert only.admits == 1
    assert say_loosening(only, "en") == "Area left: loosen to 50 (lets in 1 more)"


def test_loosening_so_far_lets_exactly_the_promised_sites_in(made):
    two = pd.concat([made.loc[["a"]], made.loc[["a"]].rename(index={"a": "e"})])
    (only,) = loosen(apply(two, [Price(50)])).single
    assert (only.to, only.admits) == (60.0, 2)
    assert kept(two, Price(only.to)) == ["a", "e"]


def test_where_every_site_fails_several_all_of_the_nearest_are_named(made):
    b = made.loc[["b"]]
    advice = loosen(apply(b, [Area(20), Price(80), Zone(("zone:x",))]))
    assert advice.single == ()
    changes = [(c.criterion, c.to) for c in advice.together]
    assert changes == [("area", 10.0), ("price", 90.0)]


def test_unknown_asked_to_fail_can_be_what_to_loosen(made):
    c = made.loc[["c"]]
    (only,) = loosen(apply(c, [Area(20)], unknown_fails=["area"])).single
    assert (only.criterion, only.to, only.admits) == ("area", None, 1)


def test_nothing_is_advised_where_something_matches_or_nothing_could(made):
    assert loosen(apply(made, [Area(1)])).single == ()
    withdrawn = apply(made.loc[["d"]], [OnOffer(), Area(90)])
    assert loosen(withdrawn) == loosen(apply(made, [Area(1)]))


def test_no_sites_give_an_empty_funnel(made):
    result = apply(made.iloc[:0], [Area(1)])
    assert result.steps[0].left == 0
    assert loosen(result).single == ()
    assert np.array_equal(result.mask, [])
