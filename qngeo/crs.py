"""Coordinate systems of the province, and areas and lengths measured in them."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

STORAGE = "EPSG:4326"
"""WGS 84: what files and maps use, longitude first."""

METRIC = "EPSG:5899"
"""VN-2000 / TM-3 107-45, the province's projection (hệ toạ độ VN-2000)."""

GEOGRAPHIC_VN2000 = "EPSG:4756"

M2_PER_HA = 10_000.0

_ELLIPSOID = Geod(ellps="WGS84")


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


def geodesic_area_ha(shapes: Iterable[BaseGeometry]) -> np.ndarray:
    """Area on the WGS 84 ellipsoid.

    Parameters
    ----------
    shapes : iterable of polygon geometries
        Longitude, latitude in degrees.

    Returns
    -------
    ndarray of float, shape (n,), hectares, never negative.
    """
    return np.array(
        [abs(_ELLIPSOID.geometry_area_perimeter(s)[0]) / M2_PER_HA for s in shapes]
    )
