"""Dates as sources give them: a day, a month, a year, a range, or nothing.

The written form is a subset of the Extended Date/Time Format (ISO 8601-2):
``2024-09-07``, ``2024-09``, ``2024``, ``2021/2025``, ``2014~`` (about 2014),
``2014/2015~``, ``../2021`` (before the end of 2021) and the empty text
(undated).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from qngeo.errors import DateError

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_HOW = "write 2024, 2024-09, 2024-09-07, 2021/2025, 2014~ or ../2021"


@dataclass(frozen=True, order=True)
class Period:
    """The time a figure speaks of, both ends included.

    Attributes
    ----------
    end, start : date or None
        None is open (start) or undated (both).
    about : bool
        The source does not give the date; it was inferred.
    """

    end: date
    start: date | None
    about: bool = False


_WRITTEN = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
"""A day or month as Vietnamese texts write it: 7/9/2024, 09/2024."""

_LAST_MONTH = 12


def _meant(text: str) -> str:
    """Return the nearest readable date as a question, or how to write one."""
    written = _WRITTEN.fullmatch(text.strip())
    numbers = re.findall(r"\d+", text)
    if written:
        day, month, year = (int(g) if g else None for g in written.groups())
    elif numbers and len(numbers[0]) == len("2024"):
        year, month, day, *_ = [*map(int, numbers), None, None]
    else:
        return _HOW
    if not year:
        return _HOW
    if month is None:
        return f"did you mean {year:04}?"
    month = min(max(month, 1), _LAST_MONTH)
    if day is None:
        return f"did you mean {year:04}-{month:02}?"
    day = min(max(day, 1), calendar.monthrange(year, month)[1])
    return f"did you mean {year:04}-{month:02}-{day:02}?"


def _bounds(text: str, whole: str) -> tuple[date, date]:
    match = _PARTIAL.fullmatch(text)
    if not match:
        msg = f"{whole!r} is not a date: {_meant(whole)}"
        raise DateError(msg)
    year, month, day = (int(g) if g else None for g in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last_month = month or 12
        last_day = day or calendar.monthrange(first.year, last_month)[1]
        return first, date(first.year, last_month, last_day)
    except ValueError as error:
        msg = f"{whole!r} is not a day of the calendar: {_meant(whole)}"
        raise DateError(msg) from error


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period | None:
    """Read a date, partial date or range.

    Parameters
    ----------
    text : str
        In the form described at the top of this module.

    Returns
    -------
    Period, or None for the empty text (undated).

    Raises
    ------
    DateError
        If the text has another form, names no day of the calendar, or ends
        before it starts.

    Examples
    --------
    >>> parse_period("2024-02").end
    datetime.date(2024, 2, 29)
    >>> parse_period("2014~").about
    True
    >>> parse_period("") is None
    True
    """
    plain = text.strip()
    if not plain:
        return None
    about = plain.endswith("~")
    left, slash, right = plain.rstrip("~").partition("/")
    if not slash:
        start, end = _bounds(left, text)
        return Period(end, start, about)
    end = _bounds(right, text)[1]
    if left == "..":
        return Period(end, None, about)
    start = _bounds(left, text)[0]
    if start > end:
        msg = f"{text!r} ends before it starts: put the earlier date first"
        raise DateError(msg)
    return Period(end, start, about)


def known_by(text: str, as_of: date) -> bool:
    """Tell whether a figure of this date already speaks on a given day.

    A figure counts from the first day of its period: a figure of "2024" is
    among those known for any day of 2024. Undated figures always count.

    Examples
    --------
    >>> known_by("2024", date(2024, 3, 1)), known_by("2025-01", date(2024, 12, 31))
    (True, False)
    """
    period = parse_period(text)
    if period is None or period.start is None:
        return True
    return period.start <= as_of
