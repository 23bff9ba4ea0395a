"""Coordinate systems of the province, and areas and lengths measured in them."""

import geopandas as gpd

STORAGE = "EPSG:4326"
"""WGS 84: what files and maps use, longitude first."""

METRIC = "EPSG:5899"
"""VN-2000 / TM-3 107-45, the province's projection (hệ toạ độ VN-2000)."""

GEOGRAPHIC_VN2000 = "EPSG:4756"

M2_PER_HA = 10_000.0


def to_metric(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Bring geometries to EPSG:5899 with the official datum shift.

    Parameters
    ----------
    geometry : GeoSeries
        In any declared CRS.

    Returns
    -------
    GeoSeries in EPSG:5899, metres, on the input's index.
    """
    return geometry.to_crs(METRIC)


def to_storage(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Bring geometries to EPSG:4326 (longitude, latitude in degrees)."""
    return geometry.to_crs(STORAGE)


def area_ha(geometry: gpd.GeoSeries) -> gpd.pd.Series:
    """Planar area in EPSG:5899.

    Parameters
    ----------
    geometry : GeoSeries
        Polygons in any declared CRS.

    Returns
    -------
    Series of float, hectares, on the input's index.
    """
    return to_metric(geometry).area.div(M2_PER_HA).rename("area_ha")
