"""Build the road network: OpenStreetMap's graph joined with the roads of the facts.

Run: ``python data/build/build_roads.py``. Two sources come together.

The base is the highway graph of scgraph-data: junctions, straight edges and the
true kilometres of the road between them, no class, no name, no alignment. The rest
are the control points of ``data/geometry/transport_lines.csv`` and a few recalled
lines (``road_extra.csv``). Where the graph already has a stretch of a line, the
stretch keeps the graph's kilometres, shared out over its control points, and the
graph's own edges go, so that nothing counts twice. Where the graph has none, edges
carry the drawn length and are marked ``drawn``; the application sets their length
by the facts (``data/roads/lengths.csv``).

Lines meet where a control point is the same, and where ``road_joins.csv`` says so.
Expressways meet others only there, at their interchanges.
"""

from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from road_base import Base, distance_km, nearest, read_base
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

HERE = Path(__file__).resolve().parent
DATA = HERE.parent
SAME_PLACE_KM = 0.3
"""A control point this near a junction of the graph is that junction."""
LIKELY = (0.85, 1.6)
"""Graph kilometres over drawn kilometres within which both are one road."""
JUNCTION_KM = 0.3
"""Edges of the graph up to this length stay: they are parts of junctions."""
LEFT_OUT = {
    "lai_xuan_bridge": "status unknown, nothing leads to its south end",
    "ct08_ninh_binh_hai_phong": "leads away from the province",
}
STARTS = {"ct04_hai_phong": 4}
"""First control point used; before it the graph has the road (road_corridors.csv)."""
PRIVATE = ("expressway",)
"""Classes whose points never merge with a junction: interchanges are listed."""
CLASSES = {
    "expressway": "expressway",
    "expressway_connector": "connector",
    "national_road": "national",
    "provincial_road": "provincial",
    "approach_road": "provincial",
    "bridge": "provincial",
}
OPENS_WITH = {
    "ben_rung_approach": "bridge:ben_rung",
    "bac_luan_2_approach": "bridge:bac_luan_2",
}
CHAINS = [["ha_long_van_don", "van_don_axis", "van_don_mong_cai"]]
"""Lines that follow one another, matched with the graph as one."""


class Stop(NamedTuple):
    """A control point of a line: its line, number and junction of the graph."""

    line: str
    seq: int
    lat: float
    lon: float
    base: int | None


def read_lines() -> pd.DataFrame:
    """Control points of every road line, recalled ones included."""
    drawn = pd.read_csv(DATA / "geometry" / "transport_lines.csv", dtype={"seq": int})
    extra = pd.read_csv(HERE / "road_extra.csv", dtype={"seq": int})
    every = pd.concat([drawn, extra], ignore_index=True).fillna({"subject_id": ""})
    every = every[every["kind"].isin(CLASSES) & ~every["line_id"].isin(LEFT_OUT)]
    return every[every["seq"] >= every["line_id"].map(STARTS).fillna(1)]


def read_stops(lines: pd.DataFrame, base: Base) -> dict[str, list[Stop]]:
    """Control points of each line in order, with the junction each stands on."""
    stops: dict[str, list[Stop]] = {}
    for row in lines.sort_values(["line_id", "seq"]).itertuples():
        at, km = nearest(base.nodes, row.lat, row.lon)
        found = at if km <= SAME_PLACE_KM else None
        stop = Stop(row.line_id, row.seq, row.lat, row.lon, found)
        stops.setdefault(row.line_id, []).append(stop)
    return stops


def chains(stops: dict[str, list[Stop]]) -> list[list[Stop]]:
    """Control points of lines that follow one another."""
    joined = {name for chain in CHAINS for name in chain}
    single = [[name] for name in stops if name not in joined]
    return [[s for name in names for s in stops[name]] for names in [*CHAINS, *single]]


