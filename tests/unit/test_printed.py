"""The table for print: the rows of the screen, every cell as text."""

import math
import re

import pandas as pd
import pytest

from qngeo.i18n import translate
from qngeo.ui.parts.printed import MOST, as_html


def cells(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_numbers_are_written_in_the_language_and_what_is_unknown_as_a_dash():
    table = pd.DataFrame({"name": ["KCN A", None], "ha": [1234.5, math.nan]})
    vietnamese = cells(as_html(table, "vi", with_index=False))
    assert vietnamese == [["name", "ha"], ["KCN A", "1.234,5"], ["–", "–"]]
    assert cells(as_html(table, "en", with_index=False))[1] == ["KCN A", "1,234.5"]


def test_a_styled_table_prints_as_it_is_formatted():
    table = pd.DataFrame({"name": ["A", "B"], "%": [28.19, 19.1]}, index=["a", "b"])
    styled = table.style.format({"%": "≥ {:.0f}"})
    assert cells(as_html(styled, "vi", with_index=False)) == [
        ["name", "%"], ["A", "≥ 28"], ["B", "≥ 19"],
    ]  # fmt: skip
    assert cells(as_html(styled, "vi", with_index=True))[2] == ["b", "B", "≥ 19"]


@pytest.mark.parametrize("styled", [False, True])
def test_names_with_html_are_text(styled):
    table = pd.DataFrame({"<i>": ["<img src=x onerror=alert(1)>", "a & b"]})
    html = as_html(table.style if styled else table, "en", with_index=False)
    assert "<img" not in html
    assert "<i>" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "a &amp; b" in html


def test_a_long_table_says_how_much_of_it_is_on_paper():
    table = pd.DataFrame({"n": range(MOST + 1)})
    for data in (table, table.style):
        html = as_html(data, "en", with_index=False)
        assert len(cells(html)) == MOST + 1
        assert translate("links.print.more", "en", shown="500", all="501") in html
    assert "qn-note" not in as_html(table.head(MOST), "en", with_index=False)


def test_a_table_without_rows_has_its_head():
    empty = pd.DataFrame({"a": [], "b": []})
    for data in (empty, empty.style):
        assert cells(as_html(data, "vi", with_index=False)) == [["a", "b"]]
