"""What undamaged forest did in each season, summed up block by block."""

from collections.abc import Sequence
from math import isnan
from typing import Any

import numpy as np

from qngeo.domain.forest.loss import Array, Histogram


class Control:
    """The undamaged forest of a series (rừng đối chứng), by season.

    Parameters
    ----------
    seasons : sequence of str
        The one before the storm, the first after it, later ones.
    offset : float
        Median loss of NBR of the undamaged forest.
    """

    def __init__(self, seasons: Sequence[str], *, offset: float) -> None:
        self.offset = offset
        self.after = seasons[1]
        self._gains = {name: Histogram() for name in seasons[1:]}
        self._sums = {name: np.zeros(3) for name in seasons[1:]}

    def add(self, season: str, before: Array, after: Array, now: Array) -> None:
        """Add cells: NBR before the storm, first after it, in the season."""
        known = np.isfinite(before) & np.isfinite(after) & np.isfinite(now)
        self._gains[season].add(now[known] - after[known])
        self._sums[season] += (
            known.sum(),
            before[known].sum(dtype=np.float64),
            now[known].sum(dtype=np.float64),
        )

    def gain(self, season: str) -> float:
        """Return the median of V_now - V_0; 0 in the first season by definition.

        NaN where no undamaged cell was seen in that season: then no share is known.
        """
        return 0.0 if season == self.after else self._gains[season].median()[0]

    def as_json(self) -> dict[str, dict[str, Any]]:
        """Return by season: cells, gain, means, and the change in per cent of before.

        A change of a few per cent is the noise of the method; a large one says that
        the undamaged forest is none, or that the seasons do not compare.
        """
        found = {}
        for season, (cells, before, now) in self._sums.items():
            gain = self.gain(season)
            found[season] = {
                "cells": int(cells),
                "gain": None if isnan(gain) else gain,
                "nbr_before": before / cells if cells else None,
                "nbr": now / cells if cells else None,
                "change_pct": 100 * (now - before) / before if before > 0 else None,
            }
        return found
