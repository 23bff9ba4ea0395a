"""How long 50,000 plots take: printed for ``docs/benchmarks.md``, not asserted."""

import time

import pytest
from store.made_rows import plots, replace, upsert

from qngeo.io.store import Store

COUNT = 50_000


@pytest.mark.heavy
def test_fifty_thousand_plots_are_stored_read_compared_and_taken_back(
    store: Store, request: pytest.FixtureRequest
):
    made = plots(COUNT)
    steps = {
        "commit": lambda: store.commit(replace(made, layer="plots")),
        "same again": lambda: store.commit(replace(made, layer="plots")),
        "read": lambda: store.read("plots"),
        "one edit": lambda: store.commit(upsert(plots(1, mark=2.0), layer="plots")),
        "change all": lambda: store.commit(
            replace(made.assign(area_ha=3.0), layer="plots")
        ),
        "differences": lambda: store.differences("plots", 1, 4),
        "undo": lambda: store.undo(4, who="Lan"),
        "read old": lambda: store.read("plots", version=1),
    }
    took = {}
    for name, step in steps.items():
        start = time.perf_counter()
        step()
        took[name] = time.perf_counter() - start
    shown = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in took.items())
    print(f"\n{request.node.callspec.id}, {COUNT} plots: {shown}")
    assert [v.changed for v in store.versions()] == [0, 0, 1, COUNT, COUNT]
    assert len(store.differences("plots", 1, 5)) == 1
