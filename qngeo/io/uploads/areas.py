"""Areas that people bring: a file or a drawing, checked and brought to EPSG:4326."""

from collections.abc import Mapping
from math import isnan
from pathlib import Path, PurePath
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from qngeo.crs import METRIC, STORAGE
from qngeo.errors import SchemaError
from qngeo.io.uploads import area_files, area_texts
from qngeo.io.uploads.area_limits import POLYGONS
from qngeo.io.uploads.small_files import content_of
from qngeo.told import Told

MAX_VERTICES = 1_000_000

READERS = {
    ".geojson": area_texts.read_geojson,
    ".json": area_texts.read_geojson,
    ".gpkg": area_files.read_geopackage,
    ".zip": area_files.read_zip,
    ".kml": area_files.read_kml,
    ".kmz": area_files.read_kmz,
    ".csv": area_texts.read_csv,
}
"""How each kind of file is read, by its ending."""

METRIC_RANGE = (340_000.0, 2_250_000.0, 600_000.0, 2_430_000.0)
"""West, south, east, north in EPSG:5899, metres, round the province."""

DEGREES = (-180.0, -90.0, 180.0, 90.0)

_IDS = ("id", "subject_id", "commune_id", "code", "ma", "mã", "fid", "gid", "objectid")
_NAMES = ("name", "name_vi", "ten", "tên", "title", "label", "name_en")

_Box = tuple[float, float, float, float]


def read_areas(source: Path | bytes, *, name: str) -> gpd.GeoDataFrame:
    """Read the polygons of a file.

    Parameters
    ----------
    source : Path or bytes
        GeoJSON, GeoPackage, zipped Shapefile, KML, KMZ, or CSV with a column of WKT.
    name : str
        File name as the person knows it; its ending tells the kind.

    Returns
    -------
    GeoDataFrame in EPSG:4326 with ``id`` (unique str), ``name`` and ``geometry``
    (valid Polygon or MultiPolygon, two-dimensional). ``attrs["told"]`` is a tuple of
    `Told`, what was decided or mended; ``attrs["notes"]`` the same in English.

    Raises
    ------
    MissingDataError
        If the file is not there.
    SchemaError
        If it is of another kind, damaged, too large (`MAX_VERTICES`,
        `qngeo.io.uploads.small_files.MAX_BYTES`,
        `qngeo.io.uploads.area_limits.MAX_FEATURES`), has no polygons, a coordinate that
        is not finite, or a CRS that is neither told nor clear from the coordinates.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in READERS:
        msg = f"{name}: areas are read from {', '.join(READERS)}; export them so"
        raise SchemaError(msg)
    return _finished(READERS[ending](_content(source, name), name), name)


def drawn(geojson: Mapping[str, Any], *, name: str = "drawn") -> gpd.GeoDataFrame:
    """Read what was drawn on the map.

    Parameters
    ----------
    geojson : mapping
        A Feature, FeatureCollection or geometry in EPSG:4326.
    name : str
        What areas without a name are called.

    Returns
    -------
    GeoDataFrame as of `read_areas`.
    """
    found = _finished(area_texts.from_mapping(geojson, name), name)
    if len(found) == 1:
        found["name"] = found["name"].where(found["name"].ne(found["id"]), name)
    return found


def _content(source: Path | bytes, name: str) -> bytes:
    content = content_of(source, name)
    if not content:
        msg = f"{name} is empty: give a file with areas"
        raise SchemaError(msg)
    return content


def _finished(raw: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Keep the polygons, bring them to EPSG:4326, mend and name them."""
    told: list[Told] = []
    kept = _polygons(raw.reset_index(drop=True), name, told)
    degrees = _in_degrees(kept, name, told)
    _mend(degrees, told)
    flat = shapely.area(degrees.geometry.array) == 0
    empty = pd.Series(flat, degrees.index)
    if empty.any():
        told.append(_count("areas.told.no_extent", empty))
    whole = degrees[~empty].reset_index(drop=True)
    if whole.empty:
        raise _none(name)
    found = _named(whole, told)
    found.attrs["told"] = tuple(told)
    found.attrs["notes"] = tuple(note.words("en") for note in told)
    return found


def _count(key: str, which: pd.Series) -> Told:
    return Told(key, (("count", int(which.sum())),))


def _none(name: str) -> SchemaError:
    msg = f"{name} holds no polygons: give areas, not points or lines"
    return SchemaError(msg)


