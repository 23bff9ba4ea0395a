"""The data dictionary is what its program writes from the schemas of today."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from qngeo import schema
from qngeo.io.baseline import read_baseline
from qngeo.units import UNITS

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_dictionary", ROOT / "docs" / "make_dictionary.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_fresh(program: ModuleType) -> None:
    assert program.dictionary() == WRITTEN, "run: make docs"


def test_every_schema_has_its_section(program: ModuleType) -> None:
    kinds = {
        n for n, o in vars(schema).items() if type(o).__name__ == "DataFrameSchema"
    }
    assert set(program.TABLES) == kinds


def test_every_word_that_a_figure_may_use_is_in_it() -> None:
    facts = read_baseline().facts
    for column in ("attribute", "unit", "definition"):
        for word in set(facts[column]) - {""}:
            assert f"| `{word}` |" in WRITTEN or f"`{word}`" in WRITTEN, word
    assert all(f"| `{unit}` |" in WRITTEN for unit in UNITS if unit)


def test_every_row_has_as_many_cells_as_its_table() -> None:
    for block in re.findall(r"(?:^\|.*\|$\n?)+", WRITTEN, re.M):
        bars = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(bars) == 1, block[:200]


def test_every_column_of_a_table_says_what_it_means() -> None:
    tables = WRITTEN.split("## Tables")[1].split("### Dates")[0]
    rows = re.findall(r"^\| (`\w+`) \| .*? \| ?(.*?) ?\|$", tables, re.M)
    assert len(rows) > 60
    assert [name for name, meaning in rows if not meaning] == []
