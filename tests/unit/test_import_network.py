"""Own roads and places: what a file must hold, where it may lie, how it is drawn."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from made_imports import EAST, NORTH, csv_file, finding, geojson, keys
from pyogrio import write_dataframe

from qngeo.domain.transport.own_network import lines_in_place, points_in_place
from qngeo.io.store import open_store
from qngeo.services.own_data import known
from qngeo.services.own_data.importing import check_file, import_checked


def line(*, north=0.0, length=3000.0):
    """A straight line in EPSG:5899 near Quảng Yên, metres."""
    start, end = (EAST, NORTH + north), (EAST + length, NORTH + north)
    return shapely.LineString([start, end])


def roads(*shapes, **columns):
    table = {
        "name_vi": [f"Đường {at}" for at in range(len(shapes))],
        "kind": ["Đường tỉnh"] * len(shapes),
        **columns,
    }
    return gpd.GeoDataFrame(table, geometry=list(shapes), crs=5899)


def check(frame, layer="roads", **more):
    return check_file(geojson(frame), name="a.geojson", layer=layer, **more)


def faults(found):
    return [(f.row, f.key) for f in found.report.findings if f.severity == "fault"]


def test_roads_get_ids_by_their_kind_and_codes_by_their_words():
    kinds = ["Quốc lộ", "cao tốc", "đường sắt"]
    shapes = [line(north=500 * at) for at in range(3)]
    found = check(roads(*shapes, kind=kinds, name_vi=["Một", "Hai", "Ba"]))
    assert faults(found) == []
    table = found.rows.set_index("feature_id")
    assert table["kind"].to_dict() == {
        "road:mot": "national_road", "road:hai": "expressway", "rail:ba": "railway",
    }  # fmt: skip
    assert set(table.geom_type) == {"MultiLineString"}
    lengths = table.geometry.to_crs(5899).length
    assert lengths.to_numpy() == pytest.approx(3000.0, abs=0.01)
    words = finding(found.report, "drawn_only").words("en")
    assert "travel times keep to the published network" in words


def test_a_known_road_keeps_its_id_and_is_told_when_it_lies_elsewhere():
    found = check(roads(line(), name_vi=["Quốc lộ 18"]))
    assert found.rows["feature_id"].tolist() == ["road:ql18"]
    assert finding(found.report, "far_off").values["km"] > 5


@pytest.mark.parametrize(
    ("shape", "key"),
    [
        (shapely.box(EAST, NORTH, EAST + 100, NORTH + 100), "shape_no_line"),
        (shapely.Point(EAST, NORTH), "shape_no_line"),
        (shapely.LineString([(EAST, NORTH), (EAST, NORTH)]), "shape_no_length"),
        (None, "shape_missing"),
    ],
)
def test_what_is_no_line_is_a_fault_of_its_row(shape, key):
    found = check(roads(line(), shape))
    assert faults(found) == [(2, key)]
    assert found.report.accepted == 1


def test_a_road_out_of_the_province_is_a_fault_and_one_across_its_border_a_warning():
    # Three quarters of 40 km due west of Đông Triều lie in Bắc Ninh and beyond.
    hanoi = shapely.LineString([(105.8, 21.0), (105.9, 21.0)])
    across = shapely.LineString([(106.0, 21.1), (106.55, 21.1)])
    frame = roads(line(), line(), line()).to_crs(4326)
    frame.loc[1, "geometry"] = hanoi
    frame.loc[2, "geometry"] = across
    found = check(frame)
    assert faults(found) == [(2, "outside")]
    share = finding(found.report, "partly_outside").values["share"]
    assert 50 < share < 100


def test_a_road_needs_its_kind_and_two_of_one_name_an_id_each():
    frame = roads(line(), line(north=100), name_vi=["A", "A"]).drop(columns="kind")
    assert {k for _, k in faults(check(frame))} == {"column_missing", "id_twice"}
    assert faults(check(roads(line(), kind=["đường mòn"]))) == [(1, "code_unknown")]


def test_corner_points_of_a_road_are_joined_to_an_open_line():
    rows = csv_file(
        "Mã;Tên;Loại;X;Y",
        f"road:a;A;Quốc lộ;{NORTH};{EAST}",
        f"road:a;A;Quốc lộ;{NORTH};{EAST + 300}",
        f"road:a;A;Quốc lộ;{NORTH + 400};{EAST + 300}",
    )
    found = check_file(rows, name="r.csv", layer="roads", crs="5899")
    assert faults(found) == []
    length = found.rows.geometry.to_crs(5899).length.item()
    assert length == pytest.approx(300 + 400, abs=0.01), "not closed to a triangle"


def test_places_of_a_table_get_their_kind_and_the_id_of_it():
    rows = csv_file(
        "Tên,Loại,lat,lon",
        "Cảng Mới,Cảng biển,20.95,107.05",
        "Ga Mới,ga,21.05,107.0",
        "Cửa khẩu Mới,Cửa khẩu,21.5,107.9",
        "Xa,sân bay,10.8,106.6",
        "Lạ,chợ,20.95,107.05",
    )
    found = check_file(rows, name="p.csv", layer="places")
    assert faults(found) == [(5, "outside"), (6, "code_unknown")]
    assert found.rows["feature_id"].tolist() == [
        "port:cang_moi", "station:ga_moi", "gate:cua_khau_moi",
    ]  # fmt: skip
    assert set(found.rows.geom_type) == {"Point"}
    assert (found.rows.geometry.x[0], found.rows.geometry.y[0]) == (107.05, 20.95)


def test_several_points_in_one_place_are_refused_and_a_single_one_is_plain():
    both = shapely.MultiPoint([(107.0, 21.0), (107.1, 21.0)])
    frame = gpd.GeoDataFrame(
        {"name_vi": ["A", "B"], "kind": "airport"},
        geometry=[both, shapely.MultiPoint([(107.0, 21.0)])],
        crs=4326,
    )
    found = check(frame, "places")
    assert faults(found) == [(1, "shape_points")]
    assert found.rows.geometry.item() == shapely.Point(107, 21)


def test_a_geopackage_gives_lines_to_roads_and_areas_to_parks(tmp_path):
    path = tmp_path / "a.gpkg"
    write_dataframe(roads(line()), path, layer="duong")
    area = gpd.GeoDataFrame(
        {"name_vi": ["KCN A"]}, geometry=[line().buffer(200)], crs=5899
    )
    write_dataframe(area, path, layer="khu", append=True)
    found = {
        layer: check_file(path.read_bytes(), name="a.gpkg", layer=layer)
        for layer in ("roads", "parks")
    }
    assert found["roads"].rows["name_vi"].tolist() == ["Đường 0"]
    assert found["parks"].rows["name_vi"].tolist() == ["KCN A"]


def drawn():
    """Two published lines of one road and a third of another."""
    return gpd.GeoDataFrame(
        {
            "subject_id": ["road:a", "road:a", "road:b"],
            "feature_id": ["a1", "a2", "b1"],
            "name_vi": ["A", "A", "B"], "name_en": ["Road A", "Road A", "Road B"],
            "kind": "national_road", "status": "operating",
            "geometry_method": "schematic", "position_error_m": 1000.0,
            "note_vi": "x", "note_en": "x", "source_ids": "s", "corridor": True,
        },
        geometry=[shapely.LineString([(107, 21), (107.1, 21 + n)]) for n in range(3)],
        crs=4326,
    )  # fmt: skip


def own(**columns):
    empty = dict.fromkeys(
        ("subject_id", "name_vi", "name_en", "kind", "status", "geometry_method",
         "note_vi", "note_en", "source_ids")
    )  # fmt: skip
    return gpd.GeoDataFrame(
        {"feature_id": ["road:a"], **{k: [v] for k, v in empty.items()},
         "position_error_m": [np.nan], **columns},
        geometry=[shapely.LineString([(107.5, 21), (107.6, 21)])], crs=4326,
    )  # fmt: skip


def test_an_own_road_takes_the_place_of_all_lines_of_its_subject():
    found = lines_in_place(drawn(), own(name_vi=["A mới"])).set_index("subject_id")
    assert sorted(found.index) == ["road:a", "road:b"]
    fresh = found.loc["road:a"]
    assert (fresh["name_vi"], fresh["name_en"]) == ("A mới", "Road A")
    assert (fresh["kind"], fresh["geometry_method"]) == ("national_road", "as_given")
    assert not fresh["corridor"]
    assert fresh["note_vi"] == "", "what spoke of the old line does not hold"
    assert np.isnan(fresh["position_error_m"])
    assert found.loc["road:b", "corridor"]


def test_an_own_place_that_is_new_is_added_and_without_own_nothing_changes():
    points = drawn().drop(columns="corridor")
    fresh = own(feature_id=["port:x"], name_vi=["X"], kind=["seaport"])
    found = points_in_place(points, fresh)
    assert len(found) == 4
    last = found.iloc[-1]
    assert (last["subject_id"], last["name_en"], last["kind"]) == (
        "port:x", "X", "seaport",
    )  # fmt: skip
    assert points_in_place(points, fresh.iloc[:0]) is points


@pytest.mark.usefixtures("own_store")
def test_imported_roads_and_places_stand_in_the_layers_of_the_map():
    store = known.store()
    both = roads(line(), line(north=300), kind=["Quốc lộ", "đường sắt"])
    import_checked(store, check(both, store=store), who="Lan")
    rows = csv_file("Tên,Loại,lat,lon", "Cảng Mới,Cảng biển,20.95,107.05")
    port = check_file(rows, name="p.csv", layer="places", store=store)
    import_checked(store, port, who="Lan")
    files = {
        name: gpd.read_file(known.layers_folder() / f"{name}.geojson")
        for name in ("roads", "railways", "ports")
    }
    ids = {name: set(frame["subject_id"]) for name, frame in files.items()}
    assert "road:duong_0" in ids["roads"]
    assert "road:ql18" in ids["roads"], "published roads stay"
    assert "rail:duong_1" in ids["railways"]
    assert "port:cang_moi" in ids["ports"]


def test_a_store_keeps_lines_and_points(tmp_path):
    store = open_store(str(tmp_path / "own.gpkg"))
    import_checked(store, check(roads(line()), store=store), who="Lan")
    held = store.read("roads").to_crs(5899)
    store.close()
    assert held.length.item() == pytest.approx(3000.0, abs=0.001)
    assert keys(check(roads(line())).report, "fault") == set()
