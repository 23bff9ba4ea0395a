"""How far a layer's coast lies off the land drawn (độ lệch đường bờ biển)."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from qngeo.crs import METRIC

NEAR_M = 1500.0
"""An outline takes part in the comparison where it lies this near to the coast."""

CUT_M = 800.0
"""Distances are counted up to this many metres, so that far parts do not decide."""

LEAST_PLACES = 150
"""Places along the outline, 200 m apart, below which nothing is said: 30 km."""

MOST_PLACES = 1500

GAIN = 0.85
"""The mean distance to the coast must shrink to this share for an offset to be told."""

LEAST_M = 100.0
"""Smallest offset told; the coast drawn is good to some tens of metres."""

Places = NDArray[np.float64]

_STEPS = ((150.0, 900.0), (50.0, 150.0), (10.0, 50.0))
"""Step and reach of the search, metres, from coarse to fine."""


@dataclass(frozen=True)
class Offset:
    """How far off a layer lies.

    Attributes
    ----------
    east_m, north_m : float
        By how much the layer lies too far east and north.
    before_m, after_m : float
        Mean distance of its outline to the coast as it is, and moved back; distances
        beyond `CUT_M` count as that.
    """

    east_m: float
    north_m: float
    before_m: float
    after_m: float

    @property
    def distance_m(self) -> float:
        """Length of the offset, metres."""
        return float(np.hypot(self.east_m, self.north_m))


def coast_tree(
    land: gpd.GeoSeries, frame: tuple[float, float, float, float]
) -> cKDTree:
    """Return the coast as places 50 m apart.

    Parameters
    ----------
    land : GeoSeries
        All land drawn, of the province and its neighbours, so that no inland border
        counts as coast; any declared CRS.
    frame : tuple = (west, south, east, north), degrees
        Where the drawing ends; its edge is no coast.

    Returns
    -------
    cKDTree of places in EPSG:5899, metres, easting first.
    """
    whole = shapely.union_all(shapely.buffer(land.to_crs(METRIC).array, 1.0))
    edge = shapely.segmentize(shapely.box(*frame).boundary, 0.02)
    border = gpd.GeoSeries([edge], crs=land.crs).to_crs(METRIC).buffer(300.0).iloc[0]
    coast = shapely.difference(shapely.boundary(whole), border)
    return cKDTree(shapely.get_coordinates(shapely.segmentize(coast, 50.0)))


def offset(shapes: gpd.GeoSeries, coast: cKDTree) -> Offset | None:
    """Find the shift that brings the outline of a layer nearest to the coast.

    Parameters
    ----------
    shapes : GeoSeries of valid polygons
        In any declared CRS. Their inner borders do not count.
    coast : cKDTree
        As of `coast_tree`.

    Returns
    -------
    Offset or None
        None where the layer has too little coast, lies right, or no shift brings it
        clearly nearer.
    """
    whole = shapely.union_all(shapely.buffer(shapes.to_crs(METRIC).array, 5.0))
    outline = shapely.segmentize(shapely.boundary(whole), 200.0)
    places = shapely.get_coordinates(outline)
    if not len(places):
        return None
    away, _ = coast.query(places)
    near = places[away < NEAR_M]
    if len(near) < LEAST_PLACES:
        return None
    near = near[:: -(-len(near) // MOST_PLACES)]
    before = _distance(near, coast, np.zeros(2))
    best, after = _searched(near, coast, before)
    found = Offset(float(-best[0]), float(-best[1]), before, after)
    if found.distance_m < LEAST_M or after > GAIN * before:
        return None
    return found


def _searched(places: Places, coast: cKDTree, start: float) -> tuple[Places, float]:
    best, least = np.zeros(2), start
    for step, reach in _STEPS:
        middle = best
        steps = np.arange(-reach, reach + step / 2, step)
        for east in steps:
            for north in steps:
                shift = middle + np.array([east, north])
                distance = _distance(places, coast, shift)
                if distance < least:
                    best, least = shift, distance
    return best, least


def _distance(places: Places, coast: cKDTree, shift: Places) -> float:
    away, _ = coast.query(places + shift, distance_upper_bound=CUT_M)
    return float(np.minimum(away, CUT_M).mean())
