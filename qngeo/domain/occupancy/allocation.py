"""Land divided among its uses: parts against their whole, the rest shown as rest."""

import math
from collections.abc import Iterable, Iterator
from functools import reduce

import pandas as pd

from qngeo.dates import parse_period
from qngeo.domain.figures.pairing import difference_qualifier, weakest
from qngeo.domain.occupancy.land_plans import LAND, SEA, Balance, Row, balances, grouped
from qngeo.errors import UnknownNameError
from qngeo.names import unknown

ROUNDING_HA = 0.05
"""Hectares by which parts may miss their whole because sources round."""

BALANCE_COLUMNS = [
    "plan",
    "horizon",
    "decided",
    "role",
    "parent",
    "land_use",
    "title_vi",
    "title_en",
    "area_ha",
    "low_ha",
    "high_ha",
    "share_pct",
    "excess_ha",
    "qualifier",
    "confidence",
    "fact_id",
    "source_id",
    "fact_ids",
    "source_ids",
    "note",
]

_ORDER = {"total": 0, "part": 1, "low": 2, "high": 3, "subpart": 4}
"""Roles in the order of a balance; remainders stand in the rest."""


def plans(land_use: pd.DataFrame, *, subject_id: str) -> pd.DataFrame:
    """List the balances that a subject has.

    Parameters
    ----------
    land_use : DataFrame
        As `qngeo.schema.LAND_USE`.
    subject_id : str

    Returns
    -------
    DataFrame, one row a balance: ``plan``, ``horizon``, ``parts`` (int, number
    of part rows), ``has_total`` (bool). First the balance to open with: one
    that has its own total, was decided last, has the most parts, the latest
    horizon.

    Raises
    ------
    UnknownNameError
        If no land use is known for the subject; names the nearest that has one.
    """
    records = [
        {
            "plan": found.plan,
            "horizon": found.horizon,
            "parts": len(found.parts),
            "has_total": bool(found.of("total")),
        }
        for found in _of_subject(land_use, subject_id)
    ]
    return pd.DataFrame(records)


def _of_subject(land_use: pd.DataFrame, subject_id: str) -> list[Balance]:
    _check(subject_id, land_use["subject_id"], "land use of")
    found = balances(land_use[land_use["subject_id"] == subject_id])
    return sorted(
        found,
        key=lambda b: (
            not b.of("total"),
            -_end(b.rows[0]["decided"]),
            -len(b.parts),
            -_end(b.horizon),
            b.plan,
            b.horizon,
        ),
    )


def _end(text: str) -> int:
    period = parse_period(text)
    return period.end.toordinal() if period else 0


def _check(wanted: str, known: Iterable[str], what: str) -> None:
    names = list(dict.fromkeys(known))
    if wanted not in names:
        raise UnknownNameError(unknown(what, wanted, names))


def _choose(
    land_use: pd.DataFrame, subject_id: str, plan: str | None, horizon: str | None
) -> Balance:
    found = _of_subject(land_use, subject_id)
    if plan is not None:
        _check(plan, [b.plan for b in found], f"plan of {subject_id}")
        found = [b for b in found if b.plan == plan]
    if horizon is not None:
        _check(horizon, [b.horizon for b in found], f"horizon of {subject_id}")
        found = [b for b in found if b.horizon == horizon]
    return found[0]


def _hectares(number: float) -> str:
    return f"{number:.10g} ha"


def _named(rows: Iterable[Row]) -> str:
    return ", ".join(f"{row['title_en']}: {_hectares(row['area_ha'])}" for row in rows)


def _range(found: Balance) -> tuple[float, float]:
    """Return the least and the most that is left where a part is a range."""
    if not found.open_bounds or math.isnan(found.left_ha):
        return math.nan, math.nan
    low, high = 0.0, 0.0
    for _, bounds in grouped(found.open_bounds, "land_use"):
        of_role = {row["role"]: float(row["area_ha"]) for row in bounds}
        low += of_role.get("low", 0.0)
        high += of_role.get("high", math.nan)
    return max(found.left_ha - high, 0.0), max(found.left_ha - low, 0.0)


def _notes(found: Balance, low: float, high: float, excess: float) -> Iterator[str]:
    whole = found.whole[0] if found.whole else None
    if whole is not None and whole["horizon"] != found.horizon:
        yield f"the whole is that of {whole['horizon']}"
    if found.open_bounds and not math.isnan(found.left_ha):
        least = "" if math.isnan(low) else f"from {_hectares(low)} "
        yield f"{least}to {_hectares(high)}, since a part is given as a range"
    settled = [r for r in found.of("low", "high") if r not in found.open_bounds]
    if settled:
        yield f"not added, a forecast: {_named(settled)}"
    if found.open_remainders:
        yield f"the collector's own remainder: {_named(found.open_remainders)}"
    if excess:
        yield f"the parts exceed the whole by {excess:.2f} ha"
    if whole is None:
        yield "the whole is not known"


