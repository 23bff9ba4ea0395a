"""What the satellite saw stands in a report apart, and only where it is computed."""

from datetime import date

import geopandas as gpd
import made_series as made
import pandas as pd
import pytest
from shapely.geometry import box

from qngeo.services.forest.change import change
from qngeo.services.own_data import known
from qngeo.services.report import satellite
from qngeo.services.report.forest import former_districts
from qngeo.services.report.forest import section as forest_section
from qngeo.services.report.model import Figure, figures
from qngeo.services.report.moment import Moment
from qngeo.services.report.own_area import own_area
from qngeo.services.report.words import words_of

STRUCK_HA = 200 * 0.04
"""Columns 0-19 of rows 10-19, cells of 20 m; all of it moderate loss."""


def struck() -> gpd.GeoDataFrame:
    shape = box(
        made.WEST, made.NORTH - 20 * 20, made.WEST + 20 * 20, made.NORTH - 10 * 20
    )
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shape], crs="EPSG:32648")
    return frame.to_crs("EPSG:4326").assign(name="a")


@pytest.fixture
def series(tmp_path, monkeypatch):
    found = made.write_series(tmp_path)
    monkeypatch.setattr(satellite, "list_series", lambda: (found,))
    return found


def of_the_satellite(lang: str = "en") -> dict[str, Figure]:
    moment = Moment(as_of=date(2026, 11, 22))
    report = own_area(struck(), file="a.geojson", lang=lang, moment=moment)
    return {f.attribute: f for s, f in figures(report) if s.name == "forest"}


def test_a_change_that_nobody_computed_is_not_told(series):
    assert series.seasons
    assert of_the_satellite() == {}


def test_what_the_satellite_saw_is_told_with_its_seasons(series):
    change(series)
    found = of_the_satellite()
    assert float(found["forest_ha"].value) == pytest.approx(STRUCK_HA, rel=0.01)
    assert float(found["moderate_ha"].value) == pytest.approx(STRUCK_HA, rel=0.01)
    assert float(found["heavy_ha"].value) == 0
    # the newest season of the made series has 60 % back
    assert float(found["share_regained"].value) == pytest.approx(60, abs=1)
    assert found["forest_ha"].as_of == "2023-10-01/2024-03-31"
    assert found["moderate_ha"].as_of == "2024-10-01/2025-03-31"
    assert {f.source_ids for f in found.values()} == {("series:made",)}


def test_practice_never_enters_a_report(tmp_path, monkeypatch):
    found = made.write_series(tmp_path, kind="practice")
    change(found)
    monkeypatch.setattr(satellite, "list_series", lambda: (found,))
    assert of_the_satellite() == {}


def test_published_figures_stand_before_or_after_the_storm():
    baseline, words = known.baseline(), words_of(known.baseline(), "en")
    home = baseline.subjects.set_index("subject_id", drop=False)
    facts = baseline.facts.iloc[:0]
    made_facts = pd.concat([facts, pd.DataFrame(
        [
            fact("f9001", "2024-09-06", "55"),
            fact("f9002", "2024-12-31", "45"),
            fact("f9003", "2024", "56", scope="before the storm"),
        ]
    )])  # fmt: skip
    chapter = forest_section(
        baseline, made_facts, home.loc["province:quang_ninh"], words, ()
    )
    before, after = (block for block in chapter.blocks if hasattr(block, "rows"))
    assert {row.cells[1].value for row in before.rows} == {"55", "56"}
    assert [row.cells[1].value for row in after.rows] == ["45"]


def fact(fact_id: str, as_of: str, value: str, scope: str = "") -> dict[str, object]:
    return {
        "fact_id": fact_id, "subject_id": "province:quang_ninh",
        "attribute": "forest_cover_rate", "value": value, "unit": "%", "qualifier": "",
        "as_of": as_of, "recorded": "2026-01-01", "confidence": "stated",
        "definition": "", "scope": scope, "source_id": "x", "note": "", "file": "x",
        "number": float(value),
    }  # fmt: skip


def test_a_commune_knows_the_former_districts_it_lies_in():
    baseline = known.baseline()
    rows = baseline.subjects.set_index("subject_id", drop=False)
    found = former_districts(baseline, rows.loc["commune:ba_che"])
    assert [row["subject_id"] for row in found] == ["district:ba_che"]
