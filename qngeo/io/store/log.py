"""The log of versions: rows of the table on one side, `Version` on the other."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from qngeo import clock
from qngeo.errors import SchemaError
from qngeo.io.store.model import Version

_log = logging.getLogger(__name__)

AHEAD = timedelta(hours=1)
"""Clocks of two machines may differ by so much without a word."""

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
"""One width for all, so that texts sort as moments do."""


def written(moment: datetime) -> str:
    """Write a moment as the log keeps it.

    Examples
    --------
    >>> written(datetime(2026, 11, 22, 7, tzinfo=UTC))
    '2026-11-22T07:00:00.000000Z'
    """
    return moment.astimezone(UTC).strftime(_FORM)


def next_moment(last: str | None) -> str:
    """Return now, or the last version's moment where the clock was set back.

    So versions stay in the order of their numbers. What a clock that ran ahead has
    dated is counted as known from that day on only; the log of the program says so.
    """
    now = datetime.now(UTC)
    if last and last > written(now + AHEAD):
        _log.warning(
            "the newest version is dated %s, which is not yet: check the clock of this "
            "machine; versions before that day get the same date", last
        )  # fmt: skip
    return max(written(now), last or "")


def end_of(day: date) -> str:
    """Return the first moment that is no longer of a day in Viet Nam.

    Examples
    --------
    >>> end_of(date(2026, 12, 31))
    '2026-12-31T17:00:00.000000Z'
    """
    return written(clock.end_of(day))


def report_text(report: Mapping[str, Any]) -> str:
    """Write a report as JSON.

    Raises
    ------
    SchemaError
        If it holds what JSON cannot.
    """
    try:
        return json.dumps(dict(report), sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        msg = f"the report is not fit for JSON: {error}"
        raise SchemaError(msg) from error


def version_of(row: Mapping[str, Any]) -> Version:
    """Make a Version of a row of the log."""
    made = datetime.strptime(row["made"], _FORM).replace(tzinfo=UTC)
    return Version(**{**row, "made": made, "report": json.loads(row["report"])})
