"""What is not known about a subject, and how old the rest is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

import pandas as pd

from qngeo.dates import parse_period
from qngeo.domain.figures.definitions import NEVER_DIVIDED
from qngeo.domain.figures.disagreements import conflicts
from qngeo.domain.figures.facts import as_known
from qngeo.model import HOME
from qngeo.schema import TEXT_UNITS

STALE_MONTHS = 12
"""Age of the newest figure beyond which a subject is called stale."""

_POSITION = ("lat", "lon", "position_uncertainty")

_DAYS_A_MONTH = 365.25 / 12

_ZONE = (
    "decision",
    "area_planned",
    "area_land",
    "projects",
    "capital_registered",
)
_PARK = (
    "decision",
    "developer",
    "year_established",
    "area_planned",
    "area_industrial",
    "area_leased",
    "area_ready",
    "area_cleared",
    "fill_rate",
    "projects",
    "capital_registered",
    "price",
    "power",
    "water_supply",
    "wastewater",
)

EXPECTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "province": (
            "area_handed_over",
            "area_industrial_handed_over",
            "area_leased",
            "area_ready",
            "area_cleared",
            "fill_rate",
            "projects",
            "capital_registered",
        ),
        "zone": _ZONE,
        "border_zone": _ZONE,
        "park": _PARK,
        "cluster": (
            "decision",
            "developer",
            "area_planned",
            "area_industrial",
            "area_leased",
            "fill_rate",
            "projects",
            "wastewater",
        ),
    }
)
"""What a planner or an investor expects to find about a subject of each kind;
kinds not named here expect nothing and are not judged."""

COMPLETENESS_COLUMNS = [
    "subject_id",
    "kind",
    "expected",
    "known",
    "missing",
    "share_pct",
    "figures",
    "newest",
    "age_months",
    "stale",
    "conflicts",
]


def age_months(end: date, as_of: date) -> float:
    """Return how old a figure is whose period ended on a day, 0 within its period.

    Examples
    --------
    >>> age_months(date(2024, 12, 31), date(2025, 12, 31)) < 12
    True
    """
    return max((as_of - end).days, 0) / _DAYS_A_MONTH


def _newest(dates: Iterable[str], as_of: date) -> tuple[str, float]:
    """Return date text and age in months of the newest dated figure.

    A period that runs beyond the year of the day is a forecast and says nothing
    about how fresh the figures are.
    """
    periods = ((parse_period(text), text) for text in dates)
    past = [(p.end, text) for p, text in periods if p and p.end.year <= as_of.year]
    if not past:
        return "", float("nan")
    end, text = max(past)
    return text, age_months(end, as_of)


def _counted(known: pd.DataFrame) -> pd.DataFrame:
    """Keep what somebody published of a subject as a whole.

    For the province that is also what speaks of all its parks together.
    """
    of_parks = known["scope"].eq("parks") & known["subject_id"].eq(HOME)
    whole = known["scope"].eq("") | of_parks
    return known[whole & ~known["definition"].isin(NEVER_DIVIDED)]


def _gather(rows: pd.DataFrame, column: str) -> dict[str, list[str]]:
    gathered: dict[str, list[str]] = defaultdict(list)
    for name, value in zip(rows["subject_id"], rows[column], strict=True):
        gathered[name].append(value)
    return gathered


def completeness(
    facts: pd.DataFrame,
    subjects: pd.DataFrame,
    *,
    as_of: date,
    expected: Mapping[str, tuple[str, ...]] = EXPECTED,
) -> pd.DataFrame:
    """Count what is known, what is missing and how old it is, by subject.

    Parameters
    ----------
    facts : DataFrame
        Rows of the fact tables with ``number``; those that do not speak by
        ``as_of`` are left out.
    subjects : DataFrame
        As `qngeo.schema.SUBJECTS`.
    as_of : date
    expected : mapping of kind to attributes, optional

    Returns
    -------
    DataFrame with the columns `COMPLETENESS_COLUMNS`, one row a subject of a kind
    that is judged, in their order; neighbouring provinces are not.
    ``expected`` and ``known`` count attributes that have a figure of the subject
    as a whole (for the province: or of all its parks), hectares worked back from
    a rate left out; ``missing`` names the rest, ``share_pct`` is known of
    expected; ``figures`` counts numeric figures (positions left out), ``newest``
    is the date of the latest of them, ``age_months`` its age on the day (0 within
    its period); ``stale`` is True above 12 months, missing where no figure is dated;
    ``conflicts`` counts groups of contradicting figures.
    """
    known = as_known(facts, as_of=as_of)
    attributes = _gather(_counted(known), "attribute")
    figures = ~known["unit"].isin(TEXT_UNITS) & ~known["attribute"].isin(_POSITION)
    dates = _gather(known[figures], "as_of")
    contradictions = conflicts(known)["subject_id"].value_counts()
    judged = subjects["kind"].isin(list(expected))
    judged &= subjects["kind"].ne("province") | subjects["subject_id"].eq(HOME)
    records = []
    for subject in subjects[judged].to_dict("records"):
        name = subject["subject_id"]
        wanted = expected[subject["kind"]]
        missing = tuple(a for a in wanted if a not in attributes.get(name, ()))
        own = dates.get(name, [])
        newest, age = _newest(own, as_of)
        records.append(
            {
                "subject_id": name,
                "kind": subject["kind"],
                "expected": len(wanted),
                "known": len(wanted) - len(missing),
                "missing": missing,
                "share_pct": 100 * (len(wanted) - len(missing)) / len(wanted),
                "figures": len(own),
                "newest": newest,
                "age_months": age,
                "stale": age > STALE_MONTHS if newest else pd.NA,
                "conflicts": int(contradictions.get(name, 0)),
            }
        )
    table = pd.DataFrame(records, columns=COMPLETENESS_COLUMNS)
    return table.astype({"stale": "boolean"})
