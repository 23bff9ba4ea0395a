"""What is new since a day: figures, outlines, corrections, and what has grown old?"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import pandas as pd

from qngeo import clock
from qngeo.domain.figures.changes import aims_passed, gone_stale
from qngeo.errors import DateError
from qngeo.i18n import IN_DATA
from qngeo.io.baseline import Baseline
from qngeo.services.own_data import known
from qngeo.services.watch.figures import shipped, taken_in, with_replaced
from qngeo.services.watch.model import KINDS, as_table
from qngeo.services.watch.own_versions import in_short, of_version

Record = dict[str, Any]


def today() -> date:
    """Return the day that it is, but none before the data."""
    return max(clock.today(), known.FIRST_DAY)


def changes(
    baseline: Baseline,
    *,
    since: date,
    until: date,
    subjects: Collection[str] = (),
    most_of_a_version: int = 0,
) -> pd.DataFrame:
    """List what changed in a period, newest first.

    Parameters
    ----------
    baseline : Baseline
        As known on ``until`` (`qngeo.services.own_data.known.baseline`).
    since, until : date
        Both included. What the shipped data held on their first day is told as taken
        in, by subject, and nothing is called stale or passed before the day after.
    subjects : collection of str, optional
        Only changes about these subject ids; all where empty.
    most_of_a_version : int, optional
        Of a version of own data that changed more, only how much about each subject;
        0 tells every row.

    Returns
    -------
    DataFrame with the columns of `qngeo.services.watch.model.COLUMNS`.

    Raises
    ------
    DateError
        If the period ends before it begins.
    """
    if since > until:
        msg = f"since {since} is later than until {until}: put the earlier day first"
        raise DateError(msg)
    news = max(since, known.FIRST_DAY + timedelta(days=1))
    records = shipped(baseline, since=news, until=until)
    for version in known.log():
        if since <= clock.day_of(version.made) <= until:
            size = version.added + version.changed + version.removed
            short = 0 < most_of_a_version < size
            told = in_short(version) if short else of_version(version)
            records += [dict(record) for record in told]
    records = with_replaced(records, baseline)
    if news <= until:
        records += _register(baseline, news, until)
        records += _grown_old(baseline, news, until)
    if since <= known.FIRST_DAY <= until:
        records += taken_in(baseline)
    if subjects:
        records = [r for r in records if r.get("subject_id") in subjects]
    return _in_order(as_table(_named(records, baseline)))


def _register(baseline: Baseline, since: date, until: date) -> list[Record]:
    """Return new rows of the register of corrections."""
    rows = baseline.corrections
    new = rows[rows["recorded"].between(since.isoformat(), until.isoformat())]
    subject_of = dict(
        zip(baseline.facts["fact_id"], baseline.facts["subject_id"], strict=True)
    )
    return [
        {
            "day": date.fromisoformat(row["recorded"]),
            "kind": "correction",
            "layer": "corrections",
            "subject_id": subject_of.get(row["target"], ""),
            "item": row["correction_id"],
            "before_item": row["target"],
            "before": row["was"],
            "after": row["now"],
            "columns": (row["field"],),
            "source_id": row["source_id"],
            "note": row["reason"],
        }
        for row in new.to_dict("records")
    ]


def _grown_old(baseline: Baseline, since: date, until: date) -> list[Record]:
    """Return subjects gone stale, and aims whose time has ended."""
    stale = gone_stale(baseline.facts, baseline.subjects, since=since, until=until)
    aims = aims_passed(baseline.facts, since=since, until=until)
    columns = ["day", "subject_id", "attribute", "scope", "definition", "unit",
               "qualifier", "as_of", "source_id", "note"]  # fmt: skip
    return [
        *(
            {
                "day": row["day"],
                "kind": "stale",
                "layer": "facts",
                "subject_id": row["subject_id"],
                "item": row["subject_id"],
                "as_of": row["newest"],
            }
            for row in stale.to_dict("records")
        ),
        *(
            {
                **{column: row[column] for column in columns},
                "kind": "aim_passed",
                "layer": "facts",
                "item": row["fact_id"],
                "after": row["value"],
            }
            for row in aims.to_dict("records")
        ),
    ]


def _named(records: list[Record], baseline: Baseline) -> list[Record]:
    """Add names of subjects, titles of attributes and of sources."""
    subjects = baseline.subjects.set_index("subject_id").to_dict()
    attributes = baseline.attributes.set_index("attribute").to_dict()
    sources = baseline.sources.set_index("source_id")["title"].to_dict()
    named = []
    for record in records:
        found = dict(record)
        for lang in IN_DATA:
            own = record.get(f"name_{lang}") or ""
            names, titles = subjects[f"name_{lang}"], attributes[f"title_{lang}"]
            found[f"name_{lang}"] = names.get(record.get("subject_id"), own)
            if record.get("attribute"):
                found[f"title_{lang}"] = titles.get(record["attribute"], "")
        found["source_title"] = sources.get(record.get("source_id"), "")
        named.append(found)
    return named


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Sort by day and version, newest first, then by kind, subject and item."""
    ordered = table.assign(
        _day=[-day.toordinal() for day in table["day"]],
        _version=-table["version"],  # what is shipped has none, and stands last
        _kind=table["kind"].map(KINDS.index),
    ).sort_values(["_day", "_version", "_kind", "subject_id", "item"])
    return ordered.drop(columns=["_day", "_version", "_kind"]).reset_index(drop=True)
