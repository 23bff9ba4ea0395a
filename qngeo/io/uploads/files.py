"""Files of own data read by their kind: outlines, drawings and tables."""

from pathlib import PurePath

from qngeo.errors import SchemaError
from qngeo.io.uploads import tables, vectors
from qngeo.io.uploads.geojson_features import read_geojson
from qngeo.io.uploads.parquet_features import read_parquet
from qngeo.io.uploads.raw import MAX_BYTES, Raw


def _read_dxf(content: bytes, name: str, layer: str) -> Raw:
    from qngeo.io.uploads.drawings import (  # noqa: PLC0415 -- takes a second to load
        read_dxf,
    )

    return read_dxf(content, name, layer)


_OUTLINES = {
    ".geojson": read_geojson,
    ".json": read_geojson,
    ".gpkg": vectors.read_geopackage,
    ".zip": vectors.read_zip,
    ".kml": vectors.read_kml,
    ".kmz": vectors.read_kmz,
    ".gml": vectors.read_gml,
    ".parquet": read_parquet,
    ".geoparquet": read_parquet,
    ".dxf": _read_dxf,
}
_TABLES = (".csv", ".txt", ".tsv", ".xlsx")

ENDINGS = (*_OUTLINES, *_TABLES)
"""Kinds of file that can be imported, by their endings."""

_RASTERS = (".tif", ".tiff", ".img", ".vrt", ".jp2", ".asc")
_REMEDIES = {
    ".shp": "zip it with its .shx, .dbf and .prj",
    ".dbf": "zip it with its .shp, .shx and .prj",
    ".dwg": "save the drawing as DXF",
    ".xls": "save it as XLSX",
    ".tab": "save it as GeoPackage",
    ".pdf": "ask for the data behind it",
}


def read_import(content: bytes, name: str, *, layer: str, encoding: str = "") -> Raw:
    """Read a person's file as it stands.

    Parameters
    ----------
    content : bytes
    name : str
        File name as the person knows it; its ending tells the kind.
    layer : str
        Wanted layer; chooses among several layers of one file.
    encoding : str, optional
        Of the text of a CSV, where it is known.

    Returns
    -------
    Raw

    Raises
    ------
    SchemaError
        If it is of another kind, empty, too large or damaged: one line, with the
        way out.
    """
    ending = PurePath(name).suffix.lower()
    if ending in _RASTERS:
        msg = f"{name} is a raster: layer {layer} holds outlines; import it as rasters"
        raise SchemaError(msg)
    if ending not in ENDINGS:
        way = _REMEDIES.get(ending, f"give one of {', '.join(ENDINGS)}")
        msg = f"{name} is of a kind that is not imported: {way}"
        raise SchemaError(msg)
    if not content:
        msg = f"{name} is empty: nothing to import"
        raise SchemaError(msg)
    if len(content) > MAX_BYTES:
        msg = (
            f"{name} has {len(content) / 1e6:.0f} MB: at most {MAX_BYTES / 1e6:.0f} MB"
            " are read; split the file"
        )
        raise SchemaError(msg)
    if ending == ".xlsx":
        return tables.read_xlsx(content, name)
    if ending in _TABLES:
        return tables.read_csv(content, name, encoding=encoding)
    return _OUTLINES[ending](content, name, layer)
