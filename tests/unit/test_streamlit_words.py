"""Streamlit's own words, as the page says them in Vietnamese."""

from pathlib import Path

import pytest
import streamlit as st
from vietnamese import english

from qngeo.ui.page_language import words

SCRIPTS = Path(st.__file__).parent / "static" / "static" / "js"


@pytest.fixture(scope="module")
def bundle() -> str:
    """All scripts of the installed Streamlit."""
    texts = (path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js"))
    return "\n".join(texts)


def test_streamlit_still_says_each_of_them(bundle):
    """After an update a sentence may read otherwise; it would be English again."""
    gone = [
        word
        for word in words("vi")
        if any(part.strip(", ") not in bundle for part in word.split("{}"))
    ]
    assert gone == []


def test_each_has_its_own_vietnamese():
    """The page turns them back when its language changes."""
    said = words("vi")
    assert len(set(said.values())) == len(said)
    assert [text for text in said.values() if not text or english(text)] == []
    assert [w for w, text in said.items() if w.count("{}") != text.count("{}")] == []


def test_streamlit_s_own_language_needs_none():
    assert words("en") == {}