def _polygons(raw: gpd.GeoDataFrame, name: str, told: list[Told]) -> gpd.GeoDataFrame:
    """Return the features that have polygons, two-dimensional; tell of the others."""
    if shapely.get_num_coordinates(raw.geometry.array).sum() > MAX_VERTICES:
        msg = f"{name} has more than {MAX_VERTICES} corners: simplify the outlines"
        raise SchemaError(msg)
    shapes = gpd.GeoSeries(shapely.force_2d(raw.geometry.array), crs=raw.crs)
    mixed = shapes.geom_type.eq("GeometryCollection")
    shapes[mixed] = gpd.GeoSeries(
        [_surfaces(shape) for shape in shapes[mixed]], shapes.index[mixed], raw.crs
    )
    suitable = shapes.geom_type.isin(POLYGONS) & ~shapes.is_empty
    if not suitable.any():
        raise _none(name)
    if not suitable.all():
        told.append(_count("areas.told.left_out", ~suitable))
    points, owner = shapely.get_coordinates(shapes[suitable], return_index=True)
    broken = ~np.isfinite(points).all(axis=1)
    if broken.any():
        number = int(shapes.index[suitable][owner[broken][0]]) + 1
        msg = f"{name} area {number} has a coordinate that is not finite: mend it"
        raise SchemaError(msg)
    return raw.set_geometry(shapes)[suitable].reset_index(drop=True)


def _surfaces(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.get_parts(shape))
    kept = [part for part in parts if part.geom_type == "Polygon"]
    return shapely.multipolygons(kept) if kept else shapely.MultiPolygon()


def _in_degrees(
    areas: gpd.GeoDataFrame, name: str, told: list[Told]
) -> gpd.GeoDataFrame:
    west, south, east, north = (float(edge) for edge in areas.total_bounds)
    box = (west, south, east, north)
    crs = areas.crs
    unclear = crs is None or not (crs.is_geographic or crs.is_projected)
    if unclear or (crs.is_geographic and not _within(box, DEGREES)):
        crs = _by_range(box, name)
        if crs != STORAGE or name.lower().endswith((".zip", ".csv", ".gpkg")):
            told.append(Told(f"areas.told.assumed.{crs.partition(':')[2]}"))
        areas = areas.set_crs(crs, allow_override=True)
    degrees = areas.to_crs(STORAGE)
    edges = degrees.total_bounds
    if not (np.isfinite(edges).all() and _within(tuple(edges), DEGREES)):
        msg = (
            f"{name}: its coordinates do not fit its CRS {areas.crs.name!r}; export it "
            "in EPSG:4326"
        )
        raise SchemaError(msg)
    return degrees


def _by_range(box: _Box, name: str) -> str:
    """Decide a CRS that is not told by where the coordinates lie."""
    if _within(box, DEGREES):
        return STORAGE
    if _within(box, METRIC_RANGE):
        return METRIC
    west, south, east, north = box
    turned = (south, west, north, east)
    if _within(turned, METRIC_RANGE) or _within(turned, DEGREES):
        what = "northing" if _within(turned, METRIC_RANGE) else "latitude"
        msg = f"{name} has {what} first: put x (east) before y (north)"
        raise SchemaError(msg)
    msg = (
        f"{name} tells no CRS that fits, and x {west:g} to {east:g}, y {south:g} to "
        f"{north:g} fit neither degrees nor EPSG:5899 in the province: export it in "
        "EPSG:4326"
    )
    raise SchemaError(msg)


def _within(box: _Box, limits: _Box) -> bool:
    return (
        box[0] >= limits[0]
        and box[1] >= limits[1]
        and box[2] <= limits[2]
        and box[3] <= limits[3]
    )


def _mend(areas: gpd.GeoDataFrame, told: list[Told]) -> None:
    """Make invalid outlines valid, in place, and tell how many."""
    broken = ~areas.geometry.is_valid
    if not broken.any():
        return
    mended = shapely.make_valid(
        areas.geometry[broken].array, method="structure", keep_collapsed=False
    )
    areas.loc[broken, areas.geometry.name] = gpd.GeoSeries(
        mended, areas.index[broken], areas.crs
    )
    told.append(_count("areas.told.mended", broken))


def _named(areas: gpd.GeoDataFrame, told: list[Told]) -> gpd.GeoDataFrame:
    columns = {str(c).lower(): c for c in reversed(areas.columns)}
    ids, doubtful = _ids(areas, columns)
    if doubtful:
        told.append(Told("areas.told.numbered", (("column", doubtful),)))
    source = next((columns[word] for word in _NAMES if word in columns), None)
    names = _texts(areas[source]) if source is not None else pd.Series("", areas.index)
    return gpd.GeoDataFrame(
        {"id": ids, "name": names.where(names.ne(""), ids)},
        geometry=areas.geometry.array,
        crs=areas.crs,
    )


def _ids(areas: gpd.GeoDataFrame, columns: Mapping[str, Any]) -> tuple[pd.Series, str]:
    """Return the ids, and the column that could not give them."""
    numbers = pd.Series([str(n) for n in range(1, len(areas) + 1)], areas.index)
    for word in _IDS:
        if word not in columns:
            continue
        texts = _texts(areas[columns[word]])
        if texts.eq("").all():
            continue
        if texts.is_unique and texts.ne("").all():
            return texts, ""
        return numbers, str(columns[word])
    return numbers, ""


def _texts(column: pd.Series) -> pd.Series:
    """Return a column as text; missing is "", whole numbers have no fraction."""
    return pd.Series([_text(value) for value in column], column.index, dtype=object)


def _text(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
