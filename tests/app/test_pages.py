"""Pages by themselves: each runs, in both languages, whatever it is asked."""

import re
from datetime import date
from html import escape
from pathlib import Path

import pytest
from shown_pages import SECONDS, fine, opened, part, words
from streamlit.testing.v1 import AppTest

from qngeo.i18n import LANGUAGES, translate
from qngeo.io.baseline import read_baseline
from qngeo.names import fold
from qngeo.services.links.pages import LAND_VIEWS

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "qngeo" / "ui" / "home.py"
PAGES = ("overview", "zones", "sources")
LISTED = {"zone", "border_zone", "park", "cluster"}

CHOSEN = "park:song_khoai.park:dong_mai.park:hai_yen"

SHEET = """
from datetime import date
import streamlit as st
from qngeo.ui import cache
from qngeo.ui.parts import sheet
subject, lang = st.query_params["subject"], st.query_params["lang"]
day = date.fromisoformat("2026-11-22")
found = cache.sheet(subject, day)
sheet.show(found, cache.baseline(), cache.outline(subject), lang, day)
"""

BAD_ADDRESSES = (
    {"lang": "xx"},
    {"definition": "nonsense", "kinds": "nothing", "status": "?"},
    {"subject": "park:atlantis"},
    {"subject": "", "definition": "", "lang": ""},
)

pytestmark = pytest.mark.app


def names(app: AppTest) -> list[str]:
    """Return the names in the table of zones."""
    return list(app.dataframe[0].value.iloc[:, 0])


@pytest.fixture(scope="module")
def subjects():
    found = read_baseline().subjects
    return found[found["kind"].isin(LISTED)]


