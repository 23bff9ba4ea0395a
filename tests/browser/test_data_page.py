"""An editor imports a boundary and takes it back; a reader looks; nobody is hacked."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from running import DESKTOP, PHONE, ROOT, start_app, visiting
from visits import Map, Visit

from qngeo.i18n import translate
from qngeo.io.accounts import add_account
from qngeo.io.store import open_store

EDITOR, READER = "Hoàng Anh", "Minh"
PASSWORD = "mưa rào tháng bảy"

BUILD_MS = 90_000
"""For making the layers anew, also on a busy machine."""

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
    for name, role in ((EDITOR, "editor"), (READER, "reader")):
        add_account(name, PASSWORD, role=role, path=found / "accounts.json")
    return found


@pytest.fixture(scope="module")
def address(var: Path) -> Iterator[str]:
    """Start the app with accounts and a store of its own."""
    log = ROOT / "var" / "browser-tests-data.log"
    with start_app(log, {"QNGEO_VAR": str(var)}) as found:
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


def test_a_sign_in_belongs_to_one_visit(visits: list[Visit]):
    visit, other, _ = visits
    visit.open("data?lang=en")
    sign_in(visit, EDITOR)
    expect(visit.page.get_by_text("Signed in as")).to_be_visible()
    other.open("data?lang=en")
    expect(other.page.get_by_text(say("login.open"))).to_be_visible()
    expect(other.page.get_by_text("Signed in as")).to_have_count(0)
    visit.page.get_by_role("button", name=say("login.out")).click()
    expect(visit.page.get_by_text(say("login.open"))).to_be_visible()


@pytest.mark.parametrize("name", ["import", "corners", "fact", "versions"])
def test_a_phone_holds_every_part(visits: list[Visit], name: str):
    *_, phone = visits
    phone.open("data?lang=en")
    sign_in(phone, EDITOR)
    expect(phone.page.get_by_text("Signed in as")).to_be_visible()
    part(phone.page, name)
    phone.settle()
    if name == "import":
        upload(phone.page, boundary(), "surveyed.geojson")
        phone.map()
    assert phone.page.evaluate(WIDE) <= 0
    phone.assert_clean()
