"""Loss and recovery on the page: both languages, and practice is always named."""

import made_series
import pytest
from streamlit.testing.v1 import AppTest

from qngeo.domain.forest import practice
from qngeo.i18n import translate
from qngeo.services.satellite.practice import write_practice
from qngeo.ui.parts import forest_places

SECONDS = 60
pytestmark = pytest.mark.app

SCRIPT = """
from pathlib import Path
import geopandas as gpd
import streamlit as st
from qngeo.services.forest.patches import patches
from qngeo.io.imagery.series import read_series
from qngeo.services.forest.change import change
from qngeo.services.forest.report import area_report
from qngeo.ui.parts import change_steps, forest_lesson, forest_patch_list
from qngeo.ui.parts import forest_change as part

lang = {lang!r}
series = read_series("practice", Path({rasters!r}))
found = change(series, thresholds=change_steps.ask(lang))
areas = gpd.read_file(series.folder / "truth.geojson")
report = area_report(found, areas)
part.summary(report, lang, {{"regained_60": "Đồi A"}})
part.recovery_chart(report, lang, {{"regained_60": "Đồi A"}})
forest_patch_list.show(patches(found), found, lang)
forest_lesson.show(lang)
"""


@pytest.fixture(scope="module")
def rasters(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rasters")
    write_practice(cells=150, rasters=folder)
    return folder


def run(rasters, lang):
    script = SCRIPT.format(lang=lang, rasters=str(rasters))
    app = AppTest.from_string(script, default_timeout=SECONDS).run()
    assert [error.value for error in app.exception] == []
    return app


def apply(app, moderate):
    app.number_input(key="change_moderate").set_value(moderate)
    label = translate("change.steps.apply", "en")
    next(button for button in app.button if button.label == label).click().run()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_part_runs_and_says_what_it_rests_on(rasters, lang):
    app = run(rasters, lang)
    captions = "\n".join(caption.value for caption in app.caption)
    assert translate("estimate.pixel_count", lang) in captions
    assert "2029-2030" in captions
    assert translate("change.steps.origin", lang) in captions
    assert {"vi": "31/3/2025", "en": "31 Mar 2025"}[lang] in captions


def test_the_tables_show_the_truth_of_the_scene_in_the_writing_of_the_language(rasters):
    app = run(rasters, "vi")
    losses, recovery, patches = (frame.value for frame in app.dataframe)
    assert "Đồi A" in set(losses["Vùng"])
    row = recovery[(recovery["Vùng"] == "Đồi A") & (recovery["Mùa"] == "2025-2026")]
    assert row["Đã hồi phục (%)"].item() == pytest.approx(60, abs=2)
    blind = recovery[recovery["Vùng"] == "few_images"]
    assert set(blind["Lý do để trống"]) == {translate("change.reason.no_damage", "vi")}
    assert (patches["Đã hồi phục (%)"] < 20).all()
    assert (patches["Diện tích (ha)"] > 0.3).all()


def test_changed_steps_change_the_answer(rasters):
    app = run(rasters, "en")
    before = app.dataframe[0].value.set_index("Area")
    assert before.loc["light_60", "Light (ha)"] > 0
    apply(app, 0.12)
    after = app.dataframe[0].value.set_index("Area")
    assert after.loc["light_60", "Light (ha)"] == pytest.approx(0)
    assert after.loc["light_60", "Moderate (ha)"] > 0


def test_steps_that_do_not_rise_are_told_and_the_working_values_are_kept(rasters):
    app = run(rasters, "en")
    apply(app, 0.60)
    assert [error.value for error in app.error] == [
        translate("change.steps.wrong", "en")
    ]
    assert app.dataframe[0].value.set_index("Area").loc["light_60", "Light (ha)"] > 0


PLACES = """
from pathlib import Path
from qngeo.services.forest import areas
from qngeo.services.forest import by_area as forest_areas
from qngeo.services.forest.change import change
from qngeo.io.imagery.series import read_series
from qngeo.ui.parts import forest_places

series = read_series("made", Path({rasters!r}))
found = change(series)
zones = areas.areas("zone")
places = zones.assign(geometry=[found.extent, *zones.geometry[1:]])
forest_places.conflicts(forest_areas.conflicts(found, places), found, {lang!r})
province = areas.areas("province")
forest_places.overview(province, {{"province:quang_ninh": "Quảng Ninh"}}, {lang!r})
forest_places.overview(areas.areas("park"), {{}}, {lang!r})
"""


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_places_on_forest_and_the_overview_are_told_with_their_limits(tmp_path, lang):
    made_series.write_series(tmp_path, regained=(0.0,))
    script = PLACES.format(rasters=str(tmp_path), lang=lang)
    app = AppTest.from_string(script, default_timeout=SECONDS).run()
    assert [error.value for error in app.exception] == []
    assert [info.value for info in app.info] == []
    table = app.dataframe[0].value
    forest = translate("change.column.forest_ha", lang)
    assert table[f"{forest} (ha)"].tolist() == ["24"]
    captions = "\n".join(caption.value for caption in app.caption)
    assert translate("change.landcover.meaning", lang) in captions
    assert translate("change.landcover.forest", lang) in app.markdown[0].value
    assert app.markdown[0].value.startswith("**Quảng Ninh**")
    assert len(app.markdown) == 1


def test_every_site_of_the_scene_has_a_name_in_both_languages():
    assert set(forest_places.SITES) == {name for name, *_ in practice.TRUTH}
    for lang in ("vi", "en"):
        assert len(set(forest_places.site_names(lang).values())) == len(practice.TRUTH)
