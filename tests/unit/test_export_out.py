"""``export`` on the command line and ``/export/...`` over HTTP."""

import json
from pathlib import Path

import pyogrio
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qngeo.services.datasets.register import data_version, dataset, names
from qngeo.services.own_data import known
from qngeo.web.downloads import address
from qngeo.web.routes import routes


@pytest.fixture(scope="module")
def web() -> TestClient:
    return TestClient(Starlette(routes=routes()))


def test_the_command_writes_what_it_says(qngeo, tmp_path: Path) -> None:
    to = tmp_path / "parks.gpkg"
    code, out, told = qngeo("export", "parks", "--to", str(to), "--crs", "5899")
    assert (code, out) == (0, "")
    parks = dataset("parks")
    assert f"wrote {len(parks.frame)} rows of parks" in told
    assert parks.licence in told
    found = pyogrio.read_dataframe(to)
    assert found.crs.to_epsg() == 5899
    assert set(found["id"]) == set(parks.frame["id"])


def test_the_list_names_all_that_can_be_had(qngeo) -> None:
    code, out, _ = qngeo("export", "--list", "--format", "json")
    assert code == 0
    rows = {row["name"]: row for row in json.loads(out)}
    assert tuple(rows) == names()
    assert rows["ports"]["rows"] == len(dataset("ports").frame)
    assert rows["ports"]["kind"] == "layer"
    assert rows["facts"]["kind"] == "table"


REFUSED = [
    (("parc",), "a.gpkg", "no layer or table 'parc': did you mean 'parks'?"),
    (("parks",), "a.shp", "no kind of file '.shp'"),
    (("parks", "--crs", "x"), "a.gpkg", "no coordinate system to write in 'x'"),
    (("parks", "--crs", "5899"), "a.kml", "KML is always in EPSG:4326"),
    (("facts",), "a.geojson", "facts is a table without geometry"),
    (("parks", "--as-known-on", "2020-01-01"), "a.csv", "nothing was known on"),
    (("parks",), "no/a.csv", "make it first"),
]


@pytest.mark.parametrize(("words", "file", "reason"), REFUSED)
def test_what_cannot_be_had_is_one_line(qngeo, tmp_path, words, file, reason):
    code, out, told = qngeo("export", *words, "--to", str(tmp_path / file))
    assert (code, out) == (2, "")
    assert reason in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays(qngeo, tmp_path) -> None:
    to = tmp_path / "ports.csv"
    to.write_text("mine")
    assert qngeo("export", "ports", "--to", str(to))[0] == 2
    assert to.read_text() == "mine"
    assert qngeo("export", "ports", "--to", str(to), "--overwrite")[0] == 0
    assert to.read_text("utf-8-sig").startswith("id,")


def test_a_layer_and_a_file_are_both_needed(qngeo) -> None:
    code, _, told = qngeo("export", "parks")
    assert code == 2
    assert "name a layer and a file" in told


def test_a_file_comes_with_name_kind_and_hash(web: TestClient) -> None:
    found = web.get("/" + address("ports", "geojson"))
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/geo+json"
    said = found.headers["content-disposition"]
    assert said == f'attachment; filename="qngeo-ports-{data_version()[:8]}.geojson"'
    assert len(found.json()["features"]) == len(dataset("ports").frame)
    again = web.get(
        "/" + address("ports", "geojson"),
        headers={"If-None-Match": found.headers["etag"]},
    )
    assert (again.status_code, again.content) == (304, b"")
    other = web.get("/" + address("ports", "csv"))
    assert other.headers["etag"] != found.headers["etag"]


def test_a_file_comes_in_the_crs_asked_for(web: TestClient, tmp_path: Path) -> None:
    found = web.get("/" + address("ports", "gpkg", crs="5899"))
    (tmp_path / "a.gpkg").write_bytes(found.content)
    assert pyogrio.read_info(tmp_path / "a.gpkg")["crs"] == "EPSG:5899"


def test_a_file_can_be_had_as_known_on_a_day(web: TestClient) -> None:
    found = web.get("/" + address("ports", "geojson", known_on=known.FIRST_DAY))
    assert found.status_code == 200
    assert found.json()["as_known_on"] == known.FIRST_DAY.isoformat()
    now = web.get("/" + address("ports", "geojson")).json()
    assert now["as_known_on"] == ""
    assert found.json()["features"] == now["features"]


WRONG = [
    ("/export/parc.gpkg", 404, "no layer or table 'parc': did you mean 'parks'?"),
    ("/export/parks.shp", 404, "no kind of file 'shp'"),
    ("/export/parks", 404, "no kind of file 'parks'"),
    ("/export/parks.kml?crs=5899", 400, "KML is always in EPSG:4326"),
    ("/export/facts.zip", 400, "facts is a table without geometry"),
    ("/export/parks.csv?crs=1", 400, "no coordinate system to write in '1'"),
    ("/export/parks.csv?known=soon", 400, "is no day: write it like"),
    ("/export/parks.csv?known=2020-01-01", 400, "nothing was known on 2020-01-01"),
    ("/export/parks.csv?epsg=5899", 400, "no parameter 'epsg': there are crs and"),
]


@pytest.mark.parametrize(("asked", "status", "reason"), WRONG)
def test_what_is_asked_wrongly_gets_one_line(web: TestClient, asked, status, reason):
    found = web.get(asked)
    assert found.status_code == status
    assert reason in found.text
    assert found.text.count("\n") == 1
    assert found.headers["content-type"].startswith("text/plain")
    assert found.headers["x-content-type-options"] == "nosniff"
