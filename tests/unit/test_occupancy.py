import json
from datetime import date

import pandas as pd
import pytest
from strategies import facts_frame

from qngeo.domain.figures import definitions
from qngeo.domain.figures.facts import as_known
from qngeo.domain.figures.quotients import REASONS
from qngeo.domain.occupancy.fill_rates import headline, over_full, rates
from qngeo.errors import UnknownNameError
from qngeo.i18n import messages

LEASED = {"attribute": "area_leased"}
INDUSTRIAL = {"attribute": "area_industrial"}
RATE = {"attribute": "fill_rate", "unit": "%", "definition": "industrial-land"}


def one(table, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    assert len(table) == 1, table
    return table.iloc[0]


def test_a_rate_carries_both_its_sides_its_date_and_its_figures(made_facts):
    row = one(
        rates(made_facts),
        subject_id="park:a",
        definition="industrial-land",
        as_of="2024-06",
    )
    assert (row["numerator_ha"], row["denominator_ha"]) == (60, 120)
    assert row["rate_pct"] == 50
    assert row["computed"]
    assert row["fact_ids"] == ("f0005", "f0002")


def test_the_rates_of_a_province_stand_side_by_side(made_facts):
    table = rates(made_facts)
    found = table[table["subject_id"] == "province:x"]
    assert dict(zip(found["definition"], found["rate_pct"], strict=True)) == {
        "handed-over-industrial-land": 80,
        "handed-over-land": 60,
        "unstated": 75,
    }
    assert found["computed"].tolist() == [True, True, False]


def test_a_park_without_a_denominator_has_no_computed_rate():
    assert rates(facts_frame({**LEASED, "value": 50})).empty


def test_a_bare_rate_has_no_hectares(made_facts):
    row = one(rates(made_facts), subject_id="park:b")
    assert not row["computed"]
    assert pd.isna(row["numerator_ha"])
    assert pd.isna(row["denominator_ha"])


def test_scopes_are_never_paired():
    facts = facts_frame(
        {**LEASED, "value": 50, "scope": "phase 1"}, {**INDUSTRIAL, "value": 100}
    )
    assert rates(facts).empty


@pytest.mark.parametrize("definition", ["from-rate", "from-capital-density"])
@pytest.mark.parametrize("side", [LEASED, INDUSTRIAL])
def test_hectares_worked_back_from_a_rate_are_never_divided(side, definition):
    marked = {**side, "value": 50, "definition": definition}
    other = INDUSTRIAL if side is LEASED else LEASED
    assert rates(facts_frame(marked, {**other, "value": 100})).empty
    plain = {**marked, "definition": ""}
    assert len(rates(facts_frame(plain, {**other, "value": 100}))) == 1


def test_the_decree_is_computed_only_from_leases_that_say_they_cover_service_land():
    wholes = [{**INDUSTRIAL, "value": 80}, {"attribute": "area_service", "value": 20}]
    plain = rates(facts_frame(*wholes, {**LEASED, "value": 50}))
    assert "decree-35-2022" not in set(plain["definition"])
    defined = {**LEASED, "value": 50, "definition": "decree-35-2022"}
    table = rates(facts_frame(*wholes, defined))
    row = one(table)
    assert (row["definition"], row["rate_pct"]) == ("decree-35-2022", 50)
    assert row["denominator_ha"] == 100
    without_service = rates(facts_frame(wholes[0], defined))
    assert without_service.empty


def test_ready_land_is_leased_over_leased_and_ready():
    facts = facts_frame(
        {**LEASED, "value": 75}, {"attribute": "area_ready", "value": 25}
    )
    row = one(rates(facts))
    assert (row["definition"], row["rate_pct"]) == ("ready-land", 75)
    assert row["fact_ids"] == ("f0001", "f0002")


def test_areas_that_move_are_paired_only_within_the_same_time():
    ready = {"attribute": "area_ready", "value": 25, "as_of": "2021"}
    assert rates(facts_frame({**LEASED, "value": 75, "as_of": "2024"}, ready)).empty


def test_the_whole_in_force_at_the_date_is_taken():
    wholes = [
        {**INDUSTRIAL, "value": 200, "as_of": "2016", "source_id": "old"},
        {**INDUSTRIAL, "value": 100, "as_of": "2020", "source_id": "new"},
        {**INDUSTRIAL, "value": 400, "as_of": "2025", "source_id": "next"},
    ]
    row = one(rates(facts_frame({**LEASED, "value": 50}, *wholes)))
    assert row["rate_pct"] == 50
    assert row["reasons"] == ()


def test_a_whole_of_the_same_source_and_date_comes_first():
    row = one(
        rates(
            facts_frame(
                {**LEASED, "value": 50, "source_id": "own"},
                {**INDUSTRIAL, "value": 125, "source_id": "own"},
                {**INDUSTRIAL, "value": 100, "as_of": "2024-12", "source_id": "other"},
            )
        )
    )
    assert row["rate_pct"] == 40


def test_a_later_whole_is_used_last_and_the_note_says_so():
    row = one(
        rates(
            facts_frame(
                {**LEASED, "value": 50, "as_of": "2020"},
                {**INDUSTRIAL, "value": 100, "as_of": "2023"},
            )
        )
    )
    assert row["rate_pct"] == 50
    assert "later date" in row["note"]


def test_the_weakest_confidence_and_the_bounds_go_over_to_the_rate():
    row = one(
        rates(
            facts_frame(
                {**LEASED, "value": 50, "confidence": "derived"},
                {**INDUSTRIAL, "value": 100, "qualifier": "at_most"},
            )
        )
    )
    assert row["confidence"] == "derived"
    assert row["qualifier"] == "at_least"


def test_a_derived_rate_that_repeats_a_computed_one_is_folded_into_it():
    hectares = [{**LEASED, "value": 50}, {**INDUSTRIAL, "value": 160}]
    same = {**RATE, "value": "31.3", "confidence": "derived"}
    row = one(rates(facts_frame(*hectares, same)))
    assert row["computed"]
    assert row["rate_pct"] == 31.25
    assert row["fact_ids"] == ("f0001", "f0002", "f0003")
    assert len(rates(facts_frame(*hectares, {**same, "value": "31.4"}))) == 2
    assert len(rates(facts_frame(*hectares, {**same, "confidence": "stated"}))) == 2


def test_one_rate_reported_twice_is_one_row_with_both_sources():
    twice = rates(
        facts_frame(
            {**RATE, "value": "40.73", "source_id": "one"},
            {**RATE, "value": "40.73", "source_id": "two"},
            {**RATE, "value": "57.87", "source_id": "two"},
        )
    )
    assert sorted(twice["source_ids"]) == [("one", "two"), ("two",)]


def test_a_stated_rate_keeps_the_hectares_worked_back_from_it():
    row = one(
        rates(
            facts_frame(
                {**RATE, "value": 80, "definition": "unstated"},
                {**LEASED, "value": 96, "definition": "from-rate"},
                {**INDUSTRIAL, "value": 120, "as_of": "2019"},
            )
        )
    )
    assert not row["computed"]
    assert (row["numerator_ha"], row["denominator_ha"]) == (96, 120)
    assert "worked back" in row["note"]
    assert "does not state the base" in row["note"]


def test_hectares_worked_back_belong_to_the_rate_of_their_own_source():
    base = [
        {**RATE, "value": 80, "definition": "unstated"},
        {**INDUSTRIAL, "value": 120, "as_of": "2019"},
    ]
    leased = {**LEASED, "value": 96, "definition": "from-rate"}
    own = one(rates(facts_frame(*base, leased)))
    assert own["numerator_ha"] == 96
    other = one(rates(facts_frame(*base, {**leased, "source_id": "other"})))
    assert pd.isna(other["numerator_ha"])


def test_the_province_has_no_rate_over_the_gross_area_of_its_plan():
    areas = [{**LEASED, "value": 50}, {"attribute": "area_planned", "value": 1000}]
    assert one(rates(facts_frame(*areas)))["definition"] == "gross-area"
    province = {"subject_id": "province:x", "scope": "parks"}
    assert rates(facts_frame(*({**area, **province} for area in areas))).empty


def test_hectares_that_do_not_give_the_rate_back_stay_away_from_it():
    row = one(
        rates(
            facts_frame(
                {**RATE, "value": 80, "definition": "unstated"},
                {**LEASED, "value": 90, "definition": "from-rate"},
                {**INDUSTRIAL, "value": 120, "as_of": "2019"},
            )
        )
    )
    assert pd.isna(row["numerator_ha"])
    assert pd.isna(row["denominator_ha"])


def test_reservations_make_no_rate_unless_a_collector_says_so():
    areas = [
        {"attribute": "area_reserved", "value": 90},
        {"attribute": "area_planned", "value": 1200},
    ]
    assert rates(facts_frame(*areas)).empty
    given = {
        "attribute": "fill_rate",
        "unit": "%",
        "definition": "gross-area",
        "value": "7.5",
        "confidence": "derived",
    }
    row = one(rates(facts_frame(*areas, given)))
    assert (row["numerator_ha"], row["denominator_ha"]) == (90, 1200)
    assert not row["computed"]
    assert "reservations, upper bound" in row["note"]


def test_leased_land_of_a_zone_is_never_divided_by_its_sea():
    zone = {"subject_id": "zone:a"}
    facts = facts_frame(
        {**zone, **LEASED, "value": 100},
        {**zone, "attribute": "area_planned", "value": 1000},
        {**zone, "attribute": "area_sea", "value": 600},
    )
    assert rates(facts).empty
    land = {**zone, "attribute": "area_land", "value": 400, "fact_id": "f0009"}
    row = one(rates(pd.concat([facts, facts_frame(land)], ignore_index=True)))
    assert (row["denominator_ha"], row["rate_pct"]) == (400, 25)


def test_a_rate_given_as_a_range_is_missing_and_says_its_range():
    row = one(rates(facts_frame({**RATE, "value": "45/50", "qualifier": "range"})))
    assert pd.isna(row["rate_pct"])
    assert "45/50" in row["note"]


def test_more_than_full_is_told_with_its_facts_and_full_is_not():
    table = rates(facts_frame({**LEASED, "value": 150}, {**INDUSTRIAL, "value": 100}))
    beyond = one(over_full(table))
    assert (beyond["subject_id"], beyond["rate_pct"]) == ("park:a", 150)
    assert beyond["fact_ids"] == ("f0001", "f0002")
    full = rates(facts_frame({**LEASED, "value": 100}, {**INDUSTRIAL, "value": 100}))
    assert over_full(full).empty


def test_the_headline_is_the_latest_of_one_definition(made_facts):
    table = rates(made_facts)
    rows = headline(table, definition="industrial-land")
    assert rows[["subject_id", "rate_pct"]].to_numpy().tolist() == [["park:a", 50]]
    early = rates(as_known(made_facts, as_of=date(2023, 1, 1)))
    assert headline(early, definition="industrial-land")["rate_pct"].tolist() == [25]


def test_the_headline_speaks_of_whole_parks_and_of_all_parks_of_the_province():
    table = rates(
        facts_frame(
            {**RATE, "value": 100, "scope": "phase 1"},
            {**RATE, "value": 30, "subject_id": "province:x", "scope": "parks"},
            {**RATE, "value": 70, "subject_id": "province:x", "scope": "clusters"},
            {**RATE, "value": 99, "subject_id": "province:x"},
        )
    )
    rows = headline(table, definition="industrial-land")
    assert rows[["subject_id", "rate_pct"]].to_numpy().tolist() == [["province:x", 30]]


def test_an_unknown_definition_names_the_nearest(made_facts):
    with pytest.raises(UnknownNameError, match="industrial-land"):
        headline(rates(made_facts), definition="industrial_land")
    with pytest.raises(UnknownNameError, match="decree-35-2022"):
        definitions.find("decree-35")


@pytest.mark.parametrize(
    ("qualifier", "opens"),
    [("at_least", "at least"), ("at_most", "at most"), ("about", "about")],
)
def test_the_note_of_a_rate_that_is_no_exact_figure_opens_with_how_it_is_meant(
    qualifier, opens
):
    industrial = {**INDUSTRIAL, "value": 100, "note": "by plan"}
    bound = {**LEASED, "value": 20, "qualifier": qualifier}
    assert one(rates(facts_frame(bound, industrial)))["note"] == f"{opens}; by plan"
    said = {**bound, "note": f"{opens} 20 ha"}
    note = one(rates(facts_frame(said, industrial)))["note"]
    assert note == f"{opens} 20 ha; by plan"
    exact = {**bound, "qualifier": ""}
    assert one(rates(facts_frame(exact, industrial)))["note"] == "by plan"


def test_a_folded_rate_keeps_its_origin_and_loses_its_own_division():
    row = one(
        rates(
            facts_frame(
                {**LEASED, "value": 132.5},
                {**INDUSTRIAL, "value": 470},
                {
                    **RATE,
                    "value": 28.23,
                    "confidence": "derived",
                    "source_id": "collector",
                    "note": "132.5 / 469.36",
                },
            )
        )
    )
    assert row["computed"]
    assert row["fact_ids"] == ("f0001", "f0002", "f0003")
    assert "collector" in row["source_ids"]
    assert "469.36" not in row["note"]


def test_every_definition_and_reason_has_words_in_both_languages():
    for lang in ("vi", "en"):
        words = messages(lang)
        for found in definitions.DEFINITIONS:
            assert words[found.title_key]
            assert words[found.formula_key]
            assert words[found.meaning_key]
    assert {key: messages("en")[key] for key in REASONS} == REASONS


def test_rates_leave_the_facts_as_they_were(made_facts):
    before = made_facts.to_json()
    rates(made_facts)
    assert json.loads(made_facts.to_json()) == json.loads(before)


def test_no_facts_give_no_rates(made_facts):
    assert rates(made_facts.iloc[:0]).empty
    assert headline(rates(made_facts.iloc[:0]), definition="unstated").empty
