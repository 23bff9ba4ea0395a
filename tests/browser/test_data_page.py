"""An editor imports a boundary and takes it back; a reader looks; nobody is hacked.

A sign-in is of one visit, lasts over a reload and no longer than it should.
"""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from axe import findings, open_all
from playwright.sync_api import Browser, Page, expect
from running import DESKTOP, PHONE, start_app, visiting
from visits import Map, Visit

from qngeo.i18n import translate
from qngeo.io.accounts import add_account, remove_account
from qngeo.io.store import open_store

EDITOR, READER, LEAVING = "Hoàng Anh", "Minh", "Lan"
PASSWORD = "mưa rào tháng bảy"
COOKIE = "qngeo_visit"

BUILD_MS = 90_000
"""For making the layers anew, also on a busy machine."""

MANY = 15_000
"""Rows that take seconds to be checked."""

PARK = "park:dong_mai"
WEST, SOUTH, EAST, NORTH = 106.80, 21.02, 106.82, 21.04
"""A made boundary, somewhere else than the approximate one."""

NASTY = "KCN <img src=x onerror=window.top.hacked=1> <b>Đông Mai</b>"

OVERLAY = """() => {
    const found = [];
    qngeo.map.eachLayer(layer => {
        const { preview } = layer.feature?.properties ?? {};
        if (preview) found.push(layer.getBounds().toBBoxString());
    });
    return found;
}"""

BOUNDS = """id => {
    const item = qngeo.drawn.get(id);
    return item.shape ? item.shape.getBounds().toBBoxString() : null;
}"""

WIDE = """() => document.documentElement.scrollWidth - window.innerWidth"""


def say(key: str, **values: object) -> str:
    return translate(f"data.{key}", "en", **values)


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("var")
    for name, role in ((EDITOR, "editor"), (READER, "reader"), (LEAVING, "editor")):
        add_account(name, PASSWORD, role=role, path=found / "accounts.json")
    return found


@pytest.fixture(scope="module")
def address(var: Path) -> Iterator[str]:
    """Start the app with accounts and a store of its own."""
    env = {"QNGEO_VAR": str(var), "QNGEO_RASTERS": str(var / "rasters")}
    with start_app(var / "app.log", env) as found:
        yield found


@pytest.fixture
def visits(chromium: Browser, address: str) -> Iterator[list[Visit]]:
    """Two visits that know nothing of one another, and one on a phone."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(visiting(chromium, address, size))
            for size in (DESKTOP, DESKTOP, PHONE)
        ]


def boundary() -> bytes:
    """Return a file with one surveyed boundary and a name that is HTML."""
    ring = [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]
    feature = {
        "type": "Feature",
        "properties": {
            "feature_id": PARK,
            "name_vi": NASTY,
            "name_en": NASTY,
            "geometry_method": "surveyed",
        },
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def sign_in(visit: Visit, name: str, password: str = PASSWORD) -> None:
    page = visit.page
    visit.settle()
    field = page.get_by_label(say("login.name"), exact=True)
    if not field.is_visible():
        page.get_by_text(say("login.open")).click()
    field.fill(name)
    page.get_by_label(say("login.password"), exact=True).fill(password)
    page.get_by_role("button", name=say("login.in"), exact=True).click()


def part(page: Page, name: str) -> None:
    """Go to a part of the page."""
    page.get_by_role("radio", name=say(f"view.{name}")).or_(
        page.get_by_role("button", name=say(f"view.{name}"))
    ).first.click()


def upload(page: Page, content: bytes, name: str) -> None:
    page.locator('input[type="file"]').set_input_files(
        {"name": name, "mimeType": "application/geo+json", "buffer": content}
    )


def box_of(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


def outline(visit: Visit, *, surveyed: bool) -> list[float]:
    """Return the box of the park's outline on the map, after a look at its sheet."""
    visit.open(f"zones?lang=en&subject={PARK}")
    chart: Map = visit.map()
    words = visit.page.get_by_text(translate("pages.outline.surveyed", "en"))
    expect(words).to_have_count(int(surveyed))
    found: str = chart.frame.evaluate(BOUNDS, PARK)
    return box_of(found)


