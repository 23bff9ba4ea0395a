"""Statistics of one band of a raster over polygons (thống kê theo vùng).

A window of the raster is summed up at a time; windows are then put together. Each cell
counts by the share of it that lies in the polygon.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qngeo.crs import M2_PER_HA
from qngeo.domain.zonal.laid_window import LaidWindow

Floats = NDArray[np.float64]
Values = NDArray[Any]
Valid = NDArray[np.bool_] | None

STATS = ("count", "sum", "mean", "min", "max", "std")
"""Statistics there are. count: cells, by share; std: of the population, as in
exactextract. A median is not among them: it would need every value at once."""


ROUNDING = 1e-12
"""A sum of squares about the mean below this part of that about the window's mean is
nothing but rounding."""


@dataclass(frozen=True)
class Needs:
    """Which sums a request makes necessary.

    Attributes
    ----------
    total, spread, low, high : bool
        The sum, the sum of squares, the smallest and the largest value.
    """

    total: bool
    spread: bool
    low: bool
    high: bool

    @classmethod
    def of(cls, stats: Iterable[str]) -> "Needs":
        """Find what a choice of `STATS` needs."""
        wanted = set(stats)
        return cls(
            total=bool(wanted & {"sum", "mean", "std"}),
            spread="std" in wanted,
            low="min" in wanted,
            high="max" in wanted,
        )


@dataclass(frozen=True)
class Part:
    """Sums of one window, only for the polygons that reach into it.

    Attributes
    ----------
    zones : array of int
        Positions of the polygons.
    count : array of float, cells by share
    area : array of float, square metres
    total, squares, low, high : array of float
        Sum, sum of squares about the mean, smallest and largest value of the valid
        cells; NaN where not asked for.
    """

    zones: NDArray[np.int64]
    count: Floats
    area: Floats
    total: Floats
    squares: Floats
    low: Floats
    high: Floats


def part_of(values: Values, valid: Valid, laid: LaidWindow, needs: Needs) -> Part:
    """Sum one band of one window up.

    Parameters
    ----------
    values : array (row, column)
        Not changed.
    valid : array (row, column) of bool or None
        None if all cells are valid.
    laid : LaidWindow
    needs : Needs

    Returns
    -------
    Part
    """
    return _Summing(values, valid, laid).part(needs)


class _Summing:
    """One band of one window with its valid cells counted."""

    def __init__(self, values: Values, valid: Valid, laid: LaidWindow) -> None:
        self.values, self.valid, self.laid = values, valid, laid
        self.cells = values.ravel()[laid.cells].astype(np.float64)
        self.share, self.lengths = laid.share, laid.lengths
        if valid is not None:
            self.share = laid.share * valid.ravel()[laid.cells]
            self.cells[self.share == 0] = 0
            self.lengths = laid.hits(lambda rows, room: np.copyto(room, valid[rows]))

    def part(self, needs: Needs) -> Part:
        """Sum the band up."""
        laid = self.laid
        count = laid.by_zone(self.lengths, self.share)
        unknown = np.full(count.size, np.nan)
        total = self._total(0.0) if needs.total else unknown
        return Part(
            zones=laid.zones,
            count=count,
            area=laid.area_by_zone(self.lengths, self.share),
            total=total,
            squares=self._squares(count, total) if needs.spread else unknown,
            low=self._extreme(np.minimum, np.inf) if needs.low else unknown,
            high=self._extreme(np.maximum, -np.inf) if needs.high else unknown,
        )

    def _total(self, middle: float, *, squared: bool = False) -> Floats:
        """Add up the values by polygon, or the squares of their way from a middle."""

        def fill(rows: slice, room: Values) -> None:
            np.copyto(room, self.values[rows])
            if squared:
                np.subtract(room, middle, out=room)
                np.multiply(room, room, out=room)
            self._blank(rows, room, 0)

        spans = self.laid.of_spans(np.add, fill, kind=np.float64, result=np.float64)
        cells = (self.cells - middle) ** 2 if squared else self.cells
        return self.laid.by_zone(spans, cells * self.share)

    def _squares(self, count: Floats, total: Floats) -> Floats:
        """Sum of squares about each polygon's mean, found from a middle of all."""
        if not count.any():
            return np.zeros(count.size)
        middle = float(total.sum() / count.sum())
        raw = self._total(middle, squared=True)
        known = np.where(count > 0, count, 1)
        apart = raw - (total - count * middle) ** 2 / known
        return np.where(apart > ROUNDING * raw, apart, 0)

    def _extreme(self, how: np.ufunc, empty: float) -> Floats:
        kind = self.values.dtype
        limits = np.finfo(kind) if kind.kind == "f" else np.iinfo(kind)
        worst = limits.max if empty > 0 else limits.min

        def fill(rows: slice, room: Values) -> None:
            np.copyto(room, self.values[rows])
            self._blank(rows, room, worst)

        spans = self.laid.of_spans(how, fill, kind=kind, result=kind)
        return self.laid.extreme_by_zone(
            how, empty, (spans, self.lengths > 0), (self.cells, self.share > 0)
        )

    def _blank(self, rows: slice, room: Values, value: Any) -> None:
        """Overwrite the cells that are not valid."""
        if self.valid is not None and not self.valid[rows].all():
            np.copyto(room, value, where=~self.valid[rows])


@dataclass
class Totals:
    """The sums of all windows of one band, polygon by polygon.

    Attributes
    ----------
    zones : int
        Number of polygons.
    """

    zones: int
    _sums: dict[str, Floats] = field(init=False)

    def __post_init__(self) -> None:
        """Start from nothing."""
        self._sums = {name: np.zeros(self.zones) for name in
                      ("count", "area", "total", "squares")}  # fmt: skip
        self._sums["low"] = np.full(self.zones, np.inf)
        self._sums["high"] = np.full(self.zones, -np.inf)

    def add(self, part: Part) -> None:
        """Take a window in.

        The squares follow Chan, Golub and LeVeque (1983), The American Statistician
        37(3), pp. 242-247, which does not lose digits where the mean is large.
        """
        at, sums = part.zones, self._sums
        before, count = sums["count"][at], part.count
        with np.errstate(invalid="ignore", divide="ignore"):
            apart = part.total / count - sums["total"][at] / before
            between = apart**2 * before * count / (before + count)
        sums["squares"][at] += part.squares
        sums["squares"][at] += np.where((before > 0) & (count > 0), between, 0)
        for name in ("count", "area", "total"):
            sums[name][at] += getattr(part, name)
        sums["low"][at] = np.minimum(sums["low"][at], part.low)
        sums["high"][at] = np.maximum(sums["high"][at], part.high)

    def table(self, stats: Iterable[str]) -> pd.DataFrame:
        """Write the statistics down.

        Parameters
        ----------
        stats : iterable of str
            Some of `STATS`.

        Returns
        -------
        DataFrame by position of the polygon: the statistics in the order asked for and
        ``area_ha`` (true area on valid cells, hectares). Without a valid cell, count
        and area are 0 and everything else is NaN.
        """
        sums = self._sums
        known = sums["count"] > 0
        count = np.where(known, sums["count"], np.nan)
        found = {
            "count": sums["count"],
            "sum": np.where(known, sums["total"], np.nan),
            "mean": sums["total"] / count,
            "min": np.where(known, sums["low"], np.nan),
            "max": np.where(known, sums["high"], np.nan),
            "std": np.sqrt(sums["squares"] / count),
        }
        columns = {name: found[name] for name in stats}
        return pd.DataFrame({**columns, "area_ha": sums["area"] / M2_PER_HA})
