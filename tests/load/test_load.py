"""Many visitors at once: each is shown what it asked for, and none is lost."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from benchmarks.children import ROOT, measured
from benchmarks.load_controls import LostError
from benchmarks.load_drive import Load, Told, drive
from benchmarks.load_heavy import pressed
from benchmarks.load_server import App, running
from benchmarks.load_visitor import Visitor
from benchmarks.load_visits import arrive, do, plan, wrong
from qngeo.services.satellite.practice import write_practice

AT_ONCE = (0.0, 0.0)
"""Nobody thinks: the visitors come as fast as the app answers."""

SECONDS, RATE = 30, 50


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Start the app once."""
    with running(tmp_path_factory.mktemp("var")) as found:
        yield found


def visited(app: App, load: Load) -> Told:
    """Let visitors come to the app."""
    return asyncio.run(drive(app.address, load))


def test_five_visitors_at_once_are_each_shown_what_they_asked_for(app):
    told = visited(app, Load(sessions=5, changes=10, think_s=AT_ONCE, days=2))
    assert told.lost == []
    assert (len(told.opened_ms), len(told.changed_ms)) == (5, 50)


def test_a_page_that_shows_what_somebody_else_asked_for_is_found(app):
    async def visit() -> tuple[str, str]:
        first, steps = plan(3, 1, page="zones")
        async with Visitor(app.address) as visitor:
            await arrive(visitor, first)
            own = wrong(visitor, first)
            (step,) = (s for s in steps if s.control)
            await do(visitor, step)
            return own, wrong(visitor, first)

    own, other = asyncio.run(visit())
    assert own == ""
    assert "right" in other


def test_a_control_that_is_not_there_is_no_silent_wait(app):
    async def visit() -> None:
        async with Visitor(app.address) as visitor:
            await visitor.open("zones")
            await visitor.change("no_such_control", "x")

    with pytest.raises(LostError, match="no_such_control"):
        asyncio.run(visit())


def test_a_report_is_there_though_others_open_pages_before_it_is_fetched(app):
    async def visit() -> bytes:
        async with Visitor(app.address) as reader, Visitor(app.address) as other:
            await reader.open("zones", "subject=park:song_khoai&view=sheet")
            place = await pressed(reader, "report_pdf")
            for page in ("zones", "sources", "zones"):
                await other.open(page)
            async with httpx.AsyncClient(base_url=app.address) as browser:
                return (await browser.get(place)).content

    assert asyncio.run(visit()).startswith(b"%PDF")


@pytest.mark.heavy
def test_twenty_visitors_with_tiles_uploads_and_reports_beside_them(tmp_path):
    write_practice(cells=300, rasters=tmp_path / "rasters")
    rasters = {"QNGEO_RASTERS": str(tmp_path / "rasters")}
    load = Load(sessions=20, changes=15, think_s=(0.5, 1.5), heavy=True)
    with running(tmp_path, rasters) as app, ThreadPoolExecutor(1) as beside:
        measured("load_requests", app.address, "5", "10", "2", env=rasters)  # warm
        words = (app.address, str(RATE), str(SECONDS), "1")
        asked = beside.submit(measured, "load_requests", *words, env=rasters)
        told = visited(app, load)
        requests = asked.result()
    print(told.heavy, f"slowest {max(told.changed_ms):.0f} ms")
    assert told.lost == []
    assert requests["failed"] == {}
    assert len(told.changed_ms) == 20 * 15
    assert len(requests["tiles"]) + len(requests["api"]) == SECONDS * RATE


@pytest.mark.heavy
def test_memory_stays_flat_while_visitors_come_and_go(tmp_path):
    words = ["--reruns", "4000", "--warm", "2000", "--a-tab", "200"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", *words, "--folder", str(tmp_path)],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
