"""Answers of /stats: the numbers of the command line as JSON, or as a page to read."""

from functools import lru_cache
from typing import Any

from qngeo.errors import MissingDataError, QngeoError, UnknownNameError
from qngeo.i18n import messages, number, translate
from qngeo.io.baseline import Baseline
from qngeo.sentences import said
from qngeo.services.datasets.columns import described
from qngeo.services.own_data import known
from qngeo.services.subjects import find_subject
from qngeo.web.ogc import links, pages
from qngeo.web.ogc.answers import Content, Work, as_json
from qngeo.web.ogc.asked import Asked
from qngeo.web.ogc.held import State
from qngeo.web.ogc.refusals import RefusedError
from qngeo.web.plain_json import plain
from qngeo.web.refusal import one_line
from qngeo.web.stats_api.parameters import Values, check
from qngeo.web.stats_api.statistics import SUBJECT, Statistic

NOTE = "note"
"""Column in which the program says what a figure lacks, beside notes of the data."""


def work(statistic: Statistic) -> Work:
    """Return the work that answers one statistic."""

    def answer(asked: Asked, now: State) -> Content:
        answered = counted(statistic, asked, now)
        if asked.form == "html":
            return _page(statistic, asked, now, answered)
        return as_json(answered)

    return answer


def counted(statistic: Statistic, asked: Asked, now: State) -> object:
    """Return the answer of a statistic, fit for JSON.

    Raises
    ------
    UnknownNameError
        If there is no such subject; the message gives the nearest.
    RefusedError
        If a parameter has no valid value.
    """
    values = Values(dict(asked.query))
    check(statistic.parameters, values.given)
    baseline = _tables(now)
    if SUBJECT in values.given:
        find_subject(baseline, values.text(SUBJECT))
    try:
        return plain(statistic.count(baseline, values, now.known))
    except (RefusedError, MissingDataError):
        raise
    except (UnknownNameError, ValueError) as error:
        if not isinstance(error, QngeoError):
            raise
        raise RefusedError(one_line(error)) from error


@lru_cache(maxsize=4)
def _tables(now: State) -> Baseline:
    """Return the tables of a state of the data, read once."""
    return known.baseline(now.known)


def _page(statistic: Statistic, asked: Asked, now: State, answered: object) -> Content:
    lang = asked.lang
    table = _rows(answered)
    names = list(table[0]) if table else []
    return pages.page(
        "table",
        asked,
        now,
        document={"links": links.both(asked)},
        title=translate(f"api.stats.{statistic.name}.title", lang),
        text=translate("api.stats.rows", lang, count=number(len(table), lang)),
        trail=pages.trail(asked),
        map="",
        pages=[],
        head=[_heading(name, lang) for name in names],
        rows=[pages.cells(_worded(row, lang), lang) for row in table],
    )


def _worded(row: dict[str, Any], lang: str) -> list[object]:
    """Return the values of a row; a note of the program in the reader's language."""
    return [
        said(value, lang) if name == NOTE and isinstance(value, str) else value
        for name, value in row.items()
    ]


def _heading(name: str, lang: str) -> dict[str, str]:
    column = described().get(name)
    if column is None:
        title = messages(lang).get(f"api.field.{name}", name)
        return {"title": title, "unit": "", "meaning": ""}
    return pages.heading(column, lang)


def _rows(answered: object) -> list[dict[str, Any]]:
    """Return the rows of an answer; of the land search those of the sites."""
    if isinstance(answered, dict):
        answered = answered.get("sites", [])
    return answered if isinstance(answered, list) else []
