"""The Land page in a browser: what its tests read, type and choose."""

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Download
from visits import GRID, Visit

from qngeo.i18n import translate
from qngeo.io.baseline import read_baseline

DAY = "2026-10-01"
PORT = "port:cict"

FUNNEL = """() => [...document.querySelectorAll('.qn-step')].map(step =>
    [step.querySelector('span').firstChild.textContent,
     Number(step.querySelector('b').innerText)])"""

COMPARED = """() => [...document.querySelectorAll('.qn-compare tr')].map(row =>
    [...row.children].map(cell => cell.textContent))"""

READINESS = """() => [...document.querySelectorAll('.qn-checklist tbody td[class]')]
    .map(cell => [cell.className, cell.querySelectorAll('[data-facts]').length,
        cell.innerText])"""

SCENARIO = """() => [...document.querySelectorAll('.qn-scenario tbody tr')].map(row =>
    [row.className, ...[...row.children].map(cell => cell.innerText)])"""

VERSUS = """() => [...document.querySelectorAll('.qn-versus tr')].map(row =>
    [...row.children].map(cell => cell.innerText))"""

TAGGED = """() => [...document.querySelectorAll('[data-facts]')].flatMap(
    node => node.dataset.facts.split(' '))"""

OVERLAY = """() => {
    const minutes = new Set();
    qngeo.map.eachLayer(layer => {
        const found = layer.feature?.properties?.minutes;
        if (found) minutes.add(found);
    });
    return [...minutes].sort((a, b) => a - b);
}"""

VIEW = (
    "() => [qngeo.map.getZoom(), qngeo.map.getCenter().lat, qngeo.map.getCenter().lng]"
)


TICKED = f'{GRID} tbody tr[aria-selected="true"]'


def say(key: str, lang: str = "vi", **values: object) -> str:
    return translate(f"pages.land.{key}", lang, **values)


def set_number(visit: Visit, label: str, value: str) -> None:
    """Type into a number field of the sidebar and wait for the answer."""
    field = visit.page.get_by_label(label, exact=True)
    field.fill(value)
    field.press("Enter")
    visit.page.wait_for_timeout(150)
    visit.settle()


def choose(visit: Visit, label: str, option: str) -> None:
    """Choose an option of a list in the sidebar."""
    sidebar = visit.page.locator('[data-testid="stSidebar"]')
    box = sidebar.get_by_role("combobox", name=re.compile(re.escape(label)))
    box.click()
    box.fill(option)
    visit.page.get_by_role("option", name=option).first.click()
    visit.page.keyboard.press("Escape")
    visit.page.locator(".qn-funnel").click()
    visit.page.wait_for_timeout(150)
    visit.settle()


def open_view(visit: Visit, view: str, lang: str = "vi") -> None:
    visit.page.get_by_role("radio", name=say(f"view.{view}", lang)).or_(
        visit.page.get_by_role("button", name=say(f"view.{view}", lang), exact=True)
    ).first.click()
    visit.page.wait_for_function(
        "view => (new URLSearchParams(location.search)).get('view') === view",
        arg=None if view == "shortlist" else view,
    )
    visit.settle()


def funnel(visit: Visit) -> list[tuple[str, int]]:
    visit.page.wait_for_selector(".qn-step")
    return [(title, left) for title, left in visit.page.evaluate(FUNNEL)]


def downloaded(visit: Visit) -> list[list[str]]:
    """Press the button of the table and read the file."""
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name=say("export")).or_(
            visit.page.get_by_role("button", name=say("export", "en"))
        ).first.click()
    found: Download = waiting.value
    text = Path(found.path()).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def known_facts() -> set[str]:
    baseline = read_baseline()
    return {*baseline.facts["fact_id"], *baseline.land_use["fact_id"]}


def hectares(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))
