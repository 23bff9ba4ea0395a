"""The elimination funnel: which sites stay, and why each of the others does not."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qngeo.domain.land.criteria import WHOLE, Criterion, Mask, Reason, Verdict
from qngeo.errors import UnknownNameError
from qngeo.names import nearest

UNKNOWN = Reason("land.reason.unknown")


@dataclass(frozen=True)
class Step:
    """One step of the funnel.

    Attributes
    ----------
    criterion : str
    before, left, unknown : int
        Sites that came here, that stay, and that came here with the value not
        known (they stay unless unknown was asked to fail).
    """

    criterion: str
    before: int
    left: int
    unknown: int


class Rows:
    """The rows of a table one by one, without making a Series of each."""

    def __init__(self, sites: pd.DataFrame) -> None:
        self._sites = sites
        self._columns: dict[str, NDArray[np.object_]] = {}

    def column(self, name: str) -> NDArray[np.object_]:
        """Return a column as an array, made once."""
        if name not in self._columns:
            self._columns[name] = self._sites[name].to_numpy(dtype=object)
        return self._columns[name]

    def at(self, site_id: str) -> int:
        """Return the place of a site.

        Raises
        ------
        KeyError
            If the table has no such site.
        """
        found = self._sites.index.get_indexer(pd.Index([site_id]))[0]
        if found < 0:
            raise KeyError(site_id)
        return int(found)

    def __getitem__(self, at: int) -> "Row":
        """Return one row."""
        return Row(self, at, self._sites.columns)


class Row(Mapping[str, Any]):
    """One row of `Rows`, read where asked."""

    def __init__(self, rows: Rows, at: int, names: pd.Index) -> None:
        self._rows, self._at, self._names = rows, at, names

    def __getitem__(self, name: str) -> Any:
        """Return one cell."""
        if name not in self._names:
            raise KeyError(name)
        return self._rows.column(name)[self._at]

    def __iter__(self) -> Iterator[str]:
        """Go through the columns."""
        return iter(self._names)

    def __len__(self) -> int:
        """Count the columns."""
        return len(self._names)


class Rejections(Mapping[str, dict[str, Reason]]):
    """Every rejected site with all criteria it fails; reasons made when asked."""

    def __init__(self, result: "FunnelResult") -> None:
        self._result = result

    def __len__(self) -> int:
        """Count the rejected sites."""
        return int((~self._result.mask).sum())

    def __iter__(self) -> Iterator[str]:
        """Go through the ids of the rejected sites."""
        return iter(self._result.sites.index[~self._result.mask].tolist())

    def __getitem__(self, site_id: str) -> dict[str, Reason]:
        """Return criterion and reason of one rejected site."""
        result = self._result
        at = result.rows.at(site_id)
        if result.mask[at]:
            raise KeyError(site_id)
        site = result.rows[at]
        return {
            criterion.id: criterion.reason(site) if verdict.fails[at] else UNKNOWN
            for criterion, verdict, out in result.judged
            if out[at]
        }


@dataclass(frozen=True)
class FunnelResult:
    """What the funnel leaves.

    Attributes
    ----------
    sites : DataFrame
        All that went in.
    judged : tuple of (Criterion, Verdict, array of bool)
        Each criterion, what it says, and the sites it puts out.
    steps : tuple of Step
        In the order asked; the final set does not depend on it.
    mask : array of bool
        The sites that stay.
    unknown_fails : frozenset of str
        Criteria of which an unknown value put a site out.
    """

    sites: pd.DataFrame
    judged: tuple[tuple[Criterion, Verdict, Mask], ...]
    steps: tuple[Step, ...]
    mask: Mask
    unknown_fails: frozenset[str] = frozenset()

    @cached_property
    def rows(self) -> Rows:
        """The rows of all sites, for reading single ones."""
        return Rows(self.sites)

    @cached_property
    def kept(self) -> pd.DataFrame:
        """The sites that stay, in the order they came."""
        return self.sites[self.mask]

    @property
    def rejected(self) -> Rejections:
        """The others, each with every criterion it fails and by how much."""
        return Rejections(self)

    def unknown(self, site_id: str) -> list[str]:
        """Return the criteria whose value is not known for a site."""
        at = self.rows.at(site_id)
        return [criterion.id for criterion, v, _ in self.judged if v.unknown[at]]


def apply(
    sites: pd.DataFrame,
    criteria: Sequence[Criterion],
    *,
    unknown_fails: Collection[str] = (),
) -> FunnelResult:
    """Put out the sites that fail a criterion.

    Parameters
    ----------
    sites : DataFrame
        As `qngeo.domain.land.sites.sites` gives it, with the columns that the
        criteria read.
    criteria : sequence of Criterion
        Each id once.
    unknown_fails : collection of str, optional
        Ids of criteria of which an unknown value puts a site out; otherwise it
        stays and is counted.

    Returns
    -------
    FunnelResult

    Raises
    ------
    UnknownNameError
        If a criterion is given twice, or ``unknown_fails`` names one not given.
    """
    ids = [criterion.id for criterion in criteria]
    for name in ids:
        if ids.count(name) > 1:
            msg = f"criterion {name!r} is given {ids.count(name)} times: give it once"
            raise UnknownNameError(msg)
    for name in unknown_fails:
        if name not in ids:
            like = nearest(name, ids)
            hint = f"did you mean {like!r}?" if like else "set that criterion first"
            msg = f"unknown fails for {name!r}, which is no criterion asked: {hint}"
            raise UnknownNameError(msg)
    left = np.ones(len(sites), dtype=bool)
    judged, steps = [], []
    for criterion in criteria:
        verdict = criterion.verdict(sites)
        out = verdict.fails
        if criterion.id in unknown_fails:
            out = out | verdict.unknown
        before = int(left.sum())
        unknown = int((left & verdict.unknown).sum())
        left = left & ~out
        judged.append((criterion, verdict, out))
        steps.append(Step(criterion.id, before, int(left.sum()), unknown))
    strict = frozenset(unknown_fails)
    return FunnelResult(sites, tuple(judged), tuple(steps), left, strict)


@dataclass(frozen=True)
class Loosening:
    """One criterion to loosen for one site.

    Attributes
    ----------
    criterion, site_id : str
    to : object
        The new limit, or the values to add; None to let unknown values pass.
    gap : float, share of the limit
    admits : int
        Sites that come in when only this is changed to ``to``.
    """

    criterion: str
    site_id: str
    to: object
    gap: float
    admits: int


@dataclass(frozen=True)
class Advice:
    """What to loosen where nothing matches.

    Attributes
    ----------
    single : tuple of Loosening
        For each criterion that alone shuts a site out, its nearest site; the
        smallest gap first. Empty where every site fails several.
    together : tuple of Loosening
        Only then: all that the nearest site fails.
    """

    single: tuple[Loosening, ...] = ()
    together: tuple[Loosening, ...] = ()


def _gaps(result: FunnelResult) -> NDArray[np.float64]:
    """Return the gap of every site by criterion, 0 where it is not put out."""
    return np.column_stack(
        [
            np.where(out, np.where(verdict.fails, verdict.gap, WHOLE), 0.0)
            for _, verdict, out in result.judged
        ]
    )


def _one(
    result: FunnelResult, gaps: NDArray[np.float64], row: int, column: int
) -> Loosening:
    criterion, verdict, out = result.judged[column]
    site = result.rows[row]
    others = [o for i, (_, _, o) in enumerate(result.judged) if i != column]
    alone = out & ~np.any([np.zeros_like(out), *others], axis=0)
    failed = verdict.fails[row]
    if failed:
        widened = criterion.widened(site).verdict(result.sites)
        strict = criterion.id in result.unknown_fails
        admitted = alone & ~(widened.fails | (widened.unknown & strict))
    else:
        admitted = alone & verdict.unknown
    return Loosening(
        criterion.id,
        str(result.sites.index[row]),
        criterion.loosened(site) if failed else None,
        float(gaps[row, column]),
        int(admitted.sum()),
    )


def loosen(result: FunnelResult) -> Advice:
    """Say which criterion to loosen, and how far, for the nearest site.

    Gaps of different criteria are compared as shares of their limits; a
    criterion that is no number (zone, sector, status, unknown) counts as one
    whole. `qngeo.domain.land.criteria.OnOffer` is never loosened.

    Parameters
    ----------
    result : FunnelResult

    Returns
    -------
    Advice, empty where some site matches or none could.
    """
    if result.mask.any() or not result.judged or result.sites.empty:
        return Advice()
    gaps = _gaps(result)
    fails = np.column_stack([out for _, _, out in result.judged])
    possible = np.isfinite(gaps).all(axis=1)
    singles = []
    for column in range(gaps.shape[1]):
        alone = possible & fails[:, column] & (fails.sum(axis=1) == 1)
        rows = np.flatnonzero(alone)
        if rows.size:
            row = int(rows[np.argmin(gaps[rows, column])])
            singles.append(_one(result, gaps, row, column))
    if singles:
        return Advice(single=tuple(sorted(singles, key=lambda one: one.gap)))
    rows = np.flatnonzero(possible)
    if not rows.size:
        return Advice()
    fewest = rows[fails[rows].sum(axis=1) == fails[rows].sum(axis=1).min()]
    row = int(fewest[np.argmin(gaps[fewest].sum(axis=1))])
    return Advice(
        together=tuple(
            _one(result, gaps, row, int(column))
            for column in np.flatnonzero(fails[row])
        )
    )
