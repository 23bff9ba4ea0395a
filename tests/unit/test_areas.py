"""Files with areas as people bring them: read, mended and told, or clearly refused."""

import json

import geopandas as gpd
import pyogrio
import pytest
import shapely
from made_areas import (
    OTHER,
    RING,
    SQUARE,
    geojson,
    kml,
    placemark,
    polygon,
    shapefile,
    two_areas,
    written,
    zipped,
)

from qngeo.errors import SchemaError, UnknownNameError
from qngeo.i18n import LANGUAGES, translate
from qngeo.io.uploads.areas import drawn, read_areas
from qngeo.services.forest import areas as service


@pytest.fixture
def two():
    return two_areas()


def keys(found):
    return [note.key for note in found.attrs["told"]]


def assert_two(found, *, names=("Rừng Yên Tử", "Đồi")):
    assert list(found.columns) == ["id", "name", "geometry"]
    assert found.crs.to_epsg() == 4326
    assert list(found["name"]) == list(names)
    for read, made in zip(found.geometry, (SQUARE, OTHER), strict=True):
        assert read.symmetric_difference(made).area < 1e-6 * made.area
    assert not found.has_z.any()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:5899", "EPSG:32648"])
def test_every_kind_of_file_gives_the_same_areas(two, tmp_path, crs):
    there = two.to_crs(crs)
    for ending in (".gpkg",):
        found = read_areas(written(there, tmp_path, ending), name="areas" + ending)
        assert_two(found)
        assert list(found["id"]) == ["a", "b"]
        assert found.attrs["notes"] == ()
    assert_two(read_areas(shapefile(there, tmp_path, encoding="UTF-8"), name="a.zip"))
    table = there.assign(wkt=there.geometry.to_wkt(), crs=crs)[
        ["ma", "ten", "wkt", "crs"]
    ]
    text = table.to_csv(index=False).encode("utf-8-sig")
    assert_two(read_areas(text, name="areas.csv"))


def test_geojson_is_read_with_its_names(two, tmp_path):
    path = written(two, tmp_path, ".geojson")
    assert_two(read_areas(path, name="areas.geojson"))
    assert_two(read_areas(path.read_bytes(), name="AREAS.JSON"))


def test_geojson_in_metres_with_the_old_crs_member_is_brought_over(two):
    metric = json.loads(two.to_crs("EPSG:5899").to_json())
    metric["crs"] = {"properties": {"name": "urn:ogc:def:crs:EPSG::5899"}}
    found = read_areas(json.dumps(metric).encode(), name="areas.geojson")
    assert_two(found)
    assert found.attrs["notes"] == ()


def test_kml_joins_its_folders_and_drops_heights():
    second = placemark("Đồi", [[107.2, 21], [107.3, 21], [107.3, 21.1], [107.2, 21.1],
                               [107.2, 21]])  # fmt: skip
    body = (
        f"<Folder><name>x</name>{placemark('Rừng Yên Tử')}</Folder>"
        f"<Folder><name>y</name>{second}</Folder>"
    )
    assert_two(read_areas(kml(body), name="areas.kml"))
    packed = zipped({"doc.kml": kml(body), "images/a.png": b"x"})
    assert_two(read_areas(packed, name="areas.kmz"))


def test_points_beside_areas_are_left_out_and_told():
    text = geojson(polygon(*RING), {"type": "Point", "coordinates": [107, 21]}, None)
    found = read_areas(text.encode(), name="a.geojson")
    assert len(found) == 1
    assert keys(found) == ["areas.told.left_out"]
    assert found.attrs["notes"][0].startswith("2 features are no areas")


def test_a_ring_that_crosses_itself_is_mended_and_told():
    """A bow tie whose two triangles have a quarter of the square each."""
    bow = polygon([107, 21], [107.1, 21.1], [107.1, 21], [107, 21.1], [107, 21])
    found = read_areas(geojson(bow).encode(), name="a.geojson")
    assert keys(found) == ["areas.told.mended"]
    assert found.is_valid.all()
    assert shapely.area(found.geometry[0]) == pytest.approx(0.01 / 2)


def test_an_area_without_extent_is_left_out_and_told():
    flat = polygon([107, 21], [107.1, 21], [107, 21], [107, 21])
    found = read_areas(geojson(flat, polygon(*RING)).encode(), name="a.geojson")
    assert len(found) == 1
    assert "areas.told.no_extent" in keys(found)
    with pytest.raises(SchemaError, match="holds no polygons"):
        read_areas(geojson(flat).encode(), name="a.geojson")


def test_polygons_of_a_collection_are_kept():
    mixed = {
        "type": "GeometryCollection",
        "geometries": [polygon(*RING), {"type": "Point", "coordinates": [1, 1]}],
    }
    found = read_areas(geojson(mixed).encode(), name="a.geojson")
    assert found.geometry[0].equals(SQUARE)
    bow = polygon([107.5, 21], [107.6, 21.1], [107.6, 21], [107.5, 21.1], [107.5, 21])
    mixed["geometries"].append(bow)
    mended = read_areas(geojson(mixed).encode(), name="a.geojson")
    assert shapely.area(mended.geometry[0]) == pytest.approx(0.01 + 0.01 / 2)


