"""Loss of forest between two seasons (mất rừng, thiệt hại rừng), cell by cell."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qngeo.errors import SchemaError, TooFewFiguresError

Array = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]
Classes = NDArray[np.uint8]

NONE, LIGHT, MODERATE, HEAVY = 0, 1, 2, 3
FEW_IMAGES = 254
"""Forest with fewer clear observations than asked for, in either season."""

OUTSIDE = 255
"""No forest before the storm, or the mask does not know; nodata of the raster."""

NAMES = {NONE: "none", LIGHT: "light", MODERATE: "moderate", HEAVY: "heavy",
         FEW_IMAGES: "unknown"}  # fmt: skip

DAMAGED = (MODERATE, HEAVY)
"""Classes over which recovery is measured. Light loss lies close to the noise: of cells
chosen for a low value the next value is higher by chance alone, which would pass for
regrowth."""

BIN = 0.001
"""Width of a bin of the histograms, in units of the index; medians are that exact."""

REACH = 2.0
"""A change of an index from -1 to 1 lies within plus and minus this."""

NEAR = 1 / 3
"""Part of the threshold of light loss within which a cell counts as undamaged."""

LEAST_CELLS = 100
"""Cells of undamaged forest below which their median says nothing."""

_MOST_ROUNDS = 10_000


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """What counts as loss; every number can be changed.

    The steps of dNBR are those that Key & Benson (2006, FIREMON LA-164) give for burn
    severity. They were made for fire: wind leaves red-brown foliage on the ground for
    weeks. No calibration for the acacia and natural forest of Quảng Ninh exists, so
    they are working values (giá trị tạm dùng), not measured ones.

    Attributes
    ----------
    light, moderate, heavy : float
        dNBR from which on the loss is light, moderate, heavy.
    ndmi : float
        dNDMI from which on NDMI too calls a cell damaged; taken equal to `light`.
    least : int
        Clear observations that a cell needs in each season.

    Raises
    ------
    SchemaError
        If the steps do not rise or one is not between 0 and 2.
    """

    light: float = 0.10
    moderate: float = 0.27
    heavy: float = 0.44
    ndmi: float = 0.10
    least: int = 3

    def __post_init__(self) -> None:
        """Check the order of the steps."""
        if not 0 < self.light < self.moderate < self.heavy < REACH:
            message = (
                f"thresholds {self.light}, {self.moderate}, {self.heavy} must rise and "
                "lie between 0 and 2: light < moderate < heavy"
            )
            raise SchemaError(message)
        if not 0 < self.ndmi < REACH:
            message = f"the threshold of NDMI {self.ndmi} must lie between 0 and 2"
            raise SchemaError(message)
        if self.least < 1:
            message = f"at least {self.least} clear observations: one is the minimum"
            raise SchemaError(message)

    @property
    def near(self) -> dict[str, float]:
        """How near to the median change of the undamaged a cell must be, by index."""
        return {"nbr": self.light * NEAR, "ndmi": self.ndmi * NEAR}

    def as_json(self) -> dict[str, float]:
        """Return the numbers by name."""
        return asdict(self)


class Histogram:
    """Counts of values from -2 to 2, filled block by block; NaN is left out."""

    def __init__(self) -> None:
        self.counts = np.zeros(round(2 * REACH / BIN) + 1, dtype=np.int64)

    def add(self, values: Array) -> None:
        """Count the values of one block."""
        known = values[np.isfinite(values)]
        bins = np.rint((np.clip(known, -REACH, REACH) + REACH) / BIN).astype(np.int64)
        self.counts += np.bincount(bins, minlength=self.counts.size)

    @property
    def total(self) -> int:
        """Number of values counted."""
        return int(self.counts.sum())

    def median(self, low: float = -REACH, high: float = REACH) -> tuple[float, int]:
        """Return the median of the values in a range, and how many there are.

        Parameters
        ----------
        low, high : float
            Both included.

        Returns
        -------
        tuple of float and int
            The lower median to `BIN`; NaN of no value.
        """
        first = max(round((low + REACH) / BIN), 0)
        last = min(round((high + REACH) / BIN), self.counts.size - 1)
        within = self.counts[first : last + 1].cumsum()
        if within.size == 0 or within[-1] == 0:
            return float("nan"), 0
        number = int(within[-1])
        at = int(np.searchsorted(within, (number + 1) // 2))
        return round((first + at) * BIN - REACH, 6), number


@dataclass(frozen=True, kw_only=True)
class Offset:
    """The change that undamaged forest shows too (haze, sun, a dry year).

    Attributes
    ----------
    value : float
        Median of pre - post over undamaged forest, units of the index.
    cells : int
        How many cells stand behind it.
    found : bool
        True where the cells were found by the rule of `find_offset`, False where an
        area of control was given.
    """

    value: float
    cells: int
    found: bool


def find_offset(changes: Histogram, within: float) -> Offset:
    """Find the median change of forest that nobody has marked as undamaged.

    Undamaged are the cells whose change lies near the median change of the undamaged:
    a fixed point, close to where the changes are densest. It starts at no change; as
    a window that moves up never lowers its median, the steps go one way only and end.
    A window as wide as the threshold of light loss would take in the lightly struck
    and drift towards them, so it is `NEAR` of that. The storm struck almost
    everything, so cells found like this stand on sheltered slopes more often than
    the forest does.

    Parameters
    ----------
    changes : Histogram
        pre - post over forest cells with enough images.
    within : float
        Half the width of the window, as `Thresholds.near` gives.

    Returns
    -------
    Offset

    Raises
    ------
    TooFewFiguresError
        If fewer than `LEAST_CELLS` cells are left.
    """
    value = 0.0
    for _ in range(_MOST_ROUNDS):
        moved, cells = changes.median(value - within, value + within)
        _enough(cells)
        if abs(moved - value) < BIN / 2:
            return Offset(value=moved, cells=cells, found=True)
        value = moved
    return Offset(value=value, cells=cells, found=True)


def given_offset(changes: Histogram) -> Offset:
    """Return the median change over the forest of a given area of control.

    Parameters
    ----------
    changes : Histogram
        pre - post over forest cells of the area with enough images.

    Returns
    -------
    Offset

    Raises
    ------
    TooFewFiguresError
        If it has fewer than `LEAST_CELLS` cells of forest with enough images.
    """
    value, cells = changes.median()
    _enough(cells)
    return Offset(value=value, cells=cells, found=False)


def _enough(cells: int) -> None:
    if cells < LEAST_CELLS:
        message = (
            f"only {cells} cells of undamaged forest, {LEAST_CELLS} are needed: give "
            "an area of control that is larger, or a series with more forest in it"
        )
        raise TooFewFiguresError(message)


def enough(pre: Array, post: Array, least: int) -> Mask:
    """Tell where both seasons have enough clear observations.

    Parameters
    ----------
    pre, post : array of float
        Numbers of clear observations; NaN is none.
    least : int

    Returns
    -------
    array of bool, rows by columns.
    """
    with np.errstate(invalid="ignore"):
        return (pre >= least) & (post >= least)


def change(pre: Array, post: Array) -> Array:
    """Return pre - post of an index, positive where it fell.

    The sign is that of dNBR in Key & Benson (2006); other tools use the name for the
    opposite difference.

    Parameters
    ----------
    pre, post : array of float
        The index before and after, rows by columns.

    Returns
    -------
    array of float, from -2 to 2; NaN where one is.
    """
    return pre - post


def classify(
    dnbr: Array, forest: Mask, seen: Mask, *, offset: float, thresholds: Thresholds
) -> Classes:
    """Sort cells by their loss.

    Parameters
    ----------
    dnbr : array of float
        pre - post of NBR, rows by columns.
    forest : array of bool
        Forest before the storm (rừng trước bão).
    seen : array of bool
        As `enough` gives.
    offset : float
        The change of undamaged forest, taken off first.
    thresholds : Thresholds
        A value equal to a step belongs to the class above it.

    Returns
    -------
    array of uint8
        0 no loss, 1 light, 2 moderate, 3 heavy, 254 not enough images, 255 no forest.
    """
    steps = (thresholds.light, thresholds.moderate, thresholds.heavy)
    known = np.nan_to_num(dnbr, nan=0.0).astype(np.float64) - offset
    found = np.digitize(np.round(known, 6), steps).astype(np.uint8)
    found[~(seen & np.isfinite(dnbr))] = FEW_IMAGES
    found[~forest] = OUTSIDE
    return found


def agreeing(
    classes: Classes, dndmi: Array, *, offset: float, thresholds: Thresholds
) -> tuple[int, int]:
    """Count the cells on which NBR and NDMI say the same: damaged, or not.

    Parameters
    ----------
    classes : array of uint8
        As `classify` gives, from NBR.
    dndmi : array of float
        pre - post of NDMI.
    offset : float
        The change of NDMI of undamaged forest.
    thresholds : Thresholds

    Returns
    -------
    tuple of int
        Cells that agree, cells that both know.
    """
    both = (classes <= HEAVY) & np.isfinite(dndmi)
    by_ndmi = np.round(dndmi[both].astype(np.float64) - offset, 6) >= thresholds.ndmi
    return int(((classes[both] >= LIGHT) == by_ndmi).sum()), int(both.sum())
