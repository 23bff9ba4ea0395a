"""Land: filters, shortlist, comparison, file, link, advice, readiness."""

import re
from datetime import date
from itertools import pairwise

import pytest
from land_page import (
    COMPARED,
    DAY,
    OVERLAY,
    PORT,
    READINESS,
    SCENARIO,
    TAGGED,
    TICKED,
    VIEW,
    choose,
    downloaded,
    funnel,
    known_facts,
    open_view,
    say,
    set_number,
)
from playwright.sync_api import expect
from running import PHONE
from visits import Map, Visit

from qngeo.domain.land.need import Need
from qngeo.i18n import translate
from qngeo.io.baseline import read_baseline
from qngeo.services.land import search as land
from qngeo.services.transport import access

LEAST_ROWS = 20


def test_three_filters_shrink_the_funnel_as_the_service_counts(visit: Visit):
    """Rent at most 100, 90 minutes from the port, a zone: the steps of `land.find`."""
    visit.open(f"land?as_of={DAY}")
    visit.map()
    baseline = read_baseline()
    day = date.fromisoformat(DAY)
    table = land.sites(baseline, as_of=day, minutes=access.minutes(baseline, as_of=day))
    counts = [funnel(visit)]
    set_number(visit, say("max_price"), "100")
    counts.append(funnel(visit))
    places = access.places(baseline, as_of=day)
    choose(visit, say("near"), str(places["name_vi"][PORT]))
    set_number(visit, say("within_min"), "90")
    counts.append(funnel(visit))
    choose(visit, say("zones"), "KKT Quảng Yên")
    counts.append(funnel(visit))
    need = Need(max_price=100.0, near=PORT, within_min=90.0, zones=("zone:quang_yen",))
    steps = land.find(table, need).funnel.steps
    assert [left for _, left in counts[-1]] == [len(table), *(s.left for s in steps)]
    lefts = [steps_[-1][1] for steps_ in counts]
    assert all(after <= before for before, after in pairwise(lefts))
    assert lefts[-1] < lefts[-2] < lefts[0]
    assert lefts[-1] == len(land.find(table, need).ranking)
    query = visit.page.evaluate("() => location.search")
    assert all(part in query for part in ("usd=100", "min=90", "zone=", "near="))
    visit.assert_clean()


def test_three_sites_are_ticked_compared_and_saved_as_the_screen_shows(visit: Visit):
    visit.open(f"land?as_of={DAY}&near={PORT}")
    visit.map()
    visit.wait_for_rows("rows.length > 5")
    for at in (0, 5, 7):
        visit.click_row(at)
        visit.page.wait_for_timeout(300)
        visit.settle()
    ticked = visit.page.locator(TICKED)
    expect(ticked).to_have_count(3)
    rows = visit.rows()
    names = {rows[at][0] for at in range(len(rows)) if at in (0, 5, 7)}
    open_view(visit, "compare")
    visit.page.wait_for_selector(".qn-compare")
    screen = visit.page.evaluate(COMPARED)
    head, *body = screen
    assert set(head[2:-1]) == names
    assert len(body) >= LEAST_ROWS
    none, yes = translate("land.no_source", "vi"), translate("land.yes", "vi")
    assert any(none in row for row in body)
    marked = visit.page.locator(".qn-compare tr.qn-differs").count()
    assert marked == sum(row[-1] == yes for row in body) > 0
    for row in body:
        stated = {cell for cell in row[2:-1] if cell != none}
        assert (row[-1] == yes) == (len(stated) > 1), row
    assert downloaded(visit) == screen
    facts = visit.page.evaluate(TAGGED)
    assert facts
    assert set(facts) <= known_facts()
    visit.assert_clean()


def test_a_tick_stays_with_its_site_when_the_order_changes(visit: Visit):
    """Near a place the fifth comes first: a click there unticks it and no other."""
    visit.open(f"land?as_of={DAY}")
    visit.map()
    visit.wait_for_rows("rows.length > 5")
    ticked = visit.page.locator(TICKED)
    for count, at in enumerate((0, 4), start=1):
        visit.click_row(at)
        expect(ticked).to_have_count(count)
        visit.settle()
    first, fifth = (visit.rows()[at][0] for at in (0, 4))
    choose(visit, say("near"), "Móng Cái")
    visit.wait_for_rows(f"rows[0]?.[0] === '{fifth}'")
    expect(ticked).to_have_count(2)
    expect(ticked.nth(0)).to_contain_text(fifth)
    expect(ticked.nth(1)).to_contain_text(first)
    visit.click_row(0)
    expect(ticked).to_have_count(1)
    expect(ticked).to_contain_text(first)
    visit.click_row([row[0] for row in visit.rows()].index(first))
    visit.page.wait_for_function("() => !location.search.includes('cmp=')")
    expect(ticked).to_have_count(0)
    visit.assert_clean()


