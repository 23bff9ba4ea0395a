"""In which CRS must a file's coordinates be read to fall into the province?"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from qngeo.crs import STORAGE
from qngeo.domain.boundaries import coast
from qngeo.domain.imports import places as import_places
from qngeo.domain.imports.findings import FAULT, WARNING, Finding
from qngeo.domain.imports.mending import Shapes
from qngeo.domain.imports.places import ENOUGH, Places, Reading
from qngeo.io.uploads.raw import Raw
from qngeo.services.own_data import known_before as import_known

LIKE_M = 60.0
"""How near a coast's offset must come to the shift between two CRS, metres."""

MOSTLY = 0.9
"""Share of the places in the province from which a declared CRS is not doubted."""

CLEARLY = 0.2
"""By how much the share of another reading must be larger to be told."""

MOST_FEATURES = 1000
"""Layers of more features (plots) have no coast of their own."""


@dataclass(frozen=True)
class Decision:
    """How coordinates are read.

    Attributes
    ----------
    crs : str
    turned : bool
        Whether the northing or latitude comes first.
    """

    crs: str
    turned: bool = False


def decide(raw: Raw, asked: str, told: list[Finding]) -> Decision | None:
    """Choose the CRS of a file and tell why.

    Parameters
    ----------
    raw : Raw
        With shapes.
    asked : str
        What the person names; empty for none.
    told : list of Finding
        Gets the reason; a fault of the whole file where nothing fits or several do.

    Returns
    -------
    Decision or None
        None where the coordinates cannot be read.
    """
    shapes = raw.shapes
    if shapes is None:
        return None
    places = import_places.sample(shapes)
    if not len(places):
        return Decision(STORAGE)
    if asked:
        return _asked(places, import_places.code_of(asked), told)
    if raw.crs is not None:
        declared = import_places.code_of(raw.crs)
        share = _share(places, declared)
        if share > 0:
            _better(places, declared, share, told)
            return Decision(declared)
        return _instead(places, declared, told)
    return _undeclared(places, told)


def _share(places: Places, crs: str, *, turned: bool = False) -> float:
    return import_places.fits(places, crs, import_known.reach(), turned=turned)


def _say(told: list[Finding], severity: str, key: str, **values: Any) -> None:
    told.append(Finding(row=None, severity=severity, key=key, values=values))


def _labels(found: list[Reading]) -> str:
    return ", ".join(reading.label for reading in found[:6]) or "–"


def _asked(places: Places, crs: str, told: list[Finding]) -> Decision:
    if _share(places, crs) >= ENOUGH:
        return Decision(crs)
    if _share(places, crs, turned=True) >= ENOUGH:
        _say(told, WARNING, "axes_turned", crs=crs)
        return Decision(crs, turned=True)
    others = import_places.readings(places, import_known.reach())
    _say(told, WARNING, "crs_asked_outside", crs=crs, others=_labels(others))
    return Decision(crs)


def _instead(places: Places, declared: str, told: list[Finding]) -> Decision | None:
    """Read places that lie outside the province in their declared CRS."""
    found = import_places.readings(places, import_known.reach())
    if not found:
        return _kept_outside(places, declared, told)
    if _unclear(found, told):
        return None
    best = found[0]
    _say(told, WARNING, "crs_wrong", declared=declared, used=best.label,
         share=round(100.0 * best.share, 1), others=_labels(found[1:]))  # fmt: skip
    if best.turned:
        _say(told, WARNING, "axes_turned", crs=best.crs)
    return Decision(best.crs, best.turned)


def _better(places: Places, declared: str, share: float, told: list[Finding]) -> None:
    """Warn where another reading puts clearly more of the places in the province."""
    if share >= MOSTLY:
        return
    found = import_places.readings(places, import_known.reach())
    best = max(found, key=lambda r: r.share, default=None)
    if best is not None and best.share > share + CLEARLY and best.crs != declared:
        inside, other = round(100.0 * share, 1), round(100.0 * best.share, 1)
        _say(told, WARNING, "crs_better", declared=declared, used=best.label,
             share=inside, other=other)  # fmt: skip


def _kept_outside(
    places: Places, declared: str, told: list[Finding]
) -> Decision | None:
    """Keep a CRS that can be right, though its places lie elsewhere."""
    shapes = np.asarray(shapely.points(places), dtype=object)
    degrees = import_places.to_degrees(shapes, declared, turned=False)
    corners = np.abs(shapely.get_coordinates(degrees))
    if np.isfinite(corners).all() and (corners <= (180.0, 90.0)).all():
        return Decision(declared)
    _none_fits(places, declared, told)
    return None


def _undeclared(places: Places, told: list[Finding]) -> Decision | None:
    found = import_places.readings(places, import_known.reach())
    if not found:
        _none_fits(places, "–", told)
        return None
    if _unclear(found, told):
        return None
    best = found[0]
    _say(told, WARNING, "crs_assumed", used=best.label, others=_labels(found[1:]))
    if best.turned:
        _say(told, WARNING, "axes_turned", crs=best.crs)
    return Decision(best.crs, best.turned)


def _unclear(found: list[Reading], told: list[Finding]) -> bool:
    best = found[0]
    rivals = [r for r in found[1:] if (r.turned, r.rank) == (best.turned, best.rank)]
    if rivals:
        _say(told, FAULT, "crs_unclear", readings=_labels([best, *rivals]))
    return bool(rivals)


def _none_fits(places: Places, declared: str, told: list[Finding]) -> None:
    low, high = places.min(axis=0), places.max(axis=0)
    _say(told, FAULT, "crs_none_fits", declared=declared, west=float(low[0]),
         east=float(high[0]), south=float(low[1]), north=float(high[1]))  # fmt: skip


def off_the_coast(shapes: Shapes, read_as: Decision, told: list[Finding]) -> None:
    """Warn where a layer's coast lies off the land drawn.

    Parameters
    ----------
    shapes : array of valid polygons, EPSG:4326
    read_as : Decision
        In which CRS they were read; an offset like the shift to a CRS that is often
        taken for it is told as that.
    """
    kept = shapes[~shapely.is_missing(shapes)]
    if not 0 < len(kept) <= MOST_FEATURES:
        return
    found = coast.offset(gpd.GeoSeries(kept, crs=STORAGE), import_known.coast())
    if found is None:
        return
    values = {
        "distance": round(found.distance_m, -1),
        "east": found.east_m,
        "north": found.north_m,
        "before": round(found.before_m, 0),
        "after": round(found.after_m, 0),
    }
    _say(told, WARNING, "coast_offset", **values)
    for other in import_places.SIBLINGS.get(read_as.crs, ()):
        if _is_shift(found, kept, other, read_as.crs):
            _say(told, WARNING, "crs_sibling", used=read_as.crs, other=other)


def _is_shift(found: coast.Offset, shapes: Shapes, other: str, crs: str) -> bool:
    """Tell whether reading the numbers in another CRS would take the offset away."""
    degrees = import_places.sample(shapes)
    numbers = gpd.GeoSeries(shapely.points(degrees), crs=STORAGE).to_crs(crs)
    places = shapely.get_coordinates(numbers.array)
    shift = import_places.shift_between(places, crs, other)
    if shift is None:
        return False
    left = np.hypot(found.east_m + shift[0], found.north_m + shift[1])
    return bool(left < LIKE_M)
