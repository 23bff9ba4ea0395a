"""What polygon does a decision's table of corner points describe, and is it sound?"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from pyproj.exceptions import CRSError
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from qngeo.crs import M2_PER_HA, read_crs
from qngeo.domain.boundaries import corners, vn2000
from qngeo.domain.boundaries.corners import Ring
from qngeo.errors import SchemaError
from qngeo.io.uploads.corner_tables import CornerTable
from qngeo.services.own_data import known_before

AREA_TOLERANCE_HA = 0.01
"""Decisions print hectares with two decimals."""


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """A polygon out of a table of corner points.

    Attributes
    ----------
    polygon : Polygon
        EPSG:4326, longitude first.
    crs : str
        In which the numbers were read.
    area_ha : float
        Planar, in that projection; what a decision prints.
    area_geodesic_ha : float
        On the ellipsoid.
    closure_error_m : float
        Between the first point and its repetition; NaN where it is not repeated.
    points : tuple of str
        In the order of the ring.
    warnings : tuple of str
        One sentence a finding.
    """

    polygon: Polygon
    crs: str
    area_ha: float
    area_geodesic_ha: float
    closure_error_m: float
    points: tuple[str, ...]
    warnings: tuple[str, ...]


def boundary(
    table: CornerTable,
    *,
    crs: str = "",
    stated_ha: float | None = None,
    repair_order: bool = False,
    territory: BaseGeometry | None = None,
) -> Boundary:
    """Build and check the polygon of a table.

    Parameters
    ----------
    table : CornerTable
        X is the northing unless the numbers say otherwise.
    crs : str, optional
        Projection of the numbers; without it the one that fits the province.
    stated_ha : float, optional
        Area that the decision prints.
    repair_order : bool
        Whether a point out of order may be moved; the warning names it.
    territory : geometry, optional
        EPSG:4326; where boundaries may lie. The province and its waters by default.

    Returns
    -------
    Boundary

    Raises
    ------
    SchemaError
        If there are fewer than three points, the projection is unclear or unknown,
        or the ring crosses itself; the message names the points and the way out.
    """
    east, north, notes = _axes(table)
    ring = corners.closed(Ring(table.points, east, north, table.edges))
    warnings = [*table.notes, *notes, *_closing(ring)]
    ring = corners.without_repeats(ring)
    if len(ring.points) < corners.LEAST_POINTS:
        message = f"{len(ring.points)} points make no polygon: at least 3 are needed"
        raise SchemaError(message)
    land = known_before.reach() if territory is None else territory
    used, said = _projection(ring, crs, land)
    warnings += said
    ring, said = _simple(ring, repair_order=repair_order)
    warnings += said + _edges(ring)
    area = ring.polygon.area / M2_PER_HA
    lon, lat = vn2000.to_degrees(ring.east, ring.north, used)
    polygon = shapely.orient_polygons(Polygon(np.column_stack([lon, lat])))
    if stated_ha is not None and abs(stated_ha - area) > AREA_TOLERANCE_HA:
        warnings.append(
            f"the decision states {stated_ha:.2f} ha, the points enclose {area:.2f} ha:"
            f" {area - stated_ha:+.2f} ha"
        )
    return Boundary(
        polygon=polygon,
        crs=used,
        area_ha=area,
        area_geodesic_ha=_geodesic_ha(polygon),
        closure_error_m=ring.closure_m,
        points=ring.points,
        warnings=tuple(warnings),
    )


Numbers = NDArray[np.float64]


def _axes(table: CornerTable) -> tuple[Numbers, Numbers, list[str]]:
    """Return east, north and what was decided."""
    x, y = table.x, table.y
    if vn2000.is_northing(x) and vn2000.is_easting(y):
        return y, x, []
    if vn2000.is_northing(y) and vn2000.is_easting(x):
        swapped = (
            "X holds the eastings and Y the northings: swapped against the Vietnamese"
            " custom (X is the northing); read by their ranges"
        )
        return x, y, [swapped]
    fits = vn2000.is_northing(x) | vn2000.is_northing(y)
    rule = "the other column is no easting" if fits else "neither column is a northing"
    odd = _odd_point(table)
    message = (
        f"the numbers are no metres of VN-2000: {rule} ({odd}); northings lie between"
        f" {vn2000.NORTHING[0]:,.0f} and {vn2000.NORTHING[1]:,.0f}, eastings between"
        f" {vn2000.EASTING[0]:,.0f} and {vn2000.EASTING[1]:,.0f}"
    )
    raise SchemaError(message)


def _odd_point(table: CornerTable) -> str:
    """Name the point that lies farthest from the middle of the others."""
    far = np.hypot(table.x - np.median(table.x), table.y - np.median(table.y))
    at = int(np.argmax(far))
    return f"point {table.points[at]}: X {table.x[at]:,.2f}, Y {table.y[at]:,.2f}"


def _closing(ring: Ring) -> list[str]:
    found = []
    if ring.closure_m > corners.CLOSED_M:
        first = ring.points[0]
        found.append(
            f"the ring does not close: point {first} at the end lies"
            f" {ring.closure_m:.2f} m from its place at the start; the start is used"
        )
    doubled = corners.doubled(ring)
    if doubled:
        found.append(f"points stand twice: {', '.join(doubled)}")
    return found


def _projection(
    ring: Ring, asked: str, territory: BaseGeometry
) -> tuple[str, list[str]]:
    fitting = vn2000.fitting(ring.east, ring.north, territory)
    names = ", ".join(f"{p.crs} ({p.name})" for p in fitting)
    if asked:
        code = _code(asked)
        if code in {p.crs for p in fitting}:
            return code, []
        way = f"they would lie in it as {names}" if names else "no projection does"
        return code, [f"read as {code} the points lie outside the province; {way}"]
    if not fitting:
        message = (
            "no projection of VN-2000 puts the points into the province; check the"
            f" numbers ({', '.join(ring.points[:3])}, ...) or name one with --crs"
        )
        raise SchemaError(message)
    best = fitting[0]
    rivals = [p for p in fitting[1:] if p.rank <= best.rank]
    if rivals:
        message = (
            f"the projection is unclear: the points lie in the province as {names};"
            " choose one with --crs, the decision's head names the central meridian"
        )
        raise SchemaError(message)
    said = [f"read as {best.crs} ({best.name}), the best fit; check it on the map"]
    if len(fitting) > 1:
        others = ", ".join(f"{p.crs} ({p.name})" for p in fitting[1:])
        said.append(f"would lie in the province as well: {others}")
    return best.crs, said


def _code(asked: str) -> str:
    text = asked.strip()
    try:
        found = read_crs(f"EPSG:{text}" if text.isdigit() else text)
    except CRSError as error:
        message = f"{asked!r} is no coordinate system: write its EPSG code, 5899"
        raise SchemaError(message) from error
    code = found.to_epsg()
    if code is None or not found.is_projected:
        message = f"{asked!r} is no projection in metres: write its EPSG code, 5899"
        raise SchemaError(message)
    return f"EPSG:{code}"


def _simple(ring: Ring, *, repair_order: bool) -> tuple[Ring, list[str]]:
    crossing = corners.crossings(ring)
    if not crossing and ring.polygon.is_valid:
        return ring, []
    edges = "; ".join(f"{a}-{b} × {c}-{d}" for a, b, c, d in crossing[:5])
    mended = corners.untangled(ring)
    if mended is None:
        message = f"the outline crosses itself: edges {edges}; check these points"
        raise SchemaError(message)
    order, moved = mended
    turned = ring.reordered(order)
    before = turned.points[turned.points.index(moved) - 1]
    if not repair_order:
        message = (
            f"the outline crosses itself: edges {edges}; point {moved} looks out of"
            f" order, it fits after point {before}: allow that with --repair-order"
        )
        raise SchemaError(message)
    said = f"point {moved} was out of order and now stands after point {before}"
    return turned, [said]


def _edges(ring: Ring) -> list[str]:
    return [
        f"edge {start}-{end}: printed {printed:.2f} m, the points give {computed:.2f} m"
        for start, end, printed, computed in corners.edge_faults(ring)
    ]


def _geodesic_ha(polygon: Polygon) -> float:
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(polygon)
    return float(abs(area)) / M2_PER_HA
