"""What people add is told in ten steps or fewer, with names that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (Add .+?)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))
MOST_STEPS = 10


@pytest.mark.parametrize("what", ["fact", "layer", "measure", "page", "language"])
def test_it_is_told_how_to_add(what: str) -> None:
    steps = re.findall(r"^(\d+)\. ", SECTIONS[f"Add a {what}"], re.M)
    assert [int(number) for number in steps] == list(range(1, len(steps) + 1))
    assert 3 <= len(steps) <= MOST_STEPS


@pytest.mark.parametrize("title", SECTIONS)
def test_no_task_has_more_than_ten_steps(title: str) -> None:
    assert len(re.findall(r"^\d+\. ", SECTIONS[title], re.M)) <= MOST_STEPS


def test_the_names_in_the_code_that_the_steps_rest_on_are_there() -> None:
    for path, name in (
        ("qngeo/services/layers/publish.py", "def frames("),
        ("qngeo/services/layers/publish.py", "def _places("),
        ("qngeo/ui/home.py", "PAGES = ("),
        ("qngeo/services/links/pages.py", "PAGES: "),
        ("qngeo/i18n.py", "LANGUAGES = "),
        ("qngeo/i18n.py", "LANGUAGE_NAMES = "),
        ("qngeo/ui/frame.py", "def headline("),
    ):
        assert name in (ROOT / path).read_text(encoding="utf-8"), (path, name)


def test_make_has_the_targets_that_the_steps_call() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in re.findall(r"`make ([\w -]+)`", TEXT):
        for target in line.split():
            assert re.search(rf"^{target}:", makefile, re.M), target


def test_every_section_with_steps_counts_them_from_one() -> None:
    for title, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S):
        steps = [int(number) for number in re.findall(r"^(\d+)\. ", text, re.M)]
        assert steps == list(range(1, len(steps) + 1)), title
        assert len(steps) <= MOST_STEPS, title


def paths() -> set[str]:
    """Return what is named as a file or folder of the project."""
    words = set(re.findall(r"`([^`\n]+)`", TEXT))
    tops = {path.name for path in ROOT.iterdir() if path.is_dir()}
    below = {word for word in words if "/" in word and word.split("/")[0] in tops}
    single = {w for w in words if re.fullmatch(r"[\w.-]+\.(toml|txt|md|yml)", w)}
    return {word for word in below | single if not re.search(r"[ <*]", word)}


def test_enough_paths_are_found() -> None:
    assert {"data/facts/", "qngeo/i18n.py", "mkdocs.yml"} <= paths()


@pytest.mark.parametrize("path", sorted(paths() - {"site/"}))
def test_every_path_that_is_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()
