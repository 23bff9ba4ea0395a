"""Faults of the file, and waiting writers: told in a sentence, nothing is lost."""

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import psycopg
import pytest
from store.made_rows import assert_only_first, plots, replace, upsert, zones

from qngeo.errors import StoreError
from qngeo.io.store import Store, geopackage, open_store, postgis
from qngeo.io.store.tables import SCHEMA_VERSION

NOTHING = "nothing of this version was stored"


@pytest.fixture
def opened(file: Path, monkeypatch):
    """Open the file again, each connection after a change; close it at the end."""
    plain = sqlite3.connect
    made = []

    def with_connections(*, change=None, uri="") -> Store:
        def connect(path, **options):
            where = f"file:{path}{uri}" if uri else path
            connection = plain(where, uri=bool(uri), **options)
            if change:
                connection.execute(change)
            return connection

        monkeypatch.setattr(geopackage.sqlite3, "connect", connect)
        made.append(open_store(str(file)))
        return made[-1]

    yield with_connections
    for store in made:
        store.close()


def test_a_full_file_system_leaves_the_store_as_it_was(file: Path, opened):
    opened().commit(replace(zones(a="A")))
    with closing(sqlite3.connect(file)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    full = opened(change=f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match=f"disk is full; make room.*{NOTHING}"):
        full.commit(replace(plots(2000), layer="plots"))
    roomy = opened()
    assert_only_first(roomy)
    assert roomy.commit(replace(plots(2000), layer="plots")).number == 2


def test_a_writer_that_may_write_no_further_leaves_the_store_as_it_was(
    file: Path, opened, nursery, tmp_path: Path
):
    """The operating system refuses to let the file grow, as a full disk does."""
    store = opened()
    store.commit(replace(zones(a="A")))
    says = tmp_path / "says"
    orders = {"address": str(file), "whole": True, "times": 1, "rows": 3000}
    limit = file.stat().st_size + 50_000
    pid = nursery.start(**orders, first=1, says=str(says), file_limit=limit)
    assert nursery.wait(pid) == 0
    told = says.read_text("utf-8")
    assert "StoreError: qngeo.gpkg: the disk" in told
    assert NOTHING in told
    assert_only_first(store)


def test_a_file_that_may_only_be_read_is_read_and_not_written(opened):
    opened().commit(replace(zones(a="A")))
    store = opened(uri="?mode=ro")
    assert_only_first(store)
    with pytest.raises(StoreError, match=f"may only be read; ask.*{NOTHING}"):
        store.commit(upsert(zones(a="A2")))
    assert_only_first(opened())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "taken").write_text("a file")
    store = open_store(str(tmp_path / "taken" / "qngeo.gpkg"))
    with pytest.raises(StoreError, match=f"qngeo.gpkg: .*{NOTHING}"):
        store.commit(replace(zones(a="A")))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_text("một bức thư " * 99), "is no GeoPackage"),
        (lambda path: zones(a="A").to_file(path), "a file of another program"),
    ],
    ids=["text", "other GeoPackage"],
)
def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path, make, words):
    path = tmp_path / "other.gpkg"
    make(path)
    content = path.read_bytes()
    store = open_store(str(path))
    for use in (
        lambda: store.read("zones"),
        store.versions,
        lambda: store.commit(replace(zones(a="A"))),
    ):
        with pytest.raises(StoreError, match=words):
            use()
    assert path.read_bytes() == content


def test_an_empty_file_left_by_a_killed_writer_is_an_empty_store(file: Path):
    file.parent.mkdir()
    file.touch()
    store = open_store(str(file))
    assert store.versions() == []
    assert store.commit(replace(zones(a="A"))).number == 1


def test_a_damaged_file_is_told(file: Path, opened):
    opened().commit(replace(plots(500), layer="plots"))
    content = bytearray(file.read_bytes())
    content[8192:] = b"\x5a" * (len(content) - 8192)
    file.write_bytes(content)
    with pytest.raises(StoreError, match="damaged; put back the last copy"):
        opened().read("plots")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "has form 0, which no qngeo .*export its current_ layers"),
        (99, "made by a newer qngeo .*update qngeo"),
    ],
)
def test_a_store_of_another_form_is_refused_with_the_way_out(
    store: Store, ask, number: int, words: str
):
    store.commit(replace(zones(a="A")))
    ask(f"UPDATE {{}}store_schema SET schema_version = {number}")
    with pytest.raises(StoreError, match=words):
        store.read("zones")
    with pytest.raises(StoreError, match=words):
        store.commit(upsert(zones(a="A2")))
    ask(f"UPDATE {{}}store_schema SET schema_version = {SCHEMA_VERSION}")
    assert_only_first(store)


def test_a_writer_that_waits_too_long_is_told(store: Store, address: str, monkeypatch):
    store.commit(replace(zones(a="A")))
    monkeypatch.setattr(geopackage, "WAIT_S", 0.2)
    monkeypatch.setattr(postgis, "WAIT_S", 0.2)
    if address.endswith(".gpkg"):
        other = sqlite3.connect(address, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(address)
        other.execute(f"SELECT pg_advisory_xact_lock({postgis.LOCK})")
    with closing(other):
        assert_only_first(store)
        with pytest.raises(StoreError, match=f"(an)?other .* minute; {NOTHING}"):
            store.commit(upsert(zones(a="A2")))
    assert store.commit(upsert(zones(a="A2"))).number == 2


def test_a_layer_file_written_by_hand_is_not_taken_for_a_store(tmp_path: Path):
    path = tmp_path / "qngeo.gpkg"
    gpd.GeoDataFrame(zones(a="A")).to_file(path, layer="zones")
    with pytest.raises(StoreError, match="another program"):
        open_store(str(path)).read("zones")
