"""The tables in ``data/``, read, checked and given typed columns."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from qngeo import schema
from qngeo.config import settings
from qngeo.errors import MissingDataError, SchemaError

_NO_MEMORY = ("out of memory", "read(nbytes)")
"""What pandas makes of a lack of memory while it reads: no fault of the file."""


def read_shipped(
    path: Path, *, numbers: Collection[str] = (), whole: Collection[str] = ()
) -> pd.DataFrame:
    """Read one table of the data folder; texts as they stand, empty cells "".

    Parameters
    ----------
    path : Path
        A CSV in UTF-8.
    numbers, whole : collection of str, optional
        Columns of real numbers, NaN where empty, and of whole ones; those that the
        table has not are passed over.

    Returns
    -------
    DataFrame, one row a row of the file.

    Raises
    ------
    MissingDataError
        If there is no such file, or it may not be read.
    SchemaError
        If it is cut short, not UTF-8, or has a word in place of a number.
    """
    if not path.is_file():
        msg = f"no table {path}: check out data/ again or set QNGEO_DATA"
        raise MissingDataError(msg)
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        for name in table.columns.intersection([*numbers, *whole]):
            table[name] = pd.to_numeric(table[name])
        return table.astype({name: int for name in whole if name in table})
    except ValueError as error:  # cut short, not UTF-8, a word in place of a number
        if any(words in str(error) for words in _NO_MEMORY):
            raise MemoryError from error
        first = str(error).partition("\n")[0]
        msg = f"{path.name} is damaged ({first}): put the file back as it was"
        raise SchemaError(msg) from error
    except OSError as error:
        msg = f"{path.name} cannot be read ({error.strerror}): ask for the right to it"
        raise MissingDataError(msg) from error


def _read(path: Path, table_schema: pa.DataFrameSchema) -> pd.DataFrame:
    columns = table_schema.columns.items()
    floats = [name for name, column in columns if str(column.dtype) == "float64"]
    table = read_shipped(path, numbers=floats)
    return schema.validate(table, table_schema, path.name)


def read_facts(data: Path | None = None) -> pd.DataFrame:
    """Read every figure of ``data/facts/*.csv``.

    Parameters
    ----------
    data : Path, optional
        Another data folder.

    Returns
    -------
    DataFrame with the columns of `qngeo.schema.FACTS` and two more: ``number``
    (float; NaN for text and ranges) and ``file``. Rows keep file order.

    Raises
    ------
    MissingDataError
        If there is no table, or it may not be read.
    SchemaError
        If a table is damaged or does not keep its schema, or a fact id stands twice.
    """
    folder = (data or settings().data) / "facts"
    tables = [
        _read(path, schema.FACTS).assign(file=path.name)
        for path in sorted(folder.glob("*.csv"))
    ]
    if not tables:
        msg = f"no tables in {folder}: check out data/ again or set QNGEO_DATA"
        raise MissingDataError(msg)
    facts = pd.concat(tables, ignore_index=True)
    schema.validate(facts.drop(columns="file"), schema.FACTS, "data/facts")
    return with_numbers(facts)


def with_numbers(facts: pd.DataFrame) -> pd.DataFrame:
    """Add ``number`` to figures: their value as float, NaN for text and ranges."""
    is_text = facts["unit"].isin(schema.TEXT_UNITS)
    numbers = pd.to_numeric(facts["value"].where(~is_text), errors="coerce")
    return facts.assign(number=numbers)


def read_land_use(data: Path | None = None) -> pd.DataFrame:
    """Read land by use; see `qngeo.schema.LAND_USE`."""
    return _read((data or settings().data) / "land_use.csv", schema.LAND_USE)


def read_subjects(data: Path | None = None) -> pd.DataFrame:
    """Read what facts speak of; see `qngeo.schema.SUBJECTS`."""
    return _read((data or settings().data) / "subjects.csv", schema.SUBJECTS)


def read_sources(data: Path | None = None) -> pd.DataFrame:
    """Read the register of sources; see `qngeo.schema.SOURCES`."""
    return _read((data or settings().data) / "sources.csv", schema.SOURCES)


def read_attributes(data: Path | None = None) -> pd.DataFrame:
    """Read the attribute vocabulary; see `qngeo.schema.ATTRIBUTES`."""
    return _read((data or settings().data) / "attributes.csv", schema.ATTRIBUTES)


def read_scopes(data: Path | None = None) -> pd.DataFrame:
    """Read the words for what narrows a figure; see `qngeo.schema.SCOPES`."""
    return _read((data or settings().data) / "scopes.csv", schema.SCOPES)


def read_corrections(data: Path | None = None) -> pd.DataFrame:
    """Read the corrections with their reasons; see `qngeo.schema.CORRECTIONS`."""
    return _read((data or settings().data) / "corrections.csv", schema.CORRECTIONS)


def read_legacy_units(data: Path | None = None) -> pd.DataFrame:
    """Read where each commune of before 1 July 2025 went.

    Parameters
    ----------
    data : Path, optional
        Another data folder.

    Returns
    -------
    DataFrame with code, name, district, commune_id, weight (float: 1 the larger part,
    0 a smaller one) and note, one row a former commune and commune of today.
    """
    path = (data or settings().data) / "legacy_units.csv"
    return read_shipped(path, numbers=["weight"])


def read_communes(data: Path | None = None) -> pd.DataFrame:
    """Read the communes of today with their official areas, ``area_km2`` (float).

    Parameters
    ----------
    data : Path, optional
        Another data folder.

    Returns
    -------
    DataFrame, one row a commune, with commune_id.
    """
    path = (data or settings().data) / "communes.csv"
    return read_shipped(path, numbers=["area_km2"])


def read_plots(data: Path | None = None) -> pd.DataFrame | None:
    """Read the ledger of single plots, ``data/plots.csv``, where there is one.

    Parameters
    ----------
    data : Path, optional
        Another data folder.

    Returns
    -------
    DataFrame, see `qngeo.schema.PLOTS`; None where the file does not exist.
    """
    path = (data or settings().data) / "plots.csv"
    return _read(path, schema.PLOTS) if path.is_file() else None
