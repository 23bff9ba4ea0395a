"""Dates, numbers, names: what every table and page relies on."""

from datetime import date

import pandas as pd
import pytest

from qngeo import schema
from qngeo.dates import Period, known_by, parse_period
from qngeo.errors import DateError, NumberError, SchemaError
from qngeo.i18n import number, percent, period
from qngeo.names import fold, nearest
from qngeo.units import parse_number


@pytest.mark.parametrize(
    ("text", "start", "end", "about"),
    [
        ("2024-09-07", date(2024, 9, 7), date(2024, 9, 7), False),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), False),
        ("2021/2025", date(2021, 1, 1), date(2025, 12, 31), False),
        ("2021-01/2021-06", date(2021, 1, 1), date(2021, 6, 30), False),
        ("2014~", date(2014, 1, 1), date(2014, 12, 31), True),
        ("../2021", None, date(2021, 12, 31), False),
    ],
)
def test_a_period_covers_first_to_last_day(text, start, end, about):
    assert parse_period(text) == Period(end, start, about)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-13", "not a day of the calendar"),
        ("2023-02-29", "not a day of the calendar"),
        ("07/09/2024", "not a date"),
        ("2025/2021", "ends before it starts"),
        ("about 2014", "not a date"),
    ],
)
def test_a_bad_date_is_named_with_the_way_out(text, reason):
    with pytest.raises(DateError, match=reason) as caught:
        parse_period(text)
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("7/9/2024", "did you mean 2024-09-07?"),
        ("9/2024", "did you mean 2024-09?"),
        ("2024-13", "did you mean 2024-12?"),
        ("2023-02-29", "did you mean 2023-02-28?"),
        ("soon", "write 2024"),
    ],
)
def test_a_bad_date_gets_the_nearest_right_one(text, meant):
    with pytest.raises(DateError) as caught:
        parse_period(text)
    assert meant in str(caught.value)


def test_a_figure_counts_from_the_first_day_of_its_period():
    assert known_by("2021/2025", date(2021, 1, 1))
    assert not known_by("2026", date(2025, 12, 31))
    assert known_by("", date(2000, 1, 1))


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("57,734", "vi", 57.734),
        ("57,734", "en", 57734.0),
        ("1.914", "vi", 1914.0),
        ("1.234.567,8", "vi", 1234567.8),
        ("-3.5", "en", -3.5),
        ("42", "vi", 42.0),
    ],
)
def test_the_language_decides_what_comma_and_dot_mean(text, lang, value):
    assert parse_number(text, lang) == value


@pytest.mark.parametrize("text", ["1.23.4", "12,34.5", "abc", "", "1,2,3"])
def test_what_is_no_vietnamese_number_is_refused(text):
    with pytest.raises(NumberError, match="write it like"):
        parse_number(text, "vi")


def test_numbers_and_dates_are_written_by_language():
    assert number(1234.5, "vi") == "1.234,5"
    assert number(1234.5, "en") == "1,234.5"
    assert percent(float("nan"), "vi") == "–"
    assert period("2024-09-07", "vi") == "7/9/2024"
    assert period("../2021", "en") == "before 2021"


def test_names_compare_without_case_and_diacritics():
    assert fold("QUẢNG YÊN") == fold("quang  yen") == fold("Quảng Yên")
    assert fold("Đông Mai") == "dong mai"


def test_the_nearest_name_is_found_across_diacritics():
    known = ["zone:van_don", "zone:mong_cai"]
    assert nearest("Vân Đôn", known) == "zone:van_don"
    assert nearest("qqqq", known) is None


def test_all_faults_of_a_table_are_told_at_once():
    table = pd.DataFrame(
        {
            "source_id": ["a", "a"],
            "title": ["T", ""],
            "publisher": ["", ""],
            "date": ["2024", "soon"],
            "url": ["", ""],
            "language": ["vi", "vi"],
            "type": ["press", "press"],
            "note": ["", ""],
        }
    )
    with pytest.raises(SchemaError) as caught:
        schema.validate(table, schema.SOURCES, "sources.csv")
    text = str(caught.value)
    assert "row 3, date: 'soon'" in text
    assert "row 3, title: ''" in text
    assert "source_id" in text


def test_a_numeric_fact_must_be_a_number_or_a_rising_range():
    row = {
        "fact_id": "f0001",
        "subject_id": "park:x",
        "attribute": "area_planned",
        "value": "57,734",
        "unit": "ha",
        "qualifier": "",
        "as_of": "2024",
        "recorded": "2026-11-22",
        "confidence": "stated",
        "definition": "",
        "scope": "",
        "source_id": "s",
        "note": "",
    }
    with pytest.raises(SchemaError, match="value is no number"):
        schema.validate(pd.DataFrame([row]), schema.FACTS, "facts")
    with pytest.raises(SchemaError, match="value is no number"):
        schema.validate(pd.DataFrame([row | {"value": "9/7"}]), schema.FACTS, "facts")
    schema.validate(pd.DataFrame([row | {"value": "7/9"}]), schema.FACTS, "facts")
