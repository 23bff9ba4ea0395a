"""Coordinate reference systems that answers can be asked in (hệ toạ độ).

OGC API – Features Part 2 (OGC 18-058r1): a system is named by its address in the OGC
register, and coordinates stand in the order of axes that its authority defines.
"""

from functools import lru_cache

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from qngeo.crs import METRIC, STORAGE
from qngeo.web.ogc.refusals import RefusedError, shortened

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
"""WGS 84, longitude before latitude: what is used where nothing is asked."""


def uri_of(code: str) -> str:
    """Return the address of a system in the OGC register.

    Examples
    --------
    >>> uri_of("EPSG:5899")
    'http://www.opengis.net/def/crs/EPSG/0/5899'
    """
    authority, _, number = code.partition(":")
    return f"http://www.opengis.net/def/crs/{authority}/0/{number}"


SYSTEMS = {CRS84: STORAGE, uri_of(STORAGE): STORAGE, uri_of(METRIC): METRIC}
"""Code of each system by its address; the first is the default and the storage."""

PLACES = {METRIC: 4}
"""Decimals of coordinates after a projection: a tenth of a millimetre."""


@lru_cache(maxsize=64)
def latitude_first(uri: str) -> bool:
    """Tell whether the authority puts north before east in this system.

    EPSG:4326 does; EPSG:5899 has easting before northing, as ``pyproj`` reads it from
    the EPSG register.
    """
    if uri == CRS84:
        return False
    return bool(CRS(SYSTEMS[uri]).axis_info[0].direction == "north")


def checked(name: str, uri: str | None, systems: tuple[str, ...]) -> str:
    """Return the system that a parameter names, the default where it is not given.

    Raises
    ------
    RefusedError
        If the collection is not offered in that system.
    """
    if uri is None:
        return CRS84
    if uri not in systems:
        there = ", ".join(systems)
        message = f"{name}={shortened(uri)} is not offered: there are {there}"
        raise RefusedError(message)
    return uri


def in_system(geometry: gpd.GeoSeries, uri: str) -> gpd.GeoSeries:
    """Return geometries in a system, axes in the order of its authority.

    Parameters
    ----------
    geometry : GeoSeries
        EPSG:4326, longitude before latitude.
    uri : str
        A key of `SYSTEMS`.
    """
    if uri == CRS84:
        return geometry
    code = SYSTEMS[uri]
    moved = geometry if code == STORAGE else geometry.to_crs(code)
    shapes = np.asarray(moved.array)
    if code in PLACES:
        shapes = shapely.transform(shapes, lambda xy: np.round(xy, PLACES[code]))
    if latitude_first(uri):
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
    return gpd.GeoSeries(shapes, index=geometry.index)
