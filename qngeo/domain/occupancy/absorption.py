"""How fast land is taken up, and when it would be full at that pace."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from qngeo.domain.figures.definitions import NEVER_DIVIDED
from qngeo.domain.figures.facts import spans
from qngeo.errors import SchemaError, TooFewFiguresError

FEWEST = 3
"""Dated figures below which no trend is drawn: two always lie on a line."""

INTERVAL = 0.9
"""Probability of the interval on the slope."""

DAYS_A_YEAR = 365.25

SIGHT_YEARS = 100
"""A date further off than this is called not within sight."""

_SERIES = ["subject_id", "definition", "scope"]


@dataclass(frozen=True)
class Pace:
    """How many hectares are taken up a year.

    Attributes
    ----------
    ha_per_year, low, high : float, hectares a year
        Median of the slopes between all pairs of figures (Theil-Sen), and its
        90 % interval from the same slopes; with three figures that is their
        smallest and largest.
    figures : int
        Dated figures used.
    first, last : date
        Middle of the period of the first and the last figure.
    last_ha : float, hectares
        Area at the last date; the largest where figures of that date disagree.
    """

    ha_per_year: float
    low: float
    high: float
    figures: int
    first: date
    last: date
    last_ha: float


@dataclass(frozen=True)
class Saturation:
    """When a capacity would be reached at a pace.

    Attributes
    ----------
    pace : Pace
    capacity_ha : float, hectares
    expected, earliest, latest : date or None
        At the median pace, and at the high and the low end of its interval.
        None is "not within sight": a pace of zero or below, or a date more than
        100 years after the last figure.
    """

    pace: Pace
    capacity_ha: float
    expected: date | None
    earliest: date | None
    latest: date | None


def _middle(start: date | None, end: date) -> date:
    return end if start is None else start + (end - start) / 2


def _series(leased: pd.DataFrame) -> tuple[pd.DataFrame, list[date]]:
    """Return the usable rows and their dates, or say what is missing."""
    usable = leased[
        leased["number"].notna() & ~leased["definition"].isin(NEVER_DIVIDED)
    ]
    periods = spans(usable["as_of"])
    dated = periods["end"].notna()
    usable, periods = usable[dated], periods[dated]
    days = [
        _middle(s, e) for s, e in zip(periods["start"], periods["end"], strict=True)
    ]
    usable = usable.assign(day=pd.Series(days, usable.index, dtype=object))
    counts = usable.groupby(_SERIES)["day"].nunique()
    enough = counts[counts >= FEWEST]
    if enough.empty:
        found = int(counts.max()) if len(counts) else 0
        msg = (
            f"{found} dated leased areas of one definition and scope, "
            f"{FEWEST} are needed for a pace: hectares worked back from a rate and "
            "undated ones do not count"
        )
        raise TooFewFiguresError(msg)
    if len(counts) > 1:
        named = "; ".join(" / ".join(map(repr, key)) for key in counts.index)
        msg = (
            f"leased areas of {len(counts)} different series ({named}): give those "
            "of one subject, definition and scope"
        )
        raise SchemaError(msg)
    usable = usable.sort_values(["day", "number", "fact_id"])
    return usable, list(usable["day"])


def pace(leased: pd.DataFrame) -> Pace:
    """Hectares taken up a year (tốc độ hấp thụ), from dated leased areas.

    The slope is the median of the slopes between all pairs of figures
    (Theil-Sen), so one odd figure does not turn it; the range is its 90 %
    interval from the scatter of the figures themselves.

    Parameters
    ----------
    leased : DataFrame
        Rows of the fact tables with ``number`` in hectares, all of one subject,
        definition and scope. Undated rows and hectares worked back from a rate
        are left out.

    Returns
    -------
    Pace

    Raises
    ------
    TooFewFiguresError
        With fewer than three different dates in every series given.
    SchemaError
        If figures of several subjects, definitions or scopes are given.
    """
    from scipy import stats  # noqa: PLC0415 -- slow to load, seldom needed

    usable, days = _series(leased)
    first, last = days[0], days[-1]
    years = np.array([(day - first).days / DAYS_A_YEAR for day in days])
    fit = stats.theilslopes(usable["number"].to_numpy(dtype=float), years, INTERVAL)
    return Pace(
        ha_per_year=float(fit.slope),
        low=float(fit.low_slope),
        high=float(fit.high_slope),
        figures=len(usable),
        first=first,
        last=last,
        last_ha=float(usable["number"].iloc[-1]),
    )


def _reached(found: Pace, capacity_ha: float, ha_per_year: float) -> date | None:
    left = capacity_ha - found.last_ha
    if left <= 0:
        return found.last
    if left > ha_per_year * SIGHT_YEARS:
        return None
    return found.last + timedelta(days=left / ha_per_year * DAYS_A_YEAR)


def saturation(leased: pd.DataFrame, capacity_ha: float) -> Saturation:
    """Date on which a capacity is full if land goes on being taken up as before.

    Counted on from the last figure; a capacity already reached gives the date of
    the last figure. It is an extrapolation, not a plan: show it with its range.

    Parameters
    ----------
    leased : DataFrame
        As for `pace`.
    capacity_ha : float, hectares
        The whole that fills up, by the same definition as the leased areas.

    Returns
    -------
    Saturation

    Raises
    ------
    TooFewFiguresError, SchemaError
        As `pace`.
    """
    found = pace(leased)
    return Saturation(
        pace=found,
        capacity_ha=capacity_ha,
        expected=_reached(found, capacity_ha, found.ha_per_year),
        earliest=_reached(found, capacity_ha, found.high),
        latest=_reached(found, capacity_ha, found.low),
    )
