"""The vector map of a report: the subject in its surroundings, with grid and legend."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from qngeo.crs import to_metric
from qngeo.i18n import in_data
from qngeo.model import GeometryMethod
from qngeo.names import short
from qngeo.services.report.unknown import EXACT
from qngeo.web.report.map_frame import HEIGHT_MM, Frame, frame_of
from qngeo.web.report.map_labels import Label, placed
from qngeo.web.report.map_styles import LEGEND, STYLES
from qngeo.web.report.map_svg import ShapesByStyle, sample, svg

CORNER = (0.0, HEIGHT_MM - 11.0, 62.0, HEIGHT_MM)
"""Where scale bar and north arrow stand."""

LEAST_COMMUNE_MM2 = 90.0
"""Of a commune whose name is written."""

SMALL_MM = 24.0
"""The name of a subject of less height stands above it, not on it."""

LONGEST_NAME = 34
"""Letters; longer names of other places would cover too much."""


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
        svg=svg(drawn, frame),
        labels=labels,
        legend={name: sample(name, frame) for name in LEGEND if name in shown},
        frame=frame,
    )


def _bands(outlines: gpd.GeoDataFrame, shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return how far footprints may be off, as areas around them."""
    footprint = outlines["geometry_method"].eq(GeometryMethod.FOOTPRINT.value)
    error = outlines["position_error_m"].astype(float)
    chosen = footprint & error.gt(0)
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
                text = short(row[f"name_{in_data(lang)}"])
                if len(text) <= LONGEST_NAME:
                    yield Label(x=x, y=y, text=text, look=look, size=size, away=away)
    for _, row in around["communes"].iterrows():
        if row["paper"].area > LEAST_COMMUNE_MM2 and row["subject_id"] not in ids:
            x, y = _middle(row["paper"])
            text = short(row[f"name_{in_data(lang)}"])
            yield Label(x=x, y=y, text=text, look="commune", size=6.5)


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    if isinstance(shape, shapely.MultiPolygon):
        shape = max(shape.geoms, key=lambda part: part.area)
    point = shape.representative_point()
    return point.x, point.y
