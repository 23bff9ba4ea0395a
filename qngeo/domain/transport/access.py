"""Fastest ways on the road network: times, kilometres, the roads taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

NOWHERE = -9999
"""What scipy writes for a node without predecessor."""

LEAST_MINUTES = 1e-6
"""Time of an edge of no length; a zero would not be stored as an edge."""

LOCAL = "local"
"""Mark of the way between a site and the network."""

CARRIED = ["km", "minutes", "road", "part_id", "planned", "measured", "class"]
"""Columns of an edge that a way is told by."""


@dataclass(frozen=True)
class Network:
    """A graph ready to search: network nodes first, then one node a site.

    Attributes
    ----------
    edges : DataFrame
        a, b (node numbers, a < b) and the columns `CARRIED`; one row a pair of
        nodes, the fastest.
    sites : dict of str to int
        Node number of each site.
    beside : DataFrame
        Pairs of sites (a, b) that one need not take the network for, and `CARRIED`.
        Nobody passes through: they serve that pair only.
    size : int
    """

    edges: pd.DataFrame
    sites: dict[str, int]
    beside: pd.DataFrame
    size: int

    def matrix(self, name: str) -> "csr_matrix":
        """One column of the edges as a symmetric sparse matrix."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 -- slow to load

        a, b = self.edges["a"].to_numpy(), self.edges["b"].to_numpy()
        value = np.maximum(self.edges[name].to_numpy(float), LEAST_MINUTES)
        pairs = (np.concatenate([a, b]), np.concatenate([b, a]))
        return csr_matrix((np.concatenate([value, value]), pairs), (self.size,) * 2)


def network(
    edges: pd.DataFrame, count: int, joins: pd.DataFrame, beside: pd.DataFrame,
    access_kmh: float,
) -> Network:  # fmt: skip
    """Put roads and sites into one graph.

    Parameters
    ----------
    edges : DataFrame
        a, b and `CARRIED`, unique index: the roads that may be used.
    count : int
        Number of network nodes.
    joins : DataFrame
        Index of site ids; edge, share, node, access_km (see
        `qngeo.domain.transport.joining`).
    beside : DataFrame
        site, other, km: pairs of sites nearer each other than to the network.
    access_kmh : float
        Speed between a site and the road.

    Returns
    -------
    Network
    """
    sites = {str(name): count + i for i, name in enumerate(joins.index)}
    rows = [*_site_edges(edges, sites, joins, access_kmh)]
    columns = ["a", "b", *CARRIED]
    added = pd.DataFrame(rows, columns=columns).astype({"planned": bool})
    every = pd.concat([edges[columns], added], ignore_index=True)
    low = every[["a", "b"]].min(axis=1).astype(int)
    high = every[["a", "b"]].max(axis=1).astype(int)
    every = every.assign(a=low, b=high).sort_values("minutes", kind="stable")
    every = every.drop_duplicates(["a", "b"]).reset_index(drop=True)
    pairs: Any = beside.itertuples()
    near = [
        (sites[r.site], sites[r.other], r.km, r.km * 60 / access_kmh, *_LOCALLY)
        for r in pairs
    ]
    return Network(
        every, sites, pd.DataFrame(near, columns=columns), count + len(sites)
    )


_LOCALLY = (LOCAL, "", False, LOCAL, LOCAL)


def _site_edges(
    edges: pd.DataFrame, sites: dict[str, int], joins: pd.DataFrame, access_kmh: float
) -> Iterator[tuple[Any, ...]]:
    """Ways from each site to both ends of its road and to sites on the same road."""
    pace = 60 / access_kmh
    met: dict[int, list[tuple[int, float, float]]] = {}
    rows: Any = joins.itertuples()
    for name, own in zip(joins.index, rows, strict=True):
        at, leg = sites[str(name)], float(own.access_km)
        if own.node >= 0:
            yield own.node, at, leg, leg * pace, *_LOCALLY
        if own.edge < 0 or own.edge not in edges.index:
            continue
        road: Any = edges.loc[own.edge]
        others = [(road["a"], 0.0, 0.0), (road["b"], 1.0, 0.0), *met.get(own.edge, [])]
        for other, share, other_leg in others:
            part, legs = abs(share - own.share), leg + other_leg
            km, time = legs + part * road["km"], legs * pace + part * road["minutes"]
            yield other, at, km, time, *road[CARRIED[2:]]
        met.setdefault(own.edge, []).append((at, float(own.share), leg))


