"""How far did replanting come, and what is missing to the next aim of cover?"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from qngeo.domain.forest import targets as forest_targets
from qngeo.domain.forest.cover import BEFORE
from qngeo.io.baseline import Baseline
from qngeo.model import HOME
from qngeo.services.forest.official import (
    cover,
    forest_figures,
    in_time,
    land_area,
)

RECOVERY = "forest:recovery"


@dataclass(frozen=True)
class Planting:
    """Replanting against plan.

    Attributes
    ----------
    plans, planted, stated : DataFrame
        Plans, planted areas and stated progress, with `COLUMNS`, oldest first.
    progress : DataFrame
        Planted since new year with ``end`` and ``share_pct`` of the plan.
    plan : Series or None
        The plan that ``progress`` is compared with: the exact stated one.
    """

    plans: pd.DataFrame
    planted: pd.DataFrame
    stated: pd.DataFrame
    progress: pd.DataFrame
    plan: pd.Series | None


def planting(baseline: Baseline, *, as_of: date) -> Planting:
    """Compare planting with the newest exact plan of the whole province.

    Parameters
    ----------
    baseline : Baseline
    as_of : date

    Returns
    -------
    Planting
    """
    rows = forest_figures(baseline, as_of=as_of)
    rows = rows[rows["subject_id"].isin([RECOVERY, HOME])]
    rows = rows.sort_values(["as_of", "fact_id"], key=in_time)
    plans = rows[rows["attribute"].eq("replant_plan")]
    planted = rows[rows["attribute"].eq("planted_area")]
    stated = rows[rows["attribute"].eq("replant_progress")]
    exact = plans[plans["qualifier"].eq("") & plans["scope"].eq("")]
    exact = exact[exact["kind"].eq("official")]
    plan = exact.iloc[-1] if len(exact) else None
    done = planted.iloc[:0].assign(end=None, share_pct=float("nan"))
    if plan is not None:
        done = forest_targets.progress(planted, plan)
    return Planting(plans, planted, stated, done, plan)


@dataclass(frozen=True)
class WayToAim:
    """The arithmetic from the latest official rate to the next aim.

    Attributes
    ----------
    path : CoverPath
    start, aim, land : Series
        The figures that it starts from, aims at and divides by.
    """

    path: forest_targets.CoverPath
    start: pd.Series
    aim: pd.Series
    land: pd.Series

    @property
    def fact_ids(self) -> tuple[str, str, str]:
        """The facts that it rests on."""
        return (self.start["fact_id"], self.aim["fact_id"], self.land["fact_id"])


def way_to_aim(baseline: Baseline, *, as_of: date) -> WayToAim | None:
    """Return what is missing from the latest official rate to the next aim.

    Only exact rates of a year's end start a way, and of the aims only those for
    a later year; None where there is no such pair or no land area.
    """
    rows, land = cover(baseline, as_of=as_of), land_area(baseline)
    numbers = rows[rows["number"].notna() & rows["scope"].ne(BEFORE)]
    starts = numbers[numbers["kind"].eq("official") & numbers["qualifier"].eq("")]
    starts = starts[starts["as_of"].str.endswith("-12-31")]
    if starts.empty or land.empty:
        return None
    start = starts.iloc[-1]
    aims = numbers[numbers["kind"].eq("target") & numbers["year"].ge(as_of.year)]
    aims = aims[aims["year"].gt(start["year"])]
    if aims.empty:
        return None
    aim = aims.iloc[-1]
    path = forest_targets.CoverPath(
        start_pct=float(start["number"]),
        goal_pct=float(aim["number"]),
        start_year=int(start["year"]),
        goal_year=int(aim["year"]),
        land_ha=float(land.iloc[0]["number"]),
    )
    return WayToAim(path, start, aim, land.iloc[0])
