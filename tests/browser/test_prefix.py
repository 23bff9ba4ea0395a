"""Below a prefix everything is there, and nothing is asked for beside it.

A visit counts whatever is asked outside the prefix as outside.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from forest_page import forest
from playwright.sync_api import Browser, expect
from running import DESKTOP, ROOT, free_port, start_app, visiting, wait_for
from shapely.geometry import shape
from visits import Visit

from qngeo.i18n import translate
from qngeo.io.accounts import add_account
from qngeo.services.satellite.practice import write_practice

PREFIX = "/qngeo"
NAME, PASSWORD = "Hoàng Anh", "mưa rào tháng bảy"
PAGES = ("overview", "zones", "land", "forest", "sources", "data")

TRIED = r"/\w+/_stcore/(health|host-config)$"

FONT = """async () => {
    await document.fonts.ready;
    const used = [...document.fonts].filter(face => face.family.includes('Be Vietnam'));
    return used.map(face => face.status);
}"""

MAIN = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ }}
http {{
    include /etc/nginx/mime.types;
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/qngeo.conf;
}}
"""
"""What Debian's nginx.conf is around the file in deploy/, with every path here."""


@contextmanager
def nginx(app: str, folder: Path) -> Iterator[str]:
    """Start a real nginx with deploy/nginx.conf before an app; yield its address."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "no nginx: `make nginx` installs it"
    port = free_port()
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("127.0.0.1:8501", app.removeprefix("http://").removesuffix(PREFIX)),
        ("/var/cache/nginx-qngeo", str(folder / "cache")),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "qngeo.conf").write_text(text, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    log = folder / "error.log"
    words = [program, "-p", str(folder), "-c", str(main), "-e", str(log)]
    subprocess.run([*words, "-t"], check=True, capture_output=True)
    process = subprocess.Popen(words)
    try:
        address = f"http://127.0.0.1:{port}{PREFIX}"
        wait_for(f"{address}/_stcore/health", process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def below(var: Path) -> Iterator[str]:
    """The app under a prefix."""
    env = {"QNGEO_VAR": str(var), "QNGEO_RASTERS": str(var / "rasters")}
    with start_app(var / "app.log", env=env, prefix=PREFIX) as address:
        yield address


@pytest.fixture(scope="module")
def proxied(
    below: str, var: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same behind nginx, with an account and practice rasters."""
    write_practice(cells=300, rasters=var / "rasters")
    add_account(NAME, PASSWORD, role="editor", path=var / "accounts.json")
    with nginx(below, tmp_path_factory.mktemp("nginx")) as address:
        yield address


@pytest.fixture
def visit(chromium: Browser, below: str) -> Iterator[Visit]:
    with visiting(chromium, below, DESKTOP) as found:
        yield found


@pytest.fixture
def far_visit(chromium: Browser, proxied: str) -> Iterator[Visit]:
    with visiting(chromium, proxied, DESKTOP) as found:
        yield found


def assert_all_answered(visit: Visit) -> None:
    """Nothing is missing but where Streamlit tries out where its root lies."""
    lost = [url for url, status in visit.answered.items() if status >= 400]
    assert [url for url in lost if not re.search(TRIED, url)] == []
    inside = (visit.base, "data:", "blob:")
    assert [url for url in visit.answered if not url.startswith(inside)] == []
    visit.assert_clean()


def look_at_zones(visit: Visit) -> None:
    """The map draws, the font is ours, a click opens a sheet."""
    visit.open("zones?lang=en")
    found = visit.map()
    assert "loaded" in visit.page.evaluate(FONT)
    assert any("/layers/zones.geojson" in url for url in visit.answered)
    text = (ROOT / "layers" / "zones.geojson").read_text("utf-8")
    zone = json.loads(text)["features"][0]
    inside = shape(zone["geometry"]).representative_point()
    found.go(inside.y, inside.x, 15)
    found.click(inside.y, inside.x)
    visit.page.wait_for_url(re.compile(f"{visit.base}/zones\\?.*subject="))
    visit.settle()
    assert_all_answered(visit)


