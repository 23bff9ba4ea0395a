"""Areas of map classes from reference points, with their intervals.

Counting the pixels of a class (đếm điểm ảnh) is no estimate of its area: the map errs
more often one way than the other. Reference points (điểm kiểm chứng), drawn at random
inside each map class, tell how often, and from that follow an area without that
bias and an interval round it (khoảng tin cậy 95 %).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from qngeo.errors import NumberError, SampleError, SchemaError

PIXEL_COUNT = "pixel count, no interval"
"""What stands beside every area that no reference points support."""

PIXEL_COUNT_KEY = "estimate.pixel_count"
"""The same for pages."""

ESTIMATED = "stratified estimate"

Z95 = 1.96
"""Half width of a 95 % interval, in standard errors."""

FEW_POINTS = 50
"""Fewer points than this in one map class are told; the usual advice for a rare
class is 50 to 100."""

CLASS_COLUMNS = (
    "class", "basis", "mapped_ha", "area_ha", "se_ha", "low_ha", "high_ha", "bias_ha",
    "users", "users_se", "producers", "producers_se", "points", "notes",
)  # fmt: skip

_Floats = npt.NDArray[np.float64]


class Rate(NamedTuple):
    """A share from 0 to 1 with its standard error and 95 % interval, if it has one."""

    value: float
    se: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class AreaEstimate:
    """Areas of all classes and the accuracy of the map.

    Attributes
    ----------
    classes : DataFrame
        See `estimate_areas`.
    overall : Rate
        Overall accuracy (độ chính xác chung).
    points : int
        Reference points used.
    """

    classes: pd.DataFrame
    overall: Rate
    points: int


def estimate_areas(counts: pd.DataFrame, mapped_ha: pd.Series) -> AreaEstimate:
    """Estimate the area of each class from a stratified random sample.

    With W_i the share of map class i, n_ij its points whose reference is j and
    n_i its points in all: p_ij = W_i n_ij / n_i; the area of j is the whole times
    the sum of p_ij over i; its variance is the sum over i of
    W_i^2 (n_ij/n_i)(1 - n_ij/n_i) / (n_i - 1). The interval is 1.96 standard
    errors to each side, cut at 0 and at the whole; it is missing where all points
    agree, since an interval without width would feign certainty.

    Sources: Olofsson et al. 2014, Remote Sensing of Environment 148, 42-57,
    equations 1 to 11.

    Parameters
    ----------
    counts : DataFrame of int, map classes x reference classes
        Points by the class the map shows (rows) and the one found (columns).
    mapped_ha : Series of float, hectares
        Area each class has on the map, by class. Any other unit of area gives
        results in that unit.

    Returns
    -------
    AreaEstimate. Its ``classes`` have one row a class, those of the map first, with
    the columns `CLASS_COLUMNS`: hectares, shares from 0 to 1, ``bias_ha`` = mapped
    less estimated, ``notes`` a tuple of words of `NOTES`. User's accuracy (độ
    chính xác người sử dụng) is missing where the map has no such class, producer's
    (độ chính xác người sản xuất) where no point has it.

    Raises
    ------
    NumberError
        If a count is no whole number from 0 on, or an area not finite or negative.
    SchemaError
        If a class stands twice or nothing is mapped.
    SampleError
        If a mapped class has fewer than two points, or points stand in a class
        that the map has not: the strata are then not the map's classes.
    """
    table, mapped = _checked(counts, mapped_ha)
    found = table.to_numpy(float)
    strata = list(table.index)
    labels = list(table.columns)
    own = np.array([labels.index(name) for name in strata])
    points = found.sum(axis=1)
    weights = (mapped / mapped.sum()).to_numpy(float)
    share = found / points[:, None]
    spread = share * (1 - share) / (points - 1)[:, None]
    rows = np.arange(len(strata))
    joint = weights[:, None] * share
    parts = weights[:, None] ** 2 * spread

    whole = float(mapped.sum())
    area = whole * joint.sum(axis=0)
    error = whole * np.sqrt(parts.sum(axis=0))
    users = np.full(len(labels), np.nan)
    users_se = users.copy()
    shown = users.copy()
    n_i = np.zeros(len(labels), dtype=int)
    users[own], users_se[own] = share[rows, own], np.sqrt(spread[rows, own])
    shown[own], n_i[own] = mapped.to_numpy(float), points
    hit = np.zeros(len(labels))
    hit[own] = joint[rows, own]
    hit_var = np.zeros(len(labels))
    hit_var[own] = parts[rows, own]
    producers, producers_se = _producers(joint.sum(axis=0), hit, parts, hit_var)
    shown = np.where(np.isnan(shown), 0.0, shown)
    frame = pd.DataFrame(
        {
            "class": labels,
            "basis": ESTIMATED,
            "mapped_ha": shown,
            "area_ha": area,
            "se_ha": error,
            "low_ha": np.where(error > 0, np.clip(area - Z95 * error, 0, None), np.nan),
            "high_ha": np.where(
                error > 0, np.clip(area + Z95 * error, None, whole), np.nan
            ),
            "bias_ha": shown - area,
            "users": users,
            "users_se": users_se,
            "producers": producers,
            "producers_se": producers_se,
            "points": n_i,
        }
    )
    frame["notes"] = [
        _notes(*row, whole)
        for row in zip(frame["area_ha"], frame["se_ha"], frame["points"], strict=True)
    ]
    overall = _rate(float(hit.sum()), float(np.sqrt(hit_var.sum())))
    return AreaEstimate(frame[list(CLASS_COLUMNS)], overall, int(found.sum()))


def pixel_counts(mapped_ha: pd.Series) -> pd.DataFrame:
    """Write mapped areas in the form of an estimate, with nothing estimated.

    Parameters
    ----------
    mapped_ha : Series of float, hectares, by class

    Returns
    -------
    DataFrame with `CLASS_COLUMNS`: ``basis`` is `PIXEL_COUNT`, all but class, mapped
    area and points is missing.

    Examples
    --------
    >>> pixel_counts(pd.Series({1: 12.5}))[["class", "basis", "mapped_ha"]].values
    array([[1, 'pixel count, no interval', 12.5]], dtype=object)
    """
    frame = pd.DataFrame({"class": mapped_ha.index, "mapped_ha": mapped_ha.to_numpy()})
    frame = frame.assign(basis=PIXEL_COUNT, points=0)
    frame["notes"] = [() for _ in range(len(frame))]
    return frame.reindex(columns=list(CLASS_COLUMNS))


NOTES = {
    "cut_at_zero": "the interval reached below 0 and is cut there, since no area is "
    "negative; so few points found this class that its lower end is not known",
    "cut_at_whole": "the interval reached beyond the whole map and is cut there",
    "missed_by_map": "the map shows this class nowhere; all of its area is omission",
    "never_found": "no reference point has this class: the sample tells only that it "
    "is rare, not that it is absent, and gives no interval",
    "no_spread": "the points agree wholly, so the formula gives no width and none is "
    "shown; that does not mean certainty, more points would show some error",
    "few_points": f"fewer than {FEW_POINTS} points in this map class: the interval is "
    "rough",
}
"""What may be said of a class, in English; pages use ``estimate.note.<word>``."""


def _notes(area: float, error: float, points: int, whole: float) -> tuple[str, ...]:
    """Return the words of `NOTES` that hold of one class."""
    said = {
        "cut_at_zero": area - Z95 * error < -_ROUNDING * whole,
        "cut_at_whole": area + Z95 * error > whole * (1 + _ROUNDING),
        "missed_by_map": points == 0,
        "never_found": area == 0,
        "no_spread": area > 0 and error == 0,
        "few_points": 0 < points < FEW_POINTS,
    }
    return tuple(word for word, holds in said.items() if holds)


_ROUNDING = 1e-9


def _rate(value: float, se: float) -> Rate:
    if se == 0:
        return Rate(value, se, np.nan, np.nan)
    low, high = max(value - Z95 * se, 0.0), min(value + Z95 * se, 1.0)
    return Rate(value, se, low, high)


def _producers(
    found: _Floats, hit: _Floats, parts: _Floats, hit_var: _Floats
) -> tuple[_Floats, _Floats]:
    """Return producer's accuracies and standard errors.

    With P_j = p_jj / p_j: the variance is ((1 - P_j)^2 var(p_jj) + P_j^2 times the
    variances of the p_ij off the diagonal) / p_j^2.
    """
    known = found > 0
    safe = np.where(known, found, 1.0)
    rate = np.where(known, hit / safe, np.nan)
    off = np.clip(parts.sum(axis=0) - hit_var, 0, None)
    variance = ((1 - rate) ** 2 * hit_var + rate**2 * off) / safe**2
    return rate, np.sqrt(variance)


def _checked(
    counts: pd.DataFrame, mapped_ha: pd.Series
) -> tuple[pd.DataFrame, pd.Series]:
    """Return counts of the strata with every class as a column, and their areas."""
    for what, labels in (
        ("map class", counts.index),
        ("reference class", counts.columns),
        ("mapped class", mapped_ha.index),
    ):
        twice = labels[labels.duplicated()]
        if len(twice):
            msg = f"{what} {twice[0]!r} stands twice: add its rows up"
            raise SchemaError(msg)
    for name, area in mapped_ha.items():
        if not 0 <= float(area) < np.inf:
            msg = f"mapped area of class {name!r} is {area}: give hectares from 0 on"
            raise NumberError(msg)
    _check_counts(counts)
    mapped = mapped_ha[mapped_ha > 0].astype(float)
    if mapped.empty:
        msg = "no class has a mapped area: give the area of each map class"
        raise SchemaError(msg)
    points = counts.sum(axis=1)
    _check_strata(points, mapped)
    classes = [*mapped.index, *counts.columns.difference(mapped.index, sort=False)]
    table = counts.reindex(index=mapped.index, columns=classes, fill_value=0)
    return table, mapped


def _check_counts(counts: pd.DataFrame) -> None:
    for name, row in counts.iterrows():
        for column, value in row.items():
            number = float(value)
            if not (0 <= number < np.inf and number == int(number)):
                msg = (
                    f"map class {name!r}, reference class {column!r}: {value} is no "
                    "count of points; give a whole number from 0 on"
                )
                raise NumberError(msg)


def _check_strata(points: pd.Series, mapped: pd.Series) -> None:
    strange = points[(points > 0) & ~points.index.isin(mapped.index)]
    if len(strange):
        msg = (
            f"{int(strange.iloc[0])} points stand in class {strange.index[0]!r}, which "
            "the map has not: the strata are not the classes of this map, so its areas "
            "cannot be estimated from them; use the map from which they were drawn"
        )
        raise SampleError(msg)
    for name in mapped.index:
        number = int(points.get(name, 0))
        if number <= 1:
            msg = (
                f"map class {name!r} has {number} interpreted points; at least 2 are "
                "needed for an interval: interpret more or merge it with another class"
            )
            raise SampleError(msg)
