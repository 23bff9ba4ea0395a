"""What is refused over HTTP is told in the language that the reader wishes for."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from vietnamese import ENGLISH

from qngeo.web.routes import routes
from qngeo.web.wishes import language, weighed

REFUSED = (
    ("/export/parks.docx", 404),
    ("/export/parks.gpkg?crs=1", 400),
    ("/export/parks.gpkg?colour=red", 400),
    ("/export/nonsense.csv", 404),
    ("/feeds/park:atlantis.atom", 404),
    ("/tiles/nonsense/2024/ndvi/8/203/112.png", 404),
    ("/ogc/collections/nonsense", 404),
    ("/ogc/collections/parks/items?limit=x", 400),
    ("/ogc/collections/parks/items?bbox=1", 400),
    ("/stats/occupancy?by=parc", 400),
    ("/stats/allocation?subject=atlantis", 404),
)


@pytest.fixture(scope="module")
def client():
    return TestClient(Starlette(routes=routes()))


@pytest.mark.parametrize(("path", "status"), REFUSED)
def test_a_refusal_follows_the_browser(client, path, status):
    english = client.get(path)
    vietnamese = client.get(
        path, headers={"accept-language": "vi-VN,vi;q=0.9,en;q=0.3"}
    )
    assert (english.status_code, vietnamese.status_code) == (status, status)
    assert english.headers["content-language"] == "en"
    assert vietnamese.headers["content-language"] == "vi"
    assert "Accept-Language" in vietnamese.headers["vary"]
    assert english.text != vietnamese.text
    told = vietnamese.text
    if "json" in vietnamese.headers["content-type"]:
        told = vietnamese.json()["description"]
    assert not ENGLISH.search(re.sub(r"\w+=|'[^']*'", " ", told)), told
    assert len(told.splitlines()) == 1


def test_the_address_counts_more_than_the_browser(client):
    asked = {"headers": {"accept-language": "vi"}}
    path = "/ogc/collections/nonsense?lang=en"
    assert client.get(path, **asked).headers["content-language"] == "en"


@pytest.mark.parametrize(
    ("accept", "wished"),
    [
        ("vi", "vi"),
        ("VI-vn;q=0.8, en;q=0.9", "en"),
        ("fr, vi;q=0.1", "vi"),
        ("", "en"),
        ("*;q=x, ;;;", "en"),
    ],
)
def test_the_greatest_wish_counts(accept, wished):
    assert language(accept, "en") == wished


def test_a_header_of_any_length_is_read_in_no_time():
    assert len(weighed(",".join(f"x{i}" for i in range(10_000)))) <= 50