def take_a_layer(visit: Visit) -> None:
    visit.open("sources?lang=en")
    visit.page.get_by_text("Download data", exact=True).click()
    link = visit.page.get_by_role("link", name="Download the file")
    with visit.page.context.expect_event("download") as coming:
        link.click()
    assert coming.value.suggested_filename.startswith("qngeo-parks-")
    assert coming.value.failure() is None


def hrefs(document: object) -> Iterator[str]:
    """Every address that a document of the API names."""
    if isinstance(document, dict):
        for name, value in document.items():
            if name == "href":
                yield value
            yield from hrefs(value)
    elif isinstance(document, list):
        for one in document:
            yield from hrefs(one)


def turn_the_page(base: str) -> None:
    """From one page of items to the next by the link that the first one names."""
    with httpx.Client(timeout=60) as web:
        page = web.get(f"{base}/ogc/collections/ports/items?limit=2&f=json").json()
        (later,) = [one["href"] for one in page["links"] if one["rel"] == "next"]
        assert later.startswith(f"{base}/ogc/collections/ports/items?")
        ids = {one["id"] for one in page["features"]}
        rest = web.get(later).json()["features"]
        assert len(rest) > 0
        assert not ids & {one["id"] for one in rest}


def walk_the_api(base: str) -> None:
    """From the landing page on, by its own links only."""
    with httpx.Client(timeout=60) as web:
        landing = web.get(f"{base}/ogc", params={"f": "json"}).json()
        (data,) = [one["href"] for one in landing["links"] if one["rel"] == "data"]
        collections = web.get(data, params={"f": "json"}).json()
        for address in {*hrefs(landing), *hrefs(collections)}:
            if address.startswith("http://127.0.0.1"):
                assert address.startswith(f"{base}/"), address
                assert web.get(address).status_code == 200, address
        read = web.get(f"{base}/ogc", params={"f": "html"}).text
        found = re.findall(r'(?:href|src)="(http://127[^"]+)"', read)
        assert found
        for address in found:
            assert web.get(address.replace("&amp;", "&")).status_code == 200, address


def test_a_shared_link_may_be_the_first_thing_a_fresh_server_sees(visit: Visit):
    """Before anyone has opened the front page: this is the first test of the app."""
    visit.open("zones?subject=park:song_khoai")
    expect(visit.heading()).to_have_text("Khu công nghiệp Sông Khoai")
    front = visit.page.get_by_role("link", name=translate("pages.overview.title", "vi"))
    expect(front.first).to_be_visible()
    visit.map()
    assert_all_answered(visit)


def test_below_a_prefix_the_map_draws_and_links_stay_below(visit: Visit):
    look_at_zones(visit)
    take_a_layer(visit)
    turn_the_page(visit.base)
    root = visit.base.removesuffix(PREFIX)
    assert httpx.get(f"{root}/layers/zones.geojson").status_code == 404
    moved = httpx.get(f"{visit.base}/overview?lang=en")
    assert moved.status_code == 307
    assert str(moved.next_request.url) == f"{visit.base}/?lang=en"


@pytest.mark.heavy
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_behind_nginx(far_visit: Visit, page: str, lang: str):
    far_visit.open(f"{page}?lang={lang}")
    if far_visit.page.locator("iframe.qngeo-frame").count():
        far_visit.page.wait_for_timeout(1500)
    other = "land" if page == "zones" else "zones"
    title = translate(f"pages.{other}.title", lang)
    far_visit.page.get_by_role("link", name=title).first.click()
    far_visit.page.wait_for_url(f"{far_visit.base}/{other}**")
    far_visit.settle()
    far_visit.page.go_back()
    far_visit.settle()
    assert_all_answered(far_visit)


@pytest.mark.heavy
def test_map_download_and_api_behind_nginx(far_visit: Visit):
    look_at_zones(far_visit)
    take_a_layer(far_visit)
    turn_the_page(far_visit.base)
    walk_the_api(far_visit.base)


