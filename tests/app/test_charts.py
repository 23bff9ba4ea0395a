"""Charts on the pages: what they draw stands in a table, and what they say is true."""

import json
import re
from datetime import date
from html import unescape
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from shown_pages import fine, html, part
from streamlit.testing.v1 import AppTest

from qngeo.i18n import LANGUAGES, number, percent, translate
from qngeo.io.baseline import read_baseline
from qngeo.services.forest.storm import before_and_after
from qngeo.services.zones import allocation
from qngeo.ui.parts import chart, land

TODAY = "2026-11-22"

pytestmark = pytest.mark.app

SHEET = """
from datetime import date
import streamlit as st
from qngeo.ui import cache
from qngeo.ui.parts import land, story
asked = st.query_params
found = cache.sheet(asked["subject"], date.fromisoformat("2026-11-22"))
baseline, lang = cache.baseline(), asked["lang"]
scopes = baseline.scopes.set_index("scope")[f"title_{lang}"]
story.rate_history(found.rates, scopes, lang)
land.balances(found.balances, baseline.sources.set_index("source_id"), lang)
"""

STORM = """
from datetime import date
import streamlit as st
from qngeo.ui import cache
from qngeo.services.forest.storm import before_and_after
from qngeo.ui.parts import forest_before_after
from qngeo.ui.parts.forest_cells import Pen
asked = st.query_params
rows = before_and_after(cache.baseline(), as_of=date.fromisoformat(asked["day"]))
forest_before_after.show(rows, Pen.of(cache.baseline(), asked["lang"]))
"""

FUNNEL = """
from datetime import date
from qngeo.domain.land.need import Need
from qngeo.services.land import search
from qngeo.ui import cache
from qngeo.ui.parts import shortlist
need = Need(max_price=60.0)
sites = cache.sites(date.fromisoformat("2026-11-22"), False)
shortlist.funnel(search.find(sites, need), "vi")
"""


def run(script: str, **query: str) -> AppTest:
    return fine(part(script, **query))


def drawn(app: AppTest) -> list[dict[str, Any]]:
    """Return the points of the first chart."""
    data = app.get("vega_lite_chart")[0].proto.data.data
    return pa.ipc.open_stream(data).read_all().to_pylist()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_history_of_a_park_draws_what_its_table_says(lang):
    app = run(SHEET, subject="park:song_khoai", lang=lang)
    alt = app.get("vega_lite_chart")[0].proto.alt
    points = drawn(app)
    table = app.expander[0]
    assert table.label == translate("charts.table", lang)
    cells = re.findall("<td>(.*?)</td>", table.html[0].body)
    told = [(point["when"], point["text"], point["series"]) for point in points]
    assert told == list(zip(*[map(unescape, cells)] * 3, strict=True))
    assert [percent(point["rate"], lang) for point in points] == cells[1::3]
    assert len(told) == len(set(told)) > 2
    assert any(point["joined"] for point in points)
    assert alt.startswith(translate("charts.alt.rates", lang))
    assert all(text in alt for text in cells[1::3])


def test_a_history_joins_no_rates_whose_definition_nobody_states():
    app = run(SHEET, subject="park:dong_mai", lang="vi")
    points = drawn(app)
    unstated = translate("domain.definition.unstated.title", "vi")
    assert {(point["series"], point["joined"]) for point in points} == {
        (unstated, False)
    }
    lines, dots = json.loads(app.get("vega_lite_chart")[0].proto.spec)["layer"]
    assert lines["transform"] == [{"filter": "datum.joined"}]
    assert "transform" not in dots


def balance(*rows: tuple[str, str, float, float, float, float]) -> pd.DataFrame:
    names = ("role", "title_en", "area_ha", "low_ha", "high_ha", "share_pct")
    found = pd.DataFrame(rows, columns=list(names))
    found = found.assign(land_use=found["title_en"])
    return found.assign(shade=land.shades(land.drawn_roles(found)))


def pieces(rows: pd.DataFrame, monkeypatch) -> list[tuple[str, float, str]]:
    """Return class, hectares and title of each piece of the bar."""
    said: list[str] = []
    monkeypatch.setattr(land.st, "html", said.append)
    land.bar(rows, "en")
    found = re.findall(
        r'<i class="([^"]*)" style="flex:([\d.e+]+) 1 0;[^"]*" title="([^"]*)"',
        "".join(said),
    )
    return [(css, float(flex), unescape(title)) for css, flex, title in found]


NONE = float("nan")


def test_what_is_left_is_hatched_and_as_long_as_its_hectares(monkeypatch):
    rows = balance(
        ("total", "all", 100, NONE, NONE, 100),
        ("part", "factories", 60, NONE, NONE, 60),
        ("part", "roads", 15, NONE, NONE, 15),
        ("subpart", "of it bridges", 5, NONE, NONE, 5),
        ("rest", "rest", 25, NONE, NONE, 25),
    )
    assert pieces(rows, monkeypatch) == [
        ("", 60, "factories: 60 ha (60 %)"),
        ("", 15, "roads: 15 ha (15 %)"),
        ("qn-hatched", 25, "rest: 25 ha (25 %)"),
    ]