def test_choosing_a_place_keeps_the_same_map(visit: Visit):
    """A mark set in the map's window survives, and the map does not move."""
    visit.open(f"land?as_of={DAY}")
    chart = visit.map()
    chart.frame.evaluate("() => { window.marked = true; }")
    holder = visit.page.locator(
        '[data-testid="stElementContainer"]',
        has=visit.page.locator("iframe.qngeo-frame"),
    )
    place = "node => [...node.parentNode.children].indexOf(node)"
    before = holder.evaluate(place)
    box = holder.bounding_box()
    switch = visit.page.get_by_role("switch", name=say("isochrones")).or_(
        visit.page.get_by_role("checkbox", name=say("isochrones"))
    )
    expect(switch).to_be_disabled()
    choose(visit, say("near"), "Hải Phòng")
    expect(switch).to_be_enabled()
    assert holder.evaluate(place) == before
    visit.page.get_by_text(say("isochrones")).click()
    chart.frame.wait_for_function(f"() => ({OVERLAY})().length === 3")
    choose(visit, say("near"), "Hạ Long")
    choose(visit, say("near"), say("any"))
    expect(switch).to_be_disabled()
    chart.frame.wait_for_function(f"() => ({OVERLAY})().length === 0")
    assert holder.evaluate(place) == before
    assert holder.bounding_box() == box
    assert not chart.frame.is_detached()
    assert chart.frame.evaluate("() => window.marked")
    visit.assert_clean()


@pytest.mark.parametrize(
    "view",
    [
        "shortlist",
        pytest.param("scenario", marks=pytest.mark.heavy),
        pytest.param("compare", marks=pytest.mark.heavy),
        pytest.param("readiness", marks=pytest.mark.heavy),
    ],
)
def test_the_address_opens_the_same_view_for_someone_else(
    visit: Visit, other_visit: Visit, view: str
):
    chosen = "park:song_khoai.park:dong_mai.park:viet_hung"
    scenario = "fast!2026!2040!25.0!p=park:song_khoai=2030=80.0"
    visit.open(f"land?lang=en&as_of={DAY}&near={PORT}&cmp={chosen}&sc={scenario}")
    first = visit.map()
    set_number(visit, say("max_price", "en"), "120")
    set_number(visit, say("within_min", "en"), "240")
    visit.page.get_by_text(say("isochrones", "en")).click()
    first.frame.wait_for_function(f"() => ({OVERLAY})().length === 3")
    if view != "shortlist":
        open_view(visit, view, "en")
    first.go(21.02, 106.85, 11)
    visit.page.wait_for_function("() => location.hash.includes('11/21.02')")
    set_number(visit, say("min_ha", "en"), "1")  # the address is written anew
    visit.page.wait_for_function("() => location.search.includes('ha=1')")
    visit.page.wait_for_function("() => location.hash.includes('11/21.02')")
    visit.settle()
    visit.page.wait_for_timeout(500)
    address = visit.page.url
    assert f"as_of={DAY}" in address
    other_visit.page.goto(address)
    other_visit.settle()
    second = other_visit.map()
    second.frame.wait_for_function("() => qngeo.map.getZoom() === 11")
    assert second.frame.evaluate(VIEW) == pytest.approx(
        first.frame.evaluate(VIEW), abs=0.001
    )
    assert funnel(other_visit) == funnel(visit)
    assert second.frame.evaluate(OVERLAY) == [15, 30, 60]
    assert parts(other_visit) == parts(visit)
    if view == "shortlist":
        others = [row[:5] for row in other_visit.wait_for_rows("rows.length > 5")]
        assert others == [row[:5] for row in visit.rows()]
        expect(other_visit.page.locator(TICKED)).to_have_count(3)
    other_visit.assert_clean()
    visit.assert_clean()


def parts(visit: Visit) -> list[object]:
    """Return everything that a view shows, whichever it is."""
    visit.settle()
    fields = "() => [...document.querySelectorAll('input')].map(node => node.value)"
    shown = [visit.page.evaluate(js) for js in (COMPARED, READINESS, SCENARIO, fields)]
    assert any(shown)
    return shown


