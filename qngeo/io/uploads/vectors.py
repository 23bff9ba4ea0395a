"""Features of GeoJSON, GeoPackage, Shapefile, KML, GML and GeoParquet files."""

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray

from qngeo.crs import names_files, read_crs
from qngeo.errors import SchemaError
from qngeo.io.uploads.gdal_answers import asked
from qngeo.io.uploads.geopackage_views import try_computed
from qngeo.io.uploads.raw import MAX_ROWS, Raw, checked_size, limited, with_letters
from qngeo.io.uploads.shapefile_names import restored
from qngeo.io.uploads.unpacking import unpacked
from qngeo.io.uploads.xml import safe_xml

MAX_TABLE_BYTES = 300_000_000
"""Memory that the columns of a GeoParquet file may take."""

_KML_OWN = {
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon", "snippet",
}  # fmt: skip
_KINDS = {"roads": "LineString", "places": "Point"}
"""What is drawn in a layer of that name; areas in the others."""

_GML_ROOTS = frozenset({"featurecollection", "wfs_featurecollection"})
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read_geojson(content: bytes, name: str, layer: str) -> Raw:
    """Read a GeoJSON; a geometry that is none is told by row."""
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
    return _raw(table, np.array([*shapes, None], dtype=object)[:-1], crs, name, broken)


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


def read_geopackage(content: bytes, name: str, layer: str) -> Raw:
    """Read the layer of outlines in a GeoPackage, or that named as the wanted one."""
    if not content.startswith(b"SQLite format 3\x00"):
        msg = f"{name} is no GeoPackage: export it anew"
        raise SchemaError(msg)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "given.gpkg"
        path.write_bytes(content)
        try_computed(path, name)
        return _read(path, name, layer=_chosen(_layers(path, name), layer, name))


def read_zip(content: bytes, name: str, layer: str) -> Raw:
    """Read a zipped Shapefile; text that is not UTF-8 keeps its bytes for judging.

    One that was exported here gets its full names and texts back.
    """
    del layer
    members = unpacked(content, name=name, endings=(*_SHAPEFILE, ".csv"))
    shapes = [m for m in members if m.lower().endswith(".shp")]
    if len(shapes) != 1:
        listed = ", ".join(shapes) or "none"
        msg = f"{name} must hold one Shapefile, it holds: {listed}; zip one at a time"
        raise SchemaError(msg)
    stem = shapes[0][: -len(".shp")].lower()
    parts = {
        PurePosixPath(member).suffix.lower(): data
        for member, data in members.items()
        if member.lower().startswith(stem + ".") and not member.endswith(".csv")
    }
    beside = {PurePosixPath(member).name: data for member, data in members.items()}
    for ending in (".shx", ".dbf"):
        if ending not in parts:
            msg = f"{name} lacks the {ending} file of its Shapefile: zip it as well"
            raise SchemaError(msg)
    said = parts.pop(".cpg", b"").decode("ascii", "replace").upper()
    with TemporaryDirectory() as folder:
        for ending, data in parts.items():
            (Path(folder) / f"given{ending}").write_bytes(data)
        encoding = _encoding(parts[".dbf"], said)
        raw = _read(Path(folder) / "given.shp", name, encoding=encoding)
    return replace(raw, table=restored(raw.table, beside))


def _encoding(table: bytes, said: str) -> str:
    """Judge the rows alone: their head gives widths, which are no letters."""
    rows = table[int.from_bytes(table[8:10], "little") :]
    try:
        rows.decode("utf-8")
    except UnicodeDecodeError:
        return "CP1258" if "1258" in said else "ISO-8859-1"
    return "UTF-8"


def read_kmz(content: bytes, name: str, layer: str) -> Raw:
    """Read the only KML of a KMZ."""
    members = unpacked(content, name=name, endings=(".kml",))
    if len(members) != 1:
        msg = f"{name} holds {len(members)} KML files: it must hold one"
        raise SchemaError(msg)
    return read_kml(next(iter(members.values())), name, layer)


def read_kml(content: bytes, name: str, layer: str) -> Raw:
    """Read the placemarks of all folders of a KML."""
    del layer
    safe = safe_xml(content, name, roots=frozenset({"kml"}))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "given.kml"
        path.write_bytes(safe)
        names = [found for found, _ in _layers(path, name)]
        parts = [_frame(path, name, layer=found) for found in names[:1000]]
    kept = [part for part in parts if len(part)]
    if not kept:
        msg = f"{name} holds no placemarks: save the areas themselves as KML"
        raise SchemaError(msg)
    whole = pd.concat([part.astype({"geometry": object}) for part in kept])
    table = pd.DataFrame(whole.drop(columns=["geometry"])).astype(object)
    table = table.drop(columns=[c for c in table.columns if c in _KML_OWN])
    table.index = pd.RangeIndex(1, len(table) + 1)
    shapes = np.asarray(whole["geometry"], dtype=object)
    return _raw(table, shapes, pyproj.CRS.from_epsg(4326), name, {})


