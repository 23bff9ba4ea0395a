"""Undo takes back exactly one version, differences tell what any two differ in."""

import pytest
from shapely import box
from store.made_rows import SIDE, names, replace, square, upsert, zones

from qngeo.errors import ConflictError, SchemaError, UnknownNameError
from qngeo.io.store import Store, open_store

METRES_EAST = 103.97
"""0.001° of longitude at 21° north: 111,319.49 m * cos 21° / sqrt(1 - e² sin² 21°)
/ 1000 = 103.970 m, times the projection's scale there, 0.99998."""


def test_undo_brings_back_what_stood_before_and_is_a_version_itself(store: Store):
    store.commit(replace(zones(a="A", b="B")))
    store.commit(replace(zones(a="A2", c="C").assign(feature_id=["zone:a", "zone:c"])))
    undone = store.undo(2, who="Minh", note="sai tờ bản đồ")
    assert (undone.number, undone.who, undone.action) == (3, "Minh", "undo")
    assert (undone.undoes, undone.note) == (2, "sai tờ bản đồ")
    assert (undone.added, undone.changed, undone.removed) == (1, 1, 1)
    assert names(store.read("zones")) == {"a": "A", "b": "B"}
    assert set(names(store.read("zones", version=2))) == {"a", "c"}
    assert store.differences("zones", 1, 3).empty


def test_an_undo_can_be_undone(store: Store):
    store.commit(replace(zones(a="A")))
    store.undo(1, who="Lan")
    assert names(store.read("zones")) == {}
    store.undo(2, who="Lan")
    assert names(store.read("zones")) == {"a": "A"}


def test_changes_of_other_rows_in_between_stand(store: Store):
    store.commit(replace(zones(a="A", b="B")))
    store.commit(upsert(zones(a="A2")))
    store.commit(upsert(zones(a="-", b="B2").iloc[[1]]))
    store.undo(2, who="Lan")
    assert names(store.read("zones")) == {"a": "A", "b": "B2"}


def test_undo_is_refused_where_a_later_version_changed_the_same_rows(store: Store):
    store.commit(replace(zones(a="A", b="B")))
    store.commit(upsert(zones(a="A2"), who="Minh"))
    words = r"version 1 .*: version 2 \(edit by Minh\) changed zone:a after it"
    with pytest.raises(ConflictError, match=words):
        store.undo(1, who="Lan")
    assert len(store.versions()) == 2
    store.undo(2, who="Lan")
    with pytest.raises(ConflictError, match=r"version 3 \(undo by Lan\)"):
        store.undo(2, who="Lan")


def test_undo_of_what_is_not_there_is_refused(store: Store):
    with pytest.raises(UnknownNameError, match="no version 1; the store is empty"):
        store.undo(1, who="Lan")
    store.commit(replace(zones(a="A")))
    for number in (0, 2):
        with pytest.raises(UnknownNameError, match=f"no version {number};"):
            store.undo(number, who="Lan")
    with pytest.raises(SchemaError, match="needs a name"):
        store.undo(1, who="")


def test_undo_of_a_version_that_changed_nothing_changes_nothing(store: Store):
    store.commit(replace(zones(a="A")))
    store.commit(replace(zones(a="A")))
    undone = store.undo(2, who="Lan")
    assert (undone.added, undone.changed, undone.removed) == (0, 0, 0)
    assert names(store.read("zones")) == {"a": "A"}


def test_differences_name_each_feature_and_column(store: Store):
    first = zones(same="S", moved="M", told="T", gone="G")
    second = zones(same="S", moved="M", told="T2", new="N").assign(
        grade=[None, None, "I", None]
    )
    shift = second.geometry.translate(xoff=0.001)
    second.loc[1, "geometry"] = shift[1]
    store.commit(replace(first))
    store.commit(replace(second))
    found = store.differences("zones", 1, 2).set_index("feature_id")
    assert found["kind"].to_dict() == {
        "zone:gone": "removed",
        "zone:moved": "changed",
        "zone:new": "added",
        "zone:told": "changed",
    }
    assert found["columns"]["zone:told"] == ("name_vi", "grade")
    assert found["columns"]["zone:moved"] == ("geometry",)
    assert found["columns"]["zone:gone"] == ()
    assert found["moved_m"]["zone:moved"] == pytest.approx(METRES_EAST, abs=0.02)
    assert found["moved_m"]["zone:told"] == 0
    assert found["moved_m"].isna().to_dict()["zone:new"]
    # a square of 0.01 degrees at 21 north: 1,039.8 m by 1,107.2 m
    assert found["area_change_ha"]["zone:new"] == pytest.approx(115.1, abs=0.1)
    assert found["area_change_ha"]["zone:gone"] == pytest.approx(-115.1, abs=0.1)
    assert found["area_change_ha"]["zone:moved"] == pytest.approx(0, abs=0.01)
    back = store.differences("zones", 2, 1).set_index("feature_id")
    assert back["kind"]["zone:gone"] == "added"


def test_half_of_a_square_is_half_of_its_area_less(store: Store):
    whole, half = zones(a="A"), zones(a="A")
    west, south, east, north = square().bounds
    half.loc[0, "geometry"] = box(west, south, east - SIDE / 2, north)
    store.commit(replace(whole))
    store.commit(replace(half))
    row = store.differences("zones", 1, 2).iloc[0]
    assert row["area_change_ha"] == pytest.approx(-115.1 / 2, abs=0.1)
    assert row["moved_m"] == pytest.approx(METRES_EAST * 5, abs=0.1)


def test_a_geometry_that_comes_or_goes_is_named_without_a_distance(store: Store):
    drawn, blank = zones(a="A"), zones(a="A").set_geometry([None], crs="EPSG:4326")
    store.commit(replace(blank))
    store.commit(replace(drawn))
    row = store.differences("zones", 1, 2).iloc[0]
    assert (row["kind"], row["columns"]) == ("changed", ("geometry",))
    assert row[["moved_m", "area_change_ha"]].isna().all()


def test_a_row_changed_and_changed_back_is_no_difference(store: Store):
    for name in ("A", "A2", "A"):
        store.commit(upsert(zones(a=name)))
    assert store.differences("zones", 1, 3).empty
    assert len(store.differences("zones", 0, 3)) == 1


def test_true_and_one_are_told_apart(file):
    store = open_store(str(file))
    store.commit(replace(zones(a="A").assign(grade=[1])))
    store.commit(replace(zones(a="A").assign(grade=[True])))
    assert store.differences("zones", 1, 2)["columns"].tolist() == [("grade",)]


def test_tables_without_geometry_have_no_distances(file):
    store = open_store(str(file))
    facts = zones(a="A").drop(columns=["geometry", "name_vi"]).assign(value="1")
    store.commit(upsert(facts, layer="facts"))
    store.commit(upsert(facts.assign(value="2"), layer="facts"))
    row = store.differences("facts", 1, 2).iloc[0]
    assert row["columns"] == ("value",)
    assert row[["moved_m", "area_change_ha"]].isna().all()
