"""From ``data/`` to ``layers/``: the files that the map draws.

The same data give the same bytes. Every feature says how its outline came about,
how far it may be off and which sources it rests on.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import geopandas as gpd
import pandas as pd

from qngeo.config import settings
from qngeo.domain.boundaries import footprints, outlines, own_outlines, sea
from qngeo.domain.figures import facts
from qngeo.domain.transport import network, own_network
from qngeo.errors import StaleLayersError
from qngeo.i18n import translate
from qngeo.io import layers, tables, vectors
from qngeo.io.baseline import Baseline
from qngeo.services.layers import extents, former_units, places
from qngeo.services.layers.licences import licence_of

DECIMALS = 5
"""Of a degree: about 1 m, far below any position error here."""

ROAD_KINDS = ("railway",)

POINT_LAYERS = {
    "interchanges": ("interchange", "toll_plaza"),
    "bridges": ("bridge",),
    "gates": ("border_gate",),
    "airports": ("airport",),
    "stations": ("station",),
    "ports": (
        "seaport",
        "seaport_terminal",
        "passenger_port",
        "inland_port",
        "anchorage",
    ),
}

SPEAKS_OF = {"communes": "2025-07-01"}
"""Day of the state that a layer shows, where neither a fact nor a source dates it."""

TAKEN_IN = "2026-11-22"
"""Day on which the committed geometry was taken in."""


Own = Mapping[str, gpd.GeoDataFrame]
"""What the user has of his own, by layer: zones, parks, communes, roads, places."""


def frames(baseline: Baseline, own: Own | None = None) -> dict[str, gpd.GeoDataFrame]:
    """Build every layer as a frame.

    Parameters
    ----------
    baseline : Baseline
    own : mapping, optional
        Outlines that take the place of the approximate ones.

    Returns
    -------
    dict of str to GeoDataFrame in EPSG:4326, each with a column ``id``.
    """
    land = vectors.geometry("land")
    given = own or {}
    communes = communes_with(given.get("communes"))
    claims = extents.claims(baseline)
    drawn = _zones(_Ground(claims, communes, land)).copy()
    zones = _own_zones(drawn, given.get("zones"), land)
    ground = communes.set_index("commune_id").geometry
    parks = footprints.footprints(extents.park_points(baseline), ground)
    if "parks" in given:
        parks = own_outlines.in_place(parks, given["parks"])
    status = baseline.subjects.set_index("subject_id")[["status", "zone_id"]]
    built = {
        "land": land.assign(id=land["class"]),
        "surroundings": _surroundings(),
        "border": _border(),
        "communes": communes.assign(id=communes["commune_id"]),
        "zones": zones.join(status, on="subject_id"),
        "parks": parks.join(status, on="subject_id").assign(id=parks["subject_id"]),
    }
    return built | _transport(given)


def communes_with(own: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Return the communes of today, own outlines in the place of drawn ones."""
    drawn = vectors.geometry("communes")
    drawn = drawn.assign(subject_id=drawn["commune_id"])
    if own is None:
        return drawn
    placed = own_outlines.in_place(drawn, own)
    return placed.assign(commune_id=placed["subject_id"])


def _own_zones(
    drawn: gpd.GeoDataFrame, own: gpd.GeoDataFrame | None, land: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    if own is None or own.empty:
        return drawn
    placed = own_outlines.in_place(drawn, own)
    cut = own_outlines.land_and_sea(
        placed, land.union_all(), pd.Index(own[own_outlines.ID])
    )
    suffix = cut["part"].map(own_outlines.PART_ENDINGS)
    return cut.assign(id=cut["subject_id"] + suffix)


class _Ground:
    """What zones are drawn from; the same content is the same ground."""

    def __init__(
        self, claims: pd.DataFrame, communes: gpd.GeoDataFrame, land: gpd.GeoDataFrame
    ) -> None:
        self.claims, self.communes, self.land = claims, communes, land
        self.extents = extents.zone_extents()
        words = [t.to_csv() for t in (claims, communes["commune_id"], self.extents)]
        shapes = [b"".join(t.geometry.to_wkb()) for t in (communes, land)]
        self.key = (str(settings().data), *words, *shapes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ground) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=4)
def _zones(ground: _Ground) -> gpd.GeoDataFrame:
    """Grow the zones; own parks and plots leave them as they are."""
    areas = tables.read_communes()[["commune_id", "area_km2"]]
    official = ground.communes.merge(areas, on="commune_id")
    on_land = outlines.zone_land(ground.extents, ground.claims, official)
    waters = vectors.geometry("territory").geometry
    at_sea = sea.zone_sea(on_land, ground.claims, ground.land.geometry, waters)
    both = pd.concat([on_land, at_sea], ignore_index=True)
    suffix = both["part"].map(own_outlines.PART_ENDINGS)
    return both.assign(id=both["subject_id"] + suffix)


def _surroundings() -> gpd.GeoDataFrame:
    frame = vectors.geometry("surroundings")
    return frame.assign(id="around_" + frame["class"])


