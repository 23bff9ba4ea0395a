"""Closed polylines of DXF drawings, by layer (bản vẽ CAD)."""

import io
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
from ezdxf import path as dxf_path
from ezdxf import recover
from ezdxf.lldxf.const import DXFError
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from qngeo.errors import SchemaError
from qngeo.io.uploads.raw import MAX_CORNERS_EACH, Raw, checked_size, with_letters

SAG = 0.01
"""Greatest distance between an arc and the short lines that stand for it, in the
drawing's unit, metres as a rule."""

CLOSED = 0.01
"""Distance up to which an end lies on its start, in the drawing's unit."""

LEAST_CORNERS = 3


def read_dxf(content: bytes, name: str, layer: str) -> Raw:
    """Read the closed polylines of a DXF drawing.

    Returns
    -------
    Raw with the columns ``layer`` and ``handle``; a drawing declares no CRS. The
    lines of one layer of the drawing are one feature, save for plots, of which each
    line is one. Lines left open are counted in ``remarks``.

    Raises
    ------
    SchemaError
        If it is no DXF (a DWG must be saved as DXF) or has no closed polyline.
    """
    if content.startswith(b"AC10"):
        msg = f"{name} is a DWG: save the drawing as DXF"
        raise SchemaError(msg)
    rows, shapes, left = _outlines(_drawing(content, name), name)
    if not rows:
        msg = f"{name} has no closed polyline ({left} open ones): close the outlines"
        raise SchemaError(msg)
    table = pd.DataFrame(rows, index=range(1, len(rows) + 1), dtype=object)
    table, evidence = with_letters(table, name)
    layers = ", ".join(f"{k} ({n})" for k, n in Counter(table["layer"]).most_common(7))
    found = np.array(shapes, dtype=object)
    if layer != "plots":
        table, found = _by_layer(table, found)
    checked_size(found, name)
    remarks: list[tuple[str, dict[str, object]]] = [("drawing", {"layers": layers})]
    if left:
        remarks.append(("drawing_open", {"count": left}))
    return Raw(table=table, shapes=found, evidence=evidence, remarks=tuple(remarks))


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
    if b"SECTION" not in content[:4096]:
        msg = f"{name} is no DXF drawing: save it as DXF"
        raise SchemaError(msg)
    if not content.rstrip(b"\r\n\x00 \x1a").endswith(b"EOF"):
        msg = f"{name} ends before its last line: the drawing is cut off, save it anew"
        raise SchemaError(msg)
    try:
        drawing, _ = recover.read(io.BytesIO(content))
    except (
        DXFError, ValueError, LookupError, TypeError, AttributeError,
        RecursionError, ArithmeticError, OSError,
    ) as error:  # fmt: skip
        msg = f"{name} is no sound DXF drawing: save it as DXF anew"
        raise SchemaError(msg) from error
    return drawing


def _outlines(drawing: Any, name: str) -> tuple[list[dict[str, str]], list[Any], int]:
    rows: list[dict[str, str]] = []
    shapes: list[Any] = []
    left = 0
    for line in drawing.modelspace().query("LWPOLYLINE POLYLINE"):
        try:
            corners = _corners(line)
        except (DXFError, ValueError, TypeError, ArithmeticError, LookupError) as error:
            msg = f"{name}: polyline {line.dxf.handle} is damaged; redraw it"
            raise SchemaError(msg) from error
        if corners is None:
            left += 1
            continue
        rows.append({"layer": str(line.dxf.layer), "handle": str(line.dxf.handle)})
        with np.errstate(all="ignore"):
            shapes.append(Polygon(corners))
    return rows, shapes, left


def _corners(line: Any) -> list[tuple[float, float]] | None:
    """Return the corners of a closed line with arcs as short lines, None if open."""
    if line.dxftype() == "POLYLINE" and not (
        line.is_2d_polyline or line.is_3d_polyline
    ):
        return None
    course = dxf_path.make_path(line)
    corners: list[tuple[float, float]] = []
    for point in course.flattening(SAG):
        corners.append((float(point.x), float(point.y)))
        if len(corners) > MAX_CORNERS_EACH:
            msg = f"a polyline has more than {MAX_CORNERS_EACH:,} corners"
            raise SchemaError(msg)
    if len(corners) < LEAST_CORNERS:
        return None
    gap = np.hypot(corners[0][0] - corners[-1][0], corners[0][1] - corners[-1][1])
    return corners if line.is_closed or gap <= CLOSED else None
