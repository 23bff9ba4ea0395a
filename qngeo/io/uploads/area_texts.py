"""Polygons that people bring as text: GeoJSON, or WKT in a CSV."""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from qngeo.crs import read_crs
from qngeo.errors import SchemaError
from qngeo.io.uploads.area_limits import POLYGONS, limited_areas
from qngeo.io.uploads.csv_text import read_text_table

_WKT_COLUMNS = ("wkt", "geometry", "geom", "the_geom")
_WKT = re.compile(r"(?:SRID=(\d+);)?\s*((?:MULTI)?POLYGON\b.*)", re.I | re.S)


def read_geojson(content: bytes, name: str) -> gpd.GeoDataFrame:
    """Read a GeoJSON of any top-level type.

    Parameters
    ----------
    content : bytes
        UTF-8, with or without its mark.
    name : str
        File name, for messages.

    Returns
    -------
    GeoDataFrame in the CRS that the file names, else without one; its properties as
    they are, and the feature's own ``id`` where it has one.

    Raises
    ------
    SchemaError
        If it is no GeoJSON of polygons, has numbers that are not finite, names an
        unknown CRS, or has too many areas.
    """
    try:
        found = json.loads(
            content.decode("utf-8-sig"), parse_constant=partial(_not_finite, name)
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        msg = f"{name} is no GeoJSON, or it is cut off: export it anew"
        raise SchemaError(msg) from error
    return from_mapping(found, name)


def _not_finite(name: str, word: str) -> float:
    msg = f"{name} has {word} in it: numbers must be finite; mend or remove it"
    raise SchemaError(msg)


def from_mapping(found: object, name: str) -> gpd.GeoDataFrame:
    """Read a GeoJSON that is already parsed.

    Parameters
    ----------
    found : object
        What a parser of JSON gives.
    name : str
        For messages.

    Returns
    -------
    GeoDataFrame with the properties as columns; its CRS is None unless the file
    names one.

    Raises
    ------
    SchemaError
        As of `read_geojson`.
    """
    features = _features(found, name)
    limited_areas(len(features), name)
    shapes, rows = [], []
    for number, feature in enumerate(features, 1):
        where = f"{name} feature {number}"
        if not isinstance(feature, Mapping):
            msg = f"{where} is no GeoJSON feature: export the file anew"
            raise SchemaError(msg)
        shapes.append(_shape(feature.get("geometry"), where))
        properties = feature.get("properties")
        row = dict(properties) if isinstance(properties, Mapping) else {}
        rows.append({"id": feature["id"], **row} if "id" in feature else row)
    table = pd.DataFrame(rows, index=range(len(rows)), dtype=object)
    table = table.drop(columns="geometry", errors="ignore")
    crs = _declared(found, name) if isinstance(found, Mapping) else None
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=crs), crs=crs)


def _features(found: object, name: str) -> list[Any]:
    kind = found.get("type") if isinstance(found, Mapping) else None
    if isinstance(found, Mapping) and kind == "FeatureCollection":
        features = found.get("features")
        if isinstance(features, list):
            return features
    elif kind == "Feature":
        return [found]
    elif kind in (*POLYGONS, "GeometryCollection"):
        return [{"geometry": found}]
    msg = f"{name} is no GeoJSON of polygons: export it as a FeatureCollection"
    raise SchemaError(msg)


def _shape(found: object, where: str) -> BaseGeometry | None:
    """Return a polygon, the polygons of a collection, or None for anything else."""
    if not isinstance(found, Mapping):
        return None
    if found.get("type") == "GeometryCollection":
        parts = found.get("geometries")
        listed = parts if isinstance(parts, list) else []
        kept = [
            _shape(part, where)
            for part in listed
            if isinstance(part, Mapping) and part.get("type") in POLYGONS
        ]
        surfaces = [part for one in kept if one for part in shapely.get_parts(one)]
        return shapely.MultiPolygon(surfaces) if surfaces else None
    if found.get("type") not in POLYGONS:
        return None
    plain = {"type": found["type"], "coordinates": found.get("coordinates")}
    try:
        text = json.dumps(plain, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        msg = f"{where} has a coordinate that is no finite number: mend or remove it"
        raise SchemaError(msg) from error
    return _parsed(shapely.from_geojson, text, where)


def _parsed(
    parse: Callable[[str], BaseGeometry], text: str, where: str
) -> BaseGeometry:
    try:
        with np.errstate(all="ignore"):
            return parse(text)
    except (shapely.errors.GEOSException, ValueError) as error:
        said = str(error).partition(":")[2].strip().splitlines()
        json_said = not said or said[0].startswith("Error parsing JSON")
        reason = "its corners are no pairs of numbers" if json_said else said[0]
        msg = f"{where} holds no sound polygon ({reason}): mend or remove it"
        raise SchemaError(msg) from error


def _declared(found: Mapping[str, Any], name: str) -> pyproj.CRS | None:
    """Return the CRS of the old GeoJSON member ``crs``, None where there is none."""
    member = found.get("crs")
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, Mapping) else None
    said = properties.get("name") if isinstance(properties, Mapping) else None
    return _crs(str(said), name)


def _crs(said: str, name: str) -> pyproj.CRS:
    try:
        return read_crs(said)
    except pyproj.exceptions.CRSError as error:
        msg = f"{name} names the CRS {said[:60]!r}, which is not known: use EPSG:4326"
        raise SchemaError(msg) from error


def read_csv(content: bytes, name: str) -> gpd.GeoDataFrame:
    """Read a CSV with a column of WKT and, where given, its CRS.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.

    Returns
    -------
    GeoDataFrame in the CRS that ``crs`` or the SRID of the WKT names, else without one;
    the other columns as text.

    Raises
    ------
    SchemaError
        If there is no column `wkt`, rows name different CRS, an outline cannot be read,
        or there are too many rows.
    """
    table = read_text_table(content, name=name)
    small = {column.lower(): column for column in reversed(table.columns)}
    column = next((small[word] for word in _WKT_COLUMNS if word in small), "")
    if not column:
        msg = f"{name} has no column `wkt`: add one with the polygons as WKT"
        raise SchemaError(msg)
    limited_areas(len(table), name)
    said = {text for text in table[small["crs"]] if text} if "crs" in small else set()
    shapes = []
    for row, text in table[column].items():
        match = _WKT.fullmatch(text)
        if match and match[1]:
            said.add(f"EPSG:{match[1]}")
        where = f"{name} line {row}"
        shapes.append(_parsed(shapely.from_wkt, match[2], where) if match else None)
    if len(said) > 1:
        msg = f"{name} mixes the CRS {' and '.join(sorted(said))}: use one for all rows"
        raise SchemaError(msg)
    crs = _crs(said.pop(), name) if said else None
    plain = table.drop(columns=[column]).drop(columns="geometry", errors="ignore")
    plain = plain.reset_index(drop=True)
    return gpd.GeoDataFrame(plain, geometry=gpd.GeoSeries(shapes, crs=crs), crs=crs)
