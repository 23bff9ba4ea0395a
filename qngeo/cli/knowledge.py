"""Which state of the data a command speaks of."""

from qngeo.io.baseline import Baseline
from qngeo.services.own_data import known


def baseline(as_known_on: str = "") -> Baseline:
    """Return the data as known on the day of ``--as-known-on``."""
    return known.baseline(known.day_known(as_known_on))
