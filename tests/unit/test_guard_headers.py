"""Headers: on every answer; what a route says of itself stays."""

import base64
import hashlib

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from qngeo.config import Settings
from qngeo.web import map_page
from qngeo.web.guard import headers, policy, stack
from qngeo.web.routes import routes

INDEX = "<head><script>let a = 1</script><script src='x.js'></script></head>"
PORTAL = "https://portal.example.vn"


def directives(answer) -> dict[str, set[str]]:
    parts = answer.headers["content-security-policy"].split(";")
    return {name: set(rest) for name, *rest in (part.split() for part in parts)}


@pytest.fixture
def ask(monkeypatch):
    """Ask small routes behind the guard, under settings of the test."""

    def page(_):
        return HTMLResponse("<p>")

    def own(_):
        kept = {"Content-Security-Policy": map_page.POLICY, "Referrer-Policy": "origin"}
        return HTMLResponse("<p>", headers=kept)

    def text(_):
        return PlainTextResponse("1")

    def script(_):
        return Response("1", media_type="text/javascript; charset=utf-8")

    def still(_):
        return Response(status_code=304, headers={"ETag": '"1"'})

    def broken(_):
        raise ZeroDivisionError

    kinds = {"/page": page, "/zones": page, "/map/explorer": own, "/text": text,
             "/x.js": script, "/still": still, "/broken": broken}  # fmt: skip
    app = Starlette(
        routes=[Route(path, kind) for path, kind in kinds.items()],
        middleware=stack.middleware(index=INDEX, upload_mb=1),
    )

    def ask(path, **chosen):
        made = Settings(**chosen)
        for module in (headers, policy):
            monkeypatch.setattr(module, "settings", lambda: made)
        return TestClient(app, raise_server_exceptions=False).get(path)

    return ask


def test_what_a_browser_has_kept_keeps_the_policy_that_it_came_with(ask):
    """The headers of a 304 take the place of those of the page that was kept."""
    found = ask("/still").headers
    assert "content-security-policy" not in found
    assert found["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/page", "/text", "/nothing", "/broken", "/x.js"])
def test_every_answer_has_them_refusals_and_failures_as_well(ask, path):
    found = ask(path).headers
    assert found["x-content-type-options"] == "nosniff"
    assert "camera=()" in found["permissions-policy"]
    assert found["referrer-policy"] == "strict-origin-when-cross-origin"
    assert found["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in found["content-security-policy"]


@pytest.mark.parametrize("path", ["/page", "/x.js"])
def test_a_page_runs_scripts_of_this_server_and_its_own_inline_ones_only(ask, path):
    found = directives(ask(path))
    digest = base64.b64encode(hashlib.sha256(b"let a = 1").digest()).decode()
    assert found["script-src"] == {
        "'self'", "blob:", "'wasm-unsafe-eval'", f"'sha256-{digest}'"
    }  # fmt: skip
    assert found["default-src"] == found["connect-src"] == {"'self'"}
    assert found["object-src"] == found["base-uri"] == {"'none'"}


def test_what_is_no_page_runs_nothing(ask):
    assert directives(ask("/text"))["default-src"] == {"'none'"}
    assert "script-src" not in directives(ask("/text"))


def test_what_a_route_says_stays(ask):
    answer = ask("/map/explorer")
    assert "https://tile.openstreetmap.org" in directives(answer)["img-src"]
    assert answer.headers["referrer-policy"] == "origin"
    assert len(answer.headers.get_list("content-security-policy")) == 1


@pytest.mark.parametrize("path", ["/zones?embed=1&lang=vi", "/map/explorer?lang=vi"])
def test_a_named_site_may_frame_the_view_for_frames_and_its_map(ask, path):
    answer = ask(path, frame_ancestors=f"{PORTAL}, https://*.qn.example.vn:8443")
    assert directives(answer)["frame-ancestors"] == {
        "'self'", PORTAL, "https://*.qn.example.vn:8443"
    }  # fmt: skip
    assert "x-frame-options" not in answer.headers
    assert directives(ask(path))["frame-ancestors"] == {"'self'"}


@pytest.mark.parametrize(
    "path", ["/zones", "/zones?embed=0", "/zones?embed=1&embed=1", "/page?a=embed=1"]
)
def test_no_other_page_may_be_framed_by_anyone(ask, path):
    answer = ask(path, frame_ancestors=PORTAL)
    assert directives(answer)["frame-ancestors"] == {"'self'"}
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


def test_browsers_are_told_to_keep_to_https_only_where_it_is_served(ask):
    over = ask("/page", public_url="https://qn.example.vn").headers
    assert over["strict-transport-security"].startswith("max-age=")
    assert over["cross-origin-opener-policy"] == "same-origin"
    plain = ask("/page", public_url="http://qn.example.vn").headers
    assert "strict-transport-security" not in plain
    assert "cross-origin-opener-policy" not in plain


@pytest.mark.parametrize(
    "path",
    ["/map/explorer", "/map/forest", "/layers/zones.geojson", "/layers/no.geojson",
     "/assets/bundle/map.js", "/ogc?f=html", "/ogc/nothing", "/stats/occupancy",
     "/tiles/none/none/none/9/1/1.png", "/export/parks.xyz", "/feeds/none.atom",
     "/health/live"],
)  # fmt: skip
def test_every_route_of_ours_answers_behind_the_guard(path):
    guard = stack.middleware(index=INDEX, upload_mb=1)
    client = TestClient(Starlette(routes=routes(), middleware=guard))
    answer = client.get(path)
    assert answer.status_code < 500
    assert directives(answer)["frame-ancestors"] == {"'self'"}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]
