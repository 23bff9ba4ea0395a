"""A page that is opened by a link shows that state and leaves the address as it is."""

from datetime import date
from types import SimpleNamespace

import geopandas as gpd
import pytest
import streamlit as st
from shapely import Polygon, box
from streamlit.testing.v1 import AppTest

from qngeo.config import settings
from qngeo.domain.land.need import Need
from qngeo.domain.occupancy.scenario import Phase, Scenario
from qngeo.i18n import translate
from qngeo.io.store import Commit, open_store
from qngeo.services.links import link
from qngeo.services.satellite.practice import write_practice
from qngeo.ui import controls
from qngeo.ui.plain import plain

SCRIPT = """
from qngeo.ui import address, controls, frame
from qngeo.ui.app_pages import {page}

def run():
    address.arrive()
    lang = frame.begin()
    address.faults("{page}", lang)
    controls.known_on(lang)
    {page}.show()

frame.guarded(run)()
"""

PARK, OTHER = "park:song_khoai", "park:dong_mai"
DAY = date(2025, 6, 30)
AREA = Polygon([(107.0, 21.0), (107.05, 21.0), (107.05, 21.04), (107.0, 21.0)])
NEED = Need(min_ha=20.0, near="port:cict", within_min=90.0, no_forest=True)
SLOW = Scenario("chậm", 2025, 2040, 5.0, (), (Phase(PARK, 2030, 12.5),))
FAST = Scenario("nhanh", 2025, 2035, 20.0)

STATES = {
    "overview": [{}, {"as_of": DAY, "subject": PARK, "lang": "en"}],
    "zones": [
        {},
        {"subject": PARK, "definition": "gross-area"},
        {"subject": PARK, "view": "table", "kinds": ("zone", "park")},
        {"view": "sheet", "status": ("operating",), "name": "đông", "as_of": DAY},
    ],
    "land": [
        {"as_of": DAY},
        {"as_of": DAY, "need": NEED, "planned": True, "iso": True, "lang": "en"},
        {"as_of": DAY, "view": "compare", "compared": (PARK, OTHER)},
        {"as_of": DAY, "view": "scenario", "scenarios": (SLOW, FAST),
         "open_scenario": 2},
    ],
    "forest": [
        {},
        {"view": "estimate", "as_of": DAY},
        {"view": "satellite", "steps": (0.15, 0.3, 0.5, 2.0), "tab": "recovery",
         "before": "2024-2025", "by": "site", "chosen": "patch:1"},
        {"view": "satellite", "area": AREA, "lang": "en"},
    ],
    "sources": [{}, {"tab": "age", "as_of": DAY}, {"subject": "bridge:bach_dang"}],
    "data": [{}, {"view": "versions", "lang": "en"}],
}  # fmt: skip

CASES = [(page, state) for page, states in STATES.items() for state in states]

pytestmark = pytest.mark.app


@pytest.fixture(scope="module")
def rasters(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rasters")
    write_practice(cells=200, rasters=folder)
    return folder


@pytest.fixture(autouse=True)
def place(own_store, rasters, monkeypatch):
    """A store and rasters of its own."""
    monkeypatch.setenv("QNGEO_RASTERS", str(rasters))
    settings.cache_clear()
    st.cache_resource.clear()
    st.cache_data.clear()
    yield own_store
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def own_park(monkeypatch):
    """Version 1 of own data; the layers are made elsewhere, with tests of their own."""
    monkeypatch.setattr(
        "qngeo.services.own_data.known.layers_folder",
        lambda _day=None: settings().layers,
    )
    store = open_store()
    rows = gpd.GeoDataFrame(
        {"feature_id": ["park:a"]}, geometry=[box(106.8, 20.9, 106.9, 21)], crs=4326
    )
    made = Commit(layer="parks", who="Lan", action="import", mode="upsert", rows=rows)
    store.commit(made)
    store.close()


def opened(page: str, query: dict[str, str]) -> AppTest:
    app = AppTest.from_string(SCRIPT.format(page=page), default_timeout=60)
    app.query_params.update(query)
    app.run()
    assert [e.value for e in app.exception] == []
    assert [e.value for e in app.error] == []
    return app


def address(app: AppTest) -> dict[str, str]:
    asked = dict(app.query_params)
    return {k: v[-1] if isinstance(v, list) else v for k, v in asked.items()}


@pytest.mark.parametrize(("page", "state"), CASES)
def test_a_page_keeps_the_address_that_it_was_opened_with(page, state):
    query = link.query_of(page, state, hashed=False)
    app = opened(page, query)
    assert address(app) == query
    assert link.state_of(page, address(app)) == link.state_of(page, query)
    app.run()
    assert address(app) == query


def test_what_is_chosen_stands_in_the_address():
    app = opened("zones", {})
    app.selectbox(key="definition").select("gross-area").run()
    app.text_input(key="name").set_value("khoai").run()
    found = link.state_of("zones", address(app)).state
    assert (found["definition"], found["name"]) == ("gross-area", "khoai")
    app.selectbox(key="definition").select("industrial-land").run()
    assert address(app) == {"name": "khoai"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_broken_link_shows_the_page_and_says_which_part(lang):
    query = {"definition": "<b>", "as_of": "32/13/2025", "kinds": "zone", "lang": lang}
    app = opened("zones", query)
    said = translate("links.broken", lang, keys="as_of, definition")
    assert [w.value for w in app.warning] == [said]
    kept = {"kinds": "zone", "lang": lang}
    assert {k: v for k, v in kept.items() if (k, v) != ("lang", "vi")} == address(app)


def test_a_link_to_what_is_not_there_says_so():
    app = opened("zones", {"subject": "park:atlantis", "lang": "en"})
    named = plain("park:atlantis")
    said = translate("links.missing", "en", param="subject", value=named)
    assert [w.value for w in app.warning] == [said]
    assert address(app) == {"lang": "en"}


@pytest.fixture
def next_year(monkeypatch):
    later = SimpleNamespace(today=lambda: date(2027, 1, 15))
    monkeypatch.setattr(controls, "clock", later)


@pytest.mark.usefixtures("own_park", "next_year")
@pytest.mark.parametrize(("pin", "moved"), [("", False), ("1", False), ("3", True)])
def test_a_pinned_link_says_what_it_shows_and_leads_back(pin, moved):
    query = {"known": "2026-12-24", "pin": pin, "lang": "en"}
    app = opened("sources", {key: text for key, text in query.items() if text})
    told = [translate("links.past", "en", day="24 Dec 2026", number=1)]
    if moved:
        told.append(translate("links.moved", "en", was=3, now=1))
    assert [w.value for w in app.warning] == [" ".join(told)]
    assert address(app) == {key: text for key, text in query.items() if text}
    app.button(key="back_to_now").click().run()
    assert [w.value for w in app.warning] == []
    assert address(app) == {"lang": "en"}


@pytest.mark.usefixtures("own_park", "next_year")
def test_another_day_is_another_pin():
    app = opened("sources", {"known": "2026-12-24", "pin": "1"})
    app.date_input(key="known_on_day").set_value(date(2026, 12, 20)).run()
    assert address(app) == {"known": "2026-12-20"}