def test_without_a_crs_degrees_are_taken_and_told(two, tmp_path):
    packed = shapefile(two, tmp_path, without=(".prj",), encoding="UTF-8")
    found = read_areas(packed, name="areas.zip")
    assert_two(found)
    assert keys(found) == ["areas.told.assumed.4326"]


def test_without_a_crs_metres_of_the_province_are_taken_and_told(two, tmp_path):
    metric = two.to_crs("EPSG:5899")
    packed = shapefile(metric, tmp_path, without=(".prj",), encoding="UTF-8")
    found = read_areas(packed, name="areas.zip")
    assert_two(found)
    assert keys(found) == ["areas.told.assumed.5899"]
    plain = json.loads(metric.to_json())
    plain.pop("crs", None)
    found = read_areas(json.dumps(plain).encode(), name="areas.geojson")
    assert_two(found)
    assert keys(found) == ["areas.told.assumed.5899"]


def test_names_of_an_unmarked_shapefile_are_read_as_utf8(two, tmp_path):
    packed = shapefile(two, tmp_path, without=(".cpg",), encoding="UTF-8")
    assert_two(read_areas(packed, name="areas.zip"))


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (lambda g: shapely.transform(g, lambda p: p[:, ::-1]), "latitude first"),
        (lambda g: shapely.transform(g, lambda p: p * 1e7), "fit neither degrees nor"),
    ],
)
def test_numbers_that_fit_no_crs_are_refused_with_the_way_out(two, turn, words):
    table = two.assign(wkt=[turn(g).wkt for g in two.geometry])[["ten", "wkt"]]
    with pytest.raises(SchemaError, match=words):
        read_areas(table.to_csv(index=False).encode(), name="a.csv")


def test_northing_first_is_refused(two):
    metric = two.to_crs("EPSG:5899").geometry
    turned = [shapely.transform(g, lambda p: p[:, ::-1]).wkt for g in metric]
    text = two.assign(wkt=turned)[["ten", "wkt"]].to_csv(index=False)
    with pytest.raises(SchemaError, match="northing first"):
        read_areas(text.encode(), name="a.csv")


def test_ids_that_are_not_unique_are_replaced_by_numbers(two, tmp_path):
    path = written(two.assign(ma="x"), tmp_path, ".gpkg")
    found = read_areas(path, name="areas.gpkg")
    assert list(found["id"]) == ["1", "2"]
    assert keys(found) == ["areas.told.numbered"]
    assert "ma" in found.attrs["notes"][0]


def test_a_geopackage_of_several_layers_needs_a_single_one_of_polygons(two, tmp_path):
    path = written(two, tmp_path, ".gpkg", layer="rung")
    points = gpd.GeoDataFrame(geometry=[SQUARE.centroid], crs="EPSG:4326")
    pyogrio.write_dataframe(points, path, layer="diem", append=True)
    assert_two(read_areas(path, name="areas.gpkg"))
    pyogrio.write_dataframe(two, path, layer="them", append=True)
    with pytest.raises(SchemaError, match="it has: rung, them"):
        read_areas(path, name="areas.gpkg")


def test_ewkt_tells_its_crs(two):
    rows = [f"SRID=5899;{g.wkt}" for g in two.to_crs("EPSG:5899").geometry]
    text = two.assign(geometry_=rows)[["ten", "geometry_"]]
    text = text.rename(columns={"geometry_": "WKT"}).to_csv(index=False)
    assert_two(read_areas(text.encode(), name="a.csv"))
    mixed = text.replace("SRID=5899", "SRID=4326", 1)
    with pytest.raises(SchemaError, match="mixes the CRS EPSG:4326 and EPSG:5899"):
        read_areas(mixed.encode(), name="a.csv")


def test_a_drawn_polygon_is_taken_as_it_is():
    feature = {"type": "Feature", "properties": {}, "geometry": polygon(*RING)}
    found = drawn(feature, name="Vùng vẽ")
    assert list(found["name"]) == ["Vùng vẽ"]
    assert found.geometry[0].equals(SQUARE)
    assert found.attrs["notes"] == ()
    assert drawn(polygon(*RING)).geometry[0].equals(SQUARE)
    with pytest.raises(SchemaError, match="holds no polygons"):
        drawn({"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 1]}})


def test_the_published_areas_say_how_far_they_can_be_trusted():
    found = {kind: service.areas(kind) for kind in service.LAYERS}
    assert list(found["province"]["id"]) == ["province:quang_ninh"]
    assert len(found["commune"]) == 54
    for frame in found.values():
        assert frame["id"].is_unique
        assert frame.is_valid.all()
        assert set(frame["method"]) <= set(service.METHODS)
        assert (frame["position_error_m"] > 0).all()
        for lang in LANGUAGES:
            assert all(translate(key, lang) for key in frame["caveat"])


def test_a_park_that_may_lie_elsewhere_says_so():
    parks = service.areas("park").set_index("id")
    metric = parks.geometry.to_crs("EPSG:5899").area ** 0.5
    lost = parks["caveat"].eq(service.ELSEWHERE)
    assert (parks["position_error_m"] > metric).equals(lost)
    assert lost.any()
    assert not lost.all()


def test_an_unknown_kind_names_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'commune'"):
        service.areas("communes")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_notes_are_said_in_the_readers_language(lang):
    text = geojson(polygon(*RING), None)
    found = read_areas(text.encode(), name="a.geojson")
    said = service.notes(found, lang)
    assert said == (translate("areas.told.left_out", lang, count=1),)
