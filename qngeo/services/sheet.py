"""What is known of one zone or park, on one sheet?"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from qngeo.domain import absorption, disagreements, facts, occupancy
from qngeo.errors import TooFewFiguresError
from qngeo.io.baseline import Baseline
from qngeo.services import allocation
from qngeo.services.figures import with_sources

THEMES = {
    "investment": ("investment",),
    "legal": ("legal",),
    "clearance": ("clearance",),
    "utilities": ("utilities",),
    "access": ("access", "transport"),
}
"""Blocks of the sheet and the themes of attributes they hold."""

LEASED = "area_leased"
BACK_COMPUTED = ("from-rate", "from-capital-density")


@dataclass(frozen=True)
class Outlook:
    """When will it be full?

    Attributes
    ----------
    saturation : Saturation or None
        None when it is refused.
    refusal : str
        The reason, where it is refused.
    """

    saturation: absorption.Saturation | None
    refusal: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that a sheet shows; frames are empty where nothing is known.

    Attributes
    ----------
    subject : Series
        The row of ``subjects.csv``.
    rates : DataFrame
        Every fill rate, newest first.
    balances, position : DataFrame
        See `qngeo.services.allocation`.
    history : DataFrame
        Dated leased areas, oldest first.
    outlook : Outlook
    blocks : dict of str to DataFrame
        Figures by block, see `THEMES`, with their sources.
    rest : DataFrame
        All other figures.
    conflicts : DataFrame
        Disagreements about this subject.
    children : DataFrame
        Subjects that lie within it.
    """

    subject: pd.Series
    rates: pd.DataFrame
    balances: pd.DataFrame
    position: pd.DataFrame
    history: pd.DataFrame
    outlook: Outlook
    blocks: dict[str, pd.DataFrame]
    rest: pd.DataFrame
    conflicts: pd.DataFrame
    children: pd.DataFrame


def sheet(baseline: Baseline, subject_id: str, *, as_of: date) -> Sheet:
    """Gather the sheet of a subject as known on a day.

    Parameters
    ----------
    baseline : Baseline
    subject_id : str
        An id of ``subjects.csv``.
    as_of : date

    Returns
    -------
    Sheet
    """
    known = facts.as_known(baseline.facts, as_of=as_of)
    mine = known[known["subject_id"].eq(subject_id)]
    subjects = baseline.subjects.set_index("subject_id", drop=False)
    position = allocation.position(baseline, subject_id, as_of=as_of)
    history = _leased(mine, subject_id)
    rates = occupancy.rates(mine)
    cited = with_sources(mine, baseline)
    blocks = {
        block: cited[cited["theme"].isin(themes)] for block, themes in THEMES.items()
    }
    placed = {theme for themes in THEMES.values() for theme in themes}
    within = subjects["zone_id"].eq(subject_id) | subjects["parent_id"].eq(subject_id)
    return Sheet(
        subject=subjects.loc[[subject_id]].iloc[0],
        rates=_in_order(rates),
        balances=allocation.balances(baseline, subject_id),
        position=position,
        history=history,
        outlook=_outlook(history, position),
        blocks=blocks,
        rest=cited[~cited["theme"].isin(placed | {"identity", "position"})],
        conflicts=disagreements.conflicts(mine),
        children=subjects[within & ~subjects["subject_id"].eq(subject_id)],
    )


def _in_order(rates: pd.DataFrame) -> pd.DataFrame:
    """Put rates of the whole subject before those of a part, newest first."""
    part = rates["scope"].ne("")
    ordered = rates.assign(_part=part).sort_values(
        ["_part", "as_of"], ascending=[True, False], kind="stable"
    )
    return ordered.drop(columns="_part")


def _leased(mine: pd.DataFrame, subject_id: str) -> pd.DataFrame:
    dated = facts.history(mine, subject_id=subject_id, attribute=LEASED, scope="")
    return dated[~dated["definition"].isin(BACK_COMPUTED)]


def _outlook(history: pd.DataFrame, position: pd.DataFrame) -> Outlook:
    industrial = position.loc[position["item"].eq("area_industrial"), "area_ha"]
    if industrial.isna().all():
        return Outlook(None, "pages.outlook.no_capacity")
    try:
        return Outlook(absorption.saturation(history, float(industrial.iloc[0])))
    except TooFewFiguresError:
        return Outlook(None, "pages.outlook.too_few")
