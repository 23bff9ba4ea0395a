"""Transport lines and points say how far they may be off."""

import pandas as pd
import pytest

from qngeo.domain.transport import network


def line_table():
    common = {
        "name_vi": "Đường",
        "name_en": "Road",
        "kind": "road",
        "status": "planned",
    }
    rows = [
        ("b", "2", "21.1", "107.1", "", "schematic"),
        ("a", "2", "21.0", "107.2", "2000", "recalled_2km"),
        ("a", "10", "21.0", "107.3", "350", "recalled_checked_0.35km"),
        ("a", "1", "21.0", "107.0", "", "osm_node_scgraph"),
        ("b", "1", "21.0", "107.0", "", "osm_node_scgraph"),
    ]
    names = ["line_id", "seq", "lat", "lon", "position_error_m", "position_method"]
    table = pd.DataFrame(rows, columns=names).assign(**common)
    sources = table["position_method"].map(
        lambda method: "a_map" if "osm" in method else "nobody"
    )
    return table.assign(subject_id="road:" + table["line_id"], source_id=sources)


def test_points_are_joined_in_the_order_of_their_numbers():
    found = network.lines(line_table()).set_index("feature_id")
    assert list(found.geometry["a"].coords) == [
        (107.0, 21.0),
        (107.2, 21.0),
        (107.3, 21.0),
    ]
    assert found.index.tolist() == ["b", "a"]


def test_a_line_is_as_good_as_its_worst_point():
    found = network.lines(line_table()).set_index("feature_id")
    assert found["position_error_m"]["a"] == 2000
    assert found["position_error_m"]["b"] == network.ERROR_M["schematic"]


def test_one_schematic_point_makes_a_corridor():
    found = network.lines(line_table()).set_index("feature_id")
    assert found["corridor"].to_dict() == {"a": False, "b": True}
    assert found["note_en"]["b"] == network.CORRIDOR_EN
    assert set(found["geometry_method"]) == {"schematic"}, "straight between points"


def test_a_line_cites_the_sources_of_all_its_points_once():
    found = network.lines(line_table()).set_index("feature_id")
    assert found["source_ids"]["a"] == "a_map; nobody"


@pytest.mark.parametrize(
    ("method", "stated", "expected"),
    [
        ("recalled_1km", "1000", 1000),
        ("osm_node_scgraph", "300", 300),
        ("osm_node_scgraph", "", network.ERROR_M["osm_node_scgraph"]),
        ("unheard_of", "", None),
    ],
)
def test_a_stated_error_goes_before_the_usual_one(method, stated, expected):
    table = pd.DataFrame({"position_error_m": [stated], "position_method": [method]})
    found = network.control_error(table).item()
    assert pd.isna(found) if expected is None else found == expected


def test_points_keep_order_and_place():
    table = pd.DataFrame(
        {
            "point_id": ["g:2", "g:1"],
            "subject_id": ["gate:2", "gate:1"],
            "name_vi": "Cửa khẩu",
            "name_en": "Gate",
            "kind": "border_gate",
            "status": "operating",
            "lat": ["21.5", "21.6"],
            "lon": ["107.9", "107.7"],
            "position_error_m": ["400", "3000"],
            "position_method": ["osm_node_scgraph", "schematic"],
            "source_id": "made_up",
        }
    )
    found = network.points(table)
    assert list(found.columns) == network.NETWORK_COLUMNS
    assert found["feature_id"].tolist() == ["g:2", "g:1"]
    assert (found.geometry[0].x, found.geometry[0].y) == (107.9, 21.5)
    assert found["geometry_method"].tolist() == ["digitised", "schematic"]
    assert found["note_en"].tolist() == ["", network.PLACE_EN]
