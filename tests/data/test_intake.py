"""Nothing that came in was lost: the ledger against the verbatim copies."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from qngeo.config import ROOT
from qngeo.io import tables

INTAKE = ROOT / "data" / "intake"
LONG = (
    "seed_documents.csv",
    "zones_parks_west.csv",
    "zones_parks_east.csv",
    "transport.csv",
    "more.csv",
    "forest.csv",
)
WIDE = ("parks_west.csv", "parks_east.csv", "forest_districts.csv")
OTHER = ("zone_land_use.csv", "transport_points.csv", "transport_lines.csv")
OUTCOMES = ("fact", "duplicate_of", "correction", "subject", "land_use", "position")
MULTIPLES = {
    "billion VND": 10**9,
    "billion USD": 10**9,
    "million USD": 10**6,
    "million tonnes": 10**6,
    "million tonnes/year": 10**6,
    "million t/year": 10**6,
    "million TEU": 10**6,
    "million passengers/year": 10**6,
    "million/year": 10**6,
    "million VND/ha": 10**6,
    "thousand TEU": 10**3,
    "thousand TEU/year": 10**3,
    "thousand": 10**3,
}
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def ledger() -> list[dict[str, str]]:
    return rows(INTAKE / "ledger.csv")


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    return tables.read_facts().set_index("fact_id")


def entries(ledger: list[dict[str, str]], file: str) -> dict[int, dict[str, str]]:
    return {int(e["row"]): e for e in ledger if e["file"] == file}


def test_six_long_tables_hold_1436_rows() -> None:
    assert sum(len(rows(INTAKE / file)) for file in LONG) == 1436


@pytest.mark.parametrize("file", LONG + WIDE + OTHER)
def test_each_incoming_row_stands_in_the_ledger_once(
    ledger: list[dict[str, str]], file: str
) -> None:
    lines = sorted(int(e["row"]) for e in ledger if e["file"] == file)
    assert lines == list(range(2, len(rows(INTAKE / file)) + 2))


def test_the_ledger_speaks_of_no_other_file(ledger: list[dict[str, str]]) -> None:
    assert {e["file"] for e in ledger} == set(LONG + WIDE + OTHER)
    assert {e["outcome"] for e in ledger} <= set(OUTCOMES)


def test_every_target_exists(ledger: list[dict[str, str]], facts: pd.DataFrame) -> None:
    known = set(facts.index) | set(tables.read_land_use()["fact_id"])
    known |= set(tables.read_corrections()["correction_id"])
    known |= set(tables.read_subjects()["subject_id"])
    geometry = ROOT / "data" / "geometry"
    known |= {
        f"transport_points.csv:{r['point_id']}"
        for r in rows(geometry / "transport_points.csv")
    }
    known |= {
        f"transport_lines.csv:{r['line_id']}:{r['seq']}"
        for r in rows(geometry / "transport_lines.csv")
    }
    for entry in ledger:
        targets = entry["target"].split("; ")
        assert set(targets) <= known, f"{entry['file']} row {entry['row']}"


def test_readme_tells_how_the_rows_ended(ledger: list[dict[str, str]]) -> None:
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    table = text.split("<!-- outcomes -->")[1].split("<!-- /outcomes -->")[0]
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.strip().splitlines()
        if not line.startswith("|---")
    ]
    head, *body = lines
    told = {
        (file, name): int(number)
        for file, *numbers in body
        for name, number in zip(head[1:], numbers, strict=True)
    }
    assert head[2:] == list(OUTCOMES)
    for file in LONG + WIDE + OTHER:
        counted = [e["outcome"] for e in ledger if e["file"] == file]
        assert told[file, "rows"] == len(counted)
        for outcome in OUTCOMES:
            assert told[file, outcome] == counted.count(outcome), (file, outcome)
    assert told["all", "rows"] == len(ledger)


@pytest.mark.parametrize("file", LONG)
def test_a_number_arrives_as_the_same_amount(
    ledger: list[dict[str, str]], facts: pd.DataFrame, file: str
) -> None:
    by_hand = {
        int(r["row"])
        for r in rows(INTAKE / "row_rules.csv")
        if r["file"] == file and r["field"] == "value"
    }
    ended = entries(ledger, file)
    for line, row in enumerate(rows(INTAKE / file), start=2):
        if line in by_hand or ended[line]["outcome"] == "correction":
            continue
        if not NUMBER.fullmatch(row["value"]):
            continue
        fact = facts.loc[ended[line]["target"].split("; ")[0]]
        amount = Decimal(row["value"]) * MULTIPLES.get(row["unit"], 1)
        assert Decimal(fact["value"]) == amount, f"{file} row {line}"


@pytest.mark.parametrize("file", LONG)
def test_words_and_confidence_arrive_unchanged(
    ledger: list[dict[str, str]], facts: pd.DataFrame, file: str
) -> None:
    ended = entries(ledger, file)
    for line, row in enumerate(rows(INTAKE / file), start=2):
        if ended[line]["outcome"] != "fact":
            continue
        fact = facts.loc[ended[line]["target"].split("; ")[0]]
        assert fact["confidence"] == row["confidence"], f"{file} row {line}"
        printed = fact["value"] + fact["note"]
        if not NUMBER.fullmatch(row["value"]) and fact["unit"] == "text":
            assert row["value"] in printed, f"{file} row {line}"


def test_a_duplicate_says_what_its_target_says(
    ledger: list[dict[str, str]], facts: pd.DataFrame
) -> None:
    for entry in ledger:
        if entry["outcome"] != "duplicate_of" or entry["file"] not in LONG:
            continue
        row = rows(INTAKE / entry["file"])[int(entry["row"]) - 2]
        fact = facts.loc[entry["target"]]
        amount = Decimal(row["value"]) * MULTIPLES.get(row["unit"], 1)
        assert Decimal(fact["value"]) == amount
        assert fact["as_of"] == row["as_of"]
        assert row["note"] in fact["note"]


@pytest.mark.parametrize("file", WIDE[:2])
def test_each_cell_of_the_summary_tables_has_a_fact(
    ledger: list[dict[str, str]], facts: pd.DataFrame, file: str
) -> None:
    numeric = {
        "lat": "lat",
        "lon": "lon",
        "lat_lon_uncertainty_km": "position_uncertainty",
        "area_planned_ha": "area_planned",
        "area_industrial_ha": "area_industrial",
        "area_leased_ha": "area_leased",
        "fill_rate_pct": "fill_rate",
        "year_established": "year_established",
        "price_usd_m2": "price",
    }
    ended = entries(ledger, file)
    for line, row in enumerate(rows(INTAKE / file), start=2):
        subject, *ids = ended[line]["target"].split("; ")
        behind = facts.loc[ids]
        assert set(behind["subject_id"]) == {subject}
        for column, attribute in numeric.items():
            if not row[column]:
                continue
            given = row[column].replace("-", "/")
            values = behind.loc[behind["attribute"] == attribute, "value"]
            digits = len(given.partition(".")[2])
            assert any(
                value == given
                or ("/" not in value and round(float(value), digits) == float(given))
                for value in values
            ), f"{file} row {line}, {column}"
        for column in ("ward_2025", "developer", "status", "sectors"):
            attribute = "communes" if column == "ward_2025" else column
            assert not row[column] or attribute in set(behind["attribute"])


def test_every_fact_of_the_intake_has_an_incoming_row(
    ledger: list[dict[str, str]], facts: pd.DataFrame
) -> None:
    told = {t for e in ledger for t in e["target"].split("; ")}
    taken_in = facts.index[facts["recorded"] == "2026-11-22"]
    assert set(taken_in) <= told


def test_every_hand_rule_meets_a_row() -> None:
    lengths = {file: len(rows(INTAKE / file)) for file in LONG}
    for rule in rows(INTAKE / "row_rules.csv"):
        assert 2 <= int(rule["row"]) <= lengths[rule["file"]] + 1, rule


def test_corrections_name_rows_that_exist(facts: pd.DataFrame) -> None:
    for row in tables.read_corrections().itertuples():
        head, _, tail = str(row.target).partition(":")
        if head.endswith(".csv"):
            assert 2 <= int(tail) <= len(rows(INTAKE / head)) + 1, row.correction_id
        else:
            assert head in ("package", "id") or row.target in facts.index


def test_set_aside_rows_have_a_correction_with_a_reason(
    ledger: list[dict[str, str]],
) -> None:
    corrections = tables.read_corrections().set_index("correction_id")
    for entry in ledger:
        if entry["outcome"] == "correction":
            correction = corrections.loc[entry["target"]]
            assert correction["target"] == f"{entry['file']}:{entry['row']}"
            assert len(correction["reason"]) > 20
