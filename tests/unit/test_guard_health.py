"""Health: the gravest check speaks, with its reason and since when, and no secret."""

import json
import shutil
import threading
import time
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from qngeo import cli
from qngeo.config import Settings, settings
from qngeo.errors import StoreError
from qngeo.io import layers as layer_io
from qngeo.web import routes as our_routes
from qngeo.web.guard import checks
from qngeo.web.guard import health as healthy
from qngeo.web.guard.checks import DEGRADED, DOWN, READY, Probe
from qngeo.web.guard.health import Health

FINE = Probe(lambda: (READY, ""), failing=DOWN)


def health(**probes) -> Health:
    return Health(probes, kept_s=0, digest=lambda: "ab12")


def raising(error, failing=DOWN) -> Probe:
    def ask():
        raise error

    return Probe(ask, failing=failing)


@pytest.mark.parametrize(
    ("found", "whole"),
    [
        ((READY, READY), READY),
        ((READY, DEGRADED), DEGRADED),
        ((DEGRADED, DOWN), DOWN),
        ((DOWN, READY), DOWN),
    ],
)
def test_the_gravest_check_speaks(found, whole):
    one, two = (Probe(lambda s=s: (s, "why"), failing=DOWN) for s in found)
    report = health(one=one, two=two).report()
    assert report.status == whole
    assert tuple(check.status for check in report.checks) == found
    assert report.data_version == "ab12"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (StoreError("database x: no\nmore"), "database x: no"),
        (
            PermissionError(13, "Permission denied", "/secret/place"),
            "Permission denied",
        ),
        (StoreError("postgresql://u:s3cret@h/d gone"), "postgresql://u:***@h/d gone"),
    ],
)
def test_a_check_that_fails_tells_one_line_without_places_and_secrets(error, reason):
    report = health(one=raising(error, DEGRADED), two=FINE).report()
    assert (report.status, report.checks[0].reason) == (DEGRADED, reason)


def test_since_stays_while_the_status_does(monkeypatch):
    status, day = [READY], [1]
    moment = SimpleNamespace(isoformat=lambda **_: f"day {day[0]}")
    monkeypatch.setattr(healthy, "datetime", SimpleNamespace(now=lambda _: moment))
    one = health(one=Probe(lambda: (status[0], ""), failing=DOWN))
    told = []
    for day[0], status[0] in enumerate([READY, READY, DOWN, DOWN, READY]):
        told.append(one.report().checks[0].since)
    assert told == ["day 0", "day 0", "day 2", "day 2", "day 4"]


def test_a_check_without_an_answer_is_told_and_not_begun_again():
    held, begun = threading.Event(), []

    def ask():
        begun.append(True)
        held.wait(5)
        return READY, ""

    one = health(slow=Probe(ask, failing=DEGRADED, limit_s=0.02), two=FINE)
    for _ in range(3):
        report = one.report()
        assert report.status == DEGRADED
        assert report.checks[0].reason == "no answer within 0.02 s"
    assert begun == [True]
    held.set()
    until = time.monotonic() + 5
    while one.report().status != READY:
        assert time.monotonic() < until, "it never heals"


def test_a_report_is_kept_for_a_moment():
    asked = []
    probe = Probe(lambda: (asked.append(1) or READY, ""), failing=DOWN)
    one = Health({"one": probe}, kept_s=60, digest=str)
    assert one.report() is one.report()
    assert asked == [1]


@pytest.mark.parametrize(
    ("status", "code"), [(READY, 200), (DEGRADED, 200), (DOWN, 503)]
)
def test_the_route_and_the_command_say_the_same(monkeypatch, status, code):
    made = health(disk=Probe(lambda: (status, "full"), failing=DOWN))
    monkeypatch.setattr(our_routes, "HEALTH", made)
    monkeypatch.setattr(healthy, "HEALTH", made)
    answer = TestClient(Starlette(routes=our_routes.routes())).get("/health")
    assert (answer.status_code, answer.headers["cache-control"]) == (code, "no-store")
    told = CliRunner().invoke(cli.app, ["health", "--format", "json"])
    assert told.exit_code == (1 if status == DOWN else 0)
    assert json.loads(told.stdout) == answer.json()
    assert answer.json()["status"] == status
    assert set(answer.json()) == {"status", "checks", "version", "data_version"}
    shown = CliRunner().invoke(cli.app, ["health"])
    assert "disk" in shown.stdout
    assert status in shown.stderr


