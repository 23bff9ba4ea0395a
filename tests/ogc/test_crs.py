"""OGC API – Features Part 2 (OGC 18-058r1): coordinate systems by reference."""

import numpy as np
import pytest
from made_ogc import CRS84, EPSG4326, EPSG5899
from pyproj import CRS, Transformer

ITEMS = "/ogc/collections/sites/items"
SYSTEMS = [CRS84, EPSG4326, EPSG5899]


def _point(found):
    return found.whole["features"][0]["geometry"]["coordinates"]


def test_systems_of_a_collection(client):
    """/req/crs/crs-uri, fc-md-crs-list, fc-md-storageCrs-valid-value"""
    found = client.get("/ogc/collections/sites").json()
    assert found["crs"] == SYSTEMS
    assert found["storageCrs"] in found["crs"]
    assert client.get("/ogc/collections/notes").json()["crs"] == [CRS84]


def test_without_a_system_coordinates_are_in_crs84(items):
    """/req/crs/fc-crs-default-value, ogc-crs-header, ogc-crs-header-value"""
    plain, named = items(id="a"), items(id="a", crs=CRS84)
    assert _point(plain) == _point(named) == [107.0, 21.0]
    assert plain.headers["content-crs"] == f"<{CRS84}>"


def test_order_of_axes_is_that_of_the_authority(items):
    """/req/crs/fc-crs-definition, fc-crs-valid-value, fc-crs-action

    EPSG:4326 has latitude before longitude, EPSG:5899 easting before northing.
    """
    found = items(id="a", crs=EPSG4326)
    assert _point(found) == [21.0, 107.0]
    assert found.headers["content-crs"] == f"<{EPSG4326}>"
    assert [axis.abbrev for axis in CRS("EPSG:5899").axis_info] == ["E", "N"]
    east, north = _point(items(id="a", crs=EPSG5899))
    assert 400_000 < east < 500_000  # west of 107°45', where easting is 500 km
    assert 2_300_000 < north < 2_350_000  # 21 degrees of about 110.7 km


def test_coordinates_are_those_of_the_official_shift(items):
    """/req/crs/fc-crs-action: within a millimetre of what PROJ gives"""
    there = Transformer.from_crs("EPSG:4326", "EPSG:5899", always_xy=True)
    found = items(id="b", crs=EPSG5899).whole["features"][0]["geometry"]
    ring = np.array(found["coordinates"][0])
    plain = np.array(items(id="b").whole["features"][0]["geometry"]["coordinates"][0])
    wanted = np.column_stack(there.transform(plain[:, 0], plain[:, 1]))
    assert np.abs(ring - wanted).max() < 0.001


@pytest.mark.parametrize("name", ["crs", "bbox-crs"])
@pytest.mark.parametrize(
    "uri",
    [
        "http://www.opengis.net/def/crs/EPSG/0/3857",
        "http://www.opengis.net/def/crs/epsg/0/5899",
        "EPSG:5899",
        "urn:ogc:def:crs:EPSG::5899",
    ],
)
def test_a_system_that_is_not_offered_is_refused(client, name, uri):
    """/req/crs/crs-exception, bbox-crs-exception"""
    answer = client.get(ITEMS, params={name: uri, "bbox": "0,0,1,1"})
    assert answer.status_code == 400
    assert EPSG5899 in answer.json()["description"]


def test_a_table_is_offered_in_the_default_only(client):
    path = "/ogc/collections/notes/items"
    assert client.get(path, params={"crs": EPSG5899}).status_code == 400
    assert client.get(path, params={"crs": CRS84}).status_code == 200


@pytest.mark.parametrize(
    ("box", "uri"),
    [
        ("106.9,20.9,107.1,21.1", CRS84),
        ("20.9,106.9,21.1,107.1", EPSG4326),
    ],
)
def test_a_box_is_read_in_its_system(items, box, uri):
    """/req/crs/fc-bbox-crs-definition, valid-values, action: order of axes as well"""
    assert items(bbox=box, bbox_crs=uri).ids == ["a", "d/1"]
    other = EPSG4326 if uri == CRS84 else CRS84
    assert items(bbox=box, bbox_crs=other).ids == ["d/1"]


def test_a_box_in_metres(items):
    """/req/crs/fc-bbox-crs-action"""
    east, north = _point(items(id="a", crs=EPSG5899))
    near = f"{east - 1},{north - 1},{east + 1},{north + 1}"
    beside = f"{east + 0.01},{north - 1},{east + 1},{north + 1}"
    assert items(bbox=near, bbox_crs=EPSG5899).ids == ["a", "d/1"]
    assert items(bbox=beside, bbox_crs=EPSG5899).ids == ["d/1"]


def test_without_its_system_a_box_is_in_the_default(items):
    """/req/crs/fc-bbox-crs-default-value: whatever the answer's system"""
    assert items(bbox="106.9,20.9,107.1,21.1", crs=EPSG5899).ids == ["a", "d/1"]


def test_one_feature_in_a_system(client):
    """/req/crs/fc-crs-definition B: a single feature as well"""
    answer = client.get(f"{ITEMS}/a", params={"crs": EPSG4326})
    assert answer.json()["geometry"]["coordinates"] == [21.0, 107.0]
    assert answer.headers["content-crs"] == f"<{EPSG4326}>"


def test_pages_keep_the_system(client):
    whole = client.get(ITEMS, params={"crs": EPSG5899, "limit": 1}).json()
    following = next(link["href"] for link in whole["links"] if link["rel"] == "next")
    answer = client.get(following)
    assert answer.headers["content-crs"] == f"<{EPSG5899}>"