def match(chain: list[Stop], base: Base) -> tuple[pd.DataFrame, set[frozenset[int]]]:
    """Edges between the control points of a chain, and the graph's edges they replace.

    Returns
    -------
    DataFrame with line_id, seq, from, to (stops), km, measured ("osm" or "drawn").
    set of pairs of junctions
    """
    spans = [
        (i, j, distance_km(p.lat, p.lon, q.lat, q.lon))
        for (i, p), (j, q) in pairwise(enumerate(chain))
    ]
    measured = {i: (km, "drawn") for i, _, km in spans}
    gone: set[frozenset[int]] = set()
    anchors = [i for i, stop in enumerate(chain) if stop.base is not None]
    for first, last in pairwise(anchors):
        start, end = chain[first].base, chain[last].base
        drawn = sum(km for i, _, km in spans[first:last])
        if start is None or end is None or start == end or not drawn:
            continue
        km, way = base.path(start, end)
        if not LIKELY[0] <= km / drawn <= LIKELY[1]:
            print(f"  {chain[first][:2]} to {chain[last][:2]}: graph {km:.1f} km, "
                  f"drawn {drawn:.1f} km: not the same road, drawn kept")  # fmt: skip
            continue
        for i, _, part in spans[first:last]:
            measured[i] = (part * km / drawn, "osm")
        gone |= {frozenset(pair) for pair in pairwise(way)}
    rows = [
        (chain[i].line, chain[i].seq, chain[i], chain[j], *measured[i])
        for i, j, _ in spans
        if chain[i].line == chain[j].line
    ]
    names = ["line_id", "seq", "from", "to", "km", "measured"]
    return pd.DataFrame(rows, columns=names), gone


def corridors(base: Base) -> dict[frozenset[int], tuple[str, str]]:
    """Line and class of the graph's edges along the recalled corridors."""
    found: dict[frozenset[int], tuple[str, str]] = {}
    table = pd.read_csv(HERE / "road_corridors.csv")
    for name, part in table.groupby("line_id", sort=False):
        at = [nearest(base.nodes, r.lat, r.lon)[0] for r in part.itertuples()]
        for start, end in pairwise(at):
            for pair in pairwise(base.path(start, end)[1]):
                found[frozenset(pair)] = (str(name), part["class"].iloc[0])
    return found


class Names:
    """Node ids of control points: one id for one place."""

    def __init__(self, lines: pd.DataFrame) -> None:
        kind = lines.drop_duplicates("line_id").set_index("line_id")["kind"]
        self.road_class = kind.map(CLASSES).to_dict()
        self.known: dict[tuple[float, float], str] = {}

    def of(self, stop: Stop) -> str:
        """Id of a control point: private on expressways, else shared."""
        own = f"{stop.line}:{stop.seq}"
        if self.road_class[stop.line] in PRIVATE:
            return own
        if stop.base is not None:
            return f"b{stop.base}"
        return self.known.setdefault((stop.lat, stop.lon), own)


def join_edges(
    stops: dict[str, list[Stop]], names: Names, base: Base
) -> tuple[list[dict[str, object]], set[str]]:
    """Edges of ``road_joins.csv``, and the expressway nodes that are interchanges."""
    by_key = {(s.line, s.seq): s for line in stops.values() for s in line}
    rows, open_nodes = [], set()
    table = pd.read_csv(HERE / "road_joins.csv", keep_default_na=False)
    for row in table.itertuples():
        start = by_key[(row.from_line, int(row.from_seq))]
        if row.to_line:
            end = by_key[(row.to_line, int(row.to_seq))]
            other, at = names.of(end), (end.lat, end.lon)
        else:
            i, _ = nearest(base.nodes, float(row.to_lat), float(row.to_lon))
            other, at = f"b{i}", tuple(base.nodes[i])
        km = distance_km(start.lat, start.lon, *at) * float(row.winding)
        rows.append(
            {"from": names.of(start), "to": other, "km": round(km, 3), "seq": 0,
             "measured": "join", "class": "link", "line_id": row.owner,
             "part_id": row.interchange}
        )  # fmt: skip
        if row.interchange:
            open_nodes.add(names.of(start))
    return rows, open_nodes


def parts() -> dict[tuple[str, int], str]:
    """Bridge or other structure of an edge, by line and first control point."""
    table = pd.read_csv(HERE / "road_parts.csv")
    return {
        (row.line_id, seq): row.part_id
        for row in table.itertuples()
        for seq in range(row.seq_from, row.seq_to)
    }


def line_edges(
    stops: dict[str, list[Stop]], names: Names, base: Base
) -> tuple[list[dict[str, object]], set[frozenset[int]]]:
    """Edges of all lines, and the graph's edges they replace."""
    structures, rows = parts(), []
    gone: set[frozenset[int]] = set()
    for chain in chains(stops):
        table, replaced = match(chain, base)
        gone |= replaced
        for _, row in table.iterrows():
            rows.append(
                {"from": names.of(row["from"]), "to": names.of(row["to"]),
                 "km": round(row["km"], 3), "seq": row["seq"],
                 "measured": row["measured"],
                 "class": names.road_class[row["line_id"]], "line_id": row["line_id"],
                 "part_id": structures.get((row["line_id"], row["seq"]), "")}
            )  # fmt: skip
    return rows, gone


