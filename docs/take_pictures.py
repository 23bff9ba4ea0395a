"""Take the README's picture of each page: ``python docs/take_pictures.py ADDRESS``.

The app must be running at the address, for instance http://localhost:8501.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent / "pictures"
PAGES = {
    "overview": "",
    "zones": "zones?definition=gross-area",
    "sheet": "zones?subject=park:song_khoai",
    "land": "land?near=port:cict&min=60",
    "sources": "sources",
}
READY = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app && app.dataset.testScriptState === 'notRunning'
        && !document.querySelector('[data-testid="stSkeleton"]');
}"""


def main(address: str) -> None:
    """Write one PNG a page at 1440 x 900."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        for name, path in PAGES.items():
            page.goto(f"{address}/{path}")
            page.wait_for_function(READY)
            page.wait_for_timeout(3000)
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
