"""The map of a land search: sites coloured by score, rejected ones faint."""

import pandas as pd

from qngeo.i18n import number, translate
from qngeo.services.land import SearchResult
from qngeo.ui.map_panel import map_panel
from qngeo.web.legend import NO_FIGURE, PALETTE, Legend, LegendEntry, Shade

POINTS_A_CLASS = 2
"""Five classes of two points each, from 0 to 10."""


def site_map(
    found: SearchResult,
    *,
    lang: str,
    height: int,
    overlay: dict[str, object] | None = None,
) -> str | None:
    """Show the sites of a search.

    Parameters
    ----------
    found : SearchResult
    lang : str
    height : int
        Pixels.
    overlay : dict or None
        See `qngeo.ui.map_panel.map_panel`.

    Returns
    -------
    str or None
        The site that was clicked in this run.
    """
    scores = found.ranking["score"]
    everything = found.funnel.sites.index
    styles = {str(site): Shade(index=NO_FIGURE, faded=True) for site in everything}
    styles |= {str(site): _shade(score, lang) for site, score in scores.items()}
    return map_panel(
        lang=lang,
        styles=styles,
        legend=_legend(len(scores), len(everything), lang),
        selected=None,
        overlay=overlay,
        height=height,
    )


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
