"""From Sentinel-2 counts to reflectance, spectral indices and clear cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qngeo.errors import SchemaError

Floats = NDArray[np.float32]

QUANTIFICATION = 1e-4
"""Reflectance of one count (DN) of a Sentinel-2 L2A product."""

OFFSET = -1000.0
"""Counts to add since processing baseline 04.00 (BOA_ADD_OFFSET), every band."""

OFFSET_BASELINE = (4, 0)
"""First processing baseline whose products carry the offset."""

NOT_CLEAR = (0, 1, 3, 8, 9, 10, 11)
"""Classes of the scene classification (SCL) that are no clear view of the ground:
no data, saturated, cloud shadow, cloud of medium and of high probability, cirrus,
snow. Class 2, dark area, is kept: from October to March it holds the slopes in the
shadow of hills, and to drop it would leave north slopes without any observation."""

FLAG = "earthsearch:boa_offset_applied"
BASELINES = ("s2:processing_baseline", "processing:version")

LOW_SHARE = 0.2
"""Share of clear red counts below the offset that no scene with the offset reaches:
they would be negative reflectances, while without the offset most land lies there."""


@dataclass(frozen=True, kw_only=True)
class Offset:
    """What to add to the counts of one asset.

    Attributes
    ----------
    value : float or None
        Counts; None where the metadata contradict each other or say nothing, so
        that the asset must not be used.
    scale : float
        Reflectance of one count.
    reason : str
        In English, for the sidecar.
    """

    value: float | None
    scale: float
    reason: str


def offset_of(properties: Mapping[str, Any], asset: Mapping[str, Any]) -> Offset:
    """Tell the offset of an asset by the metadata of its own item.

    Parameters
    ----------
    properties : mapping
        Of the STAC item.
    asset : mapping
        Metadata of the asset; ``raster:bands`` (or ``bands``) may declare a scale
        and an offset, both in reflectance.

    Returns
    -------
    Offset

    Notes
    -----
    The date is never asked: products of old days have been processed anew. The rule,
    first line that fits:

    1. The flag says the offset has been applied: nothing is added. A declared offset
       beside it is a known leftover of Earth Search and is passed over.
    2. Baseline before 04.00: nothing is added; a declared offset contradicts it.
    3. Baseline 04.00 or later: the declared offset, or -1000 where none is
       declared; a declared offset of 0 contradicts it.
    4. Baseline unknown: the declared offset, if there is one.

    Examples
    --------
    >>> asset = {"raster:bands": [{"scale": 0.0001, "offset": -0.1}]}
    >>> offset_of({"s2:processing_baseline": "05.11"}, asset).value
    -1000.0
    >>> offset_of({"earthsearch:boa_offset_applied": True}, asset).value
    0.0
    """
    scale, declared = _declared(asset)
    baseline = baseline_of(properties)
    number = baseline_number(baseline)
    value: float | None
    if properties.get(FLAG) is True:
        value, reason = 0.0, "the item says: already applied"
    elif number is None:
        value, reason = declared, "offset as declared, no baseline"
        if declared is None:
            reason = "neither baseline, flag nor offset is given"
    elif number < OFFSET_BASELINE:
        value, reason = 0.0, f"baseline {baseline} carries no offset"
        if declared:
            value, reason = None, f"{reason}, yet {declared:g} is declared"
    else:
        value, reason = declared, f"baseline {baseline}, offset as declared"
        if declared is None:
            value, reason = OFFSET, f"baseline {baseline} carries the offset"
        elif declared == 0:
            value = None
            reason = f"baseline {baseline} carries an offset, yet 0 is declared"
    return Offset(value=value, scale=scale, reason=reason)


def _declared(asset: Mapping[str, Any]) -> tuple[float, float | None]:
    """Return the scale, and the declared offset in counts or None."""
    bands = asset.get("raster:bands") or asset.get("bands") or [{}]
    band = bands[0] if isinstance(bands[0], Mapping) else {}
    found = {
        name: band.get(name, band.get(f"raster:{name}", asset.get(f"raster:{name}")))
        for name in ("scale", "offset")
    }
    scale = QUANTIFICATION if found["scale"] is None else float(found["scale"])
    if found["offset"] is None:
        return scale, None
    return scale, round(float(found["offset"]) / scale, 6)


def baseline_of(properties: Mapping[str, Any]) -> str:
    """Return the processing baseline of an item as given, "" where there is none."""
    given = (properties.get(name) for name in BASELINES)
    return next((str(value) for value in given if value), "")


def baseline_number(baseline: str) -> tuple[int, int] | None:
    """Return a baseline as numbers that can be compared, None if it is none.

    Examples
    --------
    >>> baseline_number("05.11")
    (5, 11)
    """
    major, _, minor = baseline.partition(".")
    if not (major.isdigit() and (minor or "0").isdigit()):
        return None
    return int(major), int(minor or 0)


def share_below(dn: NDArray[np.integer[Any]], *, offset: float) -> float:
    """Return the share of valid counts that the offset would make negative.

    Parameters
    ----------
    dn : array of int
        Counts, 0 is no data.
    offset : float
        Counts to add.

    Returns
    -------
    float
        From 0 to 1; above `LOW_SHARE` the pixels contradict metadata that say the
        counts still carry the offset. NaN without a valid count.
    """
    valid = dn[dn != 0]
    return float(np.mean(valid < -offset)) if valid.size else float("nan")


def reflectance(
    dn: NDArray[np.integer[Any]],
    *,
    offset: float,
    scale: float = QUANTIFICATION,
    nodata: int = 0,
) -> Floats:
    """Turn counts into surface reflectance (độ phản xạ bề mặt).

    Parameters
    ----------
    dn : array of int
        Counts, any shape.
    offset : float
        Counts to add, as `offset_of` tells.
    scale : float
    nodata : int
        Becomes NaN before anything is added.

    Returns
    -------
    array of float32
        From 0 upward: what the offset makes negative is 0.
    """
    values = dn.astype(np.float32)
    values[dn == nodata] = np.nan
    result: Floats = (values + np.float32(offset)) * np.float32(scale)
    np.maximum(result, np.float32(0), out=result)
    return result


def nbr(nir: Floats, swir2: Floats) -> Floats:
    """Return the normalised burn ratio, which tells broken and fallen stands.

    Parameters
    ----------
    nir, swir2 : array of float
        Reflectance of B8A (or B08) and B12 on one grid.

    Returns
    -------
    array of float32
        From -1 to 1; NaN where the denominator is 0.

    Raises
    ------
    SchemaError
        If an array holds integers, whose difference would wrap around.

    Notes
    -----
    (NIR - SWIR2) / (NIR + SWIR2), Key and Benson, https://doi.org/10.3133/ofr0211.
    """
    return _normalised(nir, swir2)


def ndmi(nir: Floats, swir1: Floats) -> Floats:
    """Return the normalised difference moisture index.

    Parameters
    ----------
    nir, swir1 : array of float
        Reflectance of B8A (or B08) and B11 on one grid.

    Returns
    -------
    array of float32
        From -1 to 1; NaN where the denominator is 0.

    Raises
    ------
    SchemaError
        If an array holds integers.

    Notes
    -----
    (NIR - SWIR1) / (NIR + SWIR1), https://doi.org/10.1016/S0034-4257(01)00318-2.
    """
    return _normalised(nir, swir1)


def ndvi(nir: Floats, red: Floats) -> Floats:
    """Return the vegetation index: green cover (độ xanh), not the state of trees.

    Parameters
    ----------
    nir, red : array of float
        Reflectance of B8A (or B08) and B04 on one grid.

    Returns
    -------
    array of float32
        From -1 to 1; NaN where the denominator is 0.

    Raises
    ------
    SchemaError
        If an array holds integers.

    Notes
    -----
    (NIR - red) / (NIR + red), https://ntrs.nasa.gov/citations/19740022614.
    """
    return _normalised(nir, red)


def _normalised(high: Floats, low: Floats) -> Floats:
    for values in (high, low):
        if not np.issubdtype(np.asarray(values).dtype, np.floating):
            message = (
                f"an index needs reflectance as floats, not {np.asarray(values).dtype}:"
                " call reflectance() on the counts first"
            )
            raise SchemaError(message)
    first, second = np.asarray(high, np.float32), np.asarray(low, np.float32)
    total = first + second
    known = total != 0
    result = np.full(total.shape, np.nan, np.float32)
    np.divide(first - second, total, out=result, where=known)
    return result


def clear(scl: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Tell where the scene classification shows the ground.

    Parameters
    ----------
    scl : array of int
        Classes 0 to 11 of Sen2Cor, never averaged; anything else is not clear.

    Returns
    -------
    array of bool
    """
    known = (scl >= 0) & (scl <= max(NOT_CLEAR))
    return known & ~np.isin(scl, NOT_CLEAR)
