"""A search over 100,000 plots beside a loop over the rows and a plain filter."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import made
from benchmarks.model import Benchmark, DisagreementError, Found, Reach, Row, Setting
from benchmarks.turns import MILLI, in_turn

PLOTS, TINY_PLOTS = 100_000, 300
DAY = date(2026, 11, 22)
MOST_MS = 150
WANTED: dict[str, Any] = {
    "min_ha": 5.0, "max_price": 120.0, "near": "port:cict", "within_min": 90.0,
}  # fmt: skip
UNPRICED = 0.3
OWN, LOOP, FILTER = "qngeo", "loop over the rows", "plain pandas filter"


def made_plots(count: int, parks: np.ndarray) -> pd.DataFrame:
    """Make a ledger of plots: areas from 0.5 to 40 ha, some without a price."""
    from qngeo.schema import PLOT_STATUSES  # noqa: PLC0415 -- not where peers run

    rng = np.random.default_rng(made.SEED)
    price = rng.uniform(30, 180, count).round(1)
    return pd.DataFrame(
        {
            "plot_id": [f"plot:made_{at}" for at in range(count)],
            "park_id": rng.choice(parks, count),
            "area_ha": rng.uniform(0.5, 40, count).round(2),
            "status": rng.choice(PLOT_STATUSES, count),
            "price_usd_m2": np.where(rng.random(count) < UNPRICED, np.nan, price),
            "sectors": rng.choice(["", "electronics; textiles", "logistics"], count),
            "utilities": "",
            "valid_from": "2025",
            "valid_to": "",
        }
    )


def sites(setting: Setting) -> pd.DataFrame:
    """Write the ledger, read it as the application does, and join what is known."""
    from qngeo.io import tables  # noqa: PLC0415
    from qngeo.io.baseline import read_baseline  # noqa: PLC0415
    from qngeo.services.land import search  # noqa: PLC0415
    from qngeo.services.transport import access  # noqa: PLC0415

    baseline = read_baseline()
    known = baseline.subjects
    parks = known.loc[known["kind"].isin(["park", "cluster"]), "subject_id"]
    folder = setting.folder / "search"
    folder.mkdir(exist_ok=True)
    count = TINY_PLOTS if setting.tiny else PLOTS
    made_plots(count, parks.to_numpy(str)).to_csv(folder / "plots.csv", index=False)
    return search.sites(
        baseline,
        as_of=DAY,
        minutes=access.minutes(baseline, as_of=DAY),
        plots=tables.read_plots(folder),
    )


def by_loop(table: pd.DataFrame) -> set[str]:
    """Keep plots row by row; what is not known rules nothing out."""
    kept = set()
    minutes = f"minutes {WANTED['near']}"
    for site_id, row in table.iterrows():
        area, price = row["available_ha"], row["price_usd_m2"]
        if area == 0 or area < WANTED["min_ha"] or price > WANTED["max_price"]:
            continue
        if not row[minutes] > WANTED["within_min"]:
            kept.add(str(site_id))
    return kept


def by_filter(table: pd.DataFrame) -> set[str]:
    """Keep plots by one expression of pandas."""
    area, minutes = table["available_ha"], table[f"minutes {WANTED['near']}"]
    out = (area == 0) | (area < WANTED["min_ha"])
    out |= table["price_usd_m2"] > WANTED["max_price"]
    out |= minutes > WANTED["within_min"]
    return set(table.index[~out])


def run(setting: Setting) -> Found:
    """Search, with ranking and reasons, and knock out by the two plain ways."""
    from qngeo.domain.land.need import Need  # noqa: PLC0415
    from qngeo.services.land import search  # noqa: PLC0415

    table, need = sites(setting), Need(**WANTED)
    search.find(table, need)
    turns = in_turn(
        {
            OWN: lambda: search.find(table, need),
            FILTER: lambda: by_filter(table),
            LOOP: lambda: by_loop(table),
        },
        setting,
    )
    ranking = turns.answers[OWN].ranking
    found = {name for name in ranking.index if name.startswith("plot:")}
    for way in (LOOP, FILTER):
        other = {name for name in turns.answers[way] if name.startswith("plot:")}
        if found != other:
            message = f"{way}: {len(found ^ other)} plots are kept by one only"
            raise DisagreementError(message)
    row = Row(
        what=f"search among {len(table):,} sites: knock-outs, reasons, ranking",
        own=turns.own(OWN, MILLI),
        unit="ms",
        peers=turns.peers(OWN, MILLI),
        reaches=(Reach(most=MOST_MS), Reach(peer=LOOP, least=1)),
    )
    agreed = f"the same {len(found):,} plots are kept by all three ways"
    notes = (
        "The two plain ways only knock out: they rank nothing, give no reason and tell "
        "no figure that is missing, so the filter is a bound and no peer.",
    )
    return Found(rows=(row,), agreed=(agreed,), notes=notes)


BENCHMARK = Benchmark(
    name="search",
    title="Land search",
    about=(
        "Plots are made from a fixed seed (0.5 to 40 ha, a third without a price) in "
        "the real parks; asked for are area, price and the travel time to a port. "
        "Measured after the ledger is read and joined with parks, readiness and travel "
        "times, which is done once for a state of the data."
    ),
    run=run,
)
