"""Aims and plans of forestry: since when they are known, what they still ask for."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from qngeo.dates import known_by, parse_period
from qngeo.domain.figures.facts import as_known, spans
from qngeo.errors import BalanceError

AIMS = ("forest_cover_target", "replant_plan")
"""Attributes whose date is the year they are made for, not the day they were said."""

HUNDRED = 100


def known(rows: pd.DataFrame, sources: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """Keep the figures known on a day, with the aims for later years among them.

    An aim for a later year speaks since the date of its source; where the source
    bears no date, since the day on which the figure was recorded.

    Parameters
    ----------
    rows : DataFrame
        Facts.
    sources : DataFrame
        As `qngeo.schema.SOURCES`.
    as_of : date

    Returns
    -------
    DataFrame, rows of ``rows`` in their order.
    """
    dated = dict(zip(sources["source_id"], sources["date"], strict=True))
    said = rows["source_id"].map(dated).fillna("")
    said = said.where(said.ne(""), rows["recorded"])
    spoken = said.map(lambda text: known_by(text, as_of)).astype(bool)
    due = rows.index.isin(as_known(rows, as_of=as_of).index)
    return rows[due | (rows["attribute"].isin(AIMS) & spoken)]


@dataclass(frozen=True)
class CoverPath:
    """What lies between a cover rate and an aim: arithmetic, no forecast.

    Attributes
    ----------
    start_pct, goal_pct : float, per cent
    start_year, goal_year : int
        Both rates are for the end of their year.
    land_ha : float, hectares
        Natural land area that the rates divide by.
    """

    start_pct: float
    goal_pct: float
    start_year: int
    goal_year: int
    land_ha: float

    def __post_init__(self) -> None:
        """Refuse a way that leads nowhere."""
        if self.goal_year <= self.start_year:
            msg = (
                f"the aim for {self.goal_year} is not later than the figure of "
                f"{self.start_year}: choose a later aim"
            )
            raise BalanceError(msg)
        rates = (self.start_pct, self.goal_pct)
        if self.land_ha <= 0 or not all(0 <= rate <= HUNDRED for rate in rates):
            msg = (
                f"{self.start_pct} % and {self.goal_pct} % of {self.land_ha} ha: rates "
                "lie between 0 and 100, the land is larger than nothing"
            )
            raise BalanceError(msg)

    @property
    def years(self) -> int:
        """Years from the end of the first to the end of the last."""
        return self.goal_year - self.start_year

    @property
    def points(self) -> float:
        """Percentage points that are missing; nothing where the aim is reached."""
        return max(self.goal_pct - self.start_pct, 0.0)

    @property
    def hectares(self) -> float:
        """Hectares that must become forest by the criteria, net of losses."""
        return self.points / HUNDRED * self.land_ha

    @property
    def points_a_year(self) -> float:
        """Percentage points in each year if every year brings the same."""
        return self.points / self.years

    @property
    def hectares_a_year(self) -> float:
        """Hectares in each year if every year brings the same."""
        return self.hectares / self.years


def progress(planted: pd.DataFrame, plan: pd.Series) -> pd.DataFrame:
    """Compare what was planted since new year with the plan of that year.

    Parameters
    ----------
    planted : DataFrame
        Facts ``planted_area`` in hectares, with ``number``.
    plan : Series
        One fact ``replant_plan`` in hectares, with ``number`` and ``as_of``.

    Returns
    -------
    DataFrame, the rows whose period begins on 1 January of the plan's year and
    ends within it, by the end of their period, with ``end`` (date) and
    ``share_pct``, per cent of the plan. Other periods and parts drop out.

    Raises
    ------
    BalanceError
        If the plan is not larger than nothing.
    """
    whole = parse_period(str(plan["as_of"]))
    if whole is None or not plan["number"] > 0:
        msg = (
            f"{plan['fact_id']}: a plan of {plan['value']} {plan['unit']} for "
            f"{plan['as_of'] or 'no year'} cannot be compared with: "
            "name its year and an area larger than nothing"
        )
        raise BalanceError(msg)
    rows = planted[planted["number"].notna() & planted["scope"].eq(plan["scope"])]
    periods = spans(rows["as_of"])
    fits = [
        start == whole.start and end is not None and end <= whole.end
        for start, end in zip(periods["start"], periods["end"], strict=True)
    ]
    share = rows["number"] * HUNDRED / float(plan["number"])
    rows = rows.assign(end=periods["end"], share_pct=share)
    return rows[fits].sort_values(["end", "fact_id"]).reset_index(drop=True)