def search(net: Network, origins: list[str]) -> tuple[Floats, Ints]:
    """Fastest times from sites to every node, in one call.

    Parameters
    ----------
    net : Network
    origins : list of str
        Sites of the network.

    Returns
    -------
    array, shape (origins, nodes), minutes, infinity where there is no way
    array, shape (origins, nodes), the node before, `NOWHERE` where there is none
    """
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 -- slow to load

    start = [net.sites[name] for name in origins]
    minutes, before = dijkstra(
        net.matrix("minutes"), directed=False, indices=start, return_predecessors=True
    )
    return minutes, before


def table(
    net: Network, origins: list[str], targets: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find times and kilometres between many sites.

    Parameters
    ----------
    net : Network
    origins, targets : list of str
        Sites of the network.

    Returns
    -------
    DataFrame of float, minutes, origins by targets; NaN where there is no way.
    DataFrame of float, kilometres of the fastest way, likewise.
    """
    found, before = search(net, origins)
    ends = np.array([net.sites[name] for name in targets], dtype=int)
    minutes = np.where(np.isinf(found[:, ends]), np.nan, found[:, ends])
    length = net.matrix("km")
    grid = np.indices(minutes.shape)
    row, column = grid[0].ravel(), grid[1].ravel()
    at, km = ends[column], np.zeros(minutes.size)
    live = np.flatnonzero(before[row, at] != NOWHERE)
    while live.size:
        back = before[row[live], at[live]]
        km[live] += np.asarray(length[back, at[live]]).ravel()
        at[live] = back
        live = live[before[row[live], back] != NOWHERE]
    kilometres = np.where(np.isnan(minutes), np.nan, km.reshape(minutes.shape))
    _take_direct(net, origins, targets, minutes, kilometres)
    index, columns = pd.Index(origins), pd.Index(targets)
    return (
        pd.DataFrame(minutes, index=index, columns=columns),
        pd.DataFrame(kilometres, index=index, columns=columns),
    )


def _take_direct(
    net: Network, origins: list[str], targets: list[str], minutes: Floats, km: Floats
) -> None:
    """Put the way without the network where it is faster, in place."""
    rows = {net.sites[name]: i for i, name in enumerate(origins)}
    columns = {net.sites[name]: i for i, name in enumerate(targets)}
    pairs: Any = net.beside.itertuples()
    for pair in pairs:
        for start, end in ((pair.a, pair.b), (pair.b, pair.a)):
            i, j = rows.get(start), columns.get(end)
            if i is None or j is None or minutes[i, j] <= pair.minutes:
                continue
            minutes[i, j], km[i, j] = pair.minutes, pair.km


def way(net: Network, origin: str, target: str) -> tuple[list[int], pd.DataFrame]:
    """Nodes and edges of the fastest way between two sites.

    Parameters
    ----------
    net : Network
    origin, target : str
        Sites of the network.

    Returns
    -------
    list of int, node numbers from origin to target; empty if there is no way.
    DataFrame, the edges in order with the columns of `Network.edges`.
    """
    found, before = search(net, [origin])
    at, end = net.sites[target], net.sites[origin]
    pair = net.beside["a"].isin([at, end]) & net.beside["b"].isin([at, end])
    direct = net.beside[pair & (at != end)]
    if len(direct) and not found[0, at] <= direct["minutes"].iloc[0]:
        return [end, at], direct
    nodes = [at]
    while at != end:
        at = int(before[0, at])
        if at == NOWHERE:
            return [], net.edges.iloc[:0]
        nodes.append(at)
    nodes.reverse()
    number = dict(
        zip(
            zip(net.edges["a"], net.edges["b"], strict=True),
            net.edges.index,
            strict=True,
        )
    )
    taken = [number[min(pair), max(pair)] for pair in pairwise(nodes)]
    return nodes, net.edges.loc[taken]


def roads_in_order(edges: pd.DataFrame, least_km: float) -> tuple[str, ...]:
    """Named roads and bridges of a way, each once, in the order they are met.

    Parameters
    ----------
    edges : DataFrame
        road, part_id, km, in order.
    least_km : float
        A road driven for less, over the whole way, is not named; a bridge is.

    Returns
    -------
    tuple of str, ids of roads and bridges.

    Examples
    --------
    >>> taken = pd.DataFrame({"road": ["road:a", "road:a", ""],
    ...     "part_id": ["", "bridge:b", ""], "km": [2.0, 1.0, 9.0]})
    >>> roads_in_order(taken, least_km=0.5)
    ('road:a', 'bridge:b')
    """
    length = edges.groupby("road")["km"].sum()
    named: dict[str, None] = {}
    rows: Any = edges.itertuples()
    for row in rows:
        if row.road not in ("", LOCAL) and length[row.road] >= least_km:
            named.setdefault(str(row.road))
        if str(row.part_id).startswith("bridge:"):
            named.setdefault(str(row.part_id))
    return tuple(named)
