"""Roads, railways, ports and other transport things as lines and points."""

import geopandas as gpd
import pandas as pd
import shapely

from qngeo.crs import STORAGE
from qngeo.domain.boundaries.outlines import ids
from qngeo.model import GeometryMethod

ERROR_M = {
    "osm_node_scgraph": 500.0,
    "osm_node_scgraph_identity_uncertain": 2500.0,
    "stated_osm_toll": 100.0,
    "stated_in_source": 200.0,
    "near_stated_osm_toll": 500.0,
    "ward_centroid_or_coast": 1500.0,
    "schematic": 5000.0,
}
"""Position error of a control point by the way it was found, metres; used where the
table gives none."""

SCHEMATIC = "schematic"
LINE_VI = "Đoạn thẳng giữa các điểm khống chế; không dùng để đo"
LINE_EN = "Straight between control points; not for measuring"
CORRIDOR_VI = "Chỉ là hành lang dự kiến; không dùng để đo"
CORRIDOR_EN = "Shows a corridor only; not for measuring"
PLACE_VI = "Vị trí phỏng chừng; không dùng để đo"
PLACE_EN = "A guessed position; not for measuring"

NETWORK_COLUMNS = [
    "subject_id",
    "feature_id",
    "name_vi",
    "name_en",
    "kind",
    "status",
    "geometry_method",
    "position_error_m",
    "note_vi",
    "note_en",
    "source_ids",
    "geometry",
]
"""Columns of points."""

LINE_COLUMNS = [*NETWORK_COLUMNS[:-1], "corridor", "geometry"]
"""Columns of lines; ``corridor`` is True where the line shows a corridor only."""


def control_error(table: pd.DataFrame) -> pd.Series:
    """Position error of each control point or place.

    Parameters
    ----------
    table : DataFrame
        position_error_m (float, may be NaN) and position_method.

    Returns
    -------
    Series of float, metres; the stated error, else the one of `ERROR_M`, else NaN.
    """
    stated = pd.to_numeric(table["position_error_m"], errors="coerce")
    usual = table["position_method"].map(ERROR_M).astype(float)
    return stated.where(stated.notna(), usual).rename("position_error_m")


def lines(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Transport lines from their ordered control points.

    Parameters
    ----------
    table : DataFrame
        ``data/geometry/transport_lines.csv``: line_id, subject_id, name_vi, name_en,
        kind, status, seq (whole number), lat, lon (degrees), position_error_m,
        position_method, source_id.

    Returns
    -------
    GeoDataFrame in EPSG:4326 with `LINE_COLUMNS`, one row a line in the order of
    first appearance. Every line is straight between its points, so its method is
    schematic; it is a mere ``corridor`` when any of its points is schematic too. Its
    position error is that of its worst point, its sources are those of all of them.
    Lengths are never measured on it.
    """
    ordered = table.assign(
        error=control_error(table),
        loose=table["position_method"].eq(SCHEMATIC),
        seq=pd.to_numeric(table["seq"]),
        lat=pd.to_numeric(table["lat"]),
        lon=pd.to_numeric(table["lon"]),
    ).sort_values("seq", kind="stable")
    groups = ordered.groupby("line_id", sort=False)
    shapes = {
        str(name): shapely.LineString(part[["lon", "lat"]].to_numpy())
        for name, part in groups
    }
    first = groups[["subject_id", "name_vi", "name_en", "kind", "status"]].first()
    loose = groups["loose"].any()
    frame = first.assign(
        feature_id=first.index,
        geometry_method=GeometryMethod.SCHEMATIC.value,
        position_error_m=groups["error"].max(),
        corridor=loose,
        note_vi=loose.map({True: CORRIDOR_VI, False: LINE_VI}),
        note_en=loose.map({True: CORRIDOR_EN, False: LINE_EN}),
        source_ids=groups["source_id"].agg(_together),
    )
    wanted = table["line_id"].drop_duplicates()
    result = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=STORAGE))
    return result.loc[wanted].reset_index(drop=True)[LINE_COLUMNS]


def _together(source_ids: pd.Series) -> str:
    """Join the sources of a line's points, each once."""
    return "; ".join(sorted({name for text in source_ids for name in ids(text)}))


def points(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Transport points: interchanges, bridges, gates, airports, ports, stations.

    Parameters
    ----------
    table : DataFrame
        ``data/geometry/transport_points.csv``: point_id, subject_id, name_vi, name_en,
        kind, status, lat, lon (degrees), position_error_m, position_method, source_id.

    Returns
    -------
    GeoDataFrame in EPSG:4326 with `NETWORK_COLUMNS`, in the order of the table.
    """
    loose = table["position_method"].eq(SCHEMATIC)
    read = table["position_method"].str.contains("osm|stated", regex=True)
    method = read.map(
        {True: GeometryMethod.DIGITISED.value, False: GeometryMethod.SCHEMATIC.value}
    )
    frame = table.assign(
        feature_id=table["point_id"],
        geometry_method=method,
        position_error_m=control_error(table),
        note_vi=loose.map({True: PLACE_VI, False: ""}),
        note_en=loose.map({True: PLACE_EN, False: ""}),
        source_ids=table["source_id"],
    )
    at = gpd.GeoSeries.from_xy(
        pd.to_numeric(table["lon"]), pd.to_numeric(table["lat"]), crs=STORAGE
    )
    return gpd.GeoDataFrame(frame, geometry=at)[NETWORK_COLUMNS].reset_index(drop=True)
