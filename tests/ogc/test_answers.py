"""Caching, other origins, proxies, limits, and requests that mean harm."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from asking import ask
from made_ogc import HOSTILE
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qngeo.web.guard import work
from qngeo.web.ogc import answers, held, site

ITEMS = "/ogc/collections/sites/items"


def test_who_holds_the_answer_gets_304(client):
    first = client.get(ITEMS)
    etag = first.headers["etag"]
    again = client.get(ITEMS, headers={"if-none-match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert again.headers["access-control-allow-origin"] == "*"
    assert client.get(ITEMS, headers={"if-none-match": '"other"'}).status_code == 200
    assert first.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("?limit=1", {}),
        ("?f=html", {}),
        ("", {"accept": "text/html"}),
        ("?lang=en", {}),
        ("", {"accept-language": "en"}),
        ("?known=2026-11-30", {}),
        ("", {"host": "other.example"}),
    ],
)
def test_another_answer_has_another_etag(client, query, headers):
    etag = client.get(ITEMS).headers["etag"]
    other = client.get(ITEMS + query, headers=headers)
    assert other.status_code == 200
    assert other.headers["etag"] != etag


def test_changed_data_have_another_etag(client, register):
    etag = client.get(ITEMS).headers["etag"]
    register.version = "v2"
    assert client.get(ITEMS, headers={"if-none-match": etag}).status_code == 200


def test_changed_data_are_seen_at_once(client, register):
    assert client.get(ITEMS).json()["numberMatched"] == 4
    register.made["sites"] = register.made["notes"]
    assert client.get(ITEMS).json()["numberMatched"] == 4  # the same data version
    register.version = "v2"
    assert client.get(ITEMS).json()["numberMatched"] == 25


def test_pages_of_any_origin_may_read(client):
    headers = {"origin": "https://elsewhere.example"}
    for path in ("/ogc", ITEMS, "/ogc/nothing", f"{ITEMS}?limit=x"):
        answer = client.get(path, headers=headers)
        assert answer.headers["access-control-allow-origin"] == "*"
    exposed = client.get(ITEMS).headers["access-control-expose-headers"]
    assert {"Content-Crs", "ETag"} <= set(exposed.split(", "))
    asked = {**headers, "access-control-request-method": "GET"}
    allowed = client.options(ITEMS, headers=asked)
    assert allowed.status_code == 204
    assert "GET" in allowed.headers["access-control-allow-methods"]
    assert "POST" not in allowed.headers["access-control-allow-methods"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(client, method):
    for path in ("/ogc", ITEMS, "/stats/occupancy", "/ogc/nothing"):
        answer = client.request(method, path)
        assert answer.status_code in (404, 405)
        assert answer.json()["code"]


def test_addresses_carry_the_prefix_of_a_proxy(register):
    assert register.names()
    app = Starlette(routes=site.routes())
    behind = TestClient(app, root_path="/maps", base_url="https://data.example")
    for link in behind.get("/maps/ogc").json()["links"]:
        assert link["href"].startswith("https://data.example/maps/ogc")
    page = behind.get("/maps/ogc/collections/sites/items?limit=1").json()
    hrefs = {link["rel"]: link["href"] for link in page["links"]}
    start = "https://data.example/maps/ogc/collections/sites/items?"
    assert hrefs["self"].startswith(start)
    assert hrefs["next"].startswith(start)
    servers = behind.get("/maps/ogc/api").json()["servers"]
    assert servers == [{"url": "https://data.example/maps/ogc"}]
    html = behind.get("/maps/ogc?f=html").text
    assert 'href="https://data.example/maps/assets/bundle/api.css' in html


LONG = "x" * 7000

HARMFUL = [
    {"id": "' OR 1=1 --"},
    {"name_vi": "'; DROP TABLE sites; --"},
    {"name_vi": "../../etc/passwd\0"},
    {"name_vi": LONG},
    {"limit": "9" * 5000},
    {"offset": "9" * 5000},
    {"count": "9" * 5000},
    {"area_ha": "1" + "0" * 400},
    {"area_ha": "1e308"},
    {"count": "-1e18"},
    {"limit": "١٢"},
    {"bbox": "NaN,NaN,NaN,NaN"},
    {"bbox": "-1e308,-1e308,1e308,1e308"},
    {"bbox": "1e308,-1e308,1.7e308,1e308", "bbox-crs": "x"},
    {"bbox": "0,0,0x1,1"},
    {"bbox": "1_0,0,2_0,1"},
    {"bbox": "," * 5000},
    {"datetime": "9999-12-31T23:59:59-23:59"},
    {"datetime": "0001-01-01T00:00:00+23:59"},
    {"datetime": "0000-00-00"},
    {"datetime": "2024-01-01T00:00:00+99:99"},
    {"datetime": "/" * 5000},
    {"datetime": HOSTILE},
    {"f": HOSTILE},
    {"lang": HOSTILE},
    {"known": HOSTILE},
    {"known": "9" * 3000},
    {HOSTILE: "1"},
    {"crs": HOSTILE},
    {"\udcff".encode("utf-8", "surrogateescape").decode("latin-1"): "1"},
]


@pytest.mark.parametrize("query", HARMFUL, ids=range(len(HARMFUL)))
@pytest.mark.parametrize("form", ["json", "html"])
def test_harmful_parameters_are_answered_or_refused_in_one_line(client, query, form):
    answer = client.get(ITEMS, params={"f": form, **query})
    assert answer.status_code in (200, 400)
    if answer.headers["content-type"].startswith("text/html"):
        assert HOSTILE not in answer.text
    if answer.status_code != 200:
        body = answer.json()
        assert len(body["description"]) < 600
        assert "\n" not in body["description"]


def test_a_refusal_is_never_read_as_a_page(client):
    answer = client.get(ITEMS, params={"f": HOSTILE})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/ogc", ITEMS, "/stats/facts"])
def test_a_million_characters_are_refused_unread(client, path):
    answer = ask(client.app, f"{path}?subject={'x' * 10**6}")
    assert answer.status == 400
    assert len(answer.body) < 300


@pytest.mark.parametrize("query", ["\xff\xfe=1", "id=\xff", "%ff%fe", "id=%ed%a0%80"])
def test_bytes_that_are_no_text_are_answered(client, query):
    answer = ask(client.app, f"{ITEMS}?{query}")
    assert answer.status in (200, 400)
    assert answer.body


@pytest.mark.parametrize(
    "path",
    [
        "/ogc/collections/..%2f..%2fetc",
        "/ogc/collections/%00",
        "/ogc/collections/sites/items/%00",
        "/ogc/collections/sites/items/..%2f..%2f..%2fetc%2fpasswd",
        "/ogc/collections/sites/items/" + "x" * 5000,
        "/ogc/collections/%3Cscript%3E",
        "/ogc//collections",
        "/ogc/collections/%0A",
        "/ogc/collections/sites/items/%0A",
        "/ogc/%0A/x",
        "/stats/",
        "/stats/../ogc/x",
        "/stats/%27",
    ],
)
def test_paths_that_lead_nowhere(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert len(answer.json()["description"]) < 600


def test_too_many_at_once_are_told_to_come_again(client, monkeypatch):
    few = work.Lane("answers", at_once=1, waiting=0, limit_s=30)
    monkeypatch.setattr(work, "API", few)
    assert client.get(ITEMS).status_code == 200
    begun, held = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        held.wait(60)

    with ThreadPoolExecutor(1) as other:
        running = other.submit(asyncio.run, few.run(hold))
        assert begun.wait(60)
        refused = client.get(ITEMS)
        held.set()
        running.result()
    assert refused.status_code == 503
    assert refused.json()["code"] == "ServerBusy"
    assert refused.headers["retry-after"]
    assert client.get(ITEMS).status_code == 200


def test_a_refused_request_gives_its_place_back(client, monkeypatch):
    few = work.Lane("answers", at_once=1, waiting=0, limit_s=30)
    monkeypatch.setattr(work, "API", few)
    for _ in range(3):
        assert client.get(f"{ITEMS}?limit=x").status_code == 400
        assert client.get(f"{ITEMS}/nothing").status_code == 404
    assert client.get(ITEMS).status_code == 200


def test_a_collection_is_made_once_for_each_state(client, register, monkeypatch):
    made = []
    plain = register.dataset
    monkeypatch.setattr(
        register, "dataset", lambda name, _known: made.append(name) or plain(name)
    )
    for _ in range(3):
        client.get(f"{ITEMS}?limit=1")
    assert made == ["sites"]
    assert held.collection.cache_info().currsize == 1


def test_an_answer_is_made_once_for_a_state_of_the_data(register):
    made = []

    def make(asked, now):
        made.append((asked.form, asked.lang, now.version))
        size = answers.LARGEST_KEPT + 1 if asked.value("large") else 9
        return answers.Content(body=bytes(size), kind="text/plain")

    route = answers.route("/made", make, allowed=None)
    client = TestClient(Starlette(routes=[route]))
    for _ in range(3):
        assert len(client.get("/made").content) == 9
    assert len(made) == 1
    client.get("/made?lang=vi")
    assert len(made) == 2
    register.version = "another"
    client.get("/made")
    assert len(made) == 3
    for _ in range(2):  # too large to be kept
        client.get("/made?large=1")
    assert len(made) == 5
