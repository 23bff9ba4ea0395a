"""The map draws what is published, opens sheets, finds places and stays still."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pyproj import Transformer
from shapely.geometry import Point, shape
from visits import Map, Visit

LAYERS = Path(__file__).resolve().parents[2] / "layers"
DRAWN_AS_PATHS = ("land", "zones", "parks", "communes", "roads", "railways")
VIEWS = 10

COUNT_PATHS = """() => {
    let count = 0;
    qngeo.map.eachLayer(layer => { if (layer instanceof L.Path) count += 1; });
    return count;
}"""

COUNT_SIGNS = "() => document.querySelectorAll('.leaflet-marker-icon').length"

COUNT_MOVES = """() => {
    window.moves = 0;
    qngeo.map.on('moveend', () => { window.moves += 1; });
}"""


def features(name: str) -> list[dict]:
    text = (LAYERS / f"{name}.geojson").read_text(encoding="utf-8")
    return json.loads(text)["features"]


def inside(layer: str, subject_id: str) -> Point:
    """Return a point well inside the outline of a subject."""
    found = {feature["id"]: feature for feature in features(layer)}
    return shape(found[subject_id]["geometry"]).representative_point()


def coloured_share(page: Page) -> float:
    """Return the share of the map's pixels that differ from its commonest colour."""
    picture = page.locator("iframe.qngeo-frame").screenshot()
    with Image.open(BytesIO(picture)) as image:
        colours = image.convert("RGB").getcolors(maxcolors=2**24)
    assert colours is not None
    counts = [count for count, _ in colours]
    return 1 - max(counts) / sum(counts)


@pytest.fixture
def zones_map(visit: Visit) -> Map:
    visit.open("zones")
    return visit.map()


def test_the_map_draws_every_published_outline(visit: Visit, zones_map: Map):
    """At least one path a feature of the layers that are lines or areas.

    The sea parts and the sites are off at the start.
    """
    off = [
        feature
        for feature in features("zones") + features("parks")
        if feature["properties"].get("part") == "sea"
        or feature["properties"].get("kind") in ("site", "project")
    ]
    expected = sum(len(features(name)) for name in DRAWN_AS_PATHS) - len(off)
    assert zones_map.frame.evaluate(COUNT_PATHS) >= expected
    asked = {Path(url.partition("?")[0]).stem for url in visit.answered}
    shown = {"interchanges", "bridges", "stations", "ports", "airports", "gates"}
    assert asked.issuperset({*DRAWN_AS_PATHS, *shown, "border"})
    assert coloured_share(visit.page) > 0.25
    visit.assert_clean()


def test_land_stands_out_from_the_sea(visit: Visit, zones_map: Map):
    """The middle of Ba Chẽ is land and the middle of the gulf is sea."""
    with Image.open(BytesIO(visit.page.screenshot())) as image:
        land, sea = (
            image.convert("RGB").getpixel((round(x), round(y)))
            for x, y in (zones_map.pixel(21.27, 107.22), zones_map.pixel(20.60, 107.00))
        )
    assert sea[2] > sea[0] + 10, "the sea is bluish"
    assert land[0] >= land[2], "land is not"


def test_a_click_on_van_don_opens_its_sheet(visit: Visit, zones_map: Map):
    point = inside("zones", "zone:van_don")
    zones_map.click(point.y, point.x)
    expect(visit.heading()).to_have_text("Khu kinh tế Vân Đồn")
    planned = visit.page.locator("tr", has_text="Diện tích quy hoạch").first
    expect(planned).to_contain_text("217.133")
    source = planned.locator("details.qn-src")
    expect(source.locator("li").first).to_be_hidden()
    source.locator("summary").click()
    expect(source.locator("li").first).to_be_visible()
    assert len(source.locator("li").first.inner_text()) > 10
    assert "subject=zone" in visit.page.url
    visit.settle()
    visit.assert_clean()


def test_a_click_on_a_park_opens_its_sheet(visit: Visit, zones_map: Map):
    before = zones_map.look("park:song_khoai")
    point = inside("parks", "park:song_khoai")
    zones_map.go(point.y, point.x, 13)
    zones_map.click(point.y, point.x)
    expect(visit.heading()).to_have_text("Khu công nghiệp Sông Khoai")
    assert zones_map.look("park:song_khoai")["stroke"] != before["stroke"]
    visit.settle()
    visit.assert_clean()


def test_an_old_commune_is_found_and_leads_to_the_new_one(visit: Visit, zones_map: Map):
    """Đồng Rui went wholly into Hải Lạng on 1 July 2025; any spelling finds it."""
    for typed in ("Đồng Rui", "dong rui", "DONG  RUI"):
        zones_map.search("")
        hits = zones_map.search(typed)
        expect(hits.first).to_contain_text("Đồng Rui")
        expect(hits.first).to_contain_text("Hải Lạng")
    hits.first.click()
    new = shape(
        next(
            feature["geometry"]
            for feature in features("communes")
            if feature["properties"]["name_vi"] == "Xã Hải Lạng"
        )
    )
    zones_map.frame.wait_for_function(
        """([west, south, east, north]) => {
            const view = qngeo.map.getBounds();
            return qngeo.map.getZoom() > 10
                && view.contains([[south, west], [north, east]]);
        }""",
        arg=list(new.bounds),
    )
    hits = zones_map.search("bac tien phong")
    expect(hits.first).to_contain_text("Bắc Tiền Phong")
    hits.first.click()
    expect(visit.heading()).to_contain_text("Bắc Tiền Phong")
    visit.assert_clean()


