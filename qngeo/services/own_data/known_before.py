"""What does the province know already that an imported file is held against?"""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from qngeo.crs import METRIC, STORAGE
from qngeo.domain.boundaries.coast import coast_tree
from qngeo.domain.imports.registers import Known
from qngeo.errors import MissingDataError
from qngeo.io import vectors
from qngeo.io.baseline import read_baseline
from qngeo.io.layers import read_layer
from qngeo.io.store import ID, Store
from qngeo.names import fold, short
from qngeo.schema import FACTS, TEXT_UNITS
from qngeo.services.layers.publish import POINT_LAYERS

REACH_M = 5_000
"""How far from the drawn land of the province a feature may lie; its inland border
is good to 2 km."""

FRAME = (106.3, 20.5, 108.2, 21.8)
"""Where the drawn land ends, degrees."""


_REGISTERS = ("parks", "zones", "roads", "places", "subjects", "sources", "facts")
"""Layers whose own rows a file is held against."""

_PUBLISHED = {"roads": ("roads", "railways"), "places": tuple(POINT_LAYERS)}
"""Published layers that together are one layer of own data, by subject."""

FIRST_OWN = 900_000
"""Own figures are numbered from here, so that the published ones never meet them."""


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
    used = tables.facts.groupby("attribute")["unit"].agg(frozenset)
    subjects = frozenset(tables.subjects["subject_id"])
    sources = frozenset(tables.sources["source_id"])
    return Known(
        by_name=_names(tables.subjects),
        ids=subjects,
        subjects=subjects,
        facts=frozenset(tables.facts["fact_id"]),
        attributes=frozenset(tables.attributes["attribute"]),
        sources=sources,
        scopes=frozenset(tables.scopes["scope"]),
        titles={
            **_titles("attribute", tables.attributes, ("title_vi", "title_en")),
            **_titles("source", tables.sources, ("title",)),
        },
        units={
            str(attribute): units - set(TEXT_UNITS)
            for attribute, units in used.items()
            if units - set(TEXT_UNITS)
        },
        figures=tables.facts[list(FACTS.columns)],
        next_fact=FIRST_OWN + 1,
        shipped={"sources": sources, "subjects": subjects},
    )


def known(store: Store | None = None) -> Known:
    """Return ids and names of the published tables and of the store's own rows."""
    published = _baseline()
    if store is None:
        return published
    held = {name: pd.DataFrame(store.read(name)) for name in _REGISTERS}
    outlines = [held[name] for name in ("parks", "zones", "roads", "places")]
    subjects, sources = held["subjects"], held["sources"]
    by_name: dict[str, str] = {}
    for rows in outlines:
        by_name |= _own(rows)
    ids = {own for rows in (*outlines, subjects) for own in rows[ID]}
    return replace(
        published,
        by_name={**by_name, **_registered(subjects), **published.by_name},
        ids=published.ids | ids,
        subjects=published.subjects | set(subjects[ID]),
        sources=published.sources | set(sources[ID]),
        titles={
            **_titles("source", sources.rename(columns={ID: "source_id"}), ("title",)),
            **published.titles,
        },
        figures=_with_own(published.figures, held["facts"]),
        next_fact=next_own(store),
    )


def next_own(store: Store) -> int:
    """Return a number from which on no own figure was ever numbered.

    It grows with every version and with every figure that was ever added, so what was
    taken back keeps its number for itself.
    """
    log = store.versions()
    added = sum(one.added for one in log if one.layer == "facts")
    return FIRST_OWN + added + len(log) + 1


def _with_own(published: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    if own.empty:
        return published
    rows = own.rename(columns={ID: "fact_id"})[list(published.columns)]
    return pd.concat([published, rows.fillna("").astype(str)], ignore_index=True)


def _registered(subjects: pd.DataFrame) -> dict[str, str]:
    """Return the names of own subjects."""
    if subjects.empty:
        return {}
    texts = subjects.rename(columns={ID: "subject_id"}).fillna("").astype(str)
    return _names(texts)


def _titles(kind: str, table: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, str]:
    """Return folded titles that stand for one id only."""
    found: dict[str, set[str]] = {}
    id_column = {"attribute": "attribute", "source": "source_id"}[kind]
    for column in columns:
        for title, own in zip(table[column], table[id_column], strict=True):
            if title:
                found.setdefault(f"{kind}|{fold(str(title))}", set()).add(str(own))
    return {title: next(iter(ids)) for title, ids in found.items() if len(ids) == 1}


@lru_cache(maxsize=4)
def drawn(layer: str) -> gpd.GeoDataFrame:
    """Return where the published layer of the same name has its features.

    Returns
    -------
    GeoDataFrame in EPSG:5899 with ``position_error_m`` (0 where unknown), on the
    features' ids; empty where no such layer is published.
    """
    features = [f for name in _PUBLISHED.get(layer, (layer,)) for f in _features(name)]
    shapes = [shapely.geometry.shape(f["geometry"]) for f in features]
    errors = [float(f["properties"].get("position_error_m") or 0) for f in features]
    column = "subject_id" if layer in _PUBLISHED else ""
    ids = [str(f["properties"].get(column) or f["id"]) for f in features]
    frame = gpd.GeoDataFrame(
        {"position_error_m": errors},
        geometry=gpd.GeoSeries(shapes, crs=STORAGE).to_crs(METRIC).to_numpy(),
        index=pd.Index(ids, dtype=object),
        crs=METRIC,
    )
    if not column:
        return frame
    joined: gpd.GeoDataFrame = frame.dissolve(level=0, aggfunc="max")
    return joined


def _features(name: str) -> list[dict[str, Any]]:
    try:
        features: list[dict[str, Any]] = read_layer(name)["features"]
    except MissingDataError:
        return []
    return features


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
