"""Writers side by side, and writers killed at any moment, leave whole versions."""

import random
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from store.made_rows import names, plots, replace, upsert, zones
from store.nursery import Nursery

from qngeo.errors import ConflictError
from qngeo.io.store import Store, Version, open_store, postgis

ROWS = 400
SEED = 20261122
PATIENCE_S = 60


def said(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def until_said(path: Path, lines: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while len(said(path)) < lines and time.monotonic() < end:
        time.sleep(0.005)
    assert len(said(path)) >= lines, said(path)


def assert_whole(store: Store, ask, *, rows: int) -> list[Version]:
    """Each version is complete, none is missing, and no row is of none."""
    log = store.versions(layer="plots")
    numbers = [version.number for version in log]
    assert numbers == list(range(1, len(log) + 1))
    found = {}
    if log:  # before the first version there may be no tables
        found = dict(ask("SELECT version, count(*) FROM {}plots GROUP BY version"))
    assert found == dict.fromkeys(numbers, rows)
    for version in log:
        assert version.added + version.changed == rows
    return log


def test_two_writers_at_once_lose_nothing(
    store: Store, address: str, ask, nursery: Nursery, tmp_path: Path
):
    """Each writes its own rows fifteen times; the first of them makes the store."""
    orders = {"address": address, "whole": False, "times": 15, "rows": 20, "first": 1}
    pids = [
        nursery.start(**orders, writer=name, says=str(tmp_path / f"says{name}"))
        for name in ("x", "y")
    ]
    assert [nursery.wait(pid) for pid in pids] == [0, 0]
    log = assert_whole(store, ask, rows=20)
    assert len(log) == 30
    heard = [said(tmp_path / f"says{name}")[1:] for name in ("x", "y")]
    assert sorted(int(n) for lines in heard for n in lines) == list(range(1, 31))
    marks = dict.fromkeys(("x", "y"), 0)
    for version in log:
        marks[version.who[1:]] += 1
        read = store.read("plots", version=version.number)
        kept = read.groupby(read["feature_id"].str[-1])["area_ha"]
        assert kept.unique().map(list).to_dict() == {
            name: [mark] for name, mark in marks.items() if mark
        }


def test_of_two_edits_of_the_same_state_one_is_refused(store: Store, address: str):
    store.commit(replace(zones(a="A")))
    told: list[object] = []
    gate = threading.Barrier(2)

    def edit(name: str) -> None:
        own = open_store(address)
        gate.wait()
        try:
            told.append(own.commit(upsert(zones(a=name), based_on=1)).number)
        except ConflictError as error:
            told.append(error)
        own.close()

    threads = [threading.Thread(target=edit, args=(name,)) for name in ("B", "C")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one for one in told if isinstance(one, int)] == [2]
    assert sum(isinstance(one, ConflictError) for one in told) == 1
    assert names(store.read("zones")) in ({"a": "B"}, {"a": "C"})


@pytest.fixture
def killed(
    address: str, ask, nursery: Nursery, tmp_path: Path
) -> Callable[[int], None]:
    """Kill so many writers at random moments; look at the store after each.

    The first is killed while it makes the store, others after a version or two.
    """

    def one(store: Store, at: int, before: int, chance: random.Random) -> int:
        says = tmp_path / f"says{at}"
        orders = {"address": address, "whole": True, "times": 99, "rows": ROWS}
        pid = nursery.start(**orders, first=100 * at + 1, says=str(says))
        until_said(says, 1 + at % 3)
        time.sleep(chance.uniform(0, 0.4))
        assert nursery.kill(pid) == -9
        if not address.endswith(".gpkg"):  # the server ends what it was sent
            ask(f"SELECT pg_advisory_lock({postgis.LOCK})")
        log = assert_whole(store, ask, rows=ROWS)
        confirmed = said(says)[1:]
        assert all(line.isdecimal() for line in confirmed), confirmed
        first = before + len(confirmed)
        assert first <= len(log) <= first + 1
        for version in log[before:]:
            read = store.read("plots", version=version.number)
            assert set(read["area_ha"]) == {100 * at + version.number - before}
            assert len(read) == ROWS
        return len(log)

    def rounds(count: int) -> None:
        chance = random.Random(SEED)
        with closing(open_store(address)) as store:
            before = 0
            for at in range(count):
                before = one(store, at, before, chance)
            last = store.commit(replace(plots(1), layer="plots"))
            assert last.number == before + 1

    return rounds


def test_a_writer_killed_at_any_moment_leaves_whole_versions(killed):
    killed(5)


@pytest.mark.heavy
def test_twenty_writers_killed_at_any_moment_leave_whole_versions(killed):
    killed(20)
