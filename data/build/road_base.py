"""The highway graph of scgraph-data, cut to the surroundings of the province."""

import ast
import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Geod
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from timezonefinder import TimezoneFinder

BOX = (105.6, 20.5, 108.3, 22.1)
ABROAD = "Asia/Shanghai"

_EARTH = Geod(ellps="WGS84")


def _literal(text: str, name: str) -> object:
    start = text.index(f"{name}=") + len(name) + 1
    return ast.literal_eval(text[start : text.index("\n", start)])


def read_base() -> tuple[NDArray[np.float64], pd.DataFrame]:
    """Junctions (latitude, longitude) and edges of the graph within the box.

    Junctions beyond the Chinese border are left out with their edges.
    """
    spec = importlib.util.find_spec("scgraph_data")
    if spec is None or spec.origin is None:
        msg = "install data/build/requirements.txt first"
        raise SystemExit(msg)
    text = (Path(spec.origin).parent / "world_highways.py").read_text("utf-8")
    nodes = np.array(_literal(text, "nodes"))
    graph = _literal(text, "graph")
    lat, lon = nodes.T
    west, south, east, north = BOX
    within = (lat > south) & (lat < north) & (lon > west) & (lon < east)
    zones = TimezoneFinder()
    kept = [
        i
        for i in np.flatnonzero(within)
        if zones.timezone_at(lng=lon[i], lat=lat[i]) != ABROAD
    ]
    place = {int(old): new for new, old in enumerate(kept)}
    rows = [
        (place[old], place[other], km)
        for old in map(int, kept)
        for other, km in graph[old].items()
        if other in place and old < other
    ]
    return nodes[kept], pd.DataFrame(rows, columns=["a", "b", "km"])


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Straight distance on the ellipsoid."""
    return float(_EARTH.inv(lon1, lat1, lon2, lat2)[2]) / 1000


def nearest(nodes: NDArray[np.float64], lat: float, lon: float) -> tuple[int, float]:
    """Nearest junction and its distance in km."""
    scale = np.cos(np.radians(lat))
    i = int((((nodes - (lat, lon)) * (1, scale)) ** 2).sum(axis=1).argmin())
    return i, distance_km(lat, lon, *nodes[i])


class Base:
    """The graph with its shortest paths."""

    def __init__(self, nodes: NDArray[np.float64], edges: pd.DataFrame) -> None:
        self.nodes, self.edges = nodes, edges
        count = len(nodes)
        weights = (edges["km"], (edges["a"], edges["b"]))
        self.matrix = coo_matrix(weights, shape=(count, count)).tocsr()

    def path(self, start: int, end: int) -> tuple[float, list[int]]:
        """Kilometres and junctions of the shortest way, infinity if none."""
        km, before = dijkstra(
            self.matrix, directed=False, indices=start, return_predecessors=True
        )
        if not np.isfinite(km[end]):
            return float("inf"), []
        way = [end]
        while way[-1] != start:
            way.append(int(before[way[-1]]))
        return float(km[end]), way[::-1]
