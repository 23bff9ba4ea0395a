"""Hectares of one subject and scope divided under each named definition."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qngeo.domain.figures import definitions
from qngeo.domain.figures.definitions import NEVER_DIVIDED, Definition
from qngeo.domain.figures.pairing import (
    LATER,
    NO_DATE,
    UNDATED,
    Figure,
    ground,
    quotient_qualifier,
    weakest,
    whole_for,
)

TOLERANCE_PP = 0.1
"""Percentage points within which two rates are the same figure, rounded."""

_SLACK = 1e-9
"""For the binary writing of decimals: 31.3 - 31.2 is a little over 0.1."""


def same_rate(one: float, other: float) -> bool:
    """Tell whether two rates in per cent are one figure, rounded.

    Examples
    --------
    >>> same_rate(31.3, 31.2), same_rate(31.35, 31.2)
    (True, False)
    """
    return abs(one - other) <= TOLERANCE_PP + _SLACK


RESERVATIONS = "domain.reason.reservations"
FROM_RATE = "domain.reason.from_rate"
ASSUMED_BASE = "domain.reason.assumed_base"

REASONS = {
    LATER: "the whole is of a later date than the part",
    UNDATED: "the date of the whole is not known",
    NO_DATE: "the date of the leased land is not known",
    RESERVATIONS: "reservations, upper bound",
    FROM_RATE: "hectares worked back from the rate",
    ASSUMED_BASE: "the source does not state the base of the rate",
}
"""What weakens a rate: the locale key, and its English words for ``note``."""

EXACTNESS = {"at_least": "at least", "at_most": "at most", "about": "about"}
"""English words of a qualifier, with which a note opens."""

SIDES = (
    "area_leased",
    "area_reserved",
    "area_planned",
    "area_land",
    "area_industrial",
    "area_service",
    "area_leasable",
    "area_handed_over",
    "area_industrial_handed_over",
    "area_ready",
    "area_developed",
)

Areas = dict[str, list[Figure]]


@dataclass(frozen=True)
class Quotient:
    """One rate on its way into the frame.

    ``parts`` are the figures it rests on, ``folded`` the rates that say the same:
    their ids and sources are kept, their notes speak of another division.
    """

    subject_id: str
    definition: str
    scope: str
    rate_pct: float
    as_of: str
    confidence: str
    computed: bool
    qualifier: str
    parts: tuple[Figure, ...]
    folded: tuple[Figure, ...] = ()
    numerator_ha: float = float("nan")
    denominator_ha: float = float("nan")
    reasons: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """How exact it is, the collectors' words, what weakens it; in English."""
        words = [f.note for f in self.parts if f.note]
        words += [REASONS[r] for r in self.reasons]
        opens = EXACTNESS.get(self.qualifier, "")
        if math.isnan(self.rate_pct):
            opens = f"given as the range {self.parts[0].text} %"
        if not (words and words[0].startswith(opens)):
            words.insert(0, opens)
        return "; ".join(dict.fromkeys(w for w in words if w))

    @property
    def fact_ids(self) -> tuple[str, ...]:
        """Every figure the rate rests on or that says the same."""
        return tuple(dict.fromkeys(f.fact_id for f in (*self.parts, *self.folded)))

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The sources of these figures."""
        return tuple(dict.fromkeys(f.source_id for f in (*self.parts, *self.folded)))


@dataclass(frozen=True)
class Whole:
    """The denominator found for a numerator."""

    area_ha: float
    parts: tuple[Figure, ...]
    reasons: tuple[str, ...]

    def rate_of(self, part: Figure) -> float:
        """Per cent of this whole that the part makes."""
        return 100 * part.value / self.area_ha


def alternatives(
    definition: Definition, part: Figure, areas: Areas
) -> Iterator[tuple[str, ...]]:
    """Give the attributes that may make the whole, the first choice first.

    Parameters
    ----------
    definition : Definition
    part : Figure
        Hectares counted as filled.
    areas : dict of attribute to list of Figure
        Hectares of the same subject and scope.

    Yields
    ------
    tuple of str, attributes to be summed to one whole.
    """
    by_sea = bool(areas.get("area_sea"))
    for names in definition.denominators:
        usable = [ground(name, part.subject_id, by_sea=by_sea) for name in names]
        if None not in usable:
            yield tuple(name for name in usable if name)


def whole(part: Figure, names: Sequence[str], areas: Areas) -> Whole | None:
    """Add up the wholes of some attributes that were in force for a part.

    Hectares worked back from a rate are no whole. None where one is not known.

    Parameters
    ----------
    part : Figure
        Hectares counted as filled.
    names : sequence of str
        Attributes to be summed.
    areas : dict of attribute to list of Figure
        Hectares of the same subject and scope, the most trusted first.

    Returns
    -------
    Whole or None, hectares above 0.
    """
    found: list[Figure] = []
    reasons: list[str] = []
    for name in names:
        if name == part.attribute:
            found.append(part)
            continue
        usable = [f for f in areas.get(name, []) if f.definition not in NEVER_DIVIDED]
        pair = whole_for(part, usable)
        if pair is None:
            return None
        found.append(pair[0])
        reasons.extend([pair[1]] if pair[1] else [])
    total = sum(f.value for f in found)
    if total <= 0:
        return None
    return Whole(total, tuple(found), tuple(dict.fromkeys(reasons)))


def _may_divide(part: Figure, definition: Definition) -> bool:
    if part.definition in NEVER_DIVIDED:
        return False
    if definition.strict or part.definition in _DEFINITION_IDS:
        return part.definition == definition.id
    return True


_DEFINITION_IDS = frozenset(d.id for d in definitions.DEFINITIONS)


def whole_of(part: Figure, definition: Definition, areas: Areas) -> Whole | None:
    """Return the whole of a part under a definition, None where it is not known.

    Parameters
    ----------
    part : Figure
    definition : Definition
    areas : dict of attribute to list of Figure
        As of `whole`.

    Returns
    -------
    Whole or None: the first of the `alternatives` that is known.
    """
    found = (
        whole(part, names, areas) for names in alternatives(definition, part, areas)
    )
    return next((w for w in found if w is not None), None)


def computed(areas: Areas) -> Iterator[Quotient]:
    """Divide hectares under every definition that they allow.

    Parameters
    ----------
    areas : dict of attribute to list of Figure
        Hectares (`SIDES`, and ``area_sea``) of one subject and one scope, the
        most trusted first.

    Yields
    ------
    Quotient, in the order of `qngeo.domain.figures.definitions.DEFINITIONS`.
    """
    for definition in definitions.DEFINITIONS:
        for part in areas.get(definition.numerator, []):
            if not _may_divide(part, definition):
                continue
            base = whole_of(part, definition, areas)
            if base is None:
                continue
            both = tuple(dict.fromkeys((part, *base.parts)))
            yield Quotient(
                subject_id=part.subject_id,
                definition=definition.id,
                scope=part.scope,
                rate_pct=base.rate_of(part),
                as_of=part.as_of,
                confidence=weakest(f.confidence for f in both),
                computed=True,
                qualifier=quotient_qualifier(
                    part.qualifier, [f.qualifier for f in base.parts if f != part]
                ),
                parts=both,
                numerator_ha=part.value,
                denominator_ha=base.area_ha,
                reasons=base.reasons,
            )
