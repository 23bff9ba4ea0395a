"""The words burnt into every tile of practice data (dữ liệu luyện tập).

Practice seasons are made by a program. Their tiles say so within the picture itself,
so that a screenshot can never pass for an image from a satellite.
"""

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from qngeo.config import settings
from qngeo.i18n import translate

TILE = 256
"""Pixels a side of a tile."""

_PERIOD = 2 * TILE
_SIZE = 15
_SLANT = 22
_SPACING = 1.2
_INK, _EDGE = (255, 255, 255, 240), (20, 24, 28, 190)
_LATIN_END = 0x100
_FONTS = ("latin", "vietnamese")


@lru_cache(maxsize=1)
def _fonts() -> dict[str, ImageFont.FreeTypeFont]:
    """Return both halves of the font; its files are cut by alphabet for the web."""
    folder = settings().assets / "fonts"
    return {
        part: ImageFont.truetype(
            str(folder / f"be-vietnam-pro-{part}-700-normal.woff2"), _SIZE
        )
        for part in _FONTS
    }


def _font_of(letter: str) -> ImageFont.FreeTypeFont:
    return _fonts()[_FONTS[ord(letter) >= _LATIN_END]]


def _line(text: str) -> Image.Image:
    """Draw the text on one slanted line, light letters with a dark edge."""
    widths = [_font_of(letter).getlength(letter) + _SPACING for letter in text]
    drawn = Image.new("RGBA", (int(sum(widths)) + 8, 2 * _SIZE), (0, 0, 0, 0))
    for ink, stroke in ((_EDGE, 1.6), (_INK, 0)):
        pen, at = ImageDraw.Draw(drawn), 4.0
        for letter, width in zip(text, widths, strict=True):
            pen.text(
                (at, 1.4 * _SIZE), letter, font=_font_of(letter), anchor="ls",
                fill=ink, stroke_width=stroke, stroke_fill=ink,
            )  # fmt: skip
            at += width
    return drawn.rotate(_SLANT, expand=True, resample=Image.Resampling.BICUBIC)


@lru_cache(maxsize=2)
def pattern(lang: str) -> Image.Image:
    """Return the square that repeats over the map, two tiles a side.

    Parameters
    ----------
    lang : str
        "vi" or "en".

    Returns
    -------
    Image
        RGBA; its edges fit each other, so the words run on from tile to tile.
    """
    square = Image.new("RGBA", (_PERIOD, _PERIOD), (0, 0, 0, 0))
    line = _line(translate("raster.practice.mark", lang))
    for row in range(4):
        left = (_PERIOD // 2 * row) % _PERIOD - line.width // 2
        top = _PERIOD // 4 * row - line.height // 2
        for right in (0, _PERIOD):
            for down in (0, _PERIOD):
                spot = Image.new("RGBA", square.size, (0, 0, 0, 0))
                spot.paste(line, (left + right, top + down))
                square = Image.alpha_composite(square, spot)
    return square


def mark(tile: Image.Image, *, x: int, y: int, lang: str) -> Image.Image:
    """Return a tile with the words over it.

    Parameters
    ----------
    tile : Image
        RGBA, `TILE` pixels a side.
    x, y : int
        Column and row of the tile, which decide the part of the pattern.
    lang : str
        "vi" or "en".
    """
    left, top = TILE * (x % 2), TILE * (y % 2)
    part = pattern(lang).crop((left, top, left + TILE, top + TILE))
    return Image.alpha_composite(tile, part)
