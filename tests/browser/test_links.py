"""Links: back and forward, what is in view, copying, a frame of another page, paper."""

import re
from datetime import date
from unicodedata import normalize

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect
from running import DESKTOP, visiting
from visits import Visit

from qngeo.i18n import translate
from qngeo.services.links import link

SIDEBAR = '[data-testid="stSidebar"]'
SLOW_MS = 30_000
"""A page may take long on a busy machine."""

A4_POINTS = (595.3, 841.9)
ISLAND = (20.97, 106.85, 12.0)
"""Latitude, longitude and zoom of a place that no page shows by itself."""


def state(visit: Visit, page: str) -> dict:
    back, found = link.read(visit.page.url)
    assert back == page
    assert found.faults == ()
    return found.state


def wait_for(visit: Visit, pattern: str) -> None:
    expect(visit.page).to_have_url(re.compile(pattern), timeout=SLOW_MS)
    visit.settle()


def legend_names(visit: Visit, definition: str) -> None:
    title = translate(f"domain.definition.{definition}.title", "vi")
    frame = visit.page.frame_locator("iframe.qngeo-frame")
    expect(frame.locator(".qn-legend")).to_contain_text(title)


def wait_for_name(page: Page, name: str) -> None:
    """Wait until the name filter says it, and the one it took the place of has gone."""
    page.wait_for_function(
        """name => {
            const fields = document.querySelectorAll(
                '[data-testid="stTextInput"] input'
            );
            return fields.length === 1 && fields[0].value === name;
        }""",
        arg=name,
        timeout=SLOW_MS,
    )


def back(visit: Visit, pattern: str) -> None:
    visit.page.go_back()
    wait_for(visit, pattern)


def forward(visit: Visit, pattern: str) -> None:
    visit.page.go_forward()
    wait_for(visit, pattern)


def test_back_and_forward_bring_each_view_again(visit: Visit):
    """Each step of the reader is one entry; controls, table, sheet and map follow."""
    visit.open("zones")
    chart = visit.map()
    chart.go(21.1, 107.4, 10)
    wait_for(visit, "#map=10/21.1000/107.4000")
    first = visit.page.evaluate("history.length")
    visit.choose_definition(translate("domain.definition.gross-area.title", "vi"))
    wait_for(visit, "definition=gross-area#map=")
    chart.go(*ISLAND)
    wait_for(visit, "#map=12/20.9700/106.8500")
    visit.filter_names("song khoai")
    visit.wait_for_rows("rows.length === 1")
    wait_for(visit, "name=song")
    visit.click_row(0)
    wait_for(visit, "subject=park%3Asong_khoai")
    expect(visit.heading()).to_contain_text("Sông Khoai")
    assert visit.page.evaluate("history.length") == first + 3

    back(visit, "name=song\\+khoai#")
    expect(visit.heading()).to_have_count(0)
    visit.wait_for_rows("rows.length === 1")
    back(visit, "gross-area#")
    visit.wait_for_rows("rows.length > 10")
    wait_for_name(visit.page, "")
    legend_names(visit, "gross-area")
    back(visit, r"zones#map=")
    legend_names(visit, "industrial-land")
    assert state(visit, "zones")["map"] == (10, 21.1, 107.4)
    chart.frame.wait_for_function("() => qngeo.map.getZoom() === 10")

    forward(visit, "gross-area#map=12/")
    legend_names(visit, "gross-area")
    chart.frame.wait_for_function("() => qngeo.map.getZoom() === 12")
    forward(visit, "name=song")
    wait_for_name(visit.page, "song khoai")
    forward(visit, "subject=")
    expect(visit.heading()).to_contain_text("Sông Khoai")
    visit.assert_clean()


def test_the_menu_takes_the_day_and_the_language_of_a_link_along(visit: Visit):
    """A page without days lies between; a day taken out is not brought back."""
    visit.open("zones?as_of=2024-06-30&lang=en")
    menu = visit.page.locator('[data-testid="stTopNavLink"]')
    menu.filter(has_text=translate("pages.land.title", "en")).click()
    wait_for(visit, r"/land\?.*as_of=2024-06-30")
    found = state(visit, "land")
    assert (found["as_of"], found["lang"]) == (date(2024, 6, 30), "en")
    menu.filter(has_text=translate("pages.data.title", "en")).click()
    wait_for(visit, r"/data\?")
    menu.filter(has_text=translate("pages.sources.title", "en")).click()
    wait_for(visit, r"/sources\?.*as_of=2024-06-30")
    visit.assert_clean()


