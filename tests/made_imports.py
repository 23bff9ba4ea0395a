"""Two made parks of known area in the province, and files that hold them."""

import io
import json

import ezdxf
import geopandas as gpd
import openpyxl
import pyproj
import shapely

EAST, NORTH = 480_000.0, 2_340_000.0
"""Corner of the first park in EPSG:5899, metres: land near Quảng Yên."""


def rectangle(at=0, *, width=500.0, height=400.0):
    """A rectangle of 20 ha in EPSG:5899, the n-th of a row 2 km apart."""
    west = EAST + at * 2_000.0
    return shapely.box(west, NORTH, west + width, NORTH + height)


def in_degrees(shape, crs="EPSG:5899"):
    change = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    return shapely.transform(shape, change.transform, interleaved=False)


def parks(**columns):
    """Two parks, Đông and Tây, of 20 ha each, in EPSG:5899."""
    table = {
        "feature_id": ["park:dong", "park:tay"],
        "name_vi": ["Khu công nghiệp Đông", "Khu công nghiệp Tây"],
        "area_published_ha": [20.0, 20.0],
        **columns,
    }
    return gpd.GeoDataFrame(table, geometry=[rectangle(0), rectangle(1)], crs=5899)


def geojson(frame):
    """A GeoJSON in WGS 84, as RFC 7946 wants it, with all decimals."""
    features = []
    for row in frame.to_crs(4326).to_dict("records"):
        shape = row.pop(frame.geometry.name)
        drawn = None if shape is None else json.loads(shapely.to_geojson(shape))
        known = {k: None if v != v else v for k, v in row.items()}  # noqa: PLR0124
        features.append({"type": "Feature", "properties": known, "geometry": drawn})
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False).encode()


def csv_file(*lines, encoding="utf-8"):
    return "\n".join(lines).encode(encoding)


def xlsx(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    memory = io.BytesIO()
    book.save(memory)
    return memory.getvalue()


def dxf(*outlines, closed=True):
    """A drawing with one lightweight polyline for each (layer, polygon)."""
    drawing = ezdxf.new("R2010")
    for layer, polygon in outlines:
        points = list(polygon.exterior.coords)
        points = points[:-1] if closed else points[:-2]
        drawing.modelspace().add_lwpolyline(
            points, close=closed, dxfattribs={"layer": layer}
        )
    memory = io.StringIO()
    drawing.write(memory)
    return memory.getvalue().encode()


def keys(report, severity=None):
    """The findings of a report as a set of keys."""
    return {f.key for f in report.findings if severity in (None, f.severity)}


def finding(report, key):
    """The only finding with a key."""
    (found,) = [f for f in report.findings if f.key == key]
    return found
