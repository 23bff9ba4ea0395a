"""What a writer hands over comes back the same, version by version."""

import json
from datetime import UTC, date, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from store.made_rows import names, replace, square, upsert, zones

from qngeo.config import Settings
from qngeo.errors import ConflictError, SchemaError, StoreError, UnknownNameError
from qngeo.io import store as stores
from qngeo.io.store import Commit, Store, log, open_store, with_extra_columns


def test_a_store_without_versions_reads_as_empty_layers_with_their_columns(
    store: Store,
):
    zones_read, facts_read = store.read("zones"), store.read("facts")
    assert store.versions() == []
    assert store.newest() == 0
    assert len(zones_read) == len(facts_read) == 0
    assert zones_read.crs == "EPSG:4326"
    assert {"feature_id", "name_vi", "position_error_m", "extra", "in_version"} < set(
        zones_read.columns
    )
    assert {"feature_id", "subject_id", "value", "source_id"} < set(facts_read.columns)


def test_reading_makes_no_file(file):
    store = open_store(str(file))
    store.read("zones")
    store.close()
    assert not file.parent.exists()


def test_a_version_says_who_when_from_which_file_and_how_much(store: Store):
    before = datetime.now(UTC)
    commit = replace(
        zones(a="A", b="B"),
        file_name="khu kinh tế.gpkg",
        file_sha256="ab" * 32,
        report={"rows": 2, "lời": "không lỗi"},
        note="đợt 1",
    )
    version = store.commit(commit)
    assert (version.number, version.who, version.action) == (1, "Lan", "import")
    assert (version.layer, version.undoes) == ("zones", None)
    assert (version.file_name, version.file_sha256) == ("khu kinh tế.gpkg", "ab" * 32)
    assert version.report == {"rows": 2, "lời": "không lỗi"}
    assert (version.note, version.added, version.changed, version.removed) == (
        "đợt 1", 2, 0, 0)  # fmt: skip
    assert before <= version.made <= datetime.now(UTC)
    assert version.made.tzinfo is UTC
    assert store.versions() == [version]


def test_an_upsert_leaves_other_rows_and_a_replace_does_not(store: Store):
    store.commit(replace(zones(a="A", b="B")))
    second = store.commit(upsert(zones(b="B mới", c="C").iloc[[0, 1]]))
    assert (second.added, second.changed, second.removed) == (1, 1, 0)
    assert names(store.read("zones")) == {"a": "A", "b": "B mới", "c": "C"}
    third = store.commit(replace(zones(c="C")))
    assert third.removed == 2
    assert names(store.read("zones")) == {"c": "C"}


def test_old_versions_stay_readable(store: Store):
    for name in ("A", "A2", "A3"):
        store.commit(upsert(zones(a=name)))
    read = [names(store.read("zones", version=n)) for n in (0, 1, 2, 3)]
    assert read == [{}, {"a": "A"}, {"a": "A2"}, {"a": "A3"}]


def test_rows_handed_over_unchanged_are_not_stored_again(store: Store):
    store.commit(replace(zones(a="A", b="B")))
    second = store.commit(replace(zones(a="A", b="B2")))
    assert (second.added, second.changed, second.removed) == (0, 1, 0)
    assert list(store.read("zones")["in_version"]) == [1, 2]
    third = store.commit(upsert(store.read("zones")))
    assert (third.added, third.changed, third.removed) == (0, 0, 0)


def test_a_removed_feature_can_come_back(store: Store):
    store.commit(replace(zones(a="A", b="B")))
    none = zones(a="A").iloc[:0]
    gone = store.commit(upsert(none, removed=("zone:b",)))
    assert (gone.removed, names(store.read("zones"))) == (1, {"a": "A"})
    back = store.commit(upsert(zones(b="B")))
    assert back.added == 1
    assert set(names(store.read("zones"))) == {"a", "b"}


def test_numbers_run_over_all_layers_and_the_log_can_be_narrowed(store: Store):
    store.commit(replace(zones(a="A")))
    facts = pd.DataFrame({"feature_id": ["f9001"], "value": ["12"], "unit": ["ha"]})
    store.commit(upsert(facts, layer="facts"))
    store.commit(replace(zones(a="A2")))
    assert [v.number for v in store.versions()] == [1, 2, 3]
    assert [v.number for v in store.versions(layer="zones")] == [1, 3]
    newest = [store.newest(layer=name) for name in ("", "zones", "facts", "parks")]
    assert newest == [3, 3, 2, 0]
    assert list(store.read("facts")["value"]) == ["12"]
    assert len(store.read("facts", version=1)) == 0


