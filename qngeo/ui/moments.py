"""Moments in the clock of Viet Nam (giờ Việt Nam, UTC+7)."""

from datetime import datetime

from qngeo.clock import VIETNAM
from qngeo.i18n import period


def moment(when: datetime, lang: str) -> str:
    """Write day and time.

    Examples
    --------
    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 22, 20, 5, tzinfo=UTC), "vi")
    '23/11/2026 03:05'
    """
    local = when.astimezone(VIETNAM)
    return f"{period(local.date().isoformat(), lang)} {local:%H:%M}"
