"""The forest map: two seasons under a divider, and areas drawn with the mouse."""

import re
from collections.abc import Iterator

import pytest
from forest_page import LOADED, PAGE, corner, forest, map_frame
from playwright.sync_api import Browser, Locator, expect
from pyproj import Geod
from running import DESKTOP, PHONE, visiting
from shapely.geometry import shape
from visits import Map, Visit

CLIP = "side => qngeo.map.getPane('raster' + side).style.clipPath"

POSTS = """() => {
    window.posts = [];
    window.clicks = [];
    window.addEventListener('message', event => {
        if (event.data?.type === 'qngeo:area') window.posts.push(event.data.area);
        if (event.data?.type === 'qngeo:select') window.clicks.push(event.data.id);
    });
}"""


@pytest.fixture
def visit(chromium: Browser, app_address: str) -> Iterator[Visit]:
    with visiting(chromium, app_address, DESKTOP) as found:
        found.page.add_init_script(f"({POSTS})()")
        yield found


@pytest.fixture
def phone(chromium: Browser, app_address: str) -> Iterator[Visit]:
    with visiting(chromium, app_address, PHONE) as found:
        yield found


def slider(found: Map) -> Locator:
    return found.frame.get_by_role("slider", name=re.compile("Thanh trượt giữa"))


def divider(found: Map) -> int:
    return int(slider(found).get_attribute("aria-valuenow") or "-1")


def drawn(visit: Visit) -> list[dict]:
    """Return what the map told the application about drawn areas."""
    posts: list[dict] = visit.page.evaluate("() => window.posts")
    return posts


def test_both_seasons_are_drawn_with_their_dates_and_cloud(visit: Visit):
    found = forest(visit)
    left, right = (
        found.frame.locator(f".qn-season-{side}") for side in ("left", "right")
    )
    expect(left).to_contain_text("1/10/2023 – 31/3/2024")
    expect(right).to_contain_text("1/10/2024 – 31/3/2025")
    for side in (left, right):
        expect(side).to_contain_text(re.compile(r"mây [\d,]+ %"))
    expect(found.frame.locator(".qn-practice")).to_contain_text(
        "không phải ảnh vệ tinh"
    )
    tiles = [url for url in visit.answered if "/tiles/practice/" in url]
    assert {url.split("/")[5] for url in tiles} == {"2023-2024", "2024-2025"}
    assert {visit.answered[url] for url in tiles} == {200}
    assert all("lang=vi" in url and "v=" in url for url in tiles)
    visit.assert_clean()


def test_the_divider_follows_mouse_and_keyboard_and_tells_nobody(visit: Visit):
    found = forest(visit)
    assert divider(found) == 50
    before = found.frame.evaluate(CLIP, "Left")
    sent = visit.sent
    box = slider(found).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    visit.page.mouse.move(x, y)
    visit.page.mouse.down()
    visit.page.mouse.move(x - 150, y, steps=5)
    visit.page.mouse.up()
    moved = divider(found)
    assert moved < 40
    assert found.frame.evaluate(CLIP, "Left") != before
    visit.page.mouse.move(x, y)
    assert divider(found) == moved, "released"
    slider(found).press("ArrowRight")
    slider(found).press("ArrowRight")
    assert divider(found) == moved + 4
    slider(found).press("End")
    assert divider(found) == 100
    slider(found).press("Home")
    assert divider(found) == 0
    assert visit.sent == sent
    visit.assert_clean()


def test_the_season_slider_changes_words_and_tiles_without_a_rerun(visit: Visit):
    found = forest(visit)
    sent = visit.sent
    season = found.frame.locator(".qn-season-right input")
    season.press("ArrowRight")
    card = found.frame.locator(".qn-season-right")
    expect(card.locator("output")).to_have_text("2025–2026")
    expect(card).to_contain_text("1/10/2025 – 31/3/2026")
    expect(found.frame.locator(".qn-swipe-right")).to_have_text("2025–2026")
    found.frame.wait_for_function(
        "() => qngeo.forest.shown().rasterRight.includes('/2025-2026/')"
    )
    assert "/2023-2024/" in found.frame.evaluate(
        "() => qngeo.forest.shown().rasterLeft"
    )
    visit.page.wait_for_function("() => location.hash.includes('right=2025-2026')")
    assert visit.sent == sent
    visit.assert_clean()


def test_a_real_raster_is_not_offered_beside_practice_data(visit: Visit):
    found = forest(visit)
    options = found.frame.locator(".qn-look option")
    looks = [option.get_attribute("value") for option in options.all()]
    assert "loss" in looks
    assert "landcover" not in looks


