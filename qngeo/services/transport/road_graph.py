"""Which roads may be driven on a day, and where does every place meet them?"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qngeo.domain.transport import access, joining, roads
from qngeo.domain.transport.roads import Speeds
from qngeo.io import vectors
from qngeo.io.baseline import Baseline
from qngeo.io.roads import read_roads
from qngeo.services.transport import destinations

Floats = NDArray[np.float64]

BRIDGE = "bridge:"

SIDES = ("province", "neighbour")
"""Land that roads of the network lie on; it ends at the Chinese border."""

USED = (
    "length", "opened", "completion_target", "design_speed", "lat", "lon",
    "position_uncertainty", "area_planned",
)  # fmt: skip
"""Attributes of facts that a way depends on."""


@dataclass(frozen=True, kw_only=True)
class Described:
    """Roads with their facts, and all places; same for every day and speed."""

    places: pd.DataFrame
    nodes: pd.DataFrame
    edges: pd.DataFrame
    ground: joining.Ground
    pieces: list[set[int]]
    xy: Floats


@dataclass(frozen=True, kw_only=True)
class DayGraph:
    """What may be driven on one day at certain speeds, with all places joined."""

    net: access.Network
    edges: pd.DataFrame
    joins: pd.DataFrame


class Key:
    """A baseline, equal to another with the same facts about roads and places."""

    def __init__(self, baseline: Baseline) -> None:
        facts = baseline.facts
        used = facts[facts["attribute"].isin(USED)].drop(columns="number")
        parts = [used, baseline.subjects]
        self.baseline = baseline
        self.digest = tuple(
            hash(pd.util.hash_pandas_object(part, index=False).to_numpy().tobytes())
            for part in parts
        )

    def __hash__(self) -> int:
        """Give baselines of equal content the same number."""
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        """Compare contents, not objects."""
        return isinstance(other, Key) and other.digest == self.digest


@lru_cache(maxsize=4)
def described(key: Key) -> Described:
    """Read the network and give each road its length, opening date and speed."""
    tables, baseline = read_roads(), key.baseline
    places = destinations.every_place(baseline)
    nodes = tables.nodes
    number = pd.Series(range(len(nodes)), index=nodes["node_id"])
    stretches = tables.lengths.assign(
        official_km=roads.official_km(baseline.facts, tables.lengths["fact_id"])
    ).dropna(subset=["official_km"])
    edges = tables.edges.assign(
        a=tables.edges["from"].map(number), b=tables.edges["to"].map(number)
    )
    edges["km"] = roads.edge_lengths(edges, stretches)
    status = baseline.subjects.set_index("subject_id")["status"]
    land = vectors.geometry("land")
    ground = joining.ground(land[land["class"].isin(SIDES)])
    return Described(
        places=places,
        nodes=nodes,
        edges=roads.describe(edges, tables.lines, baseline.facts, status),
        ground=ground,
        pieces=joining.own_pieces(places, ground),
        xy=np.concatenate(
            [
                joining.metric_xy(nodes["lat"], nodes["lon"]),
                joining.metric_xy(places["lat"], places["lon"]),
            ]
        ),
    )


@lru_cache(maxsize=8)
def _joined(key: Key, closed: frozenset[str], planned: tuple[int, ...]) -> pd.DataFrame:
    """Join all places to the roads that are left when some are closed or planned."""
    known = described(key)
    bridges = frozenset(name for name in closed if name.startswith(BRIDGE))
    shut = roads.is_closed(known.edges, closed - bridges)
    usable = known.edges[~shut].drop(index=list(planned), errors="ignore")
    return joining.join(known.places, known.nodes, usable, known.ground, known.pieces)


@lru_cache(maxsize=16)
def day_graph(
    key: Key,
    as_of: date,
    with_planned: bool,
    closed: frozenset[str],
    speeds: Speeds,
) -> DayGraph:
    """Return the roads that may be driven on a day, with all places joined."""
    known = described(key)
    planned = roads.is_planned(known.edges, as_of)
    left_out = () if with_planned else tuple(planned.index[planned])
    joins = _joined(key, closed, left_out)
    shut = roads.is_closed(known.edges, closed)
    edges = known.edges.assign(
        planned=planned, minutes=roads.edge_minutes(known.edges, speeds)
    )
    edges = edges[~shut].drop(index=list(left_out), errors="ignore")
    beside = joining.neighbours(known.places, joins, known.pieces)
    net = access.network(edges, len(known.nodes), joins, beside, speeds.access)
    return DayGraph(net=net, edges=edges, joins=joins)