def test_the_router_opens_the_overview():
    app = AppTest.from_file(str(HOME), default_timeout=SECONDS).run()
    fine(app)
    assert translate("pages.overview.head", "vi") in words(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_in_each_language(page: str, lang: str):
    app = fine(opened(page, lang=lang))
    labels = {widget.label for widget in app.date_input}
    assert labels == {translate("pages.control.as_of", lang)}
    if page != "zones":
        assert translate(f"pages.{page}.head", lang) in words(app)


@pytest.mark.parametrize("query", BAD_ADDRESSES)
@pytest.mark.parametrize("page", PAGES)
def test_nonsense_in_the_address_is_as_if_it_were_not_there(page: str, query: dict):
    usual, app = fine(opened(page)), fine(opened(page, **query))
    assert words(app, warnings=False) == words(usual, warnings=False)
    if page == "zones":
        assert names(app) == names(usual)


def test_a_name_is_found_without_diacritics():
    app = opened("zones")
    everything = names(app)
    app.text_input(key="name").input("van don").run()
    fine(app)
    found = names(app)
    assert 0 < len(found) < len(everything)
    assert any("Vân Đồn" in name for name in found)
    app.text_input(key="name").input("VÂN ĐỒN").run()
    assert names(app) == found
    app.text_input(key="name").input("").run()
    assert names(app) == everything


def test_a_name_that_nothing_has_leaves_words_instead_of_a_table():
    app = opened("zones")
    app.text_input(key="name").input("atlantis").run()
    fine(app)
    assert len(app.dataframe) == 0
    assert translate("pages.zones.no_match", "vi") in words(app)


def test_the_kind_decides_which_rows_are_listed(subjects):
    app = opened("zones")
    assert len(names(app)) == len(subjects)
    app.button_group(key="kinds").set_value(["cluster"]).run()
    fine(app)
    assert len(names(app)) == subjects["kind"].eq("cluster").sum()
    clusters = subjects.loc[subjects["kind"].eq("cluster"), "name_vi"].map(fold)
    tails = {name.removeprefix("cum cong nghiep ") for name in clusters}
    listed = {fold(name).removeprefix("ccn ") for name in names(app)}
    assert {name.removeprefix("cum cong nghiep ") for name in listed} == tails


def test_the_status_decides_which_rows_are_listed(subjects):
    app = opened("zones")
    status = app.multiselect(key="status")
    status.set_value(["planned"]).run()
    fine(app)
    assert len(names(app)) == subjects["status"].eq("planned").sum() > 0
    app.multiselect(key="status").set_value([]).run()
    assert len(names(app)) == len(subjects)


def test_the_definition_changes_the_rates_and_their_order():
    app = opened("zones", definition="industrial-land")
    column = translate("pages.column.rate", "vi")
    first = app.dataframe[0].value[column]
    app.selectbox(key="definition").set_value("gross-area").run()
    fine(app)
    second = app.dataframe[0].value[column]
    for rates in (first, second):
        known = rates.dropna()
        assert len(known)
        assert known.is_monotonic_decreasing
        assert rates.iloc[: len(known)].notna().all(), "no figure comes last"
    assert not first.dropna().equals(second.dropna())


def test_the_day_of_knowledge_changes_the_figures_of_the_province():
    """40.73 % speaks of 2022, 1,114 of 1,561 ha of 2025."""
    app = opened("overview")
    assert {"71,36 %", "40,73 %"} <= rates_shown(app)
    app.date_input(key="as_of").set_value(date(2024, 6, 30)).run()
    fine(app)
    assert "71,36 %" not in rates_shown(app)
    assert "40,73 %" in rates_shown(app)
    app.date_input(key="as_of").set_value(date(2008, 1, 1)).run()
    fine(app)
    assert rates_shown(app) == set()


def rates_shown(app: AppTest) -> set[str]:
    return set(re.findall(r"[\d,]+ %", " ".join(rate_cards(app))))


def rate_cards(app: AppTest) -> list[str]:
    bodies = [html.body for html in app.html]
    return [body for body in bodies if "qn-rate" in body]


def test_a_bound_keeps_its_sign_in_the_table():
    """19.1 % of Viet Hung is one plant alone, so at least that."""
    app = opened("zones", definition="industrial-land", name="viet hung")
    assert "KCN Việt Hưng" in names(app)
    shown = app.dataframe[0].proto.arrow_data.styler.display_values
    assert "≥ 19,1".encode() in shown


def test_what_is_on_no_map_is_listed_with_the_reason():
    app = opened("zones", lang="en")
    marks = app.dataframe[0].value[translate("pages.column.map", "en")]
    missing = list(app.dataframe[0].value.loc[marks.ne(""), "Name"])
    assert missing
    assert f"{len(missing)} of 37" in app.expander[0].label
    for name in missing:
        assert f"{name}: no " in words(app)


def test_the_day_of_knowledge_changes_the_table_of_zones():
    app = opened("zones", definition="industrial-land")
    column = translate("pages.column.rate", "vi")
    today = app.dataframe[0].value[column].notna().sum()
    app.date_input(key="as_of").set_value(date(2010, 1, 1)).run()
    fine(app)
    assert app.dataframe[0].value[column].notna().sum() == 0 < today


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sheet_opens_and_its_figures_lead_to_facts(subjects, lang: str):
    baseline = read_baseline()
    known = {*baseline.facts["fact_id"], *baseline.land_use["fact_id"]}
    app = fine(part(SHEET, subject="park:song_khoai", lang=lang))
    for subject in subjects.itertuples():
        app.query_params["subject"] = subject.subject_id
        text = words(fine(app.run()))
        assert f"<h2>{escape(getattr(subject, f'name_{lang}'))}</h2>" in text
        tagged = " ".join(re.findall(r'data-facts="([^"]*)"', text)).split()
        assert set(tagged) <= known, subject.subject_id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_zones_shows_the_sheet_of_its_address(subjects, lang: str):
    park = subjects.set_index("subject_id").loc["park:song_khoai"]
    app = fine(opened("zones", lang=lang, subject=park.name))
    assert f"<h2>{escape(park[f'name_{lang}'])}</h2>" in words(app)
    assert len(app.dataframe) == 0, "it stands in the place of the table"


def test_a_search_of_sources_needs_no_diacritics():
    app = opened("sources")
    table = sources_table(app)
    box = app.text_input[0]
    box.input("quang ninh").run()
    fine(app)
    found = sources_table(app)
    assert 0 < len(found) < len(table)
    app.text_input[0].input("QUẢNG NINH").run()
    assert len(sources_table(app)) == len(found)


def sources_table(app: AppTest):
    column = translate("pages.sources.publisher", "vi")
    return next(d.value for d in app.dataframe if column in d.value.columns)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", LAND_VIEWS)
def test_the_land_page_runs_and_its_figures_lead_to_facts(view: str, lang: str):
    known = set(read_baseline().facts["fact_id"])
    text = words(fine(opened("land", lang=lang, view=view, cmp=CHOSEN)))
    assert "qn-funnel" in text
    tagged = " ".join(re.findall(r'data-facts="([^"]*)"', text)).split()
    assert set(tagged) <= known
    assert bool(tagged) == (view != "shortlist")


def funnel(app: AppTest) -> list[int]:
    """Return the sites left after each step."""
    bars = next(h.body for h in app.html if "qn-funnel" in h.body)
    return [int(left) for left in re.findall(r"<b>(\d+)</b>", bars)]


def test_each_filter_of_land_narrows_the_funnel():
    app = opened("land")
    everything = funnel(app)
    app.number_input(key="need_max_price").set_value(56.0).run()
    fine(app)
    dear = funnel(app)
    assert len(dear) == len(everything) + 1
    assert dear[-1] < everything[-1]
    app.multiselect(key="need_zones").set_value(["zone:quang_yen"]).run()
    fine(app)
    assert funnel(app)[-1] < dear[-1]
    app.multiselect(key="need_unknown_fails").set_value(["price"]).run()
    fine(app)
    assert funnel(app)[-1] < dear[-1]


@pytest.mark.parametrize(
    "query",
    [
        {"ha": "many"},
        {"w": "area~x"},
        {"sc": "nonsense", "view": "scenario"},
        {"cmp": "park:atlantis", "view": "compare"},
        {"near": "port:atlantis"},
        {"view": "nothing", "planned": "?"},
    ],
)
def test_a_broken_link_to_land_still_opens(query: dict):
    app = fine(opened("land", **query))
    assert funnel(app) == funnel(opened("land"))


def test_nothing_matches_and_the_nearest_is_named():
    app = fine(opened("land", lang="en", ha="5000", unk="area"))
    assert [w.value for w in app.warning] == [translate("pages.land.none", "en")]
    assert "loosen to" in words(app)


def test_only_six_sites_are_compared():
    sites = read_baseline().subjects.query("kind == 'park'")["subject_id"].head(7)
    app = fine(opened("land", view="compare", cmp=".".join(sites)))
    assert any("6" in w.value for w in app.warning)
    table = next(h.body for h in app.html if "qn-compare" in h.body)
    assert table.count("<th>") == 6 + 3
