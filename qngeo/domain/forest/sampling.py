"""A stratified random sample of map cells: how many, how shared out, which ones.

Each map class is a stratum (tầng). Points (điểm kiểm chứng) stand at cell centres and
are drawn without replacement, every cell of a class with the same chance; a point
chosen because its picture is clear would not be random.
"""

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from qngeo.errors import NumberError, SampleError

MINIMUM = 50
"""Points that each class gets at least."""

MAX_POINTS = 20_000
"""More points than anyone will look at."""

LEAST = 2
"""Points a class must have for its spread to be known."""

_ROUNDING = 1e-9

Classes = npt.NDArray[np.int64]


def sample_size(weights: pd.Series, users: pd.Series, *, target_se: float) -> int:
    """Return how many points give the overall accuracy a wanted standard error.

    n = (sum of W_i S_i / S(O))^2 with S_i = sqrt(U_i (1 - U_i)).

    Sources: Olofsson et al. 2014, Remote Sensing of Environment 148, 42-57,
    equation 13; Cochran 1977, equation 5.25.

    Parameters
    ----------
    weights : Series of float
        Area or share of each map class; need not sum to 1.
    users : Series of float, shares from 0 to 1
        User's accuracy that is expected of each class, by the same classes.
    target_se : float, share
        Wanted standard error of the overall accuracy, such as 0.01.

    Returns
    -------
    int, rounded up.

    Raises
    ------
    NumberError
        If the wanted error is not between 0 and 0.5, an expected accuracy is not
        from 0 to 1, or more than `MAX_POINTS` would be needed.

    Examples
    --------
    >>> shares = pd.Series({"a": 0.5, "b": 0.5})
    >>> sample_size(shares, pd.Series({"a": 0.5, "b": 0.5}), target_se=0.05)
    100
    """
    if not 0 < target_se <= 0.5:  # noqa: PLR2004 -- beyond a half it says nothing
        msg = f"target standard error {target_se}: give a share above 0, such as 0.01"
        raise NumberError(msg)
    for name, value in users.items():
        if not 0 <= value <= 1:
            msg = f"expected accuracy of class {name!r} is {value}: give 0 to 1"
            raise NumberError(msg)
    share = weights / weights.sum()
    expected = users.reindex(weights.index)
    spread = np.sqrt(expected * (1 - expected))
    wanted = (float((share * spread).sum()) / target_se) ** 2
    if wanted > MAX_POINTS:
        msg = (
            f"a standard error of {target_se} needs {wanted:.0f} points, more than "
            f"{MAX_POINTS}: ask for a larger one"
        )
        raise NumberError(msg)
    return max(math.ceil(round(wanted, 9)), LEAST * len(weights))


def allocate(cells: pd.Series, total: int, *, minimum: int = MINIMUM) -> pd.Series:
    """Share points out among the classes: in proportion, but at least so many.

    A class whose share falls short gets the minimum (or all its cells, if it has
    fewer); what is left is shared in proportion to cells among the others.

    Parameters
    ----------
    cells : Series of int
        Cells of each class.
    total : int
        Points in all.
    minimum : int
        Points a class gets at least.

    Returns
    -------
    Series of int, points a class, in the order of ``cells``; the sum is ``total``.

    Raises
    ------
    NumberError
        If the minimum is under `LEAST`, or the total exceeds `MAX_POINTS`.
    SampleError
        If a class has fewer than `LEAST` cells, the total is less than the minima
        together, or more than there are cells.

    Examples
    --------
    >>> allocate(pd.Series({1: 100, 2: 900, 3: 9000}), 200, minimum=50).to_dict()
    {1: 50, 2: 50, 3: 100}
    """
    _check_allocation(cells, total, minimum)
    least = cells.clip(upper=minimum)
    exact = least.astype(float)
    free = pd.Series(data=True, index=cells.index)
    while free.any():
        rest = total - least[~free].sum()
        shared = cells[free] * rest / cells[free].sum()
        short = shared.index[shared < least[free]]
        if short.empty:
            exact[free] = shared
            break
        free[short] = False
    whole = exact.map(lambda value: math.floor(value + _ROUNDING)).astype(int)
    missing = total - int(whole.sum())
    largest = (whole - exact).sort_values(kind="stable").index[:missing]
    whole[largest] += 1
    return whole.rename("points")


def _check_allocation(cells: pd.Series, total: int, minimum: int) -> None:
    if minimum < LEAST:
        msg = f"minimum {minimum}: each class needs at least {LEAST} points"
        raise NumberError(msg)
    if total > MAX_POINTS:
        msg = f"{total} points are more than {MAX_POINTS}: ask for fewer"
        raise NumberError(msg)
    for name, number in cells.items():
        if number < LEAST:
            msg = (
                f"class {name!r} has {number} cells; at least {LEAST} are needed: "
                "merge it with another class"
            )
            raise SampleError(msg)
    needed = int(cells.clip(upper=minimum).sum())
    if total < needed:
        msg = (
            f"{total} points are too few for {len(cells)} classes with at least "
            f"{minimum} each: ask for {needed} or lower the minimum"
        )
        raise SampleError(msg)
    if total > int(cells.sum()):
        msg = f"{total} points are more than the {int(cells.sum())} cells of the map"
        raise SampleError(msg)


def draw_ranks(
    cells: Mapping[int, int], points: Mapping[int, int], *, seed: int
) -> dict[int, Classes]:
    """Draw which cells of each class are taken, by their rank in reading order.

    Parameters
    ----------
    cells, points : mapping of int to int
        Cells there are and points wanted, by class.
    seed : int
        From 0 on; the same seed draws the same cells.

    Returns
    -------
    dict of class to sorted ranks, each from 0 to cells - 1, none twice. A class's
    ranks do not depend on the other classes.

    Raises
    ------
    NumberError
        If the seed is negative.
    """
    if seed < 0:
        msg = f"seed {seed}: give a whole number from 0 on"
        raise NumberError(msg)
    drawn = {}
    for name, number in points.items():
        # A seed holds no negative number: classes below 0 get odd ones.
        stream = np.random.default_rng([seed, 2 * abs(name) + (name < 0)])
        taken = stream.choice(cells[name], size=number, replace=False, shuffle=False)
        drawn[name] = np.sort(taken).astype(np.int64)
    return drawn


def shuffled(points: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Put points in random order and number them, so that no number tells a class.

    Parameters
    ----------
    points : DataFrame
        One row a point; not changed.
    seed : int
        From 0 on; the same seed gives the same order.

    Returns
    -------
    DataFrame with ``sample_id`` in front: s0001, s0002, ...
    """
    order = np.random.default_rng([seed]).permutation(len(points))
    mixed = points.iloc[order].reset_index(drop=True)
    width = max(4, len(str(len(mixed))))
    names = [f"s{number:0{width}d}" for number in range(1, len(mixed) + 1)]
    mixed.insert(0, "sample_id", names)
    return mixed
