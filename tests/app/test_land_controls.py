"""The need that the map of the Land page is drawn by is what its controls then say."""

import pytest
from streamlit.testing.v1 import AppTest

from qngeo.domain.land.need import MOST, Need

SCRIPT = """
import streamlit as st
from qngeo.ui import frame, land_controls
from qngeo.ui.app_pages import land

asked, held = [], []
def spy(name, seen):
    original = getattr(land_controls, name)
    def called(*args):
        seen.append(original(*args))
        return seen[-1]
    setattr(land_controls, name, called)
    return original

frame.begin()
before = spy("ask", asked), spy("held", held)
try:
    land.show()
finally:
    land_controls.ask, land_controls.held = before
    st.session_state["both"] = held, asked
"""

pytestmark = pytest.mark.app


def opened(**query: str) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    app.query_params.update({"as_of": "2026-11-22", "lang": "en", **query})
    return app.run()


def need(app: AppTest) -> Need:
    """Return the need, which is known before the controls are drawn, and at once."""
    assert [e.value for e in (*app.exception, *app.error)] == []
    held, asked = app.session_state["both"]
    assert held == asked
    assert len(asked) == 1
    return asked[0]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, Need()),
        ({"ha": "20", "usd": "95"}, Need(min_ha=20, max_price=95)),
        (
            {"near": "port:cict", "min": "60"},
            Need(near="port:cict", within_min=60),
        ),
        ({"near": "port:nowhere"}, Need()),
        ({"st": "operating"}, Need(statuses=("operating",))),
        ({"kn": "0.2"}, Need(least_known=0.2)),
    ],
)
def test_a_link_is_read_once_for_map_and_controls(query, wanted):
    assert need(opened(**query)) == wanted


def test_what_was_touched_is_known_before_it_is_drawn():
    app = opened()
    app.number_input(key="need_min_ha").set_value(35.0)
    app.multiselect(key="need_statuses").set_value(["operating"])
    app.selectbox(key="need_near").set_value("port:cict")
    app.slider(key="weight_price").set_value(0.0)
    app.toggle(key="need_no_forest").set_value(True)
    found = need(app.run())
    assert (found.min_ha, found.statuses, found.near) == (
        35.0,
        ("operating",),
        "port:cict",
    )
    assert "price" not in dict(found.weights)
    assert found.no_forest


def test_a_limit_above_all_that_can_be_meant_cannot_be_given():
    app = opened()
    for key in ("need_min_ha", "need_max_price"):
        assert app.number_input(key=key).max == MOST


def test_a_limit_of_minutes_goes_with_its_place():
    app = opened(near="port:cict", min="60")
    app.selectbox(key="need_near").set_value("")
    assert need(app.run()) == Need()
