"""Each thing that many pages do has one door, and the door does what it says."""

from pathlib import Path

import pandas as pd
import pytest
from shown_pages import fine, html, part
from streamlit.testing.v1 import AppTest

from qngeo.i18n import LANGUAGES, translate
from qngeo.ui import once
from qngeo.ui.parts import csv_button, cut_short, html_table

UI = Path(once.__file__).parent

pytestmark = pytest.mark.app

DOORS = {
    ".vega_lite_chart(": {"parts/chart.py"},
    ".spinner(": {"waiting.py"},
    '"text/csv"': {"parts/csv_button.py", "parts/forest_patch_list.py"},
}
"""What is written in these modules only: charts have words, waits are told in the
language of the page, and no cell of a table to take away is a formula. The list of
patches holds numbers alone and is written by its service."""


@pytest.mark.parametrize("code", DOORS)
def test_no_part_of_a_page_goes_past_a_door(code: str):
    users = {
        path.relative_to(UI).as_posix()
        for path in UI.rglob("*.py")
        if code in path.read_text(encoding="utf-8")
    }
    assert users == DOORS[code]


ONCE = """
import streamlit as st
from qngeo.ui.once import once

def make():
    st.session_state["made"] = st.session_state.get("made", 0) + 1
    if st.query_params["file"] == "broken":
        raise ValueError
    return st.session_state["made"]

try:
    st.text(once("place", st.query_params["file"], make))
except ValueError:
    st.text("broken")
"""


def given(app: AppTest, file: str) -> str:
    app.query_params["file"] = file
    return str(app.run().text[0].value)


def test_an_upload_is_worked_on_once_for_as_long_as_it_is_the_last_one():
    app = part(ONCE, file="a")
    assert given(app, "a") == "1"
    assert given(app, "b") == "2"
    assert given(app, "b") == "2"
    assert given(app, "a") == "3", "only the last one is kept"


def test_what_failed_leaves_nothing_of_the_upload_before():
    app = part(ONCE, file="a")
    assert given(app, "broken") == "broken"
    assert "place" not in app.session_state
    assert given(app, "a") == "3"


def test_a_table_to_take_away_holds_no_formula(monkeypatch: pytest.MonkeyPatch):
    """A name of own data may begin as a formula does; Excel would run it."""
    made = {}
    monkeypatch.setattr(
        csv_button.st, "download_button", lambda _, data, **__: made.update(f=data)
    )
    table = pd.DataFrame({"name": ['=HYPERLINK("x")', "Cẩm Phả"], "ha": [-1.5, 2.0]})
    csv_button.csv_button("CSV", lambda: table, name="a.csv")
    content = made["f"]()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "name,ha",
        '"\'=HYPERLINK(""x"")",-1.5',
        "Cẩm Phả,2.0",
    ]


def test_a_table_of_the_page_names_its_classes_and_escapes_nothing_itself():
    rows = [html_table.row(["<b>1</b>", "2"], "qn-total"), html_table.row(["3", "4"])]
    assert html_table.table(["a", "b"], rows, css="qn-wide", scrolls=True) == (
        '<div class="qn-scroll"><table class="qn-table qn-wide">'
        "<thead><tr><th>a</th><th>b</th></tr></thead><tbody>"
        '<tr class="qn-total"><td><b>1</b></td><td>2</td></tr>'
        "<tr><td>3</td><td>4</td></tr></tbody></table></div>"
    )


@pytest.mark.parametrize(("rows", "said"), [(2_000, 0), (2_001, 1)])
def test_a_table_that_is_cut_short_says_so(
    rows: int, said: int, monkeypatch: pytest.MonkeyPatch
):
    told: list[str] = []
    monkeypatch.setattr(cut_short.st, "caption", told.append)
    cut_short.told(rows, "en")
    assert told == ["2,000 of 2,001 rows are shown; the download has all."][:said]


REPORT = """
from datetime import date
import streamlit as st
from qngeo.ui.parts import report_button
day = date.fromisoformat("2026-11-22")
report_button.show(("park:song_khoai",), st.query_params["lang"], day)
"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_says_in_the_language_of_the_page_what_is_done_and_what_failed(lang):
    """Streamlit's own button is silent while it works and gives no reason after."""
    written = html(fine(part(REPORT, lang=lang)))
    for key in ("waiting.report", "report.button.failed"):
        words = translate(key, lang)
        assert f'"{words}"' in written
        assert not set(words) & set('"\\<>'), "it stands in a style sheet"
