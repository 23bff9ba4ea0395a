"""What a reader sees when something is broken, as a browser shows it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from running import DESKTOP, ROOT, start_app, visiting
from store.made_rows import replace, zones
from visits import Visit

from qngeo.i18n import translate
from qngeo.io.store import open_store

SLOW_MS = 60_000
"""How long a first drawing may take while the machine is busy."""

LOST = translate("faults.store_lost", "en", reason="").partition(",")[0]


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    """Layers and a store of its own, with one version."""
    shutil.copytree(ROOT / "layers", tmp_path / "layers")
    store = open_store(str(tmp_path / "var" / "qngeo.gpkg"))
    (tmp_path / "var").mkdir()
    store.commit(replace(zones(a="A")))
    store.close()
    return {"QNGEO_LAYERS": tmp_path / "layers", "QNGEO_VAR": tmp_path / "var"}


@pytest.fixture
def broken_visit(chromium: Browser, folders, tmp_path: Path) -> Iterator[Visit]:
    """A visit to an application that works on these folders."""
    env = {name: str(path) for name, path in folders.items()}
    with (
        start_app(tmp_path / "app.log", env=env) as address,
        visiting(chromium, address, DESKTOP) as visit,
    ):
        yield visit


def test_a_store_that_is_lost_is_told_while_the_page_stands_and_heals(
    broken_visit: Visit, folders, tmp_path: Path
):
    path = folders["QNGEO_VAR"] / "qngeo.gpkg"
    kept = path.read_bytes()
    os.truncate(path, 9000)
    page = broken_visit.page
    broken_visit.open("?lang=en")
    banner = page.get_by_test_id("stAlert").filter(has_text=LOST)
    expect(banner).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".qn-headlines")).to_be_visible(timeout=SLOW_MS)
    expect(
        page.frame_locator("iframe.qngeo-frame").locator("canvas").first
    ).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("link", name="Zones & parks").first.click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible(timeout=SLOW_MS)
    expect(banner).to_be_visible(timeout=SLOW_MS)
    path.write_bytes(kept)
    page.get_by_role("link", name="Overview").first.click()
    expect(page.locator(".qn-headlines")).to_be_visible(timeout=SLOW_MS)
    expect(banner).to_have_count(0, timeout=SLOW_MS)
    assert broken_visit.errors == []
    log = (tmp_path / "app.log").read_text("utf-8")
    assert "Traceback" not in log
    assert "put back the last copy" in log


def test_a_damaged_layer_is_left_out_of_the_map_and_named(
    chromium: Browser, tmp_path: Path
):
    shutil.copytree(ROOT / "layers", tmp_path / "layers")
    path = tmp_path / "layers" / "zones.geojson"
    path.write_bytes(path.read_bytes().replace(b"107.", b"106.", 1))
    env = {"QNGEO_LAYERS": str(tmp_path / "layers"), "QNGEO_VAR": str(tmp_path)}
    with (
        start_app(tmp_path / "app.log", env=env) as address,
        visiting(chromium, address, DESKTOP) as visit,
    ):
        visit.open("?lang=en")
        frame = visit.page.frame_locator("iframe.qngeo-frame")
        expect(frame.get_by_text("could not be loaded").first).to_be_visible(
            timeout=SLOW_MS
        )
        expect(frame.locator("canvas").first).to_be_visible(timeout=SLOW_MS)
        expect(visit.page.locator(".qn-headlines")).to_be_visible(timeout=SLOW_MS)
        assert visit.errors == []
    log = (tmp_path / "app.log").read_text("utf-8")
    assert "layers/zones.geojson is damaged" in log
    assert "Traceback" not in log
