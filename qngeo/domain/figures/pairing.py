"""Hectares of one subject paired: which whole was in force for which part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from qngeo.domain.figures.facts import CONFIDENCE_RANK, ranked, spans

MOVING = frozenset(
    {
        "area_handed_over",
        "area_industrial_handed_over",
        "area_ready",
        "area_developed",
        "area_leased",
        "area_reserved",
        "area_cleared",
    }
)
"""Areas that change from month to month: only one of the same time is a whole
for a part. The others stand in a plan and hold until the next plan."""

LATER = "domain.reason.denominator_later"
UNDATED = "domain.reason.denominator_undated"
NO_DATE = "domain.reason.numerator_undated"

TURNED = {"at_least": "at_most", "at_most": "at_least"}
"""How exact it makes a result that is less where the figure is more."""


@dataclass(frozen=True)
class Figure:
    """One figure with its period read; see `qngeo.schema.FACTS`."""

    fact_id: str
    subject_id: str
    attribute: str
    value: float
    text: str
    unit: str
    qualifier: str
    as_of: str
    confidence: str
    definition: str
    scope: str
    source_id: str
    note: str
    start: date | None
    end: date | None

    @property
    def begin(self) -> date | None:
        """First day from which the figure may hold."""
        return self.start or self.end


_COLUMNS = [
    "fact_id",
    "subject_id",
    "attribute",
    "number",
    "value",
    "unit",
    "qualifier",
    "as_of",
    "confidence",
    "definition",
    "scope",
    "source_id",
    "note",
]


def figures(facts: pd.DataFrame) -> list[Figure]:
    """Read the rows of a fact frame as figures, the most trusted first.

    Parameters
    ----------
    facts : DataFrame
        With the column ``number``.

    Returns
    -------
    list of Figure in the order of `qngeo.domain.figures.facts.ranked`.
    """
    rows = ranked(facts)
    periods = spans(rows["as_of"])
    named = rows[_COLUMNS].rename(columns={"value": "text", "number": "value"})
    dated = named.assign(start=periods["start"], end=periods["end"])
    return [
        Figure(**{str(name): value for name, value in row.items()})
        for row in dated.to_dict("records")
    ]


def overlap(one: Figure, other: Figure) -> bool:
    """Tell whether two dated figures speak of a common day.

    An open start reaches back without limit. Undated figures overlap nothing:
    nobody can say of what time they speak.
    """
    if one.end is None or other.end is None:
        return False
    one_start = one.start or date.min
    other_start = other.start or date.min
    return one_start <= other.end and other_start <= one.end


def ground(attribute: str, subject_id: str, *, by_sea: bool) -> str | None:
    """Return what may stand for an area as a whole of land, None where nothing may.

    An economic zone is partly sea, and land is measured against land only. The
    planned area of the province counts parks that are not founded yet.

    Parameters
    ----------
    attribute, subject_id : str
    by_sea : bool
        Whether an area of sea is known of the subject.

    Returns
    -------
    str or None: the attribute to divide by.

    Examples
    --------
    >>> ground("area_planned", "zone:van_don", by_sea=True)
    'area_land'
    """
    if attribute != "area_planned":
        return attribute
    if subject_id.startswith("province:"):
        return None
    return "area_land" if by_sea else attribute


def whole_for(part: Figure, wholes: Sequence[Figure]) -> tuple[Figure, str] | None:
    """Choose the whole that was in force for a part.

    In this order: of the same source and date; for areas that move
    (`MOVING`) one of the same time and nothing else; for planned areas the
    latest that began not after the part's date, else the earliest after it,
    else an undated one.

    Parameters
    ----------
    part : Figure
    wholes : sequence of Figure
        One attribute of the same subject and scope, most trusted first.

    Returns
    -------
    (Figure, reason) or None when there is none; the reason is "" or the locale
    key of what weakens the pair.
    """
    for whole in wholes:
        if whole.source_id == part.source_id and whole.as_of == part.as_of:
            return whole, ""
    if not wholes:
        return None
    if wholes[0].attribute in MOVING:
        same_time = [whole for whole in wholes if overlap(part, whole)]
        return (same_time[0], "") if same_time else None
    if part.end is None:
        return wholes[0], NO_DATE
    return _in_force(part.end, wholes)


def _in_force(day: date, wholes: Sequence[Figure]) -> tuple[Figure, str]:
    dated = [(whole.begin, whole) for whole in wholes if whole.begin is not None]
    before = [(begin, whole) for begin, whole in dated if begin <= day]
    if before:
        return max(before, key=lambda pair: pair[0])[1], ""
    if dated:
        return min(dated, key=lambda pair: pair[0])[1], LATER
    return wholes[0], UNDATED


def weakest(confidences: Iterable[str]) -> str:
    """Return the least certain of several confidences.

    Examples
    --------
    >>> weakest(["stated", "derived"])
    'derived'
    """
    return max(confidences, key=lambda c: CONFIDENCE_RANK[c])


def quotient_qualifier(numerator: str, denominators: Iterable[str]) -> str:
    """Tell how exact a quotient is from how exact its sides are.

    Examples
    --------
    >>> quotient_qualifier("", ["at_most"])
    'at_least'
    >>> quotient_qualifier("at_least", ["at_least"])
    'about'
    """
    return _together({numerator, *(TURNED.get(q, q) for q in denominators)})


def difference_qualifier(whole: str, part: str) -> str:
    """Tell how exact a difference is from how exact whole and part are.

    Examples
    --------
    >>> difference_qualifier("", "at_least")
    'at_most'
    """
    return _together({whole, TURNED.get(part, part)})


def _together(sides: set[str]) -> str:
    bounds = sides - {""}
    if not bounds:
        return ""
    return bounds.pop() if len(bounds) == 1 else "about"
