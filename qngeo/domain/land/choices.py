"""Knock-out criteria of words: sector, zone, status, and what is ready."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qngeo.domain.land import sectors
from qngeo.domain.land.criteria import (
    WHOLE,
    Criterion,
    Mask,
    Reason,
    Site,
    Verdict,
    listed,
)
from qngeo.domain.land.readiness import NO_EVIDENCE, READY


def ready_column(item: str) -> str:
    """Return the column that holds the state of a readiness item."""
    return f"ready {item}"


def _of_sets(fails: Mask, unknown: Mask) -> Verdict:
    return Verdict(fails, unknown, np.where(fails, WHOLE, 0.0))


@dataclass(frozen=True)
class Sector:
    """The site names at least one of these sectors.

    A site that names only broad ones (`qngeo.domain.land.sectors.BROAD`) neither
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

    def reason(self, site: Site) -> Reason:
        """See `Criterion`."""
        values = (("value", site["sector_ids"]), ("limit", self.any_of))
        return Reason("land.reason.sector", values)

    def loosened(self, site: Site) -> object:
        """See `Criterion`."""
        return site["sector_ids"]

    def widened(self, site: Site) -> Criterion:
        """See `Criterion`."""
        return replace(self, any_of=(*self.any_of, *site["sector_ids"]))


@dataclass(frozen=True)
class Zone:
    """The site lies in one of these economic zones."""

    any_of: tuple[str, ...]
    id: str = "zone"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`; a site outside all zones fails, it is not unknown."""
        inside = listed(sites, "zone_id", self.any_of)
        return _of_sets(~inside, np.zeros(len(sites), dtype=bool))

    def reason(self, site: Site) -> Reason:
        """See `Criterion`."""
        if not site["zone_id"]:
            return Reason("land.reason.outside_zones")
        return Reason("land.reason.zone", (("value", site["zone_id"]),))

    def loosened(self, site: Site) -> object:
        """See `Criterion`."""
        return (site["zone_id"],)

    def widened(self, site: Site) -> Criterion:
        """See `Criterion`."""
        return replace(self, any_of=(*self.any_of, site["zone_id"]))


@dataclass(frozen=True)
class Status:
    """The site stands as one of these words say."""

    any_of: tuple[str, ...]
    id: str = "status"

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`."""
        unknown = listed(sites, "status", [""])
        return _of_sets(~listed(sites, "status", self.any_of) & ~unknown, unknown)

    def reason(self, site: Site) -> Reason:
        """See `Criterion`."""
        return Reason("land.reason.status", (("value", site["status"]),))

    def loosened(self, site: Site) -> object:
        """See `Criterion`."""
        return (site["status"],)

    def widened(self, site: Site) -> Criterion:
        """See `Criterion`."""
        return replace(self, any_of=(*self.any_of, site["status"]))


@dataclass(frozen=True)
class Readiness:
    """Named items of the checklist are ready, or at least so many of them.

    Attributes
    ----------
    items : tuple of str
        Of `qngeo.domain.land.readiness.ITEMS`.
    at_least : int
        How many of ``items`` must be ready. An item without evidence may be
        ready or not: the site is unknown where that decides.
    sure : bool
        Unknown puts a site out here, so that loosening must reach down to the
        items that are known to be ready.
    """

    items: tuple[str, ...]
    at_least: int
    sure: bool = False
    id: str = "readiness"

    def _counts(self, sites: pd.DataFrame) -> tuple[NDArray[np.int64], ...]:
        ready = np.zeros(len(sites), dtype=np.int64)
        open_ended = np.zeros(len(sites), dtype=np.int64)
        for item in self.items:
            column = ready_column(item)
            if column not in sites:
                open_ended += 1
                continue
            ready += listed(sites, column, [READY])
            open_ended += listed(sites, column, [NO_EVIDENCE])
        return ready, open_ended

    def verdict(self, sites: pd.DataFrame) -> Verdict:
        """See `Criterion`."""
        ready, open_ended = self._counts(sites)
        lacks = self.at_least - ready - open_ended
        fails = lacks > 0
        unknown = ~fails & (ready < self.at_least)
        return Verdict(
            fails, unknown, np.where(fails, lacks / max(self.at_least, 1), 0.0)
        )

    def _lacking(self, site: Site) -> tuple[str, ...]:
        states = {i: site.get(ready_column(i), NO_EVIDENCE) for i in self.items}
        return tuple(i for i, s in states.items() if s not in {READY, NO_EVIDENCE})

    def _reached(self, site: Site) -> int:
        states = [site.get(ready_column(i), NO_EVIDENCE) for i in self.items]
        may_be = 0 if self.sure else states.count(NO_EVIDENCE)
        return states.count(READY) + may_be

    def reason(self, site: Site) -> Reason:
        """See `Criterion`."""
        lacking = self._lacking(site)
        values = (
            ("items", lacking),
            ("value", len(self.items) - len(lacking)),
            ("limit", self.at_least),
            ("by", self.at_least - len(self.items) + len(lacking)),
        )
        return Reason("land.reason.readiness", values)

    def loosened(self, site: Site) -> object:
        """See `Criterion`."""
        return self._reached(site)

    def widened(self, site: Site) -> Criterion:
        """See `Criterion`."""
        return replace(self, at_least=self._reached(site))
