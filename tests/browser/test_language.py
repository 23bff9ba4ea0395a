"""Every label turns with the language."""

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
HEAVY = pytest.mark.heavy

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


@pytest.mark.parametrize(
    ("lang", "other", "paths"),
    [
        ("vi", "en", PATHS[1::2]),
        ("en", "vi", PATHS[0::2]),
        pytest.param("vi", "en", PATHS[0::2], marks=HEAVY),
        pytest.param("en", "vi", PATHS[1::2], marks=HEAVY),
    ],
)
def test_no_word_of_the_other_language_is_shown(
    visit: Visit, lang: str, other: str, paths: tuple[str, ...]
):
    """On a line of its own, as labels stand; figures and names are data."""
    foreign, own = interface_words(other, lang), interface_words(lang, other)
    for path in paths:
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
