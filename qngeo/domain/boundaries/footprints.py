"""Footprints of parks and clusters: their published area laid around their point."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from qngeo.crs import M2_PER_HA, METRIC, STORAGE
from qngeo.domain.boundaries.outlines import as_outlines, ids, with_sources
from qngeo.model import GeometryMethod

LARGEST_STRETCH = 3.0
"""A square is widened to at most three times its side to gather land."""

OVERLAP_SHARE = 0.05
"""Overlaps below this share of the smaller footprint are not worth a note."""

MISSING_POINT_VI, MISSING_POINT_EN = "chưa có toạ độ", "no position known"
MISSING_AREA_VI, MISSING_AREA_EN = "chưa có diện tích", "no area known"
SQUARE_VI = "Hình vuông có diện tích công bố quanh điểm tâm; không phải ranh giới"
SQUARE_EN = "A square of the published area around its point; not a boundary"
WATER_VI = "khu gồm cả mặt nước hoặc đất lấn biển, không cắt theo bờ"
WATER_EN = "takes in water surface or reclaimed land, not cut at the shore"
SHORT_VI = "đất quanh điểm tâm không đủ diện tích công bố"
SHORT_EN = "there is not enough land around its point"
OVERLAP_VI, OVERLAP_EN = "chồng lấn với", "overlaps"


def has_outline(points: pd.DataFrame) -> pd.Series:
    """Tell which subjects have both a point and an area.

    Parameters
    ----------
    points : DataFrame
        As of `footprints`.

    Returns
    -------
    Series of bool on the index of ``points``.
    """
    placed = points["lat"].notna() & points["lon"].notna()
    return (placed & points["area_ha"].gt(0)).rename("has_outline")


def footprints(points: pd.DataFrame, land: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Lay squares of the published area around the published point.

    On land a square is cut at the shore and at borders, and widened until the land
    within it has the published area; it is never moved. Subjects without a
    point or an area are left out (see `without_outline`).

    Parameters
    ----------
    points : DataFrame
        subject_id, name_vi, name_en, kind, lat, lon (degrees), uncertainty_km (float,
        may be NaN), area_ha, area_fact, on_water (bool: the site takes in water
        surface or land still to be filled), source_ids; perhaps ``within`` (labels
        of ``land`` parted by "; ", empty for all of it).
    land : GeoSeries of polygons
        Land that a park may stand on, in a declared CRS; its index are the labels
        that ``within`` uses, such as commune ids.

    Returns
    -------
    GeoDataFrame in EPSG:4326 with `qngeo.domain.boundaries.outlines.OUTLINE_COLUMNS`,
    ``part`` = ``land``, in the order of ``points``.
    """
    kept = points[has_outline(points)].reset_index(drop=True)
    grounds = _grounds(kept, land.to_crs(METRIC))
    centres = gpd.GeoSeries.from_xy(kept["lon"], kept["lat"], crs=STORAGE)
    shapes, notes_vi, notes_en = [], [], []
    for centre, area_ha, on_water, ground in zip(
        centres.to_crs(METRIC), kept["area_ha"], kept["on_water"], grounds, strict=True
    ):
        area_m2 = float(area_ha) * M2_PER_HA
        shape = (
            square(centre, area_m2) if on_water else on_land(centre, area_m2, ground)
        )
        short = not on_water and shape.area < area_m2 * 0.98
        shapes.append(square(centre, area_m2) if shape.is_empty else shape)
        notes_vi.append([SQUARE_VI] + [WATER_VI] * bool(on_water) + [SHORT_VI] * short)
        notes_en.append([SQUARE_EN] + [WATER_EN] * bool(on_water) + [SHORT_EN] * short)
    over = overlaps(gpd.GeoSeries(shapes, crs=METRIC))
    for i, others in over.items():
        if others:
            names = kept.loc[others]
            notes_vi[i].append(f"{OVERLAP_VI} {', '.join(names['name_vi'])}")
            notes_en[i].append(f"{OVERLAP_EN} {', '.join(names['name_en'])}")
    frame = kept.assign(
        part="land",
        geometry_method=GeometryMethod.FOOTPRINT.value,
        position_error_m=kept["uncertainty_km"].astype(float) * 1000,
        area_published_ha=kept["area_ha"].astype(float),
        area_published_fact=kept["area_fact"],
        note_vi=["; ".join(n) for n in notes_vi],
        note_en=["; ".join(n) for n in notes_en],
        source_ids=with_sources(kept["source_ids"], "package_roaring_landmask"),
    )
    return as_outlines(frame, shapes)


