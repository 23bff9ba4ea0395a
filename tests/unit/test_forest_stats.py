"""``qngeo forest stats``: published figures by unit, blanks where there are none."""

import json

import pytest
from typer.testing import CliRunner

from qngeo.cli.forest_official import app
from qngeo.errors import DateError, UnknownNameError
from qngeo.services.forest.units import SILENT, SILENT_THEN, STATS_COLUMNS, UNIT_KINDS

RUNNER = CliRunner()


def rows(*words: str) -> list[dict]:
    found = RUNNER.invoke(app, [*words, "--format", "json"], catch_exceptions=False)
    assert found.exit_code == 0
    return json.loads(found.stdout)


@pytest.mark.parametrize("by", UNIT_KINDS)
def test_every_kind_of_unit_has_the_promised_columns(by):
    found = rows("--by", by)
    assert {tuple(row) for row in found} == {STATS_COLUMNS}
    assert {row["basis"] for row in found} == {"official"}


def test_a_unit_without_figures_has_one_blank_row():
    found = [r for r in rows("--by", "district") if r["subject_id"] == "district:co_to"]
    assert len(found) == 1
    blank = ("attribute", "value", "unit", "as_of", "fact_id", "source_title")
    assert [found[0][name] for name in blank] == [None] * len(blank)
    assert found[0]["note"] == SILENT


def test_all_54_communes_are_there_and_former_communes_stand_after_theirs():
    found = [row["subject_id"] for row in rows("--by", "commune")]
    assert len({i for i in found if i.startswith("commune:")}) == 54
    new = found.index("commune:ba_che")
    assert found[new + 1] == "forest:commune_nam_son"


def test_a_span_keeps_what_speaks_of_it():
    every = rows("--by", "district", "--from", "2024-09", "--to", "2024-09")
    named = {row["fact_id"] for row in every} - {None}
    assert "f1398" in named  # 12 September
    assert "f1247" not in named  # 3 October
    silent = [row for row in every if row["subject_id"] == "district:binh_lieu"]
    assert [row["note"] for row in silent] == [SILENT_THEN]


def test_the_province_has_the_aim_for_2030_and_not_the_national_one():
    found = rows("--by", "province")
    aims = [r["value"] for r in found if r["attribute"] == "forest_cover_target"]
    assert "50" in aims
    assert "42/43" not in aims


@pytest.mark.parametrize(
    ("words", "error", "match"),
    [
        (["--by", "comune"], UnknownNameError, "commune"),
        (["--from", "2025", "--to", "2024"], DateError, "earlier first"),
        (["--from", "7/9/2024"], DateError, "did you mean 2024-09-07"),
    ],
)
def test_a_wrong_request_names_the_remedy(words, error, match):
    with pytest.raises(error, match=match):
        RUNNER.invoke(app, words, catch_exceptions=False)
