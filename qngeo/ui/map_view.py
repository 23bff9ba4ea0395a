"""The zone map with its colours: rows of zones in, the clicked id out."""

import pandas as pd

from qngeo.ui.map_panel import map_panel
from qngeo.web.zone_colours import legend_of, shades


def zone_map(
    rows: pd.DataFrame,
    *,
    kept: pd.Index,
    definition: str,
    selected: str | None,
    lang: str,
    height: int,
) -> str | None:
    """Show the map coloured by the rows' fill rates.

    Parameters
    ----------
    rows : DataFrame
        All rows that `qngeo.services.zones.overview.zone_rows` gives: a filter never
        turns a known figure into an unknown one.
    kept : Index
        The rows that the filters of the page keep; the others are drawn faintly.
    definition : str
        Id of the definition, named in the legend.
    selected : str or None
        Subject drawn as selected.
    lang : str
    height : int
        Pixels.

    Returns
    -------
    str or None
        The subject that was clicked in this run.
    """
    styles = shades(rows, kept=kept, definition=definition, lang=lang)
    return map_panel(
        lang=lang,
        styles=styles,
        legend=legend_of(rows.loc[kept], styles, definition, lang),
        selected=selected,
        height=height,
    )
