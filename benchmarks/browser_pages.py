"""Applications started as a user starts them, and the browser that visits them."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app.py"
START_SECONDS = 120
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

READY = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const main = document.querySelector('[data-testid="stMain"]');
    return app && app.dataset.testScriptState === 'notRunning'
        && main && main.querySelector('[data-testid="stElementContainer"]')
        && !document.querySelector('[data-testid="stSkeleton"]');
}"""
"""Whether Streamlit's page has run to its end."""


@dataclass(frozen=True)
class Served:
    """A running application.

    Attributes
    ----------
    address : str
    seconds : float
        From the start of its process to its first whole answer to ``GET /``.
    """

    address: str
    seconds: float


@contextlib.contextmanager
def served(
    log: Path, *, app: Path = APP, env: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Start an application on a port of its own; end it afterwards.

    Parameters
    ----------
    log : Path
        Where its words go.
    app : Path
        Its script.
    env : mapping
        Beside the environment of this process.

    Raises
    ------
    RuntimeError
        If it ends or stays silent.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    begun = time.perf_counter()
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(app), "--server.port",
             str(port), "--server.address", "127.0.0.1", "--server.headless", "true"],
            cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        )  # fmt: skip
    try:
        _await(process, address, log)
        yield Served(address, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            message = f"the application ended at its start: see {log}"
            raise RuntimeError(message)
        try:
            with urllib.request.urlopen(f"{address}/", timeout=30) as found:
                found.read()
                return
        except OSError:
            time.sleep(0.02)
    message = f"the application gave no answer in {START_SECONDS} s: see {log}"
    raise RuntimeError(message)


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Start the Chromium that ``CHROMIUM`` names, or the system's.

    Raises
    ------
    RuntimeError
        If there is none.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- not for others

    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        message = "no Chromium: `make browser` installs it, or set CHROMIUM"
        raise RuntimeError(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
