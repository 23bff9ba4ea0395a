import pytest
from strategies import facts_frame, land_use_frame

from qngeo.domain.figures.disagreements import conflicts, spread_of
from qngeo.domain.figures.pairing import figures
from qngeo.domain.occupancy.identities import (
    IDENTITIES,
    Identity,
    Term,
    check,
    identities,
)
from qngeo.i18n import messages


def test_two_figures_of_one_year_that_differ_stand_side_by_side():
    table = conflicts(
        facts_frame(
            {"value": 80, "as_of": "2024", "source_id": "one"},
            {"value": 100, "as_of": "2024-05", "source_id": "two"},
        )
    )
    row = table.iloc[0]
    assert len(table) == 1
    assert (row["minimum"], row["maximum"], row["spread_pct"]) == (80, 100, 20)
    assert row["fact_ids"] == ("f0001", "f0002")
    assert row["source_ids"] == ("one", "two")
    assert row["values"] == ("80", "100")


@pytest.mark.parametrize(
    "second",
    [
        {"value": 80},
        {"value": "80.4"},
        {"value": 90, "as_of": "2025"},
        {"value": 90, "as_of": ""},
        {"value": 90, "scope": "phase 1"},
        {"value": 90, "definition": "decree-35-2022"},
        {"value": 90, "definition": "from-rate"},
        {"value": 90, "attribute": "area_planned"},
        {"value": 100, "qualifier": "about"},
        {"value": 70, "qualifier": "at_least"},
        {"value": 90, "qualifier": "at_most"},
        {"value": "70/90", "qualifier": "range"},
    ],
)
def test_what_may_both_hold_is_no_disagreement(second):
    assert conflicts(facts_frame({"value": 80}, second)).empty


@pytest.mark.parametrize(
    "second",
    [
        {"value": 82},
        {"value": "80.6"},
        {"value": 90, "qualifier": "about"},
        {"value": 90, "qualifier": "at_least"},
        {"value": 70, "qualifier": "at_most"},
        {"value": "81/90", "qualifier": "range"},
    ],
)
def test_what_cannot_both_hold_is_a_disagreement(second):
    assert len(conflicts(facts_frame({"value": 80}, second))) == 1


def test_sums_over_time_are_compared_over_the_same_period_only():
    flow = {"attribute": "cargo_throughput", "unit": "t"}
    part_of_year = facts_frame(
        {**flow, "value": 120, "as_of": "2024"},
        {**flow, "value": 80, "as_of": "2024-01/2024-08"},
    )
    assert conflicts(part_of_year).empty
    same = facts_frame(
        {**flow, "value": 120, "as_of": "2024"}, {**flow, "value": 80, "as_of": "2024"}
    )
    assert len(conflicts(same)) == 1


def test_words_and_positions_are_not_compared():
    assert conflicts(
        facts_frame(
            {"attribute": "developer", "unit": "text", "value": "A"},
            {"attribute": "developer", "unit": "text", "value": "B"},
            {"attribute": "lat", "unit": "deg", "value": "21.0"},
            {"attribute": "lat", "unit": "deg", "value": "21.1"},
        )
    ).empty


def test_hectares_that_nobody_published_contradict_nothing():
    worked_back = {"definition": "from-rate"}
    assert conflicts(
        facts_frame({**worked_back, "value": 117.7}, {**worked_back, "value": 219})
    ).empty


@pytest.mark.parametrize(
    ("text", "qualifier", "low", "high"),
    [
        ("470", "", 469.5, 470.5),
        ("4.7", "", 4.65, 4.75),
        ("4.70", "", 4.695, 4.705),
        ("470", "about", 465, 475),
        ("9770000000", "", 9_765_000_000, 9_775_000_000),
        ("15500/16000", "range", 15500, 16000),
        ("0", "", -0.5, 0.5),
    ],
)
def test_a_written_figure_stands_for_what_rounds_to_it(text, qualifier, low, high):
    assert spread_of(text, qualifier) == pytest.approx((low, high))


SHARE = Identity(
    "made",
    left=(Term("park:a", "area_leased"),),
    over=(Term("park:a", "area_industrial"), Term("park:a", "area_service")),
    factor=100,
    right=Term("park:a", "fill_rate"),
    tolerance=0.1,
    unit="%",
)


@pytest.mark.parametrize(
    ("stated", "result"), [("40.1", "holds"), ("40.2", "fails"), ("39.8", "fails")]
)
def test_an_identity_holds_within_its_tolerance(stated, result):
    facts = facts_frame(
        {"value": 40},
        {"attribute": "area_industrial", "value": 80},
        {"attribute": "area_service", "value": 20},
        {"attribute": "fill_rate", "unit": "%", "value": stated},
    )
    record = check(SHARE, figures(facts))
    assert record["result"] == result
    assert record["left"] == 40
    assert record["formula"] == "100 × 40 / (80 + 20)"
    assert record["fact_ids"] == ("f0001", "f0002", "f0003", "f0004")