def test_back_leads_from_page_to_page_without_dead_steps(visit: Visit):
    visit.open("zones?subject=park:dong_mai&definition=gross-area")
    visit.map()
    expect(visit.heading()).to_contain_text("Đông Mai")
    visit.page.get_by_role("link", name=translate("pages.land.title", "vi")).click()
    wait_for(visit, "land\\?as_of=")
    visit.map()
    visit.page.get_by_role("link", name=translate("pages.sources.title", "vi")).click()
    wait_for(visit, "/sources")
    back(visit, "land\\?as_of=")
    visit.map()
    back(visit, "zones\\?.*dong_mai")
    expect(visit.heading()).to_contain_text("Đông Mai")
    legend_names(visit, "gross-area")
    forward(visit, "land\\?as_of=")
    visit.assert_clean()


def test_the_language_goes_back_too(visit: Visit):
    visit.open("sources?tab=age")
    visit.page.get_by_text("English", exact=True).click()
    wait_for(visit, "lang=en")
    title = translate("pages.sources.tab.age", "en")
    expect(visit.page.get_by_role("tab", name=title)).to_have_attribute(
        "aria-selected", "true"
    )
    visit.page.get_by_role(
        "tab", name=translate("pages.sources.tab.corrections", "en")
    ).click()
    wait_for(visit, "tab=corrections")
    back(visit, "tab=age&lang=en|lang=en&tab=age")
    expect(visit.page.get_by_role("tab", name=title)).to_have_attribute(
        "aria-selected", "true"
    )
    back(visit, r"sources\?tab=age$")
    said = translate("pages.sources.head", "vi")
    expect(visit.page.get_by_role("heading", name=said)).to_be_visible()
    visit.assert_clean()


def test_layers_and_place_are_in_the_link(visit: Visit, other_visit: Visit):
    visit.open("overview?lang=en")
    expect(visit.page.get_by_role("dialog")).to_have_count(0)  # no "page not found"
    chart = visit.map()
    chart.go(*ISLAND)
    chart.frame.evaluate("() => qngeo.view.switchTo('-roads.zones_sea')")
    wait_for(visit, "layers=-roads.zones_sea|layers=zones_sea.-roads")
    seen = state(visit, "overview")
    assert set(seen["layers"]) == {"-roads", "zones_sea"}
    other_visit.open(visit.page.url.removeprefix(f"{visit.base}/"))
    there = other_visit.map().frame
    there.wait_for_function("() => qngeo.view.layersText().includes('-roads')")
    assert there.evaluate("() => qngeo.map.getZoom()") == 12
    place = state(other_visit, "overview")["map"]
    assert place == pytest.approx(seen["map"], abs=2e-4)  # a map stands on whole pixels
    visit.assert_clean()
    other_visit.assert_clean()


@pytest.mark.parametrize("clipboard", [True, False])
def test_a_link_is_copied_with_all_that_is_in_view(
    chromium: Browser, app_address: str, clipboard: bool
):
    """Also where the browser gives no clipboard, as without https."""
    with visiting(chromium, app_address, DESKTOP) as visit:
        page = visit.page
        if clipboard:
            page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        else:
            page.add_init_script(
                "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
            )
        visit.open("zones?subject=park:song_khoai&lang=en")
        visit.map().go(*ISLAND)
        wait_for(visit, "#map=12/20.9700/106.8500")
        page.get_by_role("button", name=translate("links.copy", "en")).click()
        copied = page.locator(".qn-share-field").input_value()
        assert copied == (
            f"{app_address}/zones?subject=park:song_khoai&lang=en"
            "#map=12/20.9700/106.8500"
        )
        if clipboard:
            assert page.evaluate("navigator.clipboard.readText()") == copied
        told = translate("links.copied", "en", count=len(copied))
        expect(page.locator(".qn-share-told")).to_have_text(told)
        page.get_by_text(translate("links.options", "en")).click()
        page.get_by_label(translate("links.pin", "en")).check()
        page.get_by_role("button", name=translate("links.embed", "en")).click()
        code = page.locator(".qn-share-field").input_value()
        framed = re.search(r'<iframe src="([^"]+)"', code)
        assert framed
        found = link.read(framed[1].replace("&amp;", "&"))[1]
        assert found.faults == ()
        assert found.state["embed"] is True
        assert found.state["known"] is not None
        assert found.state["subject"] == "park:song_khoai"
        visit.assert_clean()


def test_a_frame_holds_the_map_and_one_line(visit: Visit):
    visit.open("zones?embed=1&lang=en")
    chart = visit.map()
    page = visit.page
    for part in (SIDEBAR, "header", ".qn-share", '[data-testid="stDataFrame"]'):
        assert not page.locator(part).first.is_visible(), part
    box = page.locator("iframe.qngeo-frame").bounding_box()
    assert box is not None
    assert box["width"] >= DESKTOP["width"] - 2
    assert box["height"] >= DESKTOP["height"] - 40
    line = page.locator(".qn-frame-line")
    expect(line).to_be_in_viewport(ratio=1)
    expect(line).to_contain_text(translate("links.source", "en"))
    expect(line.locator("a")).to_have_attribute("href", "zones?lang=en")
    chart.go(*ISLAND)
    chart.frame.evaluate("() => qngeo.select('park:song_khoai')")
    expect(visit.heading()).to_contain_text("Song Khoai")
    wait_for(visit, "embed=1.*subject=|subject=.*embed=1")
    visit.assert_clean()


