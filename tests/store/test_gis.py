"""Other programs open the store as it is: GDAL the file, PostGIS its tables."""

import sqlite3
from contextlib import closing

import geopandas as gpd
import pyogrio
import pytest
import shapely
from pyogrio.errors import FeatureError
from store.made_rows import replace, square, upsert, zones

from qngeo.io.store import LAYERS, open_store

SPATIAL = {f"current_{n}": layer.geometry for n, layer in LAYERS.items()}


@pytest.fixture
def filled(file):
    store = open_store(str(file))
    store.commit(replace(zones(a="Đông Triều", b="B", c="C")))
    store.commit(upsert(zones(a="Đông Triều 2"), removed=("zone:c",)))
    store.commit(
        upsert(
            zones(p="Cảng").set_geometry([shapely.Point(107, 21)], crs="EPSG:4326"),
            layer="places",
        )
    )
    store.close()
    return file


def test_gdal_lists_one_layer_for_each_and_nothing_else(filled):
    listed = {name: kind or "" for name, kind in pyogrio.list_layers(filled)}
    assert listed == SPATIAL


def test_gdal_reads_the_current_rows_with_crs_geometry_and_attributes(filled):
    read = gpd.read_file(filled, layer="current_zones", fid_as_index=True)
    assert read.crs == "EPSG:4326"
    assert dict(zip(read["feature_id"], read["name_vi"], strict=True)) == {
        "zone:a": "Đông Triều 2",
        "zone:b": "B",
    }
    assert read.index.is_unique
    shapes = read.set_index("feature_id").geometry
    assert shapes["zone:b"].equals_exact(shapely.MultiPolygon([square(1)]), tolerance=0)
    bounds = pyogrio.read_info(filled, layer="current_zones", force_total_bounds=True)
    assert bounds["total_bounds"] == pytest.approx((107.0, 21.0, 107.03, 21.01))
    point = gpd.read_file(filled, layer="current_places").geometry[0]
    assert (point.x, point.y) == (107, 21)


def test_gdal_filters_by_place_and_by_attribute(filled):
    near = gpd.read_file(filled, layer="current_zones", bbox=(107.0, 21, 107.005, 22))
    named = gpd.read_file(filled, layer="current_zones", where="name_vi = 'B'")
    assert list(near["feature_id"]) == ["zone:a"]
    assert list(named["feature_id"]) == ["zone:b"]


def test_the_file_bears_the_marks_of_the_standard(filled):
    with closing(sqlite3.connect(filled)) as connection:
        found = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
        links = connection.execute("PRAGMA foreign_key_check").fetchall()
    assert found.to_bytes(4, "big") == b"GPKG"
    assert (version, sound, links) == (10300, "ok", [])


def test_a_program_cannot_edit_the_current_layers_behind_the_log(filled):
    frame = zones(a="X").rename_geometry("geom")
    frame["geom"] = [shapely.MultiPolygon([shape]) for shape in frame["geom"]]
    with pytest.raises(FeatureError, match="current_zones because it is a view"):
        pyogrio.write_dataframe(frame, filled, layer="current_zones", append=True)
    read = gpd.read_file(filled, layer="current_zones")
    assert "X" not in set(read["name_vi"])


def test_postgis_declares_kind_and_crs_and_indexes_places(cluster, database):
    store = open_store(cluster.url(database))
    store.commit(replace(zones(a="A", b="B")))
    store.commit(upsert(zones(a="A2")))
    declared = cluster.sql(
        "SELECT f_table_name, type, srid FROM geometry_columns "
        "WHERE f_table_name IN ('zones', 'current_zones') ORDER BY 1",
        database=database,
    )
    shown = cluster.sql(
        "SELECT feature_id, name_vi, ST_SRID(geom), ST_AsText(geom) "
        "FROM qngeo.current_zones ORDER BY 1",
        database=database,
    )
    indexes = cluster.sql(
        "SELECT indexdef FROM pg_indexes WHERE tablename = 'zones'", database=database
    )
    store.close()
    assert declared == [
        ("current_zones", "MULTIPOLYGON", 4326),
        ("zones", "MULTIPOLYGON", 4326),
    ]
    assert [row[:3] for row in shown] == [("zone:a", "A2", 4326), ("zone:b", "B", 4326)]
    assert shapely.from_wkt(shown[1][3]).equals_exact(
        shapely.MultiPolygon([square(1)]), tolerance=1e-12
    )
    assert any("USING gist (geom)" in text for (text,) in indexes)


def test_stored_versions_cannot_be_changed_by_plain_sql(store, ask):
    store.commit(replace(zones(a="A")))
    for statement in (
        "UPDATE {}zones SET name_vi = 'X'",
        "DELETE FROM {}zones",
        "UPDATE {}versions SET who = 'X'",
        "DELETE FROM {}versions",
    ):
        with pytest.raises(Exception, match="stored versions are never changed"):
            ask(statement)
    assert list(store.read("zones")["name_vi"]) == ["A"]
    assert store.versions()[0].who == "Lan"
