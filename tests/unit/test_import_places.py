"""Coordinates in a wrong or untold CRS are caught by where the features fall."""

import geopandas as gpd
import numpy as np
import pytest
from made_imports import csv_file, finding, geojson, in_degrees, keys, parks, rectangle

from qngeo.io import vectors
from qngeo.services.own_data import known_before as import_known
from qngeo.services.own_data.importing import check_file

COLUMNS = ["feature_id", "name_vi", "geometry"]


def written(frame, folder, name="a.gpkg"):
    path = folder / name
    frame.to_file(path)
    return path.read_bytes()


def check(content, name="a.gpkg", layer="parks", **more):
    return check_file(content, name=name, layer=layer, **more)


def centre(found):
    place = found.rows.to_crs(5899).geometry.iloc[0].centroid
    return place.x, place.y


def land():
    """The land of the province as a zone, good to 22 m along the coast."""
    drawn = vectors.geometry("land")
    own = drawn[drawn["class"].eq("province")]
    return gpd.GeoDataFrame(
        {"feature_id": ["zone:dat"], "name_vi": ["Đất"]},
        geometry=own.geometry.to_numpy(),
        crs=own.crs,
    ).to_crs(5899)


def offset(frame, folder):
    return check(written(frame, folder), layer="zones").report


def test_metres_declared_as_degrees_are_read_as_the_province_has_them(tmp_path):
    wrong = parks().set_crs(4326, allow_override=True)
    found = check(written(wrong, tmp_path))
    told = finding(found.report, "crs_wrong").values
    assert told["declared"] == "EPSG:4326"
    assert told["used"].startswith("EPSG:5899")
    assert told["share"] == 100.0
    assert found.report.crs == "EPSG:5899"
    x, y = rectangle().centroid.coords[0]
    assert centre(found) == pytest.approx((x, y), abs=0.01)


def test_metres_without_a_crs_and_with_one_named_by_hand():
    rows = [f'park:a,A,"{rectangle().wkt}"']
    content = csv_file("id,ten,wkt", *rows)
    found = check(content, "a.csv")
    assert finding(found.report, "crs_assumed").values["used"].startswith("EPSG:5899")
    named = check(content, "a.csv", crs="5898")
    assert named.report.crs == "EPSG:5898"
    assert "crs_assumed" not in keys(named.report)
    # From the meridian 107°45' to 108°: a quarter of a degree further east.
    east = named.rows.total_bounds[0] - found.rows.total_bounds[0]
    assert east == pytest.approx(0.25, abs=1e-3)


def test_numbers_of_other_meridians_only_are_asked_for():
    # 105°00', 3 degrees: an easting that no zone near the province has of its own.
    shape = in_degrees(rectangle())
    numbers = gpd.GeoSeries([shape], crs=4326).to_crs(5897).iloc[0]
    report = check(csv_file("id,ten,wkt", f'park:a,A,"{numbers.wkt}"'), "a.csv").report
    told = finding(report, "crs_unclear")
    assert told.severity == "fault"
    assert "EPSG:5897" in told.values["readings"]
    assert report.accepted == 0


def test_latitude_first_is_turned_round():
    shape = in_degrees(rectangle())
    turned = ", ".join(f"{y} {x}" for x, y in shape.exterior.coords)
    found = check(csv_file("id,ten,wkt", f'park:a,A,"POLYGON(({turned}))"'), "a.csv")
    assert "axes_turned" in keys(found.report, "warning")
    x, y = rectangle().centroid.coords[0]
    assert centre(found) == pytest.approx((x, y), abs=0.05)


def test_numbers_that_fit_nowhere_are_a_fault_of_the_file():
    report = check(
        csv_file(
            "id,ten,wkt", 'park:a,A,"POLYGON((1e7 1e7, 2e7 1e7, 1e7 2e7, 1e7 1e7))"'
        ),
        "a.csv",
    ).report
    assert finding(report, "crs_none_fits").severity == "fault"
    assert report.accepted == 0


def test_a_crs_named_by_hand_that_leads_outside_tells_what_would_fit():
    found = check(geojson(parks()), "a.geojson", crs="3857")
    told = finding(found.report, "crs_asked_outside").values
    assert told["others"].startswith("EPSG:4326")
    assert found.report.accepted == 0


def test_the_coast_of_a_layer_400_m_too_far_east_is_seen(tmp_path):
    moved = land()
    moved["geometry"] = moved.translate(400.0, 0.0)
    told = finding(offset(moved, tmp_path), "coast_offset")
    assert told.severity == "warning"
    assert told.values["east"] == pytest.approx(400, abs=25)
    assert told.values["north"] == pytest.approx(0, abs=25)
    assert told.values["distance"] == pytest.approx(400, abs=25)


def test_a_layer_on_the_coast_says_nothing(tmp_path):
    assert "coast_offset" not in keys(offset(land(), tmp_path))


def test_vn2000_numbers_declared_as_wgs84_are_known_by_their_shift(tmp_path):
    numbers = land().to_crs(4756)
    wrong = numbers.set_crs(4326, allow_override=True)
    report = offset(wrong, tmp_path)
    assert finding(report, "crs_sibling").values["other"] == "EPSG:4756"
    # The official shift moves a place of the province some 195 m east and 110 m south.
    told = finding(report, "coast_offset").values
    assert np.hypot(told["east"], told["north"]) == pytest.approx(224, abs=30)
    named = check(written(wrong, tmp_path, "b.gpkg"), layer="zones", crs="4756").report
    assert "coast_offset" not in keys(named)


def test_a_plain_offset_is_not_taken_for_another_crs(tmp_path):
    moved = land()
    moved["geometry"] = moved.translate(-400.0, 0.0)
    report = offset(moved.to_crs(4326), tmp_path)
    assert "coast_offset" in keys(report)
    assert "crs_sibling" not in keys(report)


def published():
    """The drawn park of Sông Khoai in EPSG:5899."""
    drawn = import_known.drawn("parks")
    return gpd.GeoDataFrame(
        {"feature_id": ["park:song_khoai"], "name_vi": ["Khu công nghiệp Sông Khoai"]},
        geometry=[drawn.loc["park:song_khoai", "geometry"]],
        crs=5899,
    )


def test_a_park_one_meridian_off_lies_far_from_where_it_is_drawn(tmp_path):
    right = published()
    assert "far_off" not in keys(check(written(right, tmp_path)).report)
    # 107°45' taken for 108°00': a quarter of a degree, 26 km, further east.
    wrong = right.set_crs(5898, allow_override=True)
    told = finding(check(written(wrong, tmp_path, "b.gpkg")).report, "far_off")
    assert told.severity == "warning"
    assert told.values["km"] == pytest.approx(26, abs=4)


def test_a_crs_that_leaves_half_outside_tells_of_a_better_one(tmp_path):
    # Two parks 50 km apart; read 26 km further east the eastern one lies out at sea.
    shapes = [rectangle(0), rectangle(25)]
    there = gpd.GeoSeries(shapes, crs=5899).to_crs(4326)
    frame = gpd.GeoDataFrame(
        {"feature_id": ["park:a", "park:b"], "name_vi": ["A", "B"]}, geometry=shapes
    ).set_crs(5898)
    read_east = gpd.GeoSeries(shapes, crs=5898).to_crs(4326)
    reach = import_known.reach()
    assert there.intersects(reach).tolist() == [True, True]
    assert read_east.intersects(reach).tolist() == [True, False]
    report = check(written(frame, tmp_path)).report
    told = finding(report, "crs_better").values
    assert (told["share"], told["other"]) == (50.0, 100.0)
    assert told["used"].startswith("EPSG:5899")
