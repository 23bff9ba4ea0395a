"""Share the province's land among the 54 units of 2025, approximately.

The mainland is shared by a power diagram around the old communes' points, weighted
until each new unit holds its official area less a strip of tidal flats; islands go
whole to the unit of the nearest named island or shore.
"""

import cut_land
import geopandas as gpd
import numpy as np
import package_units
import pandas as pd
import power_diagram
import province_border
import shapely
import tabulate_units
import vectors

METRIC = "EPSG:5899"
STEP = 150.0
FRAGMENT_M2 = 300_000
POSITION_ERROR_M = 2000
WHOLLY_ISLAND = (
    "commune:van_don",
    "commune:co_to",
    "commune:vinh_thuc",
    "commune:cai_chien",
)


def read_province() -> list[shapely.Polygon]:
    """Land of the province in metres, mainland first."""
    land = gpd.read_file(vectors.GEOMETRY / "land.geojson").to_crs(METRIC)
    province = land.loc[land["class"] == "province"].geometry.iloc[0]
    return sorted(shapely.get_parts(province), key=lambda p: -p.area)


def share_mainland(
    mainland: shapely.Polygon, units: pd.DataFrame, island_km2: pd.Series
) -> gpd.GeoSeries:
    """Polygons of the mainland units, on their commune ids."""
    sites = province_border.mainland_sites()
    sites = sites[sites["province"] == package_units.PROVINCE]
    sites = sites.merge(units[["unit", "commune_id", "area_km2"]], on="unit")
    ids = sorted(sites["commune_id"].unique())
    group = sites["commune_id"].map({c: i for i, c in enumerate(ids)}).to_numpy()
    official = units.set_index("commune_id")["area_km2"].reindex(ids).to_numpy()
    on_islands = island_km2.reindex(ids).fillna(0).to_numpy()
    shore = mainland.exterior.difference(_dry_rim().buffer(150))
    coast = province_border.coast_km(sites, group, len(ids), shore)
    wanted = province_border.wanted_land(
        official - on_islands, coast, mainland.area / 1e6
    )
    xy = shapely.get_coordinates(sites.geometry.array)
    sample = province_border.grid_over(mainland, STEP)
    weights = power_diagram.balance_weights(xy, group, wanted * 1e6, sample, STEP**2)
    cells = power_diagram.cells(xy, weights[group], shapely.box(*mainland.bounds))
    cells = [shapely.set_precision(cell, 0.01) for cell in cells]
    shapes = {}
    for i, name in enumerate(ids):
        own = [c for c, g in zip(cells, group, strict=True) if g == i]
        shapes[name] = shapely.union_all(own).intersection(mainland)
    return gpd.GeoSeries(shapes, crs=METRIC)


def _dry_rim() -> shapely.Geometry:
    lines = [
        gpd.read_file(vectors.GEOMETRY / f"border_{name}.geojson").to_crs(METRIC)
        for name in ("province", "china")
    ]
    return shapely.union_all(pd.concat(lines).geometry.array)


def give_fragments(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Pass small cut-off pieces to the unit they share the longest edge with."""
    bodies, fragments = {}, []
    for name, shape in shapes.items():
        parts = sorted(shapely.get_parts(shape), key=lambda p: -p.area)
        parts = [p for p in parts if p.geom_type == "Polygon"]
        keep = [p for i, p in enumerate(parts) if i == 0 or p.area > FRAGMENT_M2]
        fragments += [(name, p) for p in parts if p not in keep]
        bodies[name] = shapely.union_all(keep)
    names = list(bodies)
    given = {name: [body] for name, body in bodies.items()}
    for owner, piece in fragments:
        edge = [piece.buffer(1).intersection(bodies[n].boundary).length for n in names]
        best = names[int(np.argmax(edge))] if max(edge) > 0 else owner
        given[best].append(piece)
    return gpd.GeoSeries(
        {n: shapely.union_all(parts) for n, parts in given.items()}, crs=METRIC
    )


def main() -> None:
    """Write ``communes.geojson``."""
    units = tabulate_units.province_units()
    mainland, *pieces = read_province()
    given = cut_land.islands(pieces, mainland, shapely.Point(0, 0))
    near = given["commune_id"].ne("") & ~given["commune_id"].isin(WHOLLY_ISLAND)
    near &= given.area > 1e6
    bay = given["seed"].str.contains("bay|Hang Trai|Đầu Bê")
    island_km2 = (given.area / 1e6)[near & ~bay].groupby(given["commune_id"]).sum()
    shapes = give_fragments(share_mainland(mainland, units, island_km2))
    loose = given["commune_id"] == ""
    gap = np.array([shapely.distance(p, shapes.array) for p in given.geometry[loose]])
    given.loc[loose, "commune_id"] = shapes.index.to_numpy()[gap.argmin(axis=1)]
    parts = pd.concat(
        [
            gpd.GeoDataFrame({"commune_id": shapes.index}, geometry=shapes.array),
            given[["commune_id", "geometry"]],
        ]
    )
    whole = gpd.GeoDataFrame(parts, crs=METRIC).dissolve("commune_id")
    layer = units.merge(whole, on="commune_id").sort_values("code")
    layer = gpd.GeoDataFrame(layer, crs=METRIC).rename(columns={"name": "name_vi"})
    layer["geometry_method"] = "schematic"
    layer["position_error_m"] = POSITION_ERROR_M
    layer["source_ids"] = "package_roaring_landmask; package_vietnamadminunits"
    shown = pd.DataFrame(
        {
            "id": layer["commune_id"],
            "official": layer["area_km2"],
            "drawn": layer.area / 1e6,
        }
    )
    print(shown.assign(ratio=shown.drawn / shown.official).round(2).to_string())
    columns = ["commune_id", "name_vi", "name_en", "kind", "geometry_method"]
    columns += ["position_error_m", "source_ids", "geometry"]
    vectors.write(layer[columns], "communes")


if __name__ == "__main__":
    main()
