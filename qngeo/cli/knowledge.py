"""Which state of the data a command speaks of."""

from datetime import date

from qngeo.errors import DateError
from qngeo.io.baseline import Baseline
from qngeo.services import known


def day_known(text: str) -> date | None:
    """Return the day of ``--as-known-on``; None for now.

    Raises
    ------
    DateError
        If the text is no day.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"--as-known-on {text!r} is no day: write it like 2026-11-30"
        raise DateError(message) from error


def baseline(as_known_on: str = "") -> Baseline:
    """Return the data as known on the day of ``--as-known-on``."""
    return known.baseline(day_known(as_known_on))
