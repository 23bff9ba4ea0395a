"""What goes in together stands together or not at all, in either database."""

import pytest
from made_imports import csv_file, geojson, parks
from store.made_rows import square, upsert, zones

from qngeo.errors import ConflictError, SchemaError
from qngeo.io.baseline import read_baseline
from qngeo.services.own_data import fact_entry, own_checks
from qngeo.services.own_data.fact_entry import Entry, NewSource
from qngeo.services.own_data.importing import check_file, import_checked

SOURCE = "vir_2023_03_song_khoai_ip"
FACTS = csv_file(
    "subject_id;attribute;value;unit;as_of;source_id;source_title",
    "park:song_khoai;area_planned;777,5;ha;2024;qd_12;Quyết định 12",
)


def test_versions_of_one_step_are_numbered_in_order_and_told_apart(store):
    made = store.commit_all([upsert(zones(a="A")), upsert(zones(b="B"), note="b")])
    assert [v.number for v in made] == [1, 2]
    assert [v.note for v in store.versions()] == ["", "b"]
    assert store.read("zones", version=1)["name_vi"].tolist() == ["A"]
    store.undo(2, who="Lan")
    assert store.read("zones")["name_vi"].tolist() == ["A"]


def test_when_the_second_is_refused_the_first_is_not_there_either(store):
    store.commit(upsert(zones(a="A")))
    late = upsert(zones(c="C"), based_on=0)
    with pytest.raises(ConflictError):
        store.commit_all([upsert(zones(b="B")), late])
    gone = upsert(zones(), removed=("zone:x",))
    with pytest.raises(ConflictError):
        store.commit_all([upsert(zones(b="B")), gone])
    assert [v.number for v in store.versions()] == [1]
    assert store.read("zones")["name_vi"].tolist() == ["A"]


def test_figures_and_their_new_source_are_one_step(store):
    found = check_file(FACTS, name="f.csv", layer="facts", store=store)
    fact_entry.enter(
        store,
        Entry(subject_id="park:song_khoai", attribute="area_planned", value="700",
              unit="ha", source_id=SOURCE),
        read_baseline(), who="Minh",
    )  # fmt: skip
    with pytest.raises(ConflictError):
        import_checked(store, found, who="Lan")
    assert store.read("sources").empty, "the source of refused figures stays out"
    again = check_file(FACTS, name="f.csv", layer="facts", store=store)
    import_checked(store, again, who="Lan")
    assert store.read("sources")["feature_id"].tolist() == ["qd_12"]
    assert sorted(store.read("facts")["value"]) == ["700", "777.5"]
    assert {v.who for v in store.versions()[-2:]} == {"Lan"}


def test_hectares_of_a_park_are_stored_as_figures_with_its_outline(store):
    frame = parks(area_planned_ha=[20.0, 18.0], source_ids=[SOURCE, SOURCE])
    found = check_file(geojson(frame), name="a.geojson", layer="parks", store=store)
    import_checked(store, found, who="Lan")
    facts = store.read("facts")
    assert dict(zip(facts["subject_id"], facts["value"], strict=True)) == {
        "park:dong": "20", "park:tay": "18",
    }  # fmt: skip
    assert set(facts["source_id"]) == {SOURCE}
    assert store.read("subjects")["feature_id"].tolist() == ["park:dong", "park:tay"]


def test_an_editors_new_source_stands_only_with_its_figure(store):
    entry = Entry(subject_id="park:song_khoai", attribute="area_planned", value="1",
                  unit="ha", source_id="qd_9")  # fmt: skip
    bad = NewSource(source_id="qd_9", title="QĐ 9", url="javascript:alert(1)")
    with pytest.raises(SchemaError, match="no web address"):
        fact_entry.enter(store, entry, read_baseline(), who="Lan", source=bad)
    assert store.versions() == []
    good = NewSource(source_id="qd_9", title="QĐ 9", url="https://a.vn")
    fact_entry.enter(store, entry, read_baseline(), who="Lan", source=good)
    assert [v.layer for v in store.versions()] == ["sources", "facts"]


def test_the_check_tells_shapes_upon_one_another_and_their_version(store):
    store.commit(upsert(_surveyed("park:a", square()), layer="parks"))
    moved = square(side=0.011)
    store.commit(upsert(_surveyed("park:b", moved), layer="parks"))
    found = own_checks.check_own(store, read_baseline())
    told = found[found["rule"].eq("overlap")]
    assert set(told["severity"]) == {"fault"}
    assert set(told["row"]) == {"park:a", "park:b"}
    assert "undo version 2" in told.set_index("row").loc["park:b", "remedy"]


def _surveyed(own, shape):
    frame = zones(a="A").assign(feature_id=own, geometry_method="surveyed")
    return frame.set_geometry([shape], crs="EPSG:4326")
