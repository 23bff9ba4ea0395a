"""Colours of the charts (màu của biểu đồ), one table for all of them.

They are of Okabe and Ito's palette (Color Universal Design, 2008), which the
colour-blind tell apart, as far as it stands out from a white and from a dark page by
3 : 1 (WCAG 2.1, 1.4.11). No series rests on colour alone: each has a shape, a dash, a
hatching or its name beside it as well.
"""

BLUE, ORANGE, GREEN, PURPLE, GREY = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#6B6B6B",
)  # fmt: skip

SERIES = (BLUE, ORANGE, GREEN, PURPLE, GREY)
"""Of series without a colour of their own, in this order."""

SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross")
GLYPHS = ("●", "■", "◆", "▲", "▼", "✚")
"""Shapes beside `SERIES`, and the sign of each in a legend; one more than there are
colours, so that a sixth series repeats the colour alone."""

_GAMMA = 2.2
_DARK, _LIGHT = "#10201f", "#ffffff"


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb, 0 to 1 (WCAG 2.1, gamma as 2.2)."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return float(0.2126 * red**_GAMMA + 0.7152 * green**_GAMMA + 0.0722 * blue**_GAMMA)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink(colour: str) -> str:
    """Return the colour of writing, dark or white, that stands out more."""
    return max((_DARK, _LIGHT), key=lambda writing: contrast(writing, colour))
