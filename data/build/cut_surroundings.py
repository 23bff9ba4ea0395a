"""Cut the coarse land around the map's box, so that a wide view has no edge.

Run: ``python data/build/cut_surroundings.py``. Only a backdrop: simplified to
300 m, small islands left out, never measured on.
"""

import cut_land
import geopandas as gpd
import shapely
import vectors
from roaring_landmask import LandmaskProvider, Shapes

WIDE = shapely.segmentize(shapely.box(104.2, 19.2, 110.3, 23.1), 0.05)
TOLERANCE_M = 300
SMALLEST_M2 = 4_000_000


def main() -> None:
    """Write the land between the two boxes, by country."""
    world = shapely.get_parts(shapely.from_wkb(bytes(Shapes.wkb(LandmaskProvider.Osm))))
    near = world[shapely.intersects(shapely.box(*shapely.bounds(world).T), WIDE)]
    ring = WIDE.difference(cut_land.BOX)
    land = shapely.union_all(shapely.make_valid(near)).intersection(ring)
    cut_land.BOX = WIDE
    china = cut_land.territory("Asia/Shanghai")
    parts = {"neighbour": land.difference(china), "china": land.intersection(china)}
    shapes = []
    for part in parts.values():
        metres = cut_land.metric([part])[0]
        kept = [p for p in shapely.get_parts(metres) if p.area > SMALLEST_M2]
        shapes.append(vectors.tidy(shapely.MultiPolygon(kept), TOLERANCE_M))
    frame = gpd.GeoDataFrame(
        {
            "class": list(parts),
            "geometry_method": "digitised",
            "position_error_m": TOLERANCE_M,
            "source_ids": cut_land.SOURCES,
        },
        geometry=shapes,
        crs=cut_land.METRIC,
    )
    vectors.write(frame, "surroundings")


if __name__ == "__main__":
    main()
