"""Sites ranked by weighted criteria, and how firm that order is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qngeo.errors import NumberError

Scores = NDArray[np.float64]

BEST = 10.0

DRAWS = 1000

SPREAD = 0.2

TOP = 3

LEAST_KNOWN = 0.5
"""Share of the weights that must be known of a site for it to be ranked; a default
of qngeo, shown beside the ranking."""

SEED = 20260101

_CELLS = 8_000_000
"""Scores held in memory at a time: sites times draws."""

_DIGITS = 9
"""Scores equal to so many decimals are ties."""


@dataclass(frozen=True)
class Scale:
    """A straight line from the worst value (0) to the best (10), clipped beyond.

    Attributes
    ----------
    worst, best : float, in ``unit``
        ``best`` may be the smaller one.
    unit : str
    """

    worst: float
    best: float
    unit: str = ""

    def __post_init__(self) -> None:
        """Refuse a scale without length."""
        if not abs(self.best - self.worst) > 0:
            msg = f"scale from {self.worst:g} to {self.best:g}: give two unlike values"
            raise NumberError(msg)

    def score(self, values: Scores) -> Scores:
        """Return points from 0 to 10; missing stays missing.

        Examples
        --------
        >>> Scale(120, 20).score(np.array([120.0, 70.0, 5.0])).tolist()
        [0.0, 5.0, 10.0]
        """
        share = (values - self.worst) / (self.best - self.worst)
        return np.clip(share, 0.0, 1.0) * BEST + 0.0


@dataclass(frozen=True)
class Weighted:
    """One criterion of the ranking.

    Attributes
    ----------
    id, column : str
        Name in results, and the column of the sites that holds the value.
    scale : Scale
    weight : float
        Only the proportions of the weights count.
    coverage : str
        Column with the share (0 to 1) of the criterion that is known of a site;
        its weight counts for that site by so much. "" for all or nothing.
    """

    id: str
    column: str
    scale: Scale
    weight: float = 1.0
    coverage: str = ""


def check_least_known(least_known: float) -> None:
    """Refuse what is no share of the weights.

    Raises
    ------
    NumberError
        If it does not lie between 0 and 1.
    """
    if not 0 <= least_known <= 1:
        msg = f"least known share of {least_known:g}: give a share from 0 to 1"
        raise NumberError(msg)


def _check(criteria: Sequence[Weighted]) -> None:
    for criterion in criteria:
        if not 0 <= criterion.weight < np.inf:
            msg = f"weight {criterion.weight:g} of {criterion.id!r}: give 0 or more"
            raise NumberError(msg)
    if criteria and not any(criterion.weight for criterion in criteria):
        msg = "all weights are 0: give at least one criterion a weight"
        raise NumberError(msg)


def _coverage(sites: pd.DataFrame, criteria: Sequence[Weighted], raw: Scores) -> Scores:
    """Return how much is known of each criterion: 0, 1, or its coverage."""
    known = (~np.isnan(raw)).astype(float)
    for i, criterion in enumerate(criteria):
        if criterion.coverage and criterion.coverage in sites:
            known[:, i] *= sites[criterion.coverage].to_numpy(dtype=float)
    return known


def _mean(points: Scores, known: Scores, weights: Scores) -> Scores:
    """Return the mean of the known points, by weights (criteria, draws)."""
    weight_known = known @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (points @ weights) / weight_known
    found = np.where(weight_known > 0, mean, -np.inf)
    return np.asarray(np.round(found, _DIGITS), dtype=np.float64)


def _extremes(
    points: Scores, known: Scores, own: Scores, spread: float
) -> tuple[Scores, Scores]:
    """Return the least and the greatest score that the drawn weights can give.

    A weighted mean is greatest where the weights of its higher values are raised
    to (1 + d) and those of the lower ones lowered to (1 - d); only the place of
    the cut between them is to be found. Least is the same turned round.
    """
    weights = known * own
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.where(known > 0, points / known, 0.0)
    order = np.argsort(-values, axis=1)
    first = np.zeros((len(points), 1))
    sums = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    parts = np.cumsum(np.take_along_axis(weights * values, order, axis=1), axis=1)
    sums, parts = np.hstack([first, sums]), np.hstack([first, parts])

    def means(high: float, low: float) -> Scores:
        above = high * parts + low * (parts[:, -1:] - parts)
        total = high * sums + low * (sums[:, -1:] - sums)
        return above / np.where(total > 0, total, 1.0)

    least = means(1 - spread, 1 + spread).min(axis=1)
    return least, means(1 + spread, 1 - spread).max(axis=1)


def _top_share(
    points: Scores, known: Scores, weights: Scores, *, top: int
) -> NDArray[np.float64]:
    """Return how often each site is among the top; weights (criteria, draws).

    Sites alike in everything are drawn once, in as many copies as the top has
    places, since more cannot change who is among it.
    """
    columns = pd.DataFrame(np.hstack([points, known]))
    group = columns.groupby(list(columns), sort=False)
    number = group.ngroup().to_numpy()
    copies = np.flatnonzero((group.cumcount() < top).to_numpy())
    points, known = points[copies], known[copies]
    share = np.zeros(len(points))
    draws = weights.shape[1]
    width = max(1, _CELLS // max(len(points), 1))
    for start in range(0, draws, width):
        scores = _mean(points, known, weights[:, start : start + width])
        if len(scores) > top:
            last = np.partition(scores, len(scores) - top, axis=0)[len(scores) - top]
        else:
            last = np.full(scores.shape[1], -np.inf)
        share += ((scores >= last) & np.isfinite(scores)).sum(axis=1)
    of_group = np.zeros(number.max(initial=-1) + 1)
    of_group[number[copies]] = share / draws
    return of_group[number]


def rank(  # noqa: PLR0913 -- each is a part of the rule that a user may change
    sites: pd.DataFrame,
    criteria: Sequence[Weighted],
    *,
    least_known: float = LEAST_KNOWN,
    draws: int = DRAWS,
    spread: float = SPREAD,
    top: int = TOP,
    seed: int = SEED,
) -> pd.DataFrame:
    """Rank sites by the weighted mean of their points, with its firmness.

    A missing value neither helps nor hurts: the criterion is left out for that
    site, the weights of the others stand in for it, and ``known_share`` says how
    much of the whole weight is known. Such a mean says little where it rests on
    one criterion of four, and leaving out a poor figure can lift it. So only sites
    of which at least ``least_known`` of the weights is known are ranked; the others
    follow without score, rank or firmness, and none of them can take a place
    among the top.

    Parameters
    ----------
    sites : DataFrame
        With the columns that the criteria name; one that it lacks is not known
        of any site.
    criteria : sequence of Weighted
    least_known : float, share from 0 to 1, optional
        0 ranks every site of which anything is known.
    draws : int, optional
        How often the weights are drawn anew, each within ``spread`` of its own,
        all values alike probable, by a generator of a fixed ``seed``.
    spread : float, optional
    top, seed : int, optional

    Returns
    -------
    DataFrame on the index of ``sites``, the ranked ones first, best first:
    ``rank`` (equal scores share it), ``score`` (0 to 10), ``known_share`` (0 to 1),
    ``top3_share`` (0 to 1: in how many draws fewer than ``top`` ranked sites score
    higher, so that ties for the last place all count) and ``points <id>`` for each
    criterion. Rank, score and firmness are missing where a site is not ranked.
    Equal scores, and the sites that are not ranked, stand by ``known_share``, then
    by id.

    Raises
    ------
    NumberError
        If a weight is negative, all are 0, or ``least_known`` is no share.
    """
    check_least_known(least_known)
    _check(criteria)
    n = len(sites)
    found = [
        c.scale.score(sites[c.column].to_numpy(dtype=float))
        if c.column in sites
        else np.full(n, np.nan)
        for c in criteria
    ]
    raw = np.column_stack(found) if found else np.empty((n, 0))
    known = _coverage(sites, criteria, raw)
    points = np.where(known > 0, raw * known, 0.0)
    own = np.array([c.weight for c in criteria], dtype=float)
    own = own / own.sum() if len(own) else own
    known_share = np.round(known @ own, _DIGITS)
    ranked = (known_share > 0) & (known_share >= round(least_known, _DIGITS))
    score = np.where(ranked, _mean(points, known, own[:, None])[:, 0], np.nan)
    share = np.zeros(n)
    if n:
        # Who can never reach the least score of the last of the top is not drawn.
        least, most = _extremes(points, known, own, spread)
        least[~ranked] = -np.inf
        last = np.partition(least, n - top)[n - top] if n > top else -np.inf
        near = (most >= last - 10.0 ** (1 - _DIGITS)) & ranked
        generator = np.random.default_rng(seed)
        factors = generator.uniform(1 - spread, 1 + spread, (len(own), draws))
        drawn = own[:, None] * factors
        share[near] = _top_share(points[near], known[near], drawn, top=top)
    result = pd.DataFrame(
        {
            "score": score,
            "known_share": known_share,
            "top3_share": np.where(ranked, share, np.nan),
            **{f"points {c.id}": raw[:, i] for i, c in enumerate(criteria)},
        },
        index=sites.index,
    )
    result.insert(0, "rank", result["score"].rank(method="min", ascending=False))
    return result.iloc[_order(result)]


def _order(result: pd.DataFrame) -> NDArray[np.int64]:
    """Order by score, then known share, then id; ids compared only where needed."""
    score, share = result["score"].to_numpy(), result["known_share"].to_numpy()
    tied = result.duplicated(["score", "known_share"], keep=False).to_numpy()
    by_id = np.zeros(len(result), dtype=int)
    by_id[tied] = np.argsort(np.argsort(result.index[tied].to_numpy(dtype=str)))
    missing_last = np.where(np.isnan(score), -1.0, score)
    return np.lexsort([by_id, -share, -missing_last])
