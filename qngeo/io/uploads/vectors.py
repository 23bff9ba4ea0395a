"""Features of a person's vector file that GDAL reads: GPKG, Shapefile, KML, GML."""

from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj

from qngeo.errors import SchemaError
from qngeo.io.uploads.gdal_answers import asked, spatial_layers
from qngeo.io.uploads.geopackage_views import geopackage
from qngeo.io.uploads.raw import MAX_ROWS, Raw, limited, raw_of
from qngeo.io.uploads.shapefile_names import restored
from qngeo.io.uploads.shapefile_parts import SHAPEFILE, shapefile_parts
from qngeo.io.uploads.unpacking import only_kml, unpacked
from qngeo.io.uploads.xml import safe_xml

_KML_OWN = {
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon", "snippet",
}  # fmt: skip
_KINDS = {"roads": "LineString", "places": "Point"}
"""What is drawn in a layer of that name; areas in the others."""

_GML_ROOTS = frozenset({"featurecollection", "wfs_featurecollection"})


def read_geopackage(content: bytes, name: str, layer: str) -> Raw:
    """Read the layer of outlines in a GeoPackage, or that named as the wanted one.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.
    layer : str
        Wanted layer of own data; chooses among several layers of the file.

    Returns
    -------
    Raw

    Raises
    ------
    SchemaError
        If it is no GeoPackage, is damaged or too large, or the wanted layer is not
        clear or computed without end.
    """
    with geopackage(content, name) as path:
        return _read(path, name, layer=_chosen(spatial_layers(path, name), layer, name))


def read_zip(content: bytes, name: str, layer: str) -> Raw:
    """Read a zipped Shapefile; text that is not UTF-8 keeps its bytes for judging.

    One that was exported here gets its full names and texts back.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.
    layer : str
        Wanted layer of own data; a Shapefile has no layers to choose among.

    Returns
    -------
    Raw
        With the full names and values that an export of ours puts beside.

    Raises
    ------
    SchemaError
        If it is no sound zip, holds no Shapefile or several, lacks one of its files, or
        is too large.
    """
    del layer
    members = unpacked(content, name=name, endings=(*SHAPEFILE, ".csv"))
    parts = shapefile_parts(members, name)
    beside = {PurePosixPath(member).name: data for member, data in members.items()}
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
    """Read the only KML of a KMZ.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.
    layer : str
        As of `read_kml`.

    Returns
    -------
    Raw

    Raises
    ------
    SchemaError
        If it is no sound zip or does not hold one KML; else as of `read_kml`.
    """
    return read_kml(only_kml(content, name=name), name, layer)


def read_kml(content: bytes, name: str, layer: str) -> Raw:
    """Read the placemarks of all folders of a KML.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.
    layer : str
        Wanted layer of own data; all folders are read whatever their names.

    Returns
    -------
    Raw
        In EPSG:4326, indexed by placemark, counted from 1.

    Raises
    ------
    SchemaError
        If it is no well-formed KML, points to files elsewhere, holds no placemarks, or
        is too large.
    """
    del layer
    safe = safe_xml(content, name, roots=frozenset({"kml"}))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "given.kml"
        path.write_bytes(safe)
        names = [found for found, _ in spatial_layers(path, name)]
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
    return raw_of(table, shapes, pyproj.CRS.from_epsg(4326), name, {})


def read_gml(content: bytes, name: str, layer: str) -> Raw:
    """Read the features of a GML.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.
    layer : str
        Wanted layer of own data; chooses among several kinds of features.

    Returns
    -------
    Raw

    Raises
    ------
    SchemaError
        If it is no well-formed GML, points to files elsewhere, the wanted layer is not
        clear, or it is too large.
    """
    safe = safe_xml(content, name, roots=_GML_ROOTS)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "given.gml"
        path.write_bytes(safe)
        chosen = _chosen(spatial_layers(path, name), layer, name)
        return _read(path, name, layer=chosen)


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
    return raw_of(table, shapes, found.crs, name, {})
