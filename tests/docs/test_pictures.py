"""The pictures are of every page, small, and shown where the documents need them."""

import re
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
PROGRAM = (ROOT / "docs" / "take_pictures.py").read_text(encoding="utf-8")
MOST_BYTES = 200_000
STATES = re.findall(
    r'^    "(\w+)": "', PROGRAM.split("STATES = {")[1].split("}")[0], re.M
)


def test_the_program_takes_every_page() -> None:
    home = (ROOT / "qngeo" / "ui" / "home.py").read_text(encoding="utf-8")
    names = re.findall(r'^    \("(\w+)", \w+\.show,', home, re.M)
    assert len(names) >= 6
    assert set(names) <= set(STATES)


def test_the_readme_shows_every_page() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"docs/pictures/(\w+)\.png", text))
    assert {*STATES, "report", "snapshot"} <= shown


@pytest.mark.parametrize("name", [*STATES, "report", "snapshot"])
def test_a_picture_of_the_documents_is_small(name: str) -> None:
    path = PICTURES / f"{name}.png"
    assert path.stat().st_size < MOST_BYTES
    with Image.open(path) as picture:
        assert picture.width >= 1000


def test_no_other_picture_is_large() -> None:
    large = [p.name for p in PICTURES.rglob("*.*") if p.stat().st_size >= MOST_BYTES]
    assert large == []
