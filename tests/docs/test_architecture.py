"""The diagram and the table of folders are those of today."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
DRAWN = (ROOT / "docs" / "pictures" / "architecture.svg").read_text(encoding="utf-8")


def folders(of: str) -> set[str]:
    """Return the folders of a package that hold Python modules."""
    return {path.parent.name for path in (ROOT / of).glob("*/__init__.py")}


def box(title: str) -> set[str]:
    """Return the words within one box of the diagram."""
    parts = [part for part in DRAWN.split("<rect") if f">{title}</text>" in part]
    assert len(parts) == 1, title
    return words(" ".join(re.findall(r">([^<]+)</text>", parts[0])))


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_there_is_one_diagram() -> None:
    assert TEXT.count("pictures/architecture.svg") == 1
    assert "```mermaid" not in TEXT


def test_the_diagram_shows_each_package_and_its_folders() -> None:
    for package in ("domain", "services", "web", "io"):
        assert folders(f"qngeo/{package}") <= box(f"qngeo/{package}"), package
    for package in folders("qngeo"):
        assert f">qngeo/{package}</text>" in DRAWN


def test_the_diagram_shows_no_folder_that_is_gone() -> None:
    for name in re.findall(r">(qngeo/\w+|\w+/)</text>", DRAWN):
        assert (ROOT / name).is_dir() or name == "var/", name


def test_the_diagram_shows_each_base_module() -> None:
    modules = {path.stem for path in (ROOT / "qngeo").glob("*.py")}
    assert modules - {"__init__", "__main__"} <= box("base modules")


def test_the_table_of_folders_names_each_package_of_the_domain() -> None:
    table = TEXT.split("## Where things stand")[1]
    for name in folders("qngeo/domain"):
        assert f"`qngeo/domain/{name}`" in table
    named = re.findall(r"^\| `([\w/.]+)`", table, re.M)
    assert [n for n in named if not (ROOT / n).exists() and n != "var/"] == []


def test_the_themes_of_the_domain_stand_as_the_diagram_says() -> None:
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    order = contract.split('containers = ["qngeo.domain"]')[1].split("]")[0]
    assert order.index("land") < order.index("occupancy") < order.index("figures")
    assert "land on occupancy on figures" in DRAWN
