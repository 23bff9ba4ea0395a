"""The pages for people who do not see well, use no mouse or want no motion.

axe-core looks at what can be judged by rule; the keys are pressed as a reader would.
What is not settled by these stands in docs/access.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Frame, expect
from running import DESKTOP, PHONE, ROOT, start_app, toured
from visits import Visit

from qngeo.services.satellite.practice import write_practice

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")

FOUND = """async () => (await axe.run(document, {iframes: false})).violations
    .filter(({impact}) => ['serious', 'critical'].includes(impact))
    .flatMap(({id, nodes}) => nodes.map(({target, any, all, none}) => [
        id, String(target), [...any, ...all, ...none][0]?.message ?? '']))"""

STREAMLITS_OWN: dict[str, str] = {}
"""Rule and reason of what Streamlit does and we cannot mend: nothing at present."""

OPEN_ALL = """() => document.querySelectorAll('details:not([open]) > summary')
    .forEach(summary => summary.click())"""

PAGES = {
    "overview": "",
    "zones": "zones",
    "sheet": "zones?subject=park:song_khoai",
    "shortlist": "land?near=port:cict&min=60",
    "compare": "land?view=compare&cmp=park:song_khoai.park:dong_mai",
    "readiness": "land?view=readiness",
    "scenario": "land?view=scenario",
    "forest": "forest",
    "satellite": "forest?view=satellite&series=practice",
    "conflict": "forest?view=conflict",
    "estimate": "forest?view=estimate",
    "conflicts": "sources",
    "identities": "sources?tab=identities",
    "age": "sources?tab=age",
    "sources": "sources?tab=sources",
    "corrections": "sources?tab=corrections",
    "data": "data",
    "versions": "data?view=versions",
    "framed": "zones?embed=1&subject=park:song_khoai",
}

SHORT = (
    ("overview", "vi", "dark", DESKTOP),
    ("sheet", "en", "light", PHONE),
    ("forest", "en", "dark", PHONE),
)
"""Pages of three sorts, the looks in turn; the whole matrix is a heavy test."""

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


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start an app with a practice scene, so that every part of it has contents."""
    rasters = tmp_path_factory.mktemp("rasters")
    write_practice(cells=300, rasters=rasters)
    log = ROOT / "var" / "browser-tests-access.log"
    with start_app(log, env={"QNGEO_RASTERS": str(rasters)}) as found:
        yield found


@contextmanager
def looking(
    browser: Browser, address: str, theme: str, size: dict[str, int]
) -> Iterator[Visit]:
    """Open a page in a theme, for a reader who wants no motion."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        storage_state=toured(address),
    )
    context.set_default_timeout(PATIENCE_MS)
    visit = Visit(context.new_page(), address)
    visit.watch()
    yield visit
    context.close()


@pytest.fixture(scope="module")
def zones(chromium: Browser, address: str) -> Iterator[Visit]:
    """One visit to the page of zones, in the dark, that tests may only look at."""
    with looking(chromium, address, "dark", DESKTOP) as visit:
        visit.open("zones?lang=vi")
        visit.map()
        yield visit


def show(visit: Visit, name: str, lang: str) -> None:
    """Open a page with all its disclosures open."""
    path = PAGES[name]
    visit.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    if visit.page.locator("iframe.qngeo-frame").count() and name != "satellite":
        visit.map()
    visit.page.evaluate(OPEN_ALL)
    visit.settle()


def findings(visit: Visit) -> list[tuple[str, ...]]:
    """Return what axe finds serious or critical, in the page and in its maps."""
    found = []
    for frame in visit.page.frames:
        if not frame.url.startswith(visit.base):
            continue
        frame.evaluate(AXE)
        found += [(frame.url.removeprefix(visit.base), *row) for row in run(frame)]
    return [row for row in found if row[1] not in STREAMLITS_OWN]


def run(frame: Frame) -> list[list[str]]:
    rows: list[list[str]] = frame.evaluate(FOUND)
    return rows


@pytest.mark.parametrize(("name", "lang", "theme", "size"), SHORT)
def test_axe_finds_nothing_serious(chromium, address, name, lang, theme, size):
    with looking(chromium, address, theme, size) as visit:
        show(visit, name, lang)
        assert findings(visit) == []


@pytest.mark.heavy
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_anywhere(chromium, address, name, lang, theme, size):
    with looking(chromium, address, theme, size) as visit:
        show(visit, name, lang)
        assert findings(visit) == []


@pytest.mark.heavy
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["collections", "collections/parks/items", "api.html"])
def test_axe_finds_nothing_serious_in_pages_of_the_api(chromium, address, path, theme):
    with looking(chromium, address, theme, DESKTOP) as visit:
        visit.page.goto(f"{address}/ogc/{path}?f=html&lang=vi")
        assert findings(visit) == []


def test_axe_would_find_pale_text(zones):
    """The test of the pages could fail: the same text, made paler."""
    assert findings(zones) == []
    pale = "[data-testid=stCaptionContainer] p { color: #555 !important; }"
    style = zones.page.add_style_tag(content=pale)
    assert {row[1] for row in findings(zones)} == {"color-contrast"}
    style.evaluate("node => node.remove()")


def test_a_sheet_is_a_few_keys_away_and_the_map_can_be_passed(chromium, address):
    with looking(chromium, address, "light", DESKTOP) as visit:
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
def test_every_stop_of_the_tab_key_shows_itself_and_none_holds_it(chromium, address):
    """Once around: each stop has a ring, the map is left, the top comes back."""
    with looking(chromium, address, "light", DESKTOP) as visit:
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
def test_text_at_200_per_cent_fits(chromium, address, name):
    """At 720 x 450, as 1440 x 900 is at 200 %, and with letters twice as large."""
    with looking(chromium, address, "light", {"width": 720, "height": 450}) as visit:
        show(visit, name, "vi")
        over = "() => document.querySelector('.stMain').scrollWidth - innerWidth"
        assert visit.page.evaluate(over) <= 0
        visit.page.set_viewport_size({"width": 1440, "height": 900})
        visit.page.add_style_tag(content=":root { font-size: 32px !important; }")
        visit.settle()
        assert visit.page.evaluate(over) <= 0


def test_the_table_says_what_the_map_of_zones_shows(zones):
    """Every rate by which the map is coloured stands in the table, and no other."""
    coloured = zones.map().frame.evaluate(
        "() => Object.values(qngeo.state.styles).map(({text}) => text.split(' %')[0])"
    )
    rows = zones.page.evaluate(
        "() => [...document.querySelectorAll('.qn-print-table tbody tr')]"
        ".map(row => row.children[1].textContent)"
    )
    assert len(rows) > len(coloured) > 1
    listed = [rate for rate in rows if rate.strip("–")]
    assert sorted(map(spaceless, listed)) == sorted(map(spaceless, coloured))


def spaceless(text: str) -> str:
    return "".join(text.split())


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
