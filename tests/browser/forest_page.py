"""The satellite side of the Forest page, as its tests find it."""

from playwright.sync_api import Frame
from shapely import Polygon
from visits import Map, Visit

PAGE = "forest?view=satellite"

AREA = Polygon([(106.93, 21.13), (106.945, 21.13), (106.945, 21.147), (106.93, 21.147)])
"""Within the practice scene, forest and water."""

LOADED = """() => {
    if (!window.qngeo || !qngeo.forest || !qngeo.forest.series) return false;
    const tiles = [...document.querySelectorAll(
        '.leaflet-rasterLeft-pane img, .leaflet-rasterRight-pane img')];
    return tiles.length > 1 && tiles.every(t => t.complete && t.naturalWidth === 256)
        && document.querySelectorAll('.leaflet-land-pane canvas').length > 0;
}"""


def forest(visit: Visit, path: str = PAGE) -> Map:
    """Open the page and return its map once both seasons are drawn."""
    visit.open(path)
    frame = map_frame(visit)
    frame.wait_for_function(LOADED)
    visit.settle()
    return Map(visit.page, frame)


def map_frame(visit: Visit) -> Frame:
    visit.page.wait_for_selector("iframe.qngeo-frame")
    visit.page.locator("iframe.qngeo-frame").scroll_into_view_if_needed()
    handle = visit.page.query_selector("iframe.qngeo-frame")
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    return frame


def corner(found: Map, share_x: float, share_y: float) -> tuple[float, float]:
    """Return a point of the scene as a place on the page."""
    (south, west), (north, east) = found.frame.evaluate(
        "() => qngeo.forest.series.bounds"
    )
    return found.pixel(
        south + share_y * (north - south), west + share_x * (east - west)
    )
