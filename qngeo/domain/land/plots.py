"""Single plots of a land ledger (lô đất) as rows beside their parks."""

from datetime import date

import numpy as np
import pandas as pd

from qngeo.dates import parse_period
from qngeo.domain.land import sectors
from qngeo.domain.land.choices import ready_column
from qngeo.domain.land.readiness import ITEMS
from qngeo.domain.land.sites import AREAS
from qngeo.errors import UnknownNameError

DEFINITION = "plot-ledger"
"""The area of a plot is the ledger's own, by no definition of a fill rate."""

TAKEN = ("leased", "reserved")

_NOTES = ("", "land.note.expired", "land.note.not_yet", "land.note.taken")

MAX_NAMED = 5


def _day(texts: pd.Series, *, end: bool, default: date) -> np.ndarray:
    def one(text: str) -> int:
        period = parse_period(text)
        if period is None:
            return default.toordinal()
        return (period.end if end else (period.start or period.end)).toordinal()

    known = {text: one(text) for text in texts.unique()}
    return texts.map(known).to_numpy(dtype=int)


def _check_parks(plots: pd.DataFrame, table: pd.DataFrame) -> None:
    strange = plots[~plots["park_id"].isin(table.index)]
    if strange.empty:
        return
    named = [f"{p} in {k!r}" for p, k in strange[["plot_id", "park_id"]].to_numpy()]
    more = len(named) - MAX_NAMED
    tail = f" and {more} more" if more > 0 else ""
    msg = (
        f"plots of no known park: {', '.join(named[:MAX_NAMED])}{tail}; "
        "use the ids of subjects.csv"
    )
    raise UnknownNameError(msg)


OF_THE_PARK = (
    *("power", "water_supply", "wastewater", "road_link", "developer", "term_end"),
    *("decision", "distances"),
    *(ready_column(item) for item in ITEMS if item != "clearance"),
)
"""What a plot always has from its park, and cites as its park does."""


def _own_sectors(rows: pd.DataFrame, texts: np.ndarray) -> None:
    """Let a plot's own sectors come before its park's."""
    ids = {text: sectors.sector_ids(text) for text in pd.unique(texts) if text}
    own = texts != ""
    rows["sectors"] = np.where(own, texts, rows["sectors"])
    rows["sector_ids"] = [
        ids[text] if text else inherited
        for text, inherited in zip(texts, rows["sector_ids"], strict=True)
    ]
    packed = {text: sectors.bits(names) for text, names in ids.items()}
    own_bits = np.array([packed.get(text, 0) for text in texts], dtype=np.int64)
    rows["sector_bits"] = np.where(own, own_bits, rows["sector_bits"])


def _own_price(rows: pd.DataFrame, plots: pd.DataFrame) -> None:
    """Let a plot's own price come before its park's."""
    price = plots["price_usd_m2"].to_numpy()
    own = ~np.isnan(price)
    for column in ("price_usd_m2", "price_high_usd_m2"):
        rows[column] = np.where(own, price, rows[column])
    rows["price_as_of"] = np.where(own, plots["valid_from"], rows["price_as_of"])


def _own_clearance(rows: pd.DataFrame, area: np.ndarray, status: np.ndarray) -> None:
    """Say that ready plots are cleared, uncleared ones not, of others nothing."""
    ready, uncleared = status == "ready", status == "uncleared"
    rows["cleared_ha"] = np.where(ready, area, np.nan)
    rows["to_clear_ha"] = np.where(uncleared, area, np.nan)
    rows["clearance_pct"] = np.select([ready, uncleared], [100.0, 0.0], np.nan)


def _cited(rows: pd.DataFrame, plots: pd.DataFrame) -> pd.Series:
    """Keep the fact ids of what a plot has from its park."""
    of_park = rows["facts"].groupby(level=0).first()
    own = {
        "price_usd_m2": plots["price_usd_m2"].notna().to_numpy(),
        "sectors": plots["sectors"].ne("").to_numpy(),
        "utilities": plots["utilities"].ne("").to_numpy(),
    }
    known: dict[tuple[object, ...], dict[str, tuple[str, ...]]] = {}
    keys = list(zip(plots["park_id"], *own.values(), strict=True))
    for park_id, *flags in set(keys):
        dropped = {column for column, flag in zip(own, flags, strict=True) if flag}
        kept = {*OF_THE_PARK, *own} - dropped
        known[park_id, *flags] = {
            column: ids for column, ids in of_park[park_id].items() if column in kept
        }
    return pd.Series([known[key] for key in keys], dtype=object)


def with_plots(
    table: pd.DataFrame, plots: pd.DataFrame, *, as_of: date
) -> pd.DataFrame:
    """Add the plots of a ledger below the parks they lie in.

    Parameters
    ----------
    table : DataFrame
        As `qngeo.domain.land.sites.sites` gives it.
    plots : DataFrame
        As `qngeo.schema.PLOTS`.
    as_of : date
        A plot whose ``valid_to`` lies before it, or whose ``valid_from`` lies
        after it, is not available.

    Returns
    -------
    DataFrame with the rows of ``table`` and one row a plot, kind "plot". Its
    area left is its own area, or 0 ha where it is leased, reserved, expired or
    not valid yet (``available_note`` says which); a ready plot is cleared, an
    uncleared one is not, of others it is not known. Price and sectors are the
    plot's own, else its park's; zone, developer, term, utilities and distances
    are its park's. A plot has no planned or industrial land of its own.

    Raises
    ------
    UnknownNameError
        If a plot lies in a park that the table does not have.
    """
    if plots.empty:
        return table
    _check_parks(plots, table)
    rows = table.loc[plots["park_id"]].copy()
    cited = _cited(rows, plots)
    tail = (" · " + plots["plot_id"].str.partition(":")[2]).to_numpy()
    rows["name_vi"] += tail
    rows["name_en"] += tail
    rows.index = pd.Index(plots["plot_id"], name="site_id")
    area, status = plots["area_ha"].to_numpy(), plots["status"].to_numpy(dtype=object)
    own_words = plots["utilities"].to_numpy(dtype=object)
    rows["utilities"] = np.where(own_words != "", own_words, rows["utilities"])
    dated = rows.columns[rows.columns.str.endswith("_as_of")].drop("price_as_of")
    rows[dated] = ""
    _own_sectors(rows, plots["sectors"].to_numpy(dtype=object))
    _own_price(rows, plots)
    today = as_of.toordinal()
    note = np.select(
        [
            _day(plots["valid_to"], end=True, default=date.max) < today,
            _day(plots["valid_from"], end=False, default=date.min) > today,
            np.isin(status, TAKEN),
        ],
        [1, 2, 3],
        0,
    )
    rows["kind"], rows["parent_id"] = "plot", rows["park_id"]
    rows["status"] = status
    rows["available_ha"] = np.where(note > 0, 0.0, area)
    rows["available_note"] = np.array(_NOTES, dtype=object)[note]
    rows["available_as_of"] = plots["valid_from"].to_numpy()
    rows[["available_qualifier", "available_confidence"]] = ""
    rows["definition"] = DEFINITION
    for column in AREAS:
        rows[column] = np.nan
    _own_clearance(rows, area, status)
    rows["facts"] = cited.to_numpy()
    return pd.concat([table, rows])
