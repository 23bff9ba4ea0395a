"""The snapshot in a real browser, from disk, with the network closed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from running import DESKTOP, PHONE

from qngeo.i18n import translate
from qngeo.web.snapshot.inline import as_json
from qngeo.web.snapshot.page import page


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A snapshot of the shipped data on disk, in each language."""
    folder = tmp_path_factory.mktemp("snapshots")
    files = {}
    for lang in ("vi", "en"):
        files[lang] = folder / f"{lang}.html"
        files[lang].write_text(page(lang=lang), encoding="utf-8")
    return files


@contextmanager
def opened(browser: Browser, file: Path, size: dict[str, int]) -> Iterator[Page]:
    """Open a file without any network; it may ask for nothing and report no fault."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, offline=True
    )
    shown = context.new_page()
    told: list[str] = []
    asked: list[str] = []
    shown.on("pageerror", lambda error: told.append(str(error)))
    shown.on("console", lambda message: told.append(message.text))
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(file.as_uri())
    expect(shown.locator(".leaflet-zones-pane path").first).to_be_attached()
    yield shown
    assert told == []
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    context.close()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_click_on_the_map_tells_the_figures_with_their_sources(
    chromium, snapshots, lang
):
    with opened(chromium, snapshots[lang], DESKTOP) as shown:
        zone = shown.locator('.leaflet-zones-pane path[role="button"]').first
        name = zone.get_attribute("aria-label")
        zone.focus()
        shown.keyboard.press("Enter")
        panel = shown.locator("#qn-panel")
        expect(panel.locator("h2")).to_have_text(str(name))
        panel.locator("a.cite").first.click()
        number = shown.url.partition("#s")[2]
        expect(shown.locator(f"#s{number}")).to_be_in_viewport()


def test_a_subject_can_be_chosen_and_the_definition_changed(chromium, snapshots):
    with opened(chromium, snapshots["vi"], DESKTOP) as shown:
        shown.select_option("#qn-subject", "park:song_khoai")
        expect(shown.locator("#qn-panel h2")).to_have_text("Khu công nghiệp Sông Khoai")
        legend = shown.locator(".qn-legend-definition")
        before = legend.inner_text()
        shown.select_option("#qn-definition", "gross-area")
        wanted = translate("domain.definition.gross-area.title", "vi")
        expect(legend).to_have_text(wanted)
        assert before != wanted


def test_the_letters_are_those_in_the_file(chromium, snapshots):
    with opened(chromium, snapshots["vi"], DESKTOP) as shown:
        shown.evaluate("document.fonts.ready")
        loaded = shown.evaluate(
            "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
        )
        assert any("Be Vietnam Pro" in family for family in loaded)


def test_on_a_phone_nothing_is_wider_than_the_screen(chromium, snapshots):
    with opened(chromium, snapshots["en"], PHONE) as shown:
        width = shown.evaluate("document.documentElement.scrollWidth")
        assert width == PHONE["width"]
        search = shown.locator(".qn-search input")
        search.fill("song khoai")
        shown.locator(".qn-search [role=option]").first.click()
        expect(shown.locator("#qn-panel h2")).to_have_text("Song Khoai Industrial Park")


def test_on_paper_the_map_fits_between_the_margins(chromium, snapshots):
    with opened(chromium, snapshots["vi"], DESKTOP) as shown:
        shown.emulate_media(media="print")
        box = shown.locator(".chart").bounding_box()
        assert box is not None
        assert box["width"] < 690  # A4 less two margins of 14 mm is 182 mm: 688 px
        expect(shown.locator(".qn-search")).to_be_hidden()


def test_a_name_with_html_shows_as_text_on_map_search_and_panel(
    chromium, snapshots, tmp_path
):
    name = "<img src=x onerror=alert(1)>"
    text = snapshots["vi"].read_text("utf-8")
    held = as_json("Khu công nghiệp Sông Khoai")
    file = tmp_path / "hostile.html"
    file.write_text(text.replace(held, as_json(name)), encoding="utf-8")
    with opened(chromium, file, DESKTOP) as shown:
        search = shown.locator(".qn-search input")
        search.fill("song khoai")
        found = shown.locator(".qn-search [role=option]").first
        expect(found).to_contain_text(name)
        found.click()
        expect(shown.locator(".qn-name", has_text=name).first).to_be_attached()
        expect(shown.locator("img[src=x]")).to_have_count(0)