def test_looks_opacity_and_legend_go_together(visit: Visit):
    found = forest(visit)
    sent = visit.sent
    found.frame.locator(".qn-look").select_option("loss")
    legend = found.frame.locator(".qn-legend")
    for words in ("nhẹ", "vừa", "nặng", "không đủ ảnh"):
        expect(legend).to_contain_text(words)
    over = found.frame.locator(".leaflet-rasterOver-pane img").first
    expect(over).to_be_visible()
    assert "/loss/" in (over.get_attribute("src") or "")
    for _ in range(10):
        found.frame.locator(".qn-opacity").press("ArrowLeft")
    found.frame.wait_for_function(
        """() => Math.abs(document.querySelector(
            '.leaflet-rasterOver-pane .leaflet-layer').style.opacity - 0.5) < 0.01"""
    )
    found.frame.locator(".qn-look").select_option("nbr")
    expect(legend).to_contain_text("NBR")
    expect(found.frame.locator(".leaflet-rasterOver-pane img")).to_have_count(0)
    assert visit.sent == sent
    visit.assert_clean()


def test_a_rectangle_drawn_with_the_mouse_is_told_once_with_its_area(visit: Visit):
    found = forest(visit)
    visit.page.evaluate("() => { window.posts.length = 0; }")
    found.frame.get_by_role("button", name="Vẽ hình chữ nhật").click()
    for share in (0.3, 0.6):
        visit.page.mouse.move(*corner(found, share, share), steps=4)
        visit.page.mouse.click(*corner(found, share, share))
    expect(found.frame.locator(".qn-draw-panel")).to_contain_text("ha")
    visit.page.wait_for_function("() => window.posts.length > 0")
    (area,) = drawn(visit)
    outline = shape(area["geometry"])
    metres, _ = Geod(ellps="WGS84").geometry_area_perimeter(outline)
    assert abs(metres) / 10_000 == pytest.approx(0.3 * 0.3 * 3600, rel=0.1)
    assert area["properties"]["area_ha"] == pytest.approx(abs(metres) / 1e4, rel=0.002)
    text = found.frame.locator(".qn-draw-panel dd").inner_text()
    shown = float(re.sub(r"[^\d,]", "", text).replace(",", "."))
    assert shown == pytest.approx(abs(metres) / 1e4, rel=0.003)
    visit.page.wait_for_function("() => location.search.includes('area=')")
    visit.page.reload()
    again = map_frame(visit).locator(".qn-draw-panel dd")
    expect(again).to_contain_text("ha")
    visit.assert_clean()


def test_a_polygon_is_drawn_edited_and_deleted(visit: Visit):
    found = forest(visit)
    visit.page.evaluate("() => { window.posts.length = 0; }")
    found.frame.get_by_role("button", name="Vẽ đa giác").click()
    places = [(0.3, 0.3), (0.6, 0.3), (0.6, 0.6), (0.3, 0.3)]
    for share in places:
        visit.page.mouse.move(*corner(found, *share), steps=4)
        visit.page.mouse.click(*corner(found, *share))
    visit.page.wait_for_function("() => window.posts.length === 1")
    visit.settle()
    (first,) = drawn(visit)
    assert len(first["geometry"]["coordinates"][0]) == 4
    found.frame.get_by_role("button", name="Sửa vùng đã vẽ").click()
    visit.page.mouse.move(*corner(found, 0.6, 0.6))
    visit.page.mouse.down()
    visit.page.mouse.move(*corner(found, 0.7, 0.7), steps=5)
    visit.page.mouse.up()
    found.frame.get_by_role("button", name="Sửa vùng đã vẽ").click()
    visit.page.wait_for_function("() => window.posts.length === 2")
    visit.settle()
    assert drawn(visit)[1]["properties"]["area_ha"] > first["properties"]["area_ha"]
    found.frame.get_by_role("button", name="Xóa vùng đã vẽ").click()
    visit.page.wait_for_function("() => window.posts.length === 3")
    assert drawn(visit)[2] is None
    expect(found.frame.locator(".qn-draw-panel")).to_be_hidden()
    visit.page.wait_for_function("() => !location.search.includes('area=')")
    visit.page.reload()
    again = map_frame(visit)
    again.wait_for_function(LOADED)
    expect(again.locator(".qn-draw-panel")).to_be_hidden()
    visit.assert_clean()


def test_escape_ends_drawing_and_nothing_is_told(visit: Visit):
    found = forest(visit)
    visit.page.evaluate("() => { window.posts.length = 0; }")
    button = found.frame.get_by_role("button", name="Vẽ đa giác")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    visit.page.mouse.click(*corner(found, 0.5, 0.5))
    visit.page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert drawn(visit) == []
    visit.assert_clean()


