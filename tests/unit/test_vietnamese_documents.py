"""What leaves the pages speaks Vietnamese as well: maps, API pages, report, feed."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from vietnamese import english

from qngeo.io.baseline import read_baseline
from qngeo.services.layers.licences import OWN
from qngeo.services.report.evidence import evidence
from qngeo.services.report.moment import Moment
from qngeo.web.report.document import document
from qngeo.web.routes import routes
from qngeo.web.written_in import language_of

PAGES = (
    "/ogc",
    "/ogc/conformance",
    "/ogc/collections",
    "/ogc/collections/parks",
    "/ogc/collections/parks/items?limit=3",
    "/ogc/collections/parks/items/park:song_khoai",
    "/ogc/api",
    "/stats/occupancy",
    "/stats/allocation?subject=song khoai",
    "/map/explorer?lang=vi",
    "/map/forest?lang=vi",
)

WORD_OF_DATA = "none là kiến thức chung"
"""Explains a word that stands in the data."""

WISHED = {"accept": "text/html", "accept-language": "vi"}


@pytest.fixture(scope="module")
def client():
    return TestClient(Starlette(routes=routes()))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_service_is_in_vietnamese(client, path):
    answer = client.get(path, headers=WISHED)
    assert answer.status_code == 200
    assert '<html lang="vi">' in answer.text
    own = answer.text.replace(OWN, "").replace(WORD_OF_DATA, "")
    assert english(own) == []


@pytest.mark.parametrize("path", [PAGES[0], PAGES[-2]])
def test_a_page_in_english_says_so(client, path):
    asked = path.replace("vi", "en") if "lang" in path else f"{path}?lang=en"
    text = client.get(asked, headers=WISHED).text
    assert '<html lang="en">' in text


def test_the_feed_is_in_vietnamese(client):
    text = client.get("/feeds/all.atom?lang=vi").text
    assert 'xml:lang="vi"' in text
    titles = re.findall(r"<(?:title|subtitle)[^>]*>([^<]+)", text)
    assert len(titles) > 1
    assert [line for one in titles for line in english(unescape(one))] == []


def texts(value: Any, key: str = "") -> list[str]:
    """Return what a report writes, without the list of its sources."""
    if isinstance(value, dict):
        left = {name: one for name, one in value.items() if name not in QUOTED}
        return [text for name, one in left.items() for text in texts(one, name)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one, key)]
    return [value] if isinstance(value, str) else []


QUOTED = {"name", "sources", "small", "value"}
"""Of a report: ids of parts, titles of sources and notes beside a figure."""


def test_a_report_is_in_vietnamese():
    moment = Moment(as_of=date(2026, 11, 22))
    made = document(evidence(["song khoai"], lang="vi", moment=moment), None)
    in_words = set(read_baseline().facts["value"])
    found = [text for text in texts(made) if text not in in_words]
    assert len(found) > 100
    assert made["lang"] == "vi"
    assert [line for text in found for line in english(text)] == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("newer figure; differs from 714", "en"),
        ("Clearance of Sông Khoai finished", "en"),
        ("Quy hoạch chung Khu kinh tế Vân Đồn", "vi"),
        ("Khu công nghiệp phụ trợ ngành than", "vi"),
        ("all provinces hit; Quảng Ninh nearly 120,000", "en"),
        ("714 ha", ""),
        ("park:song_khoai", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_text_is_told_by_its_words(text, written):
    assert language_of(text) == written
