"""What does an own raster say of each commune, zone, park, or of a person's areas?

Figures count cells, those at an edge by the share inside. They are the authority's own,
as described by whoever brought the raster in, and never stand as published ones.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from qngeo.crs import M2_PER_HA, to_metric
from qngeo.domain.forest.accuracy import PIXEL_COUNT
from qngeo.i18n import IN_DATA
from qngeo.services.forest.areas import ELSEWHERE
from qngeo.services.own_data.own_rasters import OwnRaster, file_of
from qngeo.services.zonal import zonal_by_class, zonal_stats

MEASURES = ("mean", "min", "max", "std")
"""What is told of a quantity."""

NAMES = ("id", "name_vi", "name_en")
KEPT = (*NAMES, "position_error_m", "caveat")

WHOLE_PCT = 99.5
"""From this share on an area counts as covered whole: outline and raster never agree
to the last cell."""

PERCENT = 100.0

NO_FIGURE = "position error larger than the site: no figure"
PARTLY = "partly without values"
NOTHING = "no valid cell"

BASIS = "own raster, as described by {who}"


@dataclass(frozen=True, kw_only=True)
class RasterReport:
    """What one own raster says of some areas.

    Attributes
    ----------
    raster : OwnRaster
    areas : DataFrame
        One row an area: ``id``, ``name_vi``, ``name_en``, ``valid_ha`` (hectares on
        cells with a value), ``coverage_pct`` (share of the area's outline, per cent),
        for a quantity `MEASURES` in the raster's unit, ``position_error_m`` and
        ``caveat`` where known, ``note`` ("" or one of `NO_FIGURE`, `PARTLY`,
        `NOTHING`), ``as_of``, ``basis``. What is not known is missing.
    classes : DataFrame
        For classes, one row an area and class that occurs in it: ``id``, ``name_vi``,
        ``name_en``, ``class`` (int), ``class_vi``, ``class_en`` ("" where it has no
        name), ``area_ha``, ``share_pct`` of the cells with a value, ``interval``,
        ``as_of``, ``basis``. Empty for a quantity.
    """

    raster: OwnRaster
    areas: pd.DataFrame
    classes: pd.DataFrame


def report(raster: OwnRaster, zones: gpd.GeoDataFrame) -> RasterReport:
    """Work out what an own raster says of areas.

    Parameters
    ----------
    raster : OwnRaster
    zones : GeoDataFrame of polygons
        ``id``, ``name_vi``, ``name_en``, as `qngeo.services.forest.areas.areas`
        gives them, or a person's own.

    Raises
    ------
    MissingDataError
        If the raster's file is not on this machine.
    RasterError, SchemaError
        If it cannot be read.
    """
    path = file_of(raster)
    told = zones[[c for c in KEPT if c in zones]].reset_index(drop=True)
    counted = zonal_by_class(path, zones) if raster.of_classes else None
    if counted is None:
        found = zonal_stats(path, zones, stats=MEASURES).drop(columns="note")
    else:
        sums = counted.groupby("id", sort=False)["area_ha"].sum(min_count=1)
        found = sums.reset_index()
    areas = pd.DataFrame(told).merge(found, on="id", validate="one_to_one")
    areas = areas.rename(columns={"area_ha": "valid_ha"})
    whole_ha = to_metric(zones.geometry).area.to_numpy() / M2_PER_HA
    areas["coverage_pct"] = _coverage_pct(areas["valid_ha"].to_numpy(float), whole_ha)
    elsewhere = _elsewhere(areas)
    figures = [c for c in ("valid_ha", "coverage_pct", *MEASURES) if c in areas]
    areas.loc[elsewhere, figures] = np.nan
    areas["note"] = _notes(areas, elsewhere)
    classes = _classes(raster, counted, areas)
    basis = {"as_of": raster.as_of, "basis": BASIS.format(who=raster.described_by)}
    order = [*NAMES, "valid_ha", "coverage_pct", *figures[2:]]
    rest = [c for c in areas if c not in order]
    return RasterReport(
        raster=raster,
        areas=areas[[*order, *rest]].assign(**basis),
        classes=classes.assign(interval=PIXEL_COUNT, **basis),
    )


def _coverage_pct(
    valid_ha: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    whole_ha: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return which share of each outline lies on cells with a value, per cent."""
    known = np.where(np.isnan(valid_ha), 0.0, valid_ha)  # outside: none is covered
    share: np.ndarray[tuple[int], np.dtype[np.float64]]
    share = np.minimum(PERCENT * known / whole_ha, PERCENT)
    return share


def _elsewhere(areas: pd.DataFrame) -> pd.Series:
    """Tell which sites may lie wholly elsewhere than drawn."""
    if "caveat" not in areas:
        return pd.Series(False, areas.index)
    return areas["caveat"].eq(ELSEWHERE)


def _notes(areas: pd.DataFrame, elsewhere: pd.Series) -> list[str]:
    covered = areas["coverage_pct"]
    choices = [elsewhere, covered.eq(0.0), covered < WHOLE_PCT]
    return list(np.select(choices, [NO_FIGURE, NOTHING, PARTLY], default=""))


_CLASS_COLUMNS = (*NAMES, "class", "class_vi", "class_en", "area_ha", "share_pct")


def _classes(
    raster: OwnRaster, counted: pd.DataFrame | None, areas: pd.DataFrame
) -> pd.DataFrame:
    if counted is None:
        return pd.DataFrame(columns=list(_CLASS_COLUMNS))
    told = areas[areas["note"].isin(["", PARTLY])]
    found = told[list(NAMES)].merge(counted.drop(columns="note"), on="id")
    found = found.dropna(subset=["class"])
    for lang in IN_DATA:
        found[f"class_{lang}"] = [
            raster.class_name(int(value), lang) for value in found["class"]
        ]
    found["share_pct"] = PERCENT * found["share"]
    return found[list(_CLASS_COLUMNS)].reset_index(drop=True)


def wide(found: RasterReport) -> pd.DataFrame:
    """Return one row an area with a column of hectares for each class.

    Returns
    -------
    DataFrame like ``areas`` with columns ``class_<value>_ha`` in order of the values.
    A class that does not occur in an area with values has 0 there; an area without a
    figure has none.
    """
    table = found.areas.copy()
    values = sorted({int(v) for v in found.classes["class"]})
    known = table["note"].isin(["", PARTLY])
    for value in values:
        mine = found.classes[found.classes["class"].eq(value)].set_index("id")
        ha = table["id"].map(mine["area_ha"]).astype(float)
        table[f"class_{value}_ha"] = ha.mask(ha.isna() & known, 0.0)
    return table
