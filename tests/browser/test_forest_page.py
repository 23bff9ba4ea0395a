"""The Forest page as a ranger uses it: draw, read, export, upload, share a link."""

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
from forest_page import AREA, corner, forest, map_frame
from playwright.sync_api import Browser, FilePayload, expect
from running import DESKTOP, PHONE, visiting
from shapely.geometry import shape
from visits import GRID, Map, Visit

from qngeo.io.uploads.areas import read_areas
from qngeo.sentences import said

SECONDS = 12
"""Until figures of a drawn area must stand there on a busy machine; 2 is the aim."""

FIGURES = f"""name => [...document.querySelectorAll('{GRID}')].some(grid =>
    [...grid.querySelectorAll('th')].some(cell => cell.innerText.trim() === name))"""

CELLS = f"""() => [...document.querySelectorAll('{GRID}')].flatMap(grid =>
    [...grid.querySelectorAll('tbody tr')].map(
        row => [...row.children].map(cell => cell.innerText)))"""

SEASON_HAS_FOCUS = """() => Boolean(
    document.activeElement && document.activeElement.closest('.qn-season-right'))"""

WIDER = """() => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(
    node => {
        const box = node.getBoundingClientRect();
        return box.width && box.right > innerWidth + 1
            && !node.closest('.qn-scroll, [data-testid="stDataFrame"], pre, canvas,'
                + ' [data-testid="stCode"]');
    }).map(node => node.outerHTML.slice(0, 90))"""


@pytest.fixture
def ranger(chromium: Browser, app_address: str) -> Iterator[Visit]:
    with visiting(chromium, app_address, DESKTOP) as found:
        yield found


@pytest.fixture
def phone(chromium: Browser, app_address: str) -> Iterator[Visit]:
    with visiting(chromium, app_address, PHONE) as found:
        yield found


def draw(visit: Visit, found: Map, low: float, high: float) -> None:
    """Draw a rectangle of the scene's width and height with the mouse."""
    found.frame.get_by_role("button", name="Vẽ hình chữ nhật").click()
    for share in (low, high):
        visit.page.mouse.move(*corner(found, share, share), steps=4)
        visit.page.mouse.click(*corner(found, share, share))


def figures(visit: Visit, name: str) -> dict[str, float]:
    """Wait for the table of one area and return its numbers by title, not rounded."""
    visit.page.wait_for_function(FIGURES, arg=name)
    visit.settle()
    rows: list[list[str]] = visit.page.evaluate(CELLS)
    return {row[0]: float(row[-1] or "nan") for row in rows if len(row) == 2}


def open_patches(visit: Visit) -> int:
    """Open the list of patches; return how many it says there are."""
    visit.page.get_by_role("tab", name="Đám chưa phục hồi").click()
    told = visit.page.get_by_text("đám rừng chưa phục hồi, tổng")
    expect(told).to_be_visible(timeout=1000 * SECONDS)
    return int(re.sub(r"\D", "", told.inner_text().split(" đám")[0]))


def downloaded(visit: Visit, name: str, folder: Path) -> Path:
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name=name).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def give(visit: Visit, name: str, content: bytes) -> None:
    """Give a file of outlines as the user does, the part on own areas open."""
    visit.page.locator("summary", has_text="Vùng của tôi").click()
    field = visit.page.locator('[data-testid="stFileUploader"] input')
    file: FilePayload = {"name": name, "mimeType": "", "buffer": content}
    field.set_input_files(file)


