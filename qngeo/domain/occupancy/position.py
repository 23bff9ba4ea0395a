"""Where a subject's land stands: planned, handed over, leased, cleared, left."""

import math
from collections import defaultdict

import pandas as pd

from qngeo.domain.figures.definitions import NEVER_DIVIDED
from qngeo.domain.figures.facts import scope_of_whole
from qngeo.domain.figures.pairing import (
    Figure,
    difference_qualifier,
    figures,
    ground,
    weakest,
    whole_for,
)
from qngeo.domain.figures.quotients import REASONS

POSITION_COLUMNS = [
    "item",
    "area_ha",
    "whole",
    "whole_ha",
    "share_pct",
    "as_of",
    "confidence",
    "qualifier",
    "computed",
    "fact_ids",
    "source_ids",
    "note",
]

LEFT = "left_industrial"
"""Industrial land less leased land, worked out here."""

_GROSS = ("area_land", "area_planned")
_INDUSTRIAL = ("area_industrial",)
_CLEARANCE = ("area_clearance_required", *_GROSS)

POSITION: dict[str, tuple[str, ...]] = {
    "area_planned": (),
    "area_land": (),
    "area_sea": (),
    "area_industrial": _GROSS,
    "area_service": _GROSS,
    "area_leasable": _INDUSTRIAL,
    "area_handed_over": _GROSS,
    "area_industrial_handed_over": _INDUSTRIAL,
    "area_leased": _INDUSTRIAL,
    "area_reserved": _INDUSTRIAL,
    "area_ready": _INDUSTRIAL,
    "area_unleased": ("area_leasable", *_INDUSTRIAL),
    "area_developed": _GROSS,
    "area_built": _GROSS,
    "area_clearance_required": _GROSS,
    "area_cleared": _CLEARANCE,
    "area_to_clear": _CLEARANCE,
}
"""Each item of a land position with the wholes it is a share of; the first that
is known is taken. None divides by sea."""


_Areas = dict[str, list[Figure]]


def _best(areas: _Areas, attribute: str) -> Figure | None:
    """Return a plainly defined figure before another, a worked-back one last."""
    found = areas.get(attribute, [])
    plain = [f for f in found if f.definition == ""]
    published = [f for f in found if f.definition not in NEVER_DIVIDED]
    return next(iter([*plain, *published, *found]), None)


def _whole(item: Figure, areas: _Areas) -> tuple[Figure, str] | None:
    by_sea = bool(areas.get("area_sea"))
    for wanted in POSITION[item.attribute]:
        name = ground(wanted, item.subject_id, by_sea=by_sea)
        if name is None:
            continue
        usable = [f for f in areas.get(name, []) if f.definition not in NEVER_DIVIDED]
        pair = whole_for(item, usable)
        if pair is not None and pair[0].value > 0:
            return pair
    return None


def _record(item: str, figure: Figure | None) -> dict[str, object]:
    record: dict[str, object] = {
        "item": item,
        "area_ha": math.nan,
        "whole": "",
        "whole_ha": math.nan,
        "share_pct": math.nan,
        "as_of": "",
        "confidence": "",
        "qualifier": "",
        "computed": False,
        "fact_ids": (),
        "source_ids": (),
        "note": "",
    }
    if figure is not None:
        named = ("as_of", "confidence", "qualifier", "note")
        record |= {name: getattr(figure, name) for name in named}
        record["area_ha"] = figure.value
        record["fact_ids"] = (figure.fact_id,)
        record["source_ids"] = (figure.source_id,)
    return record


def _against(record: dict[str, object], whole: Figure, area_ha: float) -> None:
    record["whole"] = whole.attribute
    record["whole_ha"] = whole.value
    record["share_pct"] = 100 * area_ha / whole.value


def _item(item: str, areas: _Areas) -> dict[str, object]:
    figure = _best(areas, item)
    record = _record(item, figure)
    if figure is None or figure.definition in NEVER_DIVIDED:
        return record
    pair = _whole(figure, areas)
    if pair is None:
        return record
    whole, reason = pair
    _against(record, whole, figure.value)
    record["fact_ids"] = (figure.fact_id, whole.fact_id)
    record["source_ids"] = tuple(dict.fromkeys((figure.source_id, whole.source_id)))
    words = [figure.note, REASONS[reason] if reason else ""]
    record["note"] = "; ".join(w for w in words if w)
    return record


def _left(areas: _Areas) -> dict[str, object]:
    record = _record(LEFT, None) | {"computed": True}
    leased = _best(areas, "area_leased")
    if leased is None or leased.definition in NEVER_DIVIDED:
        return record
    pair = _whole(leased, areas)
    if pair is None:
        return record
    industrial, reason = pair
    record |= {
        "whole": industrial.attribute,
        "whole_ha": industrial.value,
        "as_of": leased.as_of,
        "confidence": weakest(["derived", leased.confidence, industrial.confidence]),
        "qualifier": difference_qualifier(industrial.qualifier, leased.qualifier),
        "fact_ids": (industrial.fact_id, leased.fact_id),
        "source_ids": tuple(dict.fromkeys((industrial.source_id, leased.source_id))),
        "note": REASONS[reason] if reason else "",
    }
    left = industrial.value - leased.value
    if left < 0:
        record["note"] = f"leased land exceeds industrial land by {-left:.2f} ha"
        return record
    record["area_ha"] = left
    _against(record, industrial, left)
    return record


def land_position(facts: pd.DataFrame, subject_id: str) -> pd.DataFrame:
    """Say how much of a subject's land is planned, leased, cleared and left.

    Parameters
    ----------
    facts : DataFrame
        Rows of the fact tables with ``number``, narrowed to a day by
        `qngeo.domain.figures.facts.as_known`.
    subject_id : str
        For the province, the figures about all its parks are taken.

    Returns
    -------
    DataFrame with the columns `POSITION_COLUMNS`, one row an item of `POSITION`
    and a last one, `LEFT`, worked out as industrial less leased land. Items
    nobody gives stay in the table with a missing area: not known is not zero.
    Each area is the one that `qngeo.domain.figures.facts.ranked` puts first; its
    ``whole`` is the planned area in force at its date, as in
    `qngeo.domain.occupancy.fill_rates.rates`, and never an area with sea, nor the
    province's plan, which counts parks not founded yet. Hectares worked back from
    a rate have no share. ``as_of`` is the item's.
    """
    own = facts[
        (facts["subject_id"] == subject_id)
        & (facts["scope"] == scope_of_whole(subject_id))
        & (facts["unit"] == "ha")
        & facts["number"].notna()
    ]
    areas: _Areas = defaultdict(list)
    for figure in figures(own):
        areas[figure.attribute].append(figure)
    records = [*(_item(item, areas) for item in POSITION), _left(areas)]
    return pd.DataFrame(records, columns=POSITION_COLUMNS)
