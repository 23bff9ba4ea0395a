"""Classes, colours and legend of the fill rate (tỷ lệ lấp đầy) on the map.

The palette runs from pale to dark in even steps of lightness, so that it keeps its
order for the colour-blind and in a grey print; it uses neither the blue of the sea
nor the green of forests.
"""

import math
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from qngeo.i18n import number, translate

FILL_RATE_BREAKS = (20.0, 40.0, 60.0, 80.0)
"""Per cent; a class holds its lower bound and not its upper."""

PALETTE = ("#fbe3ac", "#f5a873", "#d9657a", "#963f87", "#47206b")

NO_FIGURE = -1
"""Class of what has no figure under the definition: hatched, never a colour."""

BOUND = len(PALETTE)
"""Class of a rate of which only a bound is known that leaves its class open."""

BASE_UNKNOWN = len(PALETTE) + 1
"""The one class of rates that sources state without a base: they cannot be compared,
so they have no order of colours."""

NEUTRAL = "#b7a3ae"
"""Of the palette's hue, neither pale nor dark, so that it claims no place in it."""

SIGNS = {"at_least": "≥", "at_most": "≤", "about": "≈"}
"""How a qualifier is written before a number."""


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """One class of the map.

    Attributes
    ----------
    index : int
    colour : str
        #rrggbb
    label : str
        What the class holds.
    pattern : str
        Name of a pattern that is drawn in place of the colour; empty for none.
    """

    index: int
    colour: str
    label: str
    pattern: str = ""


@dataclass(frozen=True, kw_only=True)
class Shade:
    """How one subject is shown on the map.

    Attributes
    ----------
    index : int
        Class in the legend; `NO_FIGURE` is hatched.
    text : str
        The figure in words, for the tooltip.
    faded : bool
        The filters of the page leave it out: drawn faintly and without a name.
    """

    index: int
    text: str = ""
    faded: bool = False


@dataclass(frozen=True, kw_only=True)
class Legend:
    """What the map shows by colour.

    Attributes
    ----------
    title : str
        The measure, such as "Tỷ lệ lấp đầy".
    definition : str
        Name of the definition in words; empty where there is only one.
    entries : tuple of LegendEntry, from low to high
    note : str
        A line under the classes; empty for none.
    """

    title: str
    definition: str
    entries: tuple[LegendEntry, ...]
    note: str = ""

    def as_message(self) -> dict[str, Any]:
        """Return the legend as plain data that the page understands."""
        return asdict(self)


def fill_rate_class(rate_pct: float | None, qualifier: str = "") -> int:
    """Return the class of a rate in per cent; NO_FIGURE for a missing one.

    A bound falls in a class only when every rate that it allows falls there.

    Examples
    --------
    >>> [fill_rate_class(r) for r in (0.0, 19.99, 20.0, 86.05, None)]
    [0, 0, 1, 4, -1]
    >>> fill_rate_class(85, "at_least"), fill_rate_class(7.8, "at_most")
    (4, 0)
    >>> fill_rate_class(19.1, "at_least") == BOUND
    True
    """
    if rate_pct is None or math.isnan(rate_pct):
        return NO_FIGURE
    if qualifier == "at_least" and rate_pct < FILL_RATE_BREAKS[-1]:
        return BOUND
    if qualifier == "at_most" and rate_pct >= FILL_RATE_BREAKS[0]:
        return BOUND
    return sum(rate_pct >= limit for limit in FILL_RATE_BREAKS)


def signed(text: str, qualifier: str) -> str:
    """Put the sign of a qualifier before a written number.

    Examples
    --------
    >>> signed("19,1 %", "at_least"), signed("57,9 %", "")
    ('≥ 19,1 %', '57,9 %')
    """
    return f"{SIGNS.get(qualifier, '')} {text}".strip()


def fill_rate_legend(
    *, lang: str, definition: str, note: str = "", bound: bool = False
) -> Legend:
    """Return the legend of the fill rate.

    Parameters
    ----------
    lang : str
        "vi" or "en".
    definition : str
        The definition's name, already in that language.
    note : str
        Shown under the classes.
    bound : bool
        Whether a rate on the map is in the class `BOUND`.
    """
    limits = [number(limit, lang, 0) for limit in FILL_RATE_BREAKS]
    labels = [f"< {limits[0]} %"]
    labels += [f"{low} – < {high} %" for low, high in pairwise(limits)]
    labels += [f"≥ {limits[-1]} %"]
    entries = tuple(
        LegendEntry(index=index, colour=colour, label=label)
        for index, (colour, label) in enumerate(zip(PALETTE, labels, strict=True))
    )
    if bound:
        label = translate("map.legend.bound", lang)
        last = LegendEntry(index=BOUND, colour=NEUTRAL, label=label, pattern="bound")
        entries = (*entries, last)
    title = translate("map.legend.fill_rate", lang)
    return Legend(title=title, definition=definition, entries=entries, note=note)


def stated_legend(*, lang: str, definition: str, note: str = "") -> Legend:
    """Return the legend of rates whose base no source states: one class.

    Parameters
    ----------
    lang : str
        "vi" or "en".
    definition : str
        The name of this group of rates, already in that language.
    note : str
        Shown under the class.
    """
    label = translate("map.legend.base_unknown", lang)
    entry = LegendEntry(index=BASE_UNKNOWN, colour=NEUTRAL, label=label)
    title = translate("map.legend.fill_rate", lang)
    return Legend(title=title, definition=definition, entries=(entry,), note=note)
