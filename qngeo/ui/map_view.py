"""The zone map with its colours: rows of zones in, the clicked id out."""

from typing import Any

import pandas as pd

from qngeo.domain.definitions import find
from qngeo.i18n import translate
from qngeo.ui.map_panel import map_panel
from qngeo.web.legend import fill_rate_class, fill_rate_legend


def zone_map(
    rows: pd.DataFrame,
    *,
    definition: str,
    selected: str | None,
    lang: str,
    height: int,
    overlay: dict[str, Any] | None = None,
) -> str | None:
    """Show the map coloured by the rows' fill rates.

    Parameters
    ----------
    rows : DataFrame
        As `qngeo.services.zones.zone_rows` gives them, perhaps filtered.
    definition : str
        Id of the definition, named in the legend.
    selected : str or None
        Subject drawn as selected.
    lang : str
    height : int
        Pixels.
    overlay : dict or None
        See `qngeo.ui.map_panel.map_panel`.

    Returns
    -------
    str or None
        The subject that was clicked in this run.
    """
    classes = rows["rate_pct"].map(fill_rate_class)
    known = int(rows["rate_pct"].notna().sum())
    note = translate("pages.map.known", lang, known=known, count=len(rows))
    legend = fill_rate_legend(
        lang=lang, definition=translate(find(definition).title_key, lang), note=note
    )
    return map_panel(
        lang=lang,
        styles={str(subject): int(index) for subject, index in classes.items()},
        legend=legend,
        selected=selected,
        overlay=overlay,
        height=height,
    )
