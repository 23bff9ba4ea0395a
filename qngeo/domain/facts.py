"""Which figures speak on a day, and which of several is shown first."""

from datetime import date

import numpy as np
import pandas as pd

from qngeo.dates import known_by, parse_period
from qngeo.model import Confidence

FIGURE_KEY = ["subject_id", "attribute", "definition", "scope", "unit"]
"""Figures that share these five answer the same question."""

CONFIDENCE_RANK = {
    Confidence.STATED.value: 0,
    Confidence.DERIVED.value: 1,
    Confidence.RECALLED.value: 2,
}

SOURCE_RANK = {
    "legal": 0,
    "official": 1,
    "dataset": 2,
    "company": 3,
    "press": 4,
    "other": 5,
    "none": 6,
}

_LAST = 99


def spans(as_of: pd.Series) -> pd.DataFrame:
    """Read the periods of many dates.

    Parameters
    ----------
    as_of : Series of str
        In the form of `qngeo.dates`.

    Returns
    -------
    DataFrame on the same index: ``start``, ``end`` (date; None is open or
    undated) and ``about`` (bool).

    Examples
    --------
    >>> spans(pd.Series(["2024-02", ""]))["end"].tolist()
    [datetime.date(2024, 2, 29), None]
    """
    known = {text: parse_period(text) for text in as_of.unique()}
    parsed = [known[text] for text in as_of]
    return pd.DataFrame(
        {
            "start": pd.Series(
                [p.start if p else None for p in parsed], as_of.index, dtype=object
            ),
            "end": pd.Series(
                [p.end if p else None for p in parsed], as_of.index, dtype=object
            ),
            "about": pd.Series(
                [p.about if p else False for p in parsed], as_of.index, dtype=bool
            ),
        }
    )


def as_known(facts: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """Keep the figures that already speak on a day.

    A figure counts from the first day of its period; undated figures always
    count; forecasts for a later time drop out (`qngeo.dates.known_by`).

    Parameters
    ----------
    facts : DataFrame
        As `qngeo.io.tables.read_facts` gives it.
    as_of : date

    Returns
    -------
    DataFrame, rows of ``facts`` in their order.
    """
    speaks = {text: known_by(text, as_of) for text in facts["as_of"].unique()}
    return facts[facts["as_of"].map(speaks).astype(bool)]


def _source_rank(facts: pd.DataFrame, sources: pd.DataFrame | None) -> pd.Series:
    if sources is None:
        return pd.Series(0, index=facts.index)
    types = dict(zip(sources["source_id"], sources["type"], strict=True))
    return pd.Series(
        [SOURCE_RANK.get(types.get(s, "none"), _LAST) for s in facts["source_id"]],
        index=facts.index,
    )


def ranked(facts: pd.DataFrame, *, sources: pd.DataFrame | None = None) -> pd.DataFrame:
    """Order figures from the one to trust first to the one to trust last.

    The rule, each step only where the one before leaves a tie:

    1. stated before derived before recalled;
    2. dated before undated, and the later end of the period first;
    3. a date that the source gives before a date that was inferred;
    4. an exact figure before a bounded or approximate one;
    5. with a register of sources: legal, official, dataset, company, press,
       other, none;
    6. the lower fact id.

    Parameters
    ----------
    facts : DataFrame
        Rows of the fact tables.
    sources : DataFrame, optional
        As `qngeo.schema.SOURCES`; without it step 5 is left out.

    Returns
    -------
    DataFrame, the same rows, best first.
    """
    periods = spans(facts["as_of"])
    order = pd.DataFrame(
        {
            "confidence": facts["confidence"].map(CONFIDENCE_RANK),
            "date": [-e.toordinal() if e is not None else 0 for e in periods["end"]],
            "about": periods["about"].astype(int),
            "bounded": (facts["qualifier"] != "").astype(int),
            "source": _source_rank(facts, sources),
            "fact_id": facts["fact_id"],
        },
        index=facts.index,
    )
    columns = [order[name].to_numpy() for name in reversed(order.columns)]
    return facts.iloc[np.lexsort(columns)]


def shown(facts: pd.DataFrame, *, sources: pd.DataFrame | None = None) -> pd.DataFrame:
    """Pick the one figure to show for each question; the others stay one click away.

    One row for each subject, attribute, definition, scope and unit: the first
    by the rule written at `ranked`. Give figures already narrowed to a day by
    `as_known`, else a forecast may come first as the latest.

    Parameters
    ----------
    facts : DataFrame
        Rows of the fact tables.
    sources : DataFrame, optional
        As `qngeo.schema.SOURCES`; breaks ties by the type of source.

    Returns
    -------
    DataFrame, rows of ``facts`` sorted by the five key columns, with the further
    column ``others`` (int): how many figures answer the same question beside
    the one shown. The order of the input rows has no influence.
    """
    best = ranked(facts, sources=sources)
    first = best[~best.duplicated(FIGURE_KEY)]
    size = best.groupby(FIGURE_KEY)["fact_id"].transform("size")
    return first.assign(others=size - 1).sort_values(FIGURE_KEY).reset_index(drop=True)


def history(
    facts: pd.DataFrame,
    *,
    subject_id: str,
    attribute: str,
    definition: str | None = None,
    scope: str | None = None,
) -> pd.DataFrame:
    """Return every figure of one attribute in the order of time.

    Parameters
    ----------
    facts : DataFrame
        Rows of the fact tables.
    subject_id, attribute : str
    definition, scope : str, optional
        Narrow further; "" asks for figures without one.

    Returns
    -------
    DataFrame, rows of ``facts`` by end, then start of the period, undated last,
    with the further columns ``start`` and ``end`` (date or None).
    """
    wanted = (facts["subject_id"] == subject_id) & (facts["attribute"] == attribute)
    if definition is not None:
        wanted &= facts["definition"] == definition
    if scope is not None:
        wanted &= facts["scope"] == scope
    rows = facts[wanted]
    rows = rows.assign(**spans(rows["as_of"])[["start", "end"]])
    far, near = date.max.toordinal(), date.min.toordinal()
    order = np.lexsort(
        [
            rows["fact_id"].to_numpy(),
            np.array([s.toordinal() if s else near for s in rows["start"]], dtype=int),
            np.array([e.toordinal() if e else far for e in rows["end"]], dtype=int),
        ]
    )
    return rows.iloc[order].reset_index(drop=True)
