"""What is known of one zone or park, on one sheet?"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from qngeo.domain.figures import disagreements, facts
from qngeo.domain.figures.definitions import NEVER_DIVIDED
from qngeo.domain.occupancy import fill_rates as occupancy
from qngeo.io.baseline import Baseline
from qngeo.services.figures.listing import with_sources
from qngeo.services.zones import allocation
from qngeo.services.zones.outlook import Outlook, outlooks

THEMES = {
    "investment": ("investment",),
    "legal": ("legal",),
    "clearance": ("clearance",),
    "utilities": ("utilities",),
    "access": ("access", "transport"),
}
"""Blocks of the sheet and the themes of attributes they hold."""

HISTORY = ("area_leased", "area_reserved", "area_cleared")
"""Areas whose dated figures make the history of a subject."""


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
        See `qngeo.services.zones.allocation`.
    history : DataFrame
        Dated figures of `HISTORY` about the whole subject (of the province: about
        all its parks), attribute by attribute, oldest first, as
        `qngeo.services.figures.listing.with_sources` gives them, with ``start`` and
        ``end`` (date; start None is open) and ``worked_back`` (bool): hectares
        that a collector worked back from a rate or from capital.
    outlooks : tuple of Outlook
        One for each series, see `qngeo.services.zones.outlook.outlooks`.
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
    outlooks: tuple[Outlook, ...]
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
    cited = with_sources(mine, baseline)
    blocks = {
        block: cited[cited["theme"].isin(themes)] for block, themes in THEMES.items()
    }
    placed = {theme for themes in THEMES.values() for theme in themes}
    within = subjects["zone_id"].eq(subject_id) | subjects["parent_id"].eq(subject_id)
    return Sheet(
        subject=subjects.loc[[subject_id]].iloc[0],
        rates=_in_order(occupancy.rates(mine)),
        balances=allocation.balances(baseline, subject_id, as_of=as_of),
        position=allocation.position(baseline, subject_id, as_of=as_of),
        history=_history(cited, subject_id),
        outlooks=outlooks(mine),
        blocks=blocks,
        rest=cited[~cited["theme"].isin(placed | {"identity", "position"})],
        conflicts=disagreements.conflicts(mine),
        children=subjects[within & ~subjects["subject_id"].eq(subject_id)],
    )


def _in_order(rates: pd.DataFrame) -> pd.DataFrame:
    """Put rates of the whole subject before those of a part, newest first."""
    part = rates.assign(_part=rates["scope"].ne(""))
    return facts.newest_first(part, "_part").drop(columns="_part")


def _history(cited: pd.DataFrame, subject_id: str) -> pd.DataFrame:
    scope = facts.scope_of_whole(subject_id)
    found = [
        facts.history(cited, subject_id=subject_id, attribute=name, scope=scope)
        for name in HISTORY
    ]
    rows = pd.concat(found, ignore_index=True)
    rows = rows[rows["number"].notna() & rows["end"].notna()]
    back = rows["definition"].isin(NEVER_DIVIDED)
    return rows.assign(worked_back=back).reset_index(drop=True)
