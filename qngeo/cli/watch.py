"""The command that tells what is new since a day."""

from datetime import date
from typing import Annotated

import typer

from qngeo import dates
from qngeo.cli.output import Format, FormatOption, say, write
from qngeo.errors import DateError
from qngeo.services.own_data import known
from qngeo.services.subjects import find_subject
from qngeo.services.watch.changes import changes, today

VIEW = ("day", "kind", "subject_id", "item", "attribute", "before", "after", "unit",
        "as_of", "moved_m", "area_change_ha", "count", "version", "who")  # fmt: skip


def _period(since: str, until: str) -> tuple[date, date]:
    """Read both ends: a month or year begins with its first and ends with its last day.

    Raises
    ------
    DateError
        If one is no date, the period lies in the time to come, or ends before it
        begins.
    """
    first, last = dates.parse_period(since), dates.parse_period(until)
    if first is None or first.start is None:
        msg = f"--since {since!r} names no day: write it like 2026-11-30"
        raise DateError(msg)
    now = today()
    if max(first.start, (last.start or last.end) if last else now) > now:
        msg = f"nothing is known yet of the time after {now}: choose an earlier day"
        raise DateError(msg)
    end = min(last.end, now) if last else now
    if first.start > end:
        msg = (
            f"--since {since} is later than --until {until}: put the earlier day first"
        )
        raise DateError(msg)
    return first.start, end


def changes_command(
    *,
    since: Annotated[str, typer.Option(help="from this day, 2026-11-30 or 2026-11")],
    until: Annotated[str, typer.Option(help="up to this day; today if not given")] = "",
    subject: Annotated[
        list[str] | None, typer.Option(help="only of this subject; may be repeated")
    ] = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """List new and corrected figures, new outlines, and what has grown old."""
    first, last = _period(since, until)
    baseline = known.baseline(last)
    ids = [find_subject(baseline, name) for name in subject or []]
    table = changes(baseline, since=first, until=last, subjects=ids)
    write(table, style, VIEW)
    say(f"{len(table)} changes from {first} to {last}")
    if first <= known.FIRST_DAY:
        say(f"the data begin on {known.FIRST_DAY}: what they held then is taken in")
