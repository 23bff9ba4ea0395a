"""Lengths, opening dates and speeds of roads, on roads made by hand."""

from datetime import date

import pandas as pd
import pytest
from strategies import facts_frame

from qngeo.domain.transport import roads
from qngeo.errors import BalanceError


def made_edges(*rows):
    usual = {"line_id": "a", "seq": 1, "km": 10.0, "measured": "drawn",
             "class": "national", "part_id": "", "from": "x", "to": "y"}  # fmt: skip
    return pd.DataFrame([usual | row for row in rows])


def stretch(seq_from, seq_to, km, line_id="a"):
    columns = ["line_id", "seq_from", "seq_to", "official_km"]
    return pd.DataFrame([(line_id, seq_from, seq_to, km)], columns=columns)


NO_STRETCH = stretch(1, 2, 1.0).iloc[:0]


def test_a_drawn_stretch_gets_its_official_length():
    edges = made_edges({"seq": 1, "km": 4.0}, {"seq": 2, "km": 6.0})
    found = roads.edge_lengths(edges, stretch(1, 3, 11.0))
    assert list(found) == pytest.approx([4.4, 6.6])


def test_what_the_graph_measured_stays_and_the_drawn_rest_is_stretched():
    edges = made_edges({"seq": 1, "km": 5.0, "measured": "osm"}, {"seq": 2, "km": 4.0})
    assert list(roads.edge_lengths(edges, stretch(1, 3, 10.0))) == [5.0, 5.0]


def test_joins_are_no_part_of_a_stretch():
    edges = made_edges({"km": 10.0}, {"seq": 0, "km": 3.0, "measured": "join"})
    assert list(roads.edge_lengths(edges, stretch(0, 2, 12.0))) == [12.0, 3.0]


def test_a_drawn_road_of_unknown_length_gets_the_stated_factor():
    found = roads.edge_lengths(made_edges({"km": 10.0}), NO_STRETCH)
    assert found[0] == 10.0 * roads.DRAWN_FACTOR


def test_a_length_far_from_the_drawn_one_is_refused():
    with pytest.raises(
        BalanceError, match=r"a, control points 1 to 2.*20.*2\.00 times"
    ):
        roads.edge_lengths(made_edges({"km": 10.0}), stretch(1, 2, 20.0))


def test_lengths_in_metres_become_kilometres():
    facts = facts_frame(
        {"attribute": "length", "value": 1865, "unit": "m"},
        {"attribute": "length", "value": 16.8, "unit": "km"},
    )
    ids = facts["fact_id"].tolist()
    assert roads.official_km(facts, ids)[1] == 16.8
    assert roads.official_km(facts, ids)[0] == pytest.approx(1.865)


def dated(subject, attribute, value, scope=""):
    return {"subject_id": subject, "attribute": attribute, "value": value,
            "unit": "date", "scope": scope}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([dated("road:a", "opened", "2018-12-30", "trial"),
          dated("road:a", "opened", "2019-02-01")], date(2019, 2, 1)),
        ([dated("road:a", "opened", "2024-07-28", "section")], date(2024, 7, 28)),
        ([dated("road:a", "opened", "2017-09", "inaugurated"),
          dated("road:a", "opened", "2019-03-19", "customs")], date(2019, 3, 19)),
        ([dated("road:a", "completion_target", "2023")], date(2023, 12, 31)),
        ([dated("road:a", "completion_target", "2023"),
          dated("road:a", "opened", "2022-01-26")], date(2022, 1, 26)),
    ],
)  # fmt: skip
def test_the_opening_day_follows_the_facts(rows, wanted):
    assert roads.opening_dates(facts_frame(*rows))["road:a"] == wanted


def test_a_road_without_date_has_no_opening_day():
    facts = facts_frame({"subject_id": "road:a", "attribute": "length", "value": 3})
    assert "road:a" not in roads.opening_dates(facts)


def test_the_latest_design_speed_of_the_whole_road_counts():
    row = {"subject_id": "road:a", "attribute": "design_speed", "unit": "km/h"}
    facts = facts_frame(
        row | {"value": 120, "as_of": "2022"},
        row | {"value": 100, "as_of": "2017"},
        row | {"value": 60, "as_of": "2024", "scope": "a section"},
    )
    assert roads.design_speeds(facts)["road:a"] == 120


LINES = pd.DataFrame(
    [
        ("a", "road:a", "operating", ""),
        ("b", "road:b", "planned", ""),
        ("c", "", "operating", "bridge:x"),
    ],
    columns=["line_id", "subject_id", "status", "opens_with"],
)


def described(*rows, status=None):
    facts = facts_frame(
        dated("road:a", "opened", "2020-01-01"),
        dated("bridge:x", "opened", "2022-06-01"),
    )
    known = pd.Series(status or {}, dtype=str)
    return roads.describe(made_edges(*rows), LINES, facts, known)


def planned(day, *rows, **options):
    return list(roads.is_planned(described(*rows, **options), day))


def test_a_road_may_be_used_from_its_opening_day():
    assert planned(date(2019, 12, 31), {}) == [True]
    assert planned(date(2020, 1, 1), {}) == [False]


def test_a_bridge_opens_its_stretch_later_than_the_road():
    rows = ({}, {"part_id": "bridge:x"})
    assert planned(date(2021, 1, 1), *rows) == [False, True]


def test_a_road_opens_with_the_bridge_it_leads_to():
    assert planned(date(2022, 5, 31), {"line_id": "c"}) == [True]
    assert planned(date(2022, 6, 1), {"line_id": "c"}) == [False]


def test_a_planned_road_is_planned_until_its_subject_says_otherwise():
    row = {"line_id": "b"}
    assert planned(date(2030, 1, 1), row) == [True]
    assert planned(date(2030, 1, 1), row, status={"road:b": "operating"}) == [False]


def test_a_road_of_the_graph_has_no_name_and_is_always_open():
    edges = described({"line_id": ""})
    assert edges["road"][0] == ""
    assert not roads.is_planned(edges, date(1990, 1, 1))[0]


def test_closing_a_road_a_line_or_a_bridge_closes_its_edges():
    edges = described({}, {"line_id": "c"}, {"line_id": "", "part_id": "bridge:x"})
    for name, wanted in [
        ("road:a", [True, False, False]),
        ("c", [False, True, False]),
        ("bridge:x", [False, False, True]),
        ("road:none", [False, False, False]),
    ]:
        assert list(roads.is_closed(edges, frozenset({name}))) == wanted


def test_time_is_length_over_speed():
    edges = made_edges({"km": 25.0}, {"km": 30.0}).assign(design_kmh=[None, 100.0])
    speeds = roads.Speeds(national=50, design_share=0.9)
    assert list(roads.edge_minutes(edges, speeds)) == [30.0, 20.0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"national": 0}, "speed national is 0"),
        ({"access": -3}, "speed access is -3"),
        ({"design_share": 1.2}, "design_share is 1.2"),
    ],
)
def test_speeds_that_give_no_time_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        roads.Speeds(**options)
