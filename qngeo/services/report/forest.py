"""What do published figures say of the forest, before and after the storm?"""

import pandas as pd

from qngeo.domain.figures.facts import spans
from qngeo.domain.forest.cover import BEFORE
from qngeo.i18n import in_data
from qngeo.io.baseline import Baseline
from qngeo.io.tables import read_legacy_units
from qngeo.model import HOME
from qngeo.names import fold
from qngeo.schema import TEXT_UNITS
from qngeo.services.figures.listing import with_sources
from qngeo.services.forest.official import STORM, STORM_DAY
from qngeo.services.report.model import Block, Section, Table
from qngeo.services.report.model import Words as Paragraphs
from qngeo.services.report.sections import record_table
from qngeo.services.report.words import Words

THEME = "forest"


def section(
    baseline: Baseline,
    known: pd.DataFrame,
    subject: pd.Series,
    words: Words,
    seen: tuple[Table, ...],
) -> Section:
    """Return forest figures before and after the storm (bão số 3, Yagi).

    Figures of the former districts in which the subject lies stand apart: they speak
    of a larger area.

    Parameters
    ----------
    baseline : Baseline
    known : DataFrame
        Facts that speak by the day.
    subject : Series
        A row of the subjects.
    words : Words
    seen : tuple of Table
        What the satellite saw; it stands apart from what is published.
    """
    forest = of_forest(known, baseline)
    mine = forest[forest["subject_id"].eq(subject["subject_id"])]
    blocks: list[Block] = []
    if mine.empty:
        blocks.append(Paragraphs(lines=(words.say("report.forest.none"),)))
    blocks += _before_and_after(mine, words)
    if subject["subject_id"] == HOME:
        storm = forest[forest["subject_id"].eq(STORM) & forest["unit"].eq("ha")]
        blocks += _table(storm, words, words.say("report.forest.damage"))
    for district in former_districts(baseline, subject):
        rows = forest[forest["subject_id"].eq(district["subject_id"])]
        name = district[f"name_{in_data(words.lang)}"]
        blocks += _table(rows, words, words.say("report.forest.district", name=name))
    blocks += seen
    said = "report.seen.caveat" if seen else "report.forest.satellite"
    blocks.append(Paragraphs(lines=(words.say(said),)))
    return Section(
        name="forest", title=words.say("report.forest"), blocks=tuple(blocks)
    )


def of_forest(known: pd.DataFrame, baseline: Baseline) -> pd.DataFrame:
    """Return the figures on forest, with titles and sources."""
    attributes = baseline.attributes
    names = attributes.loc[attributes["theme"].eq(THEME), "attribute"]
    rows = known[known["attribute"].isin(names) & ~known["unit"].isin(TEXT_UNITS)]
    return with_sources(rows, baseline)


def _before_and_after(mine: pd.DataFrame, words: Words) -> list[Block]:
    ends = spans(mine["as_of"])["end"]
    before = ends.map(lambda end: end is not None and end < STORM_DAY).astype(bool)
    before |= mine["scope"].eq(BEFORE)
    return [
        *_table(mine[before], words, words.say("report.forest.before")),
        *_table(mine[~before], words, words.say("report.forest.after")),
    ]


def _table(rows: pd.DataFrame, words: Words, title: str) -> list[Block]:
    return [] if rows.empty else [record_table(rows, words, title)]


def former_districts(baseline: Baseline, subject: pd.Series) -> list[pd.Series]:
    """Return the former districts (huyện trước 7/2025) in which a subject lies.

    A unit of which only a part went to a commune, by a share that is not published,
    does not bring its district along.
    """
    names = set(str(subject["districts_legacy"]).split("; "))
    if subject["kind"] == "commune":
        units = read_legacy_units()
        mine = units["commune_id"].eq(subject["subject_id"]) & units["weight"].gt(0)
        names |= set(units.loc[mine, "district"])
    wanted = {f"district:{fold(name).replace(' ', '_')}" for name in names if name}
    rows = baseline.subjects
    rows = rows[rows["subject_id"].isin(wanted)].sort_values("subject_id")
    return [row for _, row in rows.iterrows()]
