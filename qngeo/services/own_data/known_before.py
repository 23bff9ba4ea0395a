"""What does the province know already that an imported file is held against?"""

from functools import lru_cache

import geopandas as gpd
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from qngeo.crs import METRIC, STORAGE
from qngeo.domain.boundaries.coast import coast_tree
from qngeo.domain.imports.rows import Known
from qngeo.errors import MissingDataError
from qngeo.io import vectors
from qngeo.io.baseline import read_baseline
from qngeo.io.layers import read_layer
from qngeo.io.store import Store
from qngeo.names import fold, short

REACH_M = 5_000
"""How far from the drawn land of the province a feature may lie; its inland border
is good to 2 km."""

FRAME = (106.3, 20.5, 108.2, 21.8)
"""Where the drawn land ends, degrees."""


@lru_cache(maxsize=1)
def reach() -> BaseGeometry:
    """Return where features of the province may lie, EPSG:4326."""
    land = vectors.geometry("land")
    own = land.loc[land["class"].eq("province"), "geometry"].to_crs(METRIC)
    parts = own.simplify(500).explode().buffer(REACH_M, quad_segs=4)
    whole: BaseGeometry = (
        gpd.GeoSeries([shapely.union_all(parts.array)], crs=METRIC)
        .to_crs(STORAGE)
        .iloc[0]
    )
    shapely.prepare(whole)
    return whole


@lru_cache(maxsize=1)
def coast() -> cKDTree:
    """Return the coast of the land layer; see `qngeo.domain.boundaries.coast`."""
    return coast_tree(vectors.geometry("land").geometry, FRAME)


@lru_cache(maxsize=1)
def _baseline() -> Known:
    tables = read_baseline()
    return Known(
        by_name=_names(tables.subjects),
        ids=frozenset(tables.subjects["subject_id"]),
        facts=frozenset(tables.facts["fact_id"]),
        attributes=frozenset(tables.attributes["attribute"]),
        sources=frozenset(tables.sources["source_id"]),
    )


def known(store: Store | None = None) -> Known:
    """Return ids and names of the published tables and of the store's own rows."""
    published = _baseline()
    if store is None:
        return published
    parks = store.read("parks")
    zones = store.read("zones")
    by_name = {**_own(parks), **_own(zones), **published.by_name}
    ids = {
        *parks["feature_id"],
        *zones["feature_id"],
        *store.read("subjects")["feature_id"],
    }
    return Known(
        by_name=by_name,
        ids=published.ids | ids,
        facts=published.facts,
        attributes=published.attributes,
        sources=published.sources | set(store.read("sources")["feature_id"]),
    )


@lru_cache(maxsize=4)
def drawn(layer: str) -> gpd.GeoDataFrame:
    """Return where the published layer of the same name has its features.

    Returns
    -------
    GeoDataFrame in EPSG:5899 with ``position_error_m`` (0 where unknown), on the
    features' ids; empty where no such layer is published.
    """
    try:
        features = read_layer(layer)["features"]
    except MissingDataError:
        features = []
    shapes = [shapely.geometry.shape(f["geometry"]) for f in features]
    errors = [float(f["properties"].get("position_error_m") or 0) for f in features]
    return gpd.GeoDataFrame(
        {"position_error_m": errors},
        geometry=gpd.GeoSeries(shapes, crs=STORAGE).to_crs(METRIC).to_numpy(),
        index=pd.Index([str(f["id"]) for f in features], dtype=object),
        crs=METRIC,
    )


def _own(rows: pd.DataFrame) -> dict[str, str]:
    pairs = zip(rows["name_vi"], rows["feature_id"], strict=True)
    return {
        f"{own.partition(':')[0]}|{fold(str(name))}": str(own)
        for name, own in pairs
        if name
    }


def _names(subjects: pd.DataFrame) -> dict[str, str]:
    """Return every way to write a subject's name; names of two subjects are none.

    The legal form may be short or missing: "KCN Sông Khoai", "Sông Khoai".
    """
    found: dict[str, set[str]] = {}
    columns = ("subject_id", "name_vi", "name_en", "aliases")
    for own, vi, en, others in subjects[list(columns)].itertuples(index=False):
        names = {vi, en, short(vi), short(en), *others.split("; ")}
        bare = short(vi).partition(" ")[2] if short(vi) != vi else ""
        for prefix in ("Phường ", "Xã ", "Đặc khu "):
            if vi.startswith(prefix):
                bare = vi.removeprefix(prefix)
        for name in {*names, bare}:
            if name:
                found.setdefault(f"{own.partition(':')[0]}|{fold(name)}", set()).add(
                    own
                )
    return _single(found)


def _single(found: dict[str, set[str]]) -> dict[str, str]:
    """Keep names that one subject has; zones and parks come before the others."""
    order = ("park", "cluster", "zone", "commune")
    names: dict[str, str] = {}
    ranked = sorted(
        found,
        key=lambda key: next(
            (at for at, kind in enumerate(order) if key.startswith(f"{kind}|")),
            len(order),
        ),
    )
    for key in ranked:
        kind, _, name = key.partition("|")
        if len(found[key]) == 1:
            own = next(iter(found[key]))
            names.setdefault(name, own)
            names.setdefault(f"{kind}|{name}", own)
    return names
