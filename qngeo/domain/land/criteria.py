"""Knock-out criteria (tiêu chí loại trừ): what they are, and those of a limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Mask: TypeAlias = NDArray[np.bool_]

Site: TypeAlias = Mapping[str, Any]
"""One row of the sites, by column."""

WHOLE = 1.0
"""Gap of a criterion that is no number: as much as the whole of a limit."""


@dataclass(frozen=True)
class Reason:
    """Why a site fails, as a locale key and the values of its placeholders."""

    key: str
    details: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What one criterion says of every site.

    Attributes
    ----------
    fails, unknown : array of bool
        Never both for one site; neither means that the site meets it.
    gap : array of float, share of the limit
        By how much the failing ones fail: 0.25 is a quarter of the limit.
    """

    fails: Mask
    unknown: Mask
    gap: NDArray[np.float64]


class Criterion(Protocol):
    """What every criterion can do; ``id`` names it in results and links."""

    @property
    def id(self) -> str:
        """Short name such as "area"."""
        ...

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """Judge every site of a table."""
        ...

    def reason(self, site: Site) -> Reason:
        """Say why a failing site fails, and by how much."""
        ...

    def loosened(self, site: Site) -> object:
        """Return the value to which it must be changed to let the site in."""
        ...

    def widened(self, site: Site) -> "Criterion":
        """Return the criterion so changed."""
        ...


def minutes_column(place: str) -> str:
    """Return the column that holds the minutes to a place."""
    return f"minutes {place}"


def _numbers(sites: pd.DataFrame, column: str) -> NDArray[np.float64]:
    if column not in sites:
        return np.full(len(sites), np.nan)
    return sites[column].to_numpy(dtype=float)


_LEAST = 1e-6
"""Limits below are taken as 1 when a gap is put in proportion."""


def _limited(excess: NDArray[np.float64], limit: float) -> Verdict:
    """Judge by how far a value lies beyond its limit; missing is unknown."""
    fails = excess > 0
    scale = limit if limit > _LEAST else 1.0
    return Verdict(fails, np.isnan(excess), np.where(fails, excess / scale, 0.0))


def listed(sites: pd.DataFrame, column: str, wanted: Sequence[str]) -> Mask:
    """Tell which sites have one of some words in a column.

    Parameters
    ----------
    sites : DataFrame
    column : str
        Of words or categories.
    wanted : sequence of str

    Returns
    -------
    array of bool, one a site.
    """
    words = sites[column]
    if isinstance(words.dtype, pd.CategoricalDtype):
        codes = words.cat.categories.get_indexer(pd.Index(wanted, dtype=object))
        return np.isin(words.cat.codes.to_numpy(), codes[codes >= 0])
    return words.isin(list(wanted)).to_numpy()


@dataclass(frozen=True)
class OnOffer:
    """The site is neither withdrawn nor known to be taken; nothing loosens it."""

    id: str = "on_offer"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`; where land left is not known the site may be on offer."""
        withdrawn = listed(sites, "status", ["withdrawn"])
        taken = _numbers(sites, "available_ha") == 0
        fails = withdrawn | taken
        return Verdict(
            fails, np.zeros(len(sites), dtype=bool), np.where(fails, np.inf, 0.0)
        )

    def reason(self, site: Site) -> Reason:
        """See `Criterion`."""
        withdrawn = site["status"] == "withdrawn"
        return Reason(f"land.reason.{'withdrawn' if withdrawn else 'taken'}")

    def loosened(self, site: Site) -> object:  # noqa: ARG002
        """See `Criterion`."""
        return None

    def widened(self, site: Site) -> Criterion:  # noqa: ARG002
        """See `Criterion`."""
        return self


@dataclass(frozen=True)
class Area:
    """At least so many hectares are left."""

    min_ha: float
    id: str = "area"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`."""
        return _limited(self.min_ha - _numbers(sites, "available_ha"), self.min_ha)

    def reason(self, site: Site) -> Reason:
        """See `Criterion`."""
        left = float(site["available_ha"])
        values = (("value", left), ("limit", self.min_ha), ("by", self.min_ha - left))
        return Reason("land.reason.area", values)

    def loosened(self, site: Site) -> object:
        """See `Criterion`."""
        return float(site["available_ha"])

    def widened(self, site: Site) -> Criterion:
        """See `Criterion`."""
        return replace(self, min_ha=float(site["available_ha"]))


@dataclass(frozen=True)
class Price:
    """The low end of the asking rent is at most so many dollars a square metre."""

    max_usd_m2: float
    id: str = "price"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`."""
        excess = _numbers(sites, "price_usd_m2") - self.max_usd_m2
        return _limited(excess, self.max_usd_m2)

    def reason(self, site: Site) -> Reason:
        """See `Criterion`."""
        asked = float(site["price_usd_m2"])
        values = (
            ("value", asked),
            ("limit", self.max_usd_m2),
            ("by", asked - self.max_usd_m2),
        )
        return Reason("land.reason.price", values)

    def loosened(self, site: Site) -> object:
        """See `Criterion`."""
        return float(site["price_usd_m2"])

    def widened(self, site: Site) -> Criterion:
        """See `Criterion`."""
        return replace(self, max_usd_m2=float(site["price_usd_m2"]))


@dataclass(frozen=True)
class TravelTime:
    """By road at most so many minutes to a place."""

    place: str
    max_minutes: float
    id: str = "travel_time"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`."""
        excess = _numbers(sites, minutes_column(self.place)) - self.max_minutes
        return _limited(excess, self.max_minutes)

    def reason(self, site: Site) -> Reason:
        """See `Criterion`."""
        takes = float(site[minutes_column(self.place)])
        values = (
            ("place", self.place),
            ("value", takes),
            ("limit", self.max_minutes),
            ("by", takes - self.max_minutes),
        )
        return Reason("land.reason.travel_time", values)

    def loosened(self, site: Site) -> object:
        """See `Criterion`."""
        return float(site[minutes_column(self.place)])

    def widened(self, site: Site) -> Criterion:
        """See `Criterion`."""
        return replace(self, max_minutes=float(site[minutes_column(self.place)]))


@dataclass(frozen=True)
class Forest:
    """At most so many hectares of the site lie in forest."""

    max_ha: float = 0.0
    id: str = "forest"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`; without forest outlines every site is unknown."""
        return _limited(_numbers(sites, "forest_ha") - self.max_ha, self.max_ha)

    def reason(self, site: Site) -> Reason:
        """See `Criterion`."""
        inside = float(site["forest_ha"])
        values = (
            ("value", inside),
            ("limit", self.max_ha),
            ("by", inside - self.max_ha),
        )
        return Reason("land.reason.forest", values)

    def loosened(self, site: Site) -> object:
        """See `Criterion`."""
        return float(site["forest_ha"])

    def widened(self, site: Site) -> Criterion:
        """See `Criterion`."""
        return replace(self, max_ha=float(site["forest_ha"]))
