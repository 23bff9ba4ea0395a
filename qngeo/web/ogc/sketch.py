"""A small map of a page of features, drawn as SVG within the page itself."""

from functools import lru_cache
from math import cos, radians

import numpy as np
import numpy.typing as npt
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from qngeo.errors import UnknownNameError
from qngeo.model import GeometryMethod
from qngeo.web.ogc import held as holding
from qngeo.web.ogc.held import Held, State

WIDTH, HEIGHT = 720, 400
"""Pixels of the drawing."""

GROUND = ("surroundings", "land")
"""Collections that are drawn below, the lower first; without one there is none."""

OWN = "province"
"""Class of land that has a shoreline; the other land ends at the edge of its data."""

METHOD = "geometry_method"
"""Column that says how an outline came about."""

_MARGIN = 0.08
_LEAST = 0.25
"""Degrees a side that a map shows at least, so that a single point has surroundings."""

_DOT = 4
_WIDER = 20
_FINEST = 0.5
"""Pixels a line may be off."""

_SMALLEST = 3.0
"""Square pixels below which an island is left out of the background."""

Rows = npt.NDArray[np.intp]
Shapes = npt.NDArray[np.object_]
Spots = npt.NDArray[np.float64]


def sketch(found: Held, rows: Rows, now: State) -> Markup:
    """Return a map of some rows over the coast, "" where none has geometry.

    Parameters
    ----------
    found : Held
    rows : array of int
        Positions in the frame.
    now : State
    """
    if not found.spatial:
        return Markup("")
    shapes = np.asarray(found.geometry().array)[rows]
    drawn = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not drawn.any():
        return Markup("")
    shapes, kinds = shapes[drawn], _kinds(found, rows[drawn])
    box = _framed(shapely.total_bounds(shapes))
    ground = [
        f'<path class="{kind}" d="{_path(_background(land, box))}"/>'
        for kind, land in _ground(now).items()
    ]
    placed = zip(_on_paper(shapes, box), kinds, strict=True)
    parts = [f'<path class="{k}" d="{_path(np.array([s]))}"/>' for s, k in placed]
    # Only numbers and fixed words stand in it, so it needs no escaping.
    start = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
    return Markup(start + "".join([*ground, *parts]) + "</svg>")


def _framed(bounds: Spots) -> Spots:
    """Return bounds with a margin, and of a least size."""
    size = bounds[2:] - bounds[:2]
    margin = np.maximum(size * _MARGIN, (_LEAST - size) / 2)
    return np.concatenate([bounds[:2] - margin, bounds[2:] + margin])


def _on_paper(shapes: Shapes, box: Spots) -> Shapes:
    """Bring shapes from degrees to pixels; lines finer than a pixel are thinned."""
    middle, size = (box[:2] + box[2:]) / 2, box[2:] - box[:2]
    squeeze = cos(radians(float(middle[1])))
    scale = min(WIDTH / (float(size[0]) * squeeze), HEIGHT / float(size[1]))
    factor = np.array([squeeze * scale, -scale])
    centre = np.array([WIDTH / 2, HEIGHT / 2])
    placed = shapely.transform(shapes, lambda xy: (xy - middle) * factor + centre)
    return np.asarray(shapely.simplify(placed, _FINEST))


def _background(land: Shapes, box: Spots) -> Shapes:
    size = box[2:] - box[:2]
    # The drawing may be wider or higher than the box, never by more than this.
    (west, south), (east, north) = box[:2] - _WIDER * size, box[2:] + _WIDER * size
    seen = shapely.clip_by_rect(land, west, south, east, north)
    parts = np.asarray(shapely.get_parts(_on_paper(np.asarray(seen), box)))
    return parts[shapely.area(parts) > _SMALLEST]


@lru_cache(maxsize=4)
def _ground(now: State) -> dict[str, Shapes]:
    """Return the land around and that of the province, by how it is drawn."""
    around: list[BaseGeometry] = []
    own: list[BaseGeometry] = []
    for name in GROUND:
        try:
            found = holding.collection(name, now)
        except UnknownNameError:
            continue
        shapes = shapely.simplify(np.asarray(found.geometry().array), 0.001)
        kinds = found.frame["class"] if "class" in found.frame else [""] * len(shapes)
        for shape, kind in zip(shapes, kinds, strict=True):
            (own if kind == OWN else around).append(shape)
    return {"around": _shapes(around), "land": _shapes(own)}


def _shapes(several: list[BaseGeometry]) -> Shapes:
    return np.array(several, dtype=object)


def _kinds(found: Held, rows: Rows) -> list[str]:
    """Return how each row is drawn: a footprint that is no boundary is dashed."""
    shapes = np.asarray(found.geometry().array)[rows]
    kinds = ["line" if "Line" in shape.geom_type else "area" for shape in shapes]
    if METHOD not in found.frame:
        return kinds
    methods = found.frame[METHOD].iloc[rows]
    return [
        f"{kind} rough" if method == GeometryMethod.FOOTPRINT else kind
        for kind, method in zip(kinds, methods, strict=True)
    ]


def _path(shapes: Shapes) -> str:
    return " ".join(_one(part) for part in shapely.get_parts(shapes))


def _one(shape: BaseGeometry) -> str:
    if isinstance(shape, shapely.Polygon):
        rings = (shape.exterior, *shape.interiors)
        return " ".join(f"{_line(ring)}Z" for ring in rings)
    if isinstance(shape, shapely.Point):
        half = f"a{_DOT} {_DOT} 0 1 0"
        start = f"M{shape.x - _DOT:.1f} {shape.y:.1f}"
        return f"{start}{half} {2 * _DOT} 0{half} -{2 * _DOT} 0"
    return _line(shape)


def _line(shape: BaseGeometry) -> str:
    spots = shapely.get_coordinates(shape)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
