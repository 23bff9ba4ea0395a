"""Requirements classes GeoJSON, HTML and OpenAPI 3.0 of OGC 17-069r4."""

import re
from html.parser import HTMLParser

import pytest
import shapely
from made_ogc import HOSTILE

PAGES = [
    "/ogc",
    "/ogc/api",
    "/ogc/conformance",
    "/ogc/collections",
    "/ogc/collections/sites",
    "/ogc/collections/notes",
    "/ogc/collections/sites/items",
    "/ogc/collections/notes/items?limit=5",
    "/ogc/collections/sites/items/b",
    "/ogc/collections/sites/items/d%2F1",
]

STATISTICS = [
    "/stats/occupancy",
    "/stats/allocation?subject=zone:van_don",
    "/stats/facts?subject=zone:van_don",
    "/stats/forest",
    "/stats/land?min_ha=50",
]


def test_geojson_is_named_as_such(client):
    """/req/geojson/definition, /req/geojson/content"""
    for path in ("items", "items/a"):
        answer = client.get(f"/ogc/collections/sites/{path}")
        assert answer.headers["content-type"] == "application/geo+json"
    assert client.get("/ogc").headers["content-type"] == "application/json"


def test_features_are_geojson(items):
    """RFC 7946: geometry or null, properties, outer rings counter-clockwise"""
    features = items().whole["features"]
    assert [f["geometry"] and f["geometry"]["type"] for f in features] == [
        "Point", "Polygon", "LineString", None,
    ]  # fmt: skip
    ring = shapely.LinearRing(features[1]["geometry"]["coordinates"][0])
    assert ring.is_ccw
    assert features[2]["properties"] == {
        "name_vi": "Đường", "count": None, "area_ha": None, "open": None,
        "as_of": None, "source_ids": None, "licence": "CC-BY-4.0, made",
    }  # fmt: skip
    assert features[1]["properties"]["count"] == 2
    assert features[1]["properties"]["open"] is False


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/geo+json"),
        ("*/*", "application/geo+json"),
        ("application/geo+json", "application/geo+json"),
        ("application/json, */*;q=0.1", "application/geo+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("text/html;q=0.4, application/json;q=0.5", "application/geo+json"),
        ("application/json;q=0, text/*", "text/html; charset=utf-8"),
    ],
)
def test_format_is_negotiated(client, accept, kind):
    answer = client.get(
        "/ogc/collections/sites/items", headers={"accept": accept or "*/*"}
    )
    assert answer.headers["content-type"] == kind


def test_what_cannot_be_given_is_406_and_f_wins(client):
    headers = {"accept": "image/png"}
    refused = client.get("/ogc", headers=headers)
    assert refused.status_code == 406
    assert refused.json()["code"] == "NotAcceptable"
    assert client.get("/ogc?f=html", headers=headers).status_code == 200


