"""Every narrowing of a figure can be said in both languages."""

from dataclasses import replace

import pandas as pd
import pytest

from qngeo.errors import SchemaError
from qngeo.io import tables
from qngeo.io.baseline import read_baseline
from qngeo.schema import SCOPES, validate
from qngeo.services.figures.checks import check
from qngeo.ui.parts.rates import scope_name


def parts() -> set[str]:
    scopes = tables.read_facts()["scope"]
    return {part for scope in scopes for part in scope.split("; ")} - {""}


def test_every_part_of_a_scope_has_a_row_and_no_row_is_unused() -> None:
    assert set(tables.read_scopes()["scope"]) == parts()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_both_titles_are_filled(lang: str) -> None:
    titles = tables.read_scopes()[f"title_{lang}"]
    assert (titles == titles.str.strip()).all()
    assert titles.ne("").all()


def test_a_slug_is_never_shown() -> None:
    table = tables.read_scopes()
    for title in (*table["title_vi"], *table["title_en"]):
        assert "_" not in title


def test_a_title_must_be_filled() -> None:
    row = {"scope": "phase 1", "title_vi": "", "title_en": "phase 1"}
    with pytest.raises(SchemaError, match="row 2, title_vi"):
        validate(pd.DataFrame([row]), SCOPES, "scopes.csv")


def test_the_check_names_the_fact_whose_scope_has_no_row() -> None:
    baseline = read_baseline()
    without = baseline.scopes[baseline.scopes["scope"] != "sub-area A"]
    faults = check(replace(baseline, scopes=without)).faults
    found = faults[faults["rule"] == "scope resolves"]
    assert "f0078" in set(found["row"])
    assert set(found["value"]) == {"sub-area A"}


def test_a_scope_of_several_parts_is_said_part_by_part() -> None:
    titles = pd.Series({"parks": "các KCN", "fdi": "FDI"})
    assert scope_name("parks; fdi", titles) == "các KCN; FDI"
    assert scope_name("new part", titles) == "new part"
