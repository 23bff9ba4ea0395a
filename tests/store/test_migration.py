"""A store of an older form is brought to the present one, or stays as it was."""

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import psycopg
import pytest
from store.made_rows import names, replace, upsert, zones

from qngeo.errors import StoreError
from qngeo.io.store import (
    LAYERS,
    Store,
    backend,
    geopackage,
    layers,
    migration,
    open_store,
    postgis,
    sql_store,
    tables,
)
from qngeo.io.store.geopackage import GeoPackage
from qngeo.io.store.layers import Layer
from qngeo.io.store.tables import SCHEMA_VERSION

FORMS = Path(__file__).parent / "forms"
"""Stores as each older form wrote them: two zones, one of them renamed, one ended;
then two plots."""


@pytest.fixture
def old(address: str, request: pytest.FixtureRequest) -> str:
    """The address of a store as form 1 wrote it."""
    if address.endswith(".gpkg"):
        Path(address).parent.mkdir()
        with closing(sqlite3.connect(address)) as connection:
            text = (FORMS / "form_1_geopackage.sql").read_text("utf-8")
            connection.executescript(text)
    else:
        cluster = request.getfixturevalue("cluster")
        text = (FORMS / "form_1_postgis.sql").read_text("utf-8")
        cluster.sql(text, database=request.getfixturevalue("database"))
    return address


def assert_as_form_1_wrote_it(store: Store) -> None:
    assert names(store.read("zones")) == {"a": "Vân Đồn 2"}
    assert names(store.read("zones", version=1)) == {"a": "Vân Đồn", "b": "B"}
    assert list(store.read("plots")["feature_id"]) == ["plot:0", "plot:1"]
    first, second, third = store.versions()
    assert (first.who, first.file_name, first.note) == ("Lan", "khu.geojson", "đo 2026")
    assert (second.changed, second.removed) == (1, 1)
    assert third.layer == "plots"


def test_a_store_of_form_1_is_read_with_all_its_versions(old: str, ask):
    with closing(open_store(old)) as store:
        assert_as_form_1_wrote_it(store)
    assert ask("SELECT schema_version FROM {}store_schema") == [(SCHEMA_VERSION,)]


def test_every_layer_can_be_read_and_written_after_it(old: str, ask):
    with closing(open_store(old)) as store:
        assert store.commit(upsert(zones(c="C"))).number == 4
        for name in LAYERS:
            store.read(name)
            assert ask(f"SELECT count(*) FROM {{}}current_{name}")
        store.undo(4, who="Lan")
        assert names(store.read("zones")) == {"a": "Vân Đồn 2"}


def test_the_guards_hold_after_it(old: str, ask):
    with closing(open_store(old)) as store:
        store.versions()
    for change in ("DELETE FROM {}zones", "UPDATE {}versions SET who = 'x'"):
        with pytest.raises((sqlite3.Error, psycopg.Error), match="never changed"):
            ask(change)