def _grounds(points: pd.DataFrame, land: gpd.GeoSeries) -> list[BaseGeometry]:
    everywhere = shapely.union_all(land.array)
    shapely.prepare(everywhere)
    if "within" not in points:
        return [everywhere] * len(points)
    return [
        shapely.union_all(land.loc[ids(text)].array) if text else everywhere
        for text in points["within"]
    ]


def without_outline(points: pd.DataFrame) -> pd.DataFrame:
    """List subjects that cannot be drawn, with the reason.

    Parameters
    ----------
    points : DataFrame
        As of `footprints`.

    Returns
    -------
    DataFrame with columns subject_id, name_vi, name_en, kind, reason_vi, reason_en.
    """
    left = points[~has_outline(points)].reset_index(drop=True)
    unplaced = left["lat"].isna() | left["lon"].isna()
    unsized = ~left["area_ha"].gt(0)

    def reasons(point: str, area: str) -> list[str]:
        return [
            "; ".join([point] * bool(p) + [area] * bool(a))
            for p, a in zip(unplaced, unsized, strict=True)
        ]

    return left[["subject_id", "name_vi", "name_en", "kind"]].assign(
        reason_vi=reasons(MISSING_POINT_VI, MISSING_AREA_VI),
        reason_en=reasons(MISSING_POINT_EN, MISSING_AREA_EN),
    )


def square(centre: shapely.Point, area_m2: float) -> shapely.Polygon:
    """Square of an area around a point, sides along the axes (metres).

    Parameters
    ----------
    centre : Point, metres
    area_m2 : float, square metres

    Returns
    -------
    Polygon, metres.
    """
    half = float(np.sqrt(area_m2)) / 2
    return shapely.box(
        centre.x - half, centre.y - half, centre.x + half, centre.y + half
    )


def on_land(
    centre: shapely.Point, area_m2: float, ground: BaseGeometry
) -> BaseGeometry:
    """Land of the smallest square around a point that holds the area.

    Parameters
    ----------
    centre : Point, metres
    area_m2 : float, square metres
    ground : polygon geometry, metres

    Returns
    -------
    polygon geometry, metres; less than the area when even the widest square does not
    hold it, empty when there is no land at all.
    """

    def land_in(stretch: float) -> BaseGeometry:
        return square(centre, area_m2 * stretch**2).intersection(ground)

    if land_in(1.0).area >= area_m2 * (1 - 1e-9):
        return land_in(1.0)
    if land_in(LARGEST_STRETCH).area <= area_m2:
        return land_in(LARGEST_STRETCH)
    low, high = 1.0, LARGEST_STRETCH
    for _ in range(40):
        stretch = (low + high) / 2
        enough = land_in(stretch).area >= area_m2
        low, high = (low, stretch) if enough else (stretch, high)
    return land_in(high)


def overlaps(shapes: gpd.GeoSeries) -> dict[int, list[int]]:
    """Positions of the shapes that each shape overlaps by more than a sliver.

    Parameters
    ----------
    shapes : GeoSeries of polygons, metres

    Returns
    -------
    dict of int to list of int: by position the positions of the others; an overlap
    counts from `OVERLAP_SHARE` of the smaller shape on.

    Examples
    --------
    >>> corners = [(0, 0, 2, 2), (1, 1, 3, 3), (5, 5, 6, 6)]
    >>> overlaps(gpd.GeoSeries([shapely.box(*c) for c in corners]))
    {0: [1], 1: [0], 2: []}
    """
    found: dict[int, list[int]] = {i: [] for i in range(len(shapes))}
    for i, first in enumerate(shapes):
        for j, second in enumerate(shapes):
            smaller = min(first.area, second.area)
            if i != j and first.intersection(second).area > OVERLAP_SHARE * smaller:
                found[i].append(j)
    return found
