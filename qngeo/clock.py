"""The day in Viet Nam (giờ Việt Nam, UTC+7), wherever the program runs."""

from datetime import date, datetime, time, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


def today() -> date:
    """Return the day that it is in Viet Nam."""
    return datetime.now(VIETNAM).date()


def day_of(moment: datetime) -> date:
    """Return the day in Viet Nam of a moment.

    Examples
    --------
    >>> from datetime import UTC
    >>> day_of(datetime(2026, 11, 22, 17, 0, tzinfo=UTC))
    datetime.date(2026, 11, 23)
    """
    return moment.astimezone(VIETNAM).date()


def end_of(day: date) -> datetime:
    """Return the first moment that is no longer of a day in Viet Nam.

    Examples
    --------
    >>> end_of(date(2026, 12, 31)).isoformat()
    '2027-01-01T00:00:00+07:00'
    """
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=VIETNAM)
