"""Take the README's picture of each page: ``python docs/take_pictures.py [NAME ...]``.

The app is started on a temporary folder: its satellite pictures show the practice
scene, made on the fly, and its own data are one example outline.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "docs" / "pictures"
PAGES = {
    "overview": "",
    "zones": "zones?definition=gross-area",
    "sheet": "zones?subject=park:song_khoai",
    "land": "land?near=port:cict&min=60",
    "forest": "forest",
    "forest_satellite": "forest?view=satellite&series=practice",
    "sources": "sources",
    "data": "data?view=versions",
}
EXAMPLE = "park:song_khoai"
CELLS = 750
"""Of the practice scene: 15 km a side."""

READY = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app && app.dataset.testScriptState === 'notRunning'
        && !document.querySelector('[data-testid="stSkeleton"]');
}"""
PATIENCE_S = 120


def _qngeo(env: dict[str, str], *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "qngeo", *words], cwd=ROOT, env=env, check=True
    )


@contextmanager
def app(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Start the app on a folder; yield its address and environment."""
    var, rasters = str(folder / "var"), str(folder / "rasters")
    env = {**os.environ, "QNGEO_VAR": var, "QNGEO_RASTERS": rasters, "QNGEO_STORE": ""}
    _qngeo(env, "practice", "--cells", str(CELLS))
    _qngeo(env, "forest", "loss", "practice")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["-m", "streamlit", "run", "app.py", "--server.port", str(port),
             "--server.address", "127.0.0.1", "--server.headless", "true"]  # fmt: skip
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=env)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health")
        yield address, env
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def import_example(folder: Path, env: dict[str, str]) -> None:
    """Import one outline that is published already, as an example of a version."""
    layer = json.loads((ROOT / "layers" / "parks.geojson").read_text(encoding="utf-8"))
    layer["features"] = [
        feature
        for feature in layer["features"]
        if feature["properties"]["subject_id"] == EXAMPLE
    ]
    file = folder / "example.geojson"
    file.write_text(json.dumps(layer), encoding="utf-8")
    _qngeo(env, "import", str(file), "--layer", "parks", "--who", "example")


def main(names: list[str]) -> None:
    """Write one PNG a page at 1440 x 900."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    HERE.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as made,
        app(Path(made)) as (address, env),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        for name in names or PAGES:
            if name == "data":
                import_example(Path(made), env)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{address}/{PAGES[name]}")
            page.wait_for_function(READY, timeout=PATIENCE_S * 1000)
            page.wait_for_timeout(5000)
            page.screenshot(path=HERE / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
