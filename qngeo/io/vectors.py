"""GeoJSON files: read with their CRS, written the same way each time."""

import json
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from qngeo.config import settings
from qngeo.crs import STORAGE
from qngeo.errors import SchemaError
from qngeo.io.tables import read_shipped

DECIMALS = 6
"""Most decimals of a written coordinate; 0.1 m on the ground."""


def read(path: Path) -> gpd.GeoDataFrame:
    """Read a GeoJSON file.

    Parameters
    ----------
    path : Path
        A FeatureCollection in EPSG:4326.

    Returns
    -------
    GeoDataFrame in EPSG:4326; a null property is None.

    Raises
    ------
    SchemaError
        If the file is no FeatureCollection.
    """
    try:
        content = json.loads(path.read_bytes())
    except ValueError as error:
        message = f"{path.name} is damaged ({error}): put the file back as it was"
        raise SchemaError(message) from error
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        message = f"{path.name} is no GeoJSON FeatureCollection; export it as one"
        raise SchemaError(message)
    features = content["features"]
    table = pd.DataFrame([feature["properties"] or {} for feature in features])
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=STORAGE)


def geometry(name: str, data: Path | None = None) -> gpd.GeoDataFrame:
    """Read a layer of ``data/geometry`` by its name (``land``, ``communes``, ...)."""
    return read((data or settings().data) / "geometry" / f"{name}.geojson")


def table(name: str, data: Path | None = None) -> pd.DataFrame:
    """Read a table of ``data/geometry`` by its name; empty cells stay ""."""
    return read_shipped((data or settings().data) / "geometry" / f"{name}.csv")


def as_text(
    frame: gpd.GeoDataFrame, *, decimals: int = DECIMALS, id_column: str = ""
) -> str:
    """Write a layer as GeoJSON text, the same text for the same layer.

    Parameters
    ----------
    frame : GeoDataFrame
        In any declared CRS.
    decimals : int
        Of a coordinate in degrees.
    id_column : str
        Column that becomes the features' ``id`` and is no property; none if empty.

    Returns
    -------
    str : one feature a line, properties in column order, NaN as null, polygons
    oriented as RFC 7946 wants, a newline at the end.
    """
    degrees = frame.to_crs(STORAGE)
    snapped = shapely.set_precision(degrees.geometry.array, 10.0**-decimals)
    left_out = {frame.geometry.name, id_column}
    names = [c for c in frame.columns if c not in left_out]
    columns = {name: frame[name].tolist() for name in names}
    identities = frame[id_column].tolist() if id_column else []
    lines = []
    for i, shape in enumerate(snapped):
        feature = {
            "type": "Feature",
            **({"id": identities[i]} if id_column else {}),
            "properties": {name: _plain(columns[name][i]) for name in names},
            "geometry": _mapping(shape, decimals),
        }
        lines.append(
            json.dumps(
                feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False
            )
        )
    body = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'


def write(path: Path, frame: gpd.GeoDataFrame, *, decimals: int = DECIMALS) -> None:
    """Write a layer to a file; see `as_text`."""
    path.write_text(as_text(frame, decimals=decimals), encoding="utf-8", newline="\n")


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if (
        value is None
        or value is pd.NA
        or (isinstance(value, float) and math.isnan(value))
    ):
        return None
    return value


def _mapping(shape: BaseGeometry, decimals: int) -> dict[str, object]:
    tidy = shapely.orient_polygons(shapely.normalize(shape), exterior_cw=False)
    content: dict[str, Any] = json.loads(shapely.to_geojson(tidy))
    return {
        "type": content["type"],
        "coordinates": _rounded(content["coordinates"], decimals),
    }


def _rounded(value: object, decimals: int) -> object:
    if isinstance(value, (tuple, list)):
        return [_rounded(part, decimals) for part in value]
    return round(float(str(value)), decimals)
