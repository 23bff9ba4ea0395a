"""The drawing of a report is an SVG of shapes alone; names are set by typst as data."""

from xml.etree import ElementTree as ET

import geopandas as gpd
import shapely

from qngeo.config import settings
from qngeo.services.report.outlines import backdrop
from qngeo.web.report.map_drawing import draw

NASTY = '</svg><script>alert(1)</script><image href="file:///etc/passwd"/>'
SHAPES = {"svg", "g", "path", "rect", "line", "circle", "clipPath", "defs", "polyline",
          "polygon", "pattern", "use"}  # fmt: skip


def test_no_name_gets_into_the_drawing() -> None:
    outlines = gpd.GeoDataFrame(
        {"name": [NASTY], "part": [NASTY], "geometry_method": ["surveyed"],
         "position_error_m": [10.0], "subject_id": ["park:a"]},
        geometry=[shapely.box(107.0, 21.0, 107.1, 21.1)],
        crs=4326,
    )  # fmt: skip
    around = {
        name: rows.assign(**{c: NASTY for c in rows.columns if c.startswith("name")})
        for name, rows in backdrop(settings().layers).items()
    }
    drawing = draw(outlines, around, lang="vi")
    assert drawing is not None
    for svg in (drawing.svg, *drawing.legend.values()):
        marks = [node.tag.rpartition("}")[2] for node in ET.fromstring(svg).iter()]
        assert set(marks) <= SHAPES
        assert "script" not in svg
        assert "href" not in svg
