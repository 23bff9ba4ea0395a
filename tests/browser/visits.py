"""What a visitor sees of the app: pages, the map in its frame, the table."""

import re
from dataclasses import dataclass, field
from itertools import count

from playwright.sync_api import Frame, Locator, Page, Request, WebSocket, expect

READY = """asked => {
    const app = document.querySelector('[data-testid="stApp"]');
    const main = document.querySelector('[data-testid="stMain"]');
    const ready = app && app.dataset.testScriptState === 'notRunning'
        && main && main.querySelector('[data-testid="stElementContainer"]')
        && !document.querySelector('[data-testid="stSkeleton"]');
    const now = performance.now();
    if (!ready || !window.seenReady || window.seenReady.asked !== asked)
        window.seenReady = {asked, since: now};
    return ready && now - window.seenReady.since > 150;
}"""
"""True when no run has been in progress for a moment: one may follow another."""

_asked = count()

LOOK_MS = 50
"""Between two looks at a page: at each picture would take the page's own time."""

DRAWN = """() => {
    if (!window.qngeo || !qngeo.map || !qngeo.state.legend) return false;
    const seen = [];
    qngeo.map.eachLayer(layer => { if (layer.spec) seen.push(layer); });
    return seen.length && seen.every(layer => layer.items.length)
        && document.querySelectorAll('.leaflet-land-pane canvas').length > 0;
}"""

GRID = '[data-testid="data-grid-canvas"]'

ROWS = f"""() => [...document.querySelectorAll('{GRID} tbody tr')].map(
    row => [...row.children].map(cell => cell.innerText))"""

LOOK = """id => {
    const item = qngeo.drawn.get(id);
    for (const layer of [item.shape, item.dot]) {
        let node = layer && layer._path;
        if (layer && layer.eachLayer) layer.eachLayer(part => { node = part._path; });
        if (node && node.isConnected) {
            return {fill: node.getAttribute('fill'), stroke:
                node.getAttribute('stroke') + node.getAttribute('stroke-width')};
        }
    }
    return null;
}"""

HEADER_HEIGHT = 34
ROW_HEIGHT = 33
CHECKBOX = 17
HOVER_MS = 300
"""Pixels of Streamlit's table: its head, a row, the middle of the first column; and
milliseconds for its tools to appear."""


