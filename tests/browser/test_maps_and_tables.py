"""Each map has its table: who does not see the map reads the same beside it."""

import csv
from collections.abc import Callable
from pathlib import Path

from axe import open_all
from forest_page import forest
from land_page import DAY, say
from playwright.sync_api import expect
from visits import Map, Visit

from qngeo.i18n import translate
from qngeo.names import short

SUBJECTS = Path(__file__).resolve().parents[2] / "data" / "subjects.csv"

COLOURED = """() => Object.entries(qngeo.state.styles).map(
    ([id, {text}]) => [id, text])"""

TABLES = """() => [...document.querySelectorAll('.qn-print-table table')].map(
    table => [...table.querySelectorAll('tr')].map(
        row => [...row.children].map(cell => cell.textContent)))"""
"""Every row of the tables of a page, as it is printed and read out."""

PATCHES = """() => qngeo.forest.patches.features.map(
    one => [one.properties.name, one.properties.lines[0]])"""


def named() -> Callable[[str], str]:
    """Return what gives the short name of a subject by its id."""
    with SUBJECTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["subject_id"]: short(row["name_vi"]) for row in rows}.__getitem__


def spaceless(text: str) -> str:
    return "".join(text.split())


def coloured(chart: Map) -> list[tuple[str, str]]:
    """Return name and figure of all that the map colours, in order."""
    name = named()
    chart.frame.wait_for_function("() => Object.keys(qngeo.state.styles).length")
    figures = chart.frame.evaluate(COLOURED)
    return sorted((name(i), spaceless(text.split(" %")[0])) for i, text in figures)


def listed(rows: list[list[str]]) -> list[tuple[str, str]]:
    """Return name and figure of the rows that have a figure, in order."""
    pairs = [(short(row[0]), spaceless(row[1])) for row in rows]
    return sorted(pair for pair in pairs if pair[1].strip("–"))


def test_the_maps_of_overview_and_zones_show_the_rates_of_the_table(visit: Visit):
    """Every rate by which they are coloured stands in the table, and no other."""
    visit.open("")
    overview = coloured(visit.map())
    visit.open("zones")
    zones = coloured(visit.map())
    ((_, *rows),) = visit.page.evaluate(TABLES)
    assert len(rows) > len(zones) > 1
    assert listed(rows) == zones
    assert overview == zones
    visit.assert_clean()


def test_the_map_of_land_shows_the_scores_of_the_shortlist(visit: Visit):
    """A site without a score is listed without one; what is left out, with reasons."""
    visit.open(f"land?as_of={DAY}&usd=120")
    chart = visit.map()
    legend = chart.frame.locator(".qn-legend")
    expect(legend).to_contain_text(translate("pages.land.legend", "vi"))
    open_all(visit)
    visit.page.locator(".qn-rejected tr").first.wait_for()
    faded = chart.frame.evaluate("() => [...qngeo.state.faded]")
    ((_, *rows),) = visit.page.evaluate(TABLES)
    assert listed(rows) == coloured(chart)
    assert len(listed(rows)) > 1
    unscored = {short(row[0]) for row in rows} - {name for name, _ in listed(rows)}
    assert unscored, "every site has a score: ask for something else"
    out = visit.page.locator(".qn-rejected tr > td:first-child").all_inner_texts()
    assert sorted(map(named(), faded)) == sorted(out)
    assert unscored.isdisjoint(out)
    expect(visit.page.get_by_text(say("rejected", count=len(out)))).to_be_visible()
    visit.assert_clean()


def test_the_map_of_the_forest_shows_the_patches_of_the_table(visit: Visit):
    chart = forest(visit, "forest?view=satellite&tab=patches")
    title = translate("change.column.patch", "vi")
    tables = visit.page.evaluate(TABLES)
    ((_, *rows),) = [table for table in tables if table[0][0] == title]
    told = [
        (translate("forest.patch", "vi", number=row[0]), f"{row[1]} ha") for row in rows
    ]
    chart.frame.wait_for_function("() => qngeo.forest.patches")
    shown = [
        (name, area if "," in area else area.replace(" ha", ",0 ha"))
        for name, area in chart.frame.evaluate(PATCHES)
    ]
    assert told == shown
    assert told
    visit.assert_clean()
