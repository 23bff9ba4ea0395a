"""Each definition and working value of the code stands in the methods, as it is."""

import dataclasses
import importlib
import pkgutil
import re
from fractions import Fraction
from pathlib import Path

import pytest

from qngeo.domain import forest
from qngeo.domain.figures.completeness import STALE_MONTHS
from qngeo.domain.figures.definitions import DEFINITIONS
from qngeo.domain.forest.loss import HEAVY, LIGHT, MODERATE
from qngeo.domain.forest.spectral import OFFSET_BASELINE
from qngeo.domain.land.readiness import CLEARED_PCT, ITEMS, TERM_YEARS
from qngeo.schema import RATE_DEFINITIONS

ROOT = Path(__file__).resolve().parents[2]
METHODS = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
CLASSES = {"loss.NONE", "loss.LIGHT", "loss.MODERATE", "loss.HEAVY", "loss.FEW_IMAGES",
           "loss.OUTSIDE", "loss.REACH", "recovery.BACK", "recovery.STILL",
           "recovery.NO_STATE", "composite.STACK_DIMENSIONS",
           "targets.HUNDRED"}  # fmt: skip
"""Numbers that name a class or a form, and decide nothing."""
MADE = {"practice", "noise"}
"""Modules that make the practice scene; nothing is measured by them."""


def section(title: str) -> str:
    found = re.search(
        rf"^## {re.escape(title)}.*?\n(.*?)(?=^## |\Z)", METHODS, re.M | re.S
    )
    assert found, title
    return found[1]


def working_values() -> dict[str, float]:
    """Return the numbers of the forest modules that decide something, by name."""
    values: dict[str, float] = {}
    for info in pkgutil.iter_modules(forest.__path__):
        if info.name in MADE:
            continue
        module = importlib.import_module(f"{forest.__name__}.{info.name}")
        text = Path(str(module.__file__)).read_text(encoding="utf-8")
        lines = re.findall(r"^([A-Z][A-Z0-9_, ]+) = -?[\d.(]", text, re.M)
        for name in (part for line in lines for part in line.split(", ")):
            value = getattr(module, name)
            if isinstance(value, int | float):
                values[f"{info.name}.{name}"] = value
        for name in ("Thresholds", "PatchRule"):
            if f"class {name}" in text:
                for field in dataclasses.fields(getattr(module, name)):
                    values[f"{info.name}.{name}.{field.name}"] = field.default
    return {name: value for name, value in values.items() if name not in CLASSES}


def test_every_working_value_of_the_forest_is_told_as_it_is() -> None:
    rows = re.findall(
        r"^\| `([\w.]+)` \| (\S+) \|", section("Working values of the forest"), re.M
    )
    told = {name: float(Fraction(value)) for name, value in rows}
    assert set(told) == set(working_values())
    assert told == pytest.approx(working_values())
    assert len(told) > 15


def test_every_definition_of_a_fill_rate_stands_with_its_source() -> None:
    rows = re.findall(
        r"^\| `([\w-]+)` \| .*? \| .*? \| (.+?) \|$", section("Fill rates"), re.M
    )
    assert tuple(name for name, _ in rows) == RATE_DEFINITIONS
    told = dict(rows)
    for definition in DEFINITIONS:
        assert definition.legal in told[definition.id]
        assert told[definition.id].strip()


def test_the_values_of_the_loss_raster_are_those_of_the_code() -> None:
    text = section("Loss")
    assert f"| {LIGHT}, {MODERATE}, {HEAVY} |" in text
    assert "| 254 |" in text
    assert "| 255 |" in text


def test_the_other_working_values_are_told() -> None:
    assert f"more than {STALE_MONTHS} months" in section("Completeness and age")
    ready = section("Readiness")
    assert f"{CLEARED_PCT:g} %" in ready
    assert f"{TERM_YEARS} years" in ready
    assert ", ".join(ITEMS) in " ".join(ready.split())
    baseline = f"{OFFSET_BASELINE[0]:02}.{OFFSET_BASELINE[1]:02}"
    assert f"baseline\n{baseline}" in METHODS or f"baseline {baseline}" in METHODS


def test_every_theme_of_the_domain_has_its_module_in_the_methods() -> None:
    for theme in ("figures", "occupancy", "transport", "land", "forest", "boundaries"):
        named = set(re.findall(rf"`qngeo/domain/{theme}/(\w+)\.py`", METHODS))
        assert named, theme
        files = {path.stem for path in (ROOT / "qngeo/domain" / theme).glob("*.py")}
        assert named <= files
