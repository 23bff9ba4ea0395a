"""The feeds: valid Atom, stable ids, text that stays text, kept by the browser."""

from pathlib import Path
from types import SimpleNamespace

import feedparser
import geopandas as gpd
import pandas as pd
import pytest
from shapely import box
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qngeo.config import settings
from qngeo.io.store import Commit
from qngeo.services.own_data import known
from qngeo.services.watch.entries import LIMIT, entries, news
from qngeo.web.feeds import address, feed
from qngeo.web.routes import routes

PARK = "park:song_khoai"
HOSTILE = "<script>alert(1)</script> & ]]> \x0b Sông"


@pytest.fixture(autouse=True)
def installation(own_store: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QNGEO_PUBLIC_URL", "https://qn.example.vn/app")
    settings.cache_clear()
    return own_store


def read(name: str, lang: str = "vi") -> feedparser.FeedParserDict:
    parsed = feedparser.parse(feed(name, lang).body)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    return parsed


def commit(layer: str, rows: pd.DataFrame) -> None:
    given = {"who": "Lan <b>", "action": "edit", "mode": "upsert"}
    known.store().commit(Commit(layer=layer, rows=rows, **given))


def outlines(*names: str, **columns: str) -> gpd.GeoDataFrame:
    squares = [box(107 + i / 50, 21, 107.01 + i / 50, 21.01) for i in range(len(names))]
    cells = {"feature_id": list(names), **{c: [v] for c, v in columns.items()}}
    return gpd.GeoDataFrame(cells, geometry=squares, crs="EPSG:4326")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", ["all", PARK, "province:quang_ninh"])
def test_each_feed_is_valid_and_leads_to_its_page(name, lang):
    parsed = read(name, lang)
    assert parsed.feed.language == lang
    links = {link.rel: link.href for link in parsed.feed.links}
    assert links["self"] == address(name, lang)
    assert links["alternate"].startswith("https://qn.example.vn/app/")
    assert parsed.feed.id.startswith("tag:qn.example.vn,2026:")
    ids = [entry.id for entry in parsed.entries]
    assert len(ids) == len(set(ids)) > 0


def test_the_first_data_are_one_entry_among_all_and_say_that_they_are_no_news():
    (entry,) = read("all", "en").entries
    assert entry.updated.startswith("2026-11-22")
    assert "no news" in entry.content[0].value


def test_an_entry_keeps_its_id_and_the_feed_its_bytes_when_nothing_changed():
    commit("parks", outlines(PARK))
    first = feed(PARK, "vi").body
    known.store().close()
    assert feed(PARK, "vi").body == first
    before = {entry.id for entry in read(PARK).entries}
    commit("parks", outlines(PARK).translate(0.001).to_frame("geometry").assign(
        feature_id=PARK))  # fmt: skip
    after = [entry.id for entry in read(PARK).entries]
    assert before < set(after)
    assert after[0] not in before  # the newest comes first
    assert read(PARK).feed.updated == read(PARK).entries[0].updated


def test_names_with_html_and_forbidden_characters_stay_text():
    commit("parks", outlines("park:evil", name_vi=HOSTILE))
    body = feed("all", "vi").body
    assert b"<script" not in body
    newest = read("all").entries[0]
    assert "<script>alert(1)</script> & ]]>" in newest.title
    assert "&lt;b&gt;" in newest.content[0].value
    assert "<b>" not in newest.content[0].value


def test_a_version_of_many_things_is_one_entry_and_a_feed_ends_at_its_limit():
    commit("roads", _roads(21))
    newest = entries(news(), "en")[0]
    assert (newest.kind, newest.subject_id) == ("many", "")
    assert newest.title.endswith(": 21")
    (own,) = entries(news(), "en", subject_id="road:r3")
    assert own.title.endswith(": 1")
    for at in range(6):
        commit("parks", outlines(*(f"park:p{at}_{i}" for i in range(20))))
    assert len(read("all").entries) == LIMIT


def _roads(count: int) -> gpd.GeoDataFrame:
    lines = gpd.GeoSeries([box(107, 21, 107 + (i + 1) / 99, 22).boundary
                           for i in range(count)], crs="EPSG:4326")  # fmt: skip
    ids = [f"road:r{i}" for i in range(count)]
    return gpd.GeoDataFrame({"feature_id": ids}, geometry=lines)


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=routes()))


def ask(client: TestClient, path: str, **headers: str) -> SimpleNamespace:
    return client.get(path, headers=headers)


def test_the_route_answers_with_an_etag_and_then_with_304(client):
    got = ask(client, f"/feeds/{PARK}.atom?lang=en")
    assert got.status_code == 200
    assert got.headers["content-type"].startswith("application/atom+xml")
    again = ask(client, f"/feeds/{PARK}.atom?lang=en",
                **{"If-None-Match": got.headers["etag"]})  # fmt: skip
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize(
    "path", ["park:atlantis.atom", "all.atom?lang=fr", "%3Cb%3E.atom", ".atom"]
)
def test_an_unknown_feed_is_told_in_one_line(client, path):
    got = ask(client, f"/feeds/{path}")
    assert got.status_code == 404
    assert len(got.text.splitlines()) == 1


def test_each_piece_of_news_says_what_a_reader_needs():
    commit("parks", outlines("park:new", name_vi="KCN Mới"))
    source = {"feature_id": "own_ledger", "title": "Sổ đất 2026", "publisher": "",
              "date": "", "url": "", "language": "vi", "type": "official",
              "note": ""}  # fmt: skip
    commit("sources", pd.DataFrame([source]))
    fact = {"feature_id": "f900001", "subject_id": PARK, "attribute": "area_leased",
            "value": "1500.5", "unit": "ha", "qualifier": "at_least",
            "as_of": "2026-10", "recorded": "2026-11-22", "confidence": "stated",
            "definition": "", "scope": "", "source_id": "own_ledger",
            "note": ""}  # fmt: skip
    commit("facts", pd.DataFrame([fact]))
    figure, record, outline, *_ = entries(news(), "vi")
    assert "Khu công nghiệp Sông Khoai" in figure.title
    assert "1.500,5 ha" in figure.title
    assert any("Trước:" in line and "12/2023" in line for line in figure.lines)
    assert any("Sổ đất 2026" in line for line in figure.lines)
    assert record.title == "Bản ghi mới (Nguồn số liệu): Sổ đất 2026"
    assert outline.title == "Ranh giới mới: KCN Mới"
    # 0.01 degree by 0.01 degree at 21 N: about 1,040 m by 1,107 m
    assert any(
        line.startswith("Diện tích theo ranh giới: 115") for line in outline.lines
    )
    assert entries(news(), "en")[2].title == "New outline: KCN Mới"
