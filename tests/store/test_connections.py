"""Faults of the database server: told in a sentence, and nothing is lost."""

import threading
import time

import psycopg
import pytest
from store.made_rows import assert_only_first, names, plots, replace, upsert, zones

from qngeo.errors import StoreError
from qngeo.io.store import Store, open_store, postgis
from qngeo.io.store.postgis import Postgis
from qngeo.io.store.sql_store import SqlStore

NOTHING = "nothing of this version was stored"


def test_a_full_disk_of_the_server_leaves_the_store_as_it_was(cluster, database):
    """The server's own error, raised where it would be: on writing a row."""
    store = open_store(cluster.url(database))
    store.commit(replace(zones(a="A")))
    cluster.sql(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.feature_id = 'plot:7' THEN RAISE EXCEPTION 'could not extend file' "
        "USING ERRCODE = '53100'; END IF; RETURN NEW; END $$; "
        "CREATE TRIGGER full_disk BEFORE INSERT ON qngeo.plots FOR EACH ROW "
        "EXECUTE FUNCTION full_disk()",
        database=database,
    )
    with pytest.raises(StoreError, match=f"no room left; tell.*{NOTHING}"):
        store.commit(replace(plots(10), layer="plots"))
    assert_only_first(store)
    store.close()


def test_a_database_that_may_only_be_read_is_read_and_not_written(cluster, database):
    store = open_store(cluster.url(database))
    store.commit(replace(zones(a="A")))
    store.close()
    cluster.sql(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    store = open_store(cluster.url(database))
    assert_only_first(store)
    with pytest.raises(StoreError, match=f"only lets read.*{NOTHING}"):
        store.commit(upsert(zones(a="A2")))
    store.close()


ENDED = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = 'qngeo'"
)


def test_an_idle_connection_that_was_ended_is_made_anew(cluster, database):
    store = open_store(cluster.url(database))
    store.commit(replace(zones(a="A")))
    cluster.sql(ENDED)
    assert_only_first(store)
    cluster.sql(ENDED)
    assert store.commit(upsert(zones(a="A2"))).number == 2
    store.close()


def test_a_connection_lost_while_writing_leaves_the_store_as_it_was(cluster, database):
    """The writer waits for another one when its connection is ended."""
    url = cluster.url(database)
    store = open_store(url)
    store.commit(replace(zones(a="A")))
    told: list[str] = []

    def write() -> None:
        try:
            store.commit(replace(plots(100), layer="plots"))
        except StoreError as error:
            told.append(str(error))

    writer = threading.Thread(target=write)
    waiting = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    )
    with psycopg.connect(url) as other:
        other.execute(f"SELECT pg_advisory_xact_lock({postgis.LOCK})")
        writer.start()
        end = time.monotonic() + 30
        while cluster.sql(waiting) == [(0,)] and time.monotonic() < end:
            time.sleep(0.01)
        cluster.sql(ENDED)
        writer.join()
    assert len(told) == 1
    assert "ended the connection" in told[0]
    assert NOTHING in told[0]
    assert_only_first(store)
    store.close()


def test_a_server_that_stops_is_told_and_loses_nothing(cluster, database):
    store = open_store(cluster.url(database))
    store.commit(replace(zones(a="A")))
    cluster.stop("immediate")
    try:
        for use in (
            lambda: store.read("zones"),
            lambda: store.commit(upsert(zones(a="A2"))),
        ):
            with pytest.raises(StoreError, match=r"cannot be reached|was lost"):
                use()
    finally:
        cluster.start()
    assert_only_first(store)
    assert store.commit(upsert(zones(a="A2"))).number == 2
    store.close()


@pytest.fixture
def at_commit(cluster, database, monkeypatch):
    """A store whose connection is lost as a version is confirmed."""
    backend = Postgis(cluster.url(database))
    store = SqlStore(backend)
    store.commit(replace(zones(a="A")))
    plain = backend.engine.dialect.do_commit

    def lose_after(how: str) -> Store:
        def do_commit(connection) -> None:
            if how == "stored":
                plain(connection)
            if how == "server gone":
                cluster.stop("immediate")
            else:
                cluster.sql(ENDED)
            msg = "server closed the connection unexpectedly"
            raise psycopg.OperationalError(msg)

        monkeypatch.setattr(backend.engine.dialect, "do_commit", do_commit)
        return store

    yield lose_after
    store.close()


def test_a_version_whose_confirmation_was_lost_is_found_again(at_commit, monkeypatch):
    store = at_commit("stored")
    version = store.commit(upsert(zones(a="A2")))
    monkeypatch.undo()
    assert version.number == 2
    assert store.versions()[1] == version
    assert names(store.read("zones")) == {"a": "A2"}


def test_a_version_lost_before_its_confirmation_is_told_as_not_stored(
    at_commit, monkeypatch
):
    store = at_commit("not stored")
    with pytest.raises(StoreError, match=NOTHING):
        store.commit(upsert(zones(a="A2")))
    monkeypatch.undo()
    assert_only_first(store)


def test_where_nobody_can_tell_the_message_says_so(at_commit, monkeypatch, cluster):
    store = at_commit("server gone")
    try:
        with pytest.raises(StoreError, match="it is not known which: look at the vers"):
            store.commit(upsert(zones(a="A2")))
    finally:
        monkeypatch.undo()
        cluster.start()
    assert_only_first(store)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "postgresql://lan:bi_mat@127.0.0.1:1/kho",
            "database kho: .*cannot be reached",
        ),
        ("postgresql://lan:bi_mat@[::1/kho", "no address: postgresql://user"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(url: str, words: str):
    with pytest.raises(StoreError, match=words) as caught:
        open_store(url).read("zones")
    assert "bi_mat" not in str(caught.value)


def test_a_database_that_is_not_there_is_told(cluster):
    store = open_store(cluster.url("nowhere"))
    with pytest.raises(StoreError, match=r"no such database|cannot be reached"):
        store.read("zones")
    store.close()


def test_a_user_who_may_not_switch_postgis_on_is_told_whom_to_ask(cluster):
    cluster.sql("CREATE DATABASE bare")
    cluster.sql("CREATE ROLE lan LOGIN")
    cluster.sql("GRANT CREATE ON DATABASE bare TO lan")
    url = cluster.url("bare")
    store = open_store(url.replace("//qngeo@", "//lan@"))
    with pytest.raises(StoreError, match="administrator run CREATE EXTENSION postgis"):
        store.commit(replace(zones(a="A")))
    store.close()
    able = open_store(url)
    assert able.commit(replace(zones(a="A"))).number == 1
    able.close()
    cluster.sql("DROP DATABASE bare WITH (FORCE)")


def test_a_user_without_rights_is_told_whom_to_ask(cluster, database):
    url = cluster.url(database)
    able = open_store(url)
    able.commit(replace(zones(a="A")))
    cluster.sql("CREATE ROLE guest LOGIN")
    store = open_store(url.replace("//qngeo@", "//guest@"))
    with pytest.raises(StoreError, match="ask the administrator for the right"):
        store.read("zones")
    cluster.sql(
        "GRANT USAGE ON SCHEMA qngeo TO guest; "
        "GRANT SELECT ON ALL TABLES IN SCHEMA qngeo TO guest",
        database=database,
    )
    assert_only_first(store)
    with pytest.raises(StoreError, match=f"for the right; {NOTHING}"):
        store.commit(upsert(zones(a="A2")))
    store.close()
    assert_only_first(able)
    able.close()
