"""Land divided among its uses: parts against their whole, the rest shown as rest."""

import math
from dataclasses import dataclass

import pandas as pd

from qngeo.dates import parse_period
from qngeo.domain.pairing import weakest
from qngeo.errors import UnknownNameError
from qngeo.names import nearest

SEA, LAND = "sea", "land"
"""Values of the column ``land_use`` for the two sides of an economic zone."""

ROUNDING_HA = 0.05
"""Hectares by which parts may miss their whole because sources round."""

BALANCE_COLUMNS = [
    "plan",
    "horizon",
    "role",
    "parent",
    "land_use",
    "title_vi",
    "title_en",
    "area_ha",
    "share_pct",
    "excess_ha",
    "qualifier",
    "confidence",
    "fact_id",
    "source_id",
    "note",
]


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
    that has its own total, the most parts, the latest horizon.

    Raises
    ------
    UnknownNameError
        If no land use is known for the subject; names the nearest that has one.
    """
    _check(subject_id, land_use["subject_id"], "land use of")
    rows = land_use[land_use["subject_id"] == subject_id]
    table = (
        rows.assign(
            part=rows["role"].eq("part"),
            total=rows["role"].eq("total"),
            end=[_end(text) for text in rows["horizon"]],
        )
        .groupby(["plan", "horizon"], as_index=False)
        .agg(parts=("part", "sum"), has_total=("total", "any"), end=("end", "max"))
    )
    order = ["has_total", "parts", "end", "plan"]
    best = table.sort_values(order, ascending=[False, False, False, True])
    return best.drop(columns="end").reset_index(drop=True)


def _end(horizon: str) -> int:
    period = parse_period(horizon)
    return period.end.toordinal() if period else 0


def _check(wanted: str, known: pd.Series, what: str) -> None:
    names = list(dict.fromkeys(known))
    if wanted in names:
        return
    like = nearest(wanted, names)
    hint = f"did you mean {like!r}?" if like else f"there are {', '.join(names)}"
    msg = f"no {what} {wanted!r}: {hint}"
    raise UnknownNameError(msg)


def _choose(
    land_use: pd.DataFrame, subject_id: str, plan: str | None, horizon: str | None
) -> tuple[str, str]:
    table = plans(land_use, subject_id=subject_id)
    if plan is not None:
        _check(plan, table["plan"], f"plan of {subject_id}")
        table = table[table["plan"] == plan]
    if horizon is not None:
        _check(horizon, table["horizon"], f"horizon of {subject_id}")
        table = table[table["horizon"] == horizon]
    first = table.iloc[0]
    return str(first["plan"]), str(first["horizon"])


@dataclass(frozen=True)
class _Whole:
    """Land, sea and both of a plan, in hectares; NaN where not known."""

    total_ha: float
    land_ha: float
    sea_ha: float
    note: str


def _one(rows: pd.DataFrame, horizon: str, wanted: pd.Series) -> tuple[float, str]:
    """Return the area of a row of this horizon, else of another of the plan."""
    found = rows[wanted]
    if found.empty:
        return math.nan, horizon
    here = found[found["horizon"] == horizon]
    row = (found if here.empty else here).iloc[0]
    return float(row["area_ha"]), str(row["horizon"])


def _whole(rows: pd.DataFrame, horizon: str) -> _Whole:
    total, total_of = _one(
        rows, horizon, (rows["role"] == "total") & (rows["land_use"] != LAND)
    )
    land, land_of = _one(rows, horizon, rows["land_use"] == LAND)
    sea, _ = _one(rows, horizon, rows["land_use"] == SEA)
    if math.isnan(sea):
        sea = 0.0
    if math.isnan(land):
        land, land_of = total - sea, total_of
    elsewhere = land_of != horizon and not math.isnan(land)
    note = f"the whole is that of {land_of}" if elsewhere else ""
    return _Whole(total, land, sea, note)


def _forecast_note(rows: pd.DataFrame) -> str:
    bounds = [
        f"{row['title_en']}: {row['area_ha']:g} ha"
        for row in rows[rows["role"].isin(["low", "high"])].to_dict("records")
    ]
    return f"not added, a forecast: {', '.join(bounds)}" if bounds else ""


def _rest(rows: pd.DataFrame, whole: _Whole) -> dict[str, object]:
    parts = rows[rows["role"] == "part"]
    both_sides = parts["land_use"].isin([SEA, LAND]).any()
    whole_ha = whole.total_ha if both_sides else whole.land_ha
    rest = whole_ha - float(parts["area_ha"].sum())
    excess = -rest if rest < -ROUNDING_HA else 0.0
    notes = [whole.note, _forecast_note(rows)]
    if excess:
        notes.append(f"the parts exceed the whole by {excess:.2f} ha")
    if math.isnan(rest):
        notes.append("the whole is not known")
    return {
        "role": "rest",
        "parent": "",
        "land_use": "rest",
        "title_vi": "còn lại",
        "title_en": "rest",
        "area_ha": max(rest, 0.0) if not math.isnan(rest) else math.nan,
        "excess_ha": math.nan if math.isnan(rest) else excess,
        "qualifier": "",
        "confidence": weakest(["derived", *parts["confidence"]]),
        "fact_id": "",
        "source_id": "",
        "note": "; ".join(n for n in notes if n),
    }


_ROLES = {"total": 0, "part": 1, "subpart": 2, "low": 3, "high": 4}


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Put the total first and what belongs to a part behind it."""
    of_part = rows["parent"].where(rows["role"] == "subpart", rows["land_use"])
    parts = list(rows.loc[rows["role"] == "part", "land_use"])
    place = {use: i for i, use in enumerate(parts, 1)}
    keys = pd.DataFrame(
        {
            "part": of_part.map(place).fillna(len(parts) + 1),
            "role": rows["role"].map(_ROLES),
        }
    )
    keys.loc[rows["role"] == "total", "part"] = 0
    return rows.loc[keys.sort_values(["part", "role"], kind="stable").index]


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
    of the same plan, and the note says so. ``low`` and ``high`` rows bound a
    forecast and are not added; subparts lie within a part.

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
    its subparts and bounds, and a last row of role ``rest``. ``share_pct`` is the per
    cent of the land, worked out here: missing for the sea, for a total that
    includes sea, and where the whole is not known. Where the parts exceed the
    whole, the rest is 0, ``excess_ha`` says by how much and a note says it in
    words; differences under 0.05 ha are rounding.

    Raises
    ------
    UnknownNameError
        If subject, plan or horizon has no rows; names the nearest that has.
    """
    plan, horizon = _choose(land_use, subject_id, plan, horizon)
    of_plan = land_use[
        (land_use["subject_id"] == subject_id) & (land_use["plan"] == plan)
    ]
    rows = of_plan[of_plan["horizon"] == horizon]
    whole = _whole(of_plan, horizon)
    given = _in_order(rows).assign(excess_ha=0.0).to_dict("records")
    records = [*given, {"plan": plan, "horizon": horizon, **_rest(rows, whole)}]
    frame = pd.DataFrame(records).reindex(columns=BALANCE_COLUMNS)
    by_land = frame["land_use"] != SEA
    if whole.sea_ha > 0:
        by_land &= (frame["role"] != "total") | (frame["land_use"] == LAND)
    share = 100 * frame["area_ha"].where(by_land) / whole.land_ha
    return frame.assign(share_pct=share if whole.land_ha > 0 else math.nan)