@pytest.fixture
def next_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form with one layer more, and one column more in an old layer."""
    more = dict(LAYERS)
    old = more["zones"]
    more["zones"] = Layer(
        "zones", old.geometry, (*old.texts, "colour"), (*old.numbers, "height_m")
    )
    more["wells"] = Layer("wells", "Point", ("owner",), ("depth_m",))
    for module in (layers, tables, geopackage, postgis):
        monkeypatch.setattr(module, "LAYERS", more)
    for module in (backend, tables, geopackage, postgis, sql_store, migration):
        monkeypatch.setattr(module, "SCHEMA_VERSION", SCHEMA_VERSION + 1)


@pytest.mark.usefixtures("next_form")
def test_new_layers_and_columns_are_added_and_unknown_before(old: str, ask):
    with closing(open_store(old)) as store:
        before = store.read("zones")
        assert before["colour"].isna().all()
        assert before["height_m"].isna().all()
        made = zones(d="D").assign(colour="đỏ", height_m=2.5)
        store.commit(upsert(made))
        after = store.read("zones").set_index("feature_id")
        assert after.loc["zone:d", "colour"] == "đỏ"
        assert after.loc["zone:d", "height_m"] == 2.5
        well = zones(w="W")[["feature_id", "geometry"]].assign(
            owner="Ban", depth_m=30.0
        )
        well["geometry"] = well.geometry.representative_point()
        store.commit(upsert(well, layer="wells"))
        assert list(store.read("wells")["owner"]) == ["Ban"]
    assert ("đỏ",) in ask("SELECT colour FROM {}current_zones")
    assert ask("SELECT owner, depth_m FROM {}current_wells") == [("Ban", 30.0)]
    with pytest.raises((sqlite3.Error, psycopg.Error), match="never changed"):
        ask("DELETE FROM {}wells")


@pytest.mark.usefixtures("next_form")
def test_gdal_reads_the_new_layer_and_column(file: Path):
    with closing(open_store(str(file))) as store:
        store.commit(replace(zones(a="A").assign(colour="đỏ")))
    assert list(gpd.read_file(file, layer="current_zones")["colour"]) == ["đỏ"]
    assert len(gpd.read_file(file, layer="current_wells")) == 0


def test_a_layer_that_is_missing_in_the_present_form_is_added(store: Store, ask):
    """As after an update of the program that forgot to raise the number."""
    store.commit(replace(zones(a="A")))
    store.close()
    ask("DROP VIEW {}current_roads")
    ask("DROP TABLE {}roads")
    if "gpkg" in str(store._backend.where):  # a reader of GeoPackages knew it too
        ask("DELETE FROM gpkg_geometry_columns WHERE table_name = 'current_roads'")
        ask("DELETE FROM gpkg_contents WHERE table_name = 'current_roads'")
    with closing(open_store(address_of(store))) as again:
        assert len(again.read("roads")) == 0
    assert ask("SELECT count(*) FROM {}current_roads") == [(0,)]


def address_of(store: Store) -> str:
    engine = store._backend.engine
    if isinstance(store._backend, GeoPackage):
        return str(store._backend.path)
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


# the copy of a file


def copies(file: Path) -> list[str]:
    return sorted(p.name for p in file.parent.iterdir() if p != file)


@pytest.fixture
def old_file(file: Path) -> Path:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        text = (FORMS / "form_1_geopackage.sql").read_text("utf-8")
        connection.executescript(text)
    return file


def test_the_file_is_copied_before_it_is_changed(old_file: Path):
    with closing(sqlite3.connect(old_file)) as connection:
        before = list(connection.iterdump())
    with closing(open_store(str(old_file))) as store:
        store.versions()
        store.versions()
    assert copies(old_file) == ["qngeo.form-1.gpkg"]
    with closing(sqlite3.connect(old_file.with_name("qngeo.form-1.gpkg"))) as copy:
        assert list(copy.iterdump()) == before
    os.replace(old_file.with_name("qngeo.form-1.gpkg"), old_file)  # noqa: PTH105
    with closing(open_store(str(old_file))) as store:
        assert_as_form_1_wrote_it(store)


def test_an_older_copy_is_not_written_over(old_file: Path):
    kept = old_file.with_name("qngeo.form-1.gpkg")
    kept.write_text("bản sao cũ")
    with closing(open_store(str(old_file))) as store:
        store.versions()
    assert kept.read_text() == "bản sao cũ"
    assert copies(old_file) == ["qngeo.form-1-2.gpkg", "qngeo.form-1.gpkg"]


def test_without_room_for_the_copy_the_file_stays(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
):
    plain = sqlite3.connect

    def connect(path, **options):
        connection = plain(path, **options)
        if str(path).endswith(".copying"):
            connection.execute("PRAGMA max_page_count = 2")
        return connection

    before = old_file.read_bytes()
    monkeypatch.setattr(sqlite3, "connect", connect)
    with (
        closing(open_store(str(old_file))) as store,
        pytest.raises(StoreError, match="not changed without a copy: the disk is full"),
    ):
        store.versions()
    assert old_file.read_bytes() == before
    assert copies(old_file) == []


def test_whoever_may_not_change_it_is_told_so(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
):
    plain = sqlite3.connect

    def connect(path, **options):
        mode = "ro" if path == old_file else "rwc"
        return plain(f"file:{path}?mode={mode}", uri=True, **options)

    monkeypatch.setattr(sqlite3, "connect", connect)
    words = f"to be brought to form {SCHEMA_VERSION} .*: the file may only be read"
    with (
        closing(open_store(str(old_file))) as store,
        pytest.raises(StoreError, match=words),
    ):
        store.versions()
    assert copies(old_file) == []


# stopped at any moment


def stopped_after(address: str, steps: int) -> bool:
    """Bring a store to this form in a child killed at its n-th step.

    Returns whether it was killed before it had done.
    """
    child = os.fork()
    if child == 0:
        left = [steps]

        def killing(work: Callable) -> Callable:
            def step(*given, **more):
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return work(*given, **more)

            return step

        migration._complete = killing(migration._complete)
        GeoPackage.keep_copy = killing(GeoPackage.keep_copy)
        migration.update = killing(migration.update)
        try:
            open_store(address).versions()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == -signal.SIGKILL


def form_in(ask) -> int:
    return ask("SELECT schema_version FROM {}store_schema")[0][0]


@pytest.mark.usefixtures("next_form")
def test_killed_at_any_step_it_is_of_the_old_form_or_of_the_new(old: str, ask):
    killed = 0
    for steps in range(40):
        if not stopped_after(old, steps):
            break
        killed += 1
        assert form_in(ask) == 1
    assert killed > len(LAYERS)
    assert form_in(ask) == SCHEMA_VERSION + 1
    with closing(open_store(old)) as store:
        assert_as_form_1_wrote_it(store)
        assert "colour" in store.read("zones")


def test_two_who_open_it_at_once_both_find_it_whole(old: str, ask, nursery, tmp_path):
    orders = {"address": old, "whole": False, "times": 1, "rows": 5, "first": 1}
    pids = [
        nursery.start(**orders, writer=name, says=str(tmp_path / name))
        for name in ("x", "y")
    ]
    assert [nursery.wait(pid) for pid in pids] == [0, 0]
    heard = [(tmp_path / n).read_text("utf-8").split()[-1] for n in ("x", "y")]
    assert sorted(heard) == ["4", "5"]
    assert form_in(ask) == SCHEMA_VERSION


# a team's database


def test_who_might_read_the_log_may_read_the_new_layer(cluster, database, request):
    text = (FORMS / "form_1_postgis.sql").read_text("utf-8")
    cluster.sql(text, database=database)
    cluster.sql("DROP ROLE IF EXISTS viewer")
    cluster.sql("CREATE ROLE viewer LOGIN")
    cluster.sql(
        "GRANT USAGE ON SCHEMA qngeo TO viewer;"
        "GRANT SELECT ON ALL TABLES IN SCHEMA qngeo TO viewer",
        database=database,
    )
    guest = cluster.url(database).replace("//qngeo@", "//viewer@")
    request.getfixturevalue("next_form")
    with (
        closing(open_store(guest)) as store,
        pytest.raises(StoreError, match="ask the administrator for the right"),
    ):
        store.read("zones")
    with closing(open_store(cluster.url(database))) as store:
        store.versions()
    with closing(open_store(guest)) as store:
        assert names(store.read("zones")) == {"a": "Vân Đồn 2"}
        assert len(store.read("wells")) == 0
    with psycopg.connect(guest) as connection:
        for name in ("zones", "wells"):
            connection.execute(f"SELECT count(*) FROM qngeo.current_{name}")
