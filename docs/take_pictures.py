"""Take pictures of every page: ``python docs/take_pictures.py [NAME ...]``.

Each state of ``STATES`` is taken in both languages, themes and sizes into
`docs/pictures/pages/`; the documents show the light and wide ones of `docs/pictures/`,
Vietnamese, and of its folder ``en``. The app is started on a temporary folder: its
satellite pictures show the practice scene, made on the fly, and its own data are one
example outline.
"""

import io
import itertools
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
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
ALL = PICTURES / "pages"

STATES = {
    "overview": "",
    "zones": "zones?definition=gross-area",
    "sheet": "zones?subject=park:song_khoai",
    "land": "land?near=port:cict&min=60",
    "forest": "forest",
    "forest_satellite": "forest?view=satellite&series=practice",
    "sources": "sources",
    "data": "data?view=versions",
}
"""Address of each state; the last one is taken after the example was imported."""

FILES = ("report", "snapshot")
"""What is made for a meeting: the first pages of the PDF, and the one HTML file."""

LANGUAGES = sorted(path.name for path in (ROOT / "qngeo" / "locales").glob("*/"))
THEMES = ("light", "dark")
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
EXAMPLE = "park:song_khoai"
CELLS = 750
"""Of the practice scene: 15 km a side."""

MOST_BYTES = 200_000
COLOURS = 256
QUALITIES = (80, 65, 50, 35)
SETTLES_MS = 5000
"""What a map takes to draw its layers after the page has run."""

READY = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app && app.dataset.testScriptState === 'notRunning'
        && !document.querySelector('[data-testid="stSkeleton"]');
}"""
PATIENCE_S = 120


@dataclass(frozen=True)
class Look:
    """In which language, theme and size a picture is taken."""

    lang: str = "vi"
    theme: str = "light"
    size: str = "wide"

    def file(self, name: str) -> Path:
        """Return where the picture of a state stands."""
        return ALL / f"{name}-{self.lang}-{self.theme}-{self.size}.webp"


LOOKS = tuple(
    Look(lang, theme, size)
    for lang, theme, size in itertools.product(LANGUAGES, THEMES, SIZES)
)


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


@contextmanager
def opened(browser: Browser, look: Look) -> Iterator[Page]:
    """Open an empty page of a size and theme."""
    wide, high = SIZES[look.size]
    page = browser.new_page(
        viewport={"width": wide, "height": high},
        color_scheme="dark" if look.theme == "dark" else "light",
        reduced_motion="reduce",
    )
    try:
        yield page
    finally:
        page.close()


def shown(page: Page, address: str) -> bytes:
    """Return a state as PNG, once it has run and its map is drawn."""
    page.goto(address)
    page.wait_for_function(READY, timeout=PATIENCE_S * 1000)
    page.wait_for_timeout(SETTLES_MS)
    if page.locator('[role="dialog"]').count():  # the tour greets who comes first
        page.keyboard.press("Escape")
        page.wait_for_timeout(SETTLES_MS // 5)
    return page.screenshot()


def as_webp(png: bytes) -> bytes:
    """Return a picture as WebP, as good as the limit allows."""
    for quality in QUALITIES:
        packed = io.BytesIO()
        Image.open(io.BytesIO(png)).convert("RGB").save(
            packed, "WEBP", quality=quality, method=6
        )
        if packed.tell() <= MOST_BYTES:
            break
    return packed.getvalue()


def as_palette_png(png: bytes) -> bytes:
    """Return a picture as PNG of few colours; text keeps its edges."""
    for colours in (COLOURS, COLOURS // 2, COLOURS // 4):
        packed = io.BytesIO()
        picture = Image.open(io.BytesIO(png)).convert("RGB")
        picture.quantize(colours, dither=Image.Dither.NONE).save(
            packed, "PNG", optimize=True
        )
        if packed.tell() <= MOST_BYTES:
            break
    return packed.getvalue()


def keep(name: str, look: Look, png: bytes) -> None:
    """Write a picture; light and wide, it is shown by the documents as well."""
    look.file(name).write_bytes(as_webp(png))
    if look == Look(look.lang):
        folder = PICTURES / ("" if look.lang == "vi" else look.lang)
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.png").write_bytes(as_palette_png(png))


def sheets(pdf: Path, *, pages: int = 2) -> bytes:
    """Return the first pages of a PDF side by side, as PNG."""
    document = pypdfium2.PdfDocument(pdf)
    drawn = [
        document[number].render(scale=1.1).to_pil()
        for number in range(min(pages, len(document)))
    ]
    both = Image.new("RGB", (sum(p.width for p in drawn), drawn[0].height), "white")
    left = 0
    for picture in drawn:
        both.paste(picture, (left, 0))
        left += picture.width
    packed = io.BytesIO()
    both.save(packed, "PNG")
    return packed.getvalue()


def take_report(folder: Path, env: dict[str, str]) -> None:
    """Take the first pages of the evidence pack in both languages."""
    for lang in LANGUAGES:
        pdf = folder / f"report-{lang}.pdf"
        _qngeo(env, "report", EXAMPLE, "--lang", lang, "--to", str(pdf))
        keep("report", Look(lang), sheets(pdf))


def take_snapshot(browser: Browser, folder: Path, env: dict[str, str]) -> None:
    """Take the one HTML file in every look."""
    for lang in LANGUAGES:
        file = folder / f"snapshot-{lang}.html"
        _qngeo(env, "snapshot", "--lang", lang, "--to", str(file))
        for look in (look for look in LOOKS if look.lang == lang):
            with opened(browser, look) as page:
                page.goto(file.as_uri())
                page.wait_for_timeout(SETTLES_MS)
                keep("snapshot", look, page.screenshot())


def take(browser: Browser, address: str, name: str) -> None:
    """Take one state of the app in every look."""
    for look in LOOKS:
        joint = "&" if "?" in STATES[name] else "?"
        with opened(browser, look) as page:
            png = shown(page, f"{address}/{STATES[name]}{joint}lang={look.lang}")
        keep(name, look, png)


def main(names: list[str]) -> None:
    """Take the states that are named, or all."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    ALL.mkdir(parents=True, exist_ok=True)
    wanted = names or [*FILES, *STATES]
    with (
        tempfile.TemporaryDirectory() as made,
        app(Path(made)) as (address, env),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        for name in wanted:
            print(name, flush=True)
            if name == "report":
                take_report(Path(made), env)
            elif name == "snapshot":
                take_snapshot(browser, Path(made), env)
            else:
                if name == "data":
                    import_example(Path(made), env)
                take(browser, address, name)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
