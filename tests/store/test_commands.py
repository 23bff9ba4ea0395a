"""The versions of own data on the command line."""

import json

import pytest
from commands import assert_refused
from store.made_rows import replace, upsert, zones

from qngeo import cli
from qngeo.cli import versions
from qngeo.io.store import open_store


@pytest.fixture
def run(address, monkeypatch, capsys):
    """Run a command on a store with three versions; return code, stdout, stderr."""
    store = open_store(address)
    store.commit(replace(zones(a="A", b="B"), file_name="khu.gpkg", note="đợt 1"))
    store.commit(upsert(zones(a="A2"), who="Minh"))
    store.commit(replace(zones(p="P"), layer="parks"))
    store.close()
    monkeypatch.setattr(versions, "open_store", lambda: open_store(address))

    def command(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["qngeo", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return command


def test_versions_lists_the_log(run):
    code, out, _ = run("versions", "--format", "json")
    log = json.loads(out)
    assert code == 0
    assert [(v["number"], v["who"], v["layer"]) for v in log] == [
        (1, "Lan", "zones"),
        (2, "Minh", "zones"),
        (3, "Lan", "parks"),
    ]
    assert log[0]["file_name"] == "khu.gpkg"
    assert log[0]["made"].endswith("+00:00")
    code, out, _ = run("versions", "--layer", "parks")
    assert "khu.gpkg" not in out
    assert "import" in out


def test_undo_makes_a_version_and_says_what_it_did(run):
    code, out, err = run("undo", "2", "--who", "Lan", "--note", "nhầm")
    assert (code, out) == (0, "")
    assert err == (
        "version 4 takes back version 2 of zones: 0 added, 1 changed, 0 removed\n"
    )
    last = json.loads(run("versions", "--format", "json")[1])[-1]
    assert (last["undoes"], last["note"], last["who"]) == (2, "nhầm", "Lan")
    assert_refused(run("undo", "2", "--who", "Lan"), naming="take back version 4 first")


def test_differences_lists_features(run):
    code, out, _ = run("differences", "zones", "1", "2", "--format", "json")
    assert code == 0
    assert json.loads(out) == [
        {
            "feature_id": "zone:a",
            "kind": "changed",
            "columns": ["name_vi"],
            "moved_m": 0.0,
            "area_change_ha": 0.0,
        }
    ]
    _, _, err = run("differences", "zones", "2", "3")
    assert err == "zones is the same in versions 2 and 3\n"


def test_requests_that_cannot_be_met_end_in_one_line(run):
    assert_refused(run("versions", "--layer", "park"), naming="'parks'")
    assert_refused(run("undo", "9", "--who", "Lan"), naming="the newest is 3")
    assert_refused(run("undo", "1", "--who", ""), naming="--who")
    assert_refused(run("differences", "zones", "1", "8"), naming="no version 8")
