"""Readiness rests on evidence: without a figure no item is ever ready."""

from datetime import date

import pandas as pd
import pytest
from strategies import facts_frame, subjects_frame

from qngeo.domain.land.readiness import ITEMS, checklist, states

TODAY = date(2026, 11, 22)

TEXT = {"unit": "text"}
DAY = {"unit": "date", "attribute": "term_end"}
WATER = {"attribute": "water_supply"}


def subjects(status="operating"):
    return subjects_frame("park:a").assign(status=status)


def item(name, *rows, status="operating"):
    table = checklist(facts_frame(*rows), subjects(status), as_of=TODAY)
    return table.set_index("item").loc[name]


@pytest.mark.parametrize(
    ("name", "rows", "status", "state", "reason"),
    [
        ("plan", [{"attribute": "decision", "value": "1/QĐ", **TEXT}], "operating",
         "ready", "decided"),
        ("plan", [{"attribute": "decision", "value": "1/QĐ", **TEXT}], "planned",
         "partly", "park_planned"),
        ("plan", [{"attribute": "decision", "value": "listed in 1/QĐ", **TEXT}],
         "operating", "partly", "listed_only"),
        ("plan", [{"attribute": "status", "value": "licence withdrawn", **TEXT}],
         "withdrawn", "not_ready", "withdrawn"),
        ("clearance", [{"attribute": "clearance_rate", "value": 100, "unit": "%"}],
         "operating", "ready", "cleared"),
        ("clearance", [{"attribute": "clearance_rate", "value": 99, "unit": "%"}],
         "operating", "partly", "cleared_in_part"),
        ("clearance", [{"attribute": "clearance_rate", "value": 0, "unit": "%"}],
         "operating", "not_ready", "not_cleared"),
        ("clearance", [{"attribute": "area_to_clear", "value": 0}], "operating",
         "ready", "cleared"),
        ("clearance", [{"attribute": "area_to_clear", "value": 5}], "operating",
         "partly", "cleared_in_part"),
        ("clearance",
         [{"attribute": "clearance_rate", "value": 100, "unit": "%",
           "scope": "phase 1"}],
         "operating", "partly", "cleared_in_part"),
        ("clearance",
         [{"attribute": "clearance_status", "value": "has difficulties", **TEXT}],
         "operating", "not_ready", "difficulties"),
        ("water", [{**WATER, "value": 900, "unit": "m3/day"}], "operating", "ready",
         "supplied"),
        ("water", [{**WATER, "value": 900, "unit": "m3/day", "scope": "planned"}],
         "operating", "not_ready", "planned_only"),
        ("water", [{**WATER, "value": 900, "unit": "m3/day", "note": "being built"}],
         "operating", "partly", "being_built"),
        ("water", [{**WATER, "value": 900, "unit": "m3/day"}], "under_construction",
         "partly", "park_not_open"),
        ("water", [{**WATER, "value": "from the town", **TEXT}], "part_operating",
         "partly", "no_capacity"),
        ("wastewater",
         [{"attribute": "utilities", "value": "grid; wastewater plant", **TEXT}],
         "operating", "ready", "supplied"),
        ("water",
         [{"attribute": "utilities", "value": "grid; wastewater plant", **TEXT}],
         "operating", "no_evidence", "no_evidence"),
        ("road", [{"attribute": "road_link", "value": "road from QL18", **TEXT}],
         "operating", "ready", "supplied"),
        ("road",
         [{"attribute": "distance", "value": 2, "unit": "km",
           "scope": "expressway_interchange"}],
         "operating", "partly", "road_distance"),
        ("term", [{**DAY, "value": "2060"}], "operating", "ready", "term_long"),
        ("term", [{**DAY, "value": "2040"}], "operating", "partly", "term_short"),
        ("term", [{**DAY, "value": "2025"}], "operating", "not_ready", "expired"),
        ("term", [{**DAY, "value": "2060", "scope": "phase 1"}], "operating",
         "partly", "term_of_part"),
        ("term", [{**DAY, "value": "2060", "confidence": "derived"}], "operating",
         "partly", "term_derived"),
        ("environment",
         [{"attribute": "decision", "value": "9/QĐ", "scope": "environment", **TEXT}],
         "operating", "ready", "permitted"),
    ],
)  # fmt: skip
def test_each_rule_of_the_checklist(name, rows, status, state, reason):
    found = item(name, *rows, status=status)
    assert (found["state"], found["reason"]) == (state, f"land.ready.{reason}")
    assert bool(found["fact_ids"]) == (state != "no_evidence")


