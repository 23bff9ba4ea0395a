"""What is the latest news of a subject, or of all, one entry for each thing?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

import pandas as pd

from qngeo.i18n import number
from qngeo.io.baseline import Baseline
from qngeo.services.datasets.register import data_version
from qngeo.services.own_data import known
from qngeo.services.report.words import Words, words_of
from qngeo.services.watch import words as said
from qngeo.services.watch.changes import changes, today

LIMIT = 100
"""Entries of a feed."""

MOST_OF_A_VERSION = 20
"""A version that changes more things becomes one entry, or one for each subject."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One piece of news.

    Attributes
    ----------
    key : str
        Names it for good: the same news has the same key on every day.
    kind : str
        One of `qngeo.services.watch.model.KINDS`.
    title : str
    lines : tuple of str
    subject_id : str
        "" where it is about several.
    updated : datetime, UTC
    """

    key: str
    kind: str
    title: str
    lines: tuple[str, ...]
    subject_id: str
    updated: datetime


@dataclass(frozen=True)
class News:
    """All changes up to a day, with the data they speak of."""

    baseline: Baseline
    table: pd.DataFrame


def news(as_known_on: date | None = None) -> News:
    """Return every change since the first day; kept while the data are the same.

    Parameters
    ----------
    as_known_on : date, optional
        Up to this day; now where None.
    """
    return _news(as_known_on or today(), as_known_on, data_version(as_known_on))


@lru_cache(maxsize=4)
def _news(until: date, as_known_on: date | None, _state: str) -> News:
    baseline = known.baseline(as_known_on)
    table = changes(
        baseline,
        since=known.FIRST_DAY,
        until=until,
        most_of_a_version=MOST_OF_A_VERSION,
    )
    return News(baseline, table)


def entries(
    found: News, lang: str, *, subject_id: str = "", limit: int = LIMIT
) -> list[Entry]:
    """Return the latest news, newest first.

    Parameters
    ----------
    found : News
    lang : str
        "vi" or "en".
    subject_id : str, optional
        Only about this subject; where empty, a large version is one entry, and so is
        what was taken in on the first day.
    limit : int, optional

    Returns
    -------
    list of Entry
    """
    rows = found.table
    if subject_id:
        rows = rows[rows["subject_id"].eq(subject_id)]
    words = words_of(found.baseline, lang)
    made: list[Entry] = []
    for entry in _each(rows, words) if subject_id else _all(rows, words):
        made.append(entry)
        if len(made) == limit:
            break
    return made


def _each(rows: pd.DataFrame, words: Words) -> Iterator[Entry]:
    for _, row in rows.iterrows():
        yield _entry(row, words)


def _all(rows: pd.DataFrame, words: Words) -> Iterator[Entry]:
    """Give one entry for each thing, each large version and the first day."""
    first, many = rows["kind"].eq("taken_in"), rows["kind"].eq("many")
    counts = rows[many].groupby("version")["count"].sum()
    told = set()
    for _, row in rows[~first].iterrows():
        if row["kind"] != "many":
            yield _entry(row, words)
        elif row["version"] not in told:
            told.add(row["version"])
            whole = row.copy()
            whole["subject_id"], whole["item"] = "", ""
            whole["count"] = counts[row["version"]]
            yield _entry(whole, words)
    if first.any():
        yield _all_taken_in(rows[first], words)


def _entry(row: pd.Series, words: Words) -> Entry:
    return Entry(
        key=_key(row),
        kind=row["kind"],
        title=said.title(row, words),
        lines=said.lines(row, words),
        subject_id=row["subject_id"],
        updated=_moment(row),
    )


def _key(row: pd.Series) -> str:
    parts = [row["kind"], row["layer"], row["item"], row["day"].isoformat()]
    if pd.notna(row["version"]):
        parts.append(f"v{row['version']}")
    return "/".join(parts)


def _moment(row: pd.Series) -> datetime:
    if row["made"]:
        return datetime.fromisoformat(row["made"])
    return datetime.combine(row["day"], time(), tzinfo=UTC)


def _all_taken_in(rows: pd.DataFrame, words: Words) -> Entry:
    line = words.say(
        "watch.taken_in",
        count=number(float(rows["count"].sum()), words.lang, 0),
        subjects=number(len(rows), words.lang, 0),
    )
    return Entry(
        key=f"taken_in/facts/{known.FIRST_DAY.isoformat()}",
        kind="taken_in",
        title=words.say("watch.kind.taken_in"),
        lines=(line,),
        subject_id="",
        updated=_moment(rows.iloc[0]),
    )
