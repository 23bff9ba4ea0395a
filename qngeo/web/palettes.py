"""Colours of the rasters (bảng màu ảnh) and the legend that explains them.

The tiles and the legend of the page both read this one table, so a colour on the map
always has its words. Ramps and classes keep apart for readers with red-green colour
blindness: they differ in lightness, or run from brown to teal.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qngeo.errors import UnknownNameError
from qngeo.i18n import number, translate

BASELINE = "baseline"
"""Name, among the series, of the rasters that are shipped with the application."""

PICTURE_WHITE = 0.30
"""Reflectance that is shown as full brightness; 0 is black."""

PICTURE_GAMMA = 1.5
"""Brightness is the share of `PICTURE_WHITE` to the power of 1 / 1.5, for the eye sees
little in the dark greens of a forest; every picture has the same stretch."""

_CLEAR = (0, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Class:
    """One colour of a raster and the values that have it.

    Attributes
    ----------
    values : tuple of int
        Of a raster of classes; empty where ``above`` bounds the class.
    above : float
        Least value of the class, in a raster of measures; the class ends where the
        next one begins.
    colour : str
        #rrggbb
    label : str
        Key of its words; empty for a number written as it is.
    """

    colour: str
    label: str = ""
    values: tuple[int, ...] = ()
    above: float = float("-inf")


@dataclass(frozen=True, kw_only=True)
class Look:
    """One way to draw a raster.

    Attributes
    ----------
    name : str
        Part of the address of a tile; its title is the string ``raster.look.<name>``,
        what it means stands in ``raster.note.<name>``.
    bands : tuple of str
        Bands by name; empty for the first band of the file.
    classes : tuple of Class
        Classes, or bounded steps; empty for a picture and for a ramp.
    ramp : tuple of str
        Colours at even steps from ``low`` to ``high``, mixed between them.
    low, high : float
        Range of the ramp; what lies beyond has the colour of the end.
    smooth : bool
        Whether cells may be mixed when drawn at another size; never for classes.
    side : str
        Where the page draws it: "both" seasons, the "right" one over the picture, or
        "all" for one raster under both.
    """

    name: str
    bands: tuple[str, ...] = ()
    classes: tuple[Class, ...] = ()
    ramp: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0
    smooth: bool = False
    side: str = "both"


def _of(theme: str, rows: tuple[tuple[str, str, tuple[int, ...]], ...]) -> (
    tuple[Class, ...]
):  # fmt: skip
    return tuple(
        Class(colour=colour, label=f"raster.class.{theme}.{key}", values=values)
        for key, colour, values in rows
    )


LOOKS = (
    Look(name="picture", bands=("red", "green", "blue"), smooth=True,
         high=PICTURE_WHITE),
    Look(name="nbr", bands=("nbr",), low=-0.2, high=0.8,
         ramp=("#8c4a0b", "#c98f3d", "#f3e3b6", "#8fc7b8", "#2b7f78", "#003c36")),
    Look(name="ndmi", bands=("ndmi",), low=-0.4, high=0.6,
         ramp=("#7a3d00", "#c7904f", "#f5ead2", "#92b9d8", "#2f6ea8", "#08306b")),
    Look(name="ndvi", bands=("ndvi",), low=0.0, high=1.0,
         ramp=("#fff8dc", "#e3e39a", "#9fc46c", "#5ba05a", "#1f6b4a", "#00342c")),
    Look(name="valid", bands=("valid",), classes=(
        Class(above=0, colour="#3b0f45", label="raster.class.valid.few"),
        Class(above=3, colour="#8a4f93"),
        Class(above=6, colour="#c493b8"),
        Class(above=10, colour="#f3e3ea", label="raster.class.valid.many"))),
    Look(name="loss", side="right", classes=_of("loss", (
        ("none", "#dfe9ee", (0,)), ("light", "#fbd06a", (1,)),
        ("moderate", "#e2701e", (2,)), ("heavy", "#7f1d1d", (3,)),
        ("few", "#8d99a6", (254,))))),
    Look(name="regained", side="right", classes=(
        Class(colour="#6b2c0c", label="raster.class.regained.least"),
        Class(above=0.2, colour="#c17a3a"),
        Class(above=0.4, colour="#f0d9a6"),
        Class(above=0.6, colour="#7cbcae"),
        Class(above=0.8, colour="#0b5750", label="raster.class.regained.most"))),
    Look(name="landcover", side="all", classes=_of("landcover", (
        ("forest", "#12503c", (1, 2, 3, 4, 5)), ("woody", "#6fae7c", (8,)),
        ("open", "#e6dd8f", (6, 7, 9, 10)), ("wetland", "#4a7fb5", (11,)),
        ("crop", "#f2a65a", (12, 14)), ("urban", "#cf3a6e", (13,)),
        ("bare", "#b9b4ab", (15, 16)), ("water", "#d6e9f5", (0,))))),
)  # fmt: skip
"""Every look. Values of ``loss`` as `qngeo.domain.forest.loss` writes them: 255 (no
forest before, or unknown) has no class and is not drawn. Those of ``landcover`` are the
IGBP classes of MODIS, put together into eight."""


def look_of(name: str) -> Look:
    """Return a look by its name.

    Raises
    ------
    UnknownNameError
        If there is no such look; the message lists those there are.
    """
    for look in LOOKS:
        if look.name == name:
            return look
    message = f"no look {name!r}: there are {', '.join(look.name for look in LOOKS)}"
    raise UnknownNameError(message)


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of #rrggbb."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def paint(
    look: Look, values: NDArray[Any], known: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Return the colours of cells.

    Parameters
    ----------
    look : Look
    values : array of shape (bands, rows, columns)
    known : array of bool of shape (rows, columns)
        False is transparent, as is any NaN and any value without a class.

    Returns
    -------
    array of uint8 of shape (rows, columns, 4)
        Red, green, blue, opacity.
    """
    seen = known & ~np.isnan(values.astype(np.float64)).any(axis=0)
    if look.classes and look.classes[0].values:
        colours = _table(look)[np.clip(np.where(seen, values[0], 255), 0, 255).astype(
            np.uint8
        )]  # fmt: skip
    elif look.classes:
        colours = _stepped(look, values[0])
    elif look.ramp:
        colours = _ramped(look, values[0])
    else:
        colours = _bright(look, values)
    colours[~seen] = _CLEAR
    return colours


