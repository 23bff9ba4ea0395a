"""A browser is told the language of a page, and of each frame in it."""

import pytest
from visits import Visit

LANG = "() => document.documentElement.lang"


@pytest.mark.parametrize("path", ["", "sources"])
def test_the_page_and_its_frames_say_their_language(visit: Visit, path: str):
    for lang in ("vi", "en"):
        visit.open(f"{path}?lang={lang}")
        visit.page.wait_for_function(f"{LANG} === '{lang}'")
        frames = [f for f in visit.page.frames if "/map/" in f.url]
        assert [frame.evaluate(LANG) for frame in frames] == [lang] * len(frames)
    visit.assert_clean()


def test_the_switch_turns_the_language_of_the_page(visit: Visit):
    visit.open("sources?lang=vi")
    visit.page.get_by_text("English", exact=True).click()
    visit.page.wait_for_function(f"{LANG} === 'en'")
    visit.assert_clean()
