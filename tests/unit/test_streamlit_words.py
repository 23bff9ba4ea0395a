"""Streamlit's own words, as the page says them in Vietnamese."""

import re
from pathlib import Path

import pytest
import streamlit as st
from vietnamese import english

from qngeo.config import ROOT
from qngeo.ui.page_language import words

SCRIPTS = Path(st.__file__).parent / "static" / "static" / "js"
SERVER = Path(st.__file__).parent / "runtime" / "backend_operation_handler.py"
UI = ROOT / "qngeo" / "ui"

PART = re.compile(r"""data-testid\^?=\\?["'](st\w+)""")
"""The name that Streamlit gives a part of its page."""


@pytest.fixture(scope="module")
def bundle() -> str:
    """All scripts of the installed Streamlit, and what its server words itself."""
    paths = [*SCRIPTS.glob("*.js"), SERVER]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


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


def test_streamlit_still_has_each_part_that_our_styles_and_scripts_name(bundle):
    """After an update a part may have another name; what it hides would be seen."""
    ours = [path for path in UI.rglob("*") if path.suffix in {".css", ".js", ".py"}]
    named = {
        name for path in ours for name in PART.findall(path.read_text(encoding="utf-8"))
    }
    assert len(named) > 20
    assert [name for name in sorted(named) if name not in bundle] == []
