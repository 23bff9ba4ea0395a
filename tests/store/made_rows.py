"""Small layers of own data, made in the test."""

import geopandas as gpd
import shapely

from qngeo.io.store import Commit, Store

WEST, SOUTH = 107.0, 21.0
SIDE = 0.01


def square(at: int = 0, *, side: float = SIDE) -> shapely.Polygon:
    """A square in degrees, the n-th of a row towards the east."""
    west = WEST + at * 2 * SIDE
    return shapely.box(west, SOUTH, west + side, SOUTH + side)


def zones(**names: str) -> gpd.GeoDataFrame:
    """Zones by id and Vietnamese name, on squares beside each other."""
    return gpd.GeoDataFrame(
        {"feature_id": [f"zone:{n}" for n in names], "name_vi": list(names.values())},
        geometry=[square(at) for at in range(len(names))],
        crs="EPSG:4326",
    )


def plots(count: int, *, mark: float = 1.0) -> gpd.GeoDataFrame:
    """So many plots whose area is all the same mark, to tell versions apart."""
    return gpd.GeoDataFrame(
        {
            "feature_id": [f"plot:{at}" for at in range(count)],
            "park_id": "park:a",
            "status": "ready",
            "area_ha": mark,
        },
        geometry=[square(at % 50) for at in range(count)],
        crs="EPSG:4326",
    )


def upsert(rows: gpd.GeoDataFrame, *, layer: str = "zones", **more) -> Commit:
    """An edit by Lan that leaves the other rows alone."""
    given = {"who": "Lan", "action": "edit", "mode": "upsert", **more}
    return Commit(layer=layer, rows=rows, **given)


def replace(rows: gpd.GeoDataFrame, *, layer: str = "zones", **more) -> Commit:
    """An import by Lan after which the layer is exactly these rows."""
    given = {"who": "Lan", "action": "import", "mode": "replace", **more}
    return Commit(layer=layer, rows=rows, **given)


def names(frame: gpd.GeoDataFrame) -> dict[str, str]:
    """The Vietnamese names by id without its kind."""
    ids = [name.partition(":")[2] for name in frame["feature_id"]]
    return dict(zip(ids, frame["name_vi"], strict=True))


def assert_only_first(store: Store) -> None:
    """The store holds one version: zone a, named A, and no plot."""
    assert names(store.read("zones")) == {"a": "A"}
    assert [v.number for v in store.versions()] == [1]
    assert len(store.read("plots")) == 0
