"""Two made areas and the files that people put such areas into."""

import io
import json
import zipfile

import geopandas as gpd
import pyogrio
import shapely

SQUARE = shapely.box(107.0, 21.0, 107.1, 21.1)
OTHER = shapely.box(107.2, 21.0, 107.3, 21.1)
RING = [[107, 21], [107.1, 21], [107.1, 21.1], [107, 21.1], [107, 21]]


def two_areas():
    return gpd.GeoDataFrame(
        {"ma": ["a", "b"], "ten": ["Rừng Yên Tử", "Đồi"]},
        geometry=[SQUARE, OTHER],
        crs="EPSG:4326",
    )


def written(frame, folder, ending, **options):
    path = folder / f"areas{ending}"
    pyogrio.write_dataframe(frame, path, **options)
    return path


def zipped(members):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return memory.getvalue()


def shapefile(frame, folder, *, without=(), **options):
    """Return a zipped Shapefile, its files in a folder of the zip."""
    written(frame, folder, ".shp", **options)
    return zipped(
        {
            f"my data/{path.name}": path.read_bytes()
            for path in sorted(folder.glob("areas.*"))
            if path.suffix not in (".zip", *without)
        }
    )


def kml(body, head=""):
    text = '<?xml version="1.0" encoding="UTF-8"?>' + head
    text += '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    return f"{text}{body}</Document></kml>".encode()


def placemark(name, ring=RING):
    places = " ".join(f"{x},{y},5" for x, y in ring)
    return (
        f"<Placemark><name>{name}</name><Polygon><outerBoundaryIs><LinearRing>"
        f"<coordinates>{places}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        "</Placemark>"
    )


def geojson(*geometries, **more):
    features = [
        {"type": "Feature", "properties": {}, "geometry": geometry}
        for geometry in geometries
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **more})


def polygon(*ring):
    return {"type": "Polygon", "coordinates": [list(ring)]}
