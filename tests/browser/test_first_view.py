"""What a first visit fetches, nothing being kept from before: little, nothing twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, expect
from running import DESKTOP
from visits import Visit

MOST_BYTES = 2_600_000
MOST_REQUESTS = 210
QUIET_MS = 700
WORTH_IT = 1000
"""Bytes of a text from which it is to come compressed."""

TEXTS = ("javascript", "css", "json", "html", "svg")
AWAY = "() => !document.getElementById('qn-early')"


@dataclass
class Wire:
    """What comes over the wire for a page, told by the browser itself."""

    visit: Visit
    answers: dict[str, dict[str, object]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def listen(self) -> None:
        session = self.visit.page.context.new_cdp_session(self.visit.page)
        session.send("Network.enable")
        session.on(
            "Network.responseReceived",
            lambda told: self.answers.update({told["requestId"]: told["response"]}),
        )
        session.on(
            "Network.loadingFinished",
            lambda told: self.sizes.update(
                {told["requestId"]: int(told["encodedDataLength"])}
            ),
        )

    def rest(self) -> None:
        """Wait until nothing more has come for a while."""
        before = -1
        while before != len(self.sizes):
            before = len(self.sizes)
            self.visit.page.wait_for_timeout(QUIET_MS)

    def fetched(self) -> list[tuple[str, dict[str, str], str, int]]:
        """Address, headers, type and bytes of what was not in the browser's cache."""
        found = []
        for key, told in self.answers.items():
            url = str(told["url"])
            if url.startswith(("data:", "blob:")) or not self.sizes.get(key):
                continue
            headers = {n.lower(): v for n, v in dict(told["headers"]).items()}
            found.append((url, headers, str(told["mimeType"]), self.sizes[key]))
        return found


@pytest.fixture
def cached_visit(chromium: Browser, app_address: str) -> Iterator[Visit]:
    """A visit whose browser keeps what it has fetched; with routes it would not."""
    context = chromium.new_context(
        viewport={"width": DESKTOP["width"], "height": DESKTOP["height"]}
    )
    visit = Visit(context.new_page(), app_address)
    visit.watch()
    yield visit
    context.close()


@pytest.mark.parametrize("path", ["", "zones"])
def test_a_first_view_is_light_compressed_and_fetches_nothing_twice(
    cached_visit: Visit, path: str
):
    visit = cached_visit
    wire = Wire(visit)
    wire.listen()
    visit.open(path)
    visit.map()
    wire.rest()
    found = wire.fetched()
    assert any("/layers/" in url for url, *_ in found), "nothing was listened to"
    assert sum(size for *_, size in found) <= MOST_BYTES
    assert len(found) <= MOST_REQUESTS
    twice = [u for u, n in Counter(url for url, *_ in found).items() if n > 1]
    assert twice == []
    plain = [
        url
        for url, headers, kind, size in found
        if any(text in kind for text in TEXTS)
        and int(headers.get("content-length", size)) > WORTH_IT
        and "content-encoding" not in headers
    ]
    assert plain == []
    visit.assert_clean()


def test_the_map_that_the_page_begins_with_is_the_one_that_stays(visit: Visit):
    """It is loaded once, takes its place, and answers the application."""
    visit.open("zones?lang=en")
    chart = visit.map()
    visit.page.wait_for_function(AWAY)
    expect(visit.page.locator("iframe")).to_have_count(1)
    maps = [url for url in visit.answered if "/map/explorer" in url]
    assert len(maps) == 1
    assert "Fill rate" in chart.legend()
    started = chart.frame.evaluate("() => performance.timeOrigin")
    visit.filter_names("Song Khoai")
    visit.wait_for_rows("rows.length === 1")
    visit.click_row(0)
    expect(visit.heading()).to_contain_text("Song Khoai")
    chart.frame.wait_for_function("() => qngeo.state.selected === 'park:song_khoai'")
    assert chart.frame.evaluate("() => performance.timeOrigin") == started
    visit.assert_clean()


def test_before_the_application_has_run_the_map_shows_its_colours(visit: Visit):
    """Streamlit's connection is held back: the map does not wait for it."""
    visit.page.route_web_socket("**/_stcore/stream*", lambda _: None)
    visit.page.goto(f"{visit.base}/zones")
    frame = visit.page.frame_locator("#qn-early")
    expect(frame.locator(".qn-legend")).to_contain_text("Tỷ lệ lấp đầy")
    expect(visit.page.locator("#qn-early")).to_be_visible()
