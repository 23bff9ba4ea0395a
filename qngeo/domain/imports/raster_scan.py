"""What the cells of a person's raster hold, gathered window by window."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_VALUES = 64
"""More different values than this are no classes."""

FILLS = (0.0, 255.0, -9999.0, -32768.0, 65535.0, -3.4028234663852886e38)
"""Values that programs often write where they have no data."""

SAMPLE_STEP = 37
"""One valid cell in so many is kept for the range of the colours."""

MOST_SAMPLED = 2_000_000

RANGE = (2.0, 98.0)
"""Percentiles between which the colours run, so that outliers do not bleach them."""

SHARE = 100.0


class Scan:
    """Counts of one band.

    Attributes
    ----------
    cells, valid, nan, infinite : int
        All cells, those with a finite value, those that are NaN and infinite.
    least, greatest : float
        Of the valid cells; NaN without any.
    counts : dict of float to int, or None
        Cells by value; None where there are more than `MOST_VALUES` values.
    whole : bool
        Whether every valid value is a whole number.
    fills : dict of float to int
        Cells that hold one of `FILLS` as a valid value.
    inside, valid_inside : int
        Cells whose centre lies in the province, and the valid ones among them.
    """

    def __init__(self) -> None:
        self.cells = self.valid = self.nan = self.infinite = 0
        self.inside = self.valid_inside = 0
        self.least = self.greatest = float("nan")
        self.counts: dict[float, int] | None = {}
        self.whole = True
        self.fills: dict[float, int] = {}
        self._sample: list[NDArray[np.float64]] = []
        self._sampled = 0

    def add(
        self,
        values: NDArray[Any],
        known: NDArray[np.bool_],
        inside: NDArray[np.bool_] | None,
    ) -> None:
        """Add one window.

        Parameters
        ----------
        values : array (row, column)
        known : array (row, column) of bool
            False where the file says that there is no data.
        inside : array (row, column) of bool, or None
            Whether the cell's centre lies in the province; None where the place of
            the raster is not known.
        """
        valid = known
        if values.dtype.kind == "f":
            finite = np.isfinite(values)
            lost = known & ~finite
            self.nan += int(np.isnan(values[lost]).sum())
            self.infinite += int(np.isinf(values[lost]).sum())
            valid = known & finite
        self.cells += values.size
        self.valid += int(valid.sum())
        if inside is not None:
            self.inside += int(inside.sum())
            self.valid_inside += int((inside & valid).sum())
        held = values[valid]
        if held.size:
            self._range(held)
            self._count(held)

    def _range(self, held: NDArray[Any]) -> None:
        self.least = float(np.fmin(self.least, held.min()))
        self.greatest = float(np.fmax(self.greatest, held.max()))
        if self.whole and held.dtype.kind == "f":
            self.whole = bool((held == np.round(held)).all())
        if self._sampled < MOST_SAMPLED:
            some = held[::SAMPLE_STEP].astype(np.float64)
            self._sample.append(some)
            self._sampled += some.size

    def _count(self, held: NDArray[Any]) -> None:
        for fill in FILLS:
            if self.least <= fill <= self.greatest:
                hits = int((held == np.asarray(fill).astype(np.float64)).sum())
                if hits:
                    self.fills[fill] = self.fills.get(fill, 0) + hits
        if self.counts is None:
            return
        names, cells = _distinct(held)
        if len(names) > MOST_VALUES:
            self.counts = None
            return
        for name, count in zip(names.tolist(), cells.tolist(), strict=True):
            self.counts[float(name)] = self.counts.get(float(name), 0) + count
        if len(self.counts) > MOST_VALUES:
            self.counts = None

    @property
    def like_classes(self) -> bool:
        """Whether the values can be classes: few, and whole numbers."""
        return bool(self.counts) and self.whole

    def values(self) -> list[int]:
        """Return the values in order where they can be classes, else none."""
        if not self.like_classes or self.counts is None:
            return []
        return sorted(int(value) for value in self.counts)

    def colour_range(self) -> tuple[float, float]:
        """Return between which values the colours of a quantity run."""
        if not self._sample:
            return float("nan"), float("nan")
        low, high = np.percentile(np.concatenate(self._sample), RANGE)
        if low == high:
            low, high = self.least, self.greatest
        if low == high:
            high = low + 1.0
        return float(low), float(high)

    def share(self, cells: int) -> float:
        """Return cells in per cent of all cells."""
        return SHARE * cells / self.cells if self.cells else float("nan")

    @property
    def inside_pct(self) -> float:
        """Valid cells in per cent of the province's cells that the raster covers."""
        return SHARE * self.valid_inside / self.inside if self.inside else float("nan")


def _distinct(held: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the distinct values and how often each occurs."""
    if held.dtype.kind == "u" and held.dtype.itemsize <= np.dtype("uint16").itemsize:
        found = np.bincount(held)
        names = np.flatnonzero(found)
        return names, found[names]
    return np.unique(held, return_counts=True)
