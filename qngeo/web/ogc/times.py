"""The parameter ``datetime``: an instant or an interval, closed or open at one end.

Syntax of OGC API – Features Part 1 (OGC 17-069r4, /req/core/fc-time-definition) with
dates and times of RFC 3339, 5.6. Rows speak of whole days, which are taken as days of
UTC.
"""

import re
from datetime import UTC, date, datetime

from qngeo.web.ogc.refusals import RefusedError, shortened

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:)(\d{2})(?:\.\d+)?([Zz]|[+-]\d{2}:\d{2})",
    re.ASCII,
)
_LEAP = "60"
"""A leap second; Python's clock has none and takes it as the second before."""


def days(text: str) -> tuple[date, date]:
    """Read an instant or interval as its first and last day.

    Returns
    -------
    tuple of (date, date)
        An open end is the first or last day that there is.

    Raises
    ------
    RefusedError
        If the text has another form, names no day, or ends before it starts.

    Examples
    --------
    >>> days("2024-09-07T00:30:00+07:00")
    (datetime.date(2024, 9, 6), datetime.date(2024, 9, 6))
    >>> days("2024-09-07/..") == (date(2024, 9, 7), date.max)
    True
    """
    left, slash, right = text.partition("/")
    if not slash:
        return _day(left, text), _day(left, text)
    if left in ("", "..") and right in ("", ".."):
        message = f"datetime={shortened(text)} is open at both ends: leave it out"
        raise RefusedError(message)
    first = date.min if left in ("", "..") else _day(left, text)
    last = date.max if right in ("", "..") else _day(right, text)
    if first > last:
        message = f"datetime={shortened(text)} ends before it starts"
        raise RefusedError(message)
    return first, last


def _day(text: str, whole: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        moment = _MOMENT.fullmatch(text)
        if moment:
            day, clock, second, zone = moment.groups()
            second = "59" if second == _LEAP else second
            read = datetime.fromisoformat(f"{day}T{clock}{second}{zone.upper()}")
            return read.astimezone(UTC).date()
    except (ValueError, OverflowError) as error:
        message = f"datetime={shortened(whole)} names no day of the calendar"
        raise RefusedError(message) from error
    message = (
        f"datetime={shortened(whole)} is no instant or interval: write 2024-09-07,"
        " 2024-09-07T12:00:00Z, 2024-01-01/2024-12-31 or 2024-01-01/.."
    )
    raise RefusedError(message)
