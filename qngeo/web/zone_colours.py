"""Colour class and words of each zone's fill rate, and the legend that explains them.

The interactive map, and every file that holds the same map, colour it by these.
"""

import pandas as pd

from qngeo.domain.figures.definitions import find
from qngeo.i18n import percent, period, translate
from qngeo.web.legend import (
    BASE_UNKNOWN,
    BOUND,
    NO_FIGURE,
    Legend,
    Shade,
    fill_rate_class,
    fill_rate_legend,
    signed,
    stated_legend,
)


def shades(
    rows: pd.DataFrame, *, kept: pd.Index, definition: str, lang: str
) -> dict[str, Shade]:
    """Return class and words of every row's fill rate under a definition.

    Parameters
    ----------
    rows : DataFrame
        Indexed by subject_id, with rate_pct, qualifier, rate_as_of.
    kept : Index
        The rows that are not faded.
    definition : str
        Rates whose base no source states are not put in order by colour.
    lang : str

    Returns
    -------
    dict of str to Shade
    """
    comparable = find(definition).computed
    found = {}
    for subject, row in rows.iterrows():
        rate, qualifier = float(row["rate_pct"]), str(row["qualifier"])
        index, text = fill_rate_class(rate, qualifier), ""
        if index != NO_FIGURE:
            date = period(str(row["rate_as_of"]), lang)
            text = f"{signed(percent(rate, lang), qualifier)} ({date})"
            if not comparable:
                index = BASE_UNKNOWN
                text += f", {translate('map.legend.base_unknown', lang)}"
            elif index == BOUND:
                text += f", {translate('map.legend.bound', lang)}"
        faded = subject not in kept
        found[str(subject)] = Shade(index=index, text=text, faded=faded)
    return found


def legend_of(
    rows: pd.DataFrame, styles: dict[str, Shade], definition: str, lang: str
) -> Legend:
    """Return the legend of a map coloured by `shades`.

    Parameters
    ----------
    rows : DataFrame
        The rows that are not faded; with rate_pct.
    styles : dict of str to Shade
    definition : str
    lang : str
    """
    known = int(rows["rate_pct"].notna().sum())
    note = translate("pages.map.known", lang, known=known, count=len(rows))
    title = translate(find(definition).title_key, lang)
    if not find(definition).computed:
        return stated_legend(lang=lang, definition=title, note=note)
    bound = any(shade.index == BOUND for shade in styles.values())
    return fill_rate_legend(lang=lang, definition=title, note=note, bound=bound)


def as_message(styles: dict[str, Shade]) -> dict[str, dict[str, object]]:
    """Return classes and words as plain data; what is left out is hatched."""
    return {
        subject: {"class": shade.index, "text": shade.text}
        for subject, shade in styles.items()
        if shade.index != NO_FIGURE
    }
