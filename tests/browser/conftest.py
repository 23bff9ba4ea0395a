"""The app as a user starts it, and visits to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from running import DESKTOP, PHONE, start_app, start_chromium, visiting
from visits import Visit

from qngeo.services.satellite.practice import write_practice


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def app_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app once, with a practice scene of 6 x 6 km; tests only look at it."""
    folder = tmp_path_factory.mktemp("app")
    write_practice(cells=300, rasters=folder / "rasters")
    env = {"QNGEO_RASTERS": str(folder / "rasters")}
    with start_app(folder / "app.log", env=env) as address:
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
    with visiting(chromium, app_address, DESKTOP, locale="en-GB") as found:
        yield found


@pytest.fixture
def phone_visit(chromium: Browser, app_address: str) -> Iterator[Visit]:
    """A fresh visit at 390 x 844."""
    with visiting(chromium, app_address, PHONE) as found:
        yield found
