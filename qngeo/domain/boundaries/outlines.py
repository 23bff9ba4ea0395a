"""Outlines of the economic zones, built from communes and published areas."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from qngeo.crs import M2_PER_HA, METRIC, STORAGE
from qngeo.errors import SchemaError, UnknownNameError
from qngeo.model import GeometryMethod
from qngeo.names import nearest

OUTLINE_COLUMNS = [
    "subject_id",
    "name_vi",
    "name_en",
    "kind",
    "part",
    "geometry_method",
    "position_error_m",
    "area_published_ha",
    "area_published_fact",
    "area_drawn_ha",
    "note_vi",
    "note_en",
    "source_ids",
    "geometry",
]
"""Columns of every outline layer. ``part`` is ``land`` or ``sea``."""

RULES = ("whole", "published_area", "official_share")

LAND_SOURCES = "package_roaring_landmask; package_vietnamadminunits"
"""Sources of the communes' land."""

TOLERANCE_PCT = 2.0
"""Drawn and published land further apart than this need a note (per cent)."""

_SEED_SIMPLIFY_M = 200.0
_GRID_M = 0.01
_REACHES = 2**24


def ids(text: str) -> list[str]:
    """Read ids that are parted by semicolons.

    Examples
    --------
    >>> ids("commune:hai_son; commune:hai_ninh")
    ['commune:hai_son', 'commune:hai_ninh']
    """
    return [part.strip() for part in text.split(";") if part.strip()]


def with_sources(source_ids: pd.Series, more: str) -> pd.Series:
    """Add the sources of a shape to those of a figure.

    Parameters
    ----------
    source_ids : Series of str
        Ids parted by "; "; may be missing.
    more : str

    Returns
    -------
    Series of str, each id once, in order.
    """
    texts = source_ids.where(source_ids.notna(), "").astype(str) + "; " + more
    return texts.map(lambda text: "; ".join(dict.fromkeys(ids(text))))


def grow(region: BaseGeometry, seed: BaseGeometry, area_m2: float) -> BaseGeometry:
    """Part of a region nearest to a seed that holds a wanted area.

    Parameters
    ----------
    region : polygon geometry, metres
    seed : geometry, metres
        What nearness is measured from.
    area_m2 : float, square metres

    Returns
    -------
    polygon geometry, metres. The whole region when it holds no more than wanted;
    empty when nothing is wanted.
    """
    if area_m2 <= 0:
        return shapely.Polygon()
    if region.area <= area_m2:
        return region
    parts = shapely.get_parts(seed)
    away = shapely.distance(parts, region)

    def area_within(reach: float) -> float:
        near = shapely.GeometryCollection(list(parts[away < reach]))
        return float(region.intersection(near.buffer(reach)).area)

    farthest = float(shapely.hausdorff_distance(region, seed))
    reach = _least_reach(area_within, area_m2, farthest / _REACHES)
    return _polygons(region.intersection(seed.buffer(reach)))


def _least_reach(
    area_within: Callable[[float], float], area_m2: float, step_m: float
) -> float:
    """Find the least whole number of steps whose area is enough (Illinois method).

    The area grows with the reach, so this is what halving would find as well, in a
    third of the tries. Source: M. Dowell and P. Jarratt, BIT 11 (1971), 168-174.
    """
    low, short = 0, -area_m2
    high = _REACHES // 64
    while (over := area_within(high * step_m) - area_m2) < 0:
        low, high, short = high, 2 * high, over
    last = 0.0
    while high - low > 1:
        at = low + round(-short / (over - short) * (high - low))
        at = min(max(at, low + 1), high - 1)
        found = area_within(at * step_m) - area_m2
        same_side = 0.5 if found * last > 0 else 1.0
        if found >= 0:
            high, over, short = at, found, short * same_side
        else:
            low, short, over = at, found, over * same_side
        last = found
    return high * step_m