def assert_not_hacked(visit: Visit) -> None:
    visit.settle()
    for frame in visit.page.frames:
        assert frame.evaluate("() => window.top.hacked === undefined")
        assert frame.locator('img[src="x"]').count() == 0
    visit.assert_clean()


def offered(visit: Visit, var: Path) -> None:
    """Sign in, bring a file and see on the map what it holds."""
    page = visit.page
    visit.open("data?lang=en")
    expect(page.get_by_text(say("stock.none"))).to_be_visible()
    expect(page.locator('input[type="file"]')).to_have_count(0)

    sign_in(visit, EDITOR, "not the password")
    expect(page.get_by_text(say("login.refused"))).to_be_visible()
    sign_in(visit, EDITOR)
    expect(page.get_by_text(f"Signed in as {EDITOR} (editor).")).to_be_visible()

    part(page, "import")
    upload(page, boundary(), "surveyed.geojson")
    sound = page.get_by_text("1 of 1 rows have no fault")
    expect(sound).to_be_visible(timeout=BUILD_MS)  # the first file of a fresh process
    chart = visit.map()
    chart.frame.wait_for_function(f"() => ({OVERLAY})().length === 1")
    (drawn,) = chart.frame.evaluate(OVERLAY)
    assert box_of(drawn) == pytest.approx([WEST, SOUTH, EAST, NORTH], abs=1e-4)
    x, y = chart.pixel((SOUTH + NORTH) / 2, (WEST + EAST) / 2)
    box = page.locator("iframe.qngeo-frame").bounding_box()
    assert box is not None
    assert box["x"] < x < box["x"] + box["width"], "the map goes to what is new"
    assert box["y"] < y < box["y"] + box["height"]
    assert not (var / "qngeo.gpkg").exists(), "nothing is stored before accepting"
    assert_not_hacked(visit)


def test_an_editor_sees_what_a_file_holds_before_anything_is_stored(
    visits: list[Visit], var: Path
):
    offered(visits[0], var)
    accept = visits[0].page.get_by_role("button", name=say("accept.button"))
    expect(accept).to_be_visible()


def test_a_long_check_says_what_it_does_and_can_be_stopped(visits: list[Visit]):
    """What it did is not kept; the same file is checked again when asked anew."""
    visit, *_ = visits
    page = visit.page
    visit.open("data?lang=en")
    sign_in(visit, EDITOR)
    part(page, "import")
    one = json.loads(boundary())["features"]
    many = {"type": "FeatureCollection", "features": one * MANY}
    upload(page, json.dumps(many).encode(), "many.geojson")
    expect(page.get_by_text(translate("waiting.checking", "en"))).to_be_visible()
    page.get_by_test_id("stStatusWidget").get_by_role("button").click()
    stopped = page.get_by_text(translate("progress.stopped", "en"))
    expect(stopped).to_be_visible(timeout=BUILD_MS)
    expect(page.get_by_text("rows have no fault")).to_have_count(0)
    upload(page, boundary(), "surveyed.geojson")
    expect(page.get_by_text("1 of 1 rows have no fault")).to_be_visible()
    expect(stopped).to_have_count(0)
    visit.assert_clean()


@pytest.mark.heavy
def test_an_editor_imports_sees_it_on_the_map_and_takes_it_back(
    visits: list[Visit], var: Path
):
    """The layers are made anew twice; tests/app has accepting and undoing without."""
    visit, other, _ = visits
    page = visit.page
    before = outline(other, surveyed=False)
    offered(visit, var)
    page.get_by_role("button", name=say("accept.button")).click()
    done = page.get_by_text(re.compile("^Stored as version 1 of"))
    expect(done).to_be_visible(timeout=BUILD_MS)
    part(page, "versions")
    expect(page.get_by_text("File surveyed.geojson")).to_be_visible()
    assert_not_hacked(visit)
    there = outline(other, surveyed=True)
    assert there == pytest.approx([WEST, SOUTH, EAST, NORTH], abs=1e-4)
    assert_not_hacked(other)

    page.get_by_label(say("undo.reason")).fill("the wrong sheet")
    page.get_by_label(say("undo.reason")).press("Enter")
    done = page.get_by_text(re.compile("^Stored as version 2 of"))
    expect(done).to_be_visible(timeout=BUILD_MS)
    assert outline(other, surveyed=False) == before
    store = open_store(str(var / "qngeo.gpkg"))
    assert [(v.who, v.action, v.note) for v in store.versions()] == [
        (EDITOR, "import", ""),
        (EDITOR, "undo", "the wrong sheet"),
    ]
    store.close()
    assert_not_hacked(visit)


