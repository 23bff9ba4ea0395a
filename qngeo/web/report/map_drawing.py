"""The vector map of a report: the subject in its surroundings, with grid and legend."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from qngeo.crs import to_metric
from qngeo.names import short
from qngeo.services.report.unknown import EXACT
from qngeo.web.report.map_frame import HEIGHT_MM, WIDTH_MM, Frame, frame_of
from qngeo.web.report.map_labels import Label, placed
from qngeo.web.report.map_styles import FINE_SCALE, INK, LEGEND, STYLES, THIN

CORNER = (0.0, HEIGHT_MM - 11.0, 62.0, HEIGHT_MM)
"""Where scale bar and north arrow stand."""

LEAST_COMMUNE_MM2 = 90.0
"""Of a commune whose name is written."""

SMALL_MM = 24.0
"""The name of a subject of less height stands above it, not on it."""

LONGEST_NAME = 34
"""Letters; longer names of other places would cover too much."""

ShapesByStyle = dict[str, list[BaseGeometry]]


@dataclass(frozen=True, kw_only=True)
class MapDrawing:
    """A map ready for the page.

    Attributes
    ----------
    svg : str
        Shapes without words, `WIDTH_MM` by `HEIGHT_MM`.
    labels : list of Label
    legend : dict of style to a small SVG of it
    frame : Frame
    """

    svg: str
    labels: list[Label]
    legend: dict[str, str]
    frame: Frame


def draw(
    outlines: gpd.GeoDataFrame, backdrop: Mapping[str, gpd.GeoDataFrame], *, lang: str
) -> MapDrawing | None:
    """Draw subjects in their surroundings.

    Parameters
    ----------
    outlines : GeoDataFrame
        EPSG:4326 with name, part, geometry_method and position_error_m (metres).
    backdrop : mapping of layer name to GeoDataFrame
        As `qngeo.services.report.outlines.backdrop` gives it.
    lang : str

    Returns
    -------
    MapDrawing, or None where there is no outline to draw.
    """
    shapes = to_metric(outlines.geometry)
    if outlines.empty or shapes.is_empty.all():
        return None
    bands = _bands(outlines, shapes)
    frame = frame_of(pd.concat([shapes, bands]) if len(bands) else shapes)
    around = {
        name: rows.assign(paper=frame.on_paper(to_metric(rows.geometry)))
        for name, rows in backdrop.items()
    }
    mine = outlines.assign(paper=frame.on_paper(shapes))
    drawn = _by_style(around, mine, frame.on_paper(bands))
    labels = placed(list(_labels(around, mine, lang)), [CORNER])
    shown = {
        name for name, parts in drawn.items() if any(not p.is_empty for p in parts)
    }
    return MapDrawing(
        svg=_svg(drawn, frame),
        labels=labels,
        legend={name: _sample(name, frame) for name in LEGEND if name in shown},
        frame=frame,
    )


def _bands(outlines: gpd.GeoDataFrame, shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return how far footprints may be off, as areas around them."""
    square = outlines["geometry_method"].eq("footprint_from_centre_and_area")
    error = outlines["position_error_m"].astype(float)
    chosen = square & error.gt(0)
    return shapes[chosen].buffer(error[chosen])


def _by_style(
    around: Mapping[str, gpd.GeoDataFrame],
    mine: gpd.GeoDataFrame,
    bands: Iterable[BaseGeometry],
) -> ShapesByStyle:
    ids = set(mine["subject_id"])
    found: ShapesByStyle = {name: [] for name in STYLES}
    found["around"] = list(around["surroundings"]["paper"])
    land = around["land"]
    for own, style in ((True, "land"), (False, "around")):
        found[style] += list(land.loc[land["class"].eq("province").eq(own), "paper"])
    found["commune"] = list(around["communes"]["paper"])
    for name, style in (("zones", "zone"), ("parks", "park")):
        rows = around[name]
        others = rows[~rows["subject_id"].isin(ids) & rows["part"].ne("sea")]
        found[style] = list(others["paper"])
    for _, row in around["roads"].iterrows():
        found[_road_style(row)].append(row["paper"])
    found["railway"] = list(around["railways"]["paper"])
    found["port"] = list(around["ports"]["paper"])
    for _, row in around["border"].iterrows():
        found["border" if row["class"] == "china" else "province"].append(row["paper"])
    found["error"] = list(bands)
    for _, row in mine.iterrows():
        exact = row["geometry_method"] in EXACT
        style = "exact" if exact else "approximate"
        found["sea" if row["part"] == "sea" else style].append(row["paper"])
    return found


def _road_style(row: pd.Series) -> str:
    if row["status"] not in ("operating", "unknown"):
        return "planned"
    return "expressway" if str(row["kind"]).startswith("expressway") else "road"


def _labels(
    around: Mapping[str, gpd.GeoDataFrame], mine: gpd.GeoDataFrame, lang: str
) -> Iterator[Label]:
    """Return every name that might be written, the weightier first."""
    for _, row in mine[mine["part"].ne("sea")].iterrows():
        if not row["paper"].is_empty:
            x, y = _middle(row["paper"])
            tall = row["paper"].bounds[3] - row["paper"].bounds[1]
            away = tall / 2 + 2.4 if tall < SMALL_MM else 0.0
            text = short(row["name"])
            yield Label(x=x, y=y, text=text, look="subject", size=8.5, away=away)
    ids = set(mine["subject_id"])
    for name, look, size in (("parks", "park", 6.0), ("ports", "port", 6.0)):
        rows = around[name]
        for _, row in rows[~rows["subject_id"].isin(ids)].iterrows():
            if not row["paper"].is_empty:
                x, y = _middle(row["paper"])
                bounds = row["paper"].bounds
                away = (bounds[3] - bounds[1]) / 2 + 1.9
                text = short(row[f"name_{lang}"])
                if len(text) <= LONGEST_NAME:
                    yield Label(x=x, y=y, text=text, look=look, size=size, away=away)
    for _, row in around["communes"].iterrows():
        if row["paper"].area > LEAST_COMMUNE_MM2 and row["subject_id"] not in ids:
            x, y = _middle(row["paper"])
            text = short(row[f"name_{lang}"])
            yield Label(x=x, y=y, text=text, look="commune", size=6.5)


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    if isinstance(shape, shapely.MultiPolygon):
        shape = max(shape.geoms, key=lambda part: part.area)
    point = shape.representative_point()
    return point.x, point.y


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


def _svg(drawn: ShapesByStyle, frame: Frame) -> str:
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


def _sample(style: str, frame: Frame) -> str:
    """Return a small drawing of a style for the legend, 7 by 4 millimetres."""
    if style == "port":
        shape = f'<circle cx="3.5" cy="2" r=".9" style="{_look(style, frame)}"/>'
    elif style in (
        "expressway",
        "road",
        "planned",
        "railway",
        "border",
        "province",
        "commune",
    ):
        shape = f'<path d="M.3 2H6.7" style="{_look(style, frame)}"/>'
    else:
        look = _look(style, frame)
        shape = f'<rect x=".6" y=".6" width="5.8" height="2.8" style="{look}"/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="7mm" height="4mm" '
        f'viewBox="0 0 7 4">{shape}</svg>'
    )
