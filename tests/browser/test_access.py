"""The pages for people who do not see well, use no mouse or want no motion.

axe-core looks at what can be judged by rule; the keys are pressed as a reader would.
What is not settled by these stands in docs/access.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe import findings, open_all
from forest_page import AREA, LOADED, map_frame
from playwright.sync_api import Browser, expect
from running import DESKTOP, PHONE, visiting
from visits import GRID, Visit

from qngeo.i18n import translate
from qngeo.names import short
from qngeo.services.links.outlines import encode

PAGES = {
    "overview": "",
    "zones": "zones",
    "sheet": "zones?subject=park:song_khoai",
    "shortlist": "land?near=port:cict&min=60",
    "compare": "land?view=compare&cmp=park:song_khoai.park:dong_mai",
    "readiness": "land?view=readiness",
    "scenario": "land?view=scenario",
    "nothing": "land?ha=5000&unk=area",
    "forest": "forest",
    "loss": "forest?view=satellite&series=practice",
    "recovery": "forest?view=satellite&series=practice&tab=recovery",
    "patches": "forest?view=satellite&series=practice&tab=patches&pick=patch:1",
    "drawn": f"forest?view=satellite&series=practice&by=own&area={encode(AREA)}",
    "rasters": "forest?view=rasters",
    "conflict": "forest?view=conflict",
    "estimate": "forest?view=estimate",
    "conflicts": "sources",
    "identities": "sources?tab=identities",
    "age": "sources?tab=age",
    "sources": "sources?tab=sources",
    "corrections": "sources?tab=corrections",
    "data": "data",
    "versions": "data?view=versions",
    "mistyped": "zones?definition=nonsense&subject=park:atlantis",
    "framed": "zones?embed=1&subject=park:song_khoai",
}

SHORT = (
    ("overview", "vi", "dark", DESKTOP),
    ("sheet", "en", "light", PHONE),
    ("shortlist", "vi", "light", DESKTOP),
    ("forest", "en", "dark", PHONE),
    ("conflicts", "vi", "light", PHONE),
    ("data", "en", "dark", DESKTOP),
)
"""Every page once, the looks in turn; the whole matrix is a heavy test. The page of
zones with its map is looked at in `test_axe_would_find_pale_text`."""

LOOKS = (
    pytest.param("vi", "light", DESKTOP, id="vi-light-desktop"),
    pytest.param("en", "dark", DESKTOP, id="en-dark-desktop"),
    pytest.param("en", "light", PHONE, id="en-light-phone"),
    pytest.param("vi", "dark", PHONE, id="vi-dark-phone"),
)
"""Any two of language, theme and size meet in one of them."""

PATIENCE_MS = 120_000
"""For a page with its map and axe in it, also on a busy machine."""

KEYS = 15
"""Most key presses from the top of the page of zones into a sheet."""

FOCUSED = """() => {
    let node = document.activeElement;
    for (let inner; node; node = inner) {
        inner = node.shadowRoot?.activeElement ?? node.contentDocument?.activeElement;
        if (!inner) break;
    }
    const style = getComputedStyle(node);
    const seen = node.matches(':focus-visible');
    return {tag: node.tagName, text: (node.textContent || '').trim().slice(0, 60),
        css: String(node.className), inMap: node.ownerDocument !== document,
        ring: seen && (style.outlineStyle !== 'none' || style.boxShadow !== 'none')};
}"""


@contextmanager
def looking(
    browser: Browser, address: str, theme: str, size: dict[str, int]
) -> Iterator[Visit]:
    """Open a page in a theme, for a reader who wants no motion."""
    with visiting(browser, address, size) as visit:
        visit.page.emulate_media(
            color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce"
        )
        visit.page.set_default_timeout(PATIENCE_MS)
        yield visit


@pytest.fixture(scope="module")
def zones(chromium: Browser, app_address: str) -> Iterator[Visit]:
    """One visit to the page of zones, in the dark, that tests may only look at."""
    with looking(chromium, app_address, "dark", DESKTOP) as visit:
        visit.open("zones?lang=vi")
        visit.map()
        yield visit


def show(visit: Visit, name: str, lang: str) -> None:
    """Open a page with all its disclosures open."""
    path = PAGES[name]
    visit.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    if "view=satellite" in path:
        map_frame(visit).wait_for_function(LOADED)
    elif visit.page.locator("iframe.qngeo-frame").count():
        visit.map()
    open_all(visit)


@pytest.mark.parametrize(("name", "lang", "theme", "size"), SHORT)
def test_axe_finds_nothing_serious(chromium, app_address, name, lang, theme, size):
    with looking(chromium, app_address, theme, size) as visit:
        show(visit, name, lang)
        assert findings(visit) == []


@pytest.mark.heavy
@pytest.mark.parametrize(("lang", "theme", "size"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_anywhere(
    chromium, app_address, name, lang, theme, size
):
    with looking(chromium, app_address, theme, size) as visit:
        show(visit, name, lang)
        assert findings(visit) == []


@pytest.mark.heavy
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious_in_what_opens(chromium, app_address, size, theme):
    """The list of layers, the hits of a search, the tour, and the link to copy."""
    with looking(chromium, app_address, theme, size) as visit:
        show(visit, "zones", "vi")
        chart = visit.map()
        chart.search("song").first.wait_for()
        assert findings(visit) == []
        visit.page.keyboard.press("Escape")
        chart.frame.locator(".qn-layers-button").click()
        assert findings(visit) == []
        visit.open("sources?lang=en")
        expand = visit.page.locator('[data-testid="stExpandSidebarButton"]')
        if expand.is_visible():
            expand.click()
        visit.page.get_by_role("button", name=translate("links.copy", "en")).click()
        assert findings(visit) == []
        visit.page.locator(".qn-tour-open").click()
        expect(visit.page.locator(".qn-tour")).to_be_visible()
        assert findings(visit) == []


@pytest.mark.heavy
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["collections", "collections/parks/items", "api.html"])
def test_axe_finds_nothing_serious_in_pages_of_the_api(
    chromium, app_address, path, theme
):
    with looking(chromium, app_address, theme, DESKTOP) as visit:
        visit.page.goto(f"{app_address}/ogc/{path}?f=html&lang=vi")
        assert findings(visit) == []


def test_axe_would_find_pale_text(zones):
    """The test of the pages could fail: the same text, made paler."""
    assert findings(zones) == []
    pale = "[data-testid=stCaptionContainer] p { color: #555 !important; }"
    style = zones.page.add_style_tag(content=pale)
    assert {row[1] for row in findings(zones)} == {"color-contrast"}
    style.evaluate("node => node.remove()")


def test_a_sheet_is_a_few_keys_away_and_the_map_can_be_passed(chromium, app_address):
    with looking(chromium, app_address, "light", DESKTOP) as visit:
        visit.open("zones?lang=vi")
        visit.map()
        keyboard = visit.page.keyboard
        presses = ["Tab", "Enter", *"song kh", "Enter"]
        assert len(presses) <= KEYS
        keyboard.press(presses[0])
        assert visit.page.evaluate(FOCUSED)["ring"], "the link is seen"
        for key in presses[1:-1]:
            keyboard.press("Space" if key == " " else key)
        visit.map().frame.locator(".qn-search li[data-at]").first.wait_for()
        keyboard.press(presses[-1])
        expect(visit.heading()).to_have_text(
            "Khu công nghiệp Sông Khoai", timeout=PATIENCE_MS
        )
        expect(visit.heading()).to_be_focused(timeout=PATIENCE_MS)

        visit.map().frame.locator(".qn-leave").focus()
        assert visit.page.evaluate(FOCUSED)["inMap"]
        keyboard.press("Enter")
        visit.page.wait_for_function(
            "() => document.activeElement.closest('[data-testid=stMain] *')"
            " && !document.activeElement.shadowRoot"
        )
        assert not visit.page.evaluate(FOCUSED)["inMap"]


@pytest.mark.heavy
def test_every_stop_of_the_tab_key_shows_itself_and_none_holds_it(
    chromium, app_address
):
    """Once around: each stop has a ring, the map is left, the top comes back."""
    with looking(chromium, app_address, "light", DESKTOP) as visit:
        visit.open("zones?lang=vi")
        visit.map()
        first, bare, was_in_map = None, [], False
        for _ in range(120):
            visit.page.keyboard.press("Tab")
            now = visit.page.evaluate(FOCUSED)
            was_in_map |= now["inMap"]
            if first is None:
                first = now["text"]
            elif now["text"] == first:
                break
            if not now["ring"] and now["tag"] not in ("BODY", "TD", "CANVAS", "path"):
                bare.append(now)
        assert now["text"] == first, "the tab key is held somewhere"
        assert was_in_map
        assert [n for n in bare if not inherits_a_ring(n)] == []


def inherits_a_ring(stop: dict[str, str]) -> bool:
    """Streamlit marks the box around a field, and scrolls by the keys in the rest."""
    return stop["tag"] in ("INPUT", "SPAN", "MAIN", "DIV")


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["overview", "sheet", "compare", "forest", "data"])
def test_text_at_200_per_cent_fits(chromium, app_address, name):
    """At 720 x 450, as 1440 x 900 is at 200 %, and with letters twice as large."""
    with looking(
        chromium, app_address, "light", {"width": 720, "height": 450}
    ) as visit:
        show(visit, name, "vi")
        over = "() => document.querySelector('.stMain').scrollWidth - innerWidth"
        assert visit.page.evaluate(over) <= 0
        visit.page.set_viewport_size({"width": 1440, "height": 900})
        visit.page.add_style_tag(content=":root { font-size: 32px !important; }")
        visit.settle()
        assert visit.page.evaluate(over) <= 0


def test_nothing_moves_for_a_reader_who_wants_no_motion(zones):
    chart = zones.map()
    chart.search("cai lan").first.wait_for()
    zones.page.keyboard.press("Escape")
    chart.frame.evaluate("() => qngeo.map.setZoom(11)")
    moving = "() => !qngeo.still || document.getAnimations().length"
    assert chart.frame.evaluate(moving) == 0


def test_the_map_follows_the_theme_and_paper_is_light(zones):
    chart = zones.map()
    theme = "() => document.documentElement.dataset.theme"
    assert chart.frame.evaluate(theme) == "dark"
    dark = chart.look("zone:quang_yen")["stroke"]
    zones.page.emulate_media(media="print", color_scheme="dark")
    try:
        chart.frame.wait_for_function(f"() => ({theme})() == 'light'")
        assert chart.look("zone:quang_yen")["stroke"] != dark
        ink = "() => getComputedStyle(document.querySelector('.stMain p')).color"
        red = int(zones.page.evaluate(ink).split("(")[1].split(",")[0])
        assert red < 100, "dark writing on paper"
    finally:
        zones.page.emulate_media(media="screen", color_scheme="dark")


def test_a_row_of_the_table_is_chosen_by_keys(chromium, app_address):
    with looking(chromium, app_address, "light", DESKTOP) as visit:
        visit.open("zones?lang=vi")
        rows = visit.wait_for_rows("rows.length > 10")
        visit.page.locator(GRID).first.focus()
        for key in ("ArrowDown", "ArrowDown", "Shift+Space"):
            visit.page.keyboard.press(key)
        expect(visit.heading()).to_be_focused(timeout=PATIENCE_MS)
        opened = short(visit.heading().inner_text())
        assert opened in {short(row[0]) for row in rows[:4]}
