"""What did the land look like from afar before the storm (tổng quan, không chi tiết)?

The only raster of the province that is shipped: MODIS land cover of 2019 in cells of
5.5 km. It serves an overview and nothing else.
"""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from qngeo import crs
from qngeo.config import settings
from qngeo.errors import MissingDataError
from qngeo.io.tables import read_shipped
from qngeo.services.zonal import zonal_by_class

RASTER, CLASSES = "modis_landcover_2019.tif", "modis_classes.csv"

YEAR = "2019"
CELL_KM = 5.5

LEAST_CELLS = 20
"""Cells below which an area gets no share: each is one vote for one class, and of 20
votes a share of a half is known to 11 points at best."""

CELL_HA = 2_880.0
"""Area of a cell at 21 degrees north, hectares: 5.5 km by 5.2 km."""

LABEL = "overview only, cells of 5.5 km"
TOO_SMALL = "too_small"
REASONS = {
    "": "",
    TOO_SMALL: f"smaller than {LEAST_CELLS} cells of {CELL_KM} km: no share is given",
}

COLUMNS = ("id", "class", "name_vi", "name_en", "kind", "area_ha", "share", "reason",
           "label", "year")  # fmt: skip


def raster_path() -> Path:
    """Return where the shipped land cover stands.

    Raises
    ------
    MissingDataError
        If it is not there.
    """
    path = settings().data / "rasters" / RASTER
    if not path.exists():
        message = f"data/rasters/{RASTER} is not there: get it from the repository"
        raise MissingDataError(message)
    return path


def classes() -> pd.DataFrame:
    """Return the classes: ``class``, ``name_en``, ``name_vi`` and ``kind``.

    Kind is ``forest`` (trees on more than 60 %), ``wooded`` (30 to 60 %), ``water`` or
    ``other``.
    """
    return read_shipped(settings().data / "rasters" / CLASSES, whole=["class"])


def overview(zones: gpd.GeoDataFrame, *, id_column: str = "id") -> pd.DataFrame:
    """Give the shares of the classes in large areas.

    Parameters
    ----------
    zones : GeoDataFrame of polygons
    id_column : str

    Returns
    -------
    DataFrame
        `COLUMNS`, one row an area and class. An area smaller than `LEAST_CELLS` cells
        (every commune and park is) has one row without class and share, and the
        reason. Shares are of the area with water.
    """
    large = crs.area_ha(zones.geometry) >= LEAST_CELLS * CELL_HA
    parts = [pd.DataFrame(columns=list(COLUMNS))]
    if large.any():
        found = zonal_by_class(raster_path(), zones[large], id_column=id_column)
        parts.append(found.merge(classes(), on="class", how="left").assign(reason=""))
    if not large.all():
        small = pd.DataFrame({"id": zones.loc[~large, id_column], "reason": TOO_SMALL})
        parts.append(small)
    every = pd.concat([part for part in parts if len(part)], ignore_index=True)
    every = every.assign(label=LABEL, year=YEAR)
    return every.reindex(columns=list(COLUMNS))


def by_kind(found: pd.DataFrame) -> pd.DataFrame:
    """Add the classes up by kind: ``id``, ``kind``, ``area_ha``, ``share``.

    Parameters
    ----------
    found : DataFrame
        As `overview` gives; areas that are too small are left out.
    """
    known = found[found["share"].notna()]
    return known.groupby(["id", "kind"], as_index=False)[["area_ha", "share"]].sum()
