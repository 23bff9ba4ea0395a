"""Coordinate systems of the province, and areas and lengths measured in them."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import geopandas as gpd
import pyproj
from pyproj.exceptions import CRSError

STORAGE = "EPSG:4326"
"""WGS 84: what files and maps use, longitude first."""

METRIC = "EPSG:5899"
"""VN-2000 / TM-3 107-45, the province's projection (hệ toạ độ VN-2000)."""

GEOGRAPHIC_VN2000 = "EPSG:4756"

M2_PER_HA = 10_000.0

_FILES = re.compile(
    r"\+init\b|grids\s*=\s*(?!@?null\b)|PARAMETERFILE\[\s*\"[^\"]*\"\s*,\s*\"(?!@?null\b)"
    r"|\"(?:filename|[a-z_]*file)\"\s*:",
    re.IGNORECASE,
)
"""What makes PROJ open a file or an address that a text names. "@null" is none."""


def read_crs(said: str | Mapping[str, Any]) -> pyproj.CRS:
    """Read a coordinate system that a person or a person's file names.

    Parameters
    ----------
    said : str or mapping
        Code, URN, well-known text, PROJ string or PROJJSON.

    Raises
    ------
    CRSError
        If it is none, or rests on files that it names itself: no such file is opened.
    """
    if isinstance(said, str) and _FILES.search(said):
        raise CRSError(_NAMES_FILES)
    found = pyproj.CRS.from_user_input(said)
    if names_files(found):
        raise CRSError(_NAMES_FILES)
    return found


_NAMES_FILES = "it names files of its own: use a code such as EPSG:5899"


def names_files(crs: pyproj.CRS) -> bool:
    """Tell whether a coordinate system rests on files that it names itself.

    Examples
    --------
    >>> names_files(pyproj.CRS("EPSG:3857"))
    False
    """
    return crs.to_authority() is None and bool(_FILES.search(crs.to_wkt()))


@lru_cache(maxsize=32)
def way_to_degrees(crs: str) -> pyproj.Transformer:
    """Return the way from a coordinate system to EPSG:4326, x before y on both sides.

    Making one takes a while, so it is kept.

    Parameters
    ----------
    crs : str
        Code or well-known text.

    Raises
    ------
    CRSError
        If there is no such coordinate system.
    """
    return pyproj.Transformer.from_crs(crs, STORAGE, always_xy=True)


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
