"""Deterministic GeoJSON writing for the build scripts."""

import json
from pathlib import Path

import geopandas as gpd
import shapely

GEOMETRY = Path(__file__).resolve().parent.parent / "geometry"
DECIMALS = 5


def tidy(polygon: shapely.Geometry, tolerance_m: float) -> shapely.Geometry:
    """Simplify in metres and keep polygons only."""
    simple = shapely.make_valid(polygon.simplify(tolerance_m))
    parts = [p for p in shapely.get_parts(simple) if p.geom_type.endswith("Polygon")]
    return shapely.union_all(parts)


def write(frame: gpd.GeoDataFrame, name: str) -> None:
    """Write a layer to ``data/geometry``, one feature a line, five decimals."""
    degrees = frame.to_crs("EPSG:4326")
    shapes = shapely.set_precision(degrees.geometry.array, 10.0**-DECIMALS)
    columns = [c for c in frame.columns if c != frame.geometry.name]
    lines = []
    for i, shape in enumerate(shapes):
        record = {
            "type": "Feature",
            "properties": {c: frame.iloc[i][c] for c in columns},
            "geometry": json.loads(shapely.to_geojson(shapely.normalize(shape))),
        }
        text = json.dumps(
            record,
            ensure_ascii=False,
            separators=(",", ":"),
            default=lambda v: v.item(),
        )
        lines.append(text)
    body = ",\n".join(lines)
    path = GEOMETRY / f"{name}.geojson"
    path.write_text(
        f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n', encoding="utf-8"
    )
    print(f"{path.name}: {len(frame)} features, {path.stat().st_size / 1e3:.0f} kB")
