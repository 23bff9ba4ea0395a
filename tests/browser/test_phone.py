"""A phone: nothing is wider than the screen, and a finger hits what it aims at.

What is aimed at is at least 40 px in both directions: WCAG 2.2, 2.5.8 asks for 24, and
lets links within a sentence be as high as their line, as this test does.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Frame, expect
from running import PHONE, visiting
from visits import Visit

LEAST_PX = 40

PAGES = (
    "",
    "zones",
    "zones?subject=park:song_khoai",
    "forest",
    "sources",
    "data",
    "land?ha=20&sec=electronics",
)
"""Every page once."""

MORE = (
    "land?view=compare&cmp=park:song_khoai.park:dong_mai",
    "land?view=readiness&cmp=park:song_khoai",
    "land?view=scenario",
    "forest?view=satellite",
    "forest?view=conflict",
    "forest?view=estimate",
    "forest?view=rasters",
    "sources?tab=identities",
    "sources?tab=age",
    "sources?tab=sources",
    "data?view=versions",
)
LAYERS = ".qn-layers-button"

SIDEWAYS = """() => ['html', '.stMain', '[data-testid="stSidebarContent"]']
    .map(part => document.querySelector(part)).filter(Boolean)
    .filter(part => part.scrollWidth > part.clientWidth + 1)
    .map(part => part.className || part.tagName)"""

WIDTHS = "() => [innerWidth, document.documentElement.scrollWidth]"

SMALL = """least => {
    const aimed = 'button, a[href], input, select, textarea, summary, [role=button],'
        + '[role=tab], [role=radio], [role=switch], [role=slider]';
    const inText = 'li, p, small, .leaflet-control-attribution';
    const size = part => {
        const own = part.getBoundingClientRect();
        const round = getComputedStyle(part, '::after');
        return [Math.max(own.width, parseFloat(round.width) || 0),
                Math.max(own.height, parseFloat(round.height) || 0)];
    };
    const forKeys = part => {
        for (let at = part; at; at = at.parentElement)
            if (getComputedStyle(at).clipPath === 'inset(50%)') return true;
        return false;
    };
    const big = part => part && size(part).every(length => length >= least - 0.5);
    const found = [];
    const look = root => {
        for (const part of root.querySelectorAll('*')) {
            if (part.shadowRoot) look(part.shadowRoot);
            if (!part.matches(aimed) || part.matches('path, [type=hidden]')) continue;
            const own = part.getBoundingClientRect();
            const style = getComputedStyle(part);
            if (style.visibility === 'hidden') continue;
            if (own.width < 2 || own.height < 2 || forKeys(part)) continue;
            if (part.matches('a') && part.closest(inText)) continue;
            if (part.getAttribute('aria-hidden') || part.closest('[aria-hidden=true]'))
                continue;
            const around = part.matches('input')
                && part.closest('label, [data-testid]');
            const thumb = part.matches('[type=range]') && part.closest('[data-rac]');
            if (big(part) || big(around) || big(thumb)) continue;
            found.push(`${part.tagName} ${part.className.baseVal ?? part.className} `
                + `${part.ariaLabel ?? part.innerText} ${size(part).map(Math.round)}`);
        }
    };
    look(document);
    return found;
}"""
"""What can be pressed and is too small. The shapes of a map have its search and the
table beside them; what only the keyboard brings into view is not for fingers."""


CLOSED = """() => {
    const bar = document.querySelector('[data-testid="stSidebar"]');
    const {width = 0, right = 0} = bar?.getBoundingClientRect() ?? {};
    return bar?.getAttribute('aria-expanded') !== 'false' || width < 2 || right < 2;
}"""
"""Whether the sidebar has come to rest: it slides away while a page begins."""


@contextmanager
def on_a_phone(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address, PHONE) as visit:
        yield visit


def small(frame: Frame) -> list[str]:
    found: list[str] = frame.evaluate(SMALL, LEAST_PX)
    return found


def assert_fits(visit: Visit, path: str) -> None:
    """The page, its map and its tables fit the screen and the finger."""
    visit.open(path)
    page = visit.page
    page.wait_for_function(CLOSED)
    for frame in page.frames:
        if "/map/" in frame.url:
            frame.wait_for_selector(".leaflet-control-zoom, .qn-look")
            shown, held = frame.evaluate(WIDTHS)
            assert held <= shown > PHONE["width"] - 60, path
        assert small(frame) == [], path
    assert page.evaluate(SIDEWAYS) == [], path


def test_the_pages_fit_the_screen_and_the_finger(phone_visit: Visit):
    for path in PAGES:
        assert_fits(phone_visit, path)
    menu = phone_visit.page.locator('[data-testid="stExpandSidebarButton"]')
    menu.click()
    expect(phone_visit.page.locator(".qn-tour-open")).to_be_in_viewport()
    assert small(phone_visit.page.main_frame) == []
    phone_visit.assert_clean()


@pytest.mark.heavy
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_state_of_a_page_fits_too(chromium: Browser, app_address: str, lang: str):
    with on_a_phone(chromium, app_address) as visit:
        for path in (*PAGES, *MORE):
            mark = "&" if "?" in path else "?"
            assert_fits(visit, f"{path}{mark}lang={lang}")
        visit.assert_clean()


@pytest.mark.heavy
def test_the_list_of_layers_and_the_legend_are_for_fingers(phone_visit: Visit):
    phone_visit.open("zones")
    frame = phone_visit.map().frame
    frame.locator(LAYERS).click()
    assert small(frame) == []
    frame.locator(LAYERS).click()
    frame.locator(".qn-legend > summary").click()
    assert small(frame) == []


def test_a_link_to_a_sheet_opens_at_the_sheet(phone_visit: Visit):
    """The map stands above it; who goes there himself is left there."""
    phone_visit.open("zones?subject=park:song_khoai")
    expect(phone_visit.heading()).to_be_in_viewport(ratio=1)
    phone_visit.page.mouse.move(200, 600)
    phone_visit.page.mouse.wheel(0, -5000)
    expect(phone_visit.page.locator("iframe.qngeo-frame")).to_be_in_viewport(ratio=0.9)
    phone_visit.page.wait_for_timeout(300)
    expect(phone_visit.page.locator("iframe.qngeo-frame")).to_be_in_viewport(ratio=0.9)
