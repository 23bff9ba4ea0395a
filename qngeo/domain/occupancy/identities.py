"""Sums and quotients that published figures should keep, and whether they do."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from qngeo.domain.figures.pairing import Figure, figures, overlap
from qngeo.domain.figures.quotients import TOLERANCE_PP
from qngeo.domain.occupancy.allocation import ROUNDING_HA
from qngeo.domain.occupancy.fill_rates import rates
from qngeo.domain.occupancy.land_plans import balances
from qngeo.model import HOME

IDENTITY_COLUMNS = [
    "name",
    "title_key",
    "subject_id",
    "formula",
    "left",
    "relation",
    "right",
    "difference",
    "tolerance",
    "unit",
    "result",
    "fact_ids",
    "source_ids",
]

_SLACK = 1e-9
"""For the binary writing of decimals: 50.1 - 50 is a little over 0.1."""

HOLDS, FAILS, UNKNOWN = "holds", "fails", "unknown"


@dataclass(frozen=True)
class Term:
    """One figure of an identity; the most trusted that fits is taken."""

    subject_id: str
    attribute: str
    scope: str = ""
    as_of: str | None = None
    definition: str | None = None

    def fits(self, figure: Figure) -> bool:
        """Tell whether a figure is the one meant."""
        return (
            (figure.subject_id, figure.attribute, figure.scope)
            == (self.subject_id, self.attribute, self.scope)
            and self.as_of in (None, figure.as_of)
            and self.definition in (None, figure.definition)
        )


@dataclass(frozen=True)
class Identity:
    """A relation that published figures claim or imply.

    Attributes
    ----------
    name : str
        Its title is the locale key ``domain.identity.<name>``.
    left : tuple of Term
        Summed; divided by ``over`` where that is given; times ``factor``.
    right : Term or float
        What it should equal; a number where a source says it only in words.
    said_in : str
        The source of such a number.
    tolerance : float, in ``unit``
        What the rounding of the terms can explain.
    """

    name: str
    left: tuple[Term, ...]
    right: Term | float
    tolerance: float
    unit: str
    over: tuple[Term, ...] = ()
    factor: float = 1.0
    relation: str = "="
    said_in: str = ""


_PROVINCE = HOME
_SONG_KHOAI = "park:song_khoai"

IDENTITIES: tuple[Identity, ...] = (
    Identity(
        "province-fill-rate",
        left=(Term(_PROVINCE, "area_leased", "parks", "2025"),),
        over=(Term(_PROVINCE, "area_industrial_handed_over", "parks", "2025"),),
        factor=100,
        right=Term(_PROVINCE, "fill_rate", "parks", "2025", "unstated"),
        tolerance=TOLERANCE_PP,
        unit="%",
    ),
    Identity(
        "fdi-share-quang-yen",
        left=(Term("zone:quang_yen", "fdi_attracted", as_of="2021/2025"),),
        over=(Term(_PROVINCE, "fdi_attracted", as_of="2021/2025"),),
        factor=100,
        right=Term("zone:quang_yen", "fdi_share", as_of="2021/2025"),
        tolerance=TOLERANCE_PP,
        unit="%",
    ),
    Identity(
        "port-cargo-a-year",
        left=(Term("port:quang_ninh_seaport", "cargo_throughput", as_of="2021/2025"),),
        factor=1 / 5,
        right=Term("port:quang_ninh_seaport", "cargo_throughput", "a year", "2025"),
        tolerance=100_000,
        unit="t/year",
    ),
    Identity(
        "song-khoai-cleared-2023",
        left=(Term(_SONG_KHOAI, "area_cleared", as_of="2023-12"),),
        over=(Term(_SONG_KHOAI, "area_planned", as_of="2018"),),
        factor=100,
        right=Term(_SONG_KHOAI, "clearance_rate", as_of="2023-12"),
        tolerance=TOLERANCE_PP,
        unit="%",
    ),
    Identity(
        "luc-lam-together",
        left=(
            Term("cluster:luc_lam_1", "area_planned", as_of="2022-02-14"),
            Term("cluster:luc_lam_2", "area_planned", as_of="2022-02-14"),
        ),
        # "nearly 143 ha", as the note of the second area quotes its source.
        right=143.0,
        said_in="cafeland_vinhomes_iz_2_ccn_mong_cai",
        tolerance=0.5,
        unit="ha",
    ),
)
"""Relations between figures of the data that are worth a check by name."""


@dataclass(frozen=True)
class _Sum:
    value: float
    text: str
    used: tuple[Figure, ...]


def _sum(terms: tuple[Term, ...], known: list[Figure]) -> _Sum | None:
    found = [next((f for f in known if term.fits(f)), None) for term in terms]
    used = tuple(f for f in found if f is not None)
    if len(used) < len(terms):
        return None
    return _Sum(sum(f.value for f in used), " + ".join(f.text for f in used), used)


def _result(difference: float, tolerance: float, relation: str) -> str:
    beyond = difference if relation == "<=" else abs(difference)
    return FAILS if beyond > tolerance * (1 + _SLACK) + _SLACK else HOLDS


def _formula(identity: Identity, left: _Sum, over: _Sum | None) -> str:
    text = left.text
    alone = identity.factor == 1 and over is None
    if len(left.used) > 1 and not alone:
        text = f"({text})"
    if over is not None:
        whole = f"({over.text})" if len(over.used) > 1 else over.text
        text = f"{text} / {whole}"
    return text if identity.factor == 1 else f"{identity.factor:g} × {text}"


def check(identity: Identity, known: list[Figure]) -> dict[str, object]:
    """Check one identity.

    Parameters
    ----------
    identity : Identity
    known : list of Figure
        Most trusted first (`qngeo.domain.figures.pairing.figures`).

    Returns
    -------
    dict with the keys `IDENTITY_COLUMNS`; ``result`` is "unknown" where a term
    has no figure.
    """
    left = _sum(identity.left, known)
    over = _sum(identity.over, known) if identity.over else None
    right = (
        _Sum(identity.right, f"{identity.right:g}", ())
        if isinstance(identity.right, float)
        else _sum((identity.right,), known)
    )
    record: dict[str, object] = {
        "name": identity.name,
        "title_key": f"domain.identity.{identity.name}",
        "subject_id": identity.left[0].subject_id,
        "formula": "",
        "left": float("nan"),
        "relation": identity.relation,
        "right": float("nan"),
        "difference": float("nan"),
        "tolerance": identity.tolerance,
        "unit": identity.unit,
        "result": UNKNOWN,
        "fact_ids": (),
        "source_ids": (),
    }
    if left is None or right is None or (identity.over and over is None):
        return record
    value = identity.factor * left.value / (over.value if over else 1.0)
    used = (*left.used, *(over.used if over else ()), *right.used)
    cited = [*(f.source_id for f in used), identity.said_in]
    difference = value - right.value
    return record | {
        "formula": _formula(identity, left, over),
        "left": value,
        "right": right.value,
        "difference": difference,
        "result": _result(difference, identity.tolerance, identity.relation),
        "fact_ids": tuple(f.fact_id for f in used),
        "source_ids": tuple(dict.fromkeys(s for s in cited if s)),
    }


def _land_balances(land_use: pd.DataFrame) -> Iterator[dict[str, object]]:
    for found in balances(land_use):
        if math.isnan(found.left_ha) or not found.parts:
            continue
        difference = -found.left_ha
        result = _result(difference, ROUNDING_HA, "<=")
        if found.worked_out and result == HOLDS:
            # Whole or remainder was taken from this very sum: that proves nothing.
            continue
        used = [*found.whole, *found.parts]
        yield {
            "name": "land-balance",
            "title_key": "domain.identity.land-balance",
            "subject_id": found.subject_id,
            "formula": f"{found.plan}, {found.horizon}",
            "left": found.whole_ha + difference,
            "relation": "<=",
            "right": found.whole_ha,
            "difference": difference,
            "tolerance": ROUNDING_HA,
            "unit": "ha",
            "result": result,
            "fact_ids": tuple(dict.fromkeys(row["fact_id"] for row in used)),
            "source_ids": tuple(dict.fromkeys(row["source_id"] for row in used)),
        }


def _stated_and_computed(facts: pd.DataFrame) -> Iterator[dict[str, object]]:
    table = rates(facts)
    table = table[table["rate_pct"].notna() & (table["qualifier"] == "")]
    by_id = {f.fact_id: f for f in figures(facts[facts["attribute"] == "fill_rate"])}
    leased = {f.fact_id: f for f in figures(facts[facts["attribute"] == "area_leased"])}
    for _, rows in table.groupby(["subject_id", "scope", "definition"]):
        stated = rows[~rows["computed"]].to_dict("records")
        for row in rows[rows["computed"]].to_dict("records"):
            part = leased[row["fact_ids"][0]]
            for other in stated:
                if not overlap(part, by_id[other["fact_ids"][0]]):
                    continue
                difference = row["rate_pct"] - other["rate_pct"]
                yield {
                    "name": "rate-recomputed",
                    "title_key": "domain.identity.rate-recomputed",
                    "subject_id": row["subject_id"],
                    "formula": f"100 × {row['numerator_ha']:g} "
                    f"/ {row['denominator_ha']:g}",
                    "left": row["rate_pct"],
                    "relation": "=",
                    "right": other["rate_pct"],
                    "difference": difference,
                    "tolerance": TOLERANCE_PP,
                    "unit": "%",
                    "result": _result(difference, TOLERANCE_PP, "="),
                    "fact_ids": tuple(
                        dict.fromkeys([*row["fact_ids"], *other["fact_ids"]])
                    ),
                    "source_ids": tuple(
                        dict.fromkeys([*row["source_ids"], *other["source_ids"]])
                    ),
                }


def identities(facts: pd.DataFrame, land_use: pd.DataFrame) -> pd.DataFrame:
    """Check the declared identities, every land balance and every stated rate.

    Beside `IDENTITIES`: the published parts of each land-use plan against their
    whole (``land-balance``; left out where whole or remainder was worked out from
    the sum itself, unless the parts exceed it), and each stated fill rate against
    one of the same subject, scope, definition and time that can be computed
    (``rate-recomputed``).

    Parameters
    ----------
    facts : DataFrame
        Rows of the fact tables with ``number``.
    land_use : DataFrame
        As `qngeo.schema.LAND_USE`.

    Returns
    -------
    DataFrame with the columns `IDENTITY_COLUMNS`: ``left`` and ``right`` in
    ``unit``, ``difference`` left less right, ``relation`` "=" or "<=" (within
    ``tolerance``), ``result`` "holds", "fails" or, where a figure is missing,
    "unknown"; the ids of the figures used as tuples.
    """
    wanted = {t.attribute for i in IDENTITIES for t in (*i.left, *i.over)}
    wanted |= {i.right.attribute for i in IDENTITIES if isinstance(i.right, Term)}
    usable = facts["attribute"].isin(wanted) & facts["number"].notna()
    known = figures(facts[usable])
    records = [
        *(check(identity, known) for identity in IDENTITIES),
        *_land_balances(land_use),
        *_stated_and_computed(facts),
    ]
    return pd.DataFrame(records, columns=IDENTITY_COLUMNS)
