"""The guide is the same in both languages and names what stands on the pages."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
NAMES = sorted(path.name for path in (GUIDE / "en").glob("*.md"))
LANGUAGES = ("vi", "en")


def text_of(lang: str, name: str) -> str:
    return (GUIDE / lang / name).read_text(encoding="utf-8")


def words_of_pages(lang: str) -> set[str]:
    """Return what the pages may show, each placeholder as it stands."""
    found = set()
    for path in (ROOT / "qngeo" / "locales" / lang).glob("*.po"):
        with path.open("rb") as file:
            found |= {" ".join(str(m.string).split()) for m in read_po(file) if m.id}
    return found


def test_both_languages_have_the_same_guides() -> None:
    assert sorted(path.name for path in (GUIDE / "vi").glob("*.md")) == NAMES
    assert len(NAMES) == 9


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_bold_word_stands_on_a_page_exactly_so(lang: str, name: str) -> None:
    bold = re.findall(r"\*\*(.+?)\*\*", text_of(lang, name), re.S)
    said = {" ".join(word.split()) for word in bold} - {"bold", "đậm"}
    assert sorted(said - words_of_pages(lang)) == []


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_show_the_same_pictures_and_as_many_steps(name: str) -> None:
    forms = [
        (
            re.findall(r"\]\(../../pictures/(?:en/)?(\w+)\.png\)", text),
            len(re.findall(r"^\d+\. ", text, re.M)),
            len(re.findall(r"^\|", text, re.M)),
            len(re.findall(r"^## ", text, re.M)),
        )
        for text in (text_of(lang, name) for lang in LANGUAGES)
    ]
    assert forms[0] == forms[1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [n for n in NAMES if n != "index.md"])
def test_each_guide_ends_with_what_a_picture_does_not_mean(
    lang: str, name: str
) -> None:
    head = {"vi": "không có nghĩa là", "en": "what it does not mean"}[lang]
    text = text_of(lang, name)
    assert head in text
    assert len(re.findall(r"^\|", text.split(head)[1], re.M)) >= 3
    assert len(text.splitlines()) < 80


def test_each_language_shows_pictures_in_its_own() -> None:
    for name in NAMES:
        assert "pictures/en/" not in text_of("vi", name)
        english = re.findall(r"\]\(../../pictures/(\S+)\)", text_of("en", name))
        assert all(picture.startswith("en/") for picture in english), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_guide_lists_each_task(lang: str) -> None:
    listed = re.findall(r"\]\(([\w-]+\.md)\)", text_of(lang, "index.md"))
    assert sorted([*listed, "index.md"]) == NAMES