def test_where_nothing_matches_the_page_says_what_to_loosen(visit: Visit):
    """5,000 ha are more than any park has left: the nearest is named and marked."""
    visit.open(f"land?lang=en&as_of={DAY}&ha=5000&unk=area")
    chart = visit.map()
    main = visit.page.locator('[data-testid="stMain"]')
    expect(main).to_contain_text(say("none", "en"))
    advice = main.locator("li", has_text=translate("land.criterion.area", "en")).first
    expect(advice).to_contain_text("loosen")
    chart.frame.wait_for_function("() => qngeo.state.selected")
    nearest = chart.frame.evaluate("() => qngeo.state.selected")
    subjects = read_baseline().subjects.set_index("subject_id")
    assert str(subjects["name_en"][nearest]).split()[0] in advice.inner_text()
    assert chart.look(nearest)
    assert funnel(visit)[-1][1] == 0
    visit.assert_clean()


@pytest.mark.parametrize("lang", ["en", pytest.param("vi", marks=pytest.mark.heavy)])
def test_every_rejected_site_names_each_criterion_it_fails(visit: Visit, lang: str):
    query = (
        f"land?lang={lang}&as_of={DAY}&usd=60&zone=zone:quang_yen&near={PORT}&min=40"
    )
    visit.open(query)
    visit.map()
    day, baseline = date.fromisoformat(DAY), read_baseline()
    need = Need(max_price=60.0, zones=("zone:quang_yen",), near=PORT, within_min=40.0)
    minutes = access.minutes(baseline, as_of=day)
    out = land.search(baseline, need, as_of=day, minutes=minutes).funnel.rejected
    title = say("rejected", lang, count=len(out))
    visit.page.get_by_text(title).click()
    rows = visit.page.locator(".qn-rejected tr")
    expect(rows).to_have_count(len(out))
    rows.first.wait_for()
    for at, failed in enumerate(out.values()):
        row = rows.nth(at)
        expect(row.locator("li")).to_have_count(len(failed))
        for criterion in failed:
            expect(row).to_contain_text(translate(f"land.criterion.{criterion}", lang))
    visit.assert_clean()


def test_nothing_is_ready_without_evidence(visit: Visit):
    visit.open(f"land?as_of={DAY}&view=readiness")
    visit.map()
    visit.page.wait_for_selector(".qn-checklist")
    cells = visit.page.evaluate(READINESS)
    ready = translate("land.state.ready", "vi")
    evident = [cell for cell in cells if cell[0] != "qn-state-no_evidence"]
    assert evident
    assert len(evident) < len(cells)
    for css, facts, text in cells:
        assert (facts > 0) == (css != "qn-state-no_evidence"), text
        if not facts:
            assert not text.startswith(ready)
    for _, _, text in evident:
        assert re.search(r"f\d{4}", text), "the fact is named"
    assert set(visit.page.evaluate(TAGGED)) <= known_facts()
    visit.assert_clean()


def test_what_is_reached_in_15_30_and_60_minutes_is_drawn(visit: Visit):
    visit.open(f"land?as_of={DAY}&near={PORT}&iso=1")
    chart: Map = visit.map()
    chart.frame.wait_for_function(
        "() => { let n = 0; qngeo.map.eachLayer(l => { n += l.feature?.properties"
        "?.minutes ? 1 : 0; }); return n >= 3; }"
    )
    assert chart.frame.evaluate(OVERLAY) == [15, 30, 60]
    visit.page.get_by_text(say("isochrones")).click()
    chart.frame.wait_for_function(f"() => ({OVERLAY})().length === 0")
    visit.assert_clean()


def test_a_click_on_a_site_says_how_it_fares(visit: Visit):
    visit.open(f"land?as_of={DAY}&zone=zone:van_don")
    chart = visit.map()
    chart.frame.evaluate("() => qngeo.select('park:song_khoai')")
    card = visit.page.locator('[data-testid="stMarkdown"]', has_text="KCN Sông Khoai")
    expect(card.first).to_contain_text(translate("land.criterion.zone", "vi"))
    link = card.first.locator("a")
    assert "subject=park:song_khoai" in str(link.get_attribute("href"))
    visit.assert_clean()


def test_the_page_fits_a_phone(phone_visit: Visit):
    visit = phone_visit
    visit.open(
        f"land?as_of={DAY}&near={PORT}&min=90"
        "&cmp=park:song_khoai.park:dong_mai.park:hai_yen"
    )
    visit.map()
    assert len(funnel(visit)) >= 3
    for view, mark in (
        ("compare", ".qn-compare"),
        ("readiness", ".qn-checklist"),
        ("scenario", ".qn-scenario"),
    ):
        open_view(visit, view)
        visit.page.locator(mark).first.wait_for()
        widths = visit.page.evaluate(
            "() => [document.documentElement.scrollWidth, innerWidth,"
            " document.querySelector('[data-testid=\"stMain\"]').scrollWidth]"
        )
        assert max(widths) == PHONE["width"], view
    visit.assert_clean()