@pytest.mark.parametrize(
    ("width", "height", "unfolded"), [(640, 360, False), (900, 700, True)]
)
def test_a_low_frame_folds_the_legend_into_its_title(
    visit: Visit, width: int, height: int, unfolded: bool
):
    visit.page.set_viewport_size({"width": width, "height": height})
    visit.open("zones?embed=1&lang=en")
    legend = visit.map().frame.locator(".qn-legend")
    expect(legend).to_be_visible()
    assert legend.evaluate("node => node.open") is unfolded
    if not unfolded:
        legend.locator("summary").first.click()
        assert legend.evaluate("node => node.open")


def test_a_frame_offers_no_sign_in(visit: Visit):
    visit.open("data?embed=1")
    expect(visit.page.locator(".qn-frame-line")).to_be_visible()
    assert visit.page.locator('input[type="password"]').count() == 0
    said = translate("data.login.read_only", "vi")[:40]
    expect(visit.page.get_by_text(said)).to_have_count(0)


def printed(visit: Visit) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(visit.page.pdf(prefer_css_page_size=True))


def bare(text: str) -> str:
    """Return a text without spaces and line ends, which paper sets anew."""
    return "".join(normalize("NFC", text).split())


def words(pdf: pypdfium2.PdfDocument) -> str:
    return bare("".join(page.get_textpage().get_text_range() for page in pdf))


@pytest.mark.parametrize("lang", ["vi", pytest.param("en", marks=pytest.mark.heavy)])
def test_paper_has_the_whole_table_and_no_controls(visit: Visit, lang: str):
    visit.open(f"zones?lang={lang}")
    chart = visit.map()
    visit.wait_for_rows("rows.length > 10")
    chart.go(*ISLAND)
    wait_for(visit, "#map=12/")
    before = visit.page.locator("iframe.qngeo-frame").bounding_box()
    pdf = printed(visit)
    assert pdf[0].get_size() == pytest.approx(A4_POINTS, abs=2)
    text = words(pdf)
    names = visit.page.evaluate(
        "() => [...document.querySelectorAll('.qn-print-table tbody tr')]"
        ".map(row => row.firstChild.textContent)"
    )
    assert len(names) > 40, "the screen shows fewer rows than there are"
    assert [name for name in names if bare(name) not in text] == []
    assert "zones" in text
    assert "map=12/20.9700/106.8500" in text
    assert bare(translate("map.legend.label", lang)) in text
    for control in ("links.copy", "pages.control.kinds", "links.options"):
        assert bare(translate(control, lang)) not in text
    assert visit.page.locator("iframe.qngeo-frame").bounding_box() == before
    visit.assert_clean()


@pytest.mark.parametrize("path", ["overview", "zones?subject=park:song_khoai"])
def test_paper_names_the_source_of_each_figure(visit: Visit, path: str):
    visit.open(path)
    visit.map()
    summary = visit.page.locator(".qn-src summary").first.inner_text()
    sources = visit.page.evaluate(
        "() => [...document.querySelectorAll('.qn-src .qn-ids')]"
        ".filter(node => !node.closest('[data-testid=stExpander] details:not([open])'))"
        ".map(node => node.textContent.trim())"
    )
    text = words(printed(visit))
    assert sources
    assert [ids for ids in sources if bare(ids) not in text] == []
    assert bare(f"› {summary}") not in text
    visit.assert_clean()


def test_the_forest_map_goes_back_with_its_page(chromium: Browser, app_address: str):
    with visiting(chromium, app_address, DESKTOP) as visit:
        visit.open("forest?view=satellite")
        visit.page.wait_for_selector("iframe.qngeo-frame")
        tabs = [translate(f"forest.tab.{name}", "vi") for name in ("loss", "recovery")]
        visit.page.get_by_role("tab", name=tabs[1], exact=True).click()
        wait_for(visit, "tab=recovery")
        before = state(visit, "forest")
        frame = visit.page.frame_locator("iframe.qngeo-frame")
        frame.get_by_role("slider", name=translate("raster.swipe.label", "vi")).press(
            "Home"
        )
        wait_for(visit, "at=0")
        visit.page.get_by_role("tab", name=tabs[0], exact=True).click()
        wait_for(visit, "^(?!.*tab=).*view=satellite")
        assert state(visit, "forest")["tab"] == "loss"
        back(visit, "tab=recovery")
        now = state(visit, "forest")
        assert (now["tab"], now["series"]) == ("recovery", before["series"])
        expect(
            visit.page.get_by_role("tab", name=tabs[1], exact=True)
        ).to_have_attribute("aria-selected", "true")
        visit.assert_clean()
