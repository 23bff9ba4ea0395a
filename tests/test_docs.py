"""What the documents say of pages, layers, commands and sources is so."""

import csv
import json
import re
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from qngeo import cli
from qngeo.config import Settings
from qngeo.i18n import translate
from qngeo.io.baseline import read_baseline
from qngeo.web.layer_specs import BACKGROUND, LAYERS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md",
             *sorted((ROOT / "docs").glob("*.md")),
             *sorted((ROOT / "data").glob("*.md"))]  # fmt: skip

CITED = re.compile(r"Sources?: ([a-z][\w, ]*)")
"""How a docstring names its source."""


def section(title: str) -> str:
    """Return the text of one section of the README."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.M | re.S)
    assert found, f"README has no section {title!r}"
    return found[1]


def catalogue() -> list[dict]:
    text = (ROOT / "layers" / "catalog.json").read_text(encoding="utf-8")
    return json.loads(text)["layers"]


def page_names() -> list[str]:
    """Return the names of the pages as the router lists them, without running it."""
    home = (ROOT / "qngeo" / "ui" / "home.py").read_text(encoding="utf-8")
    return re.findall(r'^    \("(\w+)", \w+\.show,', home, re.M)


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_the_two_commands_of_the_readme_are_targets_of_the_makefile(command):
    assert command in README
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{command.removeprefix('make ')}:", makefile, re.M)


def test_continuous_integration_calls_make_test():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "make test" in script


def test_the_readme_names_every_page_and_no_other():
    rows = re.findall(r"^\|.*\|.*\| (.+?) \((.+?)\) \|$", README, re.M)
    names = page_names()
    assert len(names) >= 3
    titles = {lang: {translate(f"pages.{n}.title", lang) for n in names}
              for lang in ("en", "vi")}  # fmt: skip
    assert {english for english, _ in rows} == titles["en"]
    assert {vietnamese for _, vietnamese in rows} == titles["vi"]


def test_every_page_module_is_in_the_menu():
    folder = ROOT / "qngeo" / "ui" / "app_pages"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert modules == set(page_names())


def test_the_readme_names_every_layer_and_no_other():
    listed = section("Layers").partition(";")[0]
    assert set(re.findall(r"\w+", listed)) == {entry["name"] for entry in catalogue()}


def test_every_layer_of_the_map_is_published_and_catalogued():
    catalogued = {entry["name"] for entry in catalogue()}
    files = {path.stem for path in (ROOT / "layers").glob("*.geojson")}
    assert files == catalogued
    optional = {"plots"}
    drawn = {spec.source for spec in LAYERS} | set(BACKGROUND)
    assert drawn - optional == catalogued - optional


def commands() -> list[list[str]]:
    """Return every command that the README shows, as words."""
    lines = re.findall(r"^python -m qngeo (.+)$", README, re.M)
    return [re.findall(r'"[^"]+"|\S+', line) for line in lines]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_a_command_of_the_readme_is_one_the_program_takes(words):
    """Only its names and options: what it prints is tested elsewhere."""
    group = get_command(cli.app).commands[words[0]]
    path = words[: 2 if hasattr(group, "commands") else 1]
    answer = CliRunner().invoke(cli.app, [*path, "--help"])
    assert answer.exit_code == 0, answer.output
    for option in (word for word in words if word.startswith("--")):
        assert option in answer.output


def test_the_readme_shows_every_command():
    root = get_command(cli.app).commands
    shown = {tuple(w for w in words if not w.startswith("-")) for words in commands()}
    for name, command in root.items():
        for below in getattr(command, "commands", None) or [None]:
            path = (name,) if below is None else (name, below)
            assert any(words[: len(path)] == path for words in shown), path


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_in_a_document_leads_to_a_file(path):
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    lost = [to for to in links if "://" not in to and not (path.parent / to).exists()]
    assert lost == []


def settings_told() -> dict[str, str]:
    """Return the default of each setting as the document on running tells it."""
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `QNGEO_(\w+)` \| (.+?) \|", text, re.M))


def default_of(name: str) -> str:
    """Return a default as a document writes it."""
    value = Settings.model_fields[name].default
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT)}`"
    if name == "store":
        return "`var/qngeo.gpkg`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`" * bool(value)


def test_every_setting_is_told_with_its_default_and_no_other():
    defaults = {name.upper(): default_of(name) for name in Settings.model_fields}
    assert settings_told() == {n: text or "none" for n, text in defaults.items()}


@pytest.mark.parametrize("folder", ["qngeo", "docs", "deploy", "benchmarks"])
def test_every_variable_that_anything_names_is_a_setting(folder):
    tag = {"KIND"}  # of a raster that was made
    known = {name.upper() for name in Settings.model_fields} | tag
    for path in sorted((ROOT / folder).rglob("*")):
        if path.suffix in (".py", ".md", ".conf", ".service", ".js", ".typ", ""):
            if not path.is_file() or path.name == Path(__file__).name:
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            named = set(re.findall(r"QNGEO_([A-Z][A-Z_]*[A-Z])\b", text))
            assert named - known == set(), path


def test_every_setting_has_words_of_its_own():
    text = (ROOT / "qngeo" / "config.py").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert re.search(rf'^    {name}: .+\n    """', text, re.M), name


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_a_document_speaks_of_exist(path):
    text = path.read_text(encoding="utf-8")
    named = re.findall(
        r"`((?:benchmarks|data|layers|qngeo|docs|tests)/[\w./-]*)`", text
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_source_that_anything_cites_is_in_the_register():
    baseline = read_baseline()
    known = set(baseline.sources["source_id"])
    cited = {*baseline.facts["source_id"], *baseline.land_use["source_id"]}
    for entry in catalogue():
        cited |= set(entry["source_ids"])
        text = (ROOT / "layers" / f"{entry['name']}.geojson").read_text("utf-8")
        for feature in json.loads(text)["features"]:
            ids = feature["properties"].get("source_ids") or ""
            cited |= {part.strip() for part in ids.split(";") if part.strip()}
    for path in sorted((ROOT / "qngeo").rglob("*.py")):
        for found in CITED.findall(path.read_text(encoding="utf-8")):
            cited |= {part.strip() for part in found.split(",") if "_" in part}
    assert cited - known == set()
    assert len(cited) > 100


def test_every_fact_that_a_layer_names_exists():
    known = set(read_baseline().facts["fact_id"])
    for name in ("zones", "parks"):
        text = (ROOT / "layers" / f"{name}.geojson").read_text(encoding="utf-8")
        named = {f["properties"].get("area_published_fact") or None
                 for f in json.loads(text)["features"]} - {None}  # fmt: skip
        assert named
        assert named <= known


def test_the_register_of_sources_has_a_title_for_every_row():
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["source_id"] for row in rows if not row["title"].strip()] == []


def test_the_changelog_begins_with_what_is_not_released():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", text, re.M)
    assert headings
    assert headings[0].startswith("Unreleased")
