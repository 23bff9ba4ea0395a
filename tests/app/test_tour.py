"""The tour by itself: five steps for each kind of reader, each where it says."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from qngeo.i18n import LANGUAGES, translate
from qngeo.services.links import link
from qngeo.ui import tour

SECONDS = 60
STEPS = 5
KINDS = {"planner", "investor", "officer"}
QUOTED = re.compile("“([^”]+)”")

NAMED = {
    "pages.figure.source", "report.button", "links.copy", "pages.land.view.compare",
    "pages.sources.tab.identities", "forest.view.official", "forest.tab.patches",
}  # fmt: skip
"""Keys of the words of the pages that the steps quote."""

pytestmark = pytest.mark.app


def steps(lang: str) -> list[dict[str, str]]:
    return [step for role in tour.TOURS for step in tour.told(role, lang)["steps"]]


def test_each_kind_of_reader_has_five_steps():
    assert tour.TOURS.keys() == KINDS
    assert {len(found) for found in tour.TOURS.values()} == {STEPS}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_step_opens_the_page_it_speaks_of_in_the_language_of_the_reader(lang: str):
    for step in steps(lang):
        page, found = link.read(f"http://localhost/{step['href']}")
        assert page == step["page"]
        assert found.faults == ()
        assert found.state["lang"] == lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_step_quotes_stands_on_the_pages(lang: str):
    there = {translate(key, lang) for key in NAMED}
    quoted = {word for step in steps(lang) for word in QUOTED.findall(step["text"])}
    assert quoted == there


@pytest.mark.parametrize("embedded", [False, True])
def test_a_frame_of_another_page_has_no_tour(embedded: bool):
    script = (
        "import streamlit as st\n"
        "from qngeo.ui import address, tour\n"
        f"st.session_state[address.EMBEDDED] = {embedded}\n"
        'tour.control("overview", "vi")\n'
    )
    app = AppTest.from_string(script, default_timeout=SECONDS).run()
    assert [e.value for e in app.exception] == []
    assert bool(len(app.sidebar)) is not embedded
