"""The published data as one value: every table, read and checked once."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from qngeo.io import tables


@dataclass(frozen=True)
class Baseline:
    """All tables of ``data/``; services take it as their first argument.

    Attributes
    ----------
    facts, land_use, subjects, sources, attributes, scopes, corrections : DataFrame
        As read by `qngeo.io.tables`.
    """

    facts: pd.DataFrame
    land_use: pd.DataFrame
    subjects: pd.DataFrame
    sources: pd.DataFrame
    attributes: pd.DataFrame
    scopes: pd.DataFrame
    corrections: pd.DataFrame


def read_baseline(data: Path | None = None) -> Baseline:
    """Read and check every table of a data folder.

    Parameters
    ----------
    data : Path, optional
        Another folder than the installed ``data/``.

    Returns
    -------
    Baseline

    Raises
    ------
    SchemaError
        If a table does not keep its schema.
    """
    return Baseline(
        facts=tables.read_facts(data),
        land_use=tables.read_land_use(data),
        subjects=tables.read_subjects(data),
        sources=tables.read_sources(data),
        attributes=tables.read_attributes(data),
        scopes=tables.read_scopes(data),
        corrections=tables.read_corrections(data),
    )
