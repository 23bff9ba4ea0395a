"""axe-core on a page and on the maps in it: what can be judged by rule."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Frame
from visits import Visit

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")

FOUND = """async () => (await axe.run(document, {iframes: false})).violations
    .filter(({impact}) => ['serious', 'critical'].includes(impact))
    .flatMap(({id, nodes}) => nodes.map(({target, any, all, none}) => [
        id, String(target), [...any, ...all, ...none][0]?.message ?? '']))"""

OPEN_ALL = """() => document.querySelectorAll('details:not([open]) > summary')
    .forEach(summary => summary.click())"""


def findings(visit: Visit) -> list[tuple[str, ...]]:
    """Return what axe finds serious or critical, in the page and in its maps."""
    found = []
    for frame in visit.page.frames:
        if not frame.url.startswith(visit.base):
            continue
        frame.evaluate(AXE)
        found += [(frame.url.removeprefix(visit.base), *row) for row in _run(frame)]
    return found


def _run(frame: Frame) -> list[list[str]]:
    rows: list[list[str]] = frame.evaluate(FOUND)
    return rows


def open_all(visit: Visit) -> None:
    """Open all that can be disclosed."""
    visit.page.evaluate(OPEN_ALL)
    visit.settle()
