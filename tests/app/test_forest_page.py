"""The Forest page by itself: each view runs, in both languages and without imagery."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from qngeo.config import settings
from qngeo.i18n import translate
from qngeo.io import vectors
from qngeo.services.satellite.practice import write_practice
from qngeo.ui.app_pages.forest import VIEWS
from qngeo.ui.parts.forest_own import encode

SECONDS = 90
SCRIPT = (
    "from qngeo.ui import frame\n"
    "from qngeo.ui.app_pages import forest\n"
    "frame.begin()\nforest.show()\n"
)

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


def run(**query: str) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=SECONDS)
    app.query_params.update(query)
    app.run()
    assert [error.value for error in app.exception] == []
    return app


@pytest.mark.usefixtures("no_imagery")
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_each_view_runs_without_imagery(view: str, lang: str) -> None:
    app = run(view=view, lang=lang)
    assert [error.value for error in app.error] == []


@pytest.mark.usefixtures("no_imagery")
def test_without_imagery_the_page_says_how_to_get_some() -> None:
    app = run(view="satellite", lang="en")
    assert translate("forest.empty", "en") in [info.value for info in app.info]
    commands = "\n".join(code.value for code in app.code)
    assert "fetch sentinel2" in commands
    assert "qngeo practice" in commands


@pytest.mark.usefixtures("rasters")
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_practice_is_said_once_and_never_offers_real_units(lang: str) -> None:
    app = run(view="satellite", lang=lang)
    assert [w.value for w in app.warning] == [translate("change.practice", lang)]
    (kinds,) = [group for group in app.button_group if group.key == "forest_by"]
    assert kinds.options == [
        translate(f"forest.by.{name}", lang) for name in ("scene", "site")
    ]
    assert len(app.dataframe) == 3


@pytest.mark.usefixtures("rasters")
def test_practice_never_enters_the_table_of_zones_and_parks() -> None:
    app = run(view="conflict", lang="en")
    assert translate("forest.conflict.none", "en") in [i.value for i in app.info]
    assert len(app.dataframe) == 0


def test_an_area_in_the_address_is_reported(rasters: Path) -> None:
    sites = vectors.read(rasters / "practice" / "truth.geojson").set_index("id")
    area = sites.geometry["regained_60"].convex_hull
    app = run(view="satellite", lang="en", area=encode(area))
    loss = app.dataframe[0].value
    assert translate("forest.own.drawn", "en") in loss.columns
    recovery = app.dataframe[1].value
    newest = recovery[recovery["Season"] == "2025-2026"]
    assert newest["Regained (%)"].item() == pytest.approx(60, abs=2)


@pytest.mark.usefixtures("rasters")
def test_an_address_of_nonsense_opens_the_first_view() -> None:
    app = run(
        view="nothing", series="x", before="1", after="2", by="?", area="zz", lang="en"
    )
    assert [error.value for error in app.error] == []
