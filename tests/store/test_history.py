"""Whatever is committed and taken back, every version reads as a plain model says."""

import json
import math
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from store.made_rows import square

from qngeo.errors import ConflictError
from qngeo.io.store import LAYERS, Commit, Store, open_store, with_extra_columns

IDS = ("plot:a", "plot:b", "plot:c", "plot:d")
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")

texts = st.none() | st.text(LETTERS, max_size=12)
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
shapes = st.none() | st.integers(0, 3).map(square)
extras = st.dictionaries(
    st.text(LETTERS, min_size=1, max_size=5).filter(
        lambda name: name not in LAYERS["plots"].columns
    ),
    st.booleans()
    | st.integers()
    | st.text(LETTERS, max_size=5)
    | st.lists(st.integers()),
    max_size=2,
)
rows = st.fixed_dictionaries(
    {"status": texts, "area_ha": numbers, "extra": extras, "geometry": shapes}
)
layers = st.dictionaries(st.sampled_from(IDS), rows, max_size=4)

State = dict[str, dict]


def frame(held: State) -> gpd.GeoDataFrame:
    table = {name: [row[name] for row in held.values()] for name in
             ("status", "area_ha", "extra")}  # fmt: skip
    return gpd.GeoDataFrame(
        {
            "feature_id": list(held),
            "status": pd.Series(table["status"], dtype=object),
            "area_ha": pd.Series(table["area_ha"], dtype=float),
            "extra": pd.Series(table["extra"], dtype=object),
        },
        geometry=[row["geometry"] for row in held.values()],
        crs="EPSG:4326",
    )


def known(value: object) -> object:
    return None if isinstance(value, float) and math.isnan(value) else value


def plain(read: gpd.GeoDataFrame) -> State:
    return {
        row["feature_id"]: {
            "status": known(row["status"]),
            "area_ha": known(row["area_ha"]),
            "extra": json.loads(row["extra"]),
            "geometry": row["geometry"] and row["geometry"].wkb,
        }
        for _, row in read.iterrows()
    }


def expected(held: State) -> State:
    return {
        name: {
            **row,
            "geometry": row["geometry"] and shapely.MultiPolygon([row["geometry"]]).wkb,
        }
        for name, row in held.items()
    }


Fresh = Callable[[], "contextmanager[Store]"]


@pytest.fixture
def fresh(address: str, file: Path, request: pytest.FixtureRequest) -> Fresh:
    """Give an empty store of the kind under test, as often as asked."""

    @contextmanager
    def empty() -> Iterator[Store]:
        if address.endswith(".gpkg"):
            shutil.rmtree(file.parent, ignore_errors=True)
        else:
            name = request.getfixturevalue("database")
            cluster = request.getfixturevalue("cluster")
            cluster.sql("DROP SCHEMA IF EXISTS qngeo CASCADE", database=name)
        opened = open_store(address)
        yield opened
        opened.close()

    return empty


class History(RuleBasedStateMachine):
    """A store beside a list of dicts, one for each version."""

    def __init__(self, fresh: Fresh) -> None:
        super().__init__()
        self.context = fresh()
        self.store = self.context.__enter__()
        self.states: list[State] = [{}]

    def teardown(self) -> None:
        try:
            for number in range(len(self.states)):
                self.assert_reads(number)
        finally:
            self.context.__exit__(None, None, None)

    def wrote(self, number: int) -> set[str]:
        before, after = self.states[number - 1], self.states[number]
        return {i for i in {*before, *after} if before.get(i) != after.get(i)}

    def keep(self, version, state: State) -> None:
        self.states.append(state)
        now, then = self.states[-1], self.states[-2]
        assert version.number == len(self.states) - 1
        counts = (version.added, version.changed, version.removed)
        assert counts == (
            len(set(now) - set(then)),
            sum(now[i] != then[i] for i in set(now) & set(then)),
            len(set(then) - set(now)),
        )

    @rule(held=layers)
    def replace(self, held: State) -> None:
        commit = Commit(layer="plots", who="x", action="import", rows=frame(held),
                        mode="replace")  # fmt: skip
        self.keep(self.store.commit(commit), held)

    @rule(held=layers, chance=st.randoms(use_true_random=False))
    def upsert(self, held: State, chance) -> None:
        ending = [i for i in self.states[-1] if i not in held and chance.random() < 0.3]
        commit = Commit(layer="plots", who="x", action="edit", rows=frame(held),
                        mode="upsert", removed=tuple(ending))  # fmt: skip
        made = {**self.states[-1], **held}
        state = {i: row for i, row in made.items() if i not in ending}
        self.keep(self.store.commit(commit), state)

    @precondition(lambda self: len(self.states) > 1)
    @rule(share=st.floats(0, 1))
    def undo(self, share: float) -> None:
        number = 1 + round(share * (len(self.states) - 2))
        touched = self.wrote(number)
        later = range(number + 1, len(self.states))
        if any(self.wrote(n) & touched for n in later):
            with pytest.raises(ConflictError, match=f"version {number} cannot be"):
                self.store.undo(number, who="x")
            return
        before = self.states[number - 1]
        state = {i: row for i, row in self.states[-1].items() if i not in touched}
        state |= {i: before[i] for i in touched if i in before}
        self.keep(self.store.undo(number, who="x"), state)

    def assert_reads(self, number: int) -> None:
        read = self.store.read("plots", version=number)
        assert plain(read) == expected(self.states[number])

    @invariant()
    def the_newest_and_the_middle_read_as_they_were(self) -> None:
        last = len(self.states) - 1
        self.assert_reads(last // 2)
        assert plain(self.store.read("plots")) == expected(self.states[last])

    @invariant()
    def differences_are_those_of_the_model(self) -> None:
        last = len(self.states) - 1
        old, new = self.states[last // 2], self.states[last]
        found = self.store.differences("plots", last // 2, last)
        kinds = {i: "added" for i in new if i not in old}
        kinds |= {i: "removed" for i in old if i not in new}
        kinds |= {i: "changed" for i in old if i in new and old[i] != new[i]}
        assert dict(zip(found["feature_id"], found["kind"], strict=True)) == kinds


def test_any_history_reads_back_version_by_version(fresh: Fresh):
    run_state_machine_as_test(
        lambda: History(fresh),
        settings=settings(max_examples=8, stateful_step_count=6, deadline=None,
                          suppress_health_check=list(HealthCheck)),
    )  # fmt: skip


@pytest.mark.heavy
def test_any_long_history_reads_back_version_by_version(fresh: Fresh):
    run_state_machine_as_test(
        lambda: History(fresh),
        settings=settings(max_examples=25, stateful_step_count=15, deadline=None,
                          suppress_health_check=list(HealthCheck)),
    )  # fmt: skip


@given(held=layers)
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_what_is_read_can_be_handed_over_again_without_a_change(fresh, held: State):
    with fresh() as store:
        first = Commit(layer="plots", who="x", action="import", rows=frame(held),
                       mode="replace")  # fmt: skip
        store.commit(first)
        read = store.read("plots")
        again = Commit(layer="plots", who="x", action="edit", rows=read, mode="replace")
        version = store.commit(again)
        assert (version.added, version.changed, version.removed) == (0, 0, 0)
        wide = with_extra_columns(read)
        assert len(wide) == len(held)
        assert "extra" not in wide.columns
