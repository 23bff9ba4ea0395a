"""How far is it by road, how long does it take, and which way does one go?"""

import math
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd
import shapely

from qngeo.crs import METRIC, to_storage
from qngeo.domain.transport import access, joining
from qngeo.domain.transport import isochrones as reach
from qngeo.domain.transport.roads import Speeds
from qngeo.i18n import in_data, translate
from qngeo.io.baseline import Baseline
from qngeo.io.roads import read_roads
from qngeo.services.transport import destinations
from qngeo.services.transport.road_graph import Key, day_graph, described

USUAL = Speeds()
MUCH_DRAWN = 0.1

SITE_KINDS = ("park", "cluster", "site")
TARGET_KINDS = ("port", "anchorage", "gate", "airport", "city")

LEAST_ROAD_KM = 1.0
"""A road driven for less is not named in a route."""

FAR_ACCESS_KM = 5.0
LOOSE_POSITION_M = 2000.0

NOTES = (
    "no_way",
    "planned",
    "far_access",
    "loose_position",
    "drawn_length",
    joining.WATER,
    joining.FAR,
    joining.AFLOAT,
)
"""What may be noted of a route; the last three say why an end is not joined."""


def note_text(note: str, lang: str) -> str:
    """Say one of `NOTES` in a language."""
    return translate(f"land.route.{note}", lang)


@dataclass(frozen=True)
class Route:
    """The fastest way between two places.

    Attributes
    ----------
    origin, destination : str
        Ids.
    km, minutes : float
        NaN where there is no way.
    roads : tuple of str
        Named roads and bridges in order: subject ids, or line ids of roads that no
        fact speaks of.
    uses_planned : bool
    access_km : tuple of float, kilometres
        From the origin to the network and from it to the destination.
    geometry : LineString or None
        EPSG:4326; straight between junctions, not for measuring.
    notes : tuple of str
        Of `NOTES`; `note_text` says them in words.
    """

    origin: str
    destination: str
    km: float
    minutes: float
    roads: tuple[str, ...]
    uses_planned: bool
    access_km: tuple[float, float]
    geometry: shapely.LineString | None
    notes: tuple[str, ...]


def _sites(places: pd.DataFrame) -> list[str]:
    return list(places.index[places["kind"].isin(SITE_KINDS)])


def _targets(places: pd.DataFrame) -> list[str]:
    return list(places.index[places["kind"].isin(TARGET_KINDS)])


