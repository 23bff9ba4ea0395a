"""Behind the guard all works in a real browser, and what it forbids does not."""

import http.client
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, expect
from running import DESKTOP, ROOT, start_app, visiting
from visits import Visit

from qngeo.i18n import translate
from qngeo.services.satellite.practice import write_practice

WATCH = """document.addEventListener('securitypolicyviolation', event =>
    console.error('forbidden', event.effectiveDirective, event.blockedURI), true)"""

FORBIDDEN = re.compile(r"forbidden|Content.Security.Policy|Permissions.Policy")

DRAWN = """() => document.querySelectorAll(
    '[data-testid="stVegaLiteChart"] svg.marks path').length > 9"""
"""Lines and areas of charts, which vega draws by the expressions within them."""

NAMES = re.findall(
    r'^    \("(\w+)", \w+\.show,',
    (ROOT / "qngeo" / "ui" / "home.py").read_text(encoding="utf-8"),
    re.M,
)

MB = 1024 * 1024


class _Portal(BaseHTTPRequestHandler):
    """A site elsewhere that frames what stands behind the question mark."""

    def do_GET(self) -> None:
        body = f'<iframe src="{urlsplit(self.path).query}" width=900 height=700>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guard") / "app.log"


@pytest.fixture(scope="module")
def framed_address(portal: str, log: Path) -> Iterator[str]:
    """Start an app that the portal may frame, with a practice scene."""
    rasters = log.parent / "rasters"
    write_practice(cells=120, rasters=rasters)
    env = {"QNGEO_FRAME_ANCESTORS": portal, "QNGEO_RASTERS": str(rasters)}
    with start_app(log, env) as found:
        yield found


@pytest.fixture
def watched(chromium: Browser, app_address: str) -> Iterator[tuple[Visit, list[str]]]:
    """A visit, and what the browser forbade on it, in frames as well."""
    with _watching(chromium, app_address) as found:
        yield found


@contextmanager
def _watching(browser: Browser, address: str) -> Iterator[tuple[Visit, list[str]]]:
    told: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if FORBIDDEN.search(message.text):
            told.append(message.text[:300])

    with visiting(browser, address, DESKTOP) as visit:
        visit.page.add_init_script(WATCH)
        visit.page.on("console", heard)
        yield visit, told


def test_no_page_does_what_is_forbidden_and_all_is_drawn(
    watched: tuple[Visit, list[str]],
):
    visit, told = watched
    assert len(NAMES) >= 5
    for name in set(NAMES) - {"forest"}:  # each of its views is opened below
        visit.open(f"{name}?lang=vi")
        if name == "zones":
            visit.map()
            visit.wait_for_rows("rows.length > 0")
    visit.page.goto(f"{visit.base}/ogc/collections?f=html&lang=vi")
    assert visit.page.locator("h1").is_visible()
    visit.open("forest?lang=vi&view=official")
    visit.page.wait_for_function(DRAWN)
    assert told == []
    visit.assert_clean()
    visit.page.evaluate(
        """() => { const made = document.createElement('script');
            made.textContent = 'window.hacked = 1'; document.body.append(made); }"""
    )
    assert visit.page.evaluate("() => window.hacked ?? 'refused'") == "refused"
    visit.page.wait_for_timeout(100)
    assert any("script-src" in text for text in told), "the watch sees nothing"


@pytest.mark.heavy
def test_a_scene_and_its_charts_do_nothing_forbidden(
    chromium: Browser, framed_address: str
):
    with _watching(chromium, framed_address) as (visit, told):
        visit.open("forest?lang=vi&view=satellite&tab=recovery")
        visit.page.wait_for_selector("iframe.qngeo-frame")
        visit.page.wait_for_function(DRAWN)
        assert told == []
        visit.assert_clean()


@pytest.mark.heavy
def test_a_named_portal_frames_the_view_for_frames_with_its_map(
    chromium: Browser, framed_address: str, portal: str
):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{portal}/?{framed_address}/zones?embed=1&lang=vi")
    inner = page.frame_locator("iframe").frame_locator("iframe.qngeo-frame")
    inner.locator(".leaflet-land-pane canvas").first.wait_for(timeout=30_000)
    line = page.frame_locator("iframe").locator(".qn-frame-line")
    expect(line).to_contain_text(translate("links.source", "vi"))
    context.close()


@pytest.mark.heavy
def test_the_other_pages_are_framed_by_nobody(
    chromium: Browser, framed_address: str, portal: str
):
    context = chromium.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"{portal}/?{framed_address}/data?lang=vi")
    page.wait_for_timeout(500)
    assert any("frame-ancestors" in text for text in refused)
    assert page.frames[-1].locator("body").inner_text().strip() == "" or (
        page.frames[-1].url.startswith("chrome-error:")
    )
    context.close()


def ask(
    address: str, path: str, *, method: str = "GET", body: object = None
) -> tuple[int, dict[str, str], bytes]:
    """Ask without following or mending anything; an iterable body has no length."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    try:
        line.request(
            method, path, body=body, encode_chunked=not isinstance(body, bytes)
        )
        answer = line.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, answer.read()
    finally:
        line.close()


@pytest.mark.parametrize(
    "path", ["/", "/zones", "/_stcore/health", "/_stcore/host-config",
             "/static/none.js", "/_stcore/none", "/media/none.pdf", "/../app.py"]
)  # fmt: skip
def test_what_streamlit_answers_itself_has_the_headers_too(app_address: str, path: str):
    _, headers, _ = ask(app_address, path)
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-request-id"]


def test_large_bodies_and_long_addresses_are_refused_everywhere(app_address: str):
    upload = "/_stcore/upload_file/a/b"
    for path in ("/", "/sign-in/keep", "/layers/zones.geojson", "/_stcore/health"):
        status, _, told = ask(app_address, path, method="POST", body=bytes(5000))
        assert (status, told.count(b"\n")) == (413, 1), path
        assert ask(app_address, f"{path}?{'x' * 9000}")[0] == 414, path
    pieces = iter([b"x" * 1000] * 5)
    assert ask(app_address, "/sign-in/keep", method="POST", body=pieces)[0] in (
        400,
        413,
    )
    parts = urlsplit(app_address)
    line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    line.putrequest("PUT", upload)
    line.putheader("Content-Length", str(200 * MB))
    line.endheaders()
    assert line.getresponse().status == 413
    line.close()


@pytest.mark.heavy
def test_the_log_has_a_line_a_request_and_no_query_of_a_sign_in(
    framed_address: str, log: Path
):
    ask(framed_address, "/map/explorer?lang=vi&token=s3cr3t")
    until = time.monotonic() + 10
    while '"path": "/map/explorer?lang=vi&token=***"' not in (text := log.read_text()):
        assert time.monotonic() < until, text
    assert "s3cr3t" not in text


def test_health_is_told_by_the_running_app(app_address: str):
    status, headers, body = ask(app_address, "/health")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert b'"status":"' in body
    assert ask(app_address, "/health/live")[::2] == (200, b"live\n")