def base_edges(base: Base, gone: set[frozenset[int]]) -> list[dict[str, object]]:
    """Edges of the graph that no line replaces."""
    along = corridors(base)
    rows = []
    for row in base.edges.itertuples():
        pair = frozenset((row.a, row.b))
        if pair in gone and row.km > JUNCTION_KM:
            continue
        line, road_class = along.get(pair, ("", "other"))
        rows.append(
            {"from": f"b{row.a}", "to": f"b{row.b}", "km": row.km, "seq": 0,
             "measured": "osm", "class": road_class, "line_id": line, "part_id": ""}
        )  # fmt: skip
    return rows


def nodes_of(
    edges: pd.DataFrame,
    stops: dict[str, list[Stop]],
    names: Names,
    base: Base,
    interchanges: set[str],
) -> pd.DataFrame:
    """Nodes that an edge uses; ``access`` says where a road can be left."""
    at = {f"b{i}": tuple(point) for i, point in enumerate(base.nodes)}
    for line in stops.values():
        for stop in line:
            at.setdefault(names.of(stop), (stop.lat, stop.lon))
    used = pd.unique(edges[["from", "to"]].to_numpy().ravel())
    slow = edges[~edges["class"].isin([*PRIVATE, "link"])]
    reachable = set(slow["from"]) | set(slow["to"]) | interchanges
    rows = [(n, *at[n], "yes" if n in reachable else "no") for n in sorted(used)]
    return pd.DataFrame(rows, columns=["node_id", "lat", "lon", "access"])


def main_part(edges: pd.DataFrame) -> pd.DataFrame:
    """Keep what hangs together; say what goes (roads of islands, stubs)."""
    ids = pd.unique(edges[["from", "to"]].to_numpy().ravel())
    place = {name: i for i, name in enumerate(ids)}
    a, b = edges["from"].map(place), edges["to"].map(place)
    shape = (len(ids), len(ids))
    _, group = connected_components(coo_matrix((edges["km"] + 1, (a, b)), shape=shape))
    main = np.bincount(group).argmax()
    print(f"dropped {(group != main).sum()} nodes in {group.max()} loose pieces")
    return edges[group[a] == main]


def line_table(lines: pd.DataFrame) -> pd.DataFrame:
    """Names, class and status of each line."""
    first = lines.drop_duplicates("line_id")
    first = first.assign(**{"class": first["kind"].map(CLASSES)})
    others = pd.read_csv(HERE / "road_corridors.csv").drop_duplicates("line_id")
    both = pd.concat([first, others.assign(status="operating")])
    both = both.fillna({"subject_id": ""})
    opens = both["line_id"].map(OPENS_WITH).fillna("")
    columns = ["line_id", "subject_id", "name_vi", "name_en", "class", "status"]
    return both[columns].assign(opens_with=opens).sort_values("line_id")


def main() -> None:
    """Write nodes, edges and lines to ``data/roads``."""
    base = Base(*read_base())
    print(f"graph: {len(base.nodes)} junctions, {len(base.edges)} edges")
    lines = read_lines()
    stops = read_stops(lines, base)
    names = Names(lines)
    own, gone = line_edges(stops, names, base)
    joins, interchanges = join_edges(stops, names, base)
    every = pd.DataFrame([*own, *joins, *base_edges(base, gone)])
    every = main_part(every[every["from"] != every["to"]])
    columns = ["from", "to", "km", "measured", "class", "line_id", "seq", "part_id"]
    every = every[columns].sort_values(columns, kind="stable")
    nodes = nodes_of(every, stops, names, base, interchanges)
    folder = DATA / "roads"
    tables = {"edges": every, "nodes": nodes, "lines": line_table(lines)}
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        table.to_csv(path, index=False, lineterminator="\n")
        print(f"{path.name}: {len(table)} rows, {path.stat().st_size / 1e3:.0f} kB")
    print(every.groupby(["class", "measured"])["km"].agg(["size", "sum"]).round(0))


if __name__ == "__main__":
    main()
