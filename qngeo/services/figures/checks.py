"""Are the data sound? Faults stop a release; the rest is told."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from qngeo.domain.figures import disagreements
from qngeo.domain.occupancy import fill_rates as occupancy
from qngeo.domain.occupancy import identities
from qngeo.io.baseline import Baseline
from qngeo.schema import SHARES

COLUMNS = ("table", "row", "rule", "value", "remedy")


@dataclass(frozen=True)
class Report:
    """What a check found.

    Attributes
    ----------
    faults : DataFrame
        Columns `COLUMNS`; empty when the data are sound.
    summary : str
        One line of counts.
    """

    faults: pd.DataFrame
    summary: str


Fault = tuple[str, str, str, str, str]


def _references(baseline: Baseline) -> Iterator[Fault]:
    known = {
        "subject_id": set(baseline.subjects["subject_id"]),
        "attribute": set(baseline.attributes["attribute"]),
        "source_id": set(baseline.sources["source_id"]),
    }
    files = {
        "subject_id": "subjects.csv",
        "attribute": "attributes.csv",
        "source_id": "sources.csv",
    }
    for name, table in (("facts", baseline.facts), ("land_use", baseline.land_use)):
        for column, ids in known.items():
            if column not in table:
                continue
            lost = table[~table[column].isin(ids)]
            remedy = f"add it to {files[column]} or mend the row"
            for fact_id, value in zip(lost["fact_id"], lost[column], strict=True):
                yield name, str(fact_id), f"{column} resolves", str(value), remedy
    parts = baseline.facts.set_index("fact_id")["scope"].str.split("; ").explode()
    remedy = "add it to scopes.csv or mend the row"
    for fact_id, part in parts[~parts.isin({"", *baseline.scopes["scope"]})].items():
        yield "facts", str(fact_id), "scope resolves", str(part), remedy
    for column in ("zone_id", "parent_id"):
        rows = baseline.subjects
        rows = rows[rows[column].ne("") & ~rows[column].isin(known["subject_id"])]
        remedy = "name a subject of subjects.csv"
        for subject_id, value in zip(rows["subject_id"], rows[column], strict=True):
            yield "subjects", str(subject_id), f"{column} resolves", str(value), remedy


def _shares(baseline: Baseline) -> Iterator[Fault]:
    rows = baseline.facts
    shares = rows[rows["attribute"].isin(SHARES) & rows["number"].notna()]
    beyond = shares[~shares["number"].between(0, 100)]
    for fact_id, value in zip(beyond["fact_id"], beyond["value"], strict=True):
        rule = "a share lies between 0 and 100 %"
        yield "facts", str(fact_id), rule, str(value), "check the source"
    rule = "leased land is no more than its whole"
    remedy = "check scope and definition or add a correction"
    for row in occupancy.over_full(occupancy.rates(rows)).to_dict("records"):
        value = f"{row['numerator_ha']:g} of {row['denominator_ha']:g} ha"
        yield "facts", ", ".join(row["fact_ids"]), rule, value, remedy


def _unused(baseline: Baseline) -> Iterator[Fault]:
    used = set(baseline.facts["source_id"]) | set(baseline.land_use["source_id"])
    used |= set(baseline.corrections["source_id"])
    elsewhere = baseline.sources["note"].str.startswith("cited in geometry/")
    used |= set(baseline.sources.loc[elsewhere, "source_id"])
    for source in sorted(set(baseline.sources["source_id"]) - used):
        yield "sources", source, "a source is cited", source, "cite it or say why not"


def row_faults(baseline: Baseline) -> Iterator[Fault]:
    """Give the faults of single rows: names that lead nowhere, and impossible shares.

    Each is table, row (ids parted by ", "), rule, value and remedy.
    """
    yield from _references(baseline)
    yield from _shares(baseline)


def check(baseline: Baseline) -> Report:
    """Run all checks over the data.

    Parameters
    ----------
    baseline : Baseline

    Returns
    -------
    Report
        Disagreements between sources are no faults; they are counted.
    """
    found = [*row_faults(baseline), *_unused(baseline)]
    conflicts = disagreements.conflicts(baseline.facts)
    sums = identities.identities(baseline.facts, baseline.land_use)
    failing = int(sums["result"].eq("fails").sum())
    summary = (
        f"{len(baseline.facts)} figures, {len(baseline.land_use)} land-use rows, "
        f"{len(baseline.sources)} sources: {len(found)} faults, "
        f"{len(conflicts)} disagreements, {failing} sums that do not add up"
    )
    return Report(pd.DataFrame(found, columns=list(COLUMNS)), summary)
