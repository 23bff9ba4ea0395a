"""The whole evidence pack: PDF, figures, outlines and a manifest in one zip."""

import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

import geopandas as gpd
import pyogrio

from qngeo.io.vectors import as_text
from qngeo.services.layers.licences import licence_of
from qngeo.services.report.model import Report
from qngeo.web.report.figures_csv import figures_csv, sources_csv

ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
"""Of every file in the zip, so that the same data give the same bytes."""

FONTS = "OFL-1.1, Be Vietnam Pro, embedded in the PDF"

OUTLINE_COLUMNS = (
    "subject_id", "name_vi", "name_en", "part", "geometry_method", "position_error_m",
    "area_published_ha", "area_drawn_ha", "note_vi", "note_en", "source_ids", "licence",
)  # fmt: skip

_one_moment = Lock()
"""GDAL takes the moment of a GeoPackage from a setting of the whole process."""


def pack(report: Report, document: bytes) -> bytes:
    """Return the zip of a report.

    Parameters
    ----------
    report : Report
    document : bytes
        Its PDF.

    Returns
    -------
    bytes
        The same report gives the same bytes. ``manifest.json`` names each file with
        its SHA-256, the data version and the licences.
    """
    files = {
        "report.pdf": document,
        "figures.csv": figures_csv(report),
        "sources.csv": sources_csv(report),
    }
    if not report.outlines.empty:
        shown = outline_table(report.outlines)
        files["outline.geojson"] = as_text(shown).encode()
        files["outline.gpkg"] = geopackage(shown, report.as_of)
    files["manifest.json"] = manifest(report, files)
    return zipped(files)


def outline_table(outlines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return outlines with the licence of each, as they are handed out."""
    several = outlines["source_ids"].map(lambda text: licence_of(text.split("; ")))
    return outlines.assign(licence=several)[[*OUTLINE_COLUMNS, "geometry"]]


def geopackage(outlines: gpd.GeoDataFrame, as_of: str) -> bytes:
    """Return outlines as a GeoPackage in EPSG:4326 that bears the day of the report."""
    with tempfile.TemporaryDirectory(prefix="qngeo-pack-") as folder, _one_moment:
        path = Path(folder) / "outline.gpkg"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{as_of}T00:00:00.000Z"})
        try:
            outlines.to_file(path, layer="outline", driver="GPKG", engine="pyogrio")
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        return path.read_bytes()


def manifest(report: Report, files: Mapping[str, bytes]) -> bytes:
    """Return what is in the pack, from which data and under which licences."""
    content = {
        "title": report.title,
        "language": report.lang,
        "figures_up_to": report.as_of,
        "data_version": report.data_version,
        "address": report.address,
        "licences": {
            "figures": licence_of(source.source_id for source in report.sources),
            "fonts": FONTS,
            "outlines": sorted(
                {licence_of(text.split("; ")) for text in report.outlines["source_ids"]}
            ),
        },
        "files": [
            {
                "name": name,
                "bytes": len(body),
                "sha256": hashlib.sha256(body).hexdigest(),
            }
            for name, body in files.items()
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip with fixed moments and rights."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return written.getvalue()
