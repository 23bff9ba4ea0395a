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
    parsed = [parse_period(text) for text in as_of]
    periods = {
        "start": np.array([p.start if p else None for p in parsed], dtype=object),
        "end": np.array([p.end if p else None for p in parsed], dtype=object),
        "about": np.array([p.about if p else False for p in parsed], dtype=bool),
    }
    return pd.DataFrame(periods, index=as_of.index)


def date_order(as_of: pd.Series) -> pd.Series:
    """Give the place of dates in time, to sort by: never compare them as text.

    As text, 2021/2025 stands before 2022 and ../2021 before everything.

    Parameters
    ----------
    as_of : Series of str
        In the form of `qngeo.dates`.

    Returns
    -------
    Series of float on the same index, rising with the end of the period and,
    where ends are equal, with its start; -inf where undated. Fit for the
    ``key`` of ``sort_values``.

    Examples
    --------
    >>> rows = pd.Series(["2022", "2021/2025", "", "../2021"])
    >>> rows.sort_values(key=date_order).tolist()
    ['', '../2021', '2022', '2021/2025']
    """
    periods = spans(as_of)
    far = float(date.max.toordinal() + 1)
    places = [
        -np.inf if end is None else end.toordinal() + _before(start) / far
        for start, end in zip(periods["start"], periods["end"], strict=True)
    ]
    return pd.Series(places, index=as_of.index, dtype=float)


def _before(start: date | None) -> int:
    return start.toordinal() if start else 0


def newest_first(rows: pd.DataFrame, *by: str) -> pd.DataFrame:
    """Sort rows by columns and, among equals, from the newest to the oldest.

    Parameters
    ----------
    rows : DataFrame
        With the column ``as_of``.
    by : str
        Columns to sort by before the date.

    Returns
    -------
    DataFrame, the same rows; those of equal date keep their order, undated last.
    """
    place = date_order(rows["as_of"])
    ordered = rows.assign(_place=-place).sort_values([*by, "_place"], kind="stable")
    return ordered.drop(columns="_place")


def newest(as_of: pd.Series) -> str:
    """Return the latest of many dates, "" where none is dated.

    Examples
    --------
    >>> newest(pd.Series(["2022~", "2022-06-06", ""]))
    '2022~'
    """
    if as_of.empty:
        return ""
    return str(as_of.iloc[int(date_order(as_of).argmax())])


def scope_of_whole(subject_id: str) -> str:
    """Return the scope of figures about a subject's land as a whole.

    Examples
    --------
    >>> scope_of_whole("province:quang_ninh"), scope_of_whole("park:dong_mai")
    ('parks', '')
    """
    return "parks" if subject_id.startswith("province:") else ""


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


def _source_rank(facts: pd.DataFrame, sources: pd.DataFrame | None) -> np.ndarray:
    if sources is None:
        return np.zeros(len(facts), dtype=int)
    types = dict(zip(sources["source_id"], sources["type"], strict=True))
    ranks = [SOURCE_RANK.get(types.get(s, "none"), _LAST) for s in facts["source_id"]]
    return np.array(ranks, dtype=int)


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
    ends = [-e.toordinal() if e is not None else 0 for e in periods["end"]]
    order = [
        facts["confidence"].map(CONFIDENCE_RANK).to_numpy(),
        np.array(ends, dtype=int),
        periods["about"].to_numpy(),
        facts["qualifier"].ne("").to_numpy(),
        _source_rank(facts, sources),
        facts["fact_id"].to_numpy(dtype=str),
    ]
    return facts.iloc[np.lexsort(order[::-1])]


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
