"""What a site has left is worked out by a named definition, or not at all."""

from datetime import date

import pandas as pd
import pytest
from strategies import facts_frame, plots_frame, subjects_frame

from qngeo.domain.land.plots import with_plots
from qngeo.domain.land.sites import (
    LEASED_UNKNOWN,
    OVER,
    WHOLE_UNKNOWN,
    WORKED_BACK,
    sites,
)
from qngeo.errors import SchemaError, UnknownNameError

TODAY = date(2026, 11, 22)


def test_the_land_left_is_industrial_less_leased_with_date_and_facts(made_facts):
    site = sites(made_facts, subjects_frame("park:a"), as_of=TODAY).loc["park:a"]
    assert site["available_ha"] == 120 - 60
    assert site["available_as_of"] == "2024-06"
    assert site["definition"] == "industrial-land"
    assert site["available_note"] == ""
    assert set(site["facts"]["available_ha"]) == {"f0002", "f0005"}


def test_an_earlier_day_knows_only_the_earlier_lease(made_facts):
    then = sites(made_facts, subjects_frame("park:a"), as_of=date(2023, 1, 1)).loc[
        "park:a"
    ]
    assert then["available_ha"] == 120 - 30
    assert then["available_as_of"] == "2022-06"


def test_another_definition_has_another_whole(made_facts):
    table = sites(
        made_facts, subjects_frame("park:a"), as_of=TODAY, definition="gross-area"
    )
    assert table.loc["park:a", "available_ha"] == 200 - 60
    with pytest.raises(UnknownNameError, match="did you mean 'gross-area'"):
        sites(
            made_facts, subjects_frame("park:a"), as_of=TODAY, definition="gross area"
        )


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ([{"attribute": "area_industrial", "value": 100}], LEASED_UNKNOWN),
        ([{"attribute": "area_leased", "value": 40}], WHOLE_UNKNOWN),
        (
            [
                {"attribute": "area_industrial", "value": 100},
                {"attribute": "area_leased", "value": 72, "definition": "from-rate"},
            ],
            WORKED_BACK,
        ),
        (
            [
                {"attribute": "area_industrial", "value": 100},
                {"attribute": "area_leased", "value": 130},
            ],
            OVER,
        ),
    ],
)
def test_what_is_not_known_stays_missing_and_says_why(rows, note):
    site = sites(facts_frame(*rows), subjects_frame("park:a"), as_of=TODAY).loc[
        "park:a"
    ]
    assert pd.isna(site["available_ha"])
    assert site["available_note"] == note
    assert site["available_as_of"] == ""


def test_hectares_worked_back_from_a_rate_are_never_shown_as_leased():
    facts = facts_frame(
        {"attribute": "area_leased", "value": 72, "definition": "from-rate"}
    )
    table = sites(facts, subjects_frame("park:a"), as_of=TODAY)
    assert pd.isna(table.loc["park:a", "leased_ha"])


def test_at_least_leased_is_at_most_left():
    facts = facts_frame(
        {"attribute": "area_industrial", "value": 100},
        {"attribute": "area_leased", "value": 60, "qualifier": "at_least"},
    )
    site = sites(facts, subjects_frame("park:a"), as_of=TODAY).loc["park:a"]
    assert (site["available_ha"], site["available_qualifier"]) == (40, "at_most")


def test_a_price_range_gives_both_ends_and_other_units_give_none():
    rent = {"attribute": "price", "unit": "USD/m2/term"}
    facts = facts_frame(
        {**rent, "value": "50/65"},
        {**rent, "subject_id": "park:b", "value": 55},
        {**rent, "subject_id": "park:c", "value": 4, "unit": "USD/m2/month"},
    )
    table = sites(facts, subjects_frame("park:a", "park:b", "park:c"), as_of=TODAY)
    assert table["price_usd_m2"].tolist()[:2] == [50, 55]
    assert table["price_high_usd_m2"].tolist()[:2] == [65, 55]
    assert pd.isna(table.loc["park:c", "price_usd_m2"])


def test_sectors_and_stated_distances_carry_their_facts():
    facts = facts_frame(
        {"attribute": "sectors", "value": "electronics; shoes", "unit": "text"},
        {"attribute": "distance", "value": 27, "unit": "km", "scope": "ha_noi"},
    )
    site = sites(facts, subjects_frame("park:a"), as_of=TODAY).loc["park:a"]
    assert site["sector_ids"] == ("electronics", "textile")
    assert [(d.place, d.km) for d in site["distances"]] == [("ha_noi", 27)]
    assert site["facts"]["distances"] == ("f0002",)


def test_plots_stand_below_their_park_with_what_they_have_left(made_facts):
    parks = sites(made_facts, subjects_frame("park:a"), as_of=TODAY)
    table = with_plots(
        parks,
        plots_frame(
            {"area_ha": 12.5},
            {"status": "leased"},
            {"status": "reserved"},
            {"status": "uncleared"},
            {"valid_to": "2026-11-21"},
            {"valid_to": "2026-11-22"},
            {"valid_from": "2026-11-23"},
        ),
        as_of=TODAY,
    )
    left = table["available_ha"].tolist()
    assert left == [60, 12.5, 0, 0, 10, 0, 10, 0]
    assert table["available_note"].str.rpartition(".")[2].tolist() == [
        *("", "", "taken", "taken", "", "expired", "", "not_yet")
    ]
    assert table["clearance_pct"].tolist()[1] == 100
    assert table["clearance_pct"].tolist()[4] == 0
    assert set(table["definition"][1:]) == {"plot-ledger"}


def test_a_plots_own_price_and_sectors_come_before_its_parks():
    rent = {"attribute": "price", "unit": "USD/m2/term", "value": 55}
    words = {"attribute": "sectors", "unit": "text", "value": "wood"}
    parks = sites(facts_frame(rent, words), subjects_frame("park:a"), as_of=TODAY)
    table = with_plots(
        parks, plots_frame({}, {"price_usd_m2": 70.0, "sectors": "food"}), as_of=TODAY
    )
    assert table["price_usd_m2"].tolist() == [55, 55, 70]
    assert table["sector_ids"].tolist() == [("wood",), ("wood",), ("food",)]
    assert table["facts"].iloc[1] == {"price_usd_m2": ("f0001",), "sectors": ("f0002",)}
    assert table["facts"].iloc[2] == {}


def test_a_plot_of_no_known_park_is_an_error(made_facts):
    parks = sites(made_facts, subjects_frame("park:a"), as_of=TODAY)
    with pytest.raises(UnknownNameError, match="plot:p1 in 'park:z'"):
        with_plots(parks, plots_frame({"park_id": "park:z"}), as_of=TODAY)


def test_the_ledger_is_checked():
    with pytest.raises(SchemaError, match="area_ha"):
        plots_frame({"area_ha": 0.0})
    with pytest.raises(SchemaError, match="status"):
        plots_frame({"status": "sold"})
