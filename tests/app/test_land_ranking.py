"""The Land page says what its ranking rests on, and what it cannot rank."""

from math import isnan

import pytest
from shown_pages import fine, opened
from streamlit.testing.v1 import AppTest

from qngeo.i18n import LANGUAGES, translate

pytestmark = pytest.mark.app


def land(**query: str) -> AppTest:
    """Open the page on a day of its own."""
    asked = {"as_of": "2026-11-22", "lang": "en", **query}
    return fine(opened("land", **asked))


def warned(app: AppTest) -> list[str]:
    return [warning.value for warning in app.warning]


def scores(app: AppTest) -> list[float]:
    column = translate("pages.land.column.score", "en")
    return app.dataframe[0].value[column].tolist()


def ranked(app: AppTest) -> int:
    return sum(not isnan(score) for score in scores(app))


def test_weights_that_are_all_0_are_said_and_not_silently_replaced():
    app = land()
    before = scores(app)
    for name in ("area", "price", "readiness"):
        app.slider(key=f"weight_{name}").set_value(0.0)
    app.run()
    said = translate("pages.land.weights.none", "en")
    assert warned(app) == [said]
    assert str(scores(app)) == str(before)
    app.slider(key="weight_price").set_value(1.0).run()
    assert warned(app) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sites_that_are_not_ranked_are_counted_with_the_rule(lang):
    app = land(lang=lang, near="port:cict")
    column = translate("pages.land.column.score", lang)
    without = int(app.dataframe[0].value[column].isna().sum())
    assert without
    said = translate("pages.land.not_ranked", lang, count=without, least=50)
    assert said in [c.value for c in app.caption]


def test_how_much_must_be_known_can_be_changed_and_stays_in_the_link():
    app = land(near="port:cict")
    usual = ranked(app)
    app.slider(key="least_known").set_value(20).run()
    assert ranked(app) > usual
    assert app.query_params["kn"] == "0.2"
    again = land(near="port:cict", kn="0.2")
    assert str(scores(again)) == str(scores(app))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_place_without_a_road_is_explained_in_the_language_of_the_page(lang):
    notes = ("no_way", "far_from_road")
    why = "; ".join(translate(f"land.route.{note}", lang) for note in notes)
    assert any(why in c.value for c in land(lang=lang, near="port:co_to").caption)
    assert not any(why in c.value for c in land(lang=lang, near="port:cict").caption)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", "mục tiêu của tỉnh đến 2030: 100 %"),
     ("en", "target for 2030: 100 %")],
)  # fmt: skip
def test_the_target_for_wastewater_is_shown_with_date_and_source(lang, words):
    app = land(lang=lang, view="readiness")
    table = next(h.body for h in app.html if "qn-checklist" in h.body)
    head = table.partition("</thead>")[0]
    assert words in head
    assert "f0052" in head
    assert "Dự thảo Báo cáo chính trị" in head
