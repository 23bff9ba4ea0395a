"""Which zones and parks are there, and how full is each by one definition?"""

from datetime import date

import pandas as pd

from qngeo.domain.figures import completeness, facts
from qngeo.domain.occupancy import fill_rates as occupancy
from qngeo.io.baseline import Baseline
from qngeo.names import fold
from qngeo.services.former_names import communes_of

KINDS = ("zone", "border_zone", "park", "cluster")

LAND = ("area_planned", "area_land", "area_industrial", "area_leased", "area_ready")


def zone_rows(baseline: Baseline, *, definition: str, as_of: date) -> pd.DataFrame:
    """Return one row a zone, park and cluster with its headline fill rate.

    Parameters
    ----------
    baseline : Baseline
    definition : str
        Id of a named definition; rates of another are not shown.
    as_of : date

    Returns
    -------
    DataFrame indexed by subject_id with name_vi, name_en, aliases, kind, status,
    zone_id, communes; rate_pct, numerator_ha, denominator_ha, rate_as_of,
    rate_confidence, computed, qualifier, rate_facts of the headline rate; one
    column of hectares for each of `LAND`; figures, age_months, stale, conflicts.

    Raises
    ------
    UnknownNameError
        If the definition is not known.
    """
    known = facts.as_known(baseline.facts, as_of=as_of)
    subjects = baseline.subjects
    rows = subjects[subjects["kind"].isin(KINDS)].set_index("subject_id")
    rows = rows[
        ["name_vi", "name_en", "aliases", "kind", "status", "zone_id", "communes"]
    ]
    rates = occupancy.rates(known)
    headline = occupancy.headline(rates, definition=definition).set_index("subject_id")
    rows = rows.join(
        headline[
            [
                "rate_pct",
                "numerator_ha",
                "denominator_ha",
                "as_of",
                "confidence",
                "computed",
                "qualifier",
                "fact_ids",
            ]
        ].rename(
            columns={
                "as_of": "rate_as_of",
                "confidence": "rate_confidence",
                "fact_ids": "rate_facts",
            }
        )
    )
    shown = facts.shown(known, sources=baseline.sources)
    whole = shown[shown["scope"].eq("") & ~shown["definition"].str.startswith("from-")]
    for attribute in LAND:
        figures = whole[whole["attribute"].eq(attribute)].drop_duplicates("subject_id")
        rows[attribute] = figures.set_index("subject_id")["number"]
    state = completeness.completeness(known, subjects, as_of=as_of)
    return rows.join(
        state.set_index("subject_id")[["figures", "age_months", "stale", "conflicts"]]
    )


def matches(rows: pd.DataFrame, text: str) -> pd.Series:
    """Tell which rows a typed text names, with or without diacritics.

    A whole name or alias counts before a part of one: "DEEP C Quảng Ninh I" is not
    II. Where none is called so today, the text may be the whole name of a former
    commune: then what lies in the communes of today that hold most of it counts.

    Parameters
    ----------
    rows : DataFrame
        With name_vi, name_en, aliases and communes.
    text : str

    Returns
    -------
    Series of bool on the rows' index; all True for an empty text.
    """
    wanted = fold(text)
    if not wanted:
        return pd.Series(data=True, index=rows.index)
    named = rows[["name_vi", "name_en", "aliases"]].agg("; ".join, axis=1)
    whole = named.map(lambda names: wanted in map(fold, names.split("; ")))
    if whole.any():
        return whole
    joined = named + " | " + rows["communes"]
    found = joined.map(fold).str.contains(wanted, regex=False)
    if found.any():
        return found
    today = {i.partition(":")[2] for i in communes_of(text).values()}
    within = (
        rows["communes"]
        .str.split("; ")
        .map(lambda names: {fold(name).replace(" ", "_") for name in names})
    )
    return within.map(lambda names: bool(names & today)).astype(bool)
