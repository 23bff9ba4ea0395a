"""A person's file makes qngeo read no other file, ask no address and end in time."""

import io
import json
import sqlite3
import zipfile
from pathlib import Path

import geopandas as gpd
import pyproj
import pytest
from made_areas import kml, placemark, zipped
from made_imports import geojson, parks
from security.conftest import CANARY

from qngeo.crs import read_crs
from qngeo.errors import SchemaError
from qngeo.io.uploads import areas, geopackage_views, parquet_features
from qngeo.io.uploads.files import read_import
from qngeo.io.uploads.xml import safe_xml

XML = '<?xml version="1.0" encoding="UTF-8"?>'


def _refused(content: bytes, name: str) -> str:
    """Return why both readers of outlines refuse a file; it is one line."""
    reasons = []
    for read in (lambda: read_import(content, name, layer="parks"),
                 lambda: areas.read_areas(content, name=name)):  # fmt: skip
        with pytest.raises(SchemaError) as told:
            read()
        reasons.append(str(told.value))
        assert len(reasons[-1].splitlines()) == 1
        assert CANARY not in reasons[-1]
    return " | ".join(reasons)


def _short() -> gpd.GeoDataFrame:
    """Return the parks with names of columns that a Shapefile can hold."""
    return parks()[["feature_id", "name_vi", "geometry"]]


# ---------------------------------------------------------------- GeoPackage


def _package(path: Path, *statements: str, view: str = "") -> bytes:
    parks().to_crs(4326).to_file(path, layer="real", driver="GPKG")
    with sqlite3.connect(path) as base:
        for statement in statements:
            base.execute(statement)
        if view:
            base.execute(f"CREATE VIEW parks AS {view}")
            _register(base)
            base.execute("DELETE FROM gpkg_contents WHERE table_name = 'real'")
            base.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = 'real'")
    base.close()
    return path.read_bytes()


def _register(base: sqlite3.Connection) -> None:
    base.execute(
        "INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id)"
        " VALUES ('parks', 'features', 'parks', 4326)"
    )
    base.execute(
        "INSERT INTO gpkg_geometry_columns VALUES"
        " ('parks', 'geom', 'MULTIPOLYGON', 4326, 0, 0)"
    )


def test_a_layer_that_is_a_plain_view_is_read(tmp_path: Path) -> None:
    content = _package(tmp_path / "a.gpkg", view="SELECT * FROM real")
    assert len(read_import(content, "a.gpkg", layer="parks").table) == 2


@pytest.mark.parametrize(
    "view",
    [
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
        " SELECT x fid, geom, name_vi FROM real, c",
        "SELECT fid, geom, random() name_vi FROM real",
        "SELECT fid, geom, hex(zeroblob(400000000)) name_vi FROM real",
        "SELECT fid, geom, load_extension('/a.so') name_vi FROM real",
        "SELECT fid, geom, readfile('CANARY') name_vi FROM real",
        "SELECT fid, geom, ogr_geocode('TRAP') name_vi FROM real",
        "SELECT fid, geom, gdal_get_pixel_value('CANARY', 1, 'pixel', 0, 0) name_vi"
        " FROM real",
        "SELECT fid, geom, gdal_get_pixel_value('/vsicurl/TRAP', 1, 'pixel', 0, 0)"
        " name_vi FROM real",
        "SELECT * FROM nowhere",
    ],
)
def test_a_layer_that_computes_more_is_refused(
    tmp_path: Path, trap, canary, view: str
) -> None:
    said = view.replace("CANARY", str(canary)).replace("TRAP", f"{trap.url}/a.tif")
    reason = _refused(_package(tmp_path / "a.gpkg", view=said), "a.gpkg")
    assert "computed" in reason or "cannot be read" in reason
    assert trap.asked == []


