"""A browser is told the language of a page, and of each frame in it."""

import pytest
from playwright.sync_api import expect
from vietnamese import english
from visits import Visit

from qngeo.ui.page_language import words

LANG = "() => document.documentElement.lang"


@pytest.mark.parametrize("path", ["", "sources"])
def test_the_page_and_its_frames_say_their_language(visit: Visit, path: str):
    for lang in ("vi", "en"):
        visit.open(f"{path}?lang={lang}")
        visit.page.wait_for_function(f"{LANG} === '{lang}'")
        if not path:
            visit.map()
        frames = [f for f in visit.page.frames if "/map/" in f.url]
        assert bool(frames) != bool(path), "the map is on the first page"
        assert [frame.evaluate(LANG) for frame in frames] == [lang] * len(frames)
    visit.assert_clean()


def test_the_switch_turns_the_language_of_the_page(visit: Visit):
    visit.open("sources?lang=vi")
    visit.page.get_by_text("English", exact=True).click()
    visit.page.wait_for_function(f"{LANG} === 'en'")
    visit.assert_clean()


TEXTS = """() => {
    const found = new Set();
    const others = 'canvas, code, script, style, noscript, iframe, body [lang]'
        + ', [data-testid="stMain"] [data-testid="stMarkdownContainer"]'
        + ', [data-testid="stIconMaterial"], [data-testid="stHtml"]';
    const names = ['aria-label', 'title', 'placeholder', 'aria-valuetext'];
    const walk = node => {
        if (node.nodeType === 3) found.add(node.data.trim());
        if (node.nodeType !== 1 || node.matches(others)) return;
        for (const name of names) found.add((node.getAttribute(name) ?? '').trim());
        node.childNodes.forEach(walk);
    };
    walk(document.body);
    return [...found];
}"""
"""What stands on the page beside its own sentences, and what is read of it."""


def streamlit_s_own(visit: Visit) -> list[str]:
    shown = visit.page.evaluate(TEXTS)
    known = words("vi")
    return [text for text in shown if text in known or english(text)]


def test_streamlit_s_own_words_are_said_in_the_language_of_the_page(visit: Visit):
    """Of menus, tools of tables, open lists, half-typed fields and dates."""
    visit.open("zones?lang=vi")
    visit.map()
    page = visit.page
    page.get_by_role("button", name="Trình đơn chính").wait_for()
    page.get_by_test_id("stDataFrame").first.hover()
    page.get_by_role("button", name="Toàn màn hình").first.wait_for()
    assert streamlit_s_own(visit) == []
    status = page.get_by_test_id("stMultiSelect").locator("input").first
    status.click()
    page.keyboard.type("zzzz")
    page.get_by_text("Không có kết quả").wait_for()
    assert streamlit_s_own(visit) == []
    page.keyboard.press("Escape")
    status.blur()
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.get_by_test_id("stDateInput").get_by_role("button", name="Chọn ngày").click()
    page.get_by_role("grid").first.wait_for()
    assert streamlit_s_own(visit) == []
    page.keyboard.press("Escape")
    page.get_by_test_id("stTextInput").locator("input").first.press("a")
    page.get_by_text("Nhấn Enter để áp dụng").wait_for()
    page.keyboard.press("Enter")
    visit.settle()
    page.get_by_text("English", exact=True).click()
    page.get_by_role("button", name="Main menu").wait_for()
    visit.assert_clean()