def test_an_identity_with_a_missing_figure_is_unknown():
    record = check(SHARE, figures(facts_frame({"value": 40})))
    assert record["result"] == "unknown"
    assert record["fact_ids"] == ()


def test_parts_that_exceed_their_whole_fail_by_the_excess():
    land_use = land_use_frame(
        {"role": "total", "area_ha": 100}, {"area_ha": 70}, {"area_ha": 38.81}
    )
    table = identities(facts_frame({"value": 1}), land_use)
    row = table[table["name"] == "land-balance"].iloc[0]
    assert row["result"] == "fails"
    assert row["difference"] == pytest.approx(8.81)
    assert (row["left"], row["right"]) == (pytest.approx(108.81), pytest.approx(100))
    assert row["fact_ids"] == ("lu001", "lu002", "lu003")
    within = identities(facts_frame({"value": 1}), land_use.iloc[:2])
    row = within[within["name"] == "land-balance"].iloc[0]
    assert (row["result"], row["difference"]) == ("holds", -30)


@pytest.mark.parametrize(
    ("total", "others"),
    [
        ({"confidence": "derived"}, []),
        ({}, [{"role": "remainder", "area_ha": 30}]),
    ],
)
def test_a_sum_that_holds_by_construction_proves_nothing_and_is_left_out(total, others):
    whole = {"role": "total", "area_ha": 100, **total}
    land_use = land_use_frame(whole, {"area_ha": 70}, *others)
    table = identities(facts_frame({"value": 1}), land_use)
    assert "land-balance" not in set(table["name"])
    beyond = land_use_frame(whole, {"area_ha": 170}, *others)
    table = identities(facts_frame({"value": 1}), beyond)
    assert table.set_index("name").loc["land-balance", "result"] == "fails"


def test_a_remainder_that_a_source_gives_as_a_part_too_spoils_no_sum():
    land_use = land_use_frame(
        {"role": "total", "area_ha": 100},
        {"area_ha": 70},
        {"land_use": "other", "area_ha": 30},
        {"role": "remainder", "land_use": "other", "area_ha": 30},
    )
    table = identities(facts_frame({"value": 1}), land_use)
    assert table.set_index("name").loc["land-balance", "result"] == "holds"


def test_a_contradiction_says_how_each_figure_is_meant():
    facts = facts_frame(
        {"value": 60}, {"value": 50, "qualifier": "at_most"}, {"value": 40}
    )
    row = conflicts(facts).iloc[0]
    assert row["values"] == ("60", "50", "40")
    assert row["qualifiers"] == ("", "at_most", "")


def test_a_right_side_said_in_words_names_its_source():
    said = Identity(
        "made",
        left=(Term("park:a", "area_leased"),),
        right=40.0,
        tolerance=0.1,
        unit="ha",
        said_in="press_b",
    )
    record = check(said, figures(facts_frame({"value": 40})))
    assert record["source_ids"] == ("press_a", "press_b")


@pytest.mark.parametrize(("stated", "result"), [("50.1", "holds"), ("55", "fails")])
def test_a_stated_rate_is_recomputed_where_it_can_be(stated, result):
    facts = facts_frame(
        {"value": 50},
        {"attribute": "area_industrial", "value": 100},
        {
            "attribute": "fill_rate",
            "unit": "%",
            "definition": "industrial-land",
            "value": stated,
        },
    )
    table = identities(facts, land_use_frame({"area_ha": 1}))
    row = table[table["name"] == "rate-recomputed"].iloc[0]
    assert (row["left"], row["right"]) == (50, float(stated))
    assert row["result"] == result
    assert row["fact_ids"] == ("f0001", "f0002", "f0003")


def test_rates_of_different_definitions_are_not_held_against_each_other():
    facts = facts_frame(
        {"value": 50},
        {"attribute": "area_industrial", "value": 100},
        {"attribute": "fill_rate", "unit": "%", "definition": "unstated", "value": 80},
    )
    table = identities(facts, land_use_frame({"area_ha": 1}))
    assert "rate-recomputed" not in set(table["name"])


def test_every_identity_has_a_title_in_both_languages():
    names = {*(i.name for i in IDENTITIES), "land-balance", "rate-recomputed"}
    for lang in ("vi", "en"):
        assert {f"domain.identity.{name}" for name in names} <= set(messages(lang))