def read_gml(content: bytes, name: str, layer: str) -> Raw:
    """Read the features of a GML."""
    safe = safe_xml(content, name, roots=_GML_ROOTS)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "given.gml"
        path.write_bytes(safe)
        chosen = _chosen(_layers(path, name), layer, name)
        return _read(path, name, layer=chosen)


def read_parquet(content: bytes, name: str, layer: str) -> Raw:
    """Read a GeoParquet whose outlines are WKB."""
    del layer
    try:
        return _parquet(pq.ParquetFile(io.BytesIO(content)), name)
    except SchemaError:
        raise
    except (pa.ArrowException, pyproj.exceptions.CRSError, OSError, KeyError,
            TypeError, AttributeError, ValueError) as error:  # fmt: skip
        msg = f"{name} is no sound GeoParquet: export it anew"
        raise SchemaError(msg) from error


def _parquet(file: pq.ParquetFile, name: str) -> Raw:
    limited(file.metadata.num_rows, name)
    said = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
    column = said.get("primary_column", "geometry")
    about = said.get("columns", {}).get(column)
    if about is None or about.get("encoding") != "WKB":
        msg = f"{name} names no outlines as WKB: export it as GeoParquet 1.0"
        raise SchemaError(msg)
    groups = range(file.metadata.num_row_groups)
    declared = sum(file.metadata.row_group(at).total_byte_size for at in groups)
    _limited_bytes(declared, name)
    batches, size = [], 0
    for batch in file.iter_batches(batch_size=100):
        size += batch.nbytes
        _limited_bytes(size, name)
        batches.append(batch)
    whole = pa.Table.from_batches(batches).to_pandas()
    shapes = shapely.from_wkb(whole.pop(column).to_numpy(object), on_invalid="ignore")
    crs = read_crs(about["crs"] if about.get("crs") else "OGC:CRS84")
    table = whole.reset_index(drop=True).astype(object)
    table.index = pd.RangeIndex(1, len(table) + 1)
    return _raw(table, np.asarray(shapes, dtype=object), crs, name, {})


def _limited_bytes(size: int, name: str) -> None:
    if size > MAX_TABLE_BYTES:
        msg = f"{name} unpacks to more than {MAX_TABLE_BYTES / 1e6:.0f} MB: split it"
        raise SchemaError(msg)


def _chosen(layers: list[tuple[str, str]], wanted: str, name: str) -> str:
    """Return the layer of the wanted name, else the only one with outlines."""
    names = [found for found, _ in layers]
    for likely in (wanted, f"current_{wanted}"):
        if likely in names:
            return likely
    kind = _KINDS.get(wanted, "Polygon")
    drawn = [found for found, given in layers if kind in given] or names
    if len(drawn) != 1:
        listed = ", ".join(drawn[:7]) or "none"
        what = {"LineString": "lines", "Point": "points"}.get(kind, "outlines")
        msg = f"{name} must have one layer of {what}, it has: {listed}; export one"
        raise SchemaError(msg)
    return drawn[0]


def _layers(path: Path, name: str) -> list[tuple[str, str]]:
    found = asked(lambda: pyogrio.list_layers(path), name)
    return [(str(layer), str(kind)) for layer, kind in found if kind is not None]


def _frame(
    path: Path, name: str, *, layer: str | None = None, encoding: str | None = None
) -> gpd.GeoDataFrame:
    info = asked(lambda: pyogrio.read_info(path, layer=layer, encoding=encoding), name)
    if info["features"] > MAX_ROWS:
        limited(info["features"], name)
    found = asked(
        lambda: pyogrio.read_dataframe(
            path,
            layer=layer,
            encoding=encoding,
            max_features=MAX_ROWS,
            on_invalid="ignore",
        ),
        name,
    )
    if not isinstance(found, gpd.GeoDataFrame):
        msg = f"{name} holds no geometry: export the areas with their outlines"
        raise SchemaError(msg)
    return found


def _read(
    path: Path, name: str, *, layer: str | None = None, encoding: str | None = None
) -> Raw:
    found = _frame(path, name, layer=layer, encoding=encoding)
    limited(len(found), name)
    table = pd.DataFrame(found.drop(columns=found.geometry.name)).astype(object)
    table.index = pd.RangeIndex(1, len(table) + 1)
    shapes = np.asarray(found.geometry.array, dtype=object)
    return _raw(table, shapes, found.crs, name, {})


def _raw(
    table: pd.DataFrame,
    shapes: NDArray[np.object_],
    crs: pyproj.CRS | None,
    name: str,
    broken: Mapping[int, str],
) -> Raw:
    checked_size(shapes, name)
    if crs is not None and names_files(crs):
        msg = f"{name} names a CRS that rests on files: give it as EPSG code"
        raise SchemaError(msg)
    table, evidence = with_letters(table, name)
    return Raw(
        table=table, shapes=shapes, crs=crs, evidence=evidence, broken=dict(broken)
    )
