"""The border with the neighbouring provinces, which no open package carries.

Three estimates are joined: the edge between the weighted cells of the province's
old communes and those of its neighbours, the outline of Natural Earth (inland), and
the border rivers with their bridges (west of Quảng Yên and Uông Bí).
"""

import json
from itertools import pairwise
from pathlib import Path

import contourpy
import geopandas as gpd
import numpy as np
import package_units
import pandas as pd
import power_diagram
import shapely
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

HERE = Path(__file__).resolve().parent
METRIC = "EPSG:5899"
STEP = 250.0
PREFIX = r"^(Thành phố|Thị xã|Huyện) "
PROVINCE_LAND_KM2 = 5530.0
ISLANDS_KM2 = 704.0
SHORTFALL_CAP = 0.4
OFF_MAINLAND = ("Vân Đồn", "Cô Tô", "Cát Hải")
ISLAND_WARDS = {
    ("Móng Cái", "Xã Vĩnh Trung"),
    ("Móng Cái", "Xã Vĩnh Thực"),
    ("Hải Hà", "Xã Cái Chiên"),
    ("Tiên Yên", "Xã Đồng Rui"),
    ("Hạ Long", "Phường Tuần Châu"),
    ("Quảng Yên", "Xã Hoàng Tân"),
}
ISLANDS_OF_UNITS = {"xahailang": 19.1, "phuongtuanchau": 9.2, "phuonghaan": 19.8}
"""Land of near-shore islands (km2, OpenStreetMap) within units of the mainland."""


def mainland_sites() -> gpd.GeoDataFrame:
    """Old communes of the mainland, here and next door, as points in metres."""
    units = package_units.legacy_units()
    place = units["district"].str.replace(PREFIX, "", regex=True)
    on_island = place.isin(OFF_MAINLAND)
    on_island |= np.array(
        [pair in ISLAND_WARDS for pair in zip(place, units["name"], strict=True)]
    )
    sites = units[~on_island].reset_index(drop=True)
    points = gpd.points_from_xy(sites["lon"], sites["lat"], crs="EPSG:4326")
    return gpd.GeoDataFrame(
        sites.assign(district_short=place[~on_island].to_numpy()),
        geometry=points.to_crs(METRIC),
    )


def grid_over(land: shapely.Polygon, step: float) -> NDArray[np.float64]:
    """Points of a regular grid that fall on the land."""
    west, south, east, north = land.bounds
    x, y = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    shapely.prepare(land)
    inside = shapely.contains_xy(land, x.ravel(), y.ravel())
    return np.column_stack([x.ravel()[inside], y.ravel()[inside]])


def coast_km(
    sites: gpd.GeoDataFrame,
    group: NDArray[np.int64],
    groups: int,
    shore: shapely.Geometry,
) -> NDArray[np.float64]:
    """Length of shore nearest to each group (the shore drawn with 300 m steps)."""
    smooth = shapely.get_parts(shore.simplify(300))
    along = [
        line.interpolate(d) for line in smooth for d in np.arange(0, line.length, STEP)
    ]
    at = shapely.get_coordinates(along)
    xy = shapely.get_coordinates(sites.geometry.array)
    found = power_diagram.nearest_group(xy, group, np.zeros(groups), at)
    return np.bincount(found, minlength=groups) * STEP / 1000


def wanted_land(
    official_km2: NDArray[np.float64],
    coast: NDArray[np.float64],
    total_km2: float,
) -> NDArray[np.float64]:
    """Land of each unit when official areas also count a strip of tidal flats.

    The strip has one width along the whole coast, found so that the land adds up to
    the total; no unit loses more than 40 per cent.
    """
    low, high = 0.0, 10.0
    for _ in range(60):
        width = (low + high) / 2
        land = official_km2 - np.minimum(width * coast, SHORTFALL_CAP * official_km2)
        low, high = (width, high) if land.sum() > total_km2 else (low, width)
    return land


