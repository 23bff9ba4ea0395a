"""Which kind of file, in which coordinate system, fits a layer or a table?"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from qngeo.crs import STORAGE
from qngeo.domain.boundaries.vn2000 import PROJECTIONS
from qngeo.errors import ExportError, UnknownNameError
from qngeo.io.downloads.content import Content
from qngeo.io.downloads.gdal import write_gpkg
from qngeo.io.downloads.geojson import write_geojson
from qngeo.io.downloads.kml import write_kml
from qngeo.io.downloads.parquet import write_parquet
from qngeo.io.downloads.shapefile import write_zip
from qngeo.io.downloads.sheets import write_csv, write_xlsx
from qngeo.names import unknown

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, kw_only=True)
class Format:
    """One kind of file.

    Attributes
    ----------
    ending : str
        Without its dot.
    title : str
        As people call it.
    media_type : str
    tables : bool
        Whether it holds a table without geometry.
    projected : bool
        Whether it holds coordinates of VN-2000.
    write : callable
        Writes a `Content` to a path.
    """

    ending: str
    title: str
    media_type: str
    tables: bool
    projected: bool
    write: Callable[[Content, Path], None]


FORMATS = MappingProxyType(
    {
        one.ending: one
        for one in (
            Format(
                ending="gpkg",
                title="GeoPackage",
                media_type="application/geopackage+sqlite3",
                tables=True,
                projected=True,
                write=write_gpkg,
            ),
            Format(
                ending="geojson",
                title="GeoJSON",
                media_type="application/geo+json",
                tables=False,
                projected=False,
                write=write_geojson,
            ),
            Format(
                ending="zip",
                title="Shapefile (zip)",
                media_type="application/zip",
                tables=False,
                projected=True,
                write=write_zip,
            ),
            Format(
                ending="kml",
                title="KML",
                media_type="application/vnd.google-earth.kml+xml",
                tables=False,
                projected=False,
                write=write_kml,
            ),
            Format(
                ending="csv",
                title="CSV",
                media_type="text/csv; charset=utf-8",
                tables=True,
                projected=True,
                write=write_csv,
            ),
            Format(
                ending="xlsx",
                title="Excel (XLSX)",
                media_type=_SHEET,
                tables=True,
                projected=True,
                write=write_xlsx,
            ),
            Format(
                ending="parquet",
                title="GeoParquet",
                media_type="application/vnd.apache.parquet",
                tables=True,
                projected=True,
                write=write_parquet,
            ),
        )
    }
)
"""By ending."""

SYSTEMS = MappingProxyType(
    {STORAGE: "WGS 84", **{one.crs: one.name for one in PROJECTIONS}}
)
"""Coordinate systems (hệ tọa độ) that a layer can be written in, by code."""


def format_of(ending: str) -> Format:
    """Return a kind of file by its ending, with or without dot, in any case.

    Raises
    ------
    UnknownNameError
        If there is none; the message names those that are.
    """
    found = FORMATS.get(ending.lower().removeprefix("."))
    if found is None:
        kinds = ", ".join(f".{one}" for one in FORMATS)
        msg = f"no kind of file {ending[:20]!r}: there are {kinds}"
        raise UnknownNameError(msg)
    return found


def system_of(code: str) -> str:
    """Return the code of a coordinate system: "5899" and "epsg:5899" are EPSG:5899.

    Parameters
    ----------
    code : str
        Empty means EPSG:4326.

    Raises
    ------
    UnknownNameError
        If it is neither WGS 84 nor a projection of VN-2000.
    """
    if not code:
        return STORAGE
    found = f"EPSG:{code.upper().removeprefix('EPSG:').strip()}"
    if found not in SYSTEMS:
        what = "coordinate system to write in"
        raise UnknownNameError(unknown(what, code[:20], SYSTEMS))
    return found


def formats_for(kind: str) -> tuple[Format, ...]:
    """Return the kinds of file that hold a "layer" or a "table"."""
    return tuple(one for one in FORMATS.values() if one.tables or kind == "layer")


def check(name: str, kind: str, chosen: Format, crs: str) -> None:
    """Refuse a kind of file or coordinate system that does not fit.

    Parameters
    ----------
    name, kind : str
        Of the dataset.
    chosen : Format
    crs : str
        As `system_of` gives it.

    Raises
    ------
    ExportError
        Names the way out.
    """
    if not chosen.tables and kind != "layer":
        fits = ", ".join(f".{one.ending}" for one in formats_for(kind))
        msg = f"{name} is a table without geometry, no {chosen.title}: take {fits}"
        raise ExportError(msg)
    if crs == STORAGE:
        return
    if kind != "layer":
        msg = f"{name} has no geometry to bring to {crs}: leave the CRS out"
        raise ExportError(msg)
    if not chosen.projected:
        fits = ", ".join(f".{one.ending}" for one in FORMATS.values() if one.projected)
        msg = f"{chosen.title} is always in {STORAGE}, not {crs}: take {fits}"
        raise ExportError(msg)
