"""The Forest page by itself: each view runs, in both languages and without imagery."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from shown_pages import fine, opened, words
from streamlit.testing.v1 import AppTest

from qngeo.config import settings
from qngeo.i18n import LANGUAGES, translate
from qngeo.io import vectors
from qngeo.services.links.outlines import encode
from qngeo.services.satellite.practice import write_practice
from qngeo.ui.app_pages.forest import VIEWS

SAID = {
    "official": "official.head",
    "satellite": "forest.empty",
    "conflict": "forest.conflict.none",
    "rasters": "rasters.page.none",
    "estimate": "estimate.title",
}
"""What each view says where there is no imagery."""

pytestmark = pytest.mark.app


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rasters")
    write_practice(cells=150, rasters=folder)
    return folder


def _use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("QNGEO_RASTERS", str(folder))
    settings.cache_clear()
    yield folder
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def no_imagery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from _use(tmp_path, monkeypatch)


@pytest.fixture
def rasters(practice: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from _use(practice, monkeypatch)


def forest(**query: str) -> AppTest:
    """Open the page."""
    return fine(opened("forest", **query))


@pytest.mark.usefixtures("no_imagery")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_each_view_says_what_it_can_without_imagery(view: str, lang: str) -> None:
    app = forest(view=view, lang=lang)
    said = words(app) + "\n".join(title.value for title in app.subheader)
    assert translate(SAID[view], lang) in said


@pytest.mark.usefixtures("no_imagery")
def test_without_imagery_the_page_says_how_to_get_some() -> None:
    app = forest(view="satellite", lang="en")
    assert translate("forest.empty", "en") in [info.value for info in app.info]
    commands = "\n".join(code.value for code in app.code)
    assert "fetch sentinel2" in commands
    assert "qngeo practice" in commands


@pytest.mark.usefixtures("rasters")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_practice_is_said_once_and_never_offers_real_units(lang: str) -> None:
    app = forest(view="satellite", lang=lang)
    assert [w.value for w in app.warning] == [translate("change.practice", lang)]
    (kinds,) = [group for group in app.button_group if group.key == "forest_by"]
    assert kinds.options == [
        translate(f"forest.by.{name}", lang) for name in ("scene", "site")
    ]
    assert len(app.dataframe) == 3


@pytest.mark.usefixtures("rasters")
def test_practice_never_enters_the_table_of_zones_and_parks() -> None:
    app = forest(view="conflict", lang="en")
    assert translate("forest.conflict.none", "en") in [i.value for i in app.info]
    assert len(app.dataframe) == 0


def test_an_area_in_the_address_is_reported(rasters: Path) -> None:
    sites = vectors.read(rasters / "practice" / "truth.geojson").set_index("id")
    area = sites.geometry["regained_60"].convex_hull
    app = forest(view="satellite", lang="en", area=encode(area))
    loss = app.dataframe[0].value
    assert translate("forest.own.drawn", "en") in loss.columns
    recovery = app.dataframe[1].value
    newest = recovery[recovery["Season"] == "2025-2026"]
    assert newest["Regained (%)"].item() == pytest.approx(60, abs=2)


@pytest.mark.usefixtures("rasters")
def test_an_address_of_nonsense_opens_the_first_view() -> None:
    app = forest(
        view="nothing", series="x", before="1", after="2", by="?", area="zz", lang="en"
    )
    assert translate(SAID[VIEWS[0]], "en") in [title.value for title in app.subheader]
