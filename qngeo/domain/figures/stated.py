"""Fill rates that sources give, each with the stored hectares it stands for."""

from collections.abc import Iterator
from dataclasses import replace

from qngeo.domain.figures import definitions
from qngeo.domain.figures.definitions import NEVER_DIVIDED
from qngeo.domain.figures.pairing import Figure, overlap
from qngeo.domain.figures.quotients import (
    ASSUMED_BASE,
    FROM_RATE,
    RESERVATIONS,
    SIDES,
    Areas,
    Quotient,
    Whole,
    alternatives,
    same_rate,
    whole,
)

_BASES = (
    "area_industrial",
    "area_leasable",
    "area_developed",
    "area_handed_over",
    "area_planned",
)
"""What a collector may have multiplied a rate by."""


def _wholes_of_stated(rate: Figure, part: Figure, areas: Areas) -> Iterator[Whole]:
    definition = definitions.find(rate.definition)
    bases = list(alternatives(definition, part, areas))
    if part.definition in NEVER_DIVIDED:
        bases.extend((name,) for name in _BASES)
    for names in bases:
        base = whole(part, names, areas)
        if base:
            yield base
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
            for base in _wholes_of_stated(rate, part, areas):
                if same_rate(base.rate_of(part), rate.value):
                    return part, base
    return None


def _denominator_alone(rate: Figure, areas: Areas) -> Whole | None:
    definition = definitions.find(rate.definition)
    for names in alternatives(definition, rate, areas):
        if definition.numerator in names:
            continue
        base = whole(rate, names, areas)
        if base and not base.reasons and not any(f.qualifier for f in base.parts):
            return base
    return None


def given(rate: Figure, areas: Areas) -> Quotient:
    """Make a row of a rate that a source gives, with the hectares behind it.

    Parameters
    ----------
    rate : Figure
        Per cent.
    areas : dict of attribute to list of Figure
        Hectares of the same subject and scope, the most trusted first.

    Returns
    -------
    Quotient: with both sides where stored hectares give the rate back, with the whole
    alone where only that is known, else with the rate alone.
    """
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
        alone = _denominator_alone(rate, areas)
        if alone is None:
            return row
        return replace(row, denominator_ha=alone.area_ha, parts=(rate, *alone.parts))
    part, base = pair
    reasons = list(base.reasons)
    if part.definition in NEVER_DIVIDED:
        reasons.append(FROM_RATE)
        if rate.definition == "unstated":
            reasons.append(ASSUMED_BASE)
    if part.attribute == "area_reserved":
        reasons.append(RESERVATIONS)
    return replace(
        row,
        numerator_ha=part.value,
        denominator_ha=base.area_ha,
        parts=tuple(dict.fromkeys((rate, part, *base.parts))),
        reasons=tuple(reasons),
    )