@dataclass
class Visit:
    """A page with what went wrong on it, and what it asked of the outside."""

    page: Page
    base: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    answered: dict[str, int] = field(default_factory=dict)
    sent: int = 0

    def watch(self) -> None:
        """Note errors, requests that leave, answers and messages to the app."""
        local = (self.base, "data:", "blob:", self.base.replace("http", "ws"))

        def asked(request: Request) -> None:
            if not request.url.startswith(local):
                self.outside.append(request.url)

        def connected(socket: WebSocket) -> None:
            socket.on("framesent", lambda _: setattr(self, "sent", self.sent + 1))

        page = self.page
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", asked)
        page.on("response", lambda r: self.answered.update({r.url: r.status}))
        page.on("websocket", connected)

    def open(self, path: str) -> None:
        """Open an address of the app and wait until its script has run."""
        self.page.goto(f"{self.base}/{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until Streamlit shows no run in progress."""
        self.page.wait_for_function(READY, arg=next(_asked), polling=LOOK_MS)

    def map(self) -> "Map":
        """Return the map of this page once its layers are drawn."""
        self.page.wait_for_selector("iframe.qngeo-frame")
        handle = self.page.query_selector("iframe.qngeo-frame")
        assert handle is not None
        frame = handle.content_frame()
        assert frame is not None
        frame.wait_for_function(DRAWN, polling=LOOK_MS)
        return Map(self.page, frame)

    def heading(self) -> Locator:
        """Return the heading of the open sheet."""
        return self.page.locator(".qn-head h2")

    def rows(self) -> list[list[str]]:
        """Return the texts of the table's rows that are in view."""
        found: list[list[str]] = self.page.evaluate(ROWS)
        return found

    def wait_for_rows(self, condition: str) -> list[list[str]]:
        """Wait until a JavaScript condition on ``rows`` holds, return the rows."""
        self.page.wait_for_function(f"() => (rows => {condition})(({ROWS})())")
        return self.rows()

    def click_row(self, at: int) -> None:
        """Select a row of the table by its box at the left.

        The pointer comes over the table first, as a hand does: the table shows its
        tools then, and a click in the same moment would be lost.
        """
        box = self.page.locator(GRID).first.bounding_box()
        assert box is not None
        down = HEADER_HEIGHT + (at + 0.5) * ROW_HEIGHT
        self.page.mouse.move(box["x"] + CHECKBOX, box["y"] + down, steps=3)
        self.page.locator('[data-testid="stElementToolbar"]').first.wait_for()
        self.page.wait_for_timeout(HOVER_MS)
        self.page.mouse.click(box["x"] + CHECKBOX, box["y"] + down)

    def filter_names(self, text: str) -> None:
        """Type a name above the table."""
        field_ = self.page.locator('[data-testid="stTextInput"] input')
        field_.fill(text)
        field_.press("Enter")

    def choose_definition(self, name: str) -> None:
        """Choose a definition of the fill rate in the sidebar."""
        self.page.locator('[data-testid="stSidebar"] [role="combobox"]').first.click()
        option = self.page.get_by_role("option", name=re.compile(f"^{name}"))
        option.first.click()

    def refused(self) -> dict[str, int]:
        """Return what the app did not give, by address.

        Streamlit itself tries out where its root lies.
        """
        return {
            url: status
            for url, status in self.answered.items()
            if status >= 400 and "/_stcore/" not in url
        }

    def assert_clean(self) -> None:
        """Nothing failed, nothing was refused, nothing asked of the outside."""
        assert self.errors == []
        assert self.outside == []
        assert self.refused() == {}
        shown = self.page.locator('[data-testid="stException"]')
        assert shown.all_inner_texts() == []
        expect(self.page.get_by_text("encountered an error")).to_have_count(0)


@dataclass
class Map:
    """The map inside its frame."""

    page: Page
    frame: Frame

    def pixel(self, lat: float, lon: float) -> tuple[float, float]:
        """Return where a point lies on the page, in pixels."""
        box = self.page.locator("iframe.qngeo-frame").bounding_box()
        assert box is not None
        x, y = self.frame.evaluate(
            """([lat, lon]) => {
                const p = qngeo.map.latLngToContainerPoint([lat, lon]);
                const box = qngeo.map.getContainer().getBoundingClientRect();
                return [p.x + box.x, p.y + box.y];
            }""",
            [lat, lon],
        )
        return box["x"] + x, box["y"] + y

    def click(self, lat: float, lon: float) -> None:
        """Click the map at a point with the mouse."""
        self.page.mouse.click(*self.pixel(lat, lon))

    def go(self, lat: float, lon: float, zoom: float) -> None:
        """Show a point in the middle at a zoom, without animation."""
        self.frame.evaluate(
            "([lat, lon, zoom]) => {"
            " qngeo.map.setView([lat, lon], zoom, {animate: false}); }",
            [lat, lon, zoom],
        )

    def look(self, subject_id: str) -> dict[str, str]:
        """Return fill and stroke of a subject as drawn."""
        found: dict[str, str] | None = self.frame.evaluate(LOOK, subject_id)
        assert found is not None, f"{subject_id} is not drawn"
        return found

    def legend(self) -> str:
        """Return the words of the legend."""
        return self.frame.locator(".qn-legend").inner_text()

    def search(self, text: str) -> Locator:
        """Type into the place search and return its hits."""
        box = self.frame.locator(".qn-search input")
        box.click()
        box.fill(text)
        return self.frame.locator(".qn-search li[data-at]")
