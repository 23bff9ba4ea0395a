"""Dates, numbers, names: what every table and page relies on."""

from datetime import date

import pandas as pd
import pytest
from strategies import facts_frame

from qngeo import schema
from qngeo.dates import Period, known_by, parse_period
from qngeo.domain.figures.definitions import DEFINITIONS
from qngeo.errors import DateError, SchemaError
from qngeo.i18n import number, percent, period
from qngeo.names import fold, nearest


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


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"definition": "industral-land"}, "did you mean 'industrial-land'"),
        ({"unit": "haa"}, "did you mean 'ha'"),
        ({"confidence": "statd"}, "did you mean 'stated'"),
        ({"definition": "xxqq"}, "there are 'decree-35-2022'"),
        (
            {"attribute": "fill_rate", "unit": "%", "definition": "from-rate"},
            "a rate names its base",
        ),
    ],
)
def test_a_word_that_is_not_in_the_list_is_told_with_the_nearest(wrong, told):
    right = {"attribute": "fill_rate", "unit": "%", "definition": "industrial-land"}
    facts_frame({"value": 50, **right})
    with pytest.raises(SchemaError) as caught:
        facts_frame({"value": 50, **right}, {"value": 50, **right, **wrong})
    (line,) = str(caught.value).splitlines()
    assert "row 3, " in line
    assert told in line
    assert len(line) < 250


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"status": "operatng"}, "'operating'"), ({"kind": "parc"}, "'park'")],
)
def test_a_subject_has_a_known_kind_and_status(wrong, told):
    row = dict.fromkeys(schema.SUBJECTS.columns, "")
    row |= {"subject_id": "park:x", "kind": "park", "name_vi": "X", "name_en": "X"}
    schema.validate(pd.DataFrame([row]), schema.SUBJECTS, "subjects.csv")
    with pytest.raises(SchemaError, match=f"did you mean {told}"):
        schema.validate(pd.DataFrame([row | wrong]), schema.SUBJECTS, "subjects.csv")


def test_the_bases_of_a_rate_are_those_that_the_domain_divides_by():
    assert tuple(d.id for d in DEFINITIONS) == schema.RATE_DEFINITIONS
