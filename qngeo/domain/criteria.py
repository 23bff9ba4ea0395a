"""Knock-out criteria (tiêu chí loại trừ): what a site must have to stay in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qngeo.domain import sectors

Mask: TypeAlias = NDArray[np.bool_]

READY = "ready"
NO_EVIDENCE = "no_evidence"

WHOLE = 1.0
"""Gap of a criterion that is no number: as much as the whole of a limit."""


@dataclass(frozen=True)
class Reason:
    """Why a site fails, as a locale key and the values of its placeholders."""

    key: str
    values: tuple[tuple[str, object], ...] = ()


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

    def reason(self, site: pd.Series) -> Reason:
        """Say why a failing site fails, and by how much."""
        ...

    def loosened(self, site: pd.Series) -> object:
        """Return the value to which it must be changed to let the site in."""
        ...


def minutes_column(place: str) -> str:
    """Return the column that holds the minutes to a place."""
    return f"minutes {place}"


def ready_column(item: str) -> str:
    """Return the column that holds the state of a readiness item."""
    return f"ready {item}"


def _numbers(sites: pd.DataFrame, column: str) -> NDArray[np.float64]:
    if column not in sites:
        return np.full(len(sites), np.nan)
    return sites[column].to_numpy(dtype=float)


def _limited(excess: NDArray[np.float64], limit: float) -> Verdict:
    """Judge by how far a value lies beyond its limit; missing is unknown."""
    fails = excess > 0
    scale = limit if limit > 0 else 1.0
    return Verdict(fails, np.isnan(excess), np.where(fails, excess / scale, 0.0))


def _listed(sites: pd.DataFrame, column: str, wanted: Sequence[str]) -> Mask:
    return sites[column].isin(list(wanted)).to_numpy()


def _of_sets(fails: Mask, unknown: Mask) -> Verdict:
    return Verdict(fails, unknown, np.where(fails, WHOLE, 0.0))


@dataclass(frozen=True)
class OnOffer:
    """The site is neither withdrawn nor known to be taken; nothing loosens it."""

    id: str = "on_offer"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`; where land left is not known the site may be on offer."""
        withdrawn = _listed(sites, "status", ["withdrawn"])
        taken = _numbers(sites, "available_ha") == 0
        fails = withdrawn | taken
        return Verdict(
            fails, np.zeros(len(sites), dtype=bool), np.where(fails, np.inf, 0.0)
        )

    def reason(self, site: pd.Series) -> Reason:
        """See `Criterion`."""
        withdrawn = site["status"] == "withdrawn"
        return Reason(f"land.reason.{'withdrawn' if withdrawn else 'taken'}")

    def loosened(self, site: pd.Series) -> object:  # noqa: ARG002
        """See `Criterion`."""
        return None


@dataclass(frozen=True)
class Area:
    """At least so many hectares are left."""

    min_ha: float
    id: str = "area"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`."""
        return _limited(self.min_ha - _numbers(sites, "available_ha"), self.min_ha)

    def reason(self, site: pd.Series) -> Reason:
        """See `Criterion`."""
        left = float(site["available_ha"])
        values = (("value", left), ("limit", self.min_ha), ("by", self.min_ha - left))
        return Reason("land.reason.area", values)

    def loosened(self, site: pd.Series) -> object:
        """See `Criterion`."""
        return float(site["available_ha"])


@dataclass(frozen=True)
class Price:
    """The low end of the asking rent is at most so many dollars a square metre."""

    max_usd_m2: float
    id: str = "price"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`."""
        excess = _numbers(sites, "price_usd_m2") - self.max_usd_m2
        return _limited(excess, self.max_usd_m2)

    def reason(self, site: pd.Series) -> Reason:
        """See `Criterion`."""
        asked = float(site["price_usd_m2"])
        values = (
            ("value", asked),
            ("limit", self.max_usd_m2),
            ("by", asked - self.max_usd_m2),
        )
        return Reason("land.reason.price", values)

    def loosened(self, site: pd.Series) -> object:
        """See `Criterion`."""
        return float(site["price_usd_m2"])


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

    def reason(self, site: pd.Series) -> Reason:
        """See `Criterion`."""
        takes = float(site[minutes_column(self.place)])
        values = (
            ("place", self.place),
            ("value", takes),
            ("limit", self.max_minutes),
            ("by", takes - self.max_minutes),
        )
        return Reason("land.reason.travel_time", values)

    def loosened(self, site: pd.Series) -> object:
        """See `Criterion`."""
        return float(site[minutes_column(self.place)])


@dataclass(frozen=True)
class Sector:
    """The site names at least one of these sectors.

    A site that names only broad ones (`qngeo.domain.sectors.BROAD`) neither
    meets nor fails a narrower wish: it is unknown.
    """

    any_of: tuple[str, ...]
    id: str = "sector"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`."""
        has = sites["sector_bits"].to_numpy(dtype=np.int64)
        meets = (has & sectors.bits(self.any_of)) != 0
        open_ended = (has == 0) | ((has & sectors.bits(sectors.BROAD)) != 0)
        return _of_sets(~meets & ~open_ended, ~meets & open_ended)

    def reason(self, site: pd.Series) -> Reason:
        """See `Criterion`."""
        values = (("value", site["sector_ids"]), ("limit", self.any_of))
        return Reason("land.reason.sector", values)

    def loosened(self, site: pd.Series) -> object:
        """See `Criterion`."""
        return site["sector_ids"]


