from datetime import date

import pandas as pd
import pytest
from strategies import facts_frame

from qngeo.domain.figures.facts import as_known, history, newest, newest_first, shown


def test_a_figure_speaks_from_the_first_day_of_its_period():
    facts = facts_frame(
        {"value": 1, "as_of": "2023"},
        {"value": 2, "as_of": "2024"},
        {"value": 3, "as_of": "2030"},
        {"value": 4, "as_of": ""},
    )
    known = as_known(facts, as_of=date(2024, 3, 1))
    assert known["number"].tolist() == [1, 2, 4]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"as_of": "2020"}, {"as_of": "2024", "confidence": "derived"}),
        (
            {"as_of": "2020", "confidence": "derived"},
            {"as_of": "2024", "confidence": "recalled"},
        ),
        ({"as_of": "2024"}, {"as_of": "2023-12"}),
        ({"as_of": "2010"}, {"as_of": ""}),
        ({"as_of": "2024"}, {"as_of": "2024~"}),
        ({"as_of": "2024~"}, {"as_of": "2023"}),
        ({"qualifier": ""}, {"qualifier": "at_least"}),
        ({"qualifier": "about", "as_of": "2024"}, {"as_of": "2023"}),
    ],
)
def test_the_written_rule_picks_the_first_of_two(first, second):
    for rows in ([first, second], [second, first]):
        facts = facts_frame(*({**row, "value": 1} for row in rows))
        wanted = facts.loc[rows.index(first), "fact_id"]
        picked = shown(facts)
        assert picked["fact_id"].tolist() == [wanted]
        assert picked["others"].tolist() == [1]


def test_a_register_of_sources_breaks_the_tie():
    facts = facts_frame({"value": 1}, {"value": 2, "source_id": "decision"})
    sources = pd.DataFrame(
        {"source_id": ["press_a", "decision"], "type": ["press", "legal"]}
    )
    assert shown(facts)["number"].tolist() == [1]
    assert shown(facts, sources=sources)["number"].tolist() == [2]


@pytest.mark.parametrize(
    "differs",
    [
        {"subject_id": "park:b"},
        {"attribute": "area_planned"},
        {"definition": "from-rate"},
        {"scope": "phase 1"},
        {"unit": "m2"},
    ],
)
def test_figures_that_answer_another_question_are_not_merged(differs):
    picked = shown(facts_frame({"value": 1}, {"value": 1, **differs}))
    assert picked["others"].tolist() == [0, 0]


def test_history_runs_in_the_order_of_time_and_ends_with_the_undated():
    facts = facts_frame(
        {"value": 3, "as_of": ""},
        {"value": 2, "as_of": "2024-05"},
        {"value": 1, "as_of": "2021"},
        {"value": 9, "as_of": "2022", "scope": "phase 1"},
    )
    rows = history(facts, subject_id="park:a", attribute="area_leased", scope="")
    assert rows["number"].tolist() == [1, 2, 3]
    assert rows["end"].tolist() == [date(2021, 12, 31), date(2024, 5, 31), None]


def test_no_facts_give_no_rows():
    facts = facts_frame({"value": 1}).iloc[:0]
    assert shown(facts).empty
    assert history(facts, subject_id="park:a", attribute="area_leased").empty


DATES = ["../2021", "2021/2025", "2022", "2022-06-06", "", "2022~"]


def test_dates_stand_in_the_order_of_time_and_not_of_letters():
    rows = pd.DataFrame({"as_of": DATES, "part": [1, 0, 0, 0, 0, 1]})
    assert newest_first(rows)["as_of"].tolist() == [
        "2021/2025",
        "2022",
        "2022~",
        "2022-06-06",
        "../2021",
        "",
    ]
    by_part = newest_first(rows, "part")["as_of"].tolist()
    assert by_part == ["2021/2025", "2022", "2022-06-06", "", "2022~", "../2021"]
    assert rows.columns.tolist() == ["as_of", "part"]


def test_the_newest_date_is_the_latest_end_and_empty_where_none_is_dated():
    assert newest(pd.Series(DATES)) == "2021/2025"
    assert newest(pd.Series(["", ""])) == ""
    assert newest(pd.Series([], dtype=str)) == ""
