"""Which projection of VN-2000 a pair of numbers is written in (múi chiếu VN-2000)."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from qngeo.crs import METRIC, way_to_degrees

Numbers: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.float64]]"
"""One row of numbers, as shapely asks for them."""


@dataclass(frozen=True)
class Projection:
    """One projection in which Vietnamese tables are written.

    Attributes
    ----------
    crs : str
    name : str
        Width of the zone and its central meridian (kinh tuyến trục).
    rank : int
        0 for the province's own, 1 for the national zones, 2 for the meridians of
        other provinces.
    """

    crs: str
    name: str
    rank: int


PROJECTIONS = (
    Projection(METRIC, "VN-2000 3°, 107°45'", 0),
    Projection("EPSG:5896", "VN-2000 3°, 102°", 1),
    Projection("EPSG:5897", "VN-2000 3°, 105°", 1),
    Projection("EPSG:5898", "VN-2000 3°, 108°", 1),
    Projection("EPSG:3405", "VN-2000 6°, 105° (UTM 48N)", 1),
    Projection("EPSG:3406", "VN-2000 6°, 111° (UTM 49N)", 1),
    Projection("EPSG:9205", "VN-2000 3°, 103°", 2),
    Projection("EPSG:9206", "VN-2000 3°, 104°", 2),
    Projection("EPSG:9207", "VN-2000 3°, 104°30'", 2),
    Projection("EPSG:9208", "VN-2000 3°, 104°45'", 2),
    Projection("EPSG:9209", "VN-2000 3°, 105°30'", 2),
    Projection("EPSG:9210", "VN-2000 3°, 105°45'", 2),
    Projection("EPSG:9211", "VN-2000 3°, 106°", 2),
    Projection("EPSG:9212", "VN-2000 3°, 106°15'", 2),
    Projection("EPSG:9213", "VN-2000 3°, 106°30'", 2),
    Projection("EPSG:9214", "VN-2000 3°, 107°", 2),
    Projection("EPSG:9215", "VN-2000 3°, 107°15'", 2),
    Projection("EPSG:9216", "VN-2000 3°, 107°30'", 2),
    Projection("EPSG:9217", "VN-2000 3°, 108°15'", 2),
    Projection("EPSG:9218", "VN-2000 3°, 108°30'", 2),
)
"""Every projection of VN-2000 in the EPSG register (Circular 973/2001/TT-TCĐC names
the zones and the provinces' meridians)."""

NORTHING = (900_000.0, 2_650_000.0)
"""Metres north of the equator between which Viet Nam lies."""

EASTING = (100_000.0, 900_000.0)
"""Metres, false easting included, that a zone can hold."""


def is_northing(values: Numbers) -> bool:
    """Tell whether all numbers can be northings (X in Vietnamese tables).

    Parameters
    ----------
    values : array of float, metres
    """
    return bool(np.all((values >= NORTHING[0]) & (values <= NORTHING[1])))


def is_easting(values: Numbers) -> bool:
    """Tell whether all numbers can be eastings (Y in Vietnamese tables).

    Parameters
    ----------
    values : array of float, metres, false easting included
    """
    return bool(np.all((values >= EASTING[0]) & (values < EASTING[1])))


def known(crs: str) -> Projection | None:
    """Return the projection of VN-2000 with this code, None if it is none."""
    return next((p for p in PROJECTIONS if p.crs == crs.upper()), None)


def fitting(
    east: Numbers,
    north: Numbers,
    territory: BaseGeometry,
) -> list[Projection]:
    """Return the projections that put every point into a territory.

    Parameters
    ----------
    east, north : array of float, metres
    territory : geometry
        In EPSG:4326, longitude first.

    Returns
    -------
    list of Projection
        The province's own first, then national zones, then the others.
    """
    found = []
    shapely.prepare(territory)
    for projection in sorted(PROJECTIONS, key=lambda p: p.rank):
        lon, lat = to_degrees(east, north, projection.crs)
        if np.all(np.isfinite(lon)) and np.all(
            shapely.intersects_xy(territory, lon, lat)
        ):
            found.append(projection)
    return found


def to_degrees(
    east: Numbers,
    north: Numbers,
    crs: str,
) -> tuple[
    Numbers,
    Numbers,
]:
    """Return longitude and latitude in WGS 84, with the official datum shift.

    Parameters
    ----------
    east, north : array of float, metres
    crs : str
        Code of a projection.

    Returns
    -------
    tuple of array of float, degrees: longitudes and latitudes; infinite where the
    projection cannot be turned round.
    """
    lon, lat = way_to_degrees(crs).transform(east, north)
    return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
