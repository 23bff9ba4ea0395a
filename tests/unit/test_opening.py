"""The page a visit begins with: the map stands in it where it is the usual one."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from threading import Event

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.testclient import TestClient

from qngeo.config import ROOT
from qngeo.services.links.pages import PAGES
from qngeo.web import layer_files, opening
from qngeo.web.streamlit_files import CompressedFiles

FOLDER = Path(st.__file__).parent / "static"
INDEX = (FOLDER / "index.html").read_text(encoding="utf-8")
TOKENS = ROOT / "qngeo" / "ui" / "style.css"

pytestmark = pytest.mark.usefixtures("own_store")


def first_view(page: str) -> dict[str, dict[str, object]]:
    found = re.search(r'id="qn-first-view">(.*?)</script>', page, re.DOTALL)
    assert found, "the page brings no colours"
    view: dict[str, dict[str, object]] = json.loads(found[1])
    return view


def frame(page: str) -> dict[str, str | None]:
    """The early map's attributes, as a browser reads them; {} without one."""
    seen: dict[str, str | None] = {}

    class Reader(HTMLParser):
        def handle_starttag(
            self, tag: str, attrs: list[tuple[str, str | None]]
        ) -> None:
            if tag == "iframe":
                seen.update(attrs)

    Reader().feed(page)
    return seen


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_of_zones_begins_with_the_map_in_its_language(lang: str):
    page = opening.page(INDEX, name="zones", asked={"lang": lang})
    assert frame(page)["src"] == f"map/explorer?lang={lang}"
    assert frame(page)["class"] == "qn-shown"
    view = first_view(page)
    assert len(view["legend"]["entries"]) >= 5
    assert set(view["styles"]["park:song_khoai"]) == {"class", "text"}


def test_the_first_page_loads_its_map_unseen_for_it_lies_below_headlines():
    assert "class" not in frame(opening.page(INDEX, name="", asked={}))


@pytest.mark.parametrize(
    "asked",
    [{"definition": "stated"}, {"known": "2026-11-22"}, {"lang": "xx"}, {"embed": "1"}],
)
def test_another_view_than_the_usual_gets_no_colours_that_are_not_its_own(
    asked: dict[str, str],
):
    page = opening.page(INDEX, name="zones", asked=asked)
    assert frame(page) == {}
    assert "qn-first-view" not in page


def test_nothing_of_streamlits_page_is_lost_but_the_font_that_is_not_used():
    page = opening.page(INDEX, name="zones", asked={})
    named = set(re.findall(r'(?:src|href)="(\./[^"]+)"', INDEX))
    kept = set(re.findall(r'(?:src|href)="(\./[^"]+)"', page))
    (gone,) = named - kept
    assert "SourceSans" in gone
    assert re.search(r"<script>(.*?)</script>", INDEX, re.DOTALL)[0] in page


def test_what_is_asked_for_ahead_is_what_the_map_fetches():
    """The same addresses, so that nothing comes twice."""
    page = opening.page(INDEX, name="zones", asked={})
    ahead = re.findall(r'rel="preload" as="\w+" href="([^"]+)"', page)
    versions = layer_files.versions()
    assert f"layers/land.geojson?v={versions['land']}" in ahead
    assert len(ahead) == 7
    assert all("?v=" in address for address in ahead)


def test_words_of_the_data_cannot_end_the_block_that_holds_them(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(
        opening, "as_message", lambda _: {"x": {"text": "</script><b>"}}
    )
    opening._first_view.cache_clear()
    page = opening.page(INDEX, name="zones", asked={})
    opening._first_view.cache_clear()
    assert "</script><b>" not in page
    assert first_view(page)["styles"]["x"]["text"] == "</script><b>"


def test_a_store_that_does_not_answer_holds_no_page_back(
    monkeypatch: pytest.MonkeyPatch,
):
    let_go = Event()
    monkeypatch.setattr(opening, "PATIENCE_S", 0.05)
    monkeypatch.setattr(opening, "page", lambda *_, **__: let_go.wait(20) and "late")
    got = TestClient(Starlette(routes=opening.routes(INDEX))).get("/zones")
    let_go.set()
    assert frame(got.text) == {}
    assert "<title>Streamlit</title>" in got.text


def test_every_page_begins_on_the_ground_of_its_theme():
    """So that a dark page has no white flash before Streamlit draws it."""
    client = TestClient(Starlette(routes=opening.routes(INDEX)))
    tokens = TOKENS.read_text(encoding="utf-8")
    paper = re.search(r"--qn-paper: (light-dark\([^)]*\))", tokens)
    for name in ("", *PAGES.keys() - {"overview"}):  # that one is led to the first
        head, _, _ = client.get(f"/{name}").text.partition("<title>")
        assert f"background: {paper[1]}" in head, name
        assert "SourceSans" not in head


def behind() -> TestClient:
    """An app that answers "Streamlit" wherever the compressed files pass it on."""
    passed = PlainTextResponse("Streamlit")
    return TestClient(
        Starlette(
            routes=[Mount("/", app=passed)],
            middleware=[Middleware(CompressedFiles, folder=FOLDER)],
        )
    )


def script() -> Path:
    """The largest script, which is surely worth compressing."""
    return max((FOLDER / "static" / "js").glob("*.js"), key=lambda p: p.stat().st_size)


@pytest.mark.parametrize("prefix", ["", "/qngeo"])
def test_streamlits_scripts_come_compressed_and_whole_and_are_kept(prefix: str):
    path = script()
    got = behind().get(f"{prefix}/static/js/{path.name}")
    assert got.content == path.read_bytes()
    assert got.headers["content-encoding"] == "gzip"
    assert int(got.headers["content-length"]) < path.stat().st_size / 2
    assert "immutable" in got.headers["cache-control"]
    again = behind().get(
        f"/static/js/{path.name}", headers={"If-None-Match": got.headers["etag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "/static/../index.html",
        "/static/%2e%2e/%2e%2e/__init__.py",
        "/static/js/none.js",
        "/static/",
        "/static/js/%00.js",
        "/zones",
        "/static//etc/passwd.json",
    ],
)
def test_all_else_is_left_to_streamlit(address: str):
    assert behind().get(address).text == "Streamlit"


def test_who_takes_no_compressed_answer_gets_streamlits_own():
    plain = {"Accept-Encoding": "identity"}
    got = behind().get(f"/static/js/{script().name}", headers=plain)
    assert got.text == "Streamlit"
