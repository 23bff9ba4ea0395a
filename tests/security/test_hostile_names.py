"""Names that are HTML, Markdown or addresses show as letters, on every page."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qngeo.config import ROOT

PROGRAM = Path(__file__).parent / "hostile_pages.py"

NASTY = (
    '"><img src=x onerror=alert(1)><script>alert(2)</script> '
    "![b](http://evil.example/p.png) [c](javascript:alert(3)) $x^2$ :red[d] `e` **f**"
)
"""Breaks out of an attribute, is a picture of elsewhere, a link, a formula."""

FORBIDDEN = frozenset({"img", "script", "iframe", "object", "embed", "base", "form"})

NAMED = {
    "subjects.csv": ("name_vi", "name_en", "note"),
    "sources.csv": ("title", "publisher", "note"),
    "scopes.csv": ("title_vi", "title_en"),
    "attributes.csv": ("title_vi", "title_en", "meaning"),
}

SHORT = ("zones?subject=park:song_khoai",)
LONG = (*SHORT, "overview", "forest", "zones?subject=zone:van_don", "sources",
        "land", "data", "land?area=10000&kinds=park",
        "zones?compare=park:song_khoai,park:dong_mai")  # fmt: skip


class _Marks(HTMLParser):
    """Gathers what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on") or address.startswith(
                ("javascript:", "data:text")
            ):
                self.found.append(f"<{tag} {name}={value}>")


def _acts(html: str) -> list[str]:
    marks = _Marks()
    marks.feed(html)
    return marks.found


_MARKDOWN = re.compile(r"(?<!\\)(!\[b\]\(|\[c\]\(java|:red\[d\]|\$x\^2\$)")
"""A picture, a link, a colour or a formula of the name, not taken as letters."""


def _unescaped(text: str) -> bool:
    return bool(_MARKDOWN.search(text))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the shipped data and make every name in them hostile."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(ROOT / "data", folder)
    tables = {folder / name: columns for name, columns in NAMED.items()}
    tables |= dict.fromkeys((folder / "facts").glob("*.csv"), ("note",))
    for path, columns in tables.items():
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            row.update({c: row[c] + NASTY for c in columns if row.get(c)})
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def _shown(folder: Path, var: Path, lang: str, pages: tuple[str, ...]) -> dict:
    """Run pages in a process of their own: caches of this one know the sound names."""
    given = {"PYTHONPATH": str(ROOT), "QNGEO_DATA": str(folder), "QNGEO_VAR": str(var),
             "QNGEO_STORE": ""}  # fmt: skip
    done = subprocess.run([sys.executable, str(PROGRAM), lang, *pages], cwd=ROOT,
                          env={**os.environ, **given}, capture_output=True, text=True,
                          timeout=300, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.partition("SHOWN")[2])


def _check(told: dict) -> None:
    names = 0
    for page, parts in told.items():
        assert parts["failed"] == [], page
        for html in parts["html"]:
            assert _acts(html) == [], (page, html[:500])
            names += "onerror" in html
        for text in parts["texts"]:
            assert not _unescaped(text), (page, text[:500])
            names += "onerror" in text
    assert names > 10, "the hostile names are shown"


def test_what_the_checks_look_for_is_found() -> None:
    assert _acts(f"<p title='a'>{NASTY}</p>") == [
        "<img>", "<img onerror=alert(1)>", "<script>",
    ]  # fmt: skip
    assert _unescaped(f"Park {NASTY}")
    assert not _unescaped("Park \\!\\[b\\](http) \\[c\\](java \\:red\\[d\\] \\$x^2\\$")


def test_no_name_becomes_html_or_markdown_on_the_sheet_of_a_park(hostile, tmp_path):
    _check(_shown(hostile, tmp_path, "vi", SHORT))


@pytest.mark.heavy
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_name_becomes_html_or_markdown_on_any_page(hostile, tmp_path, lang):
    _check(_shown(hostile, tmp_path, lang, LONG))
