"""Shapes on paper as SVG: in the look of their kind, without any word of the data."""

from collections.abc import Iterable, Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from qngeo.web.report.map_frame import HEIGHT_MM, WIDTH_MM, Frame
from qngeo.web.report.map_styles import FINE_SCALE, INK, STYLES, THIN

ShapesByStyle = dict[str, list[BaseGeometry]]
"""Shapes in millimetres from the top left, by the name of their look."""

LINES = ("expressway", "road", "planned", "railway", "border", "province", "commune")
"""Looks of lines, which the legend shows as one."""


def _parts(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    if hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _parts(part)
    elif not shape.is_empty:
        yield shape


def _run(points: Iterable[tuple[float, ...]]) -> str:
    return "M" + "L".join(f"{p[0]:.2f} {p[1]:.2f}" for p in points)


def _path(shape: BaseGeometry) -> str:
    found = []
    for part in _parts(shape):
        if isinstance(part, shapely.Polygon):
            rings = (part.exterior, *part.interiors)
            found += [_run(ring.coords) + "Z" for ring in rings]
        elif isinstance(part, shapely.LineString):
            found.append(_run(part.coords))
    return "".join(found)


def _look(style: str, frame: Frame) -> str:
    return (
        THIN.get(style, STYLES[style]) if frame.scale >= FINE_SCALE else STYLES[style]
    )


def _element(style: str, shape: BaseGeometry, look: str) -> str:
    """Draw one shape: points as discs, lines without a filling."""
    parts = list(_parts(shape))
    points = [part for part in parts if isinstance(part, shapely.Point)]
    if points:
        radius = 0.9 if style == "port" else 1.6
        return "".join(
            f'<circle cx="{p.x:.2f}" cy="{p.y:.2f}" r="{radius}" style="{look}"/>'
            for p in points
        )
    path = _path(shape)
    if not path:
        return ""
    filled = any(isinstance(part, shapely.Polygon) for part in parts)
    return f'<path d="{path}" style="{look}{"" if filled else ";fill:none"}"/>'


def svg(drawn: ShapesByStyle, frame: Frame) -> str:
    """Return the map, the lowest look first, with grid, scale bar and edge.

    Parameters
    ----------
    drawn : dict of look to list of geometry
    frame : Frame
    """
    body = [_whole(f'style="{STYLES["water"]}"')]
    for style, shapes in drawn.items():
        if style == "grid":
            body.append(_grid(frame))
        body += [_element(style, shape, _look(style, frame)) for shape in shapes]
    body.append(_scale_bar(frame))
    body.append(_whole(f'fill="none" stroke="{INK}" stroke-width=".3"'))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_MM}mm" '
        f'height="{HEIGHT_MM}mm" viewBox="0 0 {WIDTH_MM} {HEIGHT_MM}">'
        f"{''.join(body)}</svg>"
    )


def _whole(style: str) -> str:
    return f'<rect width="{WIDTH_MM}" height="{HEIGHT_MM}" {style}/>'


def _grid(frame: Frame) -> str:
    lines = [f"M{x:.2f} 0V{HEIGHT_MM}" for x, _ in frame.eastings()]
    lines += [f"M0 {y:.2f}H{WIDTH_MM}" for y, _ in frame.northings()]
    return f'<path d="{"".join(lines)}" style="{STYLES["grid"]}"/>'


def _scale_bar(frame: Frame) -> str:
    """Draw the bar in two halves and the arrow to grid north, lower left."""
    _, long = frame.bar()
    top = HEIGHT_MM - 3.6
    left = 13.0
    back = f'x="0" y="{HEIGHT_MM - 10.5}" width="{left + long + 11:.2f}" height="10.5"'
    halves = (
        f'<rect x="{left}" y="{top}" width="{long / 2:.2f}" height="1.2" '
        f'fill="{INK}"/>'
        f'<rect x="{left + long / 2:.2f}" y="{top}" width="{long / 2:.2f}" '
        f'height="1.2" fill="#fff"/>'
        f'<rect x="{left}" y="{top}" width="{long:.2f}" height="1.2" fill="none" '
        f'stroke="{INK}" stroke-width=".2"/>'
    )
    tip = HEIGHT_MM - 6.4
    arrow = (
        f'<path d="M5 {tip}L7 {HEIGHT_MM - 1.4}L5 {HEIGHT_MM - 2.4}'
        f'L3 {HEIGHT_MM - 1.4}Z" fill="{INK}"/>'
    )
    return f'<rect {back} fill="#fff" fill-opacity=".82"/>{halves}{arrow}'


def sample(style: str, frame: Frame) -> str:
    """Return a small drawing of a style for the legend, 7 by 4 millimetres."""
    if style == "port":
        shape = f'<circle cx="3.5" cy="2" r=".9" style="{_look(style, frame)}"/>'
    elif style in LINES:
        shape = f'<path d="M.3 2H6.7" style="{_look(style, frame)}"/>'
    else:
        look = _look(style, frame)
        shape = f'<rect x=".6" y=".6" width="5.8" height="2.8" style="{look}"/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="7mm" height="4mm" '
        f'viewBox="0 0 7 4">{shape}</svg>'
    )
