"""A small line of dated rates (đường nhỏ) for the cell of a table, as an image.

The line column of Streamlit is not used: it sets figures at even distances whatever
their dates, rounds the line past them, and writes its numbers as English does. Here the
width is time, the height is 0 to 100 per cent, and the figures are joined by straight
lines, or by none where they need not measure the same.
"""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from qngeo.i18n import number, period
from qngeo.ui.parts.chart_colours import BLUE, GREY

WIDTH, HEIGHT, MARGIN, DOT = 800, 290, 40, 34
"""In units of the drawing, whole numbers; shown at about a tenth of them in pixels."""

FULL_PCT = 100.0


class Rate(NamedTuple):
    """One dated rate: the day that ends its period, per cent, the period as given."""

    day: date
    pct: float
    as_of: str


def words(rates: Sequence[Rate], lang: str) -> str:
    """Return the rates in words: 72 (3/2021); 86 (2023)."""
    return "; ".join(
        f"{number(rate.pct, lang, 1)} ({period(rate.as_of, lang)})" for rate in rates
    )


def image(
    rates: Sequence[Rate], first: date, last: date, lang: str, *, joined: bool
) -> str | None:
    """Return the line as an address that holds its drawing; None without a rate.

    One rate alone is a dot at its time.

    Parameters
    ----------
    rates : sequence of Rate
        Oldest first.
    first, last : date
        Ends of the width, the same for every line of a table.
    lang : str
    joined : bool
        Whether a line leads from one rate to the next.
    """
    if not rates:
        return None
    points = [_at(rate, first, last) for rate in rates]
    ground = HEIGHT - MARGIN
    path = "M" + "L".join(f"{x} {y}" for x, y in points) if joined else ""
    dots = "".join(f"<circle cx='{x}' cy='{y}' r='{DOT}'/>" for x, y in points)
    drawing = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' "
        f"width='{WIDTH // 2}' height='{HEIGHT // 2}'>"
        f"<title>{escape(words(rates, lang))}</title>"
        f"<path d='M0 {ground}H{WIDTH}' stroke='{_rgb(GREY)}' stroke-width='6'/>"
        f"<path d='{path}' fill='none' stroke='{_rgb(BLUE)}' stroke-width='22'/>"
        f"<g fill='{_rgb(BLUE)}'>{dots}</g></svg>"
    )
    return f"data:image/svg+xml,{drawing}"


def _at(rate: Rate, first: date, last: date) -> tuple[int, int]:
    """Return where a rate is drawn; beyond 100 per cent at the upper edge."""
    days = max((last - first).days, 1)
    along = MARGIN + (WIDTH - 2 * MARGIN) * (rate.day - first).days / days
    high = (HEIGHT - 2 * MARGIN) * min(rate.pct, FULL_PCT) / FULL_PCT
    return round(along), round(HEIGHT - MARGIN - high)


def _rgb(colour: str) -> str:
    """Return #rrggbb without a mark that an address would end at."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({','.join(map(str, parts))})"
