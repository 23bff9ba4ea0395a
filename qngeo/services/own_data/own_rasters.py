"""Which own rasters are there, who described them, and where do their files lie?"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from shapely.geometry.base import BaseGeometry

from qngeo.config import settings
from qngeo.domain.imports.raster_description import (
    CLASSES,
    PREFIX,
    ClassName,
    read_classes,
)
from qngeo.errors import MissingDataError, UnknownNameError
from qngeo.io.store import ID, IN_VERSION
from qngeo.names import unknown
from qngeo.services.own_data import known

LAYER = "rasters"

OWN = "own"
"""Begins the name of an own raster beside other rasters: own:forest_2025; the series
under which its tiles are addressed."""

COLUMNS = ("id", "name_vi", "name_en", "kind", "unit", "as_of", "source", "source_ids",
           "note", "described_by", "crs", "classes", "version", "file")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OwnRaster:
    """One own raster as it is described; see `qngeo.domain.imports.raster_description`.

    Attributes
    ----------
    id : str
        Without the prefix of the store.
    name_vi, name_en, kind, unit, as_of, source_ids, source, note : str
        ``name_en`` is that in Vietnamese where none was given.
    classes : tuple of ClassName
    described_by : str
        Who brought it in and described it.
    sha256 : str
        Of its file, which is named by it.
    crs : str
    low, high : float
        Range of the colours of a quantity; NaN for classes.
    version : int
        Which version of the store wrote this description.
    footprint : geometry
        EPSG:4326.
    """

    id: str
    name_vi: str
    name_en: str
    kind: str
    unit: str
    as_of: str
    source_ids: str
    source: str
    note: str
    classes: tuple[ClassName, ...]
    described_by: str
    sha256: str
    crs: str
    low: float
    high: float
    version: int
    footprint: BaseGeometry

    @property
    def of_classes(self) -> bool:
        """Whether it holds classes, not a quantity."""
        return self.kind == CLASSES

    def class_name(self, value: int, lang: str) -> str:
        """Return the name of a value, "" where it has none."""
        for one in self.classes:
            if one.value == value:
                return one.name_vi if lang == "vi" else one.name_en or one.name_vi
        return ""


def folder() -> Path:
    """Return where the files of own rasters lie, beside the store of own data."""
    return settings().var / "rasters" / OWN


def file_of(raster: OwnRaster) -> Path:
    """Return the file of an own raster.

    Raises
    ------
    MissingDataError
        If it is not on this machine.
    """
    path = folder() / f"{raster.sha256}.tif"
    if not path.is_file():
        message = (
            f"the file of own raster {raster.id} is not here: copy"
            f" rasters/own/{path.name[:12]}….tif from where it was imported"
        )
        raise MissingDataError(message)
    return path


def own_rasters(as_known_on: date | None = None) -> tuple[OwnRaster, ...]:
    """Return the own rasters known on a day, by id.

    Parameters
    ----------
    as_known_on : date, optional
        Now where None.

    Raises
    ------
    DateError
        If the day lies before the first one on which anything was known.
    """
    number = known.version(as_known_on)
    if not number:
        return ()
    rows = known.store().read(LAYER, version=number)
    return tuple(_of_row(row) for row in rows.to_dict("records"))


def own_raster(name: str, as_known_on: date | None = None) -> OwnRaster:
    """Return an own raster by its id, with or without ``own:`` before it.

    Raises
    ------
    UnknownNameError
        If there is none; the message names the nearest.
    """
    wanted = name.removeprefix(f"{OWN}:").removeprefix(PREFIX)
    found = own_rasters(as_known_on)
    for raster in found:
        if raster.id == wanted:
            return raster
    if not found:
        message = f"no own raster {wanted!r}: none was imported yet"
        raise UnknownNameError(message)
    raise UnknownNameError(unknown("own raster", wanted, [one.id for one in found]))


def as_written(name: str, version: int) -> OwnRaster:
    """Return an own raster as one version of the store described it.

    Raises
    ------
    UnknownNameError
        If that version wrote no such raster.
    """
    rows = known.store().read(LAYER, version=version)
    mine = rows[rows[ID].eq(f"{PREFIX}{name}") & rows[IN_VERSION].eq(version)]
    if mine.empty:
        message = f"version {version} wrote no raster {name!r}"
        raise UnknownNameError(message)
    return _of_row(mine.to_dict("records")[0])


def table(as_known_on: date | None = None) -> pd.DataFrame:
    """Return one row an own raster, with `COLUMNS`.

    ``classes`` are written as "1 = Rừng; 2 = Nước"; ``file`` is the name of its file
    in ``rasters/own``.
    """
    rows = [
        (one.id, one.name_vi, one.name_en, one.kind, one.unit, one.as_of, one.source,
         one.source_ids, one.note, one.described_by, one.crs,
         "; ".join(f"{c.value} = {c.name_vi}" for c in one.classes), one.version,
         f"{one.sha256}.tif")
        for one in own_rasters(as_known_on)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


_TEXTS = ("name_vi", "name_en", "kind", "unit", "as_of", "source_ids", "source", "note",
          "described_by", "sha256", "crs")  # fmt: skip


def _of_row(row: dict[Any, Any]) -> OwnRaster:
    texts = {name: "" if pd.isna(row[name]) else str(row[name]) for name in _TEXTS}
    texts["name_en"] = texts["name_en"] or texts["name_vi"]
    classes = row["classes"]
    return OwnRaster(
        **texts,
        id=str(row[ID]).removeprefix(PREFIX),
        classes=read_classes("" if pd.isna(classes) else str(classes)),
        low=float(row["low"]),
        high=float(row["high"]),
        version=int(row[IN_VERSION]),
        footprint=row["geometry"],
    )
