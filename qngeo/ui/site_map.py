"""The map of a land search: sites coloured by score, rejected ones faint."""

import numpy as np
import pandas as pd

from qngeo.i18n import number, translate
from qngeo.services.land.search import SearchResult
from qngeo.ui.map_panel import map_panel
from qngeo.web.legend import NO_FIGURE, PALETTE, Legend, LegendEntry, Shade

POINTS_A_CLASS = 2
"""Five classes of two points each, from 0 to 10."""


KEPT, OUT, ABSENT = "N", "n", "-"
"""Letters of a plot that stays without a score, is put out, is not searched."""


def site_map(
    found: SearchResult,
    *,
    lang: str,
    height: int,
    plots: pd.Index,
    overlay: dict[str, object] | None = None,
) -> str | None:
    """Show the sites of a search.

    Parameters
    ----------
    found : SearchResult
    lang : str
    height : int
        Pixels.
    plots : Index of str
        Ids of the plots that the map draws, in the order of their file.
    overlay : dict or None
        See `qngeo.ui.map_panel.map_panel`.

    Returns
    -------
    str or None
        The site that was clicked in this run.
    """
    sites = found.funnel.sites
    parks = sites.index[sites["kind"].ne("plot").to_numpy()]
    scores = found.ranking["score"]
    kept = scores[scores.index.isin(parks)]
    styles = {str(site): Shade(index=NO_FIGURE, faded=True) for site in parks}
    styles |= {str(site): _shade(score, lang) for site, score in kept.items()}
    return map_panel(
        lang=lang,
        styles=styles,
        legend=_legend(len(scores), len(sites), lang),
        selected=_nearest(found),
        overlay=overlay,
        plots=plot_letters(scores, sites.index, plots),
        height=height,
    )


def plot_letters(scores: pd.Series, searched: pd.Index, plots: pd.Index) -> str:
    """Return how each plot is drawn, one letter a plot.

    A class of the legend is a letter from A on; the others are `KEPT`, `OUT` and
    `ABSENT`. So 50,000 plots are 50 kB at most, and the page tells its frame only
    which letters changed.

    Parameters
    ----------
    scores : Series of float, 0 to 10
        Of the sites that stay, by id; missing where nothing is known.
    searched : Index of str
        Ids of all sites that were searched.
    plots : Index of str
        Ids in the order of the layer's file.
    """
    if plots.empty:
        return ""
    points = scores.to_numpy(dtype=float)
    scored = np.nan_to_num(points // POINTS_A_CLASS).clip(0, len(PALETTE) - 1)
    letters = np.where(
        np.isnan(points), ord(KEPT), ord("A") + scored.astype(int)
    ).astype(np.uint8)
    drawn = np.full(len(plots), ord(ABSENT), dtype=np.uint8)
    drawn[searched.get_indexer(plots) >= 0] = ord(OUT)
    at = plots.get_indexer(scores.index)
    drawn[at[at >= 0]] = letters[at >= 0]
    return drawn.tobytes().decode("ascii")


def _nearest(found: SearchResult) -> str | None:
    """Return the site that comes nearest where nothing matches: no empty map."""
    changes = found.advice.single or found.advice.together
    return changes[0].site_id if changes else None


def _shade(score: float, lang: str) -> Shade:
    if pd.isna(score):
        return Shade(index=NO_FIGURE)
    index = min(int(score // POINTS_A_CLASS), len(PALETTE) - 1)
    return Shade(index=index, text=number(score, lang, 1))


def _legend(kept: int, total: int, lang: str) -> Legend:
    entries = tuple(
        LegendEntry(
            index=index,
            colour=colour,
            label=f"{index * POINTS_A_CLASS} – {(index + 1) * POINTS_A_CLASS}",
        )
        for index, colour in enumerate(PALETTE)
    )
    return Legend(
        title=translate("pages.land.legend", lang),
        definition=translate("pages.land.legend.scale", lang),
        entries=entries,
        note=translate("pages.land.legend.note", lang, kept=kept, total=total),
    )