def test_columns_the_layer_does_not_know_are_kept_as_extra(store: Store):
    rows = zones(a="A", b="B").assign(
        grade=np.array([3, 4]), cấp=["I", None], extra=[{"list": [1, "x"]}, "{}"]
    )
    store.commit(replace(rows))
    read = store.read("zones")
    assert [json.loads(text) for text in read["extra"]] == [
        {"grade": 3, "cấp": "I", "list": [1, "x"]},
        {"grade": 4},
    ]
    wide = with_extra_columns(read)
    assert list(wide["grade"]) == [3, 4]
    assert list(wide["cấp"]) == ["I", None]


def test_unknown_stays_unknown_and_empty_stays_empty(store: Store):
    rows = zones(a="A", b="B").assign(status=["", None], position_error_m=[0, np.nan])
    store.commit(replace(rows))
    read = store.read("zones")
    assert read["status"].iloc[0] == ""
    assert read["status"].isna().tolist() == [False, True]
    assert read["position_error_m"].iloc[0] == 0
    assert read["position_error_m"].isna().tolist() == [False, True]
    assert read["name_en"].isna().all()


def test_geometry_is_stored_to_the_last_bit_flat_and_as_multi(store: Store):
    odd = shapely.Polygon([(107.1, 21.1, 5), (107.2, 21.1, 5), (107.1, 1 / 3 + 21, 5)])
    rows = zones(a="A", b="B", c="C").set_geometry(
        gpd.GeoSeries([odd, None, shapely.Polygon()], crs="EPSG:4326")
    )
    store.commit(replace(rows))
    shapes = list(store.read("zones").geometry)
    assert shapes[0].equals_exact(
        shapely.MultiPolygon([shapely.force_2d(odd)]), tolerance=0
    )
    assert shapes[1:] == [None, None]


