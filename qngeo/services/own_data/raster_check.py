"""What does a person's raster show, and may it go into the store?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

from qngeo import progress
from qngeo.crs import STORAGE, to_metric
from qngeo.domain.imports import places as import_places
from qngeo.domain.imports import raster_checks as checks
from qngeo.domain.imports.findings import FAULT, Finding, Report, in_order
from qngeo.domain.imports.raster_checks import RasterFinding
from qngeo.domain.imports.raster_description import QUANTITY, Description
from qngeo.domain.imports.raster_scan import SHARE, Scan
from qngeo.errors import SchemaError, UnknownNameError
from qngeo.grids import CellGrid
from qngeo.io import vectors
from qngeo.io.json_files import sha256
from qngeo.io.store import Store
from qngeo.io.uploads.raster_cells import band_of, centres_inside
from qngeo.io.uploads.raster_files import Given, read_given
from qngeo.services.own_data import known_before

LAYER = "rasters"

SIDES = 12
"""Points a side of the net over a raster that tells where it falls."""

PRACTICE = ("'qngeo_kind': 'practice'", "practice data")
"""What the tags of a file say that was made for practice."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A raster file as it was looked at, whatever is said of it.

    Attributes
    ----------
    given : Given
    band : int
    nodata : float or None
        As the person gave it, besides the file's own.
    crs : str
        In which it is read; "" where that is not known.
    footprint : geometry or None
        Its edges, EPSG:4326.
    box_pct : float
        Share of the province's land within the edges, per cent.
    scan : Scan
    findings : tuple of RasterFinding
        On file and place.
    file_sha256 : str
    """

    given: Given
    band: int
    nodata: float | None
    crs: str
    footprint: BaseGeometry | None
    box_pct: float
    scan: Scan
    findings: tuple[RasterFinding, ...]
    file_sha256: str

    @property
    def grid(self) -> CellGrid:
        """The grid of its cells."""
        transform = tuple(self.given.transform)[:6]
        crs = pyproj.CRS.from_user_input(self.crs)
        return CellGrid(crs, transform, self.given.height, self.given.width)


@dataclass(frozen=True, kw_only=True)
class CheckedRaster:
    """A raster with its description after the check; nothing is stored yet.

    Attributes
    ----------
    seen : Seen
    said : Description
    report : Report
        ``accepted`` is 1 without a fault.
    based_on : int
        Newest version of the layer when it was checked, 0 before the first.
    """

    seen: Seen
    said: Description
    report: Report
    based_on: int


def look(
    path: Path,
    *,
    name: str,
    band: int = 1,
    nodata: float | None = None,
    crs: str = "",
) -> Seen:
    """Read a raster's head and scan one band, block by block.

    Parameters
    ----------
    path : Path
    name : str
        File name as the person knows it.
    band : int
    nodata : float, optional
    crs : str, optional
        In which the file is to be read, where it says none or a wrong one.

    Raises
    ------
    SchemaError, RasterError, MissingDataError, UnknownNameError
        If it is no raster that can be read: one line, with the way out.
    """
    plain = PurePath(name.replace("\\", "/")).name
    given = read_given(path, plain)
    if not 1 <= band <= given.bands:
        msg = f"{plain} has no band {band}; it has {given.bands}"
        raise UnknownNameError(msg)
    findings = _of_file(given, band)
    used, footprint = _place(given, crs, findings)
    inside = None
    box_pct = float("nan")
    if footprint is not None:
        box_pct = _covered_pct(footprint)
        inside = gpd.GeoSeries([_province()], crs=STORAGE).to_crs(used).iloc[0]
    return Seen(
        given=given,
        band=band,
        nodata=nodata,
        crs=used,
        footprint=footprint,
        box_pct=box_pct,
        scan=_scanned(given, band, nodata, inside),
        findings=tuple(findings),
        file_sha256=sha256(path),
    )


def judge(seen: Seen, said: Description, store: Store) -> CheckedRaster:
    """Hold what is said of a raster against what was seen; nothing is stored.

    Parameters
    ----------
    seen : Seen
        With the band and the value for no data of the description.
    said : Description
    store : Store

    Returns
    -------
    CheckedRaster

    Raises
    ------
    SchemaError
        If the raster was looked at in another way than the description says.
    """
    if (said.band, said.nodata) != (seen.band, seen.nodata):
        msg = f"{seen.given.name} was looked at in band {seen.band}: look again"
        raise SchemaError(msg)
    based_on = store.newest(layer=LAYER)  # before the store is looked at
    findings: list[Finding] = list(seen.findings)
    findings += checks.about_description(said, known_before.known(store).sources)
    findings += checks.about_cells(said, seen.scan, marked=_marked(seen))
    if seen.footprint is not None:
        findings += checks.about_coverage(
            box_pct=seen.box_pct, scan=seen.scan, cell_m=seen.grid.cell_m
        )
    if said.kind == QUANTITY and seen.band in seen.given.scaled:
        findings.append(checks.fault("scaled", band=seen.band))
    findings.append(_against(store, said))
    ordered = in_order(findings)
    report = Report(
        layer=LAYER,
        file_name=seen.given.name,
        file_sha256=seen.file_sha256,
        rows=1,
        accepted=int(not any(one.severity == FAULT for one in ordered)),
        findings=ordered,
        crs=seen.crs,
    )
    return CheckedRaster(seen=seen, said=said, report=report, based_on=based_on)


def _marked(seen: Seen) -> bool:
    """Tell whether file or person name a number for no data."""
    own = seen.given.nodata[seen.band - 1]
    return seen.nodata is not None or (own is not None and np.isfinite(own))


def _against(store: Store, said: Description) -> RasterFinding:
    there = set(store.read(LAYER)["feature_id"])
    if said.feature_id in there:
        return checks.warning("takes_the_place", id=said.id)
    return checks.note("new_raster", id=said.id)


def _of_file(given: Given, band: int) -> list[RasterFinding]:
    """Check what the head says of the band."""
    found = []
    if any(mark in given.tags.lower() for mark in PRACTICE):
        found.append(checks.fault("practice"))
    if band in given.alpha:
        found.append(checks.fault("alpha", band=band))
    if band in given.picture:
        found.append(checks.warning("picture", band=band))
    if given.bands - len(given.alpha) > 1:
        found.append(checks.note("one_band", band=band, bands=given.bands))
    return found


def _place(
    given: Given, asked: str, told: list[RasterFinding]
) -> tuple[str, BaseGeometry | None]:
    """Choose the CRS; a fault where the raster does not lie in the province so."""
    declared = import_places.code_of(given.crs) if given.crs is not None else ""
    used = import_places.code_of(asked) if asked else declared
    if asked and declared and used != declared:
        told.append(checks.warning("crs_asked", declared=declared[:80], used=used[:80]))
    if not used:
        told.append(checks.fault("crs_missing", readings=_readings(given)))
        return "", None
    footprint = _footprint(given, used)
    if footprint is not None and footprint.intersects(known_before.reach()):
        return used, footprint
    others = _readings(given)
    if others == NONE_FITS:
        told.append(checks.fault("outside", crs=used[:80], **_corner(given, footprint)))
    else:
        told.append(checks.fault("crs_wrong", crs=used[:80], readings=others))
    return used, None


NONE_FITS = "–"


def _corner(given: Given, footprint: BaseGeometry | None) -> dict[str, float]:
    """Return the middle of the raster, in degrees where it has some."""
    x, y = given.transform * (given.width / 2, given.height / 2)
    if footprint is not None:
        x, y = footprint.centroid.x, footprint.centroid.y
    return {"x": float(x), "y": float(y)}


def _net(given: Given) -> import_places.Places:
    """Return points in an even net over the raster, in its own numbers."""
    share = (np.arange(SIDES) + 0.5) / SIDES
    columns, rows = np.meshgrid(share * given.width, share * given.height)
    x, y = given.transform * (columns.ravel(), rows.ravel())
    return np.column_stack([x, y])


def _readings(given: Given) -> str:
    """Name the CRS in which most of the raster lies in the province's frame."""
    frame = shapely.box(*known_before.reach().bounds)
    found = import_places.readings(_net(given), frame)
    straight = [reading for reading in found if not reading.turned]
    best = [one for one in straight if one.rank == straight[0].rank]
    return ", ".join(one.label for one in best[:4]) or NONE_FITS


