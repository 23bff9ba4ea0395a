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


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """One class: its index, its colour (#rrggbb) and what it holds."""

    index: int
    colour: str
    label: str


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


def fill_rate_class(rate_pct: float | None) -> int:
    """Return the class of a rate in per cent; NO_FIGURE for a missing one.

    Examples
    --------
    >>> [fill_rate_class(r) for r in (0.0, 19.99, 20.0, 86.05, None)]
    [0, 0, 1, 4, -1]
    """
    if rate_pct is None or math.isnan(rate_pct):
        return NO_FIGURE
    return sum(rate_pct >= limit for limit in FILL_RATE_BREAKS)


def fill_rate_legend(*, lang: str, definition: str, note: str = "") -> Legend:
    """Return the legend of the fill rate.

    Parameters
    ----------
    lang : str
        "vi" or "en".
    definition : str
        The definition's name, already in that language.
    note : str
        Shown under the classes.
    """
    limits = [number(limit, lang, 0) for limit in FILL_RATE_BREAKS]
    labels = [f"< {limits[0]} %"]
    labels += [f"{low} – < {high} %" for low, high in pairwise(limits)]
    labels += [f"≥ {limits[-1]} %"]
    entries = tuple(
        LegendEntry(index=index, colour=colour, label=label)
        for index, (colour, label) in enumerate(zip(PALETTE, labels, strict=True))
    )
    title = translate("map.legend.fill_rate", lang)
    return Legend(title=title, definition=definition, entries=entries, note=note)
