"""What an investor needs, as one value that fits into a link."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from qngeo.domain import sectors
from qngeo.domain.choices import Readiness, Sector, Status, Zone
from qngeo.domain.criteria import (
    Area,
    Criterion,
    Forest,
    OnOffer,
    Price,
    TravelTime,
    minutes_column,
)
from qngeo.domain.funnel import Loosening
from qngeo.domain.ranking import Scale, Weighted
from qngeo.domain.readiness import ITEMS
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


def _limit(name: str, value: float | None, *, least: float = 0.0) -> None:
    if value is not None and not least <= value < math.inf:
        msg = f"{name} of {value:g}: give a number from {least:g}"
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
        Keys of `qngeo.domain.sectors.SECTORS`, any of them.
    zones : tuple of str
        Subject ids, any of them.
    statuses : tuple of str
        Of `STATUSES`, any of them.
    near : str
        Id of a place; alone it only enters the ranking.
    within_min : float, minutes by road to ``near``
    readiness : tuple of str
        Of `qngeo.domain.readiness.ITEMS`; all of them, unless
        ``readiness_min`` asks for fewer.
    readiness_min : int
        So many of ``readiness`` (of the whole checklist, if it is empty).
    no_forest : bool
        No part of the site may lie in forest.
    unknown_fails : tuple of str
        Ids of `CRITERIA` of which an unknown value puts a site out.
    weights : tuple of (str, float)
        Keys of `SCALES` with their weights; empty is `DEFAULT_WEIGHTS`.

    Raises
    ------
    NumberError
        If a number is out of range, or minutes are asked to no place.
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
        for name, weight in self.weights:
            _limit(f"weight of {name}", weight)
        if self.weights and not any(weight for _, weight in self.weights):
            msg = "all weights are 0: give at least one criterion a weight"
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
        query = {
            "ha": _number(self.min_ha),
            "usd": _number(self.max_price),
            "sec": ",".join(self.sectors),
            "zone": ",".join(self.zones),
            "st": ",".join(self.statuses),
            "near": self.near,
            "min": _number(self.within_min),
            "rdy": ",".join(self.readiness),
            "rdyn": _number(self.readiness_min),
            "forest": _TRUE if self.no_forest else "",
            "unk": ",".join(self.unknown_fails),
            "w": ",".join(f"{name}~{_number(w)}" for name, w in self.weights),
        }
        return {key: text for key, text in query.items() if text}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Need":
        """Read what `to_query` wrote; parameters of other things are ignored.

        Raises
        ------
        NumberError, UnknownNameError
            If a value cannot be read; the message names the parameter.
        """
        count = _read_number(query, "rdyn")
        if count is not None and not count.is_integer():
            msg = f"rdyn={query['rdyn']}: give a whole number"
            raise NumberError(msg)
        if query.get("forest", "") not in {"", _TRUE}:
            msg = f"forest={query['forest']}: write forest=1 or leave it out"
            raise NumberError(msg)
        return cls(
            min_ha=_read_number(query, "ha"),
            max_price=_read_number(query, "usd"),
            sectors=_read_list(query, "sec"),
            zones=_read_list(query, "zone"),
            statuses=_read_list(query, "st"),
            near=query.get("near", ""),
            within_min=_read_number(query, "min"),
            readiness=_read_list(query, "rdy"),
            readiness_min=None if count is None else int(count),
            no_forest=query.get("forest", "") == _TRUE,
            unknown_fails=_read_list(query, "unk"),
            weights=_read_weights(query),
        )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _read_list(query: Mapping[str, str], key: str) -> tuple[str, ...]:
    return tuple(part for part in query.get(key, "").split(",") if part)


def _float(text: str, key: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        msg = f"{key}={text} is not a number: write it like {key}=12.5"
        raise NumberError(msg) from error
    if not math.isfinite(value):
        msg = f"{key}={text} is not a number: write it like {key}=12.5"
        raise NumberError(msg)
    return value


def _read_number(query: Mapping[str, str], key: str) -> float | None:
    text = query.get(key, "")
    return _float(text, key) if text else None


def _read_weights(query: Mapping[str, str]) -> tuple[tuple[str, float], ...]:
    found = []
    for part in _read_list(query, "w"):
        name, _, text = part.partition("~")
        found.append((name, _float(text, f"w={name}~")))
    return tuple(found)
