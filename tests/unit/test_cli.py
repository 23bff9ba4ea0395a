"""The command line: every number of the pages, and errors in one useful line."""

import csv
import json
import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from commands import assert_refused

from qngeo.config import settings
from qngeo.io import layers
from qngeo.io.baseline import read_baseline
from qngeo.services.layers import publish

ROOT = Path(__file__).resolve().parents[2]

KEYS = [
    "subject_id",
    "name_vi",
    "name_en",
    "definition",
    "numerator_ha",
    "denominator_ha",
    "rate_pct",
    "as_of",
    "confidence",
    "computed",
    "source_ids",
    "note",
]


def rows_of(qngeo, *words: str) -> list[dict]:
    code, out, err = qngeo("stats", "occupancy", *words, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


def one(rows: list[dict], **wanted: object) -> dict:
    """Return the only row that has these values; rates to a hundredth."""

    def fits(row: dict, key: str, value: object) -> bool:
        if key == "rate_pct":
            return row[key] is not None and round(row[key], 2) == value
        return row[key] == value

    found = [r for r in rows if all(fits(r, k, v) for k, v in wanted.items())]
    assert len(found) == 1, (wanted, found)
    return found[0]


def test_occupancy_of_the_province_has_the_promised_keys(qngeo):
    rows = rows_of(qngeo, "--by", "province")
    assert all(list(row) == KEYS for row in rows)
    assert {row["subject_id"] for row in rows} == {"province:quang_ninh"}
    assert all(isinstance(row["computed"], bool) for row in rows)
    assert all(isinstance(row["source_ids"], list) for row in rows)


def test_the_provincial_puzzle_is_shown_whole(qngeo):
    """1,114 ha subleased, 1,561 ha industrial and 1,914 ha in all handed over."""
    rows = rows_of(qngeo, "--by", "province")
    industrial = one(rows, rate_pct=71.36, definition="handed-over-industrial-land")
    assert industrial["computed"] is True
    assert (industrial["numerator_ha"], industrial["denominator_ha"]) == (1114, 1561)
    whole = one(rows, rate_pct=58.20, definition="handed-over-land")
    assert whole["computed"] is True
    assert (whole["numerator_ha"], whole["denominator_ha"]) == (1114, 1914)
    for rate in (76.28, 57.87, 40.73):
        stated = one(rows, rate_pct=rate)
        assert stated["computed"] is False
        assert stated["denominator_ha"] is None
        assert stated["numerator_ha"] is None
        assert stated["definition"] == "unstated"
        assert stated["source_ids"]
    one(rows, rate_pct=50.0, definition="industrial-land", computed=False)
    one(rows, rate_pct=57.09, definition="ready-land", computed=True)


@pytest.mark.parametrize(
    "wanted",
    [
        {"subject_id": "park:dong_mai", "rate_pct": 86.05, "computed": False},
        {"subject_id": "park:song_khoai", "numerator_ha": 132.5, "rate_pct": 18.56,
         "denominator_ha": 714.0, "definition": "gross-area", "computed": True},
    ],
)  # fmt: skip
def test_named_parks_show_their_figures_with_their_own_definitions(qngeo, wanted):
    one(rows_of(qngeo, "--by", "park"), **wanted)


def test_named_parks_all_have_rates_of_a_named_definition(qngeo):
    rows = rows_of(qngeo, "--by", "park")
    for park in ("dong_mai", "song_khoai", "texhong_hai_ha", "bac_tien_phong"):
        mine = [r for r in rows if r["subject_id"].startswith(f"park:{park}")]
        assert any(r["rate_pct"] is not None and r["definition"] for r in mine), park


@pytest.mark.parametrize("by", ["park", "zone", "province"])
def test_no_rate_without_a_base_and_every_computed_one_recomputes(qngeo, by):
    for row in rows_of(qngeo, "--by", by):
        if row["computed"]:
            quotient = 100 * row["numerator_ha"] / row["denominator_ha"]
            assert row["rate_pct"] == pytest.approx(quotient, abs=0.005), row
            assert row["rate_pct"] <= 100.0, row
        elif row["rate_pct"] is None:
            assert row["definition"] is None, row
        else:
            assert row["source_ids"], row


def test_a_definition_keeps_only_its_own_rates(qngeo):
    rows = rows_of(qngeo, "--by", "park", "--definition", "gross-area")
    assert {row["definition"] for row in rows} == {"gross-area", None}


def test_a_day_hides_what_was_said_of_later_days(qngeo):
    rows = rows_of(qngeo, "--by", "province", "--as-of", "2023-06-30")
    assert [r for r in rows if round(r["rate_pct"], 2) == 71.36] == []
    one(rows, rate_pct=40.73)


@pytest.mark.parametrize(
    ("words", "naming"),
    [
        (["facts", "song khoay"], "song_khoai"),
        (["facts", "zone:van_dom"], "zone:van_don"),
        (["stats", "allocation", "van donn"], "van_don"),
        (["facts", "song khoai", "--attribute", "area_lease"], "area_leased"),
        (["facts", "song khoai", "--as-of", "2025-13-01"], "2025-12"),
        (["stats", "occupancy", "--as-of", "31/12/2024"], "2024-12-31"),
        (["stats", "occupancy", "--as-of", "2024-02-30"], "2024-02-29"),
        (["stats", "occupancy", "--definition", "decree-35"], "decree-35-2022"),
        (["stats", "occupancy", "--definition", "gros area"], "gross-area"),
        (["stats", "occupancy", "--by", "provinc"], "province"),
        (["stats", "occupancy", "--by", "parks"], "park"),
        (["stats", "occupancy", "--format", "jsn"], "json"),
        (["stats", "ocupancy"], "occupancy"),
        (["fact", "song khoai"], "facts"),
    ],
)
def test_bad_input_ends_with_two_and_one_line_naming_the_nearest(qngeo, words, naming):
    assert_refused(qngeo(*words), naming=naming)


@pytest.mark.parametrize(
    "name",
    ["Sông Khoai", "SONG KHOAI", "Song Khoai Industrial Park", "KCN Sông Khoai",
     "park:song_khoai"],
)  # fmt: skip
def test_a_subject_goes_by_any_of_its_names(qngeo, name):
    expected = qngeo("facts", "song khoai", "--format", "json")
    assert expected[0] == 0
    assert len(json.loads(expected[1])) > 10
    assert qngeo("facts", name, "--format", "json") == expected


def test_csv_and_json_hold_the_same_facts(qngeo):
    _, text, _ = qngeo("facts", "van don", "--format", "json")
    as_json = json.loads(text)
    _, text, _ = qngeo("facts", "van don", "--format", "csv")
    as_csv = list(csv.DictReader(StringIO(text)))
    assert [r["fact_id"] for r in as_csv] == [r["fact_id"] for r in as_json]
    assert [r["source_id"] for r in as_csv] == [r["source_id"] for r in as_json]
    planned = [r for r in as_json if r["attribute"] == "area_planned"]
    assert "217133" in {str(r["value"]) for r in planned}


@pytest.mark.parametrize("style", ["json", "csv", "table"])
def test_allocation_of_van_don_leaves_the_sea_out_of_the_base(qngeo, style):
    code, out, err = qngeo("stats", "allocation", "Vân Đồn", "--format", style)
    assert (code, err) == (0, "")
    assert out
    if style == "json":
        for row in json.loads(out):
            if row.get("area_ha") in (217133, 158950):
                assert row["share_pct"] is None, row


def test_the_data_have_no_faults(qngeo):
    code, _, err = qngeo("check")
    assert code == 0, err
    assert err.strip()


# What the environment changes is read once a process, hence processes of their own.


def process(*words: str, **folders: Path) -> tuple[int, str, str]:
    """Run ``python -m qngeo`` with other folders."""
    env = {**os.environ, **{f"QNGEO_{k.upper()}": str(v) for k, v in folders.items()}}
    done = subprocess.run(
        [sys.executable, "-m", "qngeo", *words],
        cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def built_once(monkeypatch):
    """Build the layers of the data once for all that ask for them in a test."""
    built = publish.build(read_baseline())
    monkeypatch.setattr(publish, "build", lambda _: built)


@pytest.mark.usefixtures("built_once")
def test_a_changed_byte_in_a_layer_is_named_and_publish_mends_it(
    tmp_path, qngeo, monkeypatch
):
    """`make test` asks `publish --check` of the committed layers themselves."""
    committed = {p.name: p.read_bytes() for p in (ROOT / "layers").glob("*.*json")}
    copy = Path(shutil.copytree(ROOT / "layers", tmp_path / "layers"))
    touched = copy / "parks.geojson"
    content = bytearray(touched.read_bytes())
    content[len(content) // 2] ^= 1
    touched.write_bytes(content)
    installed = settings().model_copy(update={"layers": copy})
    monkeypatch.setattr(layers, "settings", lambda: installed)
    answer = qngeo("publish", "--check")
    assert_refused(answer, naming="parks.geojson")
    assert "qngeo publish" in answer[2], "the remedy"
    assert "zones.geojson" not in answer[2]
    code, _, err = qngeo("publish")
    assert code == 0, err
    written = {p.name: p.read_bytes() for p in copy.iterdir()}
    assert written.keys() == committed.keys()
    assert [n for n in written if written[n] != committed[n]] == []


@pytest.fixture
def broken_data(tmp_path):
    """Return a copy of the data in which one cell of facts/parks.csv is changed."""

    def copy(column: str, text: str) -> tuple[Path, int]:
        folder = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
        path = folder / "facts" / "parks.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        at = 1 + next(i for i, row in enumerate(rows[1:]) if row[4] == "ha")
        rows[at][rows[0].index(column)] = text
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        return folder, at + 1

    return copy


@pytest.mark.parametrize(
    ("column", "text"),
    [("value", "many"), ("as_of", "2024-13"), ("confidence", "sure")],
)
def test_a_broken_row_is_named_with_file_row_and_value(broken_data, column, text):
    folder, line = broken_data(column, text)
    code, _, err = process("stats", "occupancy", data=folder)
    assert code == 2
    assert len(err.splitlines()) == 1, err
    assert "parks.csv" in err
    assert text in err
    assert str(line) in err


@pytest.mark.parametrize(
    ("column", "text"),
    [("source_id", "no_such_source"), ("subject_id", "park:atlantis")],
)
def test_a_name_that_leads_nowhere_is_a_fault_of_the_data(broken_data, column, text):
    folder, _ = broken_data(column, text)
    code, out, _ = process("check", "--format", "json", data=folder)
    assert code == 1
    faults = [fault for fault in json.loads(out) if fault["value"] == text]
    assert len(faults) == 1
    assert faults[0]["remedy"]
