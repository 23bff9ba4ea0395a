"""GeoJSON is written the same way each time and read back as it was."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from qngeo.crs import METRIC, STORAGE, to_metric, to_storage
from qngeo.errors import SchemaError
from qngeo.io import vectors


def frame():
    return gpd.GeoDataFrame(
        {
            "id": ["a", "b"],
            "name_vi": ["Vân Đồn", "Móng Cái"],
            "area": [1.5, np.nan],
            "count": pd.array([1, 2], dtype="int64"),
        },
        geometry=[shapely.Point(107.123456789, 21.1), shapely.box(107, 21, 108, 22)],
        crs=STORAGE,
    )


def test_same_layer_same_text():
    assert vectors.as_text(frame()) == vectors.as_text(frame().copy())


def test_coordinates_have_no_more_than_the_wanted_decimals():
    point = json.loads(vectors.as_text(frame(), decimals=4))["features"][0]["geometry"]
    assert point["coordinates"] == [107.1235, 21.1]


def test_missing_numbers_are_null_and_vietnamese_stays_readable():
    text = vectors.as_text(frame())
    assert "Vân Đồn" in text
    properties = json.loads(text)["features"][1]["properties"]
    assert properties == {"id": "b", "name_vi": "Móng Cái", "area": None, "count": 2}


def test_an_id_column_becomes_the_feature_id():
    feature = json.loads(vectors.as_text(frame(), id_column="id"))["features"][0]
    assert feature["id"] == "a"
    assert "id" not in feature["properties"]


def test_outer_rings_run_anticlockwise():
    ring = json.loads(vectors.as_text(frame()))["features"][1]["geometry"]
    assert shapely.LinearRing(ring["coordinates"][0]).is_ccw


def test_what_is_written_can_be_read(tmp_path):
    path = tmp_path / "layer.geojson"
    vectors.write(path, frame().to_crs(METRIC))
    found = vectors.read(path)
    assert found["name_vi"].tolist() == ["Vân Đồn", "Móng Cái"]
    assert found.crs == STORAGE
    assert found.geometry[1].equals_exact(frame().geometry[1], 1e-5, normalize=True)


def test_a_file_that_is_no_collection_is_refused(tmp_path):
    path = tmp_path / "layer.geojson"
    path.write_text('{"type": "Feature"}')
    with pytest.raises(SchemaError, match=r"layer\.geojson"):
        vectors.read(path)


def test_the_datum_shift_of_195_metres_is_applied():
    # Without the shift the central meridian would lie at 500,000 m east.
    middle = gpd.GeoSeries([shapely.Point(107.75, 21.0)], crs=STORAGE)
    moved = to_metric(middle)[0]
    assert moved.x == pytest.approx(499_804.9, abs=0.1)
    back = to_storage(gpd.GeoSeries([moved], crs=METRIC))[0]
    assert back.distance(middle[0]) < 1e-6
