"""No page in Vietnamese speaks English, but for what it quotes and says it quotes."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from shown_pages import opened
from streamlit.testing.v1 import AppTest
from vietnamese import ENGLISH_NUMBER, english

from qngeo.config import settings
from qngeo.i18n import translate
from qngeo.io import accounts
from qngeo.services.links.pages import DATA_VIEWS, FOREST_VIEWS, LAND_VIEWS
from qngeo.services.own_data.roles import Attempts
from qngeo.ui import login

AS_WRITTEN = "(nguyên văn)"
"""Ends the header of a column that quotes; its cells may be in any language."""

NAMES = {translate("pages.sources.publisher", "vi")}
"""Headers of columns that hold names of publishers."""

TITLES = {
    translate(key, "vi")
    for key in ("data.fact.source", "data.fact.corrects", "imports.form.source")
}
"""Labels of lists that offer titles of sources, or figures in words."""

TWO = "park:song_khoai.park:dong_mai"

STATES: tuple[tuple[str, dict[str, str]], ...] = (
    ("overview", {}),
    ("overview", {"subject": "park:atlantis", "as_of": "32/13/2025"}),
    ("zones", {"subject": "park:song_khoai"}),
    ("zones", {"subject": "zone:quang_yen", "view": "table"}),
    ("zones", {"known": "2026-11-22", "pin": "9"}),
    *(("land", {"view": view, "cmp": TWO}) for view in LAND_VIEWS),
    ("land", {"ha": "x", "sc": "x", "view": "scenario"}),
    *(("forest", {"view": view}) for view in FOREST_VIEWS),
    ("sources", {}),
    ("data", {}),
)

FIGURE = re.compile(r'<span class="qn-(?:num|big)"[^>]*>([^<]*)</span>')
"""What figures are written in, apart from the quotes of their sources."""

PASSWORD = "mưa rào tháng bảy"

pytestmark = pytest.mark.app


@pytest.fixture(autouse=True)
def var(own_store, monkeypatch):
    """A store and accounts of its own."""
    monkeypatch.setattr(login, "_attempts", Attempts())
    monkeypatch.setattr(
        "qngeo.services.own_data.known.layers_folder", lambda *_: settings().layers
    )
    st.cache_resource.clear()
    yield own_store
    st.cache_resource.clear()
    st.cache_data.clear()


def texts_of_table(table: pd.DataFrame) -> Iterator[str]:
    yield from map(str, table.columns)
    for column in table:
        if str(column) in NAMES or str(column).endswith(AS_WRITTEN):
            continue
        yield from {text for text in table[column] if isinstance(text, str)}


def texts_of_chart(spec: str) -> Iterator[str]:
    """Return titles, descriptions and names of series of a chart."""
    waiting = [json.loads(spec)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            told = (one.get(key) for key in ("title", "description", "text"))
            yield from (text for text in told if isinstance(text, str))
            waiting += one.values()


def parts_of_charts(app: AppTest) -> Iterator[dict[str, Any]]:
    """Return every part of the specification of every chart."""
    for element in app.main:
        spec = getattr(getattr(element, "proto", None), "spec", "")
        waiting = [json.loads(spec)] if isinstance(spec, str) and spec else []
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                yield one
            if isinstance(one, (list, dict)):
                waiting += one.values() if isinstance(one, dict) else one


def axes_in_english(app: AppTest) -> list[dict[str, Any]]:
    """Return the scales of numbers whose labels are as vega writes them, in English."""
    channels = [
        part[name]
        for part in parts_of_charts(app)
        for name in ("x", "y")
        if isinstance(part.get(name), dict) and part[name].get("type") == "quantitative"
    ]
    written = {one.get("field") for one in channels if "labelExpr" in _axis(one)}
    return [
        one
        for one in channels
        if one.get("axis", {}) is not None
        and _axis(one).get("format") not in {"%", "d"}
        and one.get("field") not in written  # layers of a chart share an axis
    ]


def _axis(channel: dict[str, Any]) -> dict[str, Any]:
    return channel.get("axis") or {}


def texts_of(element: Any) -> Iterator[str]:
    """Give the words of an element; a command to be copied is in no language."""
    if type(element).__name__ == "Code":
        return
    proto = getattr(element, "proto", None)
    for name in ("label", "help", "placeholder", "body"):
        text = getattr(proto, name, "")
        if isinstance(text, str):
            yield text
    spec = getattr(proto, "spec", "")
    if isinstance(spec, str) and spec.startswith("{"):
        yield from texts_of_chart(spec)
    typed = type(element).__name__ in {"TextInput", "TextArea"}
    titles = getattr(proto, "label", "") in TITLES
    for name in () if typed or titles else ("value", "options"):
        try:
            found = getattr(element, name, None)
        except (NotImplementedError, AttributeError, ValueError):
            continue
        if isinstance(found, pd.DataFrame):
            yield from texts_of_table(found)
        elif isinstance(found, str):
            yield found
        elif isinstance(found, (list, tuple)):
            yield from (one for one in found if isinstance(one, str))


def every_text(app: AppTest) -> Iterator[str]:
    for part in (app.main, app.sidebar):
        for element in part:
            yield from texts_of(element)


def run(page: str, **query: str) -> AppTest:
    return opened(page, **{"lang": "vi", **query})


def assert_vietnamese(app: AppTest) -> None:
    assert [one.value for one in app.exception] == []
    texts = set(every_text(app))
    assert len(texts) > 10, "the scan sees the page"
    assert {line for text in texts for line in english(text)} == set()


@pytest.mark.parametrize(("page", "query"), STATES, ids=str)
def test_a_page_has_no_english_words_or_numbers(page, query):
    app = run(page, **query)
    assert_vietnamese(app)
    assert axes_in_english(app) == []
    written = [text for one in app.html for text in FIGURE.findall(one.value)]
    assert [text for text in written if ENGLISH_NUMBER.search(text)] == []


def editor(view: str) -> AppTest:
    accounts.add_account("Lan", PASSWORD, role="editor", replace=True)
    return signed_in(run("data"), PASSWORD, view)


def signed_in(app: AppTest, password: str, view: str = DATA_VIEWS[0]) -> AppTest:
    app.text_input(key="data_login_name").set_value("Lan")
    app.text_input(key="data_login_password").set_value(password)
    app = app.button(key="data_login_send").click().run()
    if view != DATA_VIEWS[0]:
        app.button_group(key="data_view_editor").set_value(view).run()
    return app


@pytest.mark.parametrize("view", ["import", "fact", "versions"])
def test_an_editor_reads_no_english_words(view):
    assert_vietnamese(editor(view))


def a_broken_file(app: AppTest) -> AppTest:
    given = ("parks.geojson", b'{"type": "FeatureCollection"', "")
    app.file_uploader(key="data_import_file").set_value(given)
    return app.run()


def a_broken_raster(app: AppTest) -> AppTest:
    app.file_uploader[0].set_value(("forest.tif", b"II*\x00 no raster", ""))
    return app.run()


def a_broken_table(app: AppTest) -> AppTest:
    app.text_area(key="data_corners_text").set_value("a;b\n1;x\n")
    return app.run()


def a_crossing_outline(app: AppTest) -> AppTest:
    app.text_area(key="data_corners_text").set_value(
        "Điểm;X (m);Y (m)\nA;2318000,00;420000,00\nB;2317600,00;420500,00\n"
        "C;2318000,00;420500,00\nD;2317600,00;420000,00\n"
    )
    return app.run()


def an_area_unlike_the_paper(app: AppTest) -> AppTest:
    app.text_area(key="data_corners_text").set_value(
        "Điểm;X (m);Y (m)\nA;2318000,00;420000,00\nB;2318000,00;420500,00\n"
        "C;2317600,00;420500,00\nD;2317600,00;420000,00\n"
    )
    app.number_input(key="data_corners_stated").set_value(25.0)
    return app.run()


def a_word_for_a_number(app: AppTest) -> AppTest:
    app.selectbox(key="data_fact_subject").set_value("park:song_khoai")
    app.selectbox(key="data_fact_attribute").set_value("area_leased").run()
    app.selectbox(key="data_fact_unit").set_value("ha")
    app.text_input(key="data_fact_value").set_value("mười hai")
    return app.run()


MISTAKES: tuple[tuple[str, Callable[[AppTest], AppTest]], ...] = (
    ("import", a_broken_file),
    ("raster", a_broken_raster),
    ("corners", a_broken_table),
    ("corners", a_crossing_outline),
    ("corners", an_area_unlike_the_paper),
    ("fact", a_word_for_a_number),
)


@pytest.mark.parametrize(("view", "mistake"), MISTAKES)
def test_a_mistake_is_told_in_vietnamese(view, mistake):
    app = mistake(editor(view))
    told = [one.value for one in (*app.error, *app.warning)]
    assert told, "the mistake is told"
    assert_vietnamese(app)


def test_a_wrong_password_is_told_in_vietnamese():
    accounts.add_account("Lan", PASSWORD, role="editor", replace=True)
    app = signed_in(run("data"), "something else")
    assert len(app.error) == 1
    assert_vietnamese(app)