def test_what_is_only_remembered_is_never_ready():
    found = item("term", {**DAY, "value": "2060", "confidence": "recalled"})
    assert found["state"] == "partly"
    permit = {"attribute": "decision", "value": "9/QĐ", "scope": "environment"}
    found = item("environment", {**permit, **TEXT, "confidence": "recalled"})
    assert (found["state"], found["reason"]) == ("partly", "land.ready.recalled")


def test_an_environment_permit_is_no_plan_decision():
    permit = {"attribute": "decision", "value": "9/QĐ", "scope": "environment", **TEXT}
    assert item("plan", permit)["state"] == "no_evidence"


def test_each_item_has_its_evidence_and_age():
    found = item("water", {**WATER, "value": 9, "unit": "m3/day", "as_of": "2025-11"})
    assert found["fact_ids"] == ("f0001",)
    assert found["as_of"] == "2025-11"
    assert found["age_months"] == pytest.approx(11.7, abs=0.1)
    assert not found["stale"]
    old = item("water", {**WATER, "value": 9, "unit": "m3/day", "as_of": "2020"})
    assert old["stale"]
    undated = item("water", {**WATER, "value": 9, "unit": "m3/day", "as_of": ""})
    assert pd.isna(undated["age_months"])
    assert pd.isna(undated["stale"])


def test_figures_of_a_later_day_do_not_count():
    found = item("water", {**WATER, "value": 9, "unit": "m3/day", "as_of": "2027"})
    assert found["state"] == "no_evidence"


TARGET = {
    "subject_id": "province:x",
    "attribute": "wastewater_target",
    "value": 100,
    "unit": "%",
    "scope": "parks and clusters",
    "as_of": "2030",
    "source_id": "report",
}


def reported(day):
    return pd.DataFrame({"source_id": ["report", "other"], "date": [day, "2020"]})


def test_wastewater_names_the_target_that_the_province_has_set_for_a_later_day():
    assert item("wastewater", TARGET)["target_facts"] == ("f0001",)
    assert item("power", TARGET)["target_facts"] == ()
    urban = {**TARGET, "scope": "new urban areas"}
    assert item("wastewater", urban)["target_facts"] == ()


@pytest.mark.parametrize(
    ("said", "known"), [("2025", True), ("2026-11-22", True), ("2027", False)]
)
def test_a_target_counts_from_the_day_on_which_it_was_said(said, known):
    table = checklist(
        facts_frame(TARGET), subjects(), as_of=TODAY, sources=reported(said)
    )
    found = table.set_index("item").loc["wastewater", "target_facts"]
    assert found == (("f0001",) if known else ())


def test_a_target_is_never_evidence():
    of_the_park = {**TARGET, "subject_id": "park:a"}
    for target in (TARGET, of_the_park):
        found = item("wastewater", target)
        assert (found["state"], found["fact_ids"]) == ("no_evidence", ())


def test_a_park_of_which_nothing_is_known_has_every_item_without_evidence():
    table = checklist(
        facts_frame({"subject_id": "park:b", "value": 1}), subjects(), as_of=TODAY
    )
    wide = states(table)
    assert list(wide.columns) == list(ITEMS)
    assert set(wide.loc["park:a"]) == {"no_evidence"}
