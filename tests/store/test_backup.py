"""A backup of either store, taken at any moment, brings back every version."""

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pandas as pd
import psycopg
import pytest
from made_rasters import brought_in, geotiff
from own_folder import var_folder
from store.made_rows import names, plots, replace, upsert, zones
from store.nursery import ROOT, Nursery

from qngeo.errors import StoreError
from qngeo.io.accounts import add_account, read_accounts
from qngeo.io.store import Store, open_store
from qngeo.io.store.geopackage import GeoPackage
from qngeo.services.backup import back_up
from qngeo.services.own_data import own_rasters
from qngeo.services.restore import restore

ROWS = 40

GEOPACKAGE = pytest.mark.parametrize("address", ["geopackage"], indirect=True)
POSTGIS = pytest.mark.parametrize("address", ["postgis"], indirect=True)

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def here(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An installation whose store is the one of the test; gives its folder var."""
    monkeypatch.setenv("QNGEO_STORE", address)
    folder = tmp_path / "var"
    folder.mkdir()
    with var_folder(folder):
        yield folder


@pytest.fixture
def filled(store: Store) -> Store:
    """Three versions: zones a and b, b renamed, plots with an unknown outline."""
    store.commit(replace(zones(a="A", b="B"), note="đợt 1"))
    store.commit(upsert(zones(b="Bến")))
    rows = plots(3)
    rows.loc[1, "geometry"] = None
    store.commit(replace(rows, layer="plots"))
    return store


def as_text(frame: pd.DataFrame) -> str:
    """A layer with every digit of its outlines."""
    plain = pd.DataFrame(frame)
    return plain.map(lambda one: getattr(one, "wkb_hex", one)).to_csv()


def told(store: Store) -> dict[str, object]:
    """All that a store tells: its log, and its layers at every version."""
    log = store.versions()
    layers = {
        (name, one.number): as_text(store.read(name, version=one.number))
        for name in sorted({version.layer for version in log})
        for one in log
    }
    return {"log": log, **{str(key): text for key, text in layers.items()}}


def other_kind(address: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store of the other kind."""
    if not address.endswith(".gpkg"):
        return str(tmp_path / "moved" / "store.gpkg")
    name = request.getfixturevalue("database")
    return request.getfixturevalue("cluster").url(name)


def test_all_of_an_installation_comes_back_into_an_empty_one(
    filled: Store, tmp_path: Path
):
    add_account("Lan", "mật khẩu dài", role="editor")
    brought_in(geotiff(tmp_path / "a.tif"), filled)
    (raster,) = own_rasters.own_rasters()
    done = back_up(tmp_path / "b.zip")
    assert (done.manifest.versions, done.accounts, done.lacking) == (4, 1, ())
    into = tmp_path / "new" / "var"
    found = restore(done.path, into=into)
    assert (found.accounts, found.rasters, found.kept) == (1, 1, ())
    with closing(open_store(str(into / "qngeo.gpkg"))) as back:
        assert told(back) == told(filled)
        assert back.undo(2, who="Lan").number == 5
        assert names(back.read("zones")) == {"a": "A", "b": "B"}
    assert read_accounts(into / "accounts.json") == read_accounts()
    assert (into / "accounts.json").stat().st_mode & 0o777 == 0o600
    name = f"{raster.sha256}.tif"
    there = into / "rasters" / "own" / name
    assert there.read_bytes() == (own_rasters.folder() / name).read_bytes()
    assert not list(into.glob(".restoring-*"))


def test_a_backup_of_one_kind_of_store_goes_into_the_other(
    filled: Store, address: str, tmp_path: Path, request
):
    done = back_up(tmp_path / "b.zip")
    there = other_kind(address, request, tmp_path)
    restore(done.path, store=there)
    with closing(open_store(there)) as moved:
        assert told(moved) == told(filled)
        assert moved.commit(upsert(zones(c="C"))).number == 4
        moved.commit(replace(plots(2), layer="plots"))


def test_a_restore_over_the_same_state_changes_nothing(filled: Store, tmp_path: Path):
    done = back_up(tmp_path / "b.zip")
    before = told(filled)
    assert restore(done.path).kept == ()
    assert told(filled) == before


def test_newer_versions_are_only_put_aside_when_that_is_asked(
    filled: Store, address: str, tmp_path: Path, database_of
):
    done = back_up(tmp_path / "b.zip")
    old = told(filled)
    filled.commit(upsert(zones(c="C")))
    newer = told(filled)
    with pytest.raises(StoreError, match="1 versions that the backup lacks: --replace"):
        restore(done.path)
    assert told(filled) == newer
    (kept,) = restore(done.path, replace=True).kept
    with closing(open_store(address)) as back:
        assert told(back) == old
        assert back.commit(upsert(zones(d="D"))).number == 4
    if address.endswith(".gpkg"):
        with closing(open_store(str(Path(address).with_name(kept)))) as aside:
            assert told(aside) == newer
    else:
        place = kept.removeprefix("schema ")
        assert database_of(f"SELECT count(*) FROM {place}.versions") == [(4,)]


@pytest.fixture
def database_of(request):
    """Ask the server past the store, of any schema."""

    def sql(statement: str) -> list[tuple]:
        name = request.getfixturevalue("database")
        return request.getfixturevalue("cluster").sql(statement, database=name)

    return sql


@POSTGIS
def test_who_may_read_the_database_may_still_after_a_restore(
    store: Store, cluster, database: str, tmp_path: Path
):
    store.commit(replace(zones(a="A")))
    done = back_up(tmp_path / "b.zip")
    for words in (
        "CREATE ROLE qgis", "GRANT USAGE ON SCHEMA qngeo TO qgis",
        "GRANT SELECT ON qngeo.current_zones TO qgis",
    ):  # fmt: skip
        cluster.sql(words, database=database)
    store.commit(upsert(zones(b="B")))
    restore(done.path, replace=True)
    with cluster.connect(database) as qgis:
        qgis.execute("SET ROLE qgis")
        seen = qgis.execute("SELECT name_vi FROM qngeo.current_zones").fetchall()
        assert seen == [("A",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            qgis.execute("SELECT * FROM qngeo.zones")
    cluster.sql("DROP OWNED BY qgis", database=database)
    cluster.sql("DROP ROLE qgis")


def until(path: Path, lines: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if path.exists() and len(path.read_text("utf-8").splitlines()) >= lines:
            return
        time.sleep(0.005)
    pytest.fail(f"a writer said too little: {path}")


def test_a_backup_beside_two_writers_holds_whole_versions_without_a_gap(
    address: str, store: Store, nursery: Nursery, tmp_path: Path
):
    """And at least those that were confirmed before it began."""
    says = [tmp_path / f"says{name}" for name in ("x", "y")]
    orders = {"address": address, "whole": False, "times": 12, "rows": ROWS, "first": 1}
    pids = [
        nursery.start(**orders, writer=path.name[-1], says=str(path)) for path in says
    ]
    backups = []
    for at in range(2):
        until(says[0], 2 + at * 5)
        lines = [path.read_text("utf-8").splitlines()[1:] for path in says]
        confirmed = max(int(n) for part in lines for n in part)
        backups.append((confirmed, back_up(tmp_path / f"{at}.zip")))
    assert [nursery.wait(pid) for pid in pids] == [0, 0]
    assert store.newest() == 24  # no writer was turned away
    for at, (confirmed, done) in enumerate(backups):
        assert confirmed <= done.manifest.newest <= 24
        restore(done.path, into=tmp_path / f"into{at}")
        with closing(open_store(str(tmp_path / f"into{at}" / "qngeo.gpkg"))) as back:
            log = back.versions()
            assert log == store.versions()[: len(log)]
            assert len(log) == done.manifest.newest
            last = back.read("plots", version=len(log))
            assert as_text(last) == as_text(store.read("plots", version=len(log)))


@POSTGIS
def test_a_backup_of_a_database_is_of_one_moment(
    filled: Store, tmp_path: Path, monkeypatch
):
    """What is committed once the copying has begun is not in it."""
    create = GeoPackage.create

    def late(target, connection) -> None:
        filled.commit(upsert(zones(c="C")))
        create(target, connection)

    monkeypatch.setattr(GeoPackage, "create", late)
    assert back_up(tmp_path / "b.zip").manifest.newest == 3
    assert filled.newest() == 4


@GEOPACKAGE
def test_what_a_writer_was_told_is_stored_is_not_lost_by_a_restore(
    address: str, nursery: Nursery, tmp_path: Path
):
    """It stands in the store, or in what is kept of it."""
    with closing(open_store(address)) as store:
        store.commit(replace(zones(a="A")))
    done = back_up(tmp_path / "b.zip")
    says = tmp_path / "says"
    orders = {"address": address, "whole": False, "times": 30, "rows": 5, "first": 1}
    pid = nursery.start(**orders, says=str(says))
    until(says, 5)
    (kept,) = restore(done.path, replace=True).kept
    nursery.wait(pid)
    confirmed = sum(line.isdecimal() for line in says.read_text("utf-8").splitlines())
    stood = 0
    for path in (Path(address), Path(address).with_name(kept)):
        with closing(open_store(str(path))) as one:
            stood += len(one.versions(layer="plots"))
    assert stood == confirmed


KILLED = """
import os, signal, sys
from pathlib import Path
from qngeo.io import backup_places, backup_store
from qngeo.services import restore as module
from qngeo.services.restore import restore
module._MOMENT = "20260101T000000Z"
left = int(sys.argv[2])
def step(event, args):
    global left
    if event in ("os.rename", "os.link", "sqlite3.connect", "os.chmod"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(step)
restore(Path(sys.argv[1]), replace=True)
"""
"""A restore that is killed before its n-th touch of a file's name or of a database,
always within one and the same second."""


def killed(backup: Path, step: int) -> int:
    found = subprocess.run(
        [sys.executable, "-c", KILLED, str(backup), str(step)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    return found.returncode


@pytest.mark.heavy
def test_a_restore_killed_at_any_step_leaves_the_old_or_the_new(
    filled: Store, address: str, here: Path, tmp_path: Path
):
    add_account("Lan", "mật khẩu dài", role="editor")
    done = back_up(tmp_path / "b.zip")
    old = told(filled)
    steps = 0
    while True:
        with closing(open_store(address)) as store:
            store.commit(upsert(zones(c=f"C{steps}")))
            newer = told(store)
        code = killed(done.path, steps)
        with closing(open_store(address)) as store:
            assert told(store) in (old, newer)
        assert list(read_accounts()) == ["lan"]
        if code == 0:
            break
        assert code == -signal.SIGKILL
        steps += 1
        restore(done.path, replace=True)
        assert not list(here.rglob(".restoring-*"))
        with closing(open_store(address)) as store:
            assert told(store) == old
    assert steps > 3


@GEOPACKAGE
@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_two_restores_within_a_second_keep_both_states_that_were_there(
    filled: Store, address: str, file: Path, tmp_path: Path, monkeypatch, links
):
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("qngeo.services.restore._MOMENT", "20260101T000000Z")
    if not links:
        monkeypatch.setattr("os.link", no_links)
    done = back_up(tmp_path / "b.zip")
    states = []
    for name in ("C", "D"):
        with closing(open_store(address)) as store:
            store.commit(upsert(zones(c=name)))
            states.append(told(store))
        restore(done.path, replace=True)
    kept = sorted(file.parent.glob("*.before-*"))
    assert [path.name for path in kept] == [
        f"{file.stem}.before-20260101T000000Z-2.gpkg",
        f"{file.stem}.before-20260101T000000Z.gpkg",
    ]
    for path, state in zip(kept, reversed(states), strict=True):
        with closing(open_store(str(path))) as store:
            assert told(store) == state
    with closing(open_store(address)) as store:
        assert told(store) == told(filled)


@GEOPACKAGE
def test_a_damaged_store_is_never_backed_up_as_if_it_were_whole(
    filled: Store, file: Path, address: str, tmp_path: Path
):
    done = back_up(tmp_path / "b.zip")
    filled.close()
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 12] = b"\xff" * 4096 * 9
    file.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        back_up(tmp_path / "c.zip")
    assert not (tmp_path / "c.zip").exists()
    with pytest.raises(StoreError, match="--replace"):
        restore(done.path)
    assert file.read_bytes() == content
    (kept,) = restore(done.path, replace=True).kept
    assert file.with_name(kept).read_bytes() == content
    with closing(open_store(address)) as back:
        assert len(back.versions()) == 3


@GEOPACKAGE
def test_a_lost_file_leaves_nothing_that_is_played_into_the_restored_one(
    filled: Store, file: Path, address: str, tmp_path: Path
):
    done = back_up(tmp_path / "b.zip")
    before = told(filled)
    file.unlink()
    stale = file.with_name(f"{file.name}-journal")
    stale.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\x01" * 8192)
    restore(done.path)
    assert not stale.exists()
    with closing(open_store(address)) as back:
        assert told(back) == before
