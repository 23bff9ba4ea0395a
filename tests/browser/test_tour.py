"""The tour: once by itself, again when asked for, never over a link or in a frame."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect
from running import DESKTOP, PHONE, visiting
from visits import Visit

from qngeo.i18n import translate

SOON_MS = 1000
"""In which the tour comes by itself, if it comes: the page is at rest by then."""

LOWER_HALF = 0.45
"""Of a phone's screen: at most this much is covered by a step."""


@pytest.fixture
def newcomer(chromium: Browser, app_address: str) -> Iterator[Visit]:
    """Somebody whose browser has never been here."""
    with visiting(chromium, app_address, DESKTOP, first=True) as found:
        yield found


def card(visit: Visit) -> Locator:
    return visit.page.locator(".qn-tour")


def press(visit: Visit, key: str) -> None:
    visit.page.get_by_role("button", name=translate(key, "vi"), exact=True).click()


def title(visit: Visit, step: str) -> None:
    words = translate(f"tour.{step}.title", "vi")
    expect(visit.page.locator(".qn-tour-title")).to_have_text(words)


def test_it_comes_once_and_again_when_asked_for(newcomer: Visit):
    visit = newcomer
    visit.open("")
    expect(card(visit)).to_be_visible()
    title(visit, "ask")
    visit.page.keyboard.press("Escape")
    expect(card(visit)).to_be_hidden()
    visit.page.reload()
    visit.settle()
    visit.page.wait_for_timeout(SOON_MS)
    expect(card(visit)).to_be_hidden()

    opener = visit.page.locator(".qn-tour-open")
    opener.focus()
    visit.page.keyboard.press("Enter")
    expect(card(visit)).to_be_focused()
    menu = visit.page.get_by_role("menu")
    visit.page.get_by_test_id("stMainMenu").get_by_role("button").click()
    expect(menu).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(card(visit)).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(card(visit)).to_be_hidden()
    expect(opener).to_be_focused()
    visit.assert_clean()


def test_its_steps_lead_to_the_pages_and_go_on_there(visit: Visit):
    visit.open("sources")
    press(visit, "tour.open")
    press(visit, "tour.investor.name")
    title(visit, "investor.1")
    press(visit, "tour.next")
    title(visit, "investor.2")
    visit.page.get_by_role("link", name=translate("tour.go", "vi")).click()
    visit.page.wait_for_url(re.compile("/land.*ha=20.*near=port"))
    visit.settle()
    title(visit, "investor.2")
    expect(card(visit)).to_be_focused()
    expect(visit.page.locator(".qn-funnel")).to_have_css("outline-style", "solid")
    for _ in range(3):
        press(visit, "tour.next")
    title(visit, "investor.5")
    press(visit, "tour.back")
    title(visit, "investor.4")
    press(visit, "tour.next")
    press(visit, "tour.done")
    expect(card(visit)).to_be_hidden()
    expect(visit.page.locator(".qn-funnel")).to_have_css("outline-style", "none")
    visit.assert_clean()


@pytest.mark.parametrize(
    "path",
    [
        "?subject=park:dong_mai",
        pytest.param("zones", marks=pytest.mark.heavy),
        pytest.param("?embed=1", marks=pytest.mark.heavy),
    ],
)
def test_it_never_comes_over_a_link_or_in_a_frame(newcomer: Visit, path: str):
    newcomer.open(path)
    newcomer.page.wait_for_timeout(SOON_MS)
    expect(newcomer.page.locator(".qn-tour:popover-open")).to_have_count(0)
    buttons = 0 if "embed" in path else 1
    expect(newcomer.page.locator(".qn-tour-open")).to_have_count(buttons)


@pytest.mark.heavy
def test_on_a_phone_it_leaves_the_page_in_view(chromium: Browser, app_address: str):
    with visiting(chromium, app_address, PHONE, first=True) as visit:
        visit.open("")
        expect(card(visit)).to_be_visible()
        press(visit, "tour.planner.name")
        for step in range(1, 6):
            title(visit, f"planner.{step}")
            box = card(visit).bounding_box()
            assert box is not None
            assert box["height"] <= LOWER_HALF * PHONE["height"]
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE["width"]
            if step < 5:
                press(visit, "tour.next")
        visit.assert_clean()
