"""What changes among figures: replaced ones, stale ones, aims whose time passed."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import floor

import pandas as pd

from qngeo.dates import parse_period
from qngeo.domain.figures.completeness import STALE_MONTHS, completeness
from qngeo.domain.figures.facts import FIGURE_KEY, as_known, shown

STALE_DAYS = floor(STALE_MONTHS * 365.25 / 12) + 1
"""Days after the end of its newest figure on which a subject counts as stale
(`qngeo.domain.figures.completeness`)."""

AIMS_ENDING = "_target"

PLANS = ("replant_plan",)
"""Attributes that are aims as well, by another name."""

REPLACED = ("new_id", "old_id")


def replaced(
    before: pd.DataFrame,
    added: pd.DataFrame,
    *,
    as_of: date,
    sources: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Pair each added figure that is now shown with the one shown until then.

    Parameters
    ----------
    before, added : DataFrame
        Rows of the fact tables; ``added`` came in together.
    as_of : date
        Figures that do not speak by this day are left out.
    sources : DataFrame, optional
        See `qngeo.domain.figures.facts.ranked`.

    Returns
    -------
    DataFrame with ``new_id`` and ``old_id``, fact ids; only questions (subject,
    attribute, definition, scope and unit) that were answered before and whose answer
    has changed.
    """
    asked = pd.MultiIndex.from_frame(added[FIGURE_KEY])
    same = before[pd.MultiIndex.from_frame(before[FIGURE_KEY]).isin(asked)]
    old = shown(as_known(same, as_of=as_of), sources=sources)
    both = pd.concat([same, added], ignore_index=True)
    new = shown(as_known(both, as_of=as_of), sources=sources)
    pairs = new[[*FIGURE_KEY, "fact_id"]].merge(
        old[[*FIGURE_KEY, "fact_id"]], on=FIGURE_KEY, suffixes=("_new", "_old")
    )
    pairs = pairs.rename(columns={"fact_id_new": "new_id", "fact_id_old": "old_id"})
    return pairs.loc[pairs["new_id"].ne(pairs["old_id"]), list(REPLACED)].reset_index(
        drop=True
    )


def gone_stale(
    facts: pd.DataFrame, subjects: pd.DataFrame, *, since: date, until: date
) -> pd.DataFrame:
    """Return the subjects whose newest figure grew too old within a period.

    The rule is that of `qngeo.domain.figures.completeness`: stale is a subject whose
    newest figure ended more than 12 months ago. One that has got a newer figure by
    the end of the period is not among them.

    Parameters
    ----------
    facts, subjects : DataFrame
        Rows of the fact tables as known on ``until``, with ``number``.
    since, until : date
        Both included.

    Returns
    -------
    DataFrame with ``subject_id``, ``newest`` (date of its newest figure) and ``day``
    (date, the first on which it is stale), by day.
    """
    state = completeness(facts, subjects, as_of=until)
    stale = state[state["stale"].fillna(value=False).astype(bool)]
    records = [
        (subject, newest, end + timedelta(days=STALE_DAYS))
        for subject, newest, end in _ends(stale)
    ]
    found = pd.DataFrame(records, columns=["subject_id", "newest", "day"])
    within = found["day"].map(lambda day: since <= day <= until).astype(bool)
    return found[within].sort_values(["day", "subject_id"], ignore_index=True)


def _ends(rows: pd.DataFrame) -> Iterator[tuple[str, str, date]]:
    for subject, newest in zip(rows["subject_id"], rows["newest"], strict=True):
        period = parse_period(newest)
        if period is not None:
            yield str(subject), str(newest), period.end


def aims_passed(facts: pd.DataFrame, *, since: date, until: date) -> pd.DataFrame:
    """Return aims and plans whose time ended within a period; nothing is judged.

    An aim for a date (a completion) is due at the end of that date, any other at the
    end of the time that it is given for; undated aims are left out.

    Parameters
    ----------
    facts : DataFrame
        Rows of the fact tables.
    since, until : date
        Both included.

    Returns
    -------
    DataFrame, rows of ``facts`` with ``day`` (date, the first after the aim's time).
    """
    names = facts["attribute"]
    aims = facts[names.str.endswith(AIMS_ENDING) | names.isin(PLANS)]
    texts = aims["value"].where(aims["unit"].eq("date"), aims["as_of"])
    days = texts.map(_day_after).astype(object)
    within = days.map(lambda day: day is not None and since <= day <= until)
    passed = aims.assign(day=days)[within.astype(bool)]
    return passed.sort_values(["day", "fact_id"])


def _day_after(text: str) -> date | None:
    period = parse_period(text)
    return period.end + timedelta(days=1) if period and period.end < date.max else None
