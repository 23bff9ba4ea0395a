"""What did the satellite see of the forest of each commune, zone, park, the province?

A table of real figures: practice data are refused.
"""

from datetime import date

import geopandas as gpd
import pandas as pd

from qngeo.domain.forest import loss as measure
from qngeo.io.imagery.series import Series
from qngeo.services.forest.areas import ELSEWHERE, areas
from qngeo.services.forest.change import Change, change
from qngeo.services.forest.report import Report, area_report, refuse_practice
from qngeo.services.own_data.known import layers_folder

FIGURES = ("forest_ha", "recovering_ha", "unknown_ha")

KEPT = ("id", "name_vi", "name_en", "position_error_m", "caveat")


def by_kind(
    series: Series,
    kind: str,
    *,
    thresholds: measure.Thresholds | None = None,
    as_known_on: date | None = None,
) -> tuple[Report, pd.DataFrame]:
    """Report loss and recovery of all areas of one kind.

    Parameters
    ----------
    series : Series
        Of satellite images.
    kind : str
        "province", "zone", "park" or "commune".
    thresholds : Thresholds, optional
    as_known_on : date, optional
        With the outlines known on that day; now where None.

    Returns
    -------
    tuple of Report and DataFrame
        The report, and its areas with ``name_vi``, ``name_en``,
        ``position_error_m`` and ``caveat`` (a key of the strings) of their outlines.

    Raises
    ------
    SchemaError
        If the series is for practice.
    UnknownNameError
        If there is no such kind.
    """
    refuse_practice(series)
    zones = areas(kind, layers_folder(as_known_on))
    report = area_report(change(series, thresholds=thresholds), zones)
    return report, named(report, zones)


def named(report: Report, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Put the names of areas before their figures."""
    names = pd.DataFrame(zones[[name for name in KEPT if name in zones]])
    return names.merge(report.areas, on="id", how="right", validate="one_to_one")


def conflicts(found: Change, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Tell which areas of a plan lie on forest or on forest still recovering.

    Parameters
    ----------
    found : Change
    zones : GeoDataFrame
        Zones or parks with ``id`` and, where known, the other columns of `KEPT`.

    Returns
    -------
    DataFrame
        ``id``, names, ``forest_ha`` before the storm, ``recovering_ha``,
        ``unknown_ha``, ``position_error_m``, ``caveat``, ``interval``, ``basis``; the
        most forest first, areas without forest left out, unknown ones kept last:
        those not seen, and those whose outline may lie elsewhere.

    Raises
    ------
    SchemaError
        If the change was computed from practice data.
    """
    refuse_practice(found.series)
    table = named(area_report(found, zones), zones)
    if "caveat" in table:
        table.loc[table["caveat"].eq(ELSEWHERE), list(FIGURES)] = float("nan")
    columns = [*[c for c in KEPT if c in table], *FIGURES, "note", "interval", "basis"]
    concerned = table[table["forest_ha"].isna() | (table["forest_ha"] > 0)]
    order = concerned.sort_values("forest_ha", ascending=False, kind="stable")
    return order[columns].reset_index(drop=True)
