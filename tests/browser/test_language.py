"""Every label turns with the language; a phone holds the whole page."""

import re

import pytest
from playwright.sync_api import Page, expect
from visits import Visit

from qngeo.i18n import messages

# The same words in both, in the order Vietnamese, English.
SWITCHED = (
    ("Tổng quan", "Overview"),
    ("Nguồn số liệu", "Sources"),
    ("Số liệu đến ngày", "Figures up to"),
)
PATHS = ("", "zones", "zones?subject=park:dong_mai", "sources")

LINES = "() => document.body.innerText.split('\\n').map(line => line.trim())"

HEADERS = """() => [...document.querySelectorAll(
    '[data-testid="data-grid-canvas"] thead th')].map(cell => cell.innerText.trim())"""


OWN_NAMES = {"Tiếng Việt", "English"}
"""The switch names each language in itself."""


def interface_words(lang: str, other: str) -> set[str]:
    """Return the strings of one language that the other language does not have."""
    mine, theirs = messages(lang), messages(other)
    return {
        text
        for key, text in mine.items()
        if "{" not in text and text not in theirs.values() and key in theirs
    }


def shown(page: Page) -> set[str]:
    """Return the lines that a visitor reads on a page, its map and its tables."""
    lines = {line for frame in page.frames for line in frame.evaluate(LINES)}
    return (lines | set(page.evaluate(HEADERS))) - {""}


@pytest.mark.parametrize(("lang", "other"), [("vi", "en"), ("en", "vi")])
def test_no_word_of_the_other_language_is_shown(visit: Visit, lang: str, other: str):
    """On a line of its own, as labels stand; figures and names are data."""
    foreign, own = interface_words(other, lang), interface_words(lang, other)
    for path in PATHS:
        mark = "&" if "?" in path else "?"
        visit.open(f"{path}{mark}lang={lang}")
        if path != "sources":
            visit.map().frame.locator(".qn-layers-button").click()
        lines = shown(visit.page) - OWN_NAMES
        assert lines & foreign == set(), path
        assert len(lines & own) > 5, f"{path} is not in {lang}"
    visit.assert_clean()


def test_the_switch_turns_page_and_map_and_keeps_the_choices(visit: Visit):
    visit.open("zones?definition=gross-area&subject=park:dong_mai")
    visit.map()
    for vietnamese, _ in SWITCHED:
        expect(visit.page.get_by_text(vietnamese, exact=True).first).to_be_visible()
    expect(visit.heading()).to_have_text("Khu công nghiệp Đông Mai")
    visit.page.get_by_text("English", exact=True).click()
    expect(visit.heading()).to_have_text("Dong Mai Industrial Park")
    for vietnamese, english in SWITCHED:
        expect(visit.page.get_by_text(english, exact=True).first).to_be_visible()
        expect(visit.page.get_by_text(vietnamese, exact=True)).to_have_count(0)
    frame = visit.page.frame_locator("iframe.qngeo-frame")
    expect(frame.locator(".qn-legend")).to_contain_text("Fill rate")
    expect(frame.locator(".qn-legend")).to_contain_text(
        messages("en")["domain.definition.gross-area.title"]
    )
    expect(visit.page).to_have_url(re.compile("dong_mai.*lang=en|lang=en.*dong_mai"))
    visit.assert_clean()


@pytest.mark.parametrize("path", PATHS)
def test_a_phone_holds_the_page_without_scrolling_sideways(
    phone_visit: Visit, path: str
):
    phone_visit.open(path)
    page = phone_visit.page
    if path != "sources":
        chart = phone_visit.map()
        frame = page.locator("iframe.qngeo-frame")
        frame.scroll_into_view_if_needed()
        expect(frame).to_be_in_viewport(ratio=0.5)
        box = frame.bounding_box()
        assert box is not None
        assert box["width"] > 300
        wide = chart.frame.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= box["width"]
    if path == "zones":
        table = page.locator('[data-testid="stDataFrame"]').first
        table.scroll_into_view_if_needed()
        expect(table).to_be_in_viewport()
    if "subject" in path:
        phone_visit.heading().scroll_into_view_if_needed()
        expect(phone_visit.heading()).to_be_in_viewport()
    phone_visit.settle()
    for part in ("document.documentElement", "document.querySelector('.stMain')"):
        assert page.evaluate(f"() => {part}.scrollWidth - innerWidth") <= 0, part
    phone_visit.assert_clean()