def cells_side(land: shapely.Polygon, shore: shapely.Geometry) -> shapely.Geometry:
    """Union of the weighted cells of the province's own communes."""
    sites = mainland_sites()
    units = package_units.new_units().set_index(["province", "unit"])
    keys = sites.groupby(["province", "unit"]).ngroup().to_numpy()
    table = (
        sites.assign(key=keys, x=sites.geometry.x, lon=sites["lon"], lat=sites["lat"])
        .groupby("key")
        .agg(
            province=("province", "first"),
            unit=("unit", "first"),
            west=("lon", "min"),
            north=("lat", "max"),
        )
    )
    own = (table["province"] == package_units.PROVINCE).to_numpy()
    official = np.array(
        [
            units.loc[(p, u), "area_km2"]
            for p, u in zip(table.province, table.unit, strict=True)
        ]
    )
    official -= np.where(own, table["unit"].map(ISLANDS_OF_UNITS).fillna(0), 0)
    coast = coast_km(sites, keys, len(table), shore)
    wanted = np.full(len(table), np.nan)
    wanted[own] = wanted_land(
        official[own], coast[own], PROVINCE_LAND_KM2 - ISLANDS_KM2
    )
    whole = ~own & (table["west"] > 106.42) & (table["north"] < 21.72) & (coast == 0)
    wanted[whole] = official[whole]
    xy = shapely.get_coordinates(sites.geometry.array)
    sample = grid_over(land, STEP)
    weights = power_diagram.balance_weights(xy, keys, wanted * 1e6, sample, STEP**2)
    cells = power_diagram.cells(xy, weights[keys], shapely.box(*land.bounds))
    ours = [c for c, k in zip(cells, keys, strict=True) if own[k]]
    return shapely.union_all(ours, grid_size=0.1).buffer(1).buffer(-1)


def natural_earth_neighbours(folder: Path) -> shapely.Geometry:
    """Land that Natural Earth gives to the four neighbours.

    Its border with China lies off the one used here, so the land north of its meeting
    point of Lạng Sơn, Quảng Ninh and China is added by a box.
    """
    shapes = [
        shapely.geometry.shape(
            json.loads((folder / f"VN-{code}.json").read_text("utf-8"))["geometry"]
        )
        for code in ("HP", "HD", "BG", "LS")
    ]
    shapes.append(shapely.box(106.9, 21.6125, 107.38, 21.85))
    neighbours = gpd.GeoSeries(shapes, crs="EPSG:4326").to_crs(METRIC)
    return shapely.union_all(neighbours.array)


def _signed(
    mask: NDArray[np.bool_],
) -> NDArray[np.float64]:
    inside = distance_transform_edt(mask)
    outside = distance_transform_edt(~mask)
    return np.asarray(inside - outside, dtype=float)


def midway(
    cells: shapely.Geometry, not_ours: shapely.Geometry, frame: shapely.Polygon
) -> shapely.Geometry:
    """Area whose border runs midway between the two inland estimates."""
    west, south, east, north = frame.bounds
    xs, ys = np.arange(west, east, STEP), np.arange(south, north, STEP)
    x, y = np.meshgrid(xs, ys)
    for shape in (cells, not_ours):
        shapely.prepare(shape)
    first = shapely.contains_xy(cells, x, y)
    second = ~shapely.contains_xy(not_ours, x, y)
    level = _signed(first) + _signed(second)
    lines = contourpy.contour_generator(xs, ys, level, fill_type="OuterOffset").filled(
        0.0, np.inf
    )
    areas = []
    for points, offsets in zip(*lines, strict=True):
        rings = [points[a:b] for a, b in pairwise(offsets)]
        areas.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.union_all(shapely.make_valid(areas))


def river_sides() -> tuple[shapely.Polygon, shapely.Polygon]:
    """Own and foreign side of the border rivers, within their window."""
    table = pd.read_csv(HERE / "river_border.csv")
    line = list(zip(table["lon"], table["lat"], strict=True))
    foreign = shapely.Polygon(
        [*line, (106.80, 20.80), (106.80, 20.45), (106.2, 20.45), (106.2, 21.0305)]
    )
    own = shapely.Polygon([*line, (106.86, 20.833), (106.86, 21.0305)])
    both = gpd.GeoSeries([own, foreign], crs="EPSG:4326").to_crs(METRIC)
    return both[0], both[1]
