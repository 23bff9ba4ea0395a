"""Land-use plans as published: which rows make one balance, and what is its whole."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from qngeo.dates import known_by

SEA, LAND = "sea", "land"
"""Values of the column ``land_use`` for the two sides of an economic zone."""

Row = dict[str, Any]


def plans_known(land_use: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """Keep the plans that were decided or reported by a day.

    Like `qngeo.domain.figures.facts.as_known`: a plan counts from the first day of
    ``decided``; one without that date always counts. The horizon of a plan says
    for when it is made, not when it was known.

    Parameters
    ----------
    land_use : DataFrame
        As `qngeo.schema.LAND_USE`.
    as_of : date

    Returns
    -------
    DataFrame, rows of ``land_use`` in their order.
    """
    speaks = {text: known_by(text, as_of) for text in land_use["decided"].unique()}
    return land_use[land_use["decided"].map(speaks).astype(bool)]


@dataclass(frozen=True)
class Balance:
    """One plan's land at one horizon.

    Attributes
    ----------
    subject_id, plan, horizon : str
    rows : tuple of dict
        The rows of this horizon.
    of_plan : tuple of dict
        The rows of the plan at every horizon: a horizon may lack its own whole.
    """

    subject_id: str
    plan: str
    horizon: str
    rows: tuple[Row, ...]
    of_plan: tuple[Row, ...]

    def of(self, *roles: str) -> list[Row]:
        """Return the rows of some roles."""
        return [row for row in self.rows if row["role"] in roles]

    @cached_property
    def parts(self) -> list[Row]:
        """Published parts: these, and only these, are added."""
        return self.of("part")

    @cached_property
    def open_bounds(self) -> list[Row]:
        """Bounds of uses that no part gives a number for."""
        given = {row["land_use"] for row in self.parts}
        return [row for row in self.of("low", "high") if row["land_use"] not in given]

    @cached_property
    def open_remainders(self) -> list[Row]:
        """What a collector worked out where no part gives a number."""
        given = {row["land_use"] for row in self.parts}
        return [row for row in self.of("remainder") if row["land_use"] not in given]

    def _one(self, wanted: Callable[[Row], bool]) -> Row | None:
        """Return the first such row of this horizon, else of another."""
        found = [row for row in self.of_plan if wanted(row)]
        here = [row for row in found if row["horizon"] == self.horizon]
        return next(iter(here or found), None)

    @cached_property
    def total(self) -> Row | None:
        """The row of land and sea together."""
        return self._one(lambda r: r["role"] == "total" and r["land_use"] != LAND)

    @cached_property
    def sea(self) -> Row | None:
        """The row of the plan's sea."""
        return self._one(lambda r: r["land_use"] == SEA)

    @cached_property
    def land(self) -> list[Row]:
        """The land of the plan: its row, or the total and the sea to take off."""
        land = self._one(lambda r: r["land_use"] == LAND)
        if land is not None:
            return [land]
        if self.total is None:
            return []
        return [self.total] if self.sea is None else [self.total, self.sea]

    @cached_property
    def land_ha(self) -> float:
        """Hectares of land; NaN where not known."""
        return _less(self.land)

    @cached_property
    def whole(self) -> list[Row]:
        """The rows that give what the parts add up to, as in `land`."""
        if any(row["land_use"] in (SEA, LAND) for row in self.parts):
            return [] if self.total is None else [self.total]
        return self.land

    @cached_property
    def whole_ha(self) -> float:
        """Hectares of the whole; NaN where not known."""
        return _less(self.whole)

    @cached_property
    def left_ha(self) -> float:
        """Whole less parts, in hectares; negative where the parts exceed it."""
        return self.whole_ha - float(sum(row["area_ha"] for row in self.parts))

    @property
    def worked_out(self) -> bool:
        """Whether the sum holds by construction: somebody took it from itself."""
        derived = any(row["confidence"] == "derived" for row in self.whole)
        return derived or bool(self.open_remainders)


def _less(rows: list[Row]) -> float:
    """Return the first area less the others, in hectares; NaN without any."""
    if not rows:
        return math.nan
    first, *others = (float(row["area_ha"]) for row in rows)
    return first - sum(others)


def balances(land_use: pd.DataFrame) -> Iterator[Balance]:
    """Read the balances of a land-use table, in its order.

    Parameters
    ----------
    land_use : DataFrame
        As `qngeo.schema.LAND_USE`.

    Yields
    ------
    Balance, one for each plan and horizon of a subject.
    """
    rows: list[Row] = [
        {str(name): value for name, value in row.items()}
        for row in land_use.to_dict("records")
    ]
    for (subject_id, plan), of_plan in grouped(rows, "subject_id", "plan"):
        for (horizon,), own in grouped(of_plan, "horizon"):
            yield Balance(subject_id, plan, horizon, tuple(own), tuple(of_plan))


def grouped(
    rows: Iterable[Row], *names: str
) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Gather rows of equal values in some columns, in the order of the first.

    Parameters
    ----------
    rows : iterable of dict
    names : str
        Columns.

    Yields
    ------
    tuple of str and list of dict: the values, and the rows that have them.
    """
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    yield from groups.items()
