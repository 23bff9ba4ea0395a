"""The day for which a question is asked."""

from datetime import date

from qngeo import clock, dates


def parse_as_of(text: str) -> date:
    """Read a day; a month or year means its last day, nothing means today.

    Raises
    ------
    DateError
        If the text is no date.

    Examples
    --------
    >>> parse_as_of("2024")
    datetime.date(2024, 12, 31)
    """
    period = dates.parse_period(text)
    return period.end if period else clock.today()
