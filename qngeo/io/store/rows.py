"""Rows on their way into and out of a store: checked, bare values, frames again."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from qngeo.crs import STORAGE
from qngeo.errors import SchemaError
from qngeo.io.store.layers import EXTRA, ID, Layer
from qngeo.io.store.outlines import as_stored, to_wkb

IN_VERSION = "in_version"
"""The column of a read frame that tells which version wrote the row."""

MAX_FAULTS_SHOWN = 20

Row = tuple[Any, ...]
"""The layer's columns, ``extra`` and, with geometry, its well-known binary."""


def _missing(value: object) -> bool:
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, (float, np.floating)) and math.isnan(value)


def _text(value: Any) -> str | None:
    if _missing(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        msg = f"{value!r} is no text"
        raise ValueError(msg)
    if "\0" in value or (not value.isascii() and _has_half_letters(value)):
        msg = f"{value[:40]!r} holds characters that no file can keep"
        raise ValueError(msg)
    return value


def fit_text(name: str, value: str) -> str:
    """Return a text of the log, or refuse one that a database cannot keep.

    Raises
    ------
    SchemaError
    """
    try:
        return _text(value) or ""
    except ValueError as error:
        msg = f"{name}: {error}"
        raise SchemaError(msg) from error


def _has_half_letters(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _number(value: Any) -> float | None:
    if _missing(value):
        return None
    if isinstance(value, (bool, np.bool_)) or not isinstance(
        value, (int, float, np.number)
    ):
        msg = f"{value!r} is no number"
        raise ValueError(msg)
    if not math.isfinite(value):
        msg = f"{value!r} is no finite number"
        raise ValueError(msg)
    return float(value)


def _plain(value: Any) -> Any:
    """Make a value of ``extra`` fit for JSON."""
    if isinstance(value, Mapping):
        return {str(key): _plain(of) for key, of in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(of) for of in value]
    if _missing(value):
        return None
    return _plain_single(value.item() if isinstance(value, np.generic) else value)


def _plain_single(value: Any) -> Any:
    if isinstance(value, (str, date)):
        return _text(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, (bool, int)):
        return value
    msg = f"{type(value).__name__} has no form in JSON"
    raise ValueError(msg)


def _given_extra(value: Any) -> dict[str, Any]:
    if _missing(value) or value == "":
        return {}
    try:
        given = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        given = None
    if not isinstance(given, Mapping):
        msg = f"{str(value)[:40]!r} is no JSON object"
        raise ValueError(msg)
    return dict(given)


def _extra(given: Any, beside: Mapping[str, Any], layer: Layer) -> str | None:
    held = _given_extra(given)
    twice = [name for name in held if name in beside or name in layer.columns]
    if twice:
        msg = f"{', '.join(twice)} stands in a column as well"
        raise ValueError(msg)
    kept = {str(key): _plain(of) for key, of in {**held, **beside}.items()}
    kept = {key: of for key, of in kept.items() if of is not None}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else None


class _Faults:
    """Gathers what does not fit, to tell it all at once."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.found: list[str] = []

    def taken(self, read: Any, value: Any, where: tuple[str, str]) -> Any:
        """Return a value as read, or remember why it cannot be."""
        try:
            return read(value)
        except ValueError as error:
            feature, column = where
            self.found.append(f"{self.layer.name} {feature}, {column}: {error}")
            return None

    def tell(self) -> None:
        if not self.found:
            return
        more = len(self.found) - MAX_FAULTS_SHOWN
        lines = self.found[:MAX_FAULTS_SHOWN]
        raise SchemaError(
            "\n".join([*lines, f"and {more} more"] if more > 0 else lines)
        )


def _ids(table: pd.DataFrame, layer: Layer) -> list[str]:
    if ID not in table.columns:
        msg = f"rows for {layer.name} have no column {ID}; give each row an id"
        raise SchemaError(msg)
    ids = list(table[ID])
    bad = [
        at for at, name in enumerate(ids, 1) if not isinstance(name, str) or not name
    ]
    if bad:
        msg = f"{layer.name} row {bad[0]} has no {ID}; give each row an id"
        raise SchemaError(msg)
    twice = table[ID][table[ID].duplicated()]
    if len(twice):
        msg = f"{layer.name} names {twice.iloc[0]!r} twice; keep one row an id"
        raise SchemaError(msg)
    return ids


def _geometries(
    table: pd.DataFrame, layer: Layer, ids: Sequence[str], faults: _Faults
) -> list[bytes | None]:
    if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
        return [None] * len(ids)
    shapes = table.geometry
    some = any(shape is not None for shape in shapes)
    if some and not layer.geometry:
        msg = f"{layer.name} holds no geometry; hand over a table without"
        raise SchemaError(msg)
    if some and (shapes.crs is None or shapes.crs != STORAGE):
        msg = f"{layer.name} is in {shapes.crs}; bring it to {STORAGE} first"
        raise SchemaError(msg)
    brought = [
        faults.taken(lambda g: as_stored(g, layer.geometry), shape, (name, "geometry"))
        for shape, name in zip(shapes, ids, strict=True)
    ]
    return to_wkb(brought)


def rows_of(table: pd.DataFrame, layer: Layer) -> dict[str, Row]:
    """Bring a frame to the bare values that a store keeps.

    Parameters
    ----------
    table : DataFrame or GeoDataFrame
        As in `qngeo.io.store.model.Commit.rows`.
    layer : Layer

    Returns
    -------
    dict of str to tuple, by feature id in the frame's order.

    Raises
    ------
    SchemaError
        Names id, column and value of every fault.
    """
    if len(table) == 0:
        return {}
    ids, faults = _ids(table, layer), _Faults(layer)
    outline = getattr(table, "active_geometry_name", None)
    columns: list[list[Any]] = []
    for names, read in ((layer.texts, _text), (layer.numbers, _number)):
        for name in names:
            given = list(table[name]) if name in table.columns else [None] * len(ids)
            columns.append(
                [
                    faults.taken(read, v, (i, name))
                    for v, i in zip(given, ids, strict=True)
                ]
            )
    known = {ID, EXTRA, IN_VERSION, outline, *layer.columns}
    beside = table[[name for name in table.columns if name not in known]]
    records = beside.to_dict("records") if len(beside.columns) else [{}] * len(ids)
    extras = list(table[EXTRA]) if EXTRA in table.columns else [None] * len(ids)
    columns.append(
        [
            faults.taken(lambda v, b=b: _extra(v, b, layer), v, (i, EXTRA))
            for v, b, i in zip(extras, records, ids, strict=True)
        ]
    )
    shapes = _geometries(table, layer, ids, faults)
    for name in ids:
        faults.taken(_text, name, (repr(name), ID))
    faults.tell()
    if layer.geometry:
        columns.append(list(shapes))
    return dict(zip(ids, zip(*columns, strict=True), strict=True))


def frame_of(found: Iterable[Sequence[Any]], layer: Layer) -> gpd.GeoDataFrame:
    """Make a frame of rows as `qngeo.io.store.tables.current_rows` selects them."""
    names = [ID, IN_VERSION, *layer.columns, EXTRA]
    rows = sorted(found, key=lambda row: row[0])
    values = dict(zip([*names, "geometry"], zip(*rows, strict=True), strict=False))
    columns: dict[str, Any] = {}
    for name in (ID, *layer.columns, EXTRA, IN_VERSION):
        held = list(values.get(name, ()))
        if name == EXTRA:
            held = [text or "{}" for text in held]
        kind = "float64" if name in layer.numbers else "str"
        columns[name] = pd.Series(held, dtype="int64" if name == IN_VERSION else kind)
    if not layer.geometry:
        return gpd.GeoDataFrame(columns)
    shapes = shapely.from_wkb(np.array(values.get("geometry", ()), dtype=object))
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=STORAGE)


def with_extra_columns(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Spread the JSON objects of ``extra`` into columns of their own, for export.

    Returns
    -------
    GeoDataFrame without ``extra``; a key that is a column's name already gets
    ``extra_`` before it; where a row lacks a key the value is None.
    """
    held = [json.loads(text) for text in table[EXTRA]]
    names = sorted({key for extra in held for key in extra})
    spread = {
        f"extra_{name}" if name in table.columns else name: pd.Series(
            [extra.get(name) for extra in held], index=table.index, dtype="object"
        )
        for name in names
    }
    return table.drop(columns=EXTRA).assign(**spread)
