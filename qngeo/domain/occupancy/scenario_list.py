"""Several scenarios at once: kept in one link, summed up side by side."""

from collections.abc import Sequence

import pandas as pd

from qngeo.domain.occupancy.scenario import Outcome, Scenario
from qngeo.errors import NumberError

MOST = 4
"""Scenarios that are kept and compared at most."""

SEPARATOR = "*"

MEASURES = ("added_ha", "total_ha", "allocated_ha", "left_ha", "unmet_ha")


def to_text(scenarios: Sequence[Scenario]) -> str:
    """Write scenarios one after the other, short enough for a link.

    Examples
    --------
    >>> to_text([Scenario("slow", 2026, 2035, 5.0), Scenario("fast", 2026, 2035, 20.0)])
    'slow!2026!2035!5*fast!2026!2035!20'
    """
    return SEPARATOR.join(scenario.to_text() for scenario in scenarios)


def from_text(text: str) -> list[Scenario]:
    """Read what `to_text` wrote; text of nothing holds no scenario.

    Raises
    ------
    NumberError
        If there are more than `MOST`, or one of them cannot be read.
    DateError
        If the years of one do not fit.
    """
    parts = text.split(SEPARATOR) if text else []
    if len(parts) > MOST:
        msg = f"{len(parts)} scenarios in one link: keep {MOST} or fewer"
        raise NumberError(msg)
    return [Scenario.from_text(part) for part in parts]


def summary(scenario: Scenario, outcome: Outcome) -> pd.Series:
    """Sum up what a scenario leaves at its horizon.

    Parameters
    ----------
    scenario : Scenario
    outcome : Outcome
        What `qngeo.domain.occupancy.scenario.run` made of it.

    Returns
    -------
    Series of float, hectares, with `MEASURES` and one ``left <zone_id>`` for each zone
    that has parks whose land is known. ``added_ha`` counts every phase up to the
    horizon, ``unmet_ha`` is that of the horizon's year alone, so hectares a year. All
    are missing where no land is known.
    """
    zones = outcome.zones
    last = zones[zones["year"].eq(scenario.horizon)]
    found = last[list(MEASURES)].sum(min_count=1)
    found["added_ha"] = zones["added_ha"].sum(min_count=1)
    left = last.set_index("zone_id")["left_ha"]
    left.index = [f"left {zone}" for zone in left.index]
    sums: pd.Series = pd.concat([found, left]).astype(float)
    return sums