class _Read(HTMLParser):
    """Gathers tags and addresses, and fails on what no browser should mend."""

    void = frozenset({"meta", "link", "path", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.ids = 0

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        told = dict(attrs)
        if tag == "link" and told["rel"] == "stylesheet":
            self.loaded.append(told["href"])
        if tag == "a":
            self.links.append(told["href"])
        assert "src" not in told
        assert not any(name.startswith("on") for name in told)
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.void:
            assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_a_page_as_well(client, path, lang):
    """/req/html/definition, /req/html/content: same content, and working links"""
    mark = "&" if "?" in path else "?"
    answer = client.get(f"{path}{mark}f=html&lang={lang}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert f'<html lang="{lang}">' in answer.text
    read = _Read()
    read.feed(answer.text)
    assert not read.open
    assert "script" not in read.tags
    assert all(href.startswith("http://testserver/assets/") for href in read.loaded)
    for href in read.links:
        if href.startswith("http://testserver/ogc"):
            assert client.get(href).status_code == 200, href


def test_values_are_escaped(client):
    text = client.get("/ogc/collections/sites/items?f=html").text
    assert HOSTILE not in text
    assert "&lt;script&gt;" in text
    assert HOSTILE not in client.get("/ogc/collections/sites/items/b?f=html").text


def test_a_page_shows_what_the_json_holds(client):
    """/req/html/content: every value of the page's features"""
    text = client.get("/ogc/collections/sites/items?f=html&lang=vi").text
    assert "Bến Gót" in text
    assert "20,5" in text  # as written in Vietnamese
    assert "2022/2023" in text
    assert "20.5" in client.get("/ogc/collections/sites/items?f=html&lang=en").text


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", STATISTICS)
def test_statistics_are_pages_as_well(real, path, lang):
    mark = "&" if "?" in path else "?"
    answer = real.get(f"{path}{mark}f=html&lang={lang}")
    assert answer.status_code == 200
    read = _Read()
    read.feed(answer.text)
    assert not read.open
    heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]+)", answer.text)
    assert heads
    assert [head for head in heads if not head[0].isupper()] == [], "keys, no words"


def test_a_language_asked_for_comes_before_that_of_the_browser(client):
    """A parameter comes before what the browser prefers, Vietnamese before all"""
    title = {
        lang: client.get(f"/ogc/collections/sites?lang={lang}").json()["title"]
        for lang in ("vi", "en")
    }
    assert title == {"vi": "Địa điểm", "en": "Sites"}
    for header, lang in (("en-GB,vi;q=0.5", "en"), ("xx", "vi"), ("vi;q=1", "vi")):
        answer = client.get(
            "/ogc/collections/sites", headers={"accept-language": header}
        )
        assert answer.json()["title"] == title[lang]
        assert answer.headers["content-language"] == lang


def _document(client):
    return client.get("/ogc/api").json()


def test_the_document_of_the_interface_is_sound_openapi(client):
    """/req/oas30/oas-definition-1, oas-definition-2"""
    answer = client.get("/ogc/api")
    kind = "application/vnd.oai.openapi+json;version=3.0"
    assert answer.headers["content-type"] == kind
    assert answer.json()["openapi"].startswith("3.0.")
    assert answer.json()["servers"] == [{"url": "http://testserver/ogc"}]


def test_openapi_names_every_address(client, register):
    """/req/oas30/oas-impl: each path of the document answers"""
    paths = _document(client)["paths"]
    assert {"/", "/conformance", "/api", "/collections"} <= paths.keys()
    for name in register.made:
        assert {f"/collections/{name}/items"} <= paths.keys()
    assert {p for p in paths if p.startswith("/stats/")} == {
        f"/stats/{n}" for n in ("occupancy", "allocation", "facts", "forest", "land")
    }
    for path in paths:
        if "{" not in path and not path.startswith("/stats"):
            assert client.get(f"/ogc{path}").status_code == 200


def test_openapi_tells_every_status(client):
    """/req/oas30/completeness, exception-codes"""
    for item in _document(client)["paths"].values():
        statuses = item["get"]["responses"].keys()
        assert statuses >= {"200", "304", "400", "404", "405", "406", "503"}


def test_openapi_names_every_parameter(client):
    """/req/core/fc-limit-definition, fc-bbox-definition, fc-time-definition"""
    document = _document(client)
    shared = document["components"]["parameters"]
    listed = document["paths"]["/collections/sites/items"]["get"]["parameters"]
    names = {p.get("$ref", "").rpartition("/")[2] or p["name"] for p in listed}
    assert names == {
        "limit", "offset", "datetime", "bbox", "bbox-crs", "crs", "f", "lang", "known",
        "id", "name_vi", "count", "area_ha", "open", "as_of", "source_ids", "licence",
    }  # fmt: skip
    assert shared["limit"]["schema"] == {
        "type": "integer", "minimum": 1, "maximum": 10_000, "default": 100,
    }  # fmt: skip
    for name in ("limit", "bbox", "datetime"):
        assert (shared[name]["style"], shared[name]["explode"]) == ("form", False)


def test_references_of_the_document_lead_somewhere(client):
    text = client.get("/ogc/api").text
    document = _document(client)
    for kind, name in set(re.findall(r"#/components/(\w+)/([\w.-]+)", text)):
        assert name in document["components"][kind]
