"""How much of a loss has come back (phục hồi), and what cannot be said yet."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qngeo.domain.forest.seasons import season_name
from qngeo.errors import TooFewFiguresError

Array = NDArray[np.floating[Any]]

LEAST_LOSS = 0.1
"""Loss of NBR below which a share of it is noise divided by noise."""

TARGET = 0.8
"""Share of the state before that R80P and Y2R ask for."""

BACK, STILL, NO_STATE = 1, 2, 255
"""States of a damaged cell: back to `TARGET` of its loss, still recovering; nodata."""

YEARS = 5
"""Seasons after the first one that the metrics of five years need."""

_WINDOW = (4, 5)
_ROUNDING = 1e-9


def share_regained(
    loss: Array, gain: Array, *, control_loss: float = 0.0, control_gain: float = 0.0
) -> Array:
    """Share of the loss that has come back, beyond what undamaged forest did.

    (V_now - V_0) / (V_pre - V_0), the change of the control taken off both: what haze
    or a wet year did to undamaged forest is neither loss nor recovery. With V_now the
    fifth year this is the regeneration index of Kennedy et al. (2012).

    Parameters
    ----------
    loss : array of float
        V_pre - V_0, NBR.
    gain : array of float
        V_now - V_0.
    control_loss, control_gain : float
        The same of undamaged forest.

    Returns
    -------
    array of float
        1 is all of it. Below 0 where it fell further, above 1 where it is better than
        before; both are real and not cut. NaN where the loss is under `LEAST_LOSS`.
    """
    lost = np.asarray(loss, dtype=np.float64) - control_loss
    back = np.asarray(gain, dtype=np.float64) - control_gain
    with np.errstate(invalid="ignore", divide="ignore"):
        share = back / lost
        return np.where(lost >= LEAST_LOSS, share, np.nan)


def states(share: Array, damaged: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Tell which damaged cells are still recovering (đang phục hồi).

    Parameters
    ----------
    share : array of float
        Share of the loss regained.
    damaged : array of bool

    Returns
    -------
    array of uint8
        `BACK` where at least 80 per cent of the loss are regained, a working value
        borrowed from R80P; `STILL` below; `NO_STATE` where undamaged or unknown.
    """
    found = np.where(np.nan_to_num(share, nan=0.0) >= TARGET, BACK, STILL)
    return np.where(damaged & np.isfinite(share), found, NO_STATE).astype(np.uint8)


def of_before(before: Array, now: Array) -> Array:
    """Return an index as a share of what it was before.

    Of NDVI it says whether the ground is green again (xanh trở lại): grass, shrubs and
    climbers make it rise within a year. It tells nothing of trees and is never called
    recovery.

    Parameters
    ----------
    before, now : array of float

    Returns
    -------
    array of float
        NaN where before was not above 0.
    """
    first = np.asarray(before, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.asarray(now, dtype=np.float64) / first
        return np.where(first > 0, share, np.nan)


def ready_from(after: str) -> str:
    """Return the season from which on the metrics of five years can be computed.

    Parameters
    ----------
    after : str
        The first season after the storm.

    Examples
    --------
    >>> ready_from("2024-2025")
    '2029-2030'
    """
    return season_name(int(after[:4]) + YEARS)


def not_ready(after: str, newest: str) -> str:
    """Say why the metrics of five years are refused; empty when they are not.

    Parameters
    ----------
    after, newest : str
        The first season after the storm, and the newest there is, such as "2024-2025".

    Returns
    -------
    str
    """
    ready = ready_from(after)
    if newest >= ready:
        return ""
    return (
        f"RRI, R80P and Y2R need {YEARS} years after the storm: from season {ready} "
        f"on; the newest is {newest}"
    )


def _window(values: Mapping[int, float]) -> float:
    absent = [str(year) for year in _WINDOW if year not in values]
    if absent:
        message = (
            f"the value {YEARS} years after the storm needs years 4 and 5: year "
            f"{' and '.join(absent)} is not there; ask again when it is"
        )
        raise TooFewFiguresError(message)
    return float(np.fmax(values[_WINDOW[0]], values[_WINDOW[1]]))


def rri(before: float, values: Mapping[int, float]) -> float:
    """Relative recovery indicator: (max(V_4, V_5) - V_0) / (V_pre - V_0).

    Source: Frazier et al. (2018), Remote Sensing of Environment 205, 32, after
    Kennedy et al. (2012).

    Parameters
    ----------
    before : float
        V_pre, mean of one or two years before.
    values : mapping of int to float
        NBR by years after the storm; 0 is the first season after it.

    Returns
    -------
    float
        NaN where the loss is under `LEAST_LOSS`.

    Raises
    ------
    TooFewFiguresError
        If year 4 or 5 is not there.
    """
    best, first = _window(values), _first(values)
    lost = before - first
    return (best - first) / lost if lost >= LEAST_LOSS else float("nan")


def r80p(before: float, values: Mapping[int, float]) -> float:
    """Recovery to 80 per cent of before: max(V_4, V_5) / (0.8 V_pre).

    Source: Pickell et al. (2016); Frazier et al. (2018). A stand that was hardly
    struck is above 1 at once, and the height of the trees is not in it.

    Parameters
    ----------
    before, values
        As of `rri`.

    Returns
    -------
    float
        1 is 80 per cent of before; NaN where before was not above 0.

    Raises
    ------
    TooFewFiguresError
        If year 4 or 5 is not there.
    """
    best = _window(values)
    return best / (TARGET * before) if before > 0 else float("nan")


def y2r(before: float, values: Mapping[int, float]) -> float:
    """Years to recovery: the first year with V_t >= 0.8 V_pre.

    Source: Kennedy et al. (2012); White et al. (2017). The first crossing; the value
    may fall again later.

    Parameters
    ----------
    before, values
        As of `rri`; years may be left out.

    Returns
    -------
    float
        NaN where it was never reached in the years known: never a made number.

    Raises
    ------
    TooFewFiguresError
        If year 4 or 5 is not there.
    """
    _window(values)
    reached = [
        year
        for year, value in sorted(values.items())
        if year > 0 and value >= TARGET * before - _ROUNDING
    ]
    return float(reached[0]) if reached else float("nan")


def _first(values: Mapping[int, float]) -> float:
    if 0 not in values:
        message = "the first season after the storm (year 0) is not there: give it"
        raise TooFewFiguresError(message)
    return float(values[0])
