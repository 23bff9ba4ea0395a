"""Zones: the table, the map, the sheet and the definition speak of the same."""

import csv
import re
from pathlib import Path

from playwright.sync_api import expect
from visits import GRID, ROWS, Map, Visit

from qngeo.i18n import translate
from qngeo.names import short

DATA = Path(__file__).resolve().parents[2] / "data"
BREAKS = (20, 40, 60, 80)
RECOLOUR_SECONDS = 3

STOPWATCH_START = """() => document.addEventListener('pointerup', event => {
    if (event.target.closest('[role="option"]')) window.chosenAt = Date.now();
}, true)"""

STOPWATCH_STOP = """() => {
    window.mark = 'same page';
    const seen = mutations => { window.paintedAt = Date.now(); };
    for (const pane of ['zones', 'parks']) {
        new MutationObserver(seen).observe(qngeo.map.getPane(pane),
            {subtree: true, attributes: true, attributeFilter: ['fill']});
    }
}"""


def title(definition: str, lang: str = "vi") -> str:
    return translate(f"domain.definition.{definition}.title", lang)


def ids_by_name() -> dict[str, str]:
    """Return subject ids by the name that the table may show."""
    with (DATA / "subjects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    full = {row["name_vi"]: row["subject_id"] for row in rows}
    return full | {short(name): subject_id for name, subject_id in full.items()}


def rate_of(row: list[str]) -> float | None:
    """Return the rate in a row of the table; None where it shows none."""
    text = re.sub(r"[^\d,.]", "", row[1]).replace(",", ".")
    return float(text) if text else None


def entries(chart: Map) -> list[dict]:
    """Return the classes of the legend, each with colour and pattern."""
    return chart.frame.evaluate("() => qngeo.state.legend.entries")


def fill_of(entry: dict) -> str:
    """Return how a class is filled: by its colour or its pattern."""
    return f"url(#qn-{entry['pattern']})" if entry["pattern"] else entry["colour"]


def expected_fill(text: str, rate: float, classes: list[dict]) -> str:
    """Return the fill of a rate as the table writes it, perhaps with a sign."""
    if len(classes) == 1:
        return fill_of(classes[0])
    open_above = "≥" in text and rate < BREAKS[-1]
    open_below = "≤" in text and rate >= BREAKS[0]
    if open_above or open_below:
        return fill_of(classes[len(BREAKS) + 1])
    return fill_of(classes[sum(rate >= limit for limit in BREAKS)])


def assert_map_is_coloured_as_the_table(visit: Visit, chart: Map) -> None:
    """A rate has the colour of its class, and no rate has none of the colours."""
    ids, classes = ids_by_name(), entries(chart)
    palette = {fill_of(entry) for entry in classes}
    drawn = set(chart.frame.evaluate("() => [...qngeo.drawn.keys()]"))
    rated = 0
    for row in visit.rows():
        subject_id = ids[row[0]]
        if subject_id not in drawn:
            continue
        rate, fill = rate_of(row), chart.look(subject_id)["fill"]
        if rate is None:
            assert fill not in palette, f"{row[0]} has no rate and is coloured"
        else:
            rated += 1
            assert fill == expected_fill(row[1], rate, classes), row
    assert rated, "nothing rated was drawn"


def test_the_definition_recolours_the_map_and_sorts_the_table(visit: Visit):
    """Within a second on a quiet machine; the bound here allows for a busy one."""
    visit.open("zones?definition=unstated")
    chart = visit.map()
    rows = visit.wait_for_rows("rows.length > 10")
    legend = chart.legend()
    assert title("unstated") in legend
    assert_map_is_coloured_as_the_table(visit, chart)
    visit.page.evaluate(STOPWATCH_START)
    chart.frame.evaluate(STOPWATCH_STOP)
    visit.choose_definition(title("gross-area"))
    chart.frame.wait_for_function(
        "() => window.paintedAt", timeout=RECOLOUR_SECONDS * 1000
    )
    expect(chart.frame.locator(".qn-legend")).to_contain_text(title("gross-area"))
    took = chart.frame.evaluate("() => window.paintedAt") - visit.page.evaluate(
        "() => window.chosenAt"
    )
    print(f"recoloured after {took} ms")
    assert 0 <= took < RECOLOUR_SECONDS * 1000
    assert chart.frame.evaluate("() => window.mark") == "same page"
    visit.page.wait_for_function(
        f"before => JSON.stringify(({ROWS})()[0]) !== JSON.stringify(before)",
        arg=rows[0],
    )
    visit.settle()
    rows = visit.rows()
    rates = [rate_of(row) for row in rows]
    known = [rate for rate in rates if rate is not None]
    assert known == sorted(known, reverse=True)
    assert rates[: len(known)] == known, "what has no figure comes last"
    assert title("unstated") not in chart.legend()
    assert_map_is_coloured_as_the_table(visit, chart)
    assert "definition=gross-area" in visit.page.url
    visit.assert_clean()


def test_a_filter_fades_what_it_leaves_out_and_hides_no_figure(visit: Visit):
    """Sông Khoai keeps its colour and words when only zones are asked for."""
    visit.open("zones?definition=industrial-land")
    chart = visit.map()
    before = chart.look("park:song_khoai")
    look = """id => {
        const item = qngeo.drawn.get(id);
        const path = item.dot._path?.isConnected ? item.dot._path : item.shape._path;
        const kind = item.spec.drawing;
        return [Number(path.getAttribute('fill-opacity')),
            qngeo.tooltip(item.feature, {drawing: kind})];
    }"""
    strong, words = chart.frame.evaluate(look, "park:song_khoai")
    assert translate("map.tooltip.faded", "vi") not in words
    assert "28,19 %" in words
    visit.open("zones?definition=industrial-land&kinds=zone")
    chart = visit.map()
    faint, words = chart.frame.evaluate(look, "park:song_khoai")
    assert chart.look("park:song_khoai")["fill"] == before["fill"]
    assert faint < strong / 2
    assert translate("map.tooltip.faded", "vi") in words
    assert "28,19 %" in words
    assert translate("map.legend.faded", "vi") in chart.legend()
    visit.assert_clean()


def test_the_name_filters_table_and_map_and_stands_in_the_address(visit: Visit):
    visit.open("zones")
    chart = visit.map()
    visit.wait_for_rows("rows.length > 10")
    visit.filter_names("song khoai")
    visit.wait_for_rows("rows.length === 1")
    chart.frame.wait_for_function("() => qngeo.state.faded.has('park:dong_mai')")
    assert not chart.frame.evaluate("() => qngeo.state.faded.has('park:song_khoai')")
    visit.page.wait_for_url("**name=song**")  # written once the run is over
    visit.filter_names("")
    chart.frame.wait_for_function("() => !qngeo.state.faded.size")
    visit.settle()
    visit.assert_clean()


def test_a_link_names_definition_and_language(visit: Visit):
    visit.open("zones?lang=en&definition=gross-area&subject=park:song_khoai")
    assert title("gross-area", "en") in visit.map().legend()
    expect(visit.heading()).to_have_text("Song Khoai Industrial Park")
    visit.assert_clean()


def test_a_row_found_by_name_opens_the_sheet_and_shows_on_the_map(visit: Visit):
    visit.open("zones")
    chart = visit.map()
    before = chart.look("park:song_khoai")
    visit.wait_for_rows("rows.length > 10")
    visit.filter_names("SÔNG KHOAI")
    rows = visit.wait_for_rows("rows.length === 1")
    assert "Sông Khoai" in rows[0][0]
    visit.click_row(0)
    expect(visit.heading()).to_have_text("Khu công nghiệp Sông Khoai")
    chart.frame.wait_for_function("() => qngeo.state.selected === 'park:song_khoai'")
    assert chart.look("park:song_khoai")["stroke"] != before["stroke"]
    assert "song_khoai" in visit.page.url
    visit.settle()
    visit.assert_clean()


def test_a_name_that_nothing_has_is_answered_in_words(visit: Visit):
    visit.open("zones")
    visit.wait_for_rows("rows.length > 10")
    visit.filter_names("atlantis")
    expect(visit.page.locator(GRID)).to_have_count(0)
    alert = visit.page.locator('[data-testid="stAlert"]')
    expect(alert).to_contain_text(translate("pages.zones.no_match", "vi"))


def test_selected_on_the_map_is_selected_in_the_table(visit: Visit):
    """Back from the sheet to the table, the row of the subject is ticked."""
    visit.open("zones?subject=park:dong_mai")
    expect(visit.heading()).to_have_text("Khu công nghiệp Đông Mai")
    label = translate("pages.zones.view.table", "vi")
    visit.page.get_by_role("radio", name=label).or_(
        visit.page.get_by_role("button", name=label, exact=True)
    ).first.click()
    visit.wait_for_rows("rows.length > 10")
    ticked = visit.page.locator(f'{GRID} tbody tr[aria-selected="true"]')
    expect(ticked).to_have_count(1)
    expect(ticked).to_contain_text("Đông Mai")
