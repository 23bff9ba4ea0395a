"""Polygons out of the vector files that GDAL reads, as they stand in them.

No driver is let loose on a file of unknown content: each is looked at first, and
what is unpacked or written for GDAL gets a name of our own in a folder that is removed.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pyogrio

from qngeo.crs import names_files
from qngeo.errors import SchemaError
from qngeo.io.uploads.area_limits import MAX_FEATURES, limited_areas
from qngeo.io.uploads.gdal_answers import asked, spatial_layers
from qngeo.io.uploads.geopackage_views import geopackage
from qngeo.io.uploads.shapefile_parts import SHAPEFILE, shapefile_parts
from qngeo.io.uploads.unpacking import only_kml, unpacked

_UNSAFE_XML = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.\-]+)", re.I)
_SAFE_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252")


def read_geopackage(content: bytes, name: str) -> gpd.GeoDataFrame:
    """Read the only layer of polygons in a GeoPackage.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.

    Returns
    -------
    GeoDataFrame in the CRS of the layer, with its columns.

    Raises
    ------
    SchemaError
        If it is no GeoPackage, is damaged, has no layer of polygons or several, a layer
        that is computed without end, or more than `MAX_FEATURES` areas.
    """
    with geopackage(content, name) as path:
        layers = spatial_layers(path, name)
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
    """Read a zipped Shapefile.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.

    Returns
    -------
    GeoDataFrame in the CRS of the .prj, with its columns.

    Raises
    ------
    SchemaError
        If it is no sound zip, holds no Shapefile or several, lacks one of its files, or
        has more than `MAX_FEATURES` areas.
    """
    parts = shapefile_parts(unpacked(content, name=name, endings=SHAPEFILE), name)
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
    """Read the only KML of a KMZ.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.

    Returns
    -------
    GeoDataFrame as of `read_kml`.

    Raises
    ------
    SchemaError
        If it is no sound zip or does not hold one KML; else as of `read_kml`.
    """
    return read_kml(only_kml(content, name=name), name)


def read_kml(content: bytes, name: str) -> gpd.GeoDataFrame:
    """Read the polygons of all folders of a KML.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.

    Returns
    -------
    GeoDataFrame in EPSG:4326 with ``id``, ``Name`` and ``geometry``.

    Raises
    ------
    SchemaError
        If it is no KML in UTF-8, defines entities of its own, points to files
        elsewhere, or holds no polygons or more than `MAX_FEATURES`.
    """
    _check_xml(content, name)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "areas.kml"
        path.write_bytes(content)
        layers = [layer for layer, _ in spatial_layers(path, name)]
        limited_areas(len(layers), name)
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


def _read(
    path: Path, name: str, *, layer: str | None = None, encoding: str | None = None
) -> gpd.GeoDataFrame:
    info = asked(lambda: pyogrio.read_info(path, layer=layer, encoding=encoding), name)
    limited_areas(info["features"], name)
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
