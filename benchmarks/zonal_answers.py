"""Whether the ways of zonal statistics say the same of the same polygons."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.made import CELL
from benchmarks.model import DisagreementError
from benchmarks.zonal_ways import CENTRES, EXACT, OWN, STATS, answer_file, inputs

NEAR = 1e-6
"""Largest part by which exact answers may differ; rasters hold float32."""
SHARES = 1e-5

Shares = dict[tuple[int, int], float]


def compare(folder: Path, count: int, dates: int, peers: tuple[str, ...]) -> str:
    """Compare the kept answers of a row.

    Returns
    -------
    str, a sentence on how closely they agree.

    Raises
    ------
    DisagreementError
        If exactextract differs, or rasterstats by more cells than the outline cuts.
    """
    zones = inputs(folder, count, dates)[1]
    own = _answer(folder, OWN, count, dates)
    said = []
    if EXACT in peers:
        exact = _answer(folder, EXACT, count, dates)
        differ = _classes(own, exact) if not dates else _stats(own, exact)
        _bound(differ, SHARES if not dates else NEAR, f"{EXACT}, {count} polygons")
        what = "shares of classes" if not dates else f"{', '.join(STATS)}"
        said.append(f"{what} differ from {EXACT} by at most {differ:.0e}")
    if CENTRES in peers:
        centres = _answer(folder, CENTRES, count, dates)
        cells = _cells(zones, own, centres, dates)
        said.append(
            f"cells counted differ from {CENTRES}, which takes those whose centre lies "
            f"within, by at most {cells:.1%} of the cells along an outline"
        )
    when = f"{dates} date{'s' * (dates > 1)}" if dates else "classes"
    return f"{count:,} polygons, {when}: " + "; ".join(said)


def _answer(folder: Path, way: str, count: int, dates: int) -> Any:
    return pd.read_pickle(answer_file(folder, way, count, dates))


def _bound(found: float, bound: float, what: str) -> None:
    if not found <= bound:  # NaN is no agreement
        message = f"{what}: the answers differ by {found:.1e}, more than {bound:.0e}"
        raise DisagreementError(message)


def _stats(own: pd.DataFrame, exact: list[pd.DataFrame]) -> float:
    """Largest relative difference of all statistics, polygons and dates."""
    theirs = pd.concat(exact, ignore_index=True)[list(STATS)].to_numpy(float)
    ours = own[list(STATS)].to_numpy(float)
    if (np.isnan(ours) != np.isnan(theirs)).any():
        return float("nan")
    apart = np.abs(ours - theirs) / np.maximum(np.abs(theirs), NEAR)
    return float(np.nanmax(apart))


def _classes(own: pd.DataFrame, exact: list[pd.DataFrame]) -> float:
    """Largest difference of a class's share of a polygon."""
    theirs: Shares = {}
    for at, row in exact[0].iterrows():
        for kind, share in zip(row["unique"], row["frac"], strict=True):
            theirs[int(str(at)), int(kind)] = float(share)
    ours = _shares(own)
    return max(abs(ours.get(k, 0) - theirs.get(k, 0)) for k in ours.keys() | theirs)


def _shares(own: pd.DataFrame) -> Shares:
    known = own.dropna(subset=["class"])
    pairs = zip(known["id"], known["class"], known["share"], strict=True)
    return {(int(zone), int(kind)): float(share) for zone, kind, share in pairs}


def _cells(
    zones: gpd.GeoDataFrame, own: pd.DataFrame, centres: list[Any], dates: int
) -> float:
    """Largest difference in cells, as a part of the cells along the outline."""
    along = 2 * zones.length.to_numpy() / CELL + 4
    if dates:
        ours = own["count"].to_numpy()
        theirs = np.array([row["count"] for found in centres for row in found])
        share = np.abs(ours - theirs) / np.tile(along, dates)
    else:
        shares = _shares(own)
        share = np.array(
            [
                abs(shares.get((zone, int(kind)), 0) * sum(row.values()) - cells)
                for zone, row in enumerate(centres[0])
                for kind, cells in row.items()
            ]
        ) / np.repeat(along, [len(row) for row in centres[0]])
    _bound(float(share.max()), 1.0, CENTRES)
    return float(share.max())
