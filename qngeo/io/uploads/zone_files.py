"""Vector files with zones (ranh giới vùng), in the CRS they come in."""

from pathlib import Path

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataSourceError
from shapely.errors import GEOSException

from qngeo.errors import MissingDataError, SchemaError


def read_zones(path: Path) -> gpd.GeoDataFrame:
    """Read the polygons of a vector file.

    Parameters
    ----------
    path : Path
        In any format that GDAL reads: GeoPackage, GeoJSON, Shapefile, KML, ...

    Returns
    -------
    GeoDataFrame in the file's CRS, one row a feature; no CRS stays no CRS.

    Raises
    ------
    MissingDataError
        If there is no such file.
    SchemaError
        If it is no vector file, has no feature, or several layers have polygons.
    """
    if not path.exists():
        message = f"vector file {path} is not there; check the name"
        raise MissingDataError(message)
    try:
        layer = _layer(path)
        found = gpd.read_file(path, layer=layer)
    except (DataSourceError, GEOSException) as error:
        message = f"{path.name} cannot be read as a vector file: {error}"
        raise SchemaError(message) from error
    if not isinstance(found, gpd.GeoDataFrame) or found.empty:
        message = f"{path.name}, layer {layer}: has no feature with an outline"
        raise SchemaError(message)
    return found


def _layer(path: Path) -> str:
    layers = [(str(name), str(kind)) for name, kind in pyogrio.list_layers(path)]
    drawn = [name for name, kind in layers if kind != "None"]
    polygons = [name for name, kind in layers if "Polygon" in kind]
    candidates = polygons or drawn
    if not candidates:
        message = f"{path.name} has tables only, no outlines"
        raise SchemaError(message)
    if len(candidates) > 1:
        message = (
            f"{path.name} has several layers ({', '.join(candidates)}); "
            "export the one that is meant to a file of its own"
        )
        raise SchemaError(message)
    return candidates[0]
