"""Own rasters on the map (ảnh của đơn vị): their colours, legend and tiles.

Colours are given by the order of the values. Ten classes have the muted scheme of Paul
Tol (Colour Schemes, SRON/EPS/TN/09-002, 2021), made for readers with any colour
blindness; more run from dark to light, and so does a quantity.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qngeo.config import settings
from qngeo.errors import UnknownNameError
from qngeo.i18n import number, period, translate
from qngeo.services.own_data.own_rasters import OWN, OwnRaster, as_written
from qngeo.web.palettes import Class, Look, rgb

MUTED = ("#117733", "#DDCC77", "#CC6677", "#332288", "#88CCEE", "#882255", "#44AA99",
         "#999933", "#AA4499", "#DDDDDD")  # fmt: skip
"""Paul Tol's muted scheme; green first, for most own rasters show forest first."""

RAMP = ("#00224e", "#31446b", "#666970", "#958f78", "#cab969", "#fee838")
"""Cividis (Nuñez, Anderton and Renslow 2018, PLOS ONE 13(7)): dark to light for every
reader."""

NO_CLASS = 255
"""Number of a value that has no colour, in place of a class's own number."""


def _mixed(at: float) -> str:
    """Return the colour of the ramp at a share from 0 to 1."""
    stops = np.linspace(0, 1, len(RAMP))
    bands = zip(*map(rgb, RAMP), strict=True)
    parts = [np.interp(at, stops, band) for band in bands]
    return "#" + "".join(f"{round(float(part)):02x}" for part in parts)


def colours(count: int) -> tuple[str, ...]:
    """Return so many colours that keep apart.

    Examples
    --------
    >>> colours(2)
    ('#117733', '#DDCC77')
    """
    if count <= len(MUTED):
        return MUTED[:count]
    return tuple(_mixed(at / (count - 1)) for at in range(count))


def look_name(raster: OwnRaster) -> str:
    """Return the name of an own raster's look, as a link may hold it."""
    return f"{OWN}-{raster.id}"


@lru_cache(maxsize=64)
def look(raster: OwnRaster) -> Look:
    """Return how an own raster is drawn.

    Classes are drawn by their place among the values, see `codes`.
    """
    name = look_name(raster)
    if not raster.of_classes:
        return Look(name=name, ramp=RAMP, low=raster.low, high=raster.high, side="all")
    shown = colours(len(raster.classes))
    entries = tuple(
        Class(colour=colour, values=(at,)) for at, colour in enumerate(shown)
    )
    return Look(name=name, classes=entries, side="all")


def codes(raster: OwnRaster) -> tuple[int, ...]:
    """Return the named values in order; empty for a quantity."""
    if not raster.of_classes:
        return ()
    return tuple(sorted(one.value for one in raster.classes))


def coded(values: NDArray[Any], known: Sequence[int]) -> NDArray[np.uint8]:
    """Put the place of each value among the named ones, `NO_CLASS` for others.

    Examples
    --------
    >>> coded(np.array([[10, -3, 7]]), (-3, 10)).tolist()
    [[1, 0, 255]]
    """
    names = np.asarray(known, dtype=np.int64)
    whole = np.nan_to_num(values, nan=0.0).astype(np.int64)
    at = np.searchsorted(names, whole)
    at = np.minimum(at, len(names) - 1)
    found = np.where((names[at] == whole) & ~np.isnan(values), at, NO_CLASS)
    return found.astype(np.uint8)


def legend(raster: OwnRaster, lang: str) -> dict[str, Any]:
    """Return the legend as plain data for the page, as `palettes.legend` does."""
    drawn = look(raster)
    named = {one.value: raster.class_name(one.value, lang) for one in raster.classes}
    labels = [named[value] for value in codes(raster)]
    title = raster.name_vi if lang == "vi" else raster.name_en
    unit = f" ({raster.unit})" if raster.unit else ""
    ends = {"low": number(raster.low, lang, 2), "high": number(raster.high, lang, 2)}
    when = period(raster.as_of, lang)
    words = translate("rasters.legend.note", lang, who=raster.described_by, date=when)
    return {
        "name": drawn.name,
        "side": drawn.side,
        "title": f"{title}{unit}",
        "note": words,
        "entries": [
            {"colour": entry.colour, "label": label}
            for entry, label in zip(drawn.classes, labels, strict=True)
        ],
        "ramp": list(drawn.ramp),
        **(ends if drawn.ramp else {}),
    }


def of_tile(name: str) -> OwnRaster:
    """Return the own raster whose tiles are addressed by a name.

    Parameters
    ----------
    name : str
        "forest_2025.7": its id, and the version that described it.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    first, _, second = name.partition(".")
    if not second.isdigit() or len(second) > 9:  # noqa: PLR2004 -- digits of an int32
        msg = f"no own raster {name[:60]!r}: the name is id.version"
        raise UnknownNameError(msg)
    at = settings()
    return _written(first, int(second), (at.store, str(at.var)))


@lru_cache(maxsize=64)
def _written(name: str, version: int, _store: tuple[str, str]) -> OwnRaster:
    return as_written(name, version)
