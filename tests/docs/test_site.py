"""The documents build into a site without a warning, and it fetches nothing."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src",
          "source": "src", "use": "href"}  # fmt: skip
"""What a browser fetches by itself, by tag."""
NOT_FETCHED = {"canonical", "alternate", "next", "prev"}


class Fetched(HTMLParser):
    """Gathers the addresses that a page makes a browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "html":
            self.language = told.get("lang") or ""
        if tag in LOADED and told.get("rel") not in NOT_FETCHED:
            self.addresses.append(told.get(LOADED[tag]) or "")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Build the site as `make docs` does; give its folder and what was said."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout + done.stderr


def pages(folder: Path) -> dict[str, Fetched]:
    read = {}
    for path in folder.rglob("*.html"):
        read[path.relative_to(folder).as_posix()] = page = Fetched()
        page.feed(path.read_text(encoding="utf-8"))
    return read


def test_it_builds_without_a_warning(built: tuple[Path, str]) -> None:
    assert not re.search(r"warning|error|not included in the \"nav\"", built[1], re.I)


def test_reading_it_fetches_nothing_from_another_host(built: tuple[Path, str]) -> None:
    found = pages(built[0])
    assert len(found) > 30
    for name, page in found.items():
        assert page.addresses, name
        far = [to for to in page.addresses if re.match(r"(\w+:)?//", to)]
        assert far == [], name
    for path in built[0].rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"@import|url\(\W*(https?:)?//", text), path.name


def test_nothing_in_it_needs_a_diagram_program_of_another_host(
    built: tuple[Path, str],
) -> None:
    """The theme would fetch mermaid; diagrams are pictures here."""
    for path in built[0].rglob("*.html"):
        assert 'class="mermaid"' not in path.read_text(encoding="utf-8"), path.name


def test_each_page_says_its_language(built: tuple[Path, str]) -> None:
    for name, page in pages(built[0]).items():
        assert page.language == ("vi" if name.startswith("guide/vi/") else "en"), name


@pytest.mark.parametrize("name", ["contributing", "changelog"])
def test_documents_of_the_first_folder_are_in_it(
    built: tuple[Path, str], name: str
) -> None:
    document = (ROOT / f"{name.upper()}.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## ([\w ]+)$", document, re.M)
    text = (built[0] / f"{name}.html").read_text(encoding="utf-8")
    assert headings
    assert [h for h in headings if h not in text] == []


def test_the_programs_that_write_the_documents_are_not_in_it(
    built: tuple[Path, str],
) -> None:
    assert list(built[0].rglob("*.py")) == []
