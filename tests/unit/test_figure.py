"""A figure is written as people read it, with its qualifier and unit."""

import pandas as pd
import pytest

from qngeo.ui.parts import figure


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "lang", "words"),
    [
        ("3000000000", "USD", "at_most", "vi", "gần 3 tỷ USD"),
        ("155000000", "USD", "", "en", "155 million USD"),
        ("3534900000000", "VND", "", "vi", "3.534,9 tỷ đồng"),
        ("448.49", "ha", "", "vi", "448,49 ha"),
        ("15500/16000", "ha", "range", "en", "15,500 – 16,000 ha"),
        ("27000", "m3/day", "", "vi", "27.000 m³/ngày"),
        ("2068", "date", "", "vi", "2068"),
        ("Viglacera <b>", "text", "", "vi", "Viglacera &lt;b&gt;"),
    ],
)
def test_a_value_is_written_for_reading(value, unit, qualifier, lang, words):
    row = pd.Series({"value": value, "unit": unit, "qualifier": qualifier})
    assert figure.value(row, lang) == words


def test_a_source_that_the_register_lacks_is_named_by_its_id():
    sources = pd.DataFrame(columns=["title", "publisher", "date", "url"])
    html = figure.origin(["lost_one"], ["f0001"], sources, "en", note="a < b")
    assert "lost_one" in html
    assert "f0001" in html
    assert "a &lt; b" in html


def test_only_web_addresses_become_links():
    sources = pd.DataFrame(
        {
            "title": ["T"],
            "publisher": [""],
            "date": [""],
            "url": ["javascript:alert(1)"],
        },
        index=["s"],
    )
    assert "href" not in figure.origin(["s"], [], sources, "en")
