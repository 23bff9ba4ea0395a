"""The official part of the Forest page by itself."""

import re

import pyarrow as pa
import pytest
from shown_pages import fine, html, part
from streamlit.testing.v1 import AppTest

from qngeo.i18n import LANGUAGES, translate
from qngeo.io.baseline import read_baseline

SCRIPT = """
from datetime import date
import streamlit as st
from qngeo.ui.parts import forest_official
asked = st.query_params
forest_official.show(asked["lang"], date.fromisoformat(asked["day"]))
"""

pytestmark = pytest.mark.app


def run(lang: str = "vi", day: str = "2026-11-22") -> AppTest:
    return fine(part(SCRIPT, lang=lang, day=day))


def charts(app: AppTest) -> list[list[dict]]:
    """Return the points that each chart draws from data of its own."""
    protos = [chart.proto for chart in app.get("vega_lite_chart")]
    return [
        pa.ipc.open_stream(proto.data.data).read_all().to_pylist()
        for proto in protos
        if proto.HasField("data")
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_is_tagged_with_facts_that_exist(lang):
    known = set(read_baseline().facts["fact_id"])
    tagged = re.findall(r'data-facts="([^"]*)"', html(run(lang)))
    assert len(tagged) > 100
    assert all(ids.split() and set(ids.split()) <= known for ids in tagged)


def test_the_two_rates_and_the_trap_stand_in_vietnamese_writing():
    text = html(run())
    for written in (
        "45,5 %",
        "45,65 %",
        "52 %",
        "128.873 ha",
        "27.800 ha",
        "57,734 ha",
    ):
        assert f">{written}<" in text, written


def test_the_chart_of_the_counts_says_what_its_table_says():
    app = run("en")
    counts = charts(app)[1]
    drawn = [point["text"].lstrip("<>≈ ") for point in counts]
    title = translate("official.damage.table", "en")
    table = next(e for e in app.expander if e.label == title).html[0].body
    told = re.findall(r'class="qn-num"[^>]*>(?:over |nearly )?([^<]*)<', table)
    assert told == drawn
    assert len(drawn) == 15


def test_years_without_an_announcement_are_blank_rows():
    app = run()
    cells = re.findall(r"<tr><td>(20[^<]*)</td><td>(.*?)</td>", html(app))
    blank = translate("official.blank", "vi")
    said = {year: blank in stated for year, stated in cells}
    assert {y for y, silent in said.items() if silent} >= {
        "2015 – 2021",
        "2025",
        "2026",
    }
    assert not said["2024"]
    assert "2027" not in said


def test_nothing_of_the_storm_is_shown_before_it():
    text = html(run(day="2024-09-06"))
    assert "45,5 %" not in text
    assert "128.873" not in text
    assert "trước bão" in text


def test_a_day_before_all_figures_leaves_words():
    app = run(day="2000-01-01")
    infos = {info.value for info in app.info}
    assert translate("official.none", "vi") in infos
    assert not app.get("vega_lite_chart")
