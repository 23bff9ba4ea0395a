"""Closed polylines and hatches of DXF drawings, by layer (bản vẽ CAD)."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import shapely
from ezdxf import path as dxf_path
from ezdxf import recover
from ezdxf.filemanagement import readfile
from ezdxf.lldxf.const import DXFError
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from qngeo.errors import SchemaError
from qngeo.io.uploads.raw import (
    MAX_CORNERS_EACH,
    MAX_ROWS,
    Raw,
    checked_size,
    with_letters,
)

SAG = 0.01
"""Greatest distance between an arc and the short lines that stand for it, in the
drawing's unit, metres as a rule."""

CLOSED = 0.01
"""Distance up to which an end lies on its start, in the drawing's unit."""

LEAST_CORNERS = 3

DEEPEST = 8
"""Blocks within blocks that are opened."""

FILL = 1e-3
"""Share of its area by which a hatch may differ from the outline it fills."""

BINARY = b"AutoCAD Binary DXF\r\n\x1a\x00"

UNITS_M = {
    1: ("inch", 0.0254),
    2: ("foot", 0.3048),
    4: ("mm", 1e-3),
    5: ("cm", 1e-2),
    7: ("km", 1e3),
}
"""Units of ``$INSUNITS`` other than metres, with their length in metres.
Source: Autodesk, DXF Reference, HEADER section."""

EASTINGS, NORTHINGS = (100_000.0, 900_000.0), (2_000_000.0, 2_700_000.0)
"""Numbers of VN-2000 in the north of the country, metres."""

_LINES = ("LWPOLYLINE", "POLYLINE")
_WANTED = (*_LINES, "HATCH")

_NO_OUTLINES = ("roads", "places")

_DAMAGED = (DXFError, ValueError, TypeError, ArithmeticError, LookupError)


def read_dxf(content: bytes, name: str, layer: str) -> Raw:
    """Read the outlines of a DXF drawing, as text or binary.

    Closed polylines, those within blocks as well. Hatches (vùng tô) count where their
    layer of the drawing has no closed polyline.

    Returns
    -------
    Raw with the columns ``layer`` and ``handle``; a drawing declares no CRS. The
    lines of one layer of the drawing are one feature, save for plots, of which each
    line is one. Lines left open are counted in ``remarks``. Coordinates are in
    metres.

    Raises
    ------
    SchemaError
        If it is no DXF (a DWG must be saved as DXF), has no closed polyline, or the
        wanted layer needs more than a drawing tells.
    """
    if content.startswith(b"AC10"):
        msg = f"{name} is a DWG: save the drawing as DXF"
        raise SchemaError(msg)
    if layer in _NO_OUTLINES:
        msg = f"{name} is a drawing, which tells no kind of {layer}: export them as"
        msg += " GeoPackage with a column kind"
        raise SchemaError(msg)
    drawing = _drawing(content, name)
    found = _outlines(drawing, name)
    if not found.rows:
        msg = f"{name} has no closed polyline ({found.left} open ones):"
        msg += " close the outlines"
        raise SchemaError(msg)
    table = pd.DataFrame(found.rows, index=range(1, len(found.rows) + 1), dtype=object)
    table, evidence = with_letters(table, name)
    layers = ", ".join(f"{k} ({n})" for k, n in Counter(table["layer"]).most_common(7))
    shapes, unit = in_metres(found.shapes, drawing.header.get("$INSUNITS", 0))
    if layer != "plots":
        table, shapes = _by_layer(table, shapes)
    checked_size(shapes, name)
    remarks: list[tuple[str, dict[str, object]]] = [("drawing", {"layers": layers})]
    counted = {"open": found.left, "blocks": found.inner, "hatches": found.hatched}
    remarks += [(f"drawing_{k}", {"count": n}) for k, n in counted.items() if n]
    return Raw(table=table, shapes=shapes, evidence=evidence, remarks=(*remarks, *unit))