def _rest(found: Balance) -> Row:
    left = found.left_ha
    excess = -left if left < -ROUNDING_HA else 0.0
    low, high = _range(found)
    known = not math.isnan(left)
    behind = [*found.whole, *found.parts, *found.open_bounds, *found.of("remainder")]
    taken = [row["qualifier"] for row in (*found.whole[1:], *found.parts)]
    whole = found.whole[0]["qualifier"] if found.whole else ""
    exactness = reduce(difference_qualifier, taken, whole) if not excess else ""
    return {
        "plan": found.plan,
        "horizon": found.horizon,
        "decided": found.rows[0]["decided"],
        "role": "rest",
        "parent": "",
        "land_use": "rest",
        "title_vi": "còn lại",
        "title_en": "rest",
        "area_ha": max(left, 0.0) if known and not found.open_bounds else math.nan,
        "low_ha": low,
        "high_ha": high,
        "excess_ha": excess if known else math.nan,
        "qualifier": "range" if found.open_bounds and known else exactness,
        "confidence": weakest(["derived", *(row["confidence"] for row in behind)]),
        "fact_id": "",
        "source_id": "",
        "fact_ids": tuple(dict.fromkeys(row["fact_id"] for row in behind)),
        "source_ids": tuple(dict.fromkeys(row["source_id"] for row in behind)),
        "note": "; ".join(_notes(found, low, high, excess)),
    }


def _in_order(found: Balance) -> list[Row]:
    """Put the total first and what belongs to a part behind it."""
    uses = [row["land_use"] for row in (*found.parts, *found.open_bounds)]
    place = {use: i for i, use in enumerate(dict.fromkeys(uses), 1)}

    def key(row: Row) -> tuple[int, int]:
        if row["role"] == "total":
            return 0, 0
        use = row["parent"] if row["role"] == "subpart" else row["land_use"]
        return place.get(use, len(place) + 1), _ORDER[row["role"]]

    return sorted(found.of(*_ORDER), key=key)


def _share(row: Row, found: Balance) -> float:
    """Per cent of the land; missing for sea and for a total that has sea in it."""
    with_sea = found.sea is not None and found.sea["area_ha"] > 0
    wet = with_sea and row["role"] == "total" and row["land_use"] != LAND
    if row["land_use"] == SEA or wet or not found.land_ha > 0:
        return math.nan
    return 100 * float(row["area_ha"]) / found.land_ha


def balance(
    land_use: pd.DataFrame,
    *,
    subject_id: str,
    plan: str | None = None,
    horizon: str | None = None,
) -> pd.DataFrame:
    """Set the parts of a plan against their whole (cân đối đất đai).

    The whole is land: where a plan knows a sea part, it is the plan's land, or
    its total less the sea; only where land and sea are themselves the parts do
    they add up to the total. A horizon that gives no whole of its own takes that
    of the same plan, and the note says so. Subparts lie within a part.

    Only published parts are added. A use given as ``low`` and ``high`` makes the
    rest a range; bounds of a use that is itself a part are not added. What a
    collector worked out as ``remainder`` has no row here: it is the rest, whose
    note tells it.

    Parameters
    ----------
    land_use : DataFrame
        As `qngeo.schema.LAND_USE`.
    subject_id : str
    plan, horizon : str, optional
        As in the table; without them the first balance of `plans`.

    Returns
    -------
    DataFrame with the columns `BALANCE_COLUMNS`: the total, the parts each with
    its bounds and subparts, and a last row of role ``rest``. ``share_pct`` is
    the per cent of the land, worked out here: missing for the sea, for a total
    that includes sea, and where the whole is not known. ``fact_ids`` and
    ``source_ids`` of the rest are those of all it was worked out from. A rest
    that is a range has ``low_ha`` and ``high_ha`` and no ``area_ha``. Where the
    parts exceed the whole, the rest is 0, ``excess_ha`` says by how much and a
    note says it in words; differences under 0.05 ha are rounding.

    Raises
    ------
    UnknownNameError
        If subject, plan or horizon has no rows; names the nearest that has.
    """
    return _frame([_choose(land_use, subject_id, plan, horizon)])


def every_balance(land_use: pd.DataFrame, *, subject_id: str) -> pd.DataFrame:
    """Return all balances of a subject, one below the other, as `balance` does.

    They stand in the order of `plans`; a subject without land use gives an empty
    frame.

    Parameters
    ----------
    land_use : DataFrame
        As `qngeo.schema.LAND_USE`.
    subject_id : str

    Returns
    -------
    DataFrame with the columns `BALANCE_COLUMNS`.
    """
    if subject_id not in set(land_use["subject_id"]):
        return pd.DataFrame(columns=BALANCE_COLUMNS)
    return _frame(_of_subject(land_use, subject_id))


def _frame(found: Iterable[Balance]) -> pd.DataFrame:
    records = []
    for one in found:
        given = [
            row
            | {"excess_ha": 0.0, "low_ha": math.nan, "high_ha": math.nan}
            | {"fact_ids": (row["fact_id"],), "source_ids": (row["source_id"],)}
            for row in _in_order(one)
        ]
        rows = [*given, _rest(one)]
        records += [row | {"share_pct": _share(row, one)} for row in rows]
    return pd.DataFrame(records, columns=BALANCE_COLUMNS)
