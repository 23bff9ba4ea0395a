"""Travel times of all parks to all places beside networkx, one way after the other."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.model import Benchmark, DisagreementError, Found, Reach, Row, Setting
from benchmarks.turns import MILLI, in_turn, there

DAY = date(2026, 11, 22)
OWN, PAIRS, ORIGINS = "qngeo", "networkx, pair by pair", "networkx, origin by origin"
NEAR = 1e-4
"""Minutes by which sums may differ: roads of no length count a millionth of one."""
TINY_ORIGINS = 3


def run(setting: Setting) -> Found:
    """Find minutes and kilometres of all pairs by each way."""
    from qngeo.domain.transport import access  # noqa: PLC0415
    from qngeo.io.baseline import read_baseline  # noqa: PLC0415
    from qngeo.services.transport import access as service  # noqa: PLC0415

    baseline = read_baseline()
    table = service.minutes(baseline, as_of=DAY)
    net = _network(baseline)
    origins, targets = list(table.index), list(table.columns)
    if setting.tiny:
        origins = origins[:TINY_ORIGINS]
    ways: dict[str, Any] = {OWN: lambda: access.table(net, origins, targets)[0]}
    if there("networkx"):
        graph = _graph(net)
        ways[PAIRS] = lambda: by_pair(graph, net, origins, targets)
        ways[ORIGINS] = lambda: by_origin(graph, net, origins, targets)
    turns = in_turn(ways, setting)
    differ = [
        _differ(turns.answers[OWN], turns.answers[way], name=way)
        for way in (PAIRS, ORIGINS)
        if way in ways
    ]
    row = Row(
        what=f"{len(origins)} parks and clusters to {len(targets)} places",
        own=turns.own(OWN, MILLI),
        unit="ms",
        peers=turns.peers(OWN, MILLI),
        reaches=(Reach(peer=PAIRS, least=10),) if PAIRS in ways else (),
    )
    agreed = [
        f"all {turns.answers[OWN].size:,} travel times differ by at most "
        f"{max(differ):.0e} minutes"
    ] if differ else []  # fmt: skip
    notes = (
        f"The network has {net.size:,} nodes and {len(net.edges):,} edges. qngeo finds "
        "the kilometres of each way as well, networkx the minutes alone.",
    )
    return Found(rows=(row,), agreed=tuple(agreed), notes=notes,
                 versions=("scipy", "networkx"))  # fmt: skip


def _network(baseline: Any) -> Any:
    from qngeo.domain.transport.roads import Speeds  # noqa: PLC0415
    from qngeo.services.transport.road_graph import Key, day_graph  # noqa: PLC0415

    return day_graph(Key(baseline), DAY, False, frozenset(), Speeds()).net


def _graph(net: Any) -> Any:
    """Give networkx the same edges."""
    import networkx as nx  # noqa: PLC0415

    graph = nx.Graph()
    graph.add_nodes_from(range(net.size))
    edges = net.edges
    graph.add_weighted_edges_from(
        zip(edges["a"], edges["b"], edges["minutes"], strict=True)
    )
    return graph


def by_pair(
    graph: Any, net: Any, origins: list[str], targets: list[str]
) -> pd.DataFrame:
    """Ask for each pair by itself."""
    import networkx as nx  # noqa: PLC0415

    def minutes(origin: str, target: str) -> float:
        ends = net.sites[origin], net.sites[target]
        try:
            return float(nx.dijkstra_path_length(graph, *ends, weight="weight"))
        except nx.NetworkXNoPath:
            return float("nan")

    rows = [[minutes(origin, target) for target in targets] for origin in origins]
    return _with_direct(net, pd.DataFrame(rows, index=origins, columns=targets))


def by_origin(
    graph: Any, net: Any, origins: list[str], targets: list[str]
) -> pd.DataFrame:
    """Ask for the ways from each origin to everywhere."""
    import networkx as nx  # noqa: PLC0415

    rows = []
    for origin in origins:
        start = net.sites[origin]
        reached = nx.single_source_dijkstra_path_length(graph, start, weight="weight")
        rows.append([reached.get(net.sites[name], np.nan) for name in targets])
    return _with_direct(net, pd.DataFrame(rows, index=origins, columns=targets))


def _with_direct(net: Any, found: pd.DataFrame) -> pd.DataFrame:
    """Take the way without the network where it is faster, as qngeo does."""
    name = {node: site for site, node in net.sites.items()}
    for pair in net.beside.itertuples():
        for start, end in ((pair.a, pair.b), (pair.b, pair.a)):
            origin, target = name[start], name[end]
            if origin in found.index and target in found.columns:
                by_road = found.loc[origin, target]
                found.loc[origin, target] = np.fmin(by_road, pair.minutes)
    return found


def _differ(own: pd.DataFrame, other: pd.DataFrame, *, name: str) -> float:
    ours, theirs = own.to_numpy(), other.to_numpy()
    if (np.isnan(ours) != np.isnan(theirs)).any():
        message = f"{name}: places without a way are not the same"
        raise DisagreementError(message)
    differ = float(np.nanmax(np.abs(ours - theirs)))
    if differ > NEAR:
        message = f"{name}: travel times differ by up to {differ:.4f} minutes"
        raise DisagreementError(message)
    return differ


BENCHMARK = Benchmark(
    name="travel",
    title="Travel times",
    about=(
        "All parks, clusters and sites to all ports, gates, airports and cities over "
        "the roads that may be driven on one day, with the same graph for each way. "
        "The graph is made before the clock runs, for qngeo and for networkx."
    ),
    needs=("networkx",),
    run=run,
)
