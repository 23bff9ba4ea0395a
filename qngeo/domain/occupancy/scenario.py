"""Scenarios of land taken up: so many hectares a year, new phases, what is left."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import pandas as pd

from qngeo.errors import DateError, NumberError

MAX_YEARS = 60

_SEPARATOR = "!"

OUTCOME_COLUMNS = [
    "site_id",
    "zone_id",
    "year",
    "added_ha",
    "total_ha",
    "demand_ha",
    "allocated_ha",
    "left_ha",
    "unmet_ha",
]

_SUMS = ["added_ha", "total_ha", "demand_ha", "allocated_ha", "unmet_ha"]


_ESCAPED = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "%!*="})
"""Signs that part a scenario from the next, and its pieces; all else stays short."""


def _short(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _hectares(value: float, what: str) -> None:
    if not 0 <= value < math.inf:
        msg = f"{what} of {value:g} ha: give 0 ha or more"
        raise NumberError(msg)


@dataclass(frozen=True)
class Phase:
    """Land that a park gains (giai đoạn mở rộng), open from 1 January of the year.

    Attributes
    ----------
    park_id : str
    year : int
    ha : float, hectares
    """

    park_id: str
    year: int
    ha: float

    def __post_init__(self) -> None:
        """Refuse a phase of less than nothing."""
        _hectares(self.ha, f"phase of {self.park_id} in {self.year}")


@dataclass(frozen=True)
class Scenario:
    """How much land is taken up and opened, year by year.

    Attributes
    ----------
    name : str
    start, horizon : int, years
        The first and the last year counted.
    default_ha : float, hectares a year
        Demand in each park that ``absorption`` does not name.
    absorption : tuple of (park_id, hectares a year)
    phases : tuple of Phase
        Those after the horizon do not count yet.
    """

    name: str
    start: int
    horizon: int
    default_ha: float = 0.0
    absorption: tuple[tuple[str, float], ...] = ()
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        """Check years and hectares."""
        if not self.start <= self.horizon < self.start + MAX_YEARS:
            msg = (
                f"scenario from {self.start} to {self.horizon}: the horizon must be "
                f"the start or up to {MAX_YEARS - 1} years later"
            )
            raise DateError(msg)
        _hectares(self.default_ha, "absorption a year")
        for park_id, ha in self.absorption:
            _hectares(ha, f"absorption a year in {park_id}")
        named = [park_id for park_id, _ in self.absorption]
        for park_id in named:
            if named.count(park_id) > 1:
                msg = f"absorption of {park_id} is given twice: give one figure"
                raise NumberError(msg)
        for phase in self.phases:
            if phase.year < self.start:
                msg = (
                    f"phase of {phase.park_id} in {phase.year} lies before the start "
                    f"{self.start}: move it or start earlier"
                )
                raise DateError(msg)

    @property
    def years(self) -> range:
        """Every year from the start to the horizon."""
        return range(self.start, self.horizon + 1)

    def to_text(self) -> str:
        """Write the scenario short enough for a link.

        Examples
        --------
        >>> Scenario("slow", 2026, 2035, 5.0, (("park:a", 12.5),)).to_text()
        'slow!2026!2035!5!a=park:a=12.5'
        """
        parts = [self.name.translate(_ESCAPED), str(self.start), str(self.horizon)]
        parts.append(_short(self.default_ha))
        parts += [
            f"a={p.translate(_ESCAPED)}={_short(ha)}" for p, ha in self.absorption
        ]
        parts += [
            f"p={p.park_id.translate(_ESCAPED)}={p.year}={_short(p.ha)}"
            for p in self.phases
        ]
        return _SEPARATOR.join(parts)

    @classmethod
    def from_text(cls, text: str) -> "Scenario":
        """Read what `to_text` wrote.

        Raises
        ------
        NumberError
            If the text is of another form or a number cannot be read.
        DateError
            If the years do not fit.
        """
        head, tail = text.split(_SEPARATOR)[:4], text.split(_SEPARATOR)[4:]
        try:
            name, start, horizon, default_ha = head
            absorption, phases = [], []
            for part in tail:
                kind, park_id, *numbers = part.split("=")
                if kind == "a" and len(numbers) == 1:
                    absorption.append((unquote(park_id), float(numbers[0])))
                elif kind == "p":
                    year, ha = numbers
                    phases.append((unquote(park_id), int(year), float(ha)))
                else:
                    raise ValueError(part)
            years = int(start), int(horizon)
            demand = float(default_ha)
        except ValueError as error:
            msg = (
                f"{text!r} is no scenario: write name!start!horizon!ha, then "
                "a=park=ha and p=park=year=ha, parted by !"
            )
            raise NumberError(msg) from error
        return cls(
            unquote(name),
            *years,
            demand,
            tuple(absorption),
            tuple(Phase(*phase) for phase in phases),
        )


@dataclass(frozen=True)
class Outcome:
    """What a scenario leaves.

    Attributes
    ----------
    parks : DataFrame
        `OUTCOME_COLUMNS`, one row a park and year.
    zones : DataFrame
        The same without site_id, one row a zone and year, sums of the parks whose
        land is known; zone_id "" holds the parks outside the zones.
    unknown : tuple of str
        Parks whose land at the start is not known: their demand stands, what
        they can meet of it does not.
    nested : tuple of str
        Parks left out of the sums, since parks within them are counted.
    """

    parks: pd.DataFrame
    zones: pd.DataFrame
    unknown: tuple[str, ...]
    nested: tuple[str, ...]


def _park_years(
    scenario: Scenario, site_id: str, zone_id: str, start_ha: float
) -> Iterator[dict[str, object]]:
    demand = dict(scenario.absorption).get(site_id, scenario.default_ha)
    added: dict[int, float] = {}
    for phase in scenario.phases:
        if phase.park_id == site_id:
            added[phase.year] = added.get(phase.year, 0.0) + phase.ha
    total, allocated = start_ha, 0.0
    for year in scenario.years:
        total += added.get(year, 0.0)
        taken = math.nan if math.isnan(total) else min(demand, total - allocated)
        allocated = math.nan if math.isnan(total) else min(allocated + taken, total)
        yield {
            "site_id": site_id,
            "zone_id": zone_id,
            "year": year,
            "added_ha": added.get(year, 0.0),
            "total_ha": total,
            "demand_ha": demand,
            "allocated_ha": allocated,
            "left_ha": total - allocated,
            "unmet_ha": demand - taken,
        }


def run(scenario: Scenario, sites: pd.DataFrame) -> Outcome:
    """Work out land taken and left in each park and zone, year by year.

    In each year a park's phases open first, then its demand is met as far as its
    land goes; what cannot be met is told apart and does not move to other parks.

    Parameters
    ----------
    scenario : Scenario
    sites : DataFrame
        Indexed by site_id, with kind, parent_id, zone_id and ``available_ha``, the
        land left at the start; rows of kind "plot" are left out, since they lie
        within their park.

    Returns
    -------
    Outcome. ``total_ha`` is the land left at the start plus all phases so far,
    ``allocated_ha`` what was taken since the start, ``left_ha`` the rest: the two
    add up to the total in every row. ``demand_ha``, ``added_ha`` and ``unmet_ha``
    are of the one year. Where the land at the start is not known, all of it stays
    missing.

    Raises
    ------
    NumberError
        If the scenario names a park that ``sites`` does not have.
    """
    parks = sites[sites["kind"].ne("plot")]
    named = [
        *(p for p, _ in scenario.absorption),
        *(p.park_id for p in scenario.phases),
    ]
    for park_id in named:
        if park_id not in parks.index:
            msg = (
                f"scenario {scenario.name!r} names {park_id!r}: no such park or cluster"
            )
            raise NumberError(msg)
    records = [
        record
        for site_id, zone_id, left in zip(
            parks.index, parks["zone_id"], parks["available_ha"], strict=True
        )
        for record in _park_years(scenario, site_id, zone_id, float(left))
    ]
    table = pd.DataFrame(records, columns=OUTCOME_COLUMNS)
    known = parks.index[parks["available_ha"].notna()]
    holders = set(parks.loc[known, "parent_id"]) & set(known)
    counted = table[table["site_id"].isin(known) & ~table["site_id"].isin(holders)]
    zones = counted.groupby(["zone_id", "year"], as_index=False)[_SUMS].sum()
    zones.insert(
        6, "left_ha", (zones["total_ha"] - zones["allocated_ha"]).clip(lower=0)
    )
    return Outcome(
        table,
        zones,
        tuple(parks.index[parks["available_ha"].isna()]),
        tuple(sorted(holders)),
    )
