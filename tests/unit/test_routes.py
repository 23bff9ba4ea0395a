"""Routes: what a browser gets, keeps and asks for again."""

import asyncio
import gzip
import hashlib
import json
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette

from qngeo.config import Settings, settings
from qngeo.services.own_data import known
from qngeo.web import assets
from qngeo.web.routes import routes

ZONES = json.dumps({"type": "FeatureCollection", "features": ["x" * 40] * 50})
DIGEST = hashlib.sha256(ZONES.encode()).hexdigest()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def get(tmp_path, monkeypatch):
    """Ask the routes for an address, with published layers made here."""
    (tmp_path / "zones.geojson").write_text(ZONES, encoding="utf-8")
    catalog = {"layers": [{"name": "zones", "sha256": DIGEST}]}
    (tmp_path / "catalog.json").write_text(json.dumps(catalog), encoding="utf-8")
    made = Settings(layers=tmp_path, assets=settings().assets, var=tmp_path)
    for module in (known, assets):
        monkeypatch.setattr(module, "settings", lambda: made)
    app = Starlette(routes=routes())

    def ask(address: str, **headers: str) -> Answer:
        path, _, query = address.partition("?")
        sent: list[dict] = []
        scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "root_path": "", "scheme": "http",
            "http_version": "1.1", "server": ("test", 80), "client": ("test", 1),
            "headers": [
                (name.replace("_", "-").lower().encode(), value.encode())
                for name, value in headers.items()
            ],
        }  # fmt: skip

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        asyncio.run(app(scope, receive, send))
        start = next(m for m in sent if m["type"] == "http.response.start")
        body = b"".join(m.get("body", b"") for m in sent)
        named = {k.decode().lower(): v.decode() for k, v in start["headers"]}
        return Answer(start["status"], named, body)

    return ask


def test_a_layer_arrives_whole(get):
    answer = get("/layers/zones.geojson")
    assert answer.status == 200
    assert answer.body == ZONES.encode()
    assert answer.headers["content-type"].startswith("application/geo+json")


def test_a_layer_is_compressed_for_those_who_take_it(get):
    plain = get("/layers/zones.geojson")
    small = get("/layers/zones.geojson", accept_encoding="gzip, br")
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert small.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(small.body) == plain.body
    assert len(small.body) < len(plain.body)


def test_an_address_with_the_right_hash_is_kept_for_good(get):
    kept = get(f"/layers/zones.geojson?v={DIGEST[:12]}")
    assert "immutable" in kept.headers["cache-control"]


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000"])
def test_any_other_address_of_it_is_asked_for_again(get, query):
    answer = get(f"/layers/zones.geojson{query}")
    assert answer.headers["cache-control"] == "no-cache"


def test_who_holds_the_content_is_told_so_without_a_body(get):
    etag = get("/layers/zones.geojson").headers["etag"]
    again = get("/layers/zones.geojson", if_none_match=f'"other", {etag}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == etag
    assert get("/layers/zones.geojson", if_none_match='"other"').status == 200


def test_a_published_anew_layer_has_another_etag(get, tmp_path):
    etag = get("/layers/zones.geojson").headers["etag"]
    (tmp_path / "zones.geojson").write_text(ZONES + " ", encoding="utf-8")
    digest = hashlib.sha256(ZONES.encode() + b" ").hexdigest()
    catalog = {"layers": [{"name": "zones", "sha256": digest}]}
    (tmp_path / "catalog.json").write_text(json.dumps(catalog), encoding="utf-8")
    assert get("/layers/zones.geojson", if_none_match=etag).status == 200


@pytest.mark.parametrize(
    "address",
    [
        "/layers/nothing.geojson",
        "/layers/..%2fzones.geojson",
        "/layers/../zones.geojson",
        "/layers/Zones.geojson",
        "/assets/../routes.py",
        "/assets/nothing.css",
        "/assets/\0",
        "/layers/\0.geojson",
        "/assets/bundle/other.js",
    ],
)
def test_what_is_not_there_is_404(get, address):
    assert get(address).status == 404


def test_the_way_to_missing_layers_is_told(get):
    assert b"qngeo publish" in get("/layers/parks.geojson").body


def test_the_addresses_in_the_page_are_answered_and_kept_for_good(get):
    page = get("/map/explorer?lang=en")
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")
    for name in ("map.js", "map.css"):
        address = next(
            part
            for part in page.body.decode().split('"')
            if f"bundle/{name}?v=" in part
        )
        answer = get(address.replace("../", "/"))
        assert answer.status == 200
        assert "immutable" in answer.headers["cache-control"]


def test_the_page_is_vietnamese_unless_asked_otherwise(get):
    assert get("/map/explorer").body == get("/map/explorer?lang=vi").body
    assert get("/map/explorer?lang=en").body != get("/map/explorer").body


def test_an_unknown_language_is_answered_with_those_there_are(get):
    answer = get("/map/explorer?lang=%3Cb%3E")
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/plain")
    assert b"vi and en" in answer.body


def test_the_page_carries_its_policy(get):
    policy = get("/map/explorer").headers["content-security-policy"]
    assert "default-src 'self'" in policy


def test_fonts_are_kept_a_month(get):
    answer = get("/assets/fonts/be-vietnam-pro-latin-400-normal.woff2")
    assert answer.headers["content-type"] == "font/woff2"
    assert "max-age=2592000" in answer.headers["cache-control"]


def test_no_route_takes_an_address_that_streamlit_needs():
    reserved = ("/_stcore", "/component", "/media", "/static", "/healthz")
    paths = [route.path for route in routes()]
    assert paths
    assert not [p for p in paths if p.startswith(reserved)]
