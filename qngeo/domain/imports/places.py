"""Where a file's coordinates fall when read in one CRS or another (hệ toạ độ)."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

from qngeo.crs import GEOGRAPHIC_VN2000, METRIC, STORAGE, read_crs, way_to_degrees
from qngeo.domain.boundaries.vn2000 import PROJECTIONS
from qngeo.errors import SchemaError

ENOUGH = 0.5
"""Share of the sampled places that must lie in the province for a CRS to fit."""

SAMPLE = 400

Places = NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """One way to read the coordinates.

    Attributes
    ----------
    crs : str
    name : str
    turned : bool
        Whether the first number is the northing or latitude.
    rank : int
        0 is likeliest, as of `qngeo.domain.boundaries.vn2000.Projection`.
    share : float
        Of the sampled places, those that lie in the province so.
    """

    crs: str
    name: str
    turned: bool
    rank: int
    share: float

    @property
    def label(self) -> str:
        """The code and the name in one text."""
        return f"{self.crs} ({self.name})" if self.name else self.crs


_DEGREES = (
    (STORAGE, "WGS 84", 0),
    (GEOGRAPHIC_VN2000, "VN-2000", 1),
)
_METRES = (
    *((p.crs, p.name, p.rank) for p in PROJECTIONS),
    ("EPSG:32648", "WGS 84 / UTM 48N", 3),
    ("EPSG:32649", "WGS 84 / UTM 49N", 3),
)


def sample(shapes: NDArray[np.object_]) -> Places:
    """Return one place a feature, at most `SAMPLE`, evenly over the file.

    Returns
    -------
    array of float, shape (n, 2), in the file's own numbers
    """
    usable = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    picked = usable[:: max(1, len(usable) // SAMPLE)]
    parts = [shapely.get_coordinates(shape) for shape in picked]
    places = [part[len(part) // 2] for part in parts]
    found = np.array(places, dtype=float).reshape(-1, 2)
    finite: Places = found[np.isfinite(found).all(axis=1)]
    return finite


def fits(places: Places, crs: str, province: BaseGeometry, *, turned: bool) -> float:
    """Return the share of places that lie in the province when read so.

    Parameters
    ----------
    places : array of float, shape (n, 2)
        In the file's own numbers.
    crs : str
    province : geometry, EPSG:4326
    turned : bool
        Whether the first number is the northing or latitude.

    Returns
    -------
    float, from 0 to 1; 0 too where the CRS cannot read them.
    """
    if not len(places):
        return 0.0
    x, y = (places[:, 1], places[:, 0]) if turned else (places[:, 0], places[:, 1])
    try:
        lon, lat = way_to_degrees(crs).transform(x, y)
    except (CRSError, ProjError):
        return 0.0
    known = np.isfinite(lon) & np.isfinite(lat)
    shapely.prepare(province)
    inside = shapely.intersects_xy(
        province, np.where(known, lon, 0.0), np.where(known, lat, 0.0)
    )
    return float((inside & known).mean())


def readings(places: Places, province: BaseGeometry) -> list[Reading]:
    """Return the ways to read the places that put most of them in the province.

    Parameters
    ----------
    places : array of float, shape (n, 2)
    province : geometry, EPSG:4326

    Returns
    -------
    list of Reading
        The likeliest first: unturned before turned, then by rank.
    """
    if not len(places):
        return []
    small = bool((np.abs(places) <= 180).all())  # noqa: PLR2004
    found = []
    for turned in (False, True):
        for crs, name, rank in _DEGREES if small else _METRES:
            share = fits(places, crs, province, turned=turned)
            if share >= ENOUGH:
                found.append(Reading(crs, name, turned, rank, share))
    return sorted(found, key=lambda r: (r.turned, r.rank))


def code_of(crs: str | pyproj.CRS) -> str:
    """Return a CRS as EPSG code where it has one, else as well-known text.

    Raises
    ------
    SchemaError
        If it is no coordinate system.
    """
    text = crs.strip() if isinstance(crs, str) else crs
    try:
        asked = f"EPSG:{text}" if isinstance(text, str) and text.isdigit() else text
        found = read_crs(asked) if isinstance(asked, str) else asked
    except CRSError as error:
        msg = f"{crs!r} is no coordinate system: write its EPSG code, 4326 or 5899"
        raise SchemaError(msg) from error
    if found.name == "WGS 84 (CRS84)":
        return STORAGE
    authority = found.to_authority(min_confidence=70)
    return ":".join(authority) if authority else str(found.to_wkt())


def to_degrees(
    shapes: NDArray[np.object_], crs: str, *, turned: bool
) -> NDArray[np.object_]:
    """Bring shapes to EPSG:4326, longitude first, with the official datum shift.

    Parameters
    ----------
    shapes : array of geometry
        In the file's own numbers.
    crs : str
    turned : bool
        Whether the first number is the northing or latitude.

    Returns
    -------
    array of geometry, EPSG:4326.
    """
    straight = shapely.transform(shapes, lambda xy: xy[:, ::-1]) if turned else shapes
    if crs == STORAGE:
        return np.asarray(straight, dtype=object)
    change = way_to_degrees(crs)

    def moved(xy: Places) -> Places:
        return np.column_stack(change.transform(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(straight, moved), dtype=object)


def shift_between(places: Places, crs: str, other: str) -> tuple[float, float] | None:
    """Return how far places move, metres east and north, when read in another CRS.

    None where one of the two cannot read them.

    Parameters
    ----------
    places : array of float, shape (n, 2)
        In the numbers of the file.
    crs, other : str

    Returns
    -------
    tuple of float, metres in EPSG:5899, or None.
    """
    if not len(places):
        return None
    both = []
    for code in (crs, other):
        series = gpd.GeoSeries(shapely.points(places), crs=code).to_crs(METRIC)
        both.append(shapely.get_coordinates(series.array))
    change = np.median(both[1] - both[0], axis=0)
    if not np.isfinite(change).all():
        return None
    return float(change[0]), float(change[1])


SIBLINGS = {
    STORAGE: (GEOGRAPHIC_VN2000,),
    GEOGRAPHIC_VN2000: (STORAGE,),
    "EPSG:32648": ("EPSG:3405",),
    "EPSG:32649": ("EPSG:3406",),
    "EPSG:3405": ("EPSG:32648",),
    "EPSG:3406": ("EPSG:32649",),
}
"""CRS that are taken for one another; between them lie about 195 m."""