def test_a_rest_that_is_a_range_is_drawn_to_its_most_and_says_so(monkeypatch):
    rows = balance(
        ("part", "factories", 60, NONE, NONE, 60),
        ("rest", "rest", NONE, 10, 40, NONE),
    )
    maybe = translate("charts.balance.maybe", "en", title="rest")
    assert pieces(rows, monkeypatch)[1:] == [
        ("qn-hatched", 10, "rest: 10 ha"),
        ("qn-hatched qn-maybe", 30, f"{maybe}: 30 ha"),
    ]


def test_a_use_known_as_a_range_alone_is_drawn_as_large_as_its_least(monkeypatch):
    """60 + 5 at least + 20 left at least + 15 of one or the other = the whole 100."""
    rows = balance(
        ("part", "factories", 60, NONE, NONE, 60),
        ("low", "factories", 50, NONE, NONE, 50),
        ("low", "roads", 5, NONE, NONE, 5),
        ("high", "roads", 20, NONE, NONE, 20),
        ("rest", "rest", NONE, 20, 35, NONE),
    )
    least = translate("charts.balance.least", "en", title="roads")
    found = pieces(rows, monkeypatch)
    assert [hectares for _, hectares, _ in found] == [60, 5, 20, 15]
    assert found[1] == ("", 5, f"{least}: 5 ha (5 %)")


def test_a_share_of_the_land_is_not_written_on_a_bar_with_sea(monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(land.st, "html", said.append)
    land.bar(
        balance(
            ("part", "land", 40, NONE, NONE, 100), ("part", "sea", 60, NONE, NONE, NONE)
        ),
        "en",
    )
    assert "<b>" not in said[0]
    land.bar(
        balance(
            ("part", "a", 40, NONE, NONE, 40), ("rest", "rest", 60, NONE, NONE, 60)
        ),
        "en",
    )
    assert re.findall("<b>(.*?)</b>", said[1]) == ["40 %", "60 %"]


def test_one_part_alone_and_an_unknown_rest_draw_no_bar(monkeypatch):
    rows = balance(
        ("part", "factories", 60, NONE, NONE, NONE),
        ("rest", "rest", NONE, NONE, NONE, NONE),
    )
    assert pieces(rows, monkeypatch) == []


def test_the_bar_of_a_real_plan_says_what_its_table_says():
    found = allocation.balances(
        read_baseline(), "zone:quang_yen", as_of=date.fromisoformat(TODAY)
    )
    app = run(SHEET, subject="zone:quang_yen", lang="vi")
    text = html(app)
    said = re.findall(r'class="qn-stack" role="img" aria-label="([^"]*)"', text)
    parts = found[found["role"].eq("part")]
    assert said
    told = [number(area, "vi", 2) for area in parts["area_ha"]]
    joined = unescape(" ".join(said))
    assert told
    assert all(f"{area} ha" in joined and f">{area}<" in text for area in told)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bars_of_before_and_after_the_storm_are_as_long_as_their_figures(lang):
    rows = before_and_after(read_baseline(), as_of=date.fromisoformat(TODAY))
    text = html(run(STORM, day=TODAY, lang=lang))
    widths = [float(pct) for pct in re.findall(r'qn-bar" style="width:([\d.]+)%', text)]
    longest = {"cover": 100.0, "counted": 340_000.0, "with_young": 371_954.0}
    expected = 100 * rows["number"] / rows["measure"].map(longest)
    assert widths == pytest.approx(list(expected), abs=0.06)
    tagged = re.findall(r'data-facts="([^"]*)"', text)
    assert tagged == [ids.replace("; ", " ") for ids in rows["fact_id"]]
    assert (
        text.count("repeating-linear-gradient") == rows["moment"].eq("estimate").sum()
    )


def test_before_the_storm_there_are_words_instead_of_bars():
    app = run(STORM, day="2024-09-06", lang="vi")
    assert [i.value for i in app.info] == [translate("charts.storm.none", "vi")]
    assert "qn-bar" not in html(app)


def test_the_funnel_says_its_numbers_and_hatches_what_is_not_known():
    text = html(run(FUNNEL))
    steps = re.findall(r'<div class="qn-step">(.*?)</div>', text)
    left = [re.search(r"<b>(\d+)</b>", step)[1] for step in steps]
    label = unescape(re.search(r'aria-label="([^"]*)"', text)[1])
    assert f"{left[0]} (" in label
    assert f"{left[-1]} (" in label
    assert int(left[-1]) < int(left[0])
    not_known = {
        int(kept): (int(re.search(r"<small>\D*(\d+)", step)[1]), step)
        for step, kept in zip(steps, left, strict=True)
        if "<small>" in step
    }
    assert not_known
    for kept, (unknown, step) in not_known.items():
        hatched = float(re.search(r'<u style="width:([\d.]+)%', step)[1])
        assert 0 < unknown <= kept
        assert hatched == pytest.approx(100 * unknown / kept, abs=0.06)


def test_a_chart_of_many_series_tells_some_and_counts_the_rest():
    lines = [chart.course(f"s{n}", [("1 %", "2020"), ("2 %", "2021")], "en")
             for n in range(9)]  # fmt: skip
    said = chart.trend("Title", lines, "en")
    assert said.startswith("Title. s0: 2 figures, from 1 % (2020) to 2 % (2021); s1")
    assert said.endswith("; and 3 more series in the table.")
    assert "s6" not in said
