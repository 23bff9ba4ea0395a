"""The Forest page without a raster, and with one that an editor brings in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from forest_page import PAGE, map_frame
from made_rasters import brought_in, geotiff
from playwright.sync_api import Browser, Page, expect
from running import DESKTOP, PHONE, start_app, visiting
from test_data_page import EDITOR, PASSWORD, part, say, sign_in
from visits import Visit

from qngeo.i18n import translate
from qngeo.io.accounts import add_account
from qngeo.services.own_data import known

NASTY = "Rừng <img src=x onerror=window.top.hacked=1>"
WAIT_MS = 90_000
WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    var = tmp_path_factory.mktemp("var")
    add_account(EDITOR, PASSWORD, role="editor", path=var / "accounts.json")
    env = {"QNGEO_VAR": str(var), "QNGEO_RASTERS": str(var / "imagery")}
    with start_app(var / "app.log", env) as found:
        yield found


def own(key: str, **values: object) -> str:
    return translate(f"rasters.{key}", "en", **values)


def signed_in(visit: Visit) -> None:
    """Sign in, unless the sign-in of before still holds."""
    ask = visit.page.get_by_text(say("login.open"))
    either = ask.or_(visit.page.get_by_text("Signed in as"))
    expect(either.first).to_be_visible(timeout=WAIT_MS)
    if ask.is_visible():
        sign_in(visit, EDITOR)
    words = visit.page.get_by_text(f"Signed in as {EDITOR} (editor).")
    expect(words).to_be_visible(timeout=WAIT_MS)


def fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_role("textbox", name=label, exact=True)
    field.fill(text)
    field.press("Tab")


def assert_not_hacked(visit: Visit) -> None:
    for frame in visit.page.frames:
        assert frame.evaluate("() => window.top.hacked === undefined")
        assert frame.locator('img[src="x"]').count() == 0
    visit.assert_clean()


def test_without_imagery_the_map_says_so_and_how_to_get_some(
    chromium: Browser, address: str
):
    with visiting(chromium, address, DESKTOP) as visit:
        visit.open(PAGE)
        frame = map_frame(visit)
        words = frame.locator(".qn-empty")
        expect(words).to_contain_text("Không kèm ảnh vệ tinh của cơn bão")
        expect(words).to_contain_text("qngeo fetch sentinel2")
        expect(frame.locator(".qn-practice")).to_be_hidden()
        expect(frame.locator(".qn-swipe")).to_be_hidden()
        assert list(frame.evaluate("() => qngeo.forest.shown()")) == ["rasterAll"]
        expect(frame.locator(".qn-legend")).to_contain_text("5,5 km")
        visit.assert_clean()


def test_an_editor_brings_a_raster_in(chromium: Browser, address: str, tmp_path: Path):
    file = geotiff(tmp_path / "rung_2025.tif")
    with visiting(chromium, address, DESKTOP) as visit:
        page = visit.page
        visit.open("data?lang=en")
        signed_in(visit)
        part(page, "raster")
        page.locator('input[type="file"]').set_input_files(file)
        expect(page.get_by_text(own("import.describe"))).to_be_visible(timeout=WAIT_MS)
        expect(page.get_by_role("textbox", name=own("import.id"))).to_have_value(
            "rung_2025", timeout=WAIT_MS
        )
        button = page.get_by_role("button", name=own("import.button"))
        expect(button).to_have_count(0)
        fill(page, own("import.name_vi"), NASTY)
        fill(page, own("import.as_of"), "2025")
        fill(page, own("import.source"), "Kiểm lâm")
        fill(page, own("import.class_vi", value=1, cells="600"), NASTY)
        fill(page, own("import.class_vi", value=2, cells="600"), "Không rừng")
        expect(button).to_be_visible(timeout=WAIT_MS)
        assert_not_hacked(visit)
        button.click()
        done = page.get_by_text(re.compile("^Stored as version 1 of"))
        expect(done).to_be_visible(timeout=WAIT_MS)

        visit.open("forest?lang=en&view=rasters")
        words = page.get_by_text(own("page.basis", who=EDITOR)).first
        expect(words).to_be_visible(timeout=WAIT_MS)
        expect(page.get_by_text(re.compile("^Province: 1,200 ha"))).to_be_visible(
            timeout=WAIT_MS
        )
        chart = page.frame_locator("iframe.qngeo-frame")
        expect(chart.locator(".leaflet-rasterAll-pane img").first).to_be_visible(
            timeout=WAIT_MS
        )
        legend = chart.locator(".qn-legend-body li span")
        expect(legend).to_have_text([NASTY, "Không rừng"], timeout=WAIT_MS)
        assert_not_hacked(visit)


@pytest.mark.heavy
def test_an_editor_takes_a_raster_back(
    chromium: Browser, own_store: Path, tmp_path: Path
):
    add_account(EDITOR, PASSWORD, role="editor", path=own_store / "accounts.json")
    brought_in(geotiff(tmp_path / "rung_2025.tif"), known.store())
    with (
        start_app(tmp_path / "app.log") as address,
        visiting(chromium, address, DESKTOP) as visit,
    ):
        page = visit.page
        visit.open("data?lang=en")
        signed_in(visit)
        part(page, "versions")
        fill(page, say("undo.reason"), "the wrong year")
        page.get_by_role("button", name=say("undo.button", number=1)).click()
        done = page.get_by_text(re.compile("^Stored as version 2 of"))
        expect(done).to_be_visible(timeout=WAIT_MS)
        visit.open("forest?lang=en&view=rasters")
        expect(page.get_by_text(own("page.none"))).to_be_visible(timeout=WAIT_MS)


def test_a_phone_holds_the_form(chromium: Browser, address: str, tmp_path: Path):
    file = geotiff(tmp_path / "a.tif")
    with visiting(chromium, address, PHONE) as phone:
        phone.open("data?lang=en")
        signed_in(phone)
        part(phone.page, "raster")
        phone.page.locator('input[type="file"]').set_input_files(file)
        words = phone.page.get_by_text(own("import.describe"))
        expect(words).to_be_visible(timeout=WAIT_MS)
        phone.settle()
        assert phone.page.evaluate(WIDE) <= 0
        phone.assert_clean()