def test_pans_and_zooms_tell_nobody_and_the_map_is_never_loaded_anew(visit: Visit):
    found = forest(visit)
    visit.settle()
    found.frame.evaluate("() => { window.marked = true; window.moves = 0; }")
    found.frame.evaluate(
        "() => { qngeo.map.on('moveend', () => { window.moves += 1; }); }"
    )
    sent = visit.sent
    x, y = corner(found, 0.5, 0.8)
    for step in range(8):
        visit.page.mouse.move(x + 40, y)
        if step % 2:
            visit.page.mouse.wheel(0, -240 if step % 4 == 1 else 240)
        else:
            visit.page.mouse.down()
            visit.page.mouse.move(x + 40 + 50 * (-1) ** (step // 2), y + 20, steps=4)
            visit.page.mouse.up()
        found.frame.wait_for_function("seen => window.moves > seen", arg=step)
        found.frame.wait_for_function("() => !qngeo.map._animatingZoom")
    assert visit.sent == sent
    found.frame.get_by_role("button", name="Vẽ hình chữ nhật").click()
    for share in (0.4, 0.5):
        visit.page.mouse.click(*corner(found, share, share))
    visit.page.wait_for_function("() => window.posts.length === 1")
    visit.settle()
    assert visit.sent > sent, "a drawn area does reach the application"
    assert found.frame.evaluate("() => window.marked === true")
    visit.assert_clean()


def test_a_click_tells_the_commune_and_a_click_while_drawing_tells_nothing(
    visit: Visit,
):
    found = forest(visit)
    found.frame.wait_for_function(
        "() => { let n = 0; qngeo.map.eachLayer(l => { if (l.spec?.key === 'communes')"
        " n = l.items.length; }); return n > 0; }"
    )
    place = corner(found, 0.25, 0.25)
    found.frame.get_by_role("button", name="Vẽ đa giác").click()
    visit.page.mouse.click(*place)
    visit.page.keyboard.press("Escape")
    assert visit.page.evaluate("() => window.clicks") == []
    visit.page.mouse.click(*place)
    visit.page.wait_for_function("() => window.clicks.length === 1")
    (clicked,) = visit.page.evaluate("() => window.clicks")
    assert clicked.startswith("commune:")
    visit.settle()
    visit.assert_clean()


def test_a_link_opens_the_view_that_was_left(visit: Visit):
    found = forest(visit, f"{PAGE}#left=2024-2025&right=2025-2026&look=ndvi&at=30")
    state = "({left, right, look, at}) => ({left, right, look, at})"
    assert found.frame.evaluate(f"() => ({state})(qngeo.forest)") == {
        "left": "2024-2025", "right": "2025-2026", "look": "ndvi", "at": 0.3,
    }  # fmt: skip
    assert divider(found) == 30
    visit.assert_clean()


@pytest.mark.parametrize("lang", ["vi", pytest.param("en", marks=pytest.mark.heavy)])
def test_on_a_phone_every_control_is_in_view_and_large_enough(phone: Visit, lang: str):
    found = forest(phone, f"{PAGE}&lang={lang}")
    controls = found.frame.locator(
        ".qn-season-slider, .qn-look, .qn-opacity, .qn-swipe-handle, .qn-draw a,"
        " .qn-legend summary, .qn-layers-button, .qn-search input"
    )
    boxes = found.frame.evaluate(
        """() => [...document.querySelectorAll('.qn-season-slider, .qn-look,'
            + '.qn-opacity, .qn-swipe-handle, .qn-draw a, .qn-legend summary,'
            + '.qn-layers-button, .qn-search input')].map(node => {
            const box = node.getBoundingClientRect();
            const hit = document.elementFromPoint(
                box.x + box.width / 2, box.y + box.height / 2);
            return {name: node.className, left: box.left, right: box.right,
                top: box.top, bottom: box.bottom, high: box.height,
                free: Boolean(hit) && (node.contains(hit) || hit.contains(node))};
        })"""
    )
    wide, high = found.frame.evaluate("() => [innerWidth, innerHeight]")
    assert len(boxes) == controls.count() >= 12
    for box in boxes:
        assert box["left"] >= 0, box
        assert box["right"] <= wide, box
        assert box["top"] >= 0, box
        assert box["bottom"] <= high, box
        assert box["high"] >= 26, box
        assert box["free"], f"covered: {box}"
    assert found.frame.evaluate("() => document.body.scrollWidth <= innerWidth")
    phone.assert_clean()
