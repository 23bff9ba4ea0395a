"""Where nothing can be shown, a page says what to do next, and does it at a press."""

import pytest
import streamlit as st
from shown_pages import fine, opened
from streamlit.testing.v1 import AppTest

from qngeo.i18n import LANGUAGES, messages, translate
from qngeo.ui import waiting

pytestmark = pytest.mark.app


def press(app: AppTest, words: str) -> AppTest:
    """Press the first button with these words."""
    return fine(next(b for b in app.button if b.label == words).click().run())


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_filters_that_leave_nothing_are_taken_away_at_a_press():
    words = translate("pages.zones.no_filter", "vi")
    everything = len(fine(opened("zones")).dataframe[0].value)
    app = fine(opened("zones", name="atlantis", status="planned", kinds="cluster"))
    assert len(app.dataframe) == 0
    press(app, words)
    assert len(app.dataframe[0].value) == everything
    assert words not in labels(app)
    assert app.query_params.keys() <= {"lang"}


def test_a_search_that_leaves_nothing_is_loosened_at_a_press():
    """So that a site comes in; its new limit stands in the sidebar and the address."""
    words = translate("pages.land.loosen", "vi")
    app = fine(opened("land", ha="5000", unk="area"))
    assert translate("pages.land.none", "vi") in [w.value for w in app.warning]
    press(app, words)
    assert words not in labels(app)
    assert len(app.dataframe[0].value) > 0
    [limit] = [n for n in app.sidebar.number_input if "ha" in n.label]
    assert limit.value != 5000.0
    assert f"{limit.value:g}" in app.query_params["ha"]


@pytest.mark.usefixtures("own_store")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_own_data_their_page_says_how_they_come(lang: str):
    app = fine(opened("data", view="versions", lang=lang))
    told = [part.value for part in app.info]
    assert translate("data.versions.none", lang) in told
    assert len(app.dataframe) == 0


def test_what_takes_long_is_told_in_the_language_of_the_page(monkeypatch):
    said = []

    @waiting.told("sites")
    def slow() -> int:
        return 7

    monkeypatch.setattr(waiting.address, "language", lambda: "en")
    spinner = st.spinner
    monkeypatch.setattr(st, "spinner", lambda text: said.append(text) or spinner(text))
    assert slow() == 7
    assert said == [translate("waiting.sites", "en")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_words_of_waiting_are_empty(lang: str):
    """A wheel that says nothing leaves its reader in the dark."""
    found = {k: w for k, w in messages(lang).items() if k.startswith("waiting.")}
    assert found
    assert all(words.endswith("…") for words in found.values())