def test_a_reader_and_a_stranger_see_no_upload(visits: list[Visit]):
    visit, other, _ = visits
    visit.open("data?lang=en&view=import")
    sign_in(visit, READER)
    expect(visit.page.get_by_text(say("login.reader"))).to_be_visible()
    other.open("data?lang=en&view=import")
    for one in (visit, other):
        one.settle()
        expect(one.page.locator('input[type="file"]')).to_have_count(0)
        expect(one.page.get_by_text(say("view.import"), exact=True)).to_have_count(0)
        one.assert_clean()


def test_a_sign_in_lasts_over_a_reload_and_ends_when_asked(
    visits: list[Visit], var: Path
):
    visit, other, _ = visits
    page = visit.page
    visit.open("data?lang=en")
    with page.expect_response("**/sign-in/keep") as kept:
        sign_in(visit, EDITOR)
    assert kept.value.status == 204
    expect(page.get_by_text("Signed in as")).to_be_visible()
    (cookie,) = [c for c in page.context.cookies() if c["name"] == COOKIE]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert page.evaluate(f"() => !document.cookie.includes('{COOKIE}')")
    visit.open("data?lang=en")
    expect(page.get_by_text(f"Signed in as {EDITOR}")).to_be_visible()
    other.open("data?lang=en")
    expect(other.page.get_by_text(say("login.open"))).to_be_visible()
    expect(other.page.get_by_text("Signed in as")).to_have_count(0)
    page.get_by_role("button", name=say("login.out")).click()
    expect(page.get_by_text(say("login.open"))).to_be_visible()
    visit.open("data?lang=en")  # the browser may keep the cookie: it is no good
    expect(page.get_by_text(say("login.open"))).to_be_visible()
    visit.assert_clean()
    assert cookie["value"] not in (var / "app.log").read_text("utf-8")


def test_a_removed_account_ends_it_over_a_reload_as_well(
    visits: list[Visit], var: Path
):
    visit, *_ = visits
    page = visit.page
    visit.open("data?lang=en")
    with page.expect_response("**/sign-in/keep"):
        sign_in(visit, LEAVING)
    expect(page.get_by_text(f"Signed in as {LEAVING}")).to_be_visible()
    remove_account(LEAVING, path=var / "accounts.json")
    visit.open("data?lang=en")
    expect(page.get_by_text(say("login.open"))).to_be_visible()
    expect(page.get_by_text("Signed in as")).to_have_count(0)


def test_a_phone_holds_every_part(visits: list[Visit]):
    *_, phone = visits
    phone.open("data?lang=en")
    sign_in(phone, EDITOR)
    expect(phone.page.get_by_text("Signed in as")).to_be_visible()
    for name in ("import", "corners", "fact", "versions"):
        part(phone.page, name)
        phone.page.wait_for_url(re.compile(f"view={name}"))
        phone.settle()
        if name == "import":
            upload(phone.page, boundary(), "surveyed.geojson")
            phone.map()
        assert phone.page.evaluate(WIDE) <= 0, name
    phone.assert_clean()


@pytest.mark.heavy
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_what_an_editor_fills_in(
    visits: list[Visit], theme: str
):
    """The forms, each with a file in it where it takes one, on a desk and a phone."""
    for visit in (visits[0], visits[2]):
        visit.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        visit.open("data?lang=en")
        open_all(visit)
        assert findings(visit) == [], "the sign-in"
        sign_in(visit, EDITOR)
        expect(visit.page.get_by_text("Signed in as")).to_be_visible()
        for name in ("stock", "import", "raster", "corners", "fact", "versions"):
            part(visit.page, name)
            visit.settle()
            if name == "import":
                upload(visit.page, boundary(), "surveyed.geojson")
                visit.map()
            open_all(visit)
            assert findings(visit) == [], name
        visit.page.get_by_role("button", name=say("login.out")).click()
