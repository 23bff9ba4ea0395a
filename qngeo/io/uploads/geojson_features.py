"""Features of a person's GeoJSON, each told by its number where it is broken."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely

from qngeo.crs import read_crs
from qngeo.errors import SchemaError
from qngeo.io.uploads.raw import Raw, limited, raw_of


def read_geojson(content: bytes, name: str, layer: str) -> Raw:
    """Read a GeoJSON; a geometry that is none is told by row.

    Parameters
    ----------
    content : bytes
        UTF-8, with or without its mark.
    name : str
        File name, for messages.
    layer : str
        Wanted layer of own data; a GeoJSON has no layers to choose among.

    Returns
    -------
    Raw
        Indexed by feature, counted from 1.

    Raises
    ------
    SchemaError
        If it is no GeoJSON, holds a number that is not finite, or is too large.
    """
    del layer
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_not_finite)
    except _NotFiniteError as error:
        msg = f"{name} holds {error} for a number: numbers must be finite"
        raise SchemaError(msg) from error
    except (ValueError, RecursionError) as error:
        msg = f"{name} is no GeoJSON ({type(error).__name__}): export it anew"
        raise SchemaError(msg) from error
    features = _features(found, name)
    limited(len(features), name)
    shapes: list[Any] = []
    rows: list[dict[str, Any]] = []
    broken: dict[int, str] = {}
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, Mapping):
            msg = f"{name} feature {number} is no GeoJSON feature: export it anew"
            raise SchemaError(msg)
        shape, reason = _shape(feature.get("geometry"))
        shapes.append(shape)
        if reason:
            broken[number] = reason
        properties = feature.get("properties")
        row = dict(properties) if isinstance(properties, Mapping) else {}
        rows.append({"id": feature["id"], **row} if "id" in feature else row)
    table = pd.DataFrame(rows, index=range(1, len(rows) + 1), dtype=object)
    crs = _declared(found, name)
    return raw_of(
        table, np.array([*shapes, None], dtype=object)[:-1], crs, name, broken
    )


class _NotFiniteError(ValueError):
    """NaN or Infinity, which Python's reader takes and JSON has not."""


def _not_finite(word: str) -> float:
    raise _NotFiniteError(word)


def _features(found: object, name: str) -> list[Any]:
    if isinstance(found, Mapping):
        features = found.get("features")
        if found.get("type") == "FeatureCollection" and isinstance(features, list):
            return features
        if found.get("type") == "Feature":
            return [found]
        if "coordinates" in found or "geometries" in found:
            return [{"geometry": found}]
    msg = f"{name} is no GeoJSON: export it as a FeatureCollection"
    raise SchemaError(msg)


def _shape(found: object) -> tuple[Any, str]:
    """Return a geometry and why there is none."""
    if found is None:
        return None, ""
    try:
        with np.errstate(all="ignore"):
            return shapely.from_geojson(json.dumps(found, allow_nan=False)), ""
    except (shapely.errors.GEOSException, TypeError, ValueError, RecursionError) as e:
        return None, str(e).partition("\n")[0][:120]


def _declared(found: Mapping[str, Any], name: str) -> pyproj.CRS:
    """Return the CRS; a GeoJSON that names none is in WGS 84 (RFC 7946)."""
    member = found.get("crs")
    if member is None:
        return pyproj.CRS.from_epsg(4326)
    properties = member.get("properties") if isinstance(member, Mapping) else None
    said = properties.get("name") if isinstance(properties, Mapping) else None
    try:
        return read_crs(str(said))
    except pyproj.exceptions.CRSError as error:
        msg = f"{name} names the CRS {str(said)[:60]!r}, which is not known"
        raise SchemaError(msg) from error
