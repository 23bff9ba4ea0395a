"""Land on the command line: what it answers, and what it refuses in one line."""

import csv
import json
from io import StringIO

import pytest
from commands import assert_refused

DAY = ("--as-of", "2026-11-22")


def searched(qngeo, *words):
    code, out, err = qngeo("land", "search", *words, *DAY, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


def routed(qngeo, *words):
    code, out, _ = qngeo("land", "route", *words, *DAY, "--format", "json")
    assert code == 0
    return json.loads(out)


@pytest.mark.parametrize(
    ("words", "naming"),
    [
        (["--min-ha", "-1"], "area of -1: give a number from 0"),
        (["--min-ha", "nan"], "area of nan"),
        (["--min-ha", "inf"], "area of inf"),
        (["--min-ha", "1e300"], "area of 1e+300"),
        (["--min-ha", "many"], "--min-ha"),
        (["--min-ha", ""], "--min-ha"),
        (["--max-price", "-5"], "price of -5"),
        (["--sector", "electronic"], "electronics"),
        (["--sector", ""], "no sector ''"),
        (["--zone", "van donn"], "zone:van_don"),
        (["--zone", ""], "no subject ''"),
        (["--zone", "park:song_khoai"], "no site lies in a zone 'park:song_khoai'"),
        (["--status", "opn"], "operating"),
        (["--ready", "powr"], "power"),
        (["--near", ""], "no place is called ''"),
        (["--near", "Atlantis"], "no place is called 'Atlantis'"),
        (["--near", "park:song_khoai"], "no travel times are kept to 'park:song_kho"),
        (["--within-min", "30"], "name one with near"),
        (["--near", "Hạ Long", "--within-min", "-3"], "travel time of -3"),
        (["--unknown-fails", "prices"], "price"),
        (["--unknown-fails", "price"], "'price', which is not asked"),
        (["--weight", "area"], "write a criterion and a number, like area=2"),
        (["--weight", "beauty=1"], "no ranking criterion 'beauty'"),
        (["--weight", "area=-1"], "weight of area of -1"),
        (["--weight", "area=nan"], "weight of area of nan"),
        (["--weight", "area=0", "--weight", "price=0"], "all weights are 0"),
        (["--weight", "area=1", "--weight", "area=2"], "'area' is weighted 2 times"),
        (["--weight", "travel_time=1"], "no place is near"),
        (["--least-known", "50"], "least known share of 50: give a share from 0 to 1"),
        (["--least-known", "nan"], "least known share of nan"),
        (["--as-of", "2026-13-01"], "2026-12-01"),
        (["--format", "xml"], "--format"),
        (["more"], "more"),
    ],
)
def test_a_search_that_cannot_be_met_is_refused_in_one_line(qngeo, words, naming):
    assert_refused(qngeo("land", "search", *words), naming=naming)


@pytest.mark.parametrize(
    ("words", "naming"),
    [
        (["Hạ Long"], "'TO'"),
        (["Hạ Long", "Atlantis"], "no place is called 'Atlantis'"),
        (["", "Hạ Long"], "no place is called ''"),
        (["Hạ Long", "a" * 5000], "a" * 60 + "…"),
        (["Hạ Long", "Móng Cái", "--as-of", "tomorrow"], "'tomorrow' is not a date"),
    ],
)
def test_a_route_that_cannot_be_asked_is_refused_in_one_line(qngeo, words, naming):
    answer = qngeo("land", "route", *words)
    assert_refused(answer, naming=naming)
    assert len(answer[2]) < 300


def test_a_port_named_like_a_park_is_the_port_to_one_who_asks_what_is_near(qngeo):
    by_name = searched(qngeo, "--near", "Cái Lân", "--within-min", "30")
    by_id = searched(qngeo, "--near", "port:cict", "--within-min", "30")
    assert by_name == by_id
    assert any("travel_time" in r["failed"] for r in by_name["rejected"])


def test_sites_of_which_too_little_is_known_come_last_without_a_score(qngeo):
    sites = searched(qngeo, "--near", "Cái Lân")["sites"]
    ranked = [site for site in sites if site["score"] is not None]
    others = sites[len(ranked) :]
    assert ranked
    assert others
    assert all(site["known_share"] >= 0.5 for site in ranked)
    assert all(site["known_share"] < 0.5 for site in others)
    assert {(site["score"], site["top3_share"]) for site in others} == {(None, None)}
    assert sum(site["top3_share"] for site in ranked) >= 3 - 1e-6


def test_how_much_must_be_known_can_be_changed(qngeo):
    def ranked(least):
        sites = searched(qngeo, "--near", "Cái Lân", "--least-known", least)["sites"]
        return {site["site_id"] for site in sites if site["score"] is not None}

    assert ranked("1") <= ranked("0.5") < ranked("0.25") <= ranked("0")


def test_the_reader_of_the_table_is_told_how_many_are_not_ranked(qngeo):
    _, _, err = qngeo("land", "search", *DAY, "--least-known", "1")
    assert "without a score: less than 100 % of what is weighted" in err


def test_only_what_is_given_a_weight_counts(qngeo):
    sites = searched(qngeo, "--weight", "price=1")["sites"]
    priced = [s for s in sites if s["score"] is not None]
    assert priced
    assert all(s["price_usd_m2"] is not None for s in priced)
    prices = [s["price_usd_m2"] for s in priced]
    assert prices == sorted(prices)


def test_a_route_without_a_road_says_why(qngeo):
    answer = routed(qngeo, "Hạ Long", "port:co_to")
    assert list(answer) == [
        *("from", "to", "km", "minutes", "roads", "uses_planned", "notes"),
    ]
    assert answer["km"] is None
    assert answer["minutes"] is None
    assert any("ferries are not part" in note for note in answer["notes"])
    code, out, err = qngeo("land", "route", "Hạ Long", "port:co_to", "--format", "csv")
    assert code == 0
    assert [row["km"] for row in csv.DictReader(StringIO(out))] == [""]
    assert err.splitlines() == answer["notes"]


def test_a_search_near_a_place_without_a_road_says_why_no_time_is_known(qngeo):
    code, _, err = qngeo("land", "search", "--near", "port:co_to", *DAY)
    assert code == 0
    assert "port:co_to: no road leads there on that day" in err


def test_a_place_is_no_way_from_itself(qngeo):
    answer = routed(qngeo, "Hạ Long", "Hạ Long")
    assert (answer["km"], answer["minutes"], answer["notes"]) == (0, 0, [])