def zone_land(
    extents: pd.DataFrame, published: pd.DataFrame, communes: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Land part of each zone, from whole communes and parts of communes.

    Parameters
    ----------
    extents : DataFrame
        The table ``data/geometry/zone_extents.csv``: subject_id, whole and part
        (commune ids parted by "; "), west, south, east, north (degrees, may be
        empty), anchor_lat, anchor_lon (degrees), rule, area_ha, apart_from (a zone
        of an earlier row), position_error_m, note_vi, note_en. A zone may have
        several rows. Rules:

        - ``whole``: the communes named in ``whole``.
        - ``published_area``: of the communes in ``part``, within the box, the land
          nearest to the anchor until ``area_ha`` (else the published land) is met.
        - ``official_share``: the communes in ``whole`` and, of those in ``part``, the
          land nearest to them or to the anchor, in the share that the published land
          has of the official areas. Drawn land stays below the published area where
          the official areas count tidal flats.
    published : DataFrame
        subject_id, name_vi, name_en, kind, area_land_ha (float, may be NaN),
        area_land_fact, source_ids; one row a zone.
    communes : GeoDataFrame
        commune_id, area_km2 (official) and polygons, in a declared CRS.

    Returns
    -------
    GeoDataFrame in EPSG:4326 with `OUTLINE_COLUMNS`, ``part`` = ``land``, in the order
    of ``published``. Zones without extents are left out.

    Raises
    ------
    UnknownNameError
        If a row names a commune that is not there.
    SchemaError
        If a rule is not one of `RULES`.
    """
    places = communes.to_crs(METRIC).set_index("commune_id")
    built: dict[str, BaseGeometry] = {}
    land_ha = published.set_index("subject_id")["area_land_ha"].astype(float)
    for record in extents.to_dict("records"):
        row = {str(column): value for column, value in record.items()}
        name = str(row["subject_id"])
        if name not in land_ha.index:
            continue
        land = _extent(row, float(land_ha[name]), places, built)
        built[name] = _polygons(shapely.union_all([built.get(name), land]))
    kept = published[published["subject_id"].isin(built)].reset_index(drop=True)
    shapes = [built[name] for name in kept["subject_id"]]
    rows = extents.groupby("subject_id", sort=False)
    error = kept["subject_id"].map(rows["position_error_m"].max())
    frame = kept.assign(
        part="land",
        geometry_method=GeometryMethod.DISSOLVED.value,
        position_error_m=error.astype(float),
        area_published_ha=kept["area_land_ha"].astype(float),
        area_published_fact=kept["area_land_fact"],
        note_vi=kept["subject_id"].map(rows["note_vi"].agg(". ".join)),
        note_en=kept["subject_id"].map(rows["note_en"].agg(". ".join)),
        source_ids=with_sources(kept["source_ids"], LAND_SOURCES),
    )
    return as_outlines(frame, shapes)


def as_outlines(table: pd.DataFrame, shapes: list[BaseGeometry]) -> gpd.GeoDataFrame:
    """Join attributes and shapes, measure, and bring to the storage CRS.

    Parameters
    ----------
    table : DataFrame
        `OUTLINE_COLUMNS` but for ``area_drawn_ha`` and ``geometry``.
    shapes : list of polygon geometries, metres in EPSG:5899

    Returns
    -------
    GeoDataFrame in EPSG:4326 with `OUTLINE_COLUMNS`; the drawn area to 0.01 ha,
    so that the last digits of a machine are not published.
    """
    sound = shapely.set_precision(
        shapely.make_valid(np.array(shapes, dtype=object)), _GRID_M
    )
    frame = gpd.GeoDataFrame(
        table.assign(area_drawn_ha=np.round(shapely.area(sound) / M2_PER_HA, 2)),
        geometry=gpd.GeoSeries(sound, index=table.index, crs=METRIC),
    )
    return frame.to_crs(STORAGE)[OUTLINE_COLUMNS]


def _extent(
    row: dict[str, object],
    area_land_ha: float,
    places: gpd.GeoDataFrame,
    built: dict[str, BaseGeometry],
) -> BaseGeometry:
    rule = row["rule"]
    if rule not in RULES:
        message = (
            f"zone_extents.csv ({row['subject_id']}): rule {rule!r} is none of {RULES}"
        )
        raise SchemaError(message)
    whole, whole_ha = _land(ids(str(row["whole"])), places)
    if rule == "whole":
        return whole
    region, region_ha = _land(ids(str(row["part"])), places)
    apart = built.get(str(row["apart_from"]))
    if apart is not None:
        region_ha -= region.intersection(apart).area / M2_PER_HA
        region = region.difference(apart)
    if _known(row["west"]):
        region = region.intersection(_box(row))
    anchor = _anchor(row)
    if rule == "official_share":
        share = min(max((area_land_ha - whole_ha) / region_ha, 0.0), 1.0)
        seed = shapely.union_all([whole.simplify(_SEED_SIMPLIFY_M), anchor])
        return whole.union(grow(region, seed, share * region.area))
    area_ha = row["area_ha"] if _known(row["area_ha"]) else area_land_ha
    return grow(region, anchor, float(str(area_ha)) * M2_PER_HA)


def _land(wanted: list[str], places: gpd.GeoDataFrame) -> tuple[BaseGeometry, float]:
    for name in wanted:
        if name not in places.index:
            message = (
                f"zone_extents.csv names {name}, which is no commune; "
                f"nearest: {nearest(name, places.index)}"
            )
            raise UnknownNameError(message)
    chosen = places.loc[wanted]
    return shapely.union_all(chosen.geometry.array), chosen["area_km2"].sum() * 100


def _box(row: dict[str, object]) -> BaseGeometry:
    west, south, east, north = (
        float(str(row[edge])) for edge in ("west", "south", "east", "north")
    )
    box = gpd.GeoSeries([shapely.box(west, south, east, north)], crs=STORAGE)
    return shapely.union_all(box.to_crs(METRIC).array)


def _anchor(row: dict[str, object]) -> BaseGeometry:
    if not _known(row["anchor_lat"]):
        return shapely.Point()
    longitude, latitude = float(str(row["anchor_lon"])), float(str(row["anchor_lat"]))
    anchor = gpd.GeoSeries.from_xy([longitude], [latitude], crs=STORAGE)
    return shapely.union_all(anchor.to_crs(METRIC).array)


def _known(value: object) -> bool:
    return str(value) not in {"", "nan", "None"}


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    parts = [
        part
        for part in shapely.get_parts(shapely.make_valid(shape))
        if part.geom_type == "Polygon"
    ]
    return shapely.union_all(parts)
