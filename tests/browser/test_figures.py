"""Every figure on the screen leads to a fact, and every rate can be recomputed."""

import csv
import re
from pathlib import Path

import pytest
from visits import Visit

from qngeo.i18n import translate

DATA = Path(__file__).resolve().parents[2] / "data"

SHEETS = ("zone:quang_yen", "zone:mong_cai", "park:song_khoai", "park:texhong_hai_ha")
OTHERS = ("zone:van_don", "zone:hoanh_mo", "zone:bac_phong_sinh", "park:dong_mai",
          "park:bac_tien_phong", "park:hai_yen", "park:cai_lan")  # fmt: skip
"""Whose sheets are read by `make test`, and by `make test-heavy` as well."""

FIGURES = """() => [...document.querySelectorAll('[data-facts]')].map(node => ({
    text: node.innerText, facts: node.dataset.facts.split(' ').filter(Boolean)}))"""

UNTAGGED = """() => [...document.querySelectorAll('.qn-num, .qn-big')].filter(
    node => !('facts' in node.dataset)).map(node => node.innerText)"""

RATES = (
    """() => [...document.querySelectorAll('.qn-rate')].map(card => card.innerText)"""
)

BALANCES = """() => [...document.querySelectorAll('.qn-table')].map(table =>
    [...table.querySelectorAll('tbody tr')].map(row =>
        [...row.children].map(cell => cell.innerText)))"""


def table(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fact_ids() -> set[str]:
    paths = [f"facts/{path.name}" for path in (DATA / "facts").glob("*.csv")]
    return {row["fact_id"] for path in [*paths, "land_use.csv"] for row in table(path)}


def vietnamese(text: str) -> float:
    """Read 1.234,5, with or without a word such as "gần" before it."""
    written = re.search(r"\d[\d.]*(?:,\d+)?", text)
    assert written, text
    return float(written[0].replace(".", "").replace(",", "."))


@pytest.mark.parametrize(
    ("path", "least"),
    [
        ("", 10),
        ("sources", 50),
        *((f"zones?subject={i}", 3) for i in SHEETS),
        *(
            pytest.param(f"zones?subject={i}", 3, marks=pytest.mark.heavy)
            for i in OTHERS
        ),
    ],
)
def test_every_figure_leads_to_a_fact_and_every_rate_recomputes(
    visit: Visit, path: str, least: int
):
    """``least`` figures at least, so that an empty page is no success."""
    visit.open(path)
    visit.page.locator("[data-facts]").first.wait_for(state="attached")
    visit.settle()
    known = fact_ids()
    figures = visit.page.evaluate(FIGURES)
    assert len(figures) >= least
    if path != "sources":  # its counts are of rows, not of the world
        assert visit.page.evaluate(UNTAGGED) == []
    lost = [f for f in figures if not set(f["facts"]) <= known]
    assert lost == [], "no such fact in data/"
    bare = [f for f in figures if re.search(r"\d", f["text"]) and not f["facts"]]
    assert bare == [], "a figure without a fact"
    assert_rates_recompute(visit.page.evaluate(RATES))
    assert_shares_recompute(visit.page.evaluate(BALANCES))
    visit.assert_clean()


def assert_rates_recompute(cards: list[str]) -> None:
    """Check "71,36 %" against "1.114 / 1.561 ha" of the same card."""
    for card in cards:
        rate = re.search(r"([\d.,]+) %", card)
        hectares = re.search(r"([\d.,]+) / ([\d.,]+) ha", card)
        if hectares:
            assert rate is not None, card
            part, whole = map(vietnamese, hectares.groups())
            assert vietnamese(rate[1]) == pytest.approx(100 * part / whole, abs=0.1)


def assert_shares_recompute(tables: list[list[list[str]]]) -> None:
    """Check each share of a land balance against the row that is 100 %."""
    for rows in tables:
        shares = [
            (vietnamese(row[1]), vietnamese(row[2].removesuffix(" %")))
            for row in rows
            if len(row) > 2 and re.fullmatch(r"[\d.,]+ %", row[2].strip())
        ]
        wholes = [area for area, share in shares if share == 100]
        for area, share in shares if wholes else []:
            assert share == pytest.approx(100 * area / max(wholes), abs=0.1)


def test_a_park_without_figures_of_leased_land_shows_no_percentage(visit: Visit):
    """No source gives a rate or leased hectares, so nothing may be shown as one."""
    rates = {"fill_rate", "area_leased", "area_reserved"}
    speaking = {
        row["subject_id"]
        for row in table("facts/parks.csv")
        if row["attribute"] in rates
    }
    silent = [
        row["subject_id"]
        for row in table("subjects.csv")
        if row["kind"] == "park" and row["subject_id"] not in speaking
    ]
    assert silent, "every park has figures by now: choose another example"
    for subject_id in silent[:1]:
        visit.open(f"zones?subject={subject_id}")
        sheet = visit.page.locator(".st-key-sheet")
        none = sheet.get_by_text(translate("pages.rates.none", "vi"))
        none.wait_for()
        assert sheet.locator(".qn-rate").count() == 0
        look = visit.map().frame.evaluate(
            "id => qngeo.state.styles[id] ?? null", subject_id
        )
        assert look is None
