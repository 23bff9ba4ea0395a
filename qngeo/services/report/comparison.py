"""Up to six subjects side by side, each figure with its own date and source."""

import pandas as pd

from qngeo.domain.figures.definitions import DEFINITIONS
from qngeo.domain.occupancy import fill_rates
from qngeo.i18n import in_data
from qngeo.io.baseline import Baseline
from qngeo.names import short
from qngeo.services.report import headlines, unknown
from qngeo.services.report.model import Cell, Row, Section, Table
from qngeo.services.report.sections import rate_figure
from qngeo.services.report.words import Words

MOST = 6
"""Subjects in one comparison; more would not fit the page."""

FIRST_WIDTH = 1.3
"""Of the column of titles, in widths of a subject's column."""


def section(
    baseline: Baseline, mine: pd.DataFrame, subjects: pd.DataFrame, words: Words
) -> Section:
    """Return the comparison: fill rates by definition, then every shared attribute.

    Parameters
    ----------
    baseline : Baseline
    mine : DataFrame
        Facts of the subjects that speak by the day.
    subjects : DataFrame
        Their rows, in the order of the columns.
    words : Words
    """
    ids = list(subjects["subject_id"])
    rows = [
        _texts("kind", [words.say(f"pages.kind.{k}") for k in subjects["kind"]], words),
        _texts("status", [_status(s, words) for s in subjects["status"]], words),
        *_rates(mine, ids, words),
        *_attributes(baseline, mine, ids, words),
    ]
    names = [short(name) for name in subjects[f"name_{in_data(words.lang)}"]]
    table = Table(
        heads=("", *names),
        rows=tuple(rows),
        widths=(FIRST_WIDTH, *(1.0 for _ in ids)),
        right=tuple(False for _ in range(len(ids) + 1)),
        inline=True,
    )
    title = words.say("report.side_by_side")
    return Section(name="comparison", title=title, blocks=(table,))


def _status(status: str, words: Words) -> str:
    return words.say(f"pages.status.{status}") if status else "–"


def _texts(name: str, values: list[str], words: Words) -> Row:
    return Row(cells=(words.say(f"report.compare.{name}"), *values))


def _rates(mine: pd.DataFrame, ids: list[str], words: Words) -> list[Row]:
    rates, found = fill_rates.rates(mine), []
    for definition in DEFINITIONS:
        rows = fill_rates.headline(rates, definition=definition.id)
        if rows.empty:
            continue
        by_id = {row["subject_id"]: row for _, row in rows.iterrows()}
        cells = [
            rate_figure(by_id[i], "rate_pct", words)
            if i in by_id
            else words.say("report.no_source")
            for i in ids
        ]
        title = words.definition(definition.id)
        name = words.say("report.card.rate", definition=title)
        found.append(Row(cells=(name, *cells)))
    return found


def _attributes(
    baseline: Baseline, mine: pd.DataFrame, ids: list[str], words: Words
) -> list[Row]:
    """Return a row for each attribute of several subjects, or a leading one of any."""
    best = headlines.best(baseline, mine)
    order = [*headlines.LEADING, *baseline.attributes["attribute"]]
    found = []
    for attribute in dict.fromkeys(order):
        mine_of = best[best["attribute"].eq(attribute)]
        rows = {row["subject_id"]: row for _, row in mine_of.iterrows()}
        if len(rows) > 1 or (rows and attribute in headlines.LEADING):
            cells: list[Cell] = [
                words.fact(rows[i]) if i in rows else words.say("report.no_source")
                for i in ids
            ]
            title = words.titles.get(attribute, attribute)
            found.append(Row(cells=(title, *cells)))
    return found


def unknown_section(
    state: pd.DataFrame, subjects: pd.DataFrame, words: Words
) -> Section:
    """Return what is missing of each subject."""
    rows = {row["subject_id"]: row for _, row in state.iterrows()}
    said = []
    for subject_id, name in zip(
        subjects["subject_id"], subjects[f"name_{in_data(words.lang)}"], strict=True
    ):
        if subject_id in rows:
            of_it = unknown.of_state(rows[subject_id], words)
            said += [f"{name}: {line}" for line in of_it]
    return unknown.section(tuple(said), words)