def test_the_day_of_knowing_ends_at_midnight_in_viet_nam(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    days = iter([datetime(2026, 11, 20, 16, 59, tzinfo=UTC),
                 datetime(2026, 11, 20, 17, 0, tzinfo=UTC)])  # fmt: skip
    monkeypatch.setattr(log, "next_moment", lambda _: log.written(next(days)))
    store.commit(replace(zones(a="A")))
    store.commit(replace(zones(a="A2")))
    read = {
        day: names(store.read("zones", as_known_on=date(2026, 11, day)))
        for day in (19, 20, 21)
    }
    assert read == {19: {}, 20: {"a": "A"}, 21: {"a": "A2"}}
    assert [
        store.newest(layer="zones", as_known_on=date(2026, 11, day))
        for day in (19, 20, 21)
    ] == [0, 1, 2]


def test_a_clock_set_back_does_not_put_versions_out_of_order():
    later = log.written(datetime.now(UTC) + timedelta(days=9))
    assert log.next_moment(later) == later
    assert log.next_moment(None) < later


def test_a_commit_on_an_older_version_is_refused_and_names_the_newer(store: Store):
    store.commit(replace(zones(a="A")))
    store.commit(upsert(zones(a="A2"), who="Minh", based_on=1))
    with pytest.raises(ConflictError, match="version 2 by Minh has changed zones"):
        store.commit(upsert(zones(a="A3"), based_on=1))
    assert names(store.read("zones")) == {"a": "A2"}
    assert len(store.versions()) == 2
    store.commit(upsert(zones(a="A3"), based_on=2))


def test_a_change_of_another_layer_stands_in_nobodys_way(store: Store):
    store.commit(replace(zones(a="A")))
    store.commit(replace(zones(p="P"), layer="parks"))
    assert store.commit(upsert(zones(a="A2"), based_on=1)).number == 3


REFUSED = [
    (zones(a="A").drop(columns="feature_id"), SchemaError, "no column feature_id"),
    (zones(a="A").assign(feature_id=[""]), SchemaError, "row 1 has no feature_id"),
    (pd.concat([zones(a="A")] * 2), SchemaError, "names 'zone:a' twice"),
    (zones(a="A").to_crs("EPSG:5899"), SchemaError, "bring it to EPSG:4326"),
    (zones(a="A").set_crs(None, allow_override=True), SchemaError, "EPSG:4326"),
    (zones(a="A").assign(status=[5]), SchemaError, "zone:a, status: 5 is no text"),
    (zones(a="A").assign(position_error_m=["x"]), SchemaError, "'x' is no number"),
    (zones(a="A").assign(position_error_m=[np.inf]), SchemaError, "no finite"),
    (zones(a="A\0"), SchemaError, "characters that no file can keep"),
    (zones(a="A").assign(extra=[{"x": "\ud800"}]), SchemaError, "no file can keep"),
    (zones(a="A").assign(extra=["[1]"]), SchemaError, "no JSON object"),
    (zones(a="A").assign(extra=['{"kind": 1}']), SchemaError, "kind stands in a"),
    (zones(a="A").assign(odd=[object()]), SchemaError, "object has no form in JSON"),
    (
        zones(a="A").set_geometry([shapely.Point(107, 21)], crs="EPSG:4326"),
        SchemaError,
        "a Point where the layer holds MultiPolygon",
    ),
    (
        zones(a="A").set_geometry(
            [shapely.transform(square(), lambda xy: xy * np.inf)], crs="EPSG:4326"
        ),
        SchemaError,
        "no finite number",
    ),
]


@pytest.mark.parametrize(
    ("rows", "error", "words"), REFUSED, ids=[row[2] for row in REFUSED]
)
def test_rows_that_do_not_fit_are_refused_and_nothing_is_stored(
    file, rows: gpd.GeoDataFrame, error: type[Exception], words: str
):
    store = open_store(str(file))
    store.commit(replace(zones(z="Z")))
    with pytest.raises(error, match=words):
        store.commit(upsert(rows))
    assert names(store.read("zones")) == {"z": "Z"}
    assert len(store.versions()) == 1


def test_a_log_entry_that_no_database_can_keep_is_refused(store: Store):
    """Such a file name comes of a disk with an old Vietnamese encoding."""
    with pytest.raises(SchemaError, match=r"file_name: .* no file can keep"):
        store.commit(upsert(zones(a="A"), file_name="b\udce1o.shp"))
    assert store.versions() == []


def test_all_faults_are_told_at_once(file):
    store = open_store(str(file))
    rows = zones(a="A", b="B").assign(status=[1, 2], position_error_m=["x", 3])
    with pytest.raises(SchemaError) as caught:
        store.commit(upsert(rows))
    assert len(str(caught.value).splitlines()) == 3
    assert not file.exists()


def test_removing_what_is_not_there_is_refused(store: Store):
    store.commit(replace(zones(a="A")))
    none = zones(a="A").iloc[:0]
    with pytest.raises(ConflictError, match="zone:b is not in zones any more"):
        store.commit(upsert(none, removed=("zone:b",)))
    with pytest.raises(SchemaError, match="handed over and removed at once"):
        store.commit(upsert(zones(a="A2"), removed=("zone:a",)))
    assert len(store.versions()) == 1


def test_geometry_has_no_place_in_a_table(store: Store):
    with pytest.raises(SchemaError, match="facts holds no geometry"):
        store.commit(upsert(zones(a="A"), layer="facts"))


def test_unknown_names_are_refused_with_the_right_ones(store: Store):
    store.commit(replace(zones(a="A")))
    with pytest.raises(UnknownNameError, match="did you mean 'zones'"):
        store.read("zone")
    with pytest.raises(UnknownNameError, match="no version 7; the newest is 1"):
        store.read("zones", version=7)
    with pytest.raises(SchemaError, match="a version or a day"):
        store.read("zones", version=1, as_known_on=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"who": " "}, "needs a name"),
        ({"action": "guess"}, "action 'guess'"),
        ({"mode": "append"}, "mode 'append'"),
    ],
)
def test_a_commit_that_the_log_could_not_explain_is_refused(change, words):
    given = {"who": "Lan", "action": "edit", "mode": "upsert", **change}
    with pytest.raises(SchemaError, match=words):
        Commit(layer="zones", rows=zones(a="A"), **given)


def test_the_setting_says_where_the_store_is(tmp_path, monkeypatch):
    made = Settings(var=tmp_path)
    monkeypatch.setattr(stores, "settings", lambda: made)
    store = open_store()
    store.commit(replace(zones(a="A")))
    store.close()
    assert (tmp_path / "qngeo.gpkg").is_file()
    with pytest.raises(StoreError, match="'mysql' is no store"):
        open_store("mysql://somewhere/x")


def test_the_square_is_what_the_other_tests_take_it_for():
    assert square(1).bounds == pytest.approx((107.02, 21.0, 107.03, 21.01))
