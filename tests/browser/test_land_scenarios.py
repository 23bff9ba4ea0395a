"""Land: scenarios are made, named, kept in the link and always add up."""

import pytest
from land_page import (
    DAY,
    SCENARIO,
    TAGGED,
    VERSUS,
    hectares,
    known_facts,
    open_view,
    say,
)
from playwright.sync_api import expect
from visits import GRID, HEADER_HEIGHT, HOVER_MS, ROW_HEIGHT, Visit


def test_a_scenario_always_adds_up_and_stays_in_the_address(visit: Visit):
    """Taken and left make the total in every row, before and after a change."""
    visit.open(f"land?as_of={DAY}&view=scenario")
    visit.map()
    visit.page.wait_for_selector(".qn-scenario")
    assert_adds_up(visit)
    before = visit.page.evaluate(SCENARIO)
    visit.page.get_by_label(say("scenario.demand"), exact=True).fill("40")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_function(
        f"before => JSON.stringify(({SCENARIO})()) !== JSON.stringify(before)",
        arg=before,
    )
    visit.settle()
    assert_adds_up(visit)
    assert visit.page.evaluate(SCENARIO) != before
    name = visit.page.get_by_label(say("scenario.name"), exact=True)
    name.fill("Nhanh")
    name.press("Enter")
    visit.page.wait_for_function(
        "() => decodeURIComponent(location.search).includes('Nhanh')"
    )
    open_view(visit, "readiness")
    open_view(visit, "scenario")
    expect(visit.page.get_by_label(say("scenario.name"), exact=True)).to_have_value(
        "Nhanh"
    )
    assert_adds_up(visit)
    assert set(visit.page.evaluate(TAGGED)) <= known_facts()
    visit.assert_clean()


def type_cell(visit: Visit, column: int, text: str, shown: str) -> None:
    """Write into the first row of the table of phases, until the cell shows it.

    A click into the empty row adds a row and opens the list of its first column.
    """
    box = visit.page.locator(GRID).first.bounding_box()
    assert box is not None
    x = box["x"] + (0.15, 0.5, 0.8)[column] * box["width"]
    y = box["y"] + HEADER_HEIGHT + ROW_HEIGHT / 2
    visit.page.mouse.move(x, y, steps=3)
    visit.page.wait_for_timeout(HOVER_MS)
    visit.page.mouse.click(x, y)
    field = visit.page.locator("#portal input")
    if column:
        visit.page.wait_for_timeout(HOVER_MS)
        visit.page.keyboard.press("Enter")
    field.first.wait_for()
    visit.page.wait_for_timeout(HOVER_MS)
    visit.page.keyboard.type(text, delay=20)
    visit.page.wait_for_timeout(HOVER_MS)
    visit.page.keyboard.press("Enter")
    visit.wait_for_rows(f"rows[0]?.[{column}] === '{shown}'")
    visit.page.wait_for_timeout(HOVER_MS)
    visit.settle()


def test_a_new_phase_adds_its_land_and_nothing_is_lost(visit: Visit):
    """80 ha more from 2030: the park's total rises by as much, taken or left."""
    visit.open(f"land?as_of={DAY}&view=scenario")
    visit.map()
    visit.page.wait_for_selector(".qn-scenario")
    name = "KCN Sông Khoai"
    before = next(row for row in visit.page.evaluate(SCENARIO) if row[1] == name)
    type_cell(visit, 0, "Sông Khoai", "park:song_khoai")
    type_cell(visit, 1, "2030", "2030")
    type_cell(visit, 2, "80", "80")
    visit.page.wait_for_function(
        "() => location.search.includes('song_khoai%3D2030%3D80')"
    )
    visit.page.wait_for_function(
        f"before => ({SCENARIO})().some(r => r[1] === before[1] && r[2] !== before[2])",
        arg=before,
    )
    visit.settle()
    assert_adds_up(visit)
    after = next(row for row in visit.page.evaluate(SCENARIO) if row[1] == name)
    total, taken, left = (
        hectares(now) - hectares(then)
        for now, then in zip(after[2:5], before[2:5], strict=True)
    )
    assert total == pytest.approx(80)
    assert taken + left == pytest.approx(80)
    visit.assert_clean()


def name_scenario(visit: Visit, name: str, demand: str) -> None:
    """Fill in name and hectares a year of the open scenario."""
    for label, text in (("name", name), ("demand", demand)):
        field = visit.page.get_by_label(say(f"scenario.{label}"), exact=True)
        field.fill(text)
        field.press("Enter")
        visit.page.wait_for_timeout(150)
        visit.settle()


def test_named_scenarios_are_kept_in_the_link_and_stand_side_by_side(
    visit: Visit, other_visit: Visit
):
    """Two are made; someone else sees both; each opens with what was asked of it."""
    visit.open(f"land?as_of={DAY}&view=scenario")
    visit.map()
    name_scenario(visit, "Nhanh", "30")
    assert visit.page.locator(".qn-versus").count() == 0
    visit.page.get_by_role("button", name=say("scenario.add")).click()
    visit.page.wait_for_selector(".qn-versus")
    visit.settle()
    name = visit.page.get_by_label(say("scenario.name"), exact=True)
    expect(name).to_have_value("")
    name_scenario(visit, "Chậm, chắc!", "5")
    visit.page.wait_for_function(
        "() => document.querySelector('.qn-versus th:last-child')"
        "?.innerText === 'Chậm, chắc!'"
    )
    screen = visit.page.evaluate(VERSUS)
    assert screen[0][1:] == ["Nhanh", "Chậm, chắc!"]
    rows = {row[0]: row[1:] for row in screen[1:]}
    assert rows[say("scenario.demand")] == ["30", "5"]
    sums = [rows[say(f"scenario.{key}")] for key in ("total", "taken", "left")]
    for total, taken, left in zip(*sums, strict=True):
        assert hectares(taken) + hectares(left) == pytest.approx(hectares(total))
    assert hectares(sums[1][0]) > hectares(sums[1][1])
    other_visit.page.goto(visit.page.url)
    other_visit.settle()
    other_visit.page.wait_for_selector(".qn-versus")
    assert other_visit.page.evaluate(VERSUS) == screen
    theirs = other_visit.page.get_by_label(say("scenario.name"), exact=True)
    expect(theirs).to_have_value("Chậm, chắc!")
    visit.page.get_by_role("radio", name="Nhanh").or_(
        visit.page.get_by_role("button", name="Nhanh", exact=True)
    ).first.click()
    visit.page.wait_for_function("() => !location.search.includes('sn=2')")
    visit.settle()
    expect(name).to_have_value("Nhanh")
    demand = visit.page.get_by_label(say("scenario.demand"), exact=True)
    expect(demand).to_have_value("30")
    visit.settle()
    assert visit.page.evaluate(VERSUS) == screen
    visit.page.get_by_role("button", name=say("scenario.drop")).click()
    visit.page.wait_for_function("() => !location.search.includes('Nhanh')")
    visit.settle()
    expect(name).to_have_value("Chậm, chắc!")
    expect(visit.page.locator(".qn-versus")).to_have_count(0)
    visit.assert_clean()
    other_visit.assert_clean()


def assert_adds_up(visit: Visit) -> None:
    rows = visit.page.evaluate(SCENARIO)
    assert rows
    for _, title, *cells in rows:
        total, taken, left = map(hectares, cells[:3])
        assert taken + left == pytest.approx(total, abs=0.011), title
