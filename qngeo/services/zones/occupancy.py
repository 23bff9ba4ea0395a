"""How full is each park, zone, or the province, by which definition?"""

from datetime import date

import pandas as pd

from qngeo.domain.figures import definitions, facts
from qngeo.domain.occupancy import fill_rates as occupancy
from qngeo.errors import UnknownNameError
from qngeo.io.baseline import Baseline
from qngeo.model import HOME
from qngeo.names import unknown

COLUMNS = (
    "subject_id",
    "name_vi",
    "name_en",
    "definition",
    "numerator_ha",
    "denominator_ha",
    "rate_pct",
    "as_of",
    "confidence",
    "computed",
    "source_ids",
    "note",
)
"""The keys of ``stats occupancy``."""

KINDS = {
    "park": ("park", "cluster"),
    "zone": ("zone", "border_zone"),
    "province": ("province",),
}


def rates(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Return every fill rate that was known on a day.

    Parameters
    ----------
    baseline : Baseline
    as_of : date

    Returns
    -------
    DataFrame with the columns of `qngeo.domain.occupancy.fill_rates.RATE_COLUMNS`, one
    row a rate, none merged.
    """
    return occupancy.rates(facts.as_known(baseline.facts, as_of=as_of))


def occupancy_of_kind(
    baseline: Baseline, *, by: str, as_of: date
) -> tuple[pd.DataFrame, pd.Series]:
    """Return all rates, and the subject ids of one kind.

    Parameters
    ----------
    baseline : Baseline
    by : str
        A key of `KINDS`.
    as_of : date

    Returns
    -------
    tuple of DataFrame, as `rates` gives it, and Series of str, the ids.

    Raises
    ------
    UnknownNameError
        If there is no such grouping.
    """
    if by not in KINDS:
        raise UnknownNameError(unknown("grouping", by, KINDS))
    subjects = baseline.subjects
    chosen = subjects.loc[subjects["kind"].isin(KINDS[by]), "subject_id"]
    if by == "province":
        chosen = chosen[chosen.eq(HOME)]
    return rates(baseline, as_of=as_of), chosen


def occupancy_table(
    baseline: Baseline, *, by: str = "park", definition: str = "", as_of: date
) -> pd.DataFrame:
    """Return fill rates with names, one row a rate, none merged.

    A subject of which no rate is known has one row in which rate, hectares,
    definition and date are missing, so that unknown is seen as unknown.

    Parameters
    ----------
    baseline : Baseline
    by : str
        "park" (parks and clusters), "zone" or "province".
    definition : str, optional
        Only this named definition.
    as_of : date

    Returns
    -------
    DataFrame with the columns `COLUMNS`; hectares, per cent.

    Raises
    ------
    UnknownNameError
        If the grouping or the definition is not known.
    """
    if definition:
        definitions.find(definition)
    all_rates, chosen = occupancy_of_kind(baseline, by=by, as_of=as_of)
    if definition:
        all_rates = all_rates[all_rates["definition"] == definition]
    names = baseline.subjects.set_index("subject_id")[["name_vi", "name_en"]]
    table = (
        chosen.to_frame()
        .merge(all_rates, on="subject_id", how="left")
        .join(names, on="subject_id")
    )
    known = table["definition"].notna()
    scoped = known & table["scope"].fillna("").ne("")
    table["note"] = table["note"].where(known, "no published figure")
    scope_words = "scope: " + table["scope"].where(scoped, "")
    with_scope = scope_words + "; " + table["note"].fillna("")
    table["note"] = table["note"].where(~scoped, with_scope.str.rstrip("; "))
    return table[list(COLUMNS)].reset_index(drop=True)