@pytest.mark.heavy
def test_tiles_of_the_forest_map_behind_nginx(far_visit: Visit):
    forest(far_visit)
    tiles = [url for url in far_visit.answered if "/tiles/" in url]
    assert tiles
    assert_all_answered(far_visit)
    name = tiles[0].removeprefix(far_visit.base)
    first = httpx.get(f"{far_visit.base}{name}", timeout=60)
    assert first.headers["content-type"] == "image/png"
    assert first.headers["x-cache"] in ("HIT", "REVALIDATED")


@pytest.mark.heavy
def test_nginx_keeps_what_says_that_it_lasts(proxied: str):
    with httpx.Client(base_url=proxied, timeout=60) as web:
        catalog = web.get("/layers/zones.geojson")
        (digest,) = re.findall("[0-9a-f]{12}", catalog.headers["etag"])[:1]
        kept = f"/layers/zones.geojson?v={digest}"
        web.get(kept)
        for headers in ({}, {"Accept-Encoding": "gzip"}, {"Accept-Encoding": ""}):
            web.get(kept, headers=headers)
            again = web.get(kept, headers=headers)
            assert again.json() == catalog.json()
        assert again.headers["x-cache"] == "HIT"
        asked = web.get(kept, headers={"If-None-Match": again.headers["etag"]})
        assert asked.status_code == 304
        assert web.get("/layers/zones.geojson").headers["x-cache"] != "HIT"


@pytest.mark.heavy
def test_a_sign_in_behind_nginx_lasts_and_is_of_the_prefix_only(far_visit: Visit):
    page = far_visit.page

    def say(key: str) -> str:
        return translate(f"data.login.{key}", "en")

    far_visit.open("data?lang=en")
    page.get_by_text(say("open")).click()
    page.get_by_label(say("name"), exact=True).fill(NAME)
    page.get_by_label(say("password"), exact=True).fill(PASSWORD)
    with page.expect_response("**/sign-in/keep") as kept:
        page.get_by_role("button", name=say("in"), exact=True).click()
    assert kept.value.status == 204
    assert kept.value.url == f"{far_visit.base}/sign-in/keep"
    (cookie,) = [c for c in page.context.cookies() if c["name"] == "qngeo_visit"]
    assert cookie["path"] == PREFIX
    far_visit.open("data?lang=en")
    expect(page.get_by_text(f"Signed in as {NAME}")).to_be_visible()
    assert_all_answered(far_visit)


@pytest.mark.heavy
def test_an_upload_and_a_feed_behind_nginx(far_visit: Visit, tmp_path: Path):
    big = tmp_path / "area.geojson"
    filling = "x" * 12_000_000
    square = "[[[107.0,21.0],[107.1,21.0],[107.1,21.1],[107.0,21.0]]]"
    big.write_text(
        f'{{"type":"FeatureCollection","note":"{filling}","features":[{{"type":'
        f'"Feature","properties":{{"name":"A"}},"geometry":{{"type":"Polygon",'
        f'"coordinates":{square}}}}}]}}'
    )
    page = far_visit.page
    far_visit.open("forest?view=satellite")
    page.locator("summary", has_text="Vùng của tôi").click()
    with page.expect_response(lambda r: r.request.method == "PUT") as sent:
        page.locator('[data-testid="stFileUploader"] input').set_input_files(big)
    assert sent.value.status == 204
    assert sent.value.url.startswith(f"{far_visit.base}/_stcore/upload_file/")
    for path in ("feeds/all.atom?lang=vi", "health"):
        assert httpx.get(f"{far_visit.base}/{path}", timeout=60).status_code == 200


@pytest.mark.heavy
def test_the_prefix_without_a_slash_leads_to_the_first_page(proxied: str):
    moved = httpx.get(f"{proxied}?lang=en")
    assert moved.status_code == 301
    assert moved.headers["location"] == f"{proxied}/?lang=en"
    found = httpx.get(f"{proxied}/overview?lang=en")
    assert str(found.next_request.url) == f"{proxied}/?lang=en"