def _opaque(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    full = np.full((*colours.shape[:-1], 1), 255, dtype=np.uint8)
    return np.concatenate([colours, full], axis=-1)


def _table(look: Look) -> NDArray[np.uint8]:
    table = np.zeros((256, 4), dtype=np.uint8)
    for entry in look.classes:
        for value in entry.values:
            table[value] = (*rgb(entry.colour), 255)
    return table


def _stepped(look: Look, values: NDArray[Any]) -> NDArray[np.uint8]:
    limits = [entry.above for entry in look.classes]
    shown = np.array([rgb(entry.colour) for entry in look.classes], dtype=np.uint8)
    at = np.searchsorted(limits, np.nan_to_num(values), side="right") - 1
    colours = _opaque(shown[np.clip(at, 0, None)])
    colours[at < 0] = _CLEAR
    return colours


def _ramped(look: Look, values: NDArray[Any]) -> NDArray[np.uint8]:
    at = np.linspace(look.low, look.high, len(look.ramp))
    stops = np.array([rgb(colour) for colour in look.ramp], dtype=float)
    filled = np.nan_to_num(values, nan=look.low)
    parts = [np.interp(filled, at, stops[:, band]) for band in range(3)]
    return _opaque(np.rint(np.stack(parts, axis=-1)).astype(np.uint8))


def _bright(look: Look, values: NDArray[Any]) -> NDArray[np.uint8]:
    share = (np.nan_to_num(values) - look.low) / (look.high - look.low)
    bright = np.clip(share, 0, 1) ** (1 / PICTURE_GAMMA)
    scaled = np.rint(bright * 255).astype(np.uint8)
    return _opaque(np.moveaxis(scaled[:3], 0, -1))


@lru_cache(maxsize=256)
def digest(look: Look) -> str:
    """Return a hash of all that decides the colours of a look."""
    return hashlib.sha256(repr(look).encode()).hexdigest()


def legend(look: Look, lang: str) -> dict[str, Any]:
    """Return the legend of a look as plain data for the page.

    Parameters
    ----------
    look : Look
    lang : str
        "vi" or "en".

    Returns
    -------
    dict
        ``title``, ``note``; ``entries`` (list of colour and label); for a ramp
        ``ramp`` (colours), ``low`` and ``high`` as they are written.
    """
    ends = {"low": number(look.low, lang), "high": number(look.high, lang)}
    return {
        "name": look.name,
        "side": look.side,
        "title": translate(f"raster.look.{look.name}", lang),
        "note": translate(f"raster.note.{look.name}", lang),
        "entries": [
            {"colour": entry.colour, "label": _label(look, at, lang)}
            for at, entry in enumerate(look.classes)
        ],
        "ramp": list(look.ramp),
        **(ends if look.ramp else {}),
    }


def _label(look: Look, at: int, lang: str) -> str:
    entry = look.classes[at]
    if entry.label:
        return translate(entry.label, lang)
    upper = look.classes[at + 1].above
    if look.name == "regained":
        return (
            f"{number(100 * entry.above, lang, 0)} – < {number(100 * upper, lang, 0)} %"
        )
    return f"{number(entry.above, lang, 0)} – {number(upper - 1, lang, 0)}"
