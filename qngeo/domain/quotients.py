"""One subject's rates: divided from its hectares, or given with hectares found back."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qngeo.domain import definitions
from qngeo.domain.definitions import NEVER_DIVIDED, Definition
from qngeo.domain.facts import CONFIDENCE_RANK
from qngeo.domain.pairing import (
    LATER,
    NO_DATE,
    UNDATED,
    Figure,
    overlap,
    quotient_qualifier,
    weakest,
    whole_for,
)

TOLERANCE_PP = 0.1
"""Percentage points within which two rates are the same figure, rounded."""

_SLACK = 1e-9
"""For the binary writing of decimals: 31.3 - 31.2 is a little over 0.1."""

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

_BASES = (
    "area_industrial",
    "area_leasable",
    "area_developed",
    "area_handed_over",
    "area_planned",
)
"""What a collector may have multiplied a rate by."""

Areas = dict[str, list[Figure]]


@dataclass(frozen=True)
class Quotient:
    """One rate on its way into the frame."""

    subject_id: str
    definition: str
    scope: str
    rate_pct: float
    as_of: str
    confidence: str
    computed: bool
    qualifier: str
    parts: tuple[Figure, ...]
    numerator_ha: float = float("nan")
    denominator_ha: float = float("nan")
    reasons: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """The collectors' words, then what weakens the rate, in English."""
        words = [f.note for f in self.parts if f.note]
        if math.isnan(self.rate_pct):
            words.insert(0, f"given as the range {self.parts[0].text} %")
        return "; ".join(dict.fromkeys([*words, *(REASONS[r] for r in self.reasons)]))

    @property
    def fact_ids(self) -> tuple[str, ...]:
        """Every figure the rate rests on."""
        return tuple(dict.fromkeys(f.fact_id for f in self.parts))

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The sources of these figures."""
        return tuple(dict.fromkeys(f.source_id for f in self.parts))


@dataclass(frozen=True)
class Whole:
    """The denominator found for a numerator."""

    area_ha: float
    parts: tuple[Figure, ...]
    reasons: tuple[str, ...]

    def rate_of(self, part: Figure) -> float:
        """Per cent of this whole that the part makes."""
        return 100 * part.value / self.area_ha


def _alternatives(
    definition: Definition, part: Figure, areas: Areas
) -> Iterator[tuple[str, ...]]:
    for names in definition.denominators:
        if "area_planned" not in names:
            yield names
        elif part.subject_id.startswith("province:"):
            # Its plan counts parks that are not founded yet.
            continue
        else:
            # An economic zone is partly sea: land is measured against land only.
            yield ("area_land",) if areas.get("area_sea") else names


def _whole(part: Figure, names: Sequence[str], areas: Areas) -> Whole | None:
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


def _computed(areas: Areas) -> Iterator[Quotient]:
    for definition in definitions.DEFINITIONS:
        for part in areas.get(definition.numerator, []):
            if not _may_divide(part, definition):
                continue
            wholes = (
                _whole(part, n, areas) for n in _alternatives(definition, part, areas)
            )
            whole = next((w for w in wholes if w is not None), None)
            if whole is None:
                continue
            both = tuple(dict.fromkeys((part, *whole.parts)))
            yield Quotient(
                subject_id=part.subject_id,
                definition=definition.id,
                scope=part.scope,
                rate_pct=whole.rate_of(part),
                as_of=part.as_of,
                confidence=weakest(f.confidence for f in both),
                computed=True,
                qualifier=quotient_qualifier(
                    part.qualifier, [f.qualifier for f in whole.parts if f != part]
                ),
                parts=both,
                numerator_ha=part.value,
                denominator_ha=whole.area_ha,
                reasons=whole.reasons,
            )


def _wholes_of_stated(rate: Figure, part: Figure, areas: Areas) -> Iterator[Whole]:
    definition = definitions.find(rate.definition)
    bases = list(_alternatives(definition, part, areas))
    if part.definition in NEVER_DIVIDED:
        bases.extend((name,) for name in _BASES)
    for names in bases:
        whole = _whole(part, names, areas)
        if whole:
            yield whole
    if rate.definition != "unstated":
        return
    for figure in (f for name in SIDES for f in areas.get(name, [])):
        if (
            figure.attribute != part.attribute
            and _worked_back(figure, rate)
            and figure.value > 0
        ):
            yield Whole(figure.value, (figure,), ())


def _worked_back(figure: Figure, rate: Figure) -> bool:
    """Tell whether a collector took these hectares from this very rate."""
    return (
        figure.definition in NEVER_DIVIDED
        and figure.source_id == rate.source_id
        and overlap(figure, rate)
    )


def _with_hectares(rate: Figure, areas: Areas) -> tuple[Figure, Whole] | None:
    """Find stored hectares that give the stated rate back within its rounding."""
    for attribute in ("area_leased", "area_reserved"):
        for part in areas.get(attribute, []):
            if part.definition in NEVER_DIVIDED and not _worked_back(part, rate):
                continue
            if not overlap(part, rate):
                continue
            for whole in _wholes_of_stated(rate, part, areas):
                if abs(whole.rate_of(part) - rate.value) <= TOLERANCE_PP + _SLACK:
                    return part, whole
    return None


def _denominator_alone(rate: Figure, areas: Areas) -> Whole | None:
    definition = definitions.find(rate.definition)
    for names in _alternatives(definition, rate, areas):
        if definition.numerator in names:
            continue
        whole = _whole(rate, names, areas)
        if whole and not whole.reasons and not any(f.qualifier for f in whole.parts):
            return whole
    return None


def _given(rate: Figure, areas: Areas) -> Quotient:
    row = Quotient(
        subject_id=rate.subject_id,
        definition=rate.definition,
        scope=rate.scope,
        rate_pct=rate.value,
        as_of=rate.as_of,
        confidence=rate.confidence,
        computed=False,
        qualifier=rate.qualifier,
        parts=(rate,),
    )
    pair = _with_hectares(rate, areas)
    if pair is None:
        whole = _denominator_alone(rate, areas)
        if whole is None:
            return row
        return replace(row, denominator_ha=whole.area_ha, parts=(rate, *whole.parts))
    part, whole = pair
    reasons = list(whole.reasons)
    if part.definition in NEVER_DIVIDED:
        reasons.append(FROM_RATE)
        if rate.definition == "unstated":
            reasons.append(ASSUMED_BASE)
    if part.attribute == "area_reserved":
        reasons.append(RESERVATIONS)
    return replace(
        row,
        numerator_ha=part.value,
        denominator_ha=whole.area_ha,
        parts=tuple(dict.fromkeys((rate, part, *whole.parts))),
        reasons=tuple(reasons),
    )


def _folds(rate: Figure, row: Quotient) -> bool:
    return (
        rate.confidence == "derived"
        and rate.definition == row.definition
        and abs(rate.value - row.rate_pct) <= TOLERANCE_PP + _SLACK
        and overlap(rate, row.parts[0])
    )


def quotients(areas: Areas) -> list[Quotient]:
    """Return every rate of one subject and scope.

    Parameters
    ----------
    areas : dict of attribute to list of Figure
        Hectares (`SIDES`, and ``area_sea``) and rates (``fill_rate``, per cent)
        of one subject and one scope, the most trusted first.

    Returns
    -------
    list of Quotient
        Computed ones first. See `qngeo.domain.occupancy.rates` for the rules.
    """
    computed = list(_computed(areas))
    given: list[Quotient] = []
    for rate in areas.get("fill_rate", []):
        hits = [i for i, row in enumerate(computed) if _folds(rate, row)]
        if hits:
            row = computed[hits[0]]
            computed[hits[0]] = replace(row, parts=(*row.parts, rate))
        else:
            given.append(_given(rate, areas))
    return _same_figure_once(computed + given)


def _same_figure_once(rows: list[Quotient]) -> list[Quotient]:
    """Join rows that say the same, number for number and date for date."""
    kept: dict[tuple[object, ...], Quotient] = {}
    for row in rows:
        sides = (repr(row.rate_pct), repr(row.numerator_ha), repr(row.denominator_ha))
        key = (row.definition, row.computed, row.as_of, row.qualifier, *sides)
        if key in kept:
            first = kept[key]
            both = tuple(dict.fromkeys((*first.parts, *row.parts)))
            confidence = min(
                first.confidence, row.confidence, key=lambda c: CONFIDENCE_RANK[c]
            )
            kept[key] = replace(first, parts=both, confidence=confidence)
        else:
            kept[key] = row
    return list(kept.values())
