"""Files with areas that cannot be used end in one clear line, and harm nothing."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from made_areas import (
    RING,
    SQUARE,
    geojson,
    kml,
    placemark,
    polygon,
    two_areas,
    written,
    zipped,
)

from qngeo.errors import MissingDataError, QngeoError, SchemaError
from qngeo.io.uploads import area_limits, areas, small_files, unpacking
from qngeo.io.uploads.areas import drawn, read_areas


@pytest.fixture
def two():
    return two_areas()


BOMB = '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

BAD = [
    ("a.txt", b"x", "areas are read from .geojson"),
    ("a.geojson", b"", "is empty"),
    ("a.geojson", b"{", "is no GeoJSON"),
    ("a.geojson", b"\xff\xfe\x00", "is no GeoJSON"),
    ("a.geojson", b"[" * 100_000, "is no GeoJSON"),
    ("a.geojson", b"[1]", "no GeoJSON of polygons"),
    ("a.geojson", b'{"type":"FeatureCollection"}', "no GeoJSON of polygons"),
    ("a.geojson", b'{"type":"FeatureCollection","features":[]}', "holds no polygons"),
    ("a.geojson", b'{"type":"FeatureCollection","features":[5]}', "feature 1 is no"),
    ("a.geojson", b'{"type":"Polygon"}', "feature 1 holds no sound polygon"),
    ("a.geojson", b'{"type":"Polygon","coordinates":[[[0]]]}', "no sound polygon"),
    ("a.geojson", b'{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}', "no sound"),
    ("a.geojson", b'{"type":"Polygon","coordinates":[[[NaN,0]]]}', "has NaN in it"),
    ("a.geojson", b'{"type":"Polygon","coordinates":[[[1e999,0]]]}', "no finite"),
    ("a.geojson", b"<OGRVRTDataSource></OGRVRTDataSource>", "is no GeoJSON"),
    ("a.gpkg", b"not a database", "is no GeoPackage"),
    ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 200, "cannot be read"),
    ("a.zip", b"PK nonsense", "is no sound zip"),
    ("a.zip", zipped({"a.txt": "x"}), "must hold one Shapefile, it holds: none"),
    ("a.zip", zipped({"a.shp": "x", "b/c.shp": "y"}), "it holds: a.shp, b/c.shp"),
    ("a.zip", zipped({"a.shp": "x"}), "lacks the .shx file"),
    ("a.zip", zipped({"a.shp": "x", "a.shx": "x", "a.dbf": "x"}), "cannot be read"),
    ("a.zip", zipped({"../a.shp": "x"}), "'../a.shp', which leads out"),
    ("a.zip", zipped({"/etc/a.shp": "x"}), "which leads out"),
    ("a.zip", zipped({"x\\..\\a.shp": "x"}), "which leads out"),
    ("a.kmz", zipped({"a.kml": "x", "b.kml": "x"}), "holds 2 KML files"),
    ("a.kml", kml("", BOMB), "its own XML entities"),
    ("a.kml", kml("", OUTSIDE), "its own XML entities"),
    ("a.kml", kml(placemark("x")).decode().encode("utf-16"), "not written in UTF-8"),
    ("a.kml", b'<?xml version="1.0" encoding="UTF-7"?><kml/>', "not written in"),
    ("a.kml", kml("<NetworkLink><href>http://x</href></NetworkLink>"), "not fetched"),
    ("a.kml", b"<html></html>", "is no KML"),
    ("a.kml", kml(""), "holds no polygons"),
    ("a.kml", kml("<Folder>" * 5000 + "</Folder>" * 5000), "cannot be read"),
    ("a.kml", kml("<Placemark><name>broken"), "cannot be read"),
    ("a.csv", b"a,b\n1,2\n", "has no column `wkt`"),
    ("a.csv", b"wkt\nPOINT (1 1)\n", "holds no polygons"),
    ("a.csv", b'wkt\n"POLYGON ((1 1, 2 2"\n', "line 2 holds no sound polygon"),
    ("a.csv", b'wkt\n"POLYGON ((0 0, 1 nan, 1 1, 0 0))"\n', "not finite"),
    ("a.csv", b'wkt,crs\n"POLYGON ((0 0, 1 0, 1 1, 0 0))",EPSG:1\n', "is not known"),
    ("a.csv", b"wkt\n" + b"GEOMETRYCOLLECTION(" * 100_000, "holds no polygons"),
]


@pytest.mark.parametrize(("name", "content", "words"), BAD)
def test_bad_files_end_in_one_clear_line(name, content, words):
    with pytest.raises(SchemaError) as caught:
        read_areas(content, name=name)
    assert words in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(MissingDataError, match=r"no file .*none\.geojson"):
        read_areas(tmp_path / "none.geojson", name="none.geojson")


def test_too_large_files_are_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(small_files, "MAX_BYTES", 10)
    path = tmp_path / "a.geojson"
    path.write_text(geojson(polygon(*RING)))
    for source in (path, path.read_bytes()):
        with pytest.raises(SchemaError, match="MB: at most"):
            read_areas(source, name="a.geojson")


def test_too_many_areas_or_corners_are_refused(monkeypatch, two, tmp_path):
    monkeypatch.setattr(area_limits, "MAX_FEATURES", 1)
    table = two.assign(wkt=two.geometry.to_wkt())[["wkt"]].to_csv(index=False)
    for content, name in (
        (two.to_json().encode(), "a.geojson"),
        (written(two, tmp_path, ".gpkg"), "a.gpkg"),
        (table.encode(), "a.csv"),
    ):
        with pytest.raises(SchemaError, match="holds 2 areas: at most 1"):
            read_areas(content, name=name)
    monkeypatch.undo()
    monkeypatch.setattr(areas, "MAX_VERTICES", 9)
    with pytest.raises(SchemaError, match="more than 9 corners"):
        read_areas(two.to_json().encode(), name="a.geojson")


def test_a_zip_that_swells_is_refused(monkeypatch):
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 1000)
    packed = zipped({"a.shp": b"\0" * 600, "a.dbf": b"\0" * 600})
    with pytest.raises(SchemaError, match="unpacks to more than"):
        read_areas(packed, name="a.zip")
    monkeypatch.setattr(unpacking, "MAX_MEMBERS", 1)
    with pytest.raises(SchemaError, match="holds 2 files: at most 1"):
        read_areas(packed, name="a.zip")


def test_a_locked_zip_is_refused():
    packed = bytearray(zipped({"a.shp": b"x"}))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SchemaError, match="locked by a password"):
        read_areas(bytes(packed), name="a.zip")


def test_a_damaged_member_of_a_zip_is_refused():
    packed = bytearray(zipped({"a.shp": bytes(range(256)) * 20}))
    packed[60] ^= 0xFF
    with pytest.raises(SchemaError, match="no sound zip"):
        read_areas(bytes(packed), name="a.zip")


def test_a_coordinate_that_is_not_finite_names_its_area(two, tmp_path):
    broken = shapely.Polygon([(107, 21), (float("inf"), 21), (107, 22), (107, 21)])
    path = written(two.set_geometry([SQUARE, broken], crs=4326), tmp_path, ".gpkg")
    with pytest.raises(SchemaError, match="area 2 has a coordinate that is not finite"):
        read_areas(path, name="areas.gpkg")


@given(st.binary(max_size=300), st.sampled_from(sorted(areas.READERS)))
def test_no_bytes_end_in_anything_but_a_clear_refusal(content, ending):
    with pytest.raises(QngeoError):
        read_areas(content, name=f"x{ending}")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(-200, 200) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=5),
        max_leaves=20,
    ),
    st.sampled_from(["Polygon", "MultiPolygon", "GeometryCollection", "Point"]),
)
def test_no_drawing_ends_in_anything_but_areas_or_a_clear_refusal(inner, kind):
    try:
        found = drawn({"type": kind, "coordinates": inner, "geometries": inner})
    except QngeoError:
        return
    assert len(found) > 0
    assert found.is_valid.all()
