"""Storm damage to forest as it was counted: over time, and unit by unit."""

import pandas as pd

from qngeo.domain.figures.facts import spans

SERIES = {"": "all", "planted": "planted", "natural": "natural"}
"""Scopes of a count of the whole province, by the name of its series."""


def count_series(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort the counts of a storm into series that may be drawn as steps.

    Planted forest, natural forest and both together are three series; counts of
    other parts (some districts, a degree of damage, another area) drop out.

    Parameters
    ----------
    rows : DataFrame
        Facts ``damaged_area`` of one storm, hectares, with ``number``.

    Returns
    -------
    DataFrame, rows of ``rows`` with ``series`` (a value of `SERIES`), ``day``
    (the end of the period) and ``exact`` (bool): bounded or approximate counts
    stand beside the steps and are no step themselves. By day, then area.
    """
    wanted = rows["scope"].isin(list(SERIES)) & rows["number"].notna()
    counted = rows[wanted & rows["unit"].eq("ha")]
    days = spans(counted["as_of"])["end"]
    counted = counted.assign(
        series=counted["scope"].map(SERIES),
        day=days,
        exact=counted["qualifier"].eq("") & counted["confidence"].eq("stated"),
    )
    dated = counted[days.notna()]
    return dated.sort_values(["day", "number", "fact_id"]).reset_index(drop=True)


def by_unit(units: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Put the figures of each unit beside it; a unit without any keeps a blank row.

    Several figures of a unit stand under each other, oldest first; none is
    chosen, added up or shared out.

    Parameters
    ----------
    units : DataFrame
        With ``subject_id``; its order is kept.
    rows : DataFrame
        Facts with ``subject_id``.

    Returns
    -------
    DataFrame with the columns of both; what a blank row does not know is missing.
    """
    ends = spans(rows["as_of"])["end"]
    place = [end.toordinal() if end is not None else 0 for end in ends]
    ordered = rows.assign(_place=place).sort_values(["attribute", "_place", "fact_id"])
    facts = ordered.drop(columns="_place")
    return units.merge(facts, on="subject_id", how="left").reset_index(drop=True)


def successors(legacy: pd.DataFrame) -> pd.DataFrame:
    """Tell into which new units each former district went, by name only.

    Parameters
    ----------
    legacy : DataFrame
        Former communes with ``district``, ``commune_id`` and ``weight``; the
        weight of a divided commune is no published share and is not used.

    Returns
    -------
    DataFrame with ``district`` and ``commune_id``, each pair once, sorted.
    """
    pairs = legacy[["district", "commune_id"]].drop_duplicates()
    return pairs.sort_values(["district", "commune_id"]).reset_index(drop=True)
