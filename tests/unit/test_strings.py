"""Both languages say everything, and nothing that no code asks for."""

import re
from pathlib import Path

import pytest

from qngeo import i18n
from qngeo.config import ROOT
from qngeo.errors import UnknownNameError

CODE = [
    *sorted((ROOT / "qngeo").rglob("*.py")),
    *sorted((ROOT / "qngeo" / "web" / "assets" / "qngeo").glob("*.js")),
]
PLACEHOLDER = re.compile(r"{(\w+)}")


def _patterns() -> list[re.Pattern[str]]:
    """Return what the code asks for: keys, and keys with a part filled in."""
    themes = "|".join(path.stem for path in (i18n.LOCALES / "vi").glob("*.po"))
    key = re.compile(rf"[\"'`]((?:{themes})\.(?:[\w.\-]|\{{[^{{}}]*\}})*)")
    found = {k for path in CODE for k in key.findall(path.read_text(encoding="utf-8"))}
    return [
        re.compile(re.sub(r"\\\{.*?\\\}", ".+", re.escape(k)) + ".*" * k.endswith("."))
        for k in found
    ]


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_every_language_has_the_same_keys(lang):
    assert set(i18n.messages(lang)) ^ set(i18n.messages("en")) == set()


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_no_string_is_empty(lang):
    assert [key for key, text in i18n.messages(lang).items() if not text] == []


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_placeholders_are_the_same_in_every_language(lang):
    here, en = i18n.messages(lang), i18n.messages("en")
    different = [
        key
        for key in here
        if set(PLACEHOLDER.findall(here[key])) != set(PLACEHOLDER.findall(en[key]))
    ]
    assert different == []


def test_no_string_is_left_that_nothing_asks_for():
    patterns = _patterns()
    unused = [
        key
        for key in i18n.messages("vi")
        if not any(pattern.fullmatch(key) for pattern in patterns)
    ]
    assert unused == []


def test_a_key_stands_once_and_in_the_file_of_its_theme():
    for lang in i18n.LANGUAGES:
        for path in sorted((i18n.LOCALES / lang).glob("*.po")):
            ids = re.findall(r'^msgid "(.+)"$', Path(path).read_text("utf-8"), re.M)
            assert len(ids) == len(set(ids)), path
            assert {key.partition(".")[0] for key in ids} == {path.stem}, path


def test_an_unknown_key_or_language_is_an_error():
    with pytest.raises(UnknownNameError, match=r"no vi string for 'pages\.nothing'"):
        i18n.translate("pages.nothing", "vi")
    with pytest.raises(UnknownNameError, match="no language 'xx'"):
        i18n.translate("pages.app.title", "xx")
