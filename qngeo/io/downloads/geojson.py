"""GeoJSON as RFC 7946 has it: WGS 84, outer rings against the clock, no ``crs``."""

import json
from pathlib import Path
from typing import Any

import shapely

from qngeo.io.downloads.content import Content, records


def write_geojson(content: Content, path: Path) -> None:
    """Write a FeatureCollection; what is said of the whole are foreign members.

    Coordinates keep all their decimals. An ``id`` stands with the feature and among
    its properties, for programs read the one or the other.

    Parameters
    ----------
    content : Content
        EPSG:4326, longitude first.
    path : Path
    """
    rows = records(content.table)
    shapes = shapely.orient_polygons(content.frame.geometry.array, exterior_cw=False)
    features = [
        {
            "type": "Feature",
            "id": row["id"],
            "properties": row,
            "geometry": _geometry(shape),
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]
    whole = {
        "type": "FeatureCollection",
        "name": content.name,
        **content.about,
        "source_list": records(content.sources),
        "columns": records(content.meanings),
        "features": features,
    }
    text = json.dumps(whole, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _geometry(shape: Any) -> dict[str, Any] | None:
    if shape is None or shapely.is_empty(shape):
        return None
    found: dict[str, Any] = shapely.geometry.mapping(shape)
    return found
