"""A store that is gone, silent, damaged or of tomorrow: pages go on without it.

What the store itself says of each fault stands in `tests/store`; here it is what a
reader of the pages meets, and that nobody has to start anything anew.
"""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
import shapely
from faults.asking import ask, assert_told
from faults.conftest import errors, forget, opened, shown
from faults.proxy import Proxy, seconds, to_server
from store.made_rows import names, replace, upsert, zones

from qngeo.errors import StoreError
from qngeo.i18n import translate
from qngeo.io import layers
from qngeo.io.store import open_store, patience
from qngeo.services.layers import publish
from qngeo.services.own_data import known

FILE = "var/qngeo.gpkg"
LOST = translate("faults.store_lost", "en", reason="").partition("Reason")[0]


def assert_without_own(naming: str) -> None:
    """The overview stands on shipped data alone and says so; maps are drawn."""
    app = opened("overview")
    told = errors(app)
    assert len(told) == 1, told
    assert told[0].startswith(LOST)
    assert naming in told[0]
    assert 'class="qn-cards qn-headlines"' in shown(app)
    digest = layers.read_catalog()["layers"][0]["sha256"][:12]
    assert ask(f"/layers/land.geojson?v={digest}").status == 200
    assert ask("/map/explorer?own=0").status == 200
    assert_told(ask("/map/explorer"), naming=naming)
    assert_told(ask("/layers/land.geojson"), naming=naming)
    assert ask("/ogc/collections").status == 503
    assert ask("/feeds/all.atom").status == 503
    assert ask("/export/parks.csv").status == 503


def assert_with_own(count: int = 1) -> None:
    assert errors(opened("data")) == []
    assert known.version() == count
    assert names(known.store().read("zones"))["a"] == "A"


def of_tomorrow(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE store_schema SET schema_version = 99")


SPOILS = {
    "cut short": (lambda p: os.truncate(p, 9000), "damaged; put back the last copy"),
    "not a database": (lambda p: p.write_bytes(b"thu" * 999), "this is no GeoPackage"),
    "of tomorrow": (of_tomorrow, "made by a newer qngeo (form 99"),
}


@pytest.mark.app
@pytest.mark.parametrize(
    "kind",
    [
        "cut short",
        *(pytest.param(k, marks=pytest.mark.heavy) for k in list(SPOILS)[1:]),
    ],
)
def test_pages_go_on_beside_a_broken_store_and_heal_with_the_copy(
    installed, own, caplog, monkeypatch, kind
):
    shipped = layers.read_all()
    monkeypatch.setattr(publish, "build", lambda *_args, **_kw: dict(shipped))
    spoil, naming = SPOILS[kind]
    path = installed.root / FILE
    copy = path.read_bytes()
    spoil(path)
    assert_without_own(naming)
    logged = [r for r in caplog.records if r.name == "qngeo.ui.faults"]
    assert len(logged) == 1, "one line a run"
    assert naming in logged[0].getMessage()
    app = opened("overview").run()
    assert errors(app)[0].startswith(LOST), "it is said at every step, not once"
    data = errors(opened("data"))
    assert all(naming in one for one in data)
    assert len(data) == 2, "the banner, and the part that has nothing to show"
    with pytest.raises(StoreError):
        own.commit(upsert(zones(a="A2")))
    path.write_bytes(copy)
    assert LOST not in "".join(errors(app.run()))
    assert_with_own()


def test_an_outline_that_nobody_wrote_is_told_as_damage(own):
    path = own._backend.path
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER zones_no_update")
        connection.execute("UPDATE zones SET geom = x'4750000100000000ff'")
    with pytest.raises(StoreError, match="no qngeo has written: the store is damaged"):
        own.read("zones")
    assert own.versions()[0].number == 1, "the log is still read"


def test_a_log_that_nobody_wrote_is_told_as_damage(own):
    path = own._backend.path
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER versions_no_update")
        connection.execute("UPDATE versions SET made = 'hôm qua'")
    with pytest.raises(StoreError, match="damaged; put back the last copy"):
        own.versions()
    assert shapely.is_valid(own.read("zones").geometry).all()


@pytest.fixture
def way(cluster, database, installed, monkeypatch):  # noqa: ARG001 -- the folders
    """PostGIS behind a proxy; the settings name the proxy."""
    with to_server(cluster.folder) as proxy:
        port = proxy.port
        address = f"postgresql://qngeo@127.0.0.1:{port}/{database}?connect_timeout=2"
        monkeypatch.setenv("QNGEO_STORE", address)
        forget()
        shipped = layers.read_all()
        monkeypatch.setattr(publish, "build", lambda *_args, **_kw: dict(shipped))
        made = open_store(cluster.url(database))
        made.commit(replace(zones(a="A")))
        made.close()
        yield proxy
        known.store().close()


@pytest.mark.app
def test_a_silent_server_holds_one_reader_up_for_a_moment_and_heals(
    way: Proxy, monkeypatch
):
    """It takes the request and gives no answer: a minute would be too long."""
    monkeypatch.setattr(patience, "READ_S", 1.0)
    monkeypatch.setattr(patience, "REST_S", 60.0)
    known.store().close()
    assert known.version() == 1
    way.hold()
    start = time.monotonic()
    with pytest.raises(StoreError, match="does not answer; it is asked again"):
        known.version()
    assert 0.9 < seconds(start) < 15
    asked = way.asked
    app = opened("overview")
    assert errors(app)[0].startswith(LOST)
    assert 'class="qn-cards qn-headlines"' in shown(app)
    assert way.asked == asked, "who comes next is told at once"
    way.release()
    known.store()._backend.rest._until = 0.0  # as if the minute had gone
    assert known.version() == 1
    assert errors(opened("data")) == []


def test_a_writer_whose_server_falls_silent_is_told_and_nothing_is_half(
    way: Proxy, monkeypatch
):
    monkeypatch.setattr(patience, "READ_S", 0.5)
    monkeypatch.setattr(patience, "WRITE_S", 0.5)
    monkeypatch.setattr(patience, "REST_S", 0.0)
    store = known.store()
    assert store.newest() == 1
    plain = store._insert

    def held(*words):
        way.hold()
        return plain(*words)

    monkeypatch.setattr(store, "_insert", held)
    with pytest.raises(StoreError, match=r"does not answer.*nothing of this version"):
        store.commit(upsert(zones(b="B")))
    way.release()
    monkeypatch.undo()
    assert [v.number for v in store.versions()] == [1]
    assert store.commit(upsert(zones(b="B"))).number == 2


@pytest.mark.app
@pytest.mark.heavy
@pytest.mark.usefixtures("way")
def test_a_server_that_stops_and_starts_again_heals_without_a_restart(cluster, caplog):
    assert_with_own()
    cluster.stop("immediate")
    try:
        assert_without_own("cannot be reached or the connection was lost")
        assert any("cannot be reached" in r.getMessage() for r in caplog.records)
    finally:
        cluster.start()
    assert_with_own()
    assert known.store().commit(upsert(zones(b="B"))).number == 2
    assert_with_own(2)