def outline(name: str) -> bytes:
    feature: dict[str, Any] = {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": AREA.__geo_interface__,
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def zipped(name: str, folder: Path) -> bytes:
    """Return the same outline as a Shapefile in a zip."""
    areas = read_areas(outline(name), name="area.geojson")[["name", "geometry"]]
    pyogrio.write_dataframe(areas, folder / "area.shp", encoding="UTF-8")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in folder.glob("area.*"):
            archive.write(part, part.name)
    return packed.getvalue()


def test_a_drawn_area_has_its_figures_at_once_and_the_link_shows_them_again(
    ranger: Visit, chromium: Browser, app_address: str
):
    found = forest(ranger)
    whole = figures(ranger, "Cả vùng ảnh")
    draw(ranger, found, 0.2, 0.7)
    begun = time.monotonic()
    mine = figures(ranger, "Vùng đã vẽ")
    waited = time.monotonic() - begun
    print(f"figures of a drawn area after {waited:.1f} s")
    assert waited < SECONDS
    before = "Rừng trước bão (ha)"
    assert 0 < mine[before] < whole[before]
    ranger.page.wait_for_function("() => location.search.includes('area=')")
    link = ranger.page.url.removeprefix(f"{app_address}/")
    with visiting(chromium, app_address, DESKTOP) as colleague:
        other = forest(colleague, link)
        expect(other.frame.locator(".qn-draw-panel dd")).to_contain_text("ha")
        assert figures(colleague, "Vùng đã vẽ") == mine
        colleague.assert_clean()
    ranger.assert_clean()


def test_the_season_changes_by_keyboard_alone(ranger: Visit):
    found = forest(ranger)
    season = found.frame.locator(".qn-season-right output")
    expect(season).to_have_text("2024–2025")
    for _ in range(60):
        ranger.page.keyboard.press("Tab")
        if found.frame.evaluate(SEASON_HAS_FOCUS):
            break
    else:
        pytest.fail("60 presses of Tab never reach the season on the right")
    ranger.page.keyboard.press("ArrowRight")
    expect(season).to_have_text("2025–2026")
    found.frame.wait_for_function(
        "() => qngeo.forest.shown().rasterRight.includes('/2025-2026/')"
    )
    ranger.assert_clean()


def test_patches_go_to_the_gps_as_geopackage_and_shapefile(
    ranger: Visit, tmp_path: Path
):
    forest(ranger)
    count = open_patches(ranger)
    assert count > 0
    package = downloaded(ranger, "GeoPackage", tmp_path)
    packed = downloaded(ranger, "Shapefile", tmp_path)
    assert package.name == "qngeo-practice-practice-patches.gpkg"
    for source, heavy in ((package, "heavy_share"), (f"/vsizip/{packed}", "heavy_shr")):
        patches = pyogrio.read_dataframe(source)
        assert len(patches) == count
        assert patches.crs == "EPSG:4326"
        assert {"patch", "area_ha", "lon", "lat", "season", "basis", heavy} <= {
            *patches.columns
        }
        assert set(patches["basis"]) == {"practice"}
        assert patches["area_ha"].gt(0.3).all()
        walked_to = gpd.points_from_xy(patches["lon"], patches["lat"], crs="EPSG:4326")
        assert patches.contains(gpd.GeoSeries(walked_to)).all()
    ranger.assert_clean()


def test_a_patch_clicked_on_the_map_is_named_and_one_of_the_table_is_shown(
    ranger: Visit,
):
    found = forest(ranger)
    patch = found.frame.evaluate(
        "() => qngeo.forest.patches.features.find(f => f.id === 'patch:1').geometry"
    )
    inside = shape(patch).representative_point()
    lat, lon = inside.y, inside.x
    found.go(lat, lon + 0.004, 15)  # beside the divider, which stands in the middle
    found.click(lat, lon)
    expect(ranger.page.get_by_text("Đám 1: ")).to_be_visible(timeout=1000 * SECONDS)
    selected = ranger.page.get_by_role("tab", name="Đám chưa phục hồi")
    expect(selected).to_have_attribute("aria-selected", "true")
    ranger.settle()
    table = ranger.page.locator(GRID).last
    box = table.bounding_box()
    assert box is not None
    ranger.page.mouse.move(box["x"] + 17, box["y"] + 34 + 33 * 1.5, steps=3)
    ranger.page.wait_for_timeout(300)
    ranger.page.mouse.click(box["x"] + 17, box["y"] + 34 + 33 * 1.5)
    expect(ranger.page.get_by_text("Đám 2: ")).to_be_visible(timeout=1000 * SECONDS)
    found.frame.wait_for_function("() => qngeo.state.selected === 'patch:2'")
    ranger.assert_clean()


@pytest.mark.parametrize(
    "kind", [pytest.param("geojson", marks=pytest.mark.heavy), "zip"]
)
def test_an_uploaded_area_has_its_figures(ranger: Visit, tmp_path: Path, kind: str):
    forest(ranger)
    name = "Lô rừng số 5"
    content = outline(name) if kind == "geojson" else zipped(name, tmp_path)
    give(ranger, f"lo_rung.{kind}", content)
    mine = figures(ranger, name)
    forest_ha = mine["Rừng trước bão (ha)"]
    (area,) = read_areas(outline(name), name="x.geojson").to_crs(32648).area / 1e4
    assert 0 < forest_ha <= area
    ranger.assert_clean()


def test_a_broken_file_ends_in_one_line_and_the_page_stays(ranger: Visit):
    forest(ranger)
    give(ranger, "hong.geojson", b'{"type": "FeatureCollection", "features": [')
    error = ranger.page.get_by_role("alert").filter(has_text="hong.geojson")
    expect(error).to_be_visible(timeout=1000 * SECONDS)
    expect(error).to_have_count(1)
    *_, words = error.inner_text().strip().splitlines()
    assert words == said(
        "hong.geojson is no GeoJSON, or it is cut off: export it anew", "vi"
    )
    assert figures(ranger, "Cả vùng ảnh")["Rừng trước bão (ha)"] > 0
    ranger.assert_clean()


def test_the_published_cover_rate_opens_its_source(ranger: Visit):
    ranger.open("forest")
    figure = ranger.page.locator(".qn-num", has_text="45,5 %").first
    expect(figure).to_be_visible()
    card = ranger.page.locator("details.qn-src").first
    expect(card.locator("li").first).to_be_hidden()
    card.locator("summary").click()
    expect(card.locator("li").first).to_be_visible()
    expect(card.locator(".qn-ids")).not_to_be_empty()
    expect(ranger.page.locator("body")).to_contain_text("646/QĐ-UBND")
    ranger.assert_clean()


def test_on_a_phone_nothing_is_cut(phone: Visit):
    for view in ("satellite", "official", "conflict", "estimate"):
        phone.open(f"forest?view={view}")
        if view == "satellite":
            map_frame(phone)
            figures(phone, "Cả vùng ảnh")
            for word in ("Nặng", "Vừa", "Nhẹ", "Không đủ ảnh"):
                entry = phone.page.locator(".qn-classes span", has_text=word).first
                entry.scroll_into_view_if_needed()
                expect(entry).to_be_in_viewport(ratio=1)
        assert phone.page.evaluate("() => document.body.scrollWidth <= innerWidth")
        assert phone.page.evaluate(WIDER) == [], view
    phone.assert_clean()
