"""Which parks and clusters are in a zone or commune, and how full are they?"""

import pandas as pd

from qngeo.domain.figures.definitions import DEFINITIONS
from qngeo.domain.occupancy import fill_rates
from qngeo.i18n import in_data
from qngeo.io.baseline import Baseline
from qngeo.names import short
from qngeo.services.report import headlines
from qngeo.services.report.model import Cell, Row, Section, Table
from qngeo.services.report.sections import rate_figure
from qngeo.services.report.words import Words

KINDS = ("park", "cluster")

PLANNED = "area_planned"


def section(
    baseline: Baseline, subject: pd.Series, known: pd.DataFrame, words: Words
) -> Section | None:
    """Return what lies within a subject, each with planned area and newest fill rate.

    Parameters
    ----------
    baseline : Baseline
    subject : Series
        A row of the subjects.
    known : DataFrame
        Facts that speak by the day.
    words : Words

    Returns
    -------
    Section, or None where nothing is known to lie within.
    """
    parts = lying_within(baseline.subjects, subject)
    if parts.empty:
        return None
    mine = known[known["subject_id"].isin(parts["subject_id"])]
    rates = fill_rates.rates(mine)
    areas = headlines.best(baseline, mine)
    areas = areas[areas["attribute"].eq(PLANNED)]
    planned = {row["subject_id"]: row for _, row in areas.iterrows()}
    rows = []
    for _, part in parts.iterrows():
        area: Cell = words.say("report.no_source")
        if part["subject_id"] in planned:
            area = words.fact(planned[part["subject_id"]])
        kind = words.say(f"pages.kind.{part['kind']}")
        status = words.say(f"pages.status.{part['status']}") if part["status"] else ""
        rate, definition = _rate(rates, part["subject_id"], words)
        rows.append(
            Row(
                cells=(
                    short(part[f"name_{in_data(words.lang)}"]),
                    area,
                    rate,
                    definition,
                ),
                small=" · ".join(word for word in (kind, status) if word),
            )
        )
    heads = ("name", "area", "rate", "definition")
    table = Table(
        heads=tuple(words.say(f"report.head.{head}") for head in heads),
        rows=tuple(rows),
        widths=(3.4, 2.2, 2.2, 2.4),
        right=(False, False, False, False),
        inline=True,
    )
    title = words.say("report.within")
    return Section(name="within", title=title, blocks=(table,))


def lying_within(subjects: pd.DataFrame, subject: pd.Series) -> pd.DataFrame:
    """Return parks and clusters of which the register says so.

    A park in several communes is in each of them.
    """
    own = subject["subject_id"]
    inside = subjects["zone_id"].eq(own) | subjects["parent_id"].eq(own)
    if subject["kind"] == "commune":
        names = subjects["communes"].str.split("; ")
        inside |= names.map(lambda several: subject["communes"] in several)
    rows = subjects[inside & subjects["kind"].isin(KINDS)]
    return rows[rows["subject_id"].ne(own)].sort_values(["kind", "name_vi"])


def _rate(rates: pd.DataFrame, subject_id: str, words: Words) -> tuple[Cell, str]:
    """Return the newest rate of the first definition that has one, and its name."""
    mine = rates[rates["subject_id"].eq(subject_id)]
    for definition in DEFINITIONS:
        for _, row in fill_rates.headline(mine, definition=definition.id).iterrows():
            return (
                rate_figure(row, "rate_pct", words),
                words.definition(definition.id),
            )
    return words.say("report.no_source"), ""
