"""From a changed filter to the changed map of many plots, in the browser."""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import browser_pages, search
from benchmarks.browser_pages import DESKTOP, READY, ROOT
from benchmarks.model import (
    Benchmark,
    DisagreementError,
    Found,
    Reach,
    Row,
    Setting,
)
from benchmarks.turns import there

PLOTS = {5_000: 200, 50_000: 350}
"""Numbers of plots, and what is aimed at for each, milliseconds."""
TINY = {200: 10_000}

WEST, SOUTH, STEP_LON, STEP_LAT, SIDE = 106.70, 20.95, 0.0017, 0.0016, 0.8
"""Field of squares of about 140 m, 45 x 34 km for 50,000; degrees."""
ZOOM = 10
TIMEOUT_MS = 240_000
PEERS = {
    "st_folium": ("st_folium_app.py", "streamlit_folium"),
    "explore()": ("explore_app.py", "mapclassify"),
}
"""Script of each, and the package that it needs."""
LEAFLET = ROOT / "qngeo" / "web" / "assets" / "vendor" / "leaflet"
SETTLE_MS = 500

_PRESSED = """() => document.addEventListener('keydown', event => {
    if (event.key === 'Enter') window.pressedAt = Date.now();
}, true)"""

_OWN = """() => {
    const first = qngeo.plots.painted;
    const before = qngeo.plots.letters();
    window.paintedAt = null;
    const look = () => {
        const changed = qngeo.plots.letters() !== before;
        if (changed && qngeo.plots.painted > first) window.paintedAt = Date.now();
        else requestAnimationFrame(look);
    };
    look();
}"""

_PEER = """(() => {
    let leaflet;
    Object.defineProperty(window, 'L', {
        configurable: true,
        get: () => leaflet,
        set: (found) => {
            leaflet = found;
            if (found && found.Map) found.Map.addInitHook(function () { watch(this); });
        },
    });
    const watch = (map) => {
        let last = -1;
        const look = () => {
            let now = 0;
            map.eachLayer(one => { if (one instanceof leaflet.Path) now += 1; });
            if (now && now !== last) {
                last = now;
                requestAnimationFrame(() => setTimeout(() => {
                    const seen = window.top.shapes ?? (window.top.shapes = []);
                    seen.push({ count: now, at: Date.now() });
                }));
            }
            requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    };
})()"""
"""Run in every document: whatever map appears in a frame tells the page how many
shapes it has, one frame after they were drawn."""

_BROKEN = '[data-testid="stException"]'
_BEGUN = f"""() => window.shapes?.length || document.querySelector('{_BROKEN}')"""


def _made(folder: Path, count: int) -> dict[str, str]:
    """Write a ledger and squares beside links to the real data; return their places."""
    from qngeo.config import settings  # noqa: PLC0415
    from qngeo.io.baseline import read_baseline  # noqa: PLC0415

    known = read_baseline().subjects
    parks = known.loc[known["kind"].isin(["park", "cluster"]), "subject_id"]
    plots = search.made_plots(count, parks.to_numpy(str))
    places = {}
    for name, source in (("data", settings().data), ("layers", settings().layers)):
        target = folder / f"{name}{count}"
        target.mkdir(exist_ok=True)
        for path in source.iterdir():
            link = target / path.name
            if not link.exists():
                link.symlink_to(path)
        places[f"QNGEO_{name.upper()}"] = str(target)
    plots.to_csv(folder / f"data{count}" / "plots.csv", index=False)
    drawn = json.dumps(_squares(plots["plot_id"]))
    (folder / f"layers{count}" / "plots.geojson").write_text(drawn, encoding="utf-8")
    return {**places, "QNGEO_VAR": str(folder / "var")}


