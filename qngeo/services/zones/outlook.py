"""When is the land of a zone or park full, by each series of its figures?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from qngeo.domain.figures import definitions
from qngeo.domain.figures.definitions import NEVER_DIVIDED
from qngeo.domain.figures.facts import date_order
from qngeo.domain.figures.pairing import Figure, figures
from qngeo.domain.figures.quotients import SIDES, Areas, Whole, whole_of
from qngeo.domain.occupancy import absorption
from qngeo.errors import TooFewFiguresError

LEASED = "area_leased"

PLAIN = "industrial-land"
"""What plain leased hectares fill up, where they name no definition."""

TOO_FEW = "pages.outlook.too_few"
NO_CAPACITY = "pages.outlook.no_capacity"


@dataclass(frozen=True)
class Outlook:
    """When will it be full?

    Attributes
    ----------
    definition : str
        Id of the definition whose whole fills up; "" when it is refused for
        want of figures.
    scope : str
        What the figures speak of; "" is the whole subject.
    saturation : Saturation or None
        None when it is refused.
    refusal : str
        The reason as a locale key, where it is refused.
    fact_ids : tuple of str
        The leased areas and the whole that it rests on.
    """

    definition: str = ""
    scope: str = ""
    saturation: absorption.Saturation | None = None
    refusal: str = ""
    fact_ids: tuple[str, ...] = ()


def outlooks(mine: pd.DataFrame) -> tuple[Outlook, ...]:
    """Return one outlook for each series of dated leased areas.

    Figures of different definitions or scopes are never one series, and each
    series fills the whole of its own definition (`qngeo.domain.figures.quotients`):
    hectares that name none fill the industrial land.

    Parameters
    ----------
    mine : DataFrame
        Facts of one subject with ``number``, narrowed to a day.

    Returns
    -------
    tuple of Outlook
        Those of the whole subject first; series with too few dates have none,
        but where every series has too few there is one that says so. Never
        empty, and no figures make it fail.
    """
    found = tuple(_outlooks(mine))
    return found or (Outlook(refusal=TOO_FEW),)


def _outlooks(mine: pd.DataFrame) -> Iterator[Outlook]:
    leased = mine[mine["attribute"].eq(LEASED) & mine["number"].notna()]
    leased = leased[leased["unit"].eq("ha") & ~leased["definition"].isin(NEVER_DIVIDED)]
    areas = _areas(mine)
    for (scope, definition), rows in leased.groupby(["scope", "definition"]):
        try:
            absorption.pace(rows)
        except TooFewFiguresError:
            continue
        yield _outlook(rows, str(definition) or PLAIN, str(scope), areas[str(scope)])


def _areas(mine: pd.DataFrame) -> dict[str, Areas]:
    wanted = mine["attribute"].isin([*SIDES, "area_sea"]) & mine["unit"].eq("ha")
    areas: dict[str, Areas] = defaultdict(lambda: defaultdict(list))
    for figure in figures(mine[wanted & mine["number"].notna()]):
        areas[figure.scope][figure.attribute].append(figure)
    return areas


def _outlook(rows: pd.DataFrame, definition: str, scope: str, areas: Areas) -> Outlook:
    ids = tuple(rows["fact_id"])
    whole = _capacity(rows, definition, areas)
    if whole is None:
        return Outlook(definition, scope, refusal=NO_CAPACITY, fact_ids=ids)
    return Outlook(
        definition,
        scope,
        absorption.saturation(rows, whole.area_ha),
        fact_ids=tuple(dict.fromkeys([*ids, *(f.fact_id for f in whole.parts)])),
    )


def _capacity(rows: pd.DataFrame, definition: str, areas: Areas) -> Whole | None:
    """Return the whole in force at the last figure of a series."""
    last_id = rows["fact_id"].iloc[int(date_order(rows["as_of"]).argmax())]
    last: Figure = next(f for f in areas[LEASED] if f.fact_id == last_id)
    return whole_of(last, definitions.find(definition), areas)
