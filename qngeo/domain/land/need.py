"""What an investor needs, as one value that fits into a link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from qngeo.domain.land import query, sectors
from qngeo.domain.land.choices import Readiness, Sector, Status, Zone
from qngeo.domain.land.criteria import (
    Area,
    Criterion,
    Forest,
    OnOffer,
    Price,
    TravelTime,
    minutes_column,
)
from qngeo.domain.land.funnel import Loosening
from qngeo.domain.land.ranking import LEAST_KNOWN, Scale, Weighted, check_least_known
from qngeo.domain.land.readiness import ITEMS
from qngeo.errors import NumberError, UnknownNameError
from qngeo.names import nearest
from qngeo.schema import PLOT_STATUSES

SITE_STATUSES = (
    "operating",
    "part_operating",
    "under_construction",
    "planned",
    "proposed",
    "withdrawn",
)

STATUSES = tuple(dict.fromkeys([*SITE_STATUSES, *PLOT_STATUSES]))

CRITERIA = (
    "on_offer",
    "area",
    "price",
    "sector",
    "zone",
    "status",
    "readiness",
    "travel_time",
    "forest",
)
"""Ids of all knock-out criteria, in the order in which they are asked."""

SCALES: dict[str, tuple[str, Scale]] = {
    "area": ("available_ha", Scale(0, 100, "ha")),
    "price": ("price_usd_m2", Scale(150, 30, "USD/m2/term")),
    "travel_time": ("", Scale(120, 15, "minutes")),
    "readiness": ("ready_pct", Scale(0, 100, "%")),
    "clearance": ("clearance_pct", Scale(0, 100, "%")),
}
"""Criteria of the ranking with column and scale, worst to best; they are
defaults of qngeo, shown beside every score."""

DEFAULT_WEIGHTS: tuple[tuple[str, float], ...] = (
    ("area", 1.0),
    ("price", 1.0),
    ("travel_time", 1.0),
    ("readiness", 1.0),
)
"""Weights where none are given: all alike. Without a place near which to be,
travel time is left out."""

_ID = re.compile(r"[a-z_]+:[a-z0-9_]+")

_TRUE = "1"

MOST = 1e9
"""Above all areas, rents, times and weights that anyone can mean."""


def _limit(name: str, value: float | None) -> None:
    if value is not None and not 0 <= value <= MOST:
        msg = f"{name} of {value:g}: give a number from 0 to {MOST:.0f}"
        raise NumberError(msg)


def _among(what: str, values: tuple[str, ...], known: tuple[str, ...]) -> None:
    for value in values:
        if value not in known:
            like = nearest(value, known)
            hint = (
                f"did you mean {like!r}?" if like else f"there are {', '.join(known)}"
            )
            msg = f"no {what} {value!r}: {hint}"
            raise UnknownNameError(msg)


@dataclass(frozen=True)
class Need:
    """What is looked for; what is not given is not asked.

    Attributes
    ----------
    min_ha : float, hectares
    max_price : float, US dollars a square metre for the whole term
    sectors : tuple of str
        Keys of `qngeo.domain.land.sectors.SECTORS`, any of them.
    zones : tuple of str
        Subject ids, any of them.
    statuses : tuple of str
        Of `STATUSES`, any of them.
    near : str
        Id of a place; alone it only enters the ranking.
    within_min : float, minutes by road to ``near``
    readiness : tuple of str
        Of `qngeo.domain.land.readiness.ITEMS`; all of them, unless
        ``readiness_min`` asks for fewer.
    readiness_min : int
        So many of ``readiness`` (of the whole checklist, if it is empty).
    no_forest : bool
        No part of the site may lie in forest.
    unknown_fails : tuple of str
        Ids of `CRITERIA` of which an unknown value puts a site out.
    weights : tuple of (str, float)
        Keys of `SCALES` with their weights, each once; empty is `DEFAULT_WEIGHTS`.
    least_known : float, share from 0 to 1
        So much of the weights must be known of a site for it to be ranked.

    Raises
    ------
    NumberError
        If a number is out of range, minutes are asked to no place, or no criterion
        that can be judged has a weight: travel time cannot without ``near``.
    UnknownNameError
        If a word is not in the list that it must come from.
    """

    min_ha: float | None = None
    max_price: float | None = None
    sectors: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    near: str = ""
    within_min: float | None = None
    readiness: tuple[str, ...] = ()
    readiness_min: int | None = None
    no_forest: bool = False
    unknown_fails: tuple[str, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    least_known: float = LEAST_KNOWN

    def __post_init__(self) -> None:
        """Check every part."""
        _limit("area", self.min_ha)
        _limit("price", self.max_price)
        _limit("travel time", self.within_min)
        sectors.bits(self.sectors)
        _among("status", self.statuses, STATUSES)
        _among("readiness item", self.readiness, ITEMS)
        _among("ranking criterion", tuple(n for n, _ in self.weights), tuple(SCALES))
        _among("criterion", self.unknown_fails, CRITERIA)
        for value in (*self.zones, *([self.near] if self.near else [])):
            if not _ID.fullmatch(value):
                msg = f"{value!r} is no id: write it like zone:van_don or port:cai_lan"
                raise UnknownNameError(msg)
        if self.within_min is not None and not self.near:
            msg = f"within {self.within_min:g} minutes of no place: name one with near"
            raise NumberError(msg)
        if self.readiness_min is not None:
            most = len(self.readiness or ITEMS)
            if not 1 <= self.readiness_min <= most:
                msg = (
                    f"{self.readiness_min} items ready: give a number from 1 to {most}"
                )
                raise NumberError(msg)
        check_least_known(self.least_known)
        self._check_weights()

    def _check_weights(self) -> None:
        names = [name for name, _ in self.weights]
        for name, weight in self.weights:
            _limit(f"weight of {name}", weight)
            if names.count(name) > 1:
                msg = f"{name!r} is weighted {names.count(name)} times: do it once"
                raise NumberError(msg)
        counted = {name for name, weight in self.weights if weight}
        if self.weights and not counted:
            msg = "all weights are 0: give at least one criterion a weight"
            raise NumberError(msg)
        if counted == {"travel_time"} and not self.near:
            msg = (
                "only travel_time has a weight, but no place is near: name one with "
                "near, or give another criterion a weight"
            )
            raise NumberError(msg)

    def criteria(self) -> tuple[Criterion, ...]:
        """Return the knock-out criteria asked, `OnOffer` always first."""
        asked: list[Criterion] = [OnOffer()]
        if self.min_ha is not None:
            asked.append(Area(self.min_ha))
        if self.max_price is not None:
            asked.append(Price(self.max_price))
        if self.sectors:
            asked.append(Sector(self.sectors))
        if self.zones:
            asked.append(Zone(self.zones))
        if self.statuses:
            asked.append(Status(self.statuses))
        if self.readiness or self.readiness_min is not None:
            items = self.readiness or ITEMS
            least = len(items) if self.readiness_min is None else self.readiness_min
            sure = "readiness" in self.unknown_fails
            asked.append(Readiness(items, least, sure))
        if self.within_min is not None:
            asked.append(TravelTime(self.near, self.within_min))
        if self.no_forest:
            asked.append(Forest())
        return tuple(asked)

    def weighted(self) -> tuple[Weighted, ...]:
        """Return the criteria of the ranking with their scales and weights."""
        found = []
        for name, weight in self.weights or DEFAULT_WEIGHTS:
            if not weight:
                continue
            column, scale = SCALES[name]
            if name == "travel_time":
                if not self.near:
                    continue
                column = minutes_column(self.near)
            coverage = "ready_coverage" if name == "readiness" else ""
            found.append(Weighted(name, column, scale, weight, coverage))
        return tuple(found)

    def loosened(self, change: Loosening) -> "Need":
        """Return the need with one criterion loosened as advised."""
        if change.to is None:
            kept = tuple(u for u in self.unknown_fails if u != change.criterion)
            return replace(self, unknown_fails=kept)
        to = change.to
        if isinstance(to, tuple):
            field = {"sector": "sectors", "zone": "zones", "status": "statuses"}
            name = field[change.criterion]
            both = dict.fromkeys([*getattr(self, name), *(v for v in to if v)])
            only_outside = change.criterion == "zone" and not any(to)
            changed = {name: () if only_outside else tuple(both)}
            return replace(self, **changed)  # type: ignore[arg-type]
        if change.criterion == "forest":
            return replace(self, no_forest=False)
        if change.criterion == "readiness" and not to:
            return replace(self, readiness=(), readiness_min=None)
        field = {
            "area": "min_ha",
            "price": "max_price",
            "travel_time": "within_min",
            "readiness": "readiness_min",
        }
        return replace(self, **{field[change.criterion]: to})  # type: ignore[arg-type]

    def to_query(self) -> dict[str, str]:
        """Write the need as parameters of an address; what is not asked is left out.

        Examples
        --------
        >>> Need(min_ha=20.0, sectors=("electronics",), near="port:cai_lan").to_query()
        {'ha': '20', 'sec': 'electronics', 'near': 'port:cai_lan'}
        """
        link = {
            "ha": query.written(self.min_ha),
            "usd": query.written(self.max_price),
            "sec": ",".join(self.sectors),
            "zone": ",".join(self.zones),
            "st": ",".join(self.statuses),
            "near": self.near,
            "min": query.written(self.within_min),
            "rdy": ",".join(self.readiness),
            "rdyn": query.written(self.readiness_min),
            "forest": _TRUE if self.no_forest else "",
            "unk": ",".join(self.unknown_fails),
            "w": ",".join(f"{name}~{query.written(w)}" for name, w in self.weights),
            "kn": ""
            if self.least_known == LEAST_KNOWN
            else query.written(self.least_known),
        }
        return {key: text for key, text in link.items() if text}

    @classmethod
    def from_query(cls, link: Mapping[str, str]) -> "Need":
        """Read what `to_query` wrote; parameters of other things are ignored.

        Raises
        ------
        NumberError, UnknownNameError
            If a value cannot be read; the message names the parameter.
        """
        least_known = query.number(link, "kn")
        count = query.number(link, "rdyn")
        if count is not None and not count.is_integer():
            msg = f"rdyn={link['rdyn']}: give a whole number"
            raise NumberError(msg)
        if link.get("forest", "") not in {"", _TRUE}:
            msg = f"forest={link['forest']}: write forest=1 or leave it out"
            raise NumberError(msg)
        return cls(
            min_ha=query.number(link, "ha"),
            max_price=query.number(link, "usd"),
            sectors=query.texts(link, "sec"),
            zones=query.texts(link, "zone"),
            statuses=query.texts(link, "st"),
            near=link.get("near", ""),
            within_min=query.number(link, "min"),
            readiness=query.texts(link, "rdy"),
            readiness_min=None if count is None else int(count),
            no_forest=link.get("forest", "") == _TRUE,
            unknown_fails=query.texts(link, "unk"),
            weights=query.weights(link),
            least_known=LEAST_KNOWN if least_known is None else least_known,
        )