def _squares(ids: pd.Series) -> dict[str, object]:
    width = int(np.ceil(np.sqrt(len(ids))))
    features = []
    for at, plot in enumerate(ids):
        west = WEST + (at % width) * STEP_LON
        south = SOUTH + (at // width) * STEP_LAT
        east, north = west + SIDE * STEP_LON, south + SIDE * STEP_LAT
        ring = [(west, south), (east, south), (east, north), (west, north),
                (west, south)]  # fmt: skip
        corners = [[round(x, 6), round(y, 6)] for x, y in ring]
        geometry = {"type": "Polygon", "coordinates": [corners]}
        features.append(
            {"type": "Feature", "id": plot, "properties": {}, "geometry": geometry}
        )
    return {"type": "FeatureCollection", "features": features}


def _changes(runs: int) -> list[int]:
    """Return the areas that are asked for one after the other, hectares."""
    return [3 + at for at in range(runs)]


def _own(browser: Any, address: str, count: int, runs: int) -> dict[str, Any]:
    """Change the filter of the Land page; pan and zoom, and count what is sent."""
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    page = context.new_page()
    sent: list[object] = []

    def note(frame: object) -> None:
        sent.append(frame)

    page.on(
        "websocket",
        lambda socket: socket.on("framesent", note),
    )
    page.goto(f"{address}/land?as_of={search.DAY}&lang=en")
    page.wait_for_function(READY, timeout=TIMEOUT_MS)
    page.wait_for_selector("iframe.qngeo-frame")
    frame = page.query_selector("iframe.qngeo-frame").content_frame()
    frame.wait_for_function(
        "count => window.qngeo?.plots?.letters().length === count", arg=count,
        timeout=TIMEOUT_MS,
    )  # fmt: skip
    page.evaluate(_PRESSED)
    middle = [SOUTH + STEP_LAT * count**0.5 / 2, WEST + STEP_LON * count**0.5 / 2]
    move = "([lat, lon, zoom]) => qngeo.map.setView([lat, lon], zoom, {animate: false})"
    frame.evaluate(move, [*middle, ZOOM])
    field = page.get_by_label("At least (ha)", exact=True)

    def change(hectares: int) -> tuple[float, int]:
        field.fill(str(hectares))
        frame.evaluate(_OWN)
        field.press("Enter")
        frame.wait_for_function("() => window.paintedAt", timeout=TIMEOUT_MS)
        took = frame.evaluate("() => window.paintedAt") - page.evaluate(
            "() => window.pressedAt"
        )
        page.wait_for_function(READY)
        page.wait_for_timeout(SETTLE_MS)
        letters = frame.evaluate("() => qngeo.plots.letters()")
        return took, sum(letter not in "n-" for letter in letters)

    change(2)
    found = [change(hectares) for hectares in _changes(runs)]
    before = len(sent)
    for step in range(10):
        frame.evaluate(move, [middle[0] + 0.01 * step, middle[1], 10 + step % 4])
    page.wait_for_timeout(1000)
    context.close()
    return {
        "ms": tuple(took for took, _ in found),
        "kept": [number for _, number in found],
        "reruns": len(sent) - before,
    }


def _local(route: Any) -> None:
    """Answer for the networks that folium's pages name: Leaflet, and nothing else.

    The rest (jQuery, Bootstrap, icons) draws nothing here, and no time is lost on it.
    """
    name = route.request.url.rpartition("/")[2].partition("?")[0]
    if name in ("leaflet.js", "leaflet.css"):
        route.fulfill(path=LEAFLET / name)
    else:
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        route.fulfill(body="", content_type=kind)


def _peer(
    browser: Any, address: str, wanted: list[int], changes: list[int]
) -> dict[str, Any]:
    """Change the filter of a peer's application until its map has as many shapes."""
    context = browser.new_context(viewport=DESKTOP)
    context.route(lambda url: not url.startswith(address), _local)
    context.add_init_script(_PEER)
    page = context.new_page()
    page.goto(address)
    page.wait_for_function(_BEGUN, timeout=TIMEOUT_MS)
    if broken := page.locator(_BROKEN).all_inner_texts():
        message = f"{address}: {broken[0].splitlines()[0]}"
        raise RuntimeError(message)
    page.wait_for_function(READY, timeout=TIMEOUT_MS)
    page.evaluate(_PRESSED)
    field = page.get_by_label("min_ha")
    took, kept = [], []
    for hectares, number in zip(changes, wanted, strict=True):
        page.evaluate("() => { window.shapes = []; }")
        field.fill(str(hectares))
        field.press("Enter")
        end = time.monotonic() + TIMEOUT_MS / 1000
        seen: list[dict[str, float]] = []
        while not seen or seen[-1]["count"] != number:
            if time.monotonic() > end:
                break
            page.wait_for_timeout(20)
            seen = page.evaluate("() => window.shapes")
        kept.append(seen[-1]["count"] if seen else 0)
        took.append(seen[-1]["at"] - page.evaluate("() => window.pressedAt"))
        page.wait_for_function(READY, timeout=TIMEOUT_MS)
        page.wait_for_timeout(SETTLE_MS)
    context.close()
    return {"ms": tuple(took), "kept": kept}


def _measure(
    browser: Any, folder: Path, count: int, setting: Setting
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    env = _made(folder, count)
    with browser_pages.served(folder / "app.log", env=env) as app:
        own = _own(browser, app.address, count, setting.runs)
    peers = {}
    for name, (script, package) in PEERS.items():
        if setting.tiny and not there(package):
            continue
        slow = count > min(PLOTS)
        runs = min(setting.runs, setting.slow_runs) if slow else setting.runs
        path = ROOT / "benchmarks" / "peers" / script
        with browser_pages.served(folder / "peer.log", app=path, env=env) as app:
            peers[name] = _peer(
                browser, app.address, own["kept"][:runs], _changes(runs)
            )
        if peers[name]["kept"] != own["kept"][:runs]:
            message = (
                f"{count} plots: {name} draws {peers[name]['kept']} plots after the "
                f"changes, qngeo keeps {own['kept'][:runs]}"
            )
            raise DisagreementError(message)
    return own, peers


def run(setting: Setting) -> Found:
    """Ask for other areas, in qngeo and in each peer's application."""
    folder = setting.folder / "browser_filter"
    folder.mkdir(exist_ok=True)
    rows, agreed = [], []
    with browser_pages.chromium() as browser:
        for count, most in (TINY if setting.tiny else PLOTS).items():
            own, peers = _measure(browser, folder, count, setting)
            rows += [
                Row(what=f"changed filter to changed map, {count:,} plots", unit="ms",
                    own=own["ms"], peers={n: one["ms"] for n, one in peers.items()},
                    reaches=(Reach(most=most),)),
                Row(what=f"messages sent by ten moves of the map, {count:,} plots",
                    unit="messages", own=(own["reruns"],), reaches=(Reach(most=0),)),
            ]  # fmt: skip
            last = own["kept"][-1]
            agreed.append(
                f"Of {count:,} plots each application shows as many after every "
                f"change; after the last of qngeo's {last:,}."
            )
    return Found(
        rows=tuple(rows),
        agreed=tuple(agreed),
        notes=(
            "All plots in view. The peers make the same search by qngeo's own service "
            "and draw the kept plots in the same colours on Leaflet's canvas; what "
            "they would fetch from other networks is answered at once by the "
            "measurement. "
            f"With 50,000 plots they are measured {setting.slow_runs} times only.",
        ),
        versions=("streamlit", "streamlit-folium", "folium", "geopandas", "playwright"),
    )


BENCHMARK = Benchmark(
    name="browser_filter",
    title="From a changed filter to the changed map",
    about=(
        "The least area is changed and the time runs from the Enter key to the frame "
        "in which the plots are painted anew, as Chromium's own clock tells it. "
        "streamlit-folium and geopandas' explore() build their map anew at each "
        "change, in small applications of their own (`benchmarks/peers/`)."
    ),
    needs=("streamlit_folium", "mapclassify", "matplotlib", "playwright"),
    run=run,
)
