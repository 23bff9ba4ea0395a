"""The first view: start of the process, first map on the screen, bytes on the wire."""

import contextlib
from collections.abc import Iterator
from typing import Any

from benchmarks import browser_pages
from benchmarks.browser_pages import DESKTOP, PHONE
from benchmarks.model import Benchmark, Found, Reach, Row, Setting

MEGA = 1e6
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
"""A mobile line: 1.6 Mbit/s down, 0.75 Mbit/s up, 150 ms for each request."""
SLOWER_CPU = 4
TIMEOUT_MS = 120_000
QUIET_MS = 1500

_WATCH = """(() => {
    const look = () => {
        const { qngeo, frameElement } = window;
        if (!frameElement) return;
        const keys = new Set();
        if (qngeo && qngeo.map) {
            qngeo.map.eachLayer(one => {
                if (one.spec && one.items.length) keys.add(one.spec.key);
            });
        }
        const drawn = keys.has('zones') && keys.has('parks') && qngeo.state.legend
            && document.querySelector('.leaflet-land-pane canvas');
        const style = window.parent.getComputedStyle(frameElement);
        if (drawn && style.visibility === 'visible') {
            const told = () => { window.parent.mapSeen = Date.now(); };
            requestAnimationFrame(() => setTimeout(told));
        } else requestAnimationFrame(look);
    };
    look();
})()"""
"""Run in every document: the map of a frame that can be seen, with land, zones and
parks in the colours of the legend, one frame after they were drawn."""


@contextlib.contextmanager
def _visit(browser: Any, *, phone: bool) -> Iterator[tuple[Any, dict[str, float]]]:
    """Open a browser with an empty cache; what came over the wire is counted."""
    context = browser.new_context(viewport=PHONE if phone else DESKTOP)
    context.add_init_script(_WATCH)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: dict[str, float] = {}
    session.on(
        "Network.loadingFinished",
        lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}),
    )
    frames: list[float] = []
    session.on(
        "Network.webSocketFrameReceived",
        lambda told: frames.append(len(told["response"]["payloadData"]) * 3 / 4),
    )
    if phone:
        session.send("Network.emulateNetworkConditions", SLOW)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
    wire: dict[str, float] = {}
    try:
        yield page, wire
        wire["mb"] = (sum(sizes.values()) + sum(frames)) / MEGA
        wire["requests"] = len(sizes)
    finally:
        context.close()


def first_map(browser: Any, address: str, *, phone: bool = False) -> dict[str, float]:
    """Visit a page for the first time.

    Returns
    -------
    dict
        ``s`` from the navigation to the map that can be seen, ``mb`` of the whole first
        view (answers as they came, and the application's messages), ``requests``.
    """
    with _visit(browser, phone=phone) as (page, wire):
        page.goto(address, wait_until="commit")
        page.wait_for_function("() => window.mapSeen", timeout=TIMEOUT_MS)
        seen = page.evaluate("() => window.mapSeen - performance.timeOrigin")
        page.wait_for_function(browser_pages.READY, timeout=TIMEOUT_MS)
        page.wait_for_timeout(QUIET_MS)
    return {"s": seen / 1000, **wire}


def run(setting: Setting) -> Found:
    """Start the application several times; visit the last one often."""
    folder = setting.folder / "browser_first"
    folder.mkdir(exist_ok=True)
    env = {"QNGEO_VAR": str(folder / "var")}
    runs = 1 if setting.tiny else setting.runs
    started, greeted = [], []
    with browser_pages.chromium() as browser:
        for at in range(runs):
            with browser_pages.served(folder / "app.log", env=env) as app:
                started.append(app.seconds)
                visit = first_map(browser, f"{app.address}/zones")
                greeted.append(app.seconds + visit["s"])
                if at == runs - 1:
                    rows = _warm(browser, app.address, runs)
    first = (
        Row(what="process start to the first answer", own=tuple(started),
            reaches=(Reach(most=4),)),
        Row(what="process start to the map of zones of the first visitor",
            own=tuple(greeted)),
    )  # fmt: skip
    return Found(
        rows=(*first, *rows),
        notes=(
            "First map: land, zones and parks drawn in the colours of the legend in a "
            "frame that can be seen. MB: all answers of the first view as they came "
            "over the wire, told by the browser with an empty cache, and all messages "
            "of the application. Phone: 390 x 844, 1.6 Mbit/s, 150 ms a request, "
            f"processor {SLOWER_CPU} times slower.",
        ),
        versions=("streamlit", "folium", "playwright"),
    )


def _warm(browser: Any, address: str, runs: int) -> tuple[Row, ...]:
    pages = {"page of zones": f"{address}/zones", "first page": f"{address}/"}
    rows = []
    for name, url in pages.items():
        first_map(browser, url)
        found = [first_map(browser, url) for _ in range(runs)]
        rows += [
            Row(what=f"{name}: first map on the screen, warm server",
                own=tuple(one["s"] for one in found), reaches=(Reach(most=2.5),)),
            Row(what=f"{name}: the first view on the wire", unit="MB",
                own=tuple(one["mb"] for one in found), reaches=(Reach(most=3),)),
        ]  # fmt: skip
    on_phone = [first_map(browser, pages["page of zones"], phone=True)["s"]
                for _ in range(runs)]  # fmt: skip
    rows.append(Row(what="page of zones on a phone: first map on the screen",
                    own=tuple(on_phone), reaches=(Reach(most=6),)))  # fmt: skip
    return tuple(rows)


BENCHMARK = Benchmark(
    name="browser_first",
    title="The first view",
    about=(
        "The application is started as `make run` starts it and visited by Chromium "
        "without anything kept from before. Only this machine's own network is used, "
        "so that a real line adds its own delay."
    ),
    needs=("playwright",),
    run=run,
)
