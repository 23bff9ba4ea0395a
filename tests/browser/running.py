"""Starting the app as a user does, and a Chromium whose network ends at loopback."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from visits import Visit

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

TOURED = """if (location.protocol.startsWith("http"))
    try { localStorage.setItem("qngeo_tour", "seen"); } catch { /* a sandbox */ }"""
"""What a browser keeps of an app whose tour it has shown."""

_SPARE: dict[tuple[str, str], list[BrowserContext]] = {}
"""Browsers of readers who have gone, by address and language."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def start_app(
    log: Path,
    env: Mapping[str, str] | None = None,
    app: Path = ROOT / "app.py",
    prefix: str = "",
) -> Iterator[str]:
    """Start an app as a user does, on a port of its own; yield its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}{prefix}"
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(app),
             "--server.port", str(port), "--server.address", "127.0.0.1",
             "--server.baseUrlPath", prefix],
            cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
        )  # fmt: skip
        try:
            wait_for(f"{address}/_stcore/health", process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the app ended at its start:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the app gave no answer in {START_SECONDS} s:\n{log.read_text()}")


@contextmanager
def start_chromium() -> Iterator[Browser]:
    """Start the system's Chromium; a missing one is a failure, never a skip."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("no Chromium: `make browser` installs it, or set CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    size: dict[str, int],
    *,
    first: bool = False,
    locale: str = "vi-VN",
) -> Iterator[Visit]:
    """Open a page that shares nothing with another that is open.

    Its reader has seen the tour before, unless it is the ``first`` visit. The browser
    of a reader who has gone is taken again for the next one: its cookies and what
    pages keep in it are wiped, the scripts that it has fetched are not fetched anew.
    """
    spare = [] if first else _SPARE.setdefault((address, locale), [])
    context = spare.pop() if spare else browser.new_context(locale=locale)
    page = context.new_page()
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    wipe(page, address)
    if not first:
        page.add_init_script(TOURED)
    visit = Visit(page, address)
    visit.watch()
    try:
        yield visit
    finally:
        for opened in context.pages:
            opened.close()
        if first:
            context.close()
        else:
            spare.append(context)


def wipe(page: Page, address: str) -> None:
    """Take cookies, rights and what pages keep from the browser of a page."""
    parts = urlsplit(address)
    page.context.clear_cookies()
    page.context.clear_permissions()
    told = page.context.new_cdp_session(page)
    origin = f"{parts.scheme}://{parts.netloc}"
    told.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    told.detach()
