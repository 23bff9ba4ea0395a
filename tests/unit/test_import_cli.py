"""``import`` on the command line: a dry run, a report, a version, a refusal."""

import json

import pytest
from commands import assert_refused
from made_imports import geojson, parks

from qngeo.cli import importing
from qngeo.io.store import open_store


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The store that the command writes into."""
    path = str(tmp_path / "own.gpkg")
    monkeypatch.setattr(importing, "open_store", lambda: open_store(path))
    store = open_store(path)
    yield store
    store.close()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "parks.geojson"
    path.write_bytes(geojson(parks()))
    return path


@pytest.fixture
def faulty(tmp_path):
    path = tmp_path / "faulty.geojson"
    path.write_bytes(geojson(parks(name_vi=["=A1", None])))
    return path


def test_a_sound_file_becomes_a_version(qngeo, own, file):
    code, _, err = qngeo("import", str(file), "--layer", "parks", "--who", "Minh")
    assert code == 0, err
    assert "version 1 of parks: 2 added, 0 changed, 0 removed" in err
    assert own.versions()[0].who == "Minh"
    assert own.versions()[0].file_name == "parks.geojson"


def test_a_dry_run_prints_the_report_and_stores_nothing(qngeo, own, faulty):
    code, out, err = qngeo(
        "import", str(faulty), "--layer", "parks", "--dry-run", "--format", "json"
    )
    assert code == 0, err
    told = [row for row in json.loads(out) if row["severity"] == "fault"]
    assert [(row["row"], row["key"]) for row in told] == [(2, "missing")]
    assert "1 of 2 rows are sound; 1 faults" in err
    assert own.versions() == []


def test_faults_stop_an_import_unless_the_sound_rows_are_wanted(
    qngeo, own, faulty, tmp_path
):
    report = tmp_path / "report.csv"
    words = ("import", str(faulty), "--layer", "parks", "--who", "Minh",
             "--report", str(report))  # fmt: skip
    code, _, err = qngeo(*words)
    assert code == 2
    assert "mend the file or import the sound rows only" in err.splitlines()[-1]
    assert own.versions() == []
    assert "name_vi is empty." in report.read_text("utf-8-sig")
    code, _, err = qngeo(*words, "--subset")
    assert code == 0, err
    assert own.read("parks")["name_vi"].tolist() == ["=A1"]


@pytest.mark.parametrize(
    ("words", "naming"),
    [
        (
            ("no.geojson", "--layer", "parks", "--dry-run"),
            "there is no file no.geojson",
        ),
        (("{file}", "--layer", "park", "--dry-run"), "did you mean 'parks'"),
        (("{file}", "--layer", "parks"), "--who is missing"),
        (("{file}", "--layer", "parks", "--dry-run", "--crs", "nowhere"), "EPSG code"),
        (("{file}", "--layer", "parks", "--dry-run", "--column", "x"), "write it as"),
    ],
)
@pytest.mark.usefixtures("own")
def test_a_request_that_cannot_be_met_ends_in_one_line(qngeo, file, words, naming):
    filled = [word.replace("{file}", str(file)) for word in words]
    assert_refused(qngeo("import", *filled), naming=naming)