def test_the_process_lives_whatever_else_does_not(monkeypatch):
    monkeypatch.setattr(our_routes, "HEALTH", None)
    client = TestClient(Starlette(routes=our_routes.routes()))
    answer = client.get("/health/live")
    assert (answer.status_code, answer.text) == (200, "live\n")


# the checks themselves, over folders made here


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Let the checks look at folders of this test."""

    def chosen(**folders):
        made = Settings(
            **{"layers": settings().layers, "var": tmp_path, "data": settings().data,
               "rasters": tmp_path / "rasters"} | folders
        )  # fmt: skip
        for module in (checks, layer_io):
            monkeypatch.setattr(module, "settings", lambda: made)
        monkeypatch.setattr(checks, "own_rasters", lambda: ())
        return made

    return chosen


def found(name: str) -> tuple[str, str]:
    """Return status and reason of one of the real checks."""
    one = Health({name: checks.PROBES[name]}, kept_s=0, digest=str).report().checks[0]
    return one.status, one.reason


@pytest.mark.parametrize("name", sorted(checks.PROBES))
def test_an_installation_as_shipped_is_ready(place, name, monkeypatch):
    place()
    monkeypatch.setattr(checks, "LEAST_FREE", 1)
    assert found(name) == (READY, "")


def test_layers_that_are_not_those_of_the_catalogue_are_named(place, tmp_path):
    folder = shutil.copytree(settings().layers, tmp_path / "layers")
    place(layers=folder)
    assert found("layers") == (READY, "")
    (folder / "parks.geojson").write_bytes(b"{}")
    (folder / "roads.geojson").unlink()
    status, reason = found("layers")
    assert status == DEGRADED
    assert "parks.geojson, roads.geojson" in reason
    (folder / "catalog.json").write_bytes(b"{")
    assert found("layers")[0] == DOWN
    (folder / "catalog.json").unlink()
    assert found("layers")[0] == DOWN


def test_tables_that_are_not_there_or_broken_take_the_service_down(place, tmp_path):
    place(data=tmp_path / "none")
    assert found("data")[0] == DOWN


def test_a_store_of_which_nobody_knows_the_form_is_degraded(monkeypatch):
    def newest():
        message = "store has form 99, this program reads up to 7: update it"
        raise StoreError(message)

    monkeypatch.setattr(checks.known, "store", lambda: SimpleNamespace(newest=newest))
    assert found("store") == (
        DEGRADED, "store has form 99, this program reads up to 7: update it"
    )  # fmt: skip


def test_a_folder_that_cannot_be_written_is_told(place, monkeypatch, tmp_path):
    place(var=tmp_path / "not" / "made" / "yet")
    assert found("var") == (READY, "")

    def refused(**_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(checks.tempfile, "TemporaryFile", refused)
    status, reason = found("var")
    assert status == DEGRADED
    assert "QNGEO_VAR cannot be written: Read-only file system" in reason


def test_little_room_is_told_in_megabytes(place, monkeypatch):
    place()
    usage = SimpleNamespace(free=12_300_000)
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _: usage)
    assert found("disk") == (
        DEGRADED, "12 MB free on the disk of QNGEO_VAR: make room"
    )  # fmt: skip


def test_a_raster_that_a_series_names_is_missed(place, tmp_path):
    folder = tmp_path / "rasters" / "made"
    folder.mkdir(parents=True)
    about = {"kind": "practice", "title_vi": "a", "title_en": "a"}
    (folder / "series.json").write_text(json.dumps(about))
    (folder / "2023-2024.json").write_text("{}")
    place()
    assert found("rasters") == (
        DEGRADED, "made/2023-2024.tif missing: put the files back"
    )  # fmt: skip
    (folder / "2023-2024.tif").write_bytes(b"")
    assert found("rasters") == (READY, "")
    (folder / "series.json").write_text("{")
    status, reason = found("rasters")
    assert status == DEGRADED
    assert "series.json" in reason


def test_fonts_and_typst_are_needed_for_reports(monkeypatch, tmp_path):
    monkeypatch.setattr(checks.typeset, "FONTS", tmp_path)
    assert found("reports")[0] == DEGRADED
    monkeypatch.undo()
    monkeypatch.setattr(checks, "find_spec", lambda _: None)
    assert found("reports") == (
        DEGRADED, "typst is not installed: no report can be made"
    )  # fmt: skip
