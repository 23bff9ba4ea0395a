"""The app as a user starts it, and visits to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from running import DESKTOP, PHONE, ROOT, start_app, start_chromium, toured, visiting
from visits import Visit

from qngeo.services.satellite.practice import write_practice


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def app_address() -> Iterator[str]:
    """Start the app once for all browser tests."""
    with start_app(ROOT / "var" / "browser-tests.log") as address:
        yield address


@pytest.fixture(scope="session")
def practice_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start an app with a practice scene of 6 x 6 km, once for all tests of it."""
    rasters = tmp_path_factory.mktemp("rasters")
    write_practice(cells=300, rasters=rasters)
    log = tmp_path_factory.mktemp("log") / "app.log"
    with start_app(log, env={"QNGEO_RASTERS": str(rasters)}) as address:
        yield address


@pytest.fixture
def fresh_address() -> Iterator[str]:
    """Start an app that nobody has visited yet."""
    with start_app(ROOT / "var" / "browser-tests-fresh.log") as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium once."""
    with start_chromium() as browser:
        yield browser


@pytest.fixture
def visit(chromium: Browser, app_address: str) -> Iterator[Visit]:
    """A fresh visit at 1440 x 900."""
    with visiting(chromium, app_address, DESKTOP) as found:
        yield found


@pytest.fixture
def other_visit(chromium: Browser, app_address: str) -> Iterator[Visit]:
    """A browser of someone else: its own context and language, no cookies."""
    context = chromium.new_context(
        viewport={"width": DESKTOP["width"], "height": DESKTOP["height"]},
        locale="en-GB",
        storage_state=toured(app_address),
    )
    visit = Visit(context.new_page(), app_address)
    visit.watch()
    yield visit
    context.close()


@pytest.fixture
def phone_visit(chromium: Browser, app_address: str) -> Iterator[Visit]:
    """A fresh visit at 390 x 844."""
    with visiting(chromium, app_address, PHONE) as found:
        yield found


@pytest.fixture
def first_visit(chromium: Browser, fresh_address: str) -> Iterator[Visit]:
    """The first visit that a freshly started app gets."""
    with visiting(chromium, fresh_address, DESKTOP) as found:
        yield found
