"""The dry seasons (mùa khô) that a period of time holds."""

from dataclasses import dataclass
from datetime import date, timedelta

FIRST_MONTH, LAST_MONTH = 10, 3
"""October to March: the clear months of the north-east, compared year by year."""


@dataclass(frozen=True, kw_only=True)
class DrySeason:
    """One season, or the part of it that was asked for.

    Attributes
    ----------
    name : str
        "2023-2024", by the years of its October and its March.
    start, end : date
        First and last day, both included.
    """

    name: str
    start: date
    end: date


def season_name(year: int) -> str:
    """Return the name of the season that begins in October of a year.

    Examples
    --------
    >>> season_name(2029)
    '2029-2030'
    """
    return f"{year}-{year + 1}"


def dry_seasons(start: date, end: date) -> tuple[DrySeason, ...]:
    """Cut a period into dry seasons; its months from April to September fall out.

    Parameters
    ----------
    start, end : date
        Both included.

    Returns
    -------
    tuple of DrySeason
        In order of time; none where the period lies within a summer.

    Examples
    --------
    >>> [s.name for s in dry_seasons(date(2023, 10, 1), date(2025, 3, 31))]
    ['2023-2024', '2024-2025']
    """
    found = []
    for year in range(start.year - 1, end.year + 1):
        first = max(start, date(year, FIRST_MONTH, 1))
        last = min(end, date(year + 1, LAST_MONTH + 1, 1) - timedelta(days=1))
        if first <= last:
            found.append(DrySeason(name=season_name(year), start=first, end=last))
    return tuple(found)