def _by_layer(
    table: pd.DataFrame, shapes: NDArray[np.object_]
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Join the outlines of each layer of the drawing to one feature."""
    at = pd.Series(np.arange(len(table)), index=table.index)
    groups = [np.asarray(rows) for _, rows in at.groupby(table["layer"], sort=False)]
    joined = [
        shapes[rows[0]] if len(rows) == 1 else MultiPolygon(list(shapes[rows]))
        for rows in groups
    ]
    first = [int(rows[0]) for rows in groups]
    return table.iloc[first], np.array([*joined, None], dtype=object)[:-1]


def _drawing(content: bytes, name: str) -> Any:
    binary = content.startswith(BINARY)
    if not binary and b"SECTION" not in content[:4096]:
        msg = f"{name} is no DXF drawing: save it as DXF"
        raise SchemaError(msg)
    if not content.rstrip(b"\r\n\x00 \x1a").endswith(b"EOF"):
        msg = f"{name} ends before its last line: the drawing is cut off, save it anew"
        raise SchemaError(msg)
    try:
        if binary:
            with TemporaryDirectory() as folder:
                path = Path(folder) / "given.dxf"
                path.write_bytes(content)
                return readfile(path)
        drawing, _ = recover.read(io.BytesIO(content))
    except (*_DAMAGED, AttributeError, RecursionError, OSError) as error:
        msg = f"{name} is no sound DXF drawing: save it as DXF anew"
        raise SchemaError(msg) from error
    return drawing


@dataclass
class _Found:
    """Outlines of a drawing, with what was left and where they come from."""

    rows: list[dict[str, str]] = field(default_factory=list)
    shapes: list[Any] = field(default_factory=list)
    left: int = 0
    inner: int = 0
    hatched: int = 0

    def add(self, layer: str, entity: Any, shape: Any) -> None:
        self.rows.append({"layer": layer, "handle": str(entity.dxf.handle or "")})
        self.shapes.append(shape)


def _outlines(drawing: Any, name: str) -> _Found:
    found = _Found()
    hatches: list[tuple[str, Any]] = []
    seen = 0
    for layer, entity, depth in _entities(drawing.modelspace(), name):
        seen += depth > 0 or entity.dxftype() in _WANTED
        if seen > MAX_ROWS:
            msg = f"{name} holds more than {MAX_ROWS:,} things to read: split it"
            raise SchemaError(msg)
        if entity.dxftype() == "HATCH":
            hatches.append((layer, entity))
        if entity.dxftype() not in _LINES:
            continue
        corners = _read(entity, name, _corners)
        if corners is None:
            found.left += 1
            continue
        with np.errstate(all="ignore"):
            found.add(layer, entity, Polygon(corners))
        found.inner += depth > 0
    _add_hatches(found, hatches, name)
    return found


def _entities(
    entities: Any, name: str, *, inherited: str = "", depth: int = 0
) -> Iterator[tuple[str, Any, int]]:
    """Give all that is drawn with the layer it is seen on, blocks opened.

    What stands on layer 0 of a block is seen on the layer of the block's place.
    """
    for entity in entities:
        kind = entity.dxftype()
        layer = str(entity.dxf.layer)
        seen_on = inherited if inherited and layer == "0" else layer
        yield seen_on, entity, depth
        if kind == "INSERT":
            if depth >= DEEPEST or entity.mcount > MAX_ROWS:
                msg = f"{name}: block {entity.dxf.name!r} is nested or repeated too"
                msg += " often: explode it"
                raise SchemaError(msg)
            places = entity.multi_insert() if entity.mcount > 1 else (entity,)
            for place in places:
                inside = _read(place, name, lambda one: list(one.virtual_entities()))
                yield from _entities(inside, name, inherited=seen_on, depth=depth + 1)


def _read(entity: Any, name: str, work: Callable[[Any], Any]) -> Any:
    """Run what reads one entity.

    Raises
    ------
    SchemaError
        If the entity is damaged.
    """
    try:
        return work(entity)
    except SchemaError:
        raise
    except _DAMAGED as error:
        what = {"HATCH": "hatch", "INSERT": "block"}.get(entity.dxftype(), "polyline")
        msg = f"{name}: {what} {entity.dxf.handle} is damaged; redraw it"
        raise SchemaError(msg) from error


def _add_hatches(found: _Found, hatches: list[tuple[str, Any]], name: str) -> None:
    """Take hatches of layers without closed polylines, none of them twice."""
    drawn = {row["layer"] for row in found.rows}
    lines = shapely.STRtree(found.shapes)
    for layer, hatch in hatches:
        if layer in drawn:
            continue
        shape = _read(hatch, name, _hatched)
        if shape is None or _filled(shape, lines):
            continue
        found.add(layer, hatch, shape)
        found.hatched += 1


def _filled(shape: Any, lines: shapely.STRtree) -> bool:
    """Tell a hatch that only fills an outline that is there already."""
    for at in lines.query(shape):
        line = lines.geometries[at]
        if line.is_valid and shape.symmetric_difference(line).area < FILL * line.area:
            return True
    return False


def _hatched(hatch: Any) -> Any:
    """Return the area of a hatch, its islands left out; None for none."""
    whole: Any = None
    with np.errstate(all="ignore"):
        for course in dxf_path.from_hatch(hatch):
            corners = _flat(course)
            if len(corners) < LEAST_CORNERS:
                continue
            ring = Polygon(corners)
            if not ring.is_valid:
                return ring
            whole = ring if whole is None else whole.symmetric_difference(ring)
    return None if whole is None or whole.is_empty else whole


def _corners(line: Any) -> list[tuple[float, float]] | None:
    """Return the corners of a closed line with arcs as short lines, None if open."""
    if line.dxftype() == "POLYLINE" and not (
        line.is_2d_polyline or line.is_3d_polyline
    ):
        return None
    corners = _flat(dxf_path.make_path(line))
    if len(corners) < LEAST_CORNERS:
        return None
    gap = np.hypot(corners[0][0] - corners[-1][0], corners[0][1] - corners[-1][1])
    return corners if line.is_closed or gap <= CLOSED else None


def _flat(course: Any) -> list[tuple[float, float]]:
    corners: list[tuple[float, float]] = []
    for point in course.flattening(SAG):
        corners.append((float(point.x), float(point.y)))
        if len(corners) > MAX_CORNERS_EACH:
            msg = f"a polyline has more than {MAX_CORNERS_EACH:,} corners"
            raise SchemaError(msg)
    return corners


def in_metres(
    shapes: list[Any], unit: int
) -> tuple[NDArray[np.object_], tuple[tuple[str, dict[str, object]], ...]]:
    """Bring a drawing to metres where its header names another unit.

    Templates often name millimetres though the numbers are metres of the grid: the
    header is followed only where it leads to numbers of VN-2000.

    Parameters
    ----------
    shapes : list of geometry
    unit : int
        ``$INSUNITS`` of the header; 0 is none, 6 metres.

    Returns
    -------
    tuple of (array of geometry, remarks)
    """
    found = np.array([*shapes, None], dtype=object)[:-1]
    word, factor = UNITS_M.get(unit, ("", 1.0))
    if not word:
        return found, ()
    if _like_grid(found, factor):
        scaled = shapely.transform(found, lambda xy: xy * factor)
        return np.asarray(scaled, dtype=object), (("drawing_unit", {"unit": word}),)
    if _like_grid(found, 1.0):
        return found, (("drawing_unit_odd", {"unit": word}),)
    return found, ()


def _like_grid(shapes: NDArray[np.object_], factor: float) -> bool:
    """Tell numbers like those of VN-2000, easting or northing first."""
    places = np.median(shapely.get_coordinates(shapes), axis=0) * factor
    low, high = sorted(places)
    (east, west), (south, north) = EASTINGS, NORTHINGS
    return bool(east <= low <= west and south <= high <= north)
