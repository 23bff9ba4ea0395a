"""Where sites and places meet the road network, and how far they are from it."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from qngeo.crs import STORAGE, to_metric

Floats = NDArray[np.float64]

WINDING = 1.3
"""Kilometres on unmapped local roads for a straight kilometre; an assumption."""

HARBOUR_M = 1000.0
"""Most error allowed for a port or gate when asking which island it is on: a wider
water is never crossed for the sake of a loose point."""

OTHER_MAP_M = 5_000.0
"""A place farther than this from all land of this map is beyond its edge."""

WITHIN_KM = 3.0
"""Sites this near each other may be reached without the network."""

FAR_KM = 15.0
"""A site farther than this from any road, in a straight line, is not joined."""

SHORE_M = 300.0
"""Least error allowed for when asking which island a place is on."""

NO_LEAVING = ("expressway", "link")
"""Classes that a site cannot reach between two nodes."""

WATER = "water_between"
FAR = "far_from_road"
AFLOAT = "anchorage"

JOIN_COLUMNS = ["edge", "share", "node", "access_km", "reason"]


WIDE_KINDS = ("park", "cluster", "site", "commune")
"""Kinds that lie around their point: any land within their error may be theirs."""


class Ground(NamedTuple):
    """Separate pieces of land: mainland of each side and islands, in EPSG:5899."""

    tree: shapely.STRtree
    pieces: NDArray[np.object_]
    side: NDArray[np.object_]


def ground(land: gpd.GeoDataFrame) -> Ground:
    """Take land apart into pieces that no road joins but by a bridge.

    Parameters
    ----------
    land : GeoDataFrame
        Polygons with ``class``, the side of the province's border they lie on; each
        row's parts are pieces of their own.

    Returns
    -------
    Ground
    """
    parts = to_metric(land.set_index("class").geometry).explode()
    pieces = parts.to_numpy()
    return Ground(shapely.STRtree(pieces), pieces, parts.index.to_numpy())


def metric_xy(lat: pd.Series, lon: pd.Series) -> Floats:
    """Coordinates in EPSG:5899, metres, shape (n, 2), easting first.

    Parameters
    ----------
    lat, lon : Series of float, degrees

    Returns
    -------
    array, shape (n, 2), metres.
    """
    points = gpd.GeoSeries.from_xy(lon, lat, crs=STORAGE)
    return np.asarray(shapely.get_coordinates(to_metric(points).array))


def join(
    sites: pd.DataFrame,
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    land: Ground,
    pieces: list[set[int]],
) -> pd.DataFrame:
    """Join each site to the nearest road on its own piece of land.

    A road drawn by control points can be reached anywhere along it, but not on a
    bridge; an expressway only at its interchanges; a road of the graph, whose
    alignment is not known, only at its junctions.

    Parameters
    ----------
    sites : DataFrame
        Index of ids; lat, lon (degrees), kind.
    nodes : DataFrame
        Index of node numbers; node_id, lat, lon, access.
    edges : DataFrame
        a, b (node numbers), class, seq, part_id: the edges that may be used.
    land : Ground
    pieces : list of set of int
        Land of each site, see `own_pieces`; where empty, any road will do.

    Returns
    -------
    DataFrame on the sites' index with `JOIN_COLUMNS`: ``edge`` (label in edges, -1
    for none) and ``share`` of it before the site, or ``node`` (number, -1 for none),
    ``access_km`` (float, NaN where not joined) and ``reason`` ("" where joined).
    """
    xy = metric_xy(nodes["lat"], nodes["lon"])
    at = metric_points(sites)
    slow = ~edges["class"].isin(NO_LEAVING)
    along = edges[slow & edges["seq"].gt(0) & edges["part_id"].eq("")]
    pairs = np.stack([xy[along["a"]], xy[along["b"]]], axis=1)
    ways = np.asarray(shapely.linestrings(pairs), dtype=object)
    used = np.unique(edges[["a", "b"]].to_numpy())
    exits = used[nodes["access"].to_numpy()[used] == "yes"]
    stops = np.asarray(shapely.points(xy[exits]), dtype=object)
    rows = []
    for point, kind, mine in zip(at, sites["kind"], pieces, strict=True):
        if kind == AFLOAT:
            rows.append((-1, 0.0, -1, np.nan, AFLOAT))
            continue
        rows.append(_nearest(point, (ways, along.index), (stops, exits), land, mine))
    return pd.DataFrame(rows, columns=JOIN_COLUMNS, index=sites.index)


def metric_points(places: pd.DataFrame) -> NDArray[np.object_]:
    """Points in EPSG:5899 of places with lat and lon in degrees.

    Parameters
    ----------
    places : DataFrame
        lat, lon (floats, degrees).

    Returns
    -------
    array of Point, metres.
    """
    points = gpd.GeoSeries.from_xy(places["lon"], places["lat"], crs=STORAGE)
    return np.asarray(to_metric(points).array, dtype=object)


def own_pieces(sites: pd.DataFrame, land: Ground) -> list[set[int]]:
    """Numbers of the pieces of land that each site may stand on.

    That is any piece within its error or extent, but none across the province's
    border; a place at sea counts to the nearest land.

    Parameters
    ----------
    sites : DataFrame
        lat, lon, kind, position_error_m, extent_m (floats, may be NaN).
    land : Ground

    Returns
    -------
    list of set of int; empty where a site is on no land of this map.
    """
    at = metric_points(sites)
    about = sites[["position_error_m", "extent_m"]].max(axis=1).fillna(SHORE_M)
    about = about.where(sites["kind"].isin(WIDE_KINDS), about.clip(upper=HARBOUR_M))
    found = []
    for point, error in zip(at, about, strict=True):
        near = _pieces(land, point, max(SHORE_M, error))
        first = int(land.tree.nearest(point))
        if not near and land.pieces[first].distance(point) < OTHER_MAP_M:
            near = {first}
        found.append({i for i in near if land.side[i] == land.side[first]})
    return found


def _pieces(land: Ground, point: shapely.Point, within_m: float) -> set[int]:
    found = land.tree.query(point, predicate="dwithin", distance=within_m)
    return set(map(int, found))


def neighbours(
    sites: pd.DataFrame, joins: pd.DataFrame, pieces: list[set[int]]
) -> pd.DataFrame:
    """Pairs of sites on one piece of land, nearer each other than to the network.

    Parameters
    ----------
    sites : DataFrame
        lat, lon.
    joins : DataFrame
        On the sites' index; access_km, NaN where not joined.
    pieces : list of set of int
        As `own_pieces` gives it.

    Returns
    -------
    DataFrame with site, other, km.
    """
    xy = metric_xy(sites["lat"], sites["lon"])
    far = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)) / 1000
    leg = joins["access_km"].to_numpy(float)
    near = (far <= WITHIN_KM) & (far * WINDING <= leg[:, None] + leg[None, :])
    rows = [
        (joins.index[i], joins.index[j], far[i, j] * WINDING)
        for i, j in np.argwhere(np.triu(near, k=1))
        if pieces[i] & pieces[j]
    ]
    return pd.DataFrame(rows, columns=["site", "other", "km"])


def _nearest(
    point: shapely.Point,
    ways: tuple[NDArray[np.object_], pd.Index],
    stops: tuple[NDArray[np.object_], NDArray[np.int64]],
    land: Ground,
    mine: set[int],
) -> tuple[int, float, int, float, str]:
    every = np.concatenate([ways[0], stops[0]])
    far = shapely.distance(every, point)
    reason = FAR
    for k in np.argsort(far, kind="stable"):
        if far[k] > FAR_KM * 1000:
            break
        shape = every[k]
        spot = shapely.line_interpolate_point(
            shape, shapely.line_locate_point(shape, point)
        ) if k < len(ways[0]) else shape  # fmt: skip
        if mine and far[k] > SHORE_M and not mine & _pieces(land, spot, SHORE_M):
            reason = WATER
            continue
        km = float(far[k]) / 1000 * WINDING
        if k < len(ways[0]):
            share = shapely.line_locate_point(shape, point, normalized=True)
            return int(ways[1][k]), float(share), -1, km, ""
        return -1, 0.0, int(stops[1][k - len(ways[0])]), km, ""
    return -1, 0.0, -1, np.nan, reason