@dataclass(frozen=True)
class Zone:
    """The site lies in one of these economic zones."""

    any_of: tuple[str, ...]
    id: str = "zone"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`; a site outside all zones fails, it is not unknown."""
        inside = _listed(sites, "zone_id", self.any_of)
        return _of_sets(~inside, np.zeros(len(sites), dtype=bool))

    def reason(self, site: pd.Series) -> Reason:
        """See `Criterion`."""
        if not site["zone_id"]:
            return Reason("land.reason.outside_zones")
        return Reason("land.reason.zone", (("value", site["zone_id"]),))

    def loosened(self, site: pd.Series) -> object:
        """See `Criterion`."""
        return (site["zone_id"],)


@dataclass(frozen=True)
class Status:
    """The site stands as one of these words say."""

    any_of: tuple[str, ...]
    id: str = "status"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`."""
        unknown = _listed(sites, "status", [""])
        return _of_sets(~_listed(sites, "status", self.any_of) & ~unknown, unknown)

    def reason(self, site: pd.Series) -> Reason:
        """See `Criterion`."""
        return Reason("land.reason.status", (("value", site["status"]),))

    def loosened(self, site: pd.Series) -> object:
        """See `Criterion`."""
        return (site["status"],)


@dataclass(frozen=True)
class Readiness:
    """Named items of the checklist are ready, or at least so many of them.

    Attributes
    ----------
    items : tuple of str
        Of `qngeo.domain.readiness.ITEMS`.
    at_least : int
        How many of ``items`` must be ready. An item without evidence may be
        ready or not: the site is unknown where that decides.
    """

    items: tuple[str, ...]
    at_least: int
    id: str = "readiness"

    def _counts(self, sites: pd.DataFrame) -> tuple[NDArray[np.int64], ...]:
        ready = np.zeros(len(sites), dtype=np.int64)
        open_ended = np.zeros(len(sites), dtype=np.int64)
        for item in self.items:
            column = ready_column(item)
            if column not in sites:
                open_ended += 1
                continue
            ready += _listed(sites, column, [READY])
            open_ended += _listed(sites, column, [NO_EVIDENCE])
        return ready, open_ended

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`."""
        ready, open_ended = self._counts(sites)
        lacks = self.at_least - ready - open_ended
        fails = lacks > 0
        unknown = ~fails & (ready < self.at_least)
        return Verdict(fails, unknown, np.where(fails, lacks / self.at_least, 0.0))

    def _lacking(self, site: pd.Series) -> tuple[str, ...]:
        states = {
            item: site.get(ready_column(item), NO_EVIDENCE) for item in self.items
        }
        return tuple(i for i, s in states.items() if s not in {READY, NO_EVIDENCE})

    def reason(self, site: pd.Series) -> Reason:
        """See `Criterion`."""
        lacking = self._lacking(site)
        values = (
            ("items", lacking),
            ("value", len(self.items) - len(lacking)),
            ("limit", self.at_least),
            ("by", self.at_least - len(self.items) + len(lacking)),
        )
        return Reason("land.reason.readiness", values)

    def loosened(self, site: pd.Series) -> object:
        """See `Criterion`."""
        return len(self.items) - len(self._lacking(site))


@dataclass(frozen=True)
class Forest:
    """At most so many hectares of the site lie in forest."""

    max_ha: float = 0.0
    id: str = "forest"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`; without forest outlines every site is unknown."""
        return _limited(_numbers(sites, "forest_ha") - self.max_ha, self.max_ha)

    def reason(self, site: pd.Series) -> Reason:
        """See `Criterion`."""
        inside = float(site["forest_ha"])
        values = (
            ("value", inside),
            ("limit", self.max_ha),
            ("by", inside - self.max_ha),
        )
        return Reason("land.reason.forest", values)

    def loosened(self, site: pd.Series) -> object:
        """See `Criterion`."""
        return float(site["forest_ha"])
