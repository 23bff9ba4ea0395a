"""What is not known of a subject, and how old is the rest?"""

import geopandas as gpd
import pandas as pd

from qngeo.i18n import number, period
from qngeo.model import GeometryMethod
from qngeo.services.report.model import Section
from qngeo.services.report.model import Words as Paragraphs
from qngeo.services.report.words import Words

PLANNED_KINDS = ("zone", "border_zone", "park", "cluster")
"""Of these a reader expects fill rates and a land balance."""

EXACT = (GeometryMethod.SURVEYED.value, GeometryMethod.DIGITISED.value)


def lines(
    state: pd.DataFrame,
    subject: pd.Series,
    *,
    rates: pd.DataFrame,
    balances: pd.DataFrame,
    outlines: gpd.GeoDataFrame,
    words: Words,
) -> tuple[str, ...]:
    """Return in words what nobody published of a subject.

    Parameters
    ----------
    state : DataFrame
        As `qngeo.domain.figures.completeness.completeness` gives it.
    subject : Series
    rates, balances : DataFrame
        As the sheet of the subject holds them.
    outlines : GeoDataFrame
    words : Words
    """
    found = []
    for _, row in state[state["subject_id"].eq(subject["subject_id"])].iterrows():
        found += of_state(row, words)
    if subject["kind"] in PLANNED_KINDS:
        if rates.empty:
            found.append(words.say("report.unknown.rates"))
        if balances.empty:
            found.append(words.say("report.unknown.balance"))
    mine = outlines[outlines["subject_id"].eq(subject["subject_id"])]
    if mine.empty:
        found.append(words.say("report.unknown.outline"))
    elif not mine["geometry_method"].isin(EXACT).all():
        found.append(words.say("report.unknown.approximate"))
    return tuple(found)


def of_state(row: pd.Series, words: Words) -> list[str]:
    """Return what a row of the completeness says is missing or old."""
    found = []
    if row["missing"]:
        titles = "; ".join(words.titles.get(name, name) for name in row["missing"])
        found.append(words.say("report.unknown.missing", items=titles))
    if pd.notna(row["stale"]) and bool(row["stale"]):
        found.append(
            words.say(
                "report.unknown.stale",
                date=period(row["newest"], words.lang),
                months=number(float(row["age_months"]), words.lang, 0),
            )
        )
    return found


def section(said: tuple[str, ...], words: Words) -> Section:
    """Return the chapter on what is not known; it says so where nothing is missing."""
    title = words.say("report.unknown.title")
    lines = said or (words.say("report.unknown.nothing"),)
    return Section(
        name="unknown", title=title, blocks=(Paragraphs(lines=lines, listed=True),)
    )