def _tables(
    baseline: Baseline, as_of: date, with_planned: bool, closed: frozenset[str],
    speeds: Speeds,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    key = Key(baseline)
    places = described(key).places
    graph = day_graph(key, as_of, with_planned, closed, speeds)
    tables = access.table(graph.net, _sites(places), _targets(places))
    for table in tables:
        table.index.name, table.columns.name = "site_id", "place_id"
    return tables


def minutes(
    baseline: Baseline, *, as_of: date, with_planned: bool = False,
    closed: frozenset[str] = frozenset(), speeds: Speeds = USUAL,
) -> pd.DataFrame:  # fmt: skip
    """Return travel times from every park and cluster to every place.

    Parameters
    ----------
    baseline : Baseline
    as_of : date
        Roads that open later may not be used.
    with_planned : bool
        Use roads planned, under construction or not yet open as well.
    closed : frozenset of str
        Ids of roads and bridges that may not be used.
    speeds : Speeds

    Returns
    -------
    DataFrame of float, minutes: index site_id (parks, clusters, sites with a
    position), columns place_id (ports, gates, airports, cities); NaN where no road
    leads there.
    """
    return _tables(baseline, as_of, with_planned, closed, speeds)[0]


def distances(
    baseline: Baseline, *, as_of: date, with_planned: bool = False,
    closed: frozenset[str] = frozenset(), speeds: Speeds = USUAL,
) -> pd.DataFrame:  # fmt: skip
    """Return the kilometres of the fastest ways; see `minutes`."""
    return _tables(baseline, as_of, with_planned, closed, speeds)[1]


def places(
    baseline: Baseline, *, as_of: date, with_planned: bool = False
) -> pd.DataFrame:
    """Return all places with their way to the network.

    Returns
    -------
    DataFrame, index place_id: name_vi, name_en, kind, lat, lon, position_error_m,
    source_id, access_km (float, NaN where not joined), reason ("" | water_between |
    far_from_road | anchorage).
    """
    key = Key(baseline)
    joins = day_graph(key, as_of, with_planned, frozenset(), USUAL).joins
    return described(key).places.join(joins[["access_km", "reason"]])


def resolve(baseline: Baseline, name: str) -> str:
    """Return the id of the place that a text names; see `destinations.find_place`."""
    return destinations.find_place(baseline, described(Key(baseline)).places, name)


def resolve_target(baseline: Baseline, name: str) -> str:
    """Return the id of the port, gate, airport or city that a text names.

    See `destinations.find_target`; `minutes` has a column for each.
    """
    known = described(Key(baseline)).places
    return destinations.find_target(baseline, known, name, TARGET_KINDS)


def no_road_to(
    baseline: Baseline, place: str, *, as_of: date, with_planned: bool = False
) -> tuple[str, ...]:
    """Return why no site reaches a place by road, empty where one does.

    Parameters
    ----------
    baseline : Baseline
    place : str
        Id of a column of `minutes`.
    as_of, with_planned
        As in `minutes`.

    Returns
    -------
    tuple of str, of `NOTES`.
    """
    times = minutes(baseline, as_of=as_of, with_planned=with_planned)[place]
    if times.notna().any():
        return ()
    known = places(baseline, as_of=as_of, with_planned=with_planned)
    reason = str(known.loc[place, "reason"])
    return ("no_way", reason) if reason else ("no_way",)


def route(  # noqa: PLR0913 -- seven things make the question
    baseline: Baseline, origin: str, destination: str, *, as_of: date,
    with_planned: bool = False, closed: frozenset[str] = frozenset(),
    speeds: Speeds = USUAL,
) -> Route:  # fmt: skip
    """Return the fastest way between two places.

    Parameters
    ----------
    baseline : Baseline
    origin, destination : str
        Ids or names.
    as_of, with_planned, closed, speeds
        As in `minutes`.

    Returns
    -------
    Route; km and minutes are NaN where no road leads there, 0 from a place to itself.

    Raises
    ------
    UnknownNameError
        If a place is not known; the message gives the nearest name.
    """
    start, end = resolve(baseline, origin), resolve(baseline, destination)
    key = Key(baseline)
    known = described(key)
    graph = day_graph(key, as_of, with_planned, closed, speeds)
    ends = graph.joins.loc[[start, end]]
    legs = (float(ends["access_km"].iloc[0]), float(ends["access_km"].iloc[1]))
    if start == end:
        return Route(start, end, 0.0, 0.0, (), False, (0.0, 0.0), None, ())
    nodes, taken = access.way(graph.net, start, end)
    if not nodes:
        notes = ("no_way", *dict.fromkeys(r for r in ends["reason"] if r))
        return Route(start, end, math.nan, math.nan, (), False, legs, None, notes)
    line = gpd.GeoSeries([shapely.LineString(known.xy[nodes])], crs=METRIC)
    errors = known.places.loc[[start, end], "position_error_m"]
    drawn = taken.loc[taken["measured"].eq("drawn"), "km"].sum()
    noted = {
        "planned": bool(taken["planned"].any()),
        "far_access": max(legs) > FAR_ACCESS_KM,
        "loose_position": bool(errors.isna().any() or errors.max() >= LOOSE_POSITION_M),
        "drawn_length": bool(drawn > taken["km"].sum() * MUCH_DRAWN),
    }
    return Route(
        origin=start,
        destination=end,
        km=float(taken["km"].sum()),
        minutes=float(taken["minutes"].sum()),
        roads=access.roads_in_order(taken, LEAST_ROAD_KM),
        uses_planned=noted["planned"],
        access_km=legs,
        geometry=to_storage(line).iloc[0],
        notes=tuple(name for name, holds in noted.items() if holds),
    )


def road_names(baseline: Baseline, route: Route, lang: str) -> tuple[str, ...]:
    """Return the names of a route's roads in one language, in order."""
    lines = read_roads().lines.set_index("line_id")[f"name_{in_data(lang)}"]
    subjects = baseline.subjects.set_index("subject_id")[f"name_{in_data(lang)}"]
    known = pd.concat([subjects, lines])
    return tuple(str(known.get(road, road)) for road in route.roads)


def isochrones(
    baseline: Baseline, origin: str, *, minutes: tuple[int, ...] = (15, 30, 60),
    as_of: date, with_planned: bool = False, speeds: Speeds = USUAL,
) -> gpd.GeoDataFrame:  # fmt: skip
    """Return the areas that are reached within some times from a place.

    Parameters
    ----------
    baseline : Baseline
    origin : str
        Id or name.
    minutes : tuple of int
    as_of, with_planned, speeds
        As in `minutes`.

    Returns
    -------
    GeoDataFrame in EPSG:4326: minutes, geometry_method ("schematic"),
    position_error_m, geometry; the widest first. Empty where no road leads away.

    Raises
    ------
    UnknownNameError
        If the place is not known.
    """
    start = resolve(baseline, origin)
    key = Key(baseline)
    known = described(key)
    graph = day_graph(key, as_of, with_planned, frozenset(), speeds)
    found, _ = access.search(graph.net, [start])
    kept = graph.net.edges["a"].lt(len(known.nodes))
    kept &= graph.net.edges["b"].lt(len(known.nodes)) | graph.net.edges["b"].eq(
        graph.net.sites[start]
    )
    edges = graph.net.edges[kept]
    edges = edges.assign(leave=~edges["class"].isin(["expressway"]))
    pace = speeds.access * 1000 / 60 / joining.WINDING
    shapes = {
        limit: reach.reached(edges, known.xy, found[0], limit, pace)
        for limit in minutes
    }
    land = shapely.union_all(known.ground.pieces)
    return reach.areas(shapes, land)