def _border() -> gpd.GeoDataFrame:
    china = vectors.geometry("border_china")
    province = vectors.geometry("border_province")
    both = pd.concat(
        [china.assign(**{"class": "china"}), province.assign(**{"class": "province"})],
        ignore_index=True,
    )
    return both.assign(id=both["class"] + both.index.astype(str))


def _transport(own: Own) -> dict[str, gpd.GeoDataFrame]:
    lines = network.lines(vectors.table("transport_lines"))
    points = network.points(vectors.table("transport_points"))
    lines = own_network.lines_in_place(lines, own.get("roads"))
    points = own_network.points_in_place(points, own.get("places"))
    lines = lines.assign(id=lines["feature_id"])
    points = points.assign(id=points["feature_id"])
    rails = lines["kind"].isin(ROAD_KINDS)
    found = {"roads": lines[~rails], "railways": lines[rails]}
    for name, kinds in POINT_LAYERS.items():
        found[name] = points[points["kind"].isin(kinds)]
    return found


def own_plots(plots: gpd.GeoDataFrame) -> bytes:
    """Return the layer of single plots that the map draws, as GeoJSON."""
    drawn = plots[[own_outlines.ID, "geometry"]].assign(id=plots[own_outlines.ID])
    named = drawn.drop(columns=own_outlines.ID)
    return vectors.as_text(named, decimals=DECIMALS, id_column="id").encode()


def build(baseline: Baseline, own: Own | None = None) -> dict[str, bytes]:
    """Build every file of ``layers/`` in memory.

    Parameters
    ----------
    baseline : Baseline
    own : mapping, optional
        See `frames`.

    Returns
    -------
    dict of str to bytes, by file name.
    """
    built = frames(baseline, own)
    files = {
        f"{name}.geojson": vectors.as_text(
            frame, decimals=DECIMALS, id_column="id"
        ).encode()
        for name, frame in built.items()
    }
    files["places.json"] = _json(_places(built, baseline, own or {}))
    entries = [
        _entry(name, frame, files[f"{name}.geojson"], baseline)
        for name, frame in built.items()
    ]
    digest = hashlib.sha256("".join(e["sha256"] for e in entries).encode())
    files[layers.CATALOG] = _json({"version": digest.hexdigest(), "layers": entries})
    return files


def _places(
    built: dict[str, gpd.GeoDataFrame], baseline: Baseline, own: Own
) -> list[Any]:
    subjects = baseline.subjects
    aliases = dict(zip(subjects["subject_id"], subjects["aliases"], strict=True))
    names = ("zones", "parks", "communes", "ports", "gates", "airports", "bridges",
             "stations", "interchanges")  # fmt: skip
    found = [p for name in names for p in places.places_of(built[name], aliases)]
    former = former_units.legacy_units(own.get("former_units"), built["communes"])
    return found + places.former_communes(former, built["communes"])


def _entry(
    name: str, frame: gpd.GeoDataFrame, content: bytes, baseline: Baseline
) -> dict[str, Any]:
    cited = sorted(
        {
            source
            for text in frame.get("source_ids", pd.Series(dtype=str)).dropna()
            for source in outlines.ids(text)
        }
    )
    as_of, recorded = _dated(name, frame, baseline)
    return {
        "name": name,
        "title_vi": translate(f"pages.layer.{name}", "vi"),
        "title_en": translate(f"pages.layer.{name}", "en"),
        "geometry": sorted(set(frame.geom_type)),
        "count": len(frame),
        "bounds": [round(float(edge), DECIMALS) for edge in frame.total_bounds],
        "crs": "EPSG:4326",
        "as_of": as_of,
        "recorded": recorded,
        "licence": licence_of(cited),
        "source_ids": cited,
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _dated(
    name: str, frame: gpd.GeoDataFrame, baseline: Baseline
) -> tuple[str | None, str]:
    """Return what day a layer speaks of, None if unknown, and when it was taken in.

    A layer that rests on figures speaks of the newest of them.
    """
    if "area_published_fact" not in frame:
        return SPEAKS_OF.get(name), TAKEN_IN
    rests = baseline.facts["fact_id"].isin(frame["area_published_fact"])
    used = baseline.facts[rests]
    dated = used.loc[used["as_of"].ne(""), "as_of"].sort_values(key=facts.date_order)
    newest = None if dated.empty else str(dated.iloc[-1])
    return newest, max(used["recorded"], default=TAKEN_IN)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def publish(baseline: Baseline) -> list[str]:
    """Write ``layers/`` and return the names of its files."""
    files = build(baseline)
    layers.write_all(files)
    return sorted(files)


def check(baseline: Baseline) -> None:
    """Compare ``layers/`` with what the data give.

    Raises
    ------
    StaleLayersError
        Names the files that differ.
    """
    fresh, present = build(baseline), layers.read_all()
    stale = sorted(
        name
        for name in fresh.keys() | present.keys()
        if fresh.get(name) != present.get(name)
    )
    if stale:
        msg = f"layers/ is stale ({', '.join(stale)}): run `python -m qngeo publish`"
        raise StaleLayersError(msg)