def _footprint(given: Given, crs: str) -> BaseGeometry | None:
    """Return the edges in degrees; None where the CRS cannot show them."""
    west, north = given.transform * (0, 0)
    east, south = given.transform * (given.width, given.height)
    edges = shapely.box(west, south, east, north)
    step = max(east - west, north - south) / 32
    try:
        shape = import_places.to_degrees(
            np.array([shapely.segmentize(edges, step)], dtype=object), crs, turned=False
        )[0]
    except (CRSError, ProjError):
        return None
    corners = shapely.get_coordinates(shape)
    degrees = np.isfinite(corners).all() and (np.abs(corners) <= (180.0, 90.0)).all()
    return shape if degrees and shape.is_valid and shape.area > 0 else None


@lru_cache(maxsize=1)
def _province() -> BaseGeometry:
    land = vectors.geometry("land")
    return shapely.union_all(land.loc[land["class"].eq("province"), "geometry"].array)


def _covered_pct(footprint: BaseGeometry) -> float:
    """Return the share of the province's land within the raster's edges, per cent."""
    whole = _province()
    both = gpd.GeoSeries([whole.intersection(footprint), whole], crs=STORAGE)
    part, area = to_metric(both).area
    return float(SHARE * part / area)


def _scanned(
    given: Given, band: int, nodata: float | None, province: BaseGeometry | None
) -> Scan:
    scan = Scan()
    with band_of(given, band) as cells:
        for window in progress.steps(given.band_windows()):
            values, known = cells.read(window, nodata)
            inside = (
                None if province is None else centres_inside(given, window, province)
            )
            scan.add(values, known, inside)
    return scan


def first_fault(report: Report, lang: str = "en") -> str:
    """Return the first fault of a report in words, "" for none."""
    found: Sequence[str] = [
        " ".join(one.words(lang).split())
        for one in report.findings
        if one.severity == FAULT
    ]
    return found[0] if found else ""