def test_a_place_that_does_not_exist_is_said_to_be_unknown(zones_map: Map):
    hits = zones_map.search("atlantis")
    expect(zones_map.frame.locator(".qn-search li")).to_contain_text("atlantis")
    expect(hits).to_have_count(0)


def test_pans_and_zooms_send_nothing_to_the_app(visit: Visit, zones_map: Map):
    """A click afterwards does send something, so the count is alive."""
    page, frame = visit.page, zones_map.frame
    visit.settle()
    frame.evaluate(COUNT_MOVES)
    x, y = zones_map.pixel(21.05, 107.30)
    before = visit.sent
    for step in range(VIEWS):
        page.mouse.move(x, y)
        if step % 2:
            page.mouse.wheel(0, -240 if step % 4 == 1 else 240)
        else:
            page.mouse.down()
            page.mouse.move(x + 60 * (-1) ** (step // 2), y + 25, steps=4)
            page.mouse.up()
        frame.wait_for_function("seen => window.moves > seen", arg=step)
        frame.wait_for_function("() => !qngeo.map._animatingZoom")
    assert frame.evaluate("() => window.moves") >= VIEWS
    assert visit.sent == before
    zones_map.go(21.1567, 107.4846, 10)
    point = inside("zones", "zone:van_don")
    zones_map.click(point.y, point.x)
    expect(visit.heading()).to_have_text("Khu kinh tế Vân Đồn")
    assert visit.sent > before
    visit.assert_clean()


def test_coordinates_under_the_pointer_are_right_in_both_systems(
    visit: Visit, zones_map: Map
):
    """VN-2000 / TM-3 107°45' within 2 m of PROJ; X is the northing."""
    to_metric = Transformer.from_crs("EPSG:4326", "EPSG:5899", always_xy=True)
    box = zones_map.frame.locator(".qn-coordinates")
    for lat, lon in [(21.05, 106.75), (20.95, 107.45), (21.45, 107.85)]:
        x, y = zones_map.pixel(lat, lon)
        before = box.inner_text()
        visit.page.mouse.move(x, y)
        expect(box).not_to_have_text(before)
        text = box.inner_text()
        wgs = [float(n.replace(",", ".")) for n in re.findall(r"(\d+,\d+)°", text)]
        metric = re.search(r"X ([\d.]+) · Y ([\d.]+)", text)
        assert metric is not None
        north, east = (float(n.replace(".", "")) for n in metric.groups())
        assert wgs == pytest.approx([lat, lon], abs=0.01), "of the pixel moved to"
        expected_east, expected_north = to_metric.transform(wgs[1], wgs[0])
        assert north == pytest.approx(expected_north, abs=2)
        assert east == pytest.approx(expected_east, abs=2)


def test_an_internet_base_map_without_internet_does_no_harm(
    visit: Visit, zones_map: Map
):
    """Off at the start; switched on in vain, the map draws and opens as before."""
    frame = zones_map.frame
    assert visit.outside == []
    frame.locator(".qn-layers-button").click()
    box = frame.get_by_label(re.compile("OpenStreetMap"))
    expect(box).not_to_be_checked()
    box.check()
    expect(frame.locator(".qn-note")).to_contain_text("Internet")
    hosts = {url.split("/")[2] for url in visit.outside}
    assert {host.removeprefix("a.") for host in hosts} == {"tile.openstreetmap.org"}
    frame.locator(".qn-layers-button").click()
    assert visit.errors == []
    assert coloured_share(visit.page) > 0.25
    point = inside("zones", "zone:van_don")
    zones_map.click(point.y, point.x)
    expect(visit.heading()).to_have_text("Khu kinh tế Vân Đồn")


def test_the_map_has_what_map_users_expect(visit: Visit, zones_map: Map):
    frame = zones_map.frame
    expect(frame.locator(".leaflet-control-scale-line").first).to_contain_text("km")
    for label in ("Toàn màn hình", "Đo khoảng cách và diện tích", "Phóng to"):
        expect(frame.locator(f'[title="{label}"]').first).to_be_visible()
    frame.locator(".qn-layers-button").click()
    groups = frame.locator(".leaflet-control-layers-group-name")
    assert groups.count() >= 4
    expect(frame.locator(".leaflet-control-layers")).to_contain_text("Cửa khẩu")
    visit.assert_clean()


def test_a_layer_switched_off_leaves_the_map_and_the_legend(zones_map: Map):
    frame = zones_map.frame
    signs = frame.locator(".qn-legend-signs li", has_text="Cảng")
    before = frame.evaluate(COUNT_SIGNS)
    assert signs.count() > 0
    frame.locator(".qn-layers-button").click()
    frame.get_by_label("Cảng", exact=True).uncheck()
    expect(signs).to_have_count(0)
    after = frame.evaluate(COUNT_SIGNS)
    assert after < before
