"""Polygons out of each kind of file that people bring, as they stand in it.

No driver is let loose on a file of unknown content: each is looked at first, and
what is unpacked or written for GDAL gets a name of our own in a folder that is removed.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from qngeo.crs import names_files, read_crs
from qngeo.errors import SchemaError
from qngeo.io.uploads.csv_text import read_text_table
from qngeo.io.uploads.gdal_answers import asked
from qngeo.io.uploads.geopackage_views import try_computed
from qngeo.io.uploads.unpacking import unpacked

MAX_FEATURES = 2000

POLYGONS = ("Polygon", "MultiPolygon")

_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_WKT_COLUMNS = ("wkt", "geometry", "geom", "the_geom")
_WKT = re.compile(r"(?:SRID=(\d+);)?\s*((?:MULTI)?POLYGON\b.*)", re.I | re.S)
_UNSAFE_XML = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.\-]+)", re.I)
_SAFE_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252")


def read_geojson(content: bytes, name: str) -> gpd.GeoDataFrame:
    """Read a GeoJSON of any top-level type."""
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

    Returns
    -------
    GeoDataFrame with the properties as columns; its CRS is None unless the file
    names one.
    """
    features = _features(found, name)
    if len(features) > MAX_FEATURES:
        raise too_many(name, len(features))
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


def read_geopackage(content: bytes, name: str) -> gpd.GeoDataFrame:
    """Read the only layer of polygons in a GeoPackage."""
    if not content.startswith(b"SQLite format 3\x00"):
        msg = f"{name} is no GeoPackage: export it anew"
        raise SchemaError(msg)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "areas.gpkg"
        path.write_bytes(content)
        try_computed(path, name)
        layers = _layers(path, name)
        surfaces = [layer for layer, kind in layers if "Polygon" in kind]
        surfaces = surfaces or [layer for layer, kind in layers if kind == "Unknown"]
        if len(surfaces) != 1:
            listed = ", ".join(surfaces) or "none"
            msg = (
                f"{name} must have one layer of polygons, it has: {listed}; export the "
                "wanted one by itself"
            )
            raise SchemaError(msg)
        return _read(path, name, layer=surfaces[0])


def read_zip(content: bytes, name: str) -> gpd.GeoDataFrame:
    """Read a zipped Shapefile."""
    members = unpacked(content, name=name, endings=_SHAPEFILE)
    shapes = [m for m in members if m.lower().endswith(".shp")]
    if len(shapes) != 1:
        listed = ", ".join(shapes) or "none"
        msg = f"{name} must hold one Shapefile, it holds: {listed}; zip one at a time"
        raise SchemaError(msg)
    stem = shapes[0][: -len(".shp")].lower()
    parts = {
        PurePosixPath(member).suffix.lower(): data
        for member, data in members.items()
        if member.lower().startswith(stem + ".")
    }
    for ending in (".shx", ".dbf"):
        if ending not in parts:
            msg = f"{name} lacks the {ending} file of its Shapefile: zip it as well"
            raise SchemaError(msg)
    with TemporaryDirectory() as folder:
        for ending, data in parts.items():
            (Path(folder) / f"areas{ending}").write_bytes(data)
        return _read(Path(folder) / "areas.shp", name, encoding=_encoding(parts))


def _encoding(parts: Mapping[str, bytes]) -> str | None:
    """Return UTF-8 for names that are so, though no .cpg says it; else None."""
    if ".cpg" in parts:
        return None
    try:
        parts[".dbf"][32:].decode("utf-8")
    except UnicodeDecodeError:
        return "CP1258"
    return "UTF-8"


def read_kmz(content: bytes, name: str) -> gpd.GeoDataFrame:
    """Read the only KML of a KMZ."""
    members = unpacked(content, name=name, endings=(".kml",))
    if len(members) != 1:
        msg = f"{name} holds {len(members)} KML files: it must hold one"
        raise SchemaError(msg)
    return read_kml(next(iter(members.values())), name)


def read_kml(content: bytes, name: str) -> gpd.GeoDataFrame:
    """Read the polygons of all folders of a KML."""
    _check_xml(content, name)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "areas.kml"
        path.write_bytes(content)
        layers = [layer for layer, _ in _layers(path, name)]
        if len(layers) > MAX_FEATURES:
            raise too_many(name, len(layers))
        parts = [_read(path, name, layer=layer) for layer in layers]
    kept = [part[["id", "Name", "geometry"]] for part in parts if len(part)]
    if not kept:
        msg = f"{name} holds no polygons: save the areas themselves as KML"
        raise SchemaError(msg)
    return gpd.GeoDataFrame(pd.concat(kept, ignore_index=True), crs=kept[0].crs)


def _check_xml(content: bytes, name: str) -> None:
    """Refuse what could make an XML reader grow, read other files or go astray."""
    said = _ENCODING.search(content[:200])
    if b"\x00" in content or (said and said[1].lower() not in _SAFE_ENCODINGS):
        msg = f"{name} is not written in UTF-8: save it as KML in UTF-8"
        raise SchemaError(msg)
    if _UNSAFE_XML.search(content):
        msg = f"{name} defines its own XML entities or document type: save it anew"
        raise SchemaError(msg)
    if b"<kml" not in content:
        msg = f"{name} is no KML: save the areas as KML"
        raise SchemaError(msg)
    if b"<NetworkLink" in content:
        msg = (
            f"{name} points to files elsewhere, which are not fetched: save the areas "
            "themselves as KML"
        )
        raise SchemaError(msg)


def read_csv(content: bytes, name: str) -> gpd.GeoDataFrame:
    """Read a CSV with a column of WKT and, where given, its CRS."""
    table = read_text_table(content, name=name)
    small = {column.lower(): column for column in reversed(table.columns)}
    column = next((small[word] for word in _WKT_COLUMNS if word in small), "")
    if not column:
        msg = f"{name} has no column `wkt`: add one with the polygons as WKT"
        raise SchemaError(msg)
    if len(table) > MAX_FEATURES:
        raise too_many(name, len(table))
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


def too_many(name: str, number: int) -> SchemaError:
    """Return the error of a file with too many areas."""
    msg = f"{name} holds {number} areas: at most {MAX_FEATURES}; give fewer"
    return SchemaError(msg)


def _layers(path: Path, name: str) -> list[tuple[str, str]]:
    """Return the spatial layers with their kinds of geometry."""
    found = asked(lambda: pyogrio.list_layers(path), name)
    return [(str(layer), str(kind)) for layer, kind in found if kind is not None]


def _read(
    path: Path, name: str, *, layer: str | None = None, encoding: str | None = None
) -> gpd.GeoDataFrame:
    info = asked(lambda: pyogrio.read_info(path, layer=layer, encoding=encoding), name)
    if info["features"] > MAX_FEATURES:
        raise too_many(name, info["features"])
    read = asked(
        lambda: pyogrio.read_dataframe(
            path, layer=layer, encoding=encoding, max_features=MAX_FEATURES
        ),
        name,
    )
    if "geometry" not in read or not isinstance(read, gpd.GeoDataFrame):
        msg = f"{name} holds no geometry: export the areas with their outlines"
        raise SchemaError(msg)
    if read.crs is not None and names_files(read.crs):
        msg = f"{name} names a CRS that rests on files: use EPSG:4326"
        raise SchemaError(msg)
    return read