def test_a_join_that_never_ends_is_stopped(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(geopackage_views, "MAX_STEPS", 1_000_000)
    view = "SELECT a.* FROM n a, n b, n c, n d WHERE a.fid + b.fid + c.fid + d.fid < 0"
    many = ", ".join(f"({n}, NULL)" for n in range(500))
    content = _package(
        tmp_path / "a.gpkg", "CREATE TABLE n(fid INTEGER PRIMARY KEY, geom BLOB)",
        f"INSERT INTO n VALUES {many}", view=view,
    )  # fmt: skip
    assert "computed" in _refused(content, "a.gpkg")


@pytest.mark.parametrize("sort", ["AS", "GENERATED ALWAYS AS", "AS /* a */"])
def test_a_computed_column_of_a_gigabyte_is_refused(tmp_path: Path, sort: str) -> None:
    path = tmp_path / "a.gpkg"
    _package(path)
    with sqlite3.connect(path) as base:
        base.execute(
            "CREATE TABLE parks(fid INTEGER PRIMARY KEY, geom BLOB,"
            f" v TEXT {sort} (hex(zeroblob(60000000))))"
        )
        base.execute("INSERT INTO parks(geom) SELECT geom FROM real")
        base.execute("DELETE FROM gpkg_contents WHERE table_name = 'real'")
        base.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = 'real'")
        _register(base)
    base.close()
    assert "computed" in _refused(path.read_bytes(), "a.gpkg")


def test_a_virtual_table_over_another_file_is_refused(tmp_path: Path, canary) -> None:
    path = tmp_path / "a.gpkg"
    _package(path)
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA writable_schema = ON")
        base.execute(
            "INSERT INTO sqlite_master VALUES ('table', 'parks', 'parks', 0,"
            f" 'CREATE VIRTUAL TABLE parks USING VirtualOGR(''{canary}'')')"
        )
        base.execute("DELETE FROM gpkg_contents WHERE table_name = 'real'")
        _register(base)
    base.close()
    _refused(path.read_bytes(), "a.gpkg")


# ---------------------------------------------------------------- coordinate systems


def _systems(canary: Path, url: str) -> list[str]:
    return [
        f"+init={canary}:{CANARY}",
        f"+proj=longlat +datum=WGS84 +nadgrids={canary}",
        f"+proj=longlat +ellps=bessel +nadgrids=@{canary},null",
        f"+proj=longlat +ellps=bessel +nadgrids={url}/grid.tif",
        f"+proj=longlat +datum=WGS84 +geoidgrids={canary} +vunits=m",
        f"+proj=pipeline +step +proj=hgridshift +grids={canary}",
    ]


def test_a_system_that_rests_on_files_is_refused_unopened(canary, trap) -> None:
    for said in _systems(canary, trap.url):
        frame = json.loads(geojson(parks()))
        frame["crs"] = {"type": "name", "properties": {"name": said}}
        reason = _refused(json.dumps(frame).encode(), "a.geojson")
        assert "not known" in reason
    assert trap.asked == []


def test_a_projection_file_that_rests_on_files_opens_none(tmp_path, canary) -> None:
    folder = tmp_path / "shape"
    folder.mkdir()
    _short().to_crs(3857).to_file(folder / "a.shp")
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    wkt = read_crs("EPSG:3857").to_wkt("WKT1_GDAL")
    assert "nadgrids=@null" in wkt
    away = wkt.replace("@null", str(canary)).replace(',AUTHORITY["EPSG","3857"]]', "]")
    bound = pyproj.CRS(f"+proj=longlat +ellps=bessel +nadgrids={canary}")
    for said in (wkt, away, bound.to_wkt(), bound.to_wkt("WKT1_GDAL")):
        files["a.prj"] = said.encode()
        assert str(canary) not in _system(zipped(files))
    files["a.prj"] = wkt.encode()
    assert "Mercator" in _system(zipped(files)), "the harmless one is read"


def _system(content: bytes) -> str:
    """Return the CRS that a file is read in, "" if it is refused or names none."""
    try:
        found = read_import(content, "a.zip", layer="parks").crs
    except SchemaError:
        return ""
    return "" if found is None else str(found.to_wkt())


@pytest.mark.parametrize(
    "said", ["EPSG:5899", "urn:ogc:def:crs:EPSG::5899", "OGC:CRS84", "EPSG:3857",
             "+proj=tmerc +lat_0=0 +lon_0=107.75 +k=0.9999 +x_0=500000 +y_0=0"
             " +ellps=WGS84 +towgs84=-191.9,-39.3,-111.4,0,0,0,0 +units=m"],
)  # fmt: skip
def test_systems_that_people_have_are_read(said: str) -> None:
    assert read_crs(said).name
    assert read_crs(read_crs(said).to_wkt()).name
    assert read_crs(read_crs(said).to_json_dict()).name


# ---------------------------------------------------------------- markup and the rest


def test_markup_that_points_elsewhere_is_not_followed(canary, trap) -> None:
    feature = (
        '<f:parks><f:g><gml:Polygon srsName="EPSG:4326"><gml:exterior><gml:LinearRing>'
        "<gml:posList>21 107 21 107.1 21.1 107.1 21 107</gml:posList></gml:LinearRing>"
        "</gml:exterior></gml:Polygon></f:g></f:parks>"
    )
    wfs = "wfs?SERVICE=WFS&amp;VERSION=1.0.0&amp;REQUEST=DescribeFeatureType"
    places = (f"{trap.url}/a.xsd", f"{trap.url}/{wfs}&amp;TYPENAME=parks", str(canary),
              f"/vsicurl/{trap.url}/a.xsd")  # fmt: skip
    for schema in places:
        for attribute in ("xsi:schemaLocation", "xsi:noNamespaceSchemaLocation"):
            text = (
                f'{XML}<f:FeatureCollection xmlns:f="http://ogr.maptools.org/"'
                ' xmlns:gml="http://www.opengis.net/gml"'
                ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
                f' {attribute}="http://ogr.maptools.org/ {schema}">'
                f"<gml:featureMember>{feature}</gml:featureMember>"
                "</f:FeatureCollection>"
            )
            roots = frozenset({"featurecollection"})
            assert b"a.xsd" not in safe_xml(text.encode(), "a.gml", roots=roots)
            read = read_import(text.encode(), "a.gml", layer="parks")
            assert len(read.table) == 1
    style = (
        f"<Style><IconStyle><Icon><href>{trap.url}/i.png</href></Icon></IconStyle>"
        f"</Style><styleUrl>{trap.url}/s.kml#a</styleUrl>"
        f"<GroundOverlay><Icon><href>{trap.url}/o.png</href></Icon></GroundOverlay>"
    )
    read_import(kml(style + placemark("A")), "a.kml", layer="parks")
    assert trap.asked == []


def test_a_link_within_a_zip_is_a_text_and_not_followed(tmp_path, canary) -> None:
    memory = io.BytesIO()
    folder = tmp_path / "shape"
    folder.mkdir()
    _short().to_file(folder / "a.shp")
    with zipfile.ZipFile(memory, "w") as packed:
        for path in folder.iterdir():
            if path.suffix != ".dbf":
                packed.write(path, path.name)
        link = zipfile.ZipInfo("a.dbf")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, str(canary))
    content = memory.getvalue()
    assert CANARY not in str(areas.read_areas(content, name="a.zip"))
    assert CANARY not in str(read_import(content, "a.zip", layer="parks").table)


def test_a_small_file_that_swells_is_refused_before_it_is_unpacked(monkeypatch) -> None:
    frame = parks(name_vi=["x" * 4_000_000, "y"])
    memory = io.BytesIO()
    frame.to_parquet(memory, compression="zstd")
    content = memory.getvalue()
    assert len(content) < 100_000
    assert len(read_import(content, "a.parquet", layer="parks").table) == 2

    def unpack(*_: object, **__: object) -> None:
        pytest.fail("it was unpacked")

    monkeypatch.setattr(parquet_features, "MAX_TABLE_BYTES", 3_000_000)
    monkeypatch.setattr(parquet_features.pq.ParquetFile, "iter_batches", unpack)
    with pytest.raises(SchemaError, match="unpacks to more than 3 MB"):
        read_import(content, "a.parquet", layer="parks")
