"""What differs between two versions of a layer, feature by feature."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd

from qngeo.crs import area_ha, to_metric
from qngeo.io.store.layers import EXTRA, ID, Layer

COLUMNS = (ID, "kind", "columns", "moved_m", "area_change_ha")


def _unlike(old: pd.Series, new: pd.Series) -> "pd.Index[str]":
    """Return the ids whose values differ; two unknown ones do not."""
    same = (old == new) | (old.isna() & new.isna())
    return old.index[~same.to_numpy(dtype=bool)]


def _changed_names(
    old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, layer: Layer
) -> dict[str, tuple[str, ...]]:
    """Name by id the columns, and the keys of ``extra``, in which rows differ.

    Parameters
    ----------
    old, new : GeoDataFrame
        On the same ids in the same order.
    """
    names: dict[str, list[str]] = {}
    for column in layer.columns:
        for i in _unlike(old[column], new[column]):
            names.setdefault(i, []).append(column)
    for i in _unlike(old[EXTRA], new[EXTRA]):
        before, after = _by_key(old.loc[i, EXTRA]), _by_key(new.loc[i, EXTRA])
        keys = sorted({*before, *after})
        unlike = [key for key in keys if before.get(key) != after.get(key)]
        names.setdefault(i, []).extend(unlike)
    if layer.geometry:
        outlines = old.geometry.to_wkb(), new.geometry.to_wkb()
        for i in _unlike(*outlines):
            names.setdefault(i, []).append("geometry")
    return {i: tuple(columns) for i, columns in names.items() if columns}


def _by_key(extra: str) -> dict[str, str]:
    """Return each value as JSON: in it true and 1 are not the same."""
    held = json.loads(extra).items()
    return {key: json.dumps(value, sort_keys=True) for key, value in held}


def _areas(frame: gpd.GeoDataFrame, layer: Layer) -> pd.Series:
    if layer.geometry != "MultiPolygon":
        return pd.Series(np.nan, index=frame.index)
    areas: pd.Series = area_ha(frame.geometry)
    return areas.where(frame.geometry.notna())


def _moved(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> pd.Series:
    """Greatest distance between outlines (Hausdorff), metres, same ids."""
    old, new = to_metric(before.geometry), to_metric(after.geometry)
    moved: pd.Series = old.hausdorff_distance(new, align=False)
    return moved


def differences(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, layer: Layer
) -> pd.DataFrame:
    """Compare two readings of a layer.

    Parameters
    ----------
    before, after : GeoDataFrame
        As `qngeo.io.store.Store.read` gives them.
    layer : Layer

    Returns
    -------
    DataFrame as of `qngeo.io.store.Store.differences`, ordered by id. ``moved_m`` is
    missing where one of the outlines is, ``area_change_ha`` where no area is known.
    """
    old, new = before.set_index(ID), after.set_index(ID)
    both = old.index.intersection(new.index)
    names = _changed_names(old.loc[both], new.loc[both], layer)
    changed = list(names)
    areas_old, areas_new = _areas(old, layer), _areas(new, layer)
    moved = pd.Series(np.nan, index=changed, dtype=float)
    if layer.geometry and changed:
        moved = _moved(old.loc[changed], new.loc[changed])
    rows: list[tuple[str, str, tuple[str, ...], float, float]] = [
        (i, "changed", names[i], moved[i], areas_new[i] - areas_old[i]) for i in changed
    ]
    nan = float("nan")
    rows += [
        (i, "added", (), nan, areas_new[i]) for i in new.index.difference(old.index)
    ]
    rows += [
        (i, "removed", (), nan, -areas_old[i]) for i in old.index.difference(new.index)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).sort_values(ID, ignore_index=True)
    return table.astype({"moved_m": float, "area_change_ha": float})
