"""A made landscape with a made storm whose truth is known (dữ liệu luyện tập).

Nothing here is imagery. Shapes come from seeded noise, not from the land near Hạ Long
that the scene is laid over; only the truth of its sites is worth comparing with.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qngeo.domain.forest.noise import Field, smooth
from qngeo.errors import SchemaError

SEASONS = ("2023-2024", "2024-2025", "2025-2026")
"""Before the storm, the first dry season after it, the second."""

BANDS = ("red", "green", "blue", "nbr", "ndmi", "ndvi", "valid")

LEAST_SIDE, MOST_SIDE = 120, 3000

SEASON_SHIFT = (0.0, -0.010, 0.006)
"""What a hazy or a wet season adds to NBR of all forest, struck or not."""

_NOISE_INDEX, _NOISE_COLOUR = 0.010, 0.002
_STEP_INDEX, _STEP_COLOUR = 1 / 512, 1 / 1024
"""Values are rounded to these steps: noise does not compress."""

_FOREST = {"nbr": 0.62, "ndmi": 0.38, "ndvi": 0.82}
_FOLLOWS = {"nbr": 1.0, "ndmi": 0.8, "ndvi": 0.7}
"""How far an index falls where NBR falls by 1."""

_GREEN_AT_ONCE = 0.85
"""Share of its loss of NDVI that any struck forest regains in a year: herbs."""

_OTHER = {  # sea, fields, buildings
    "red": (0.030, 0.085, 0.125), "green": (0.050, 0.095, 0.120),
    "blue": (0.060, 0.060, 0.112), "nbr": (-0.05, 0.20, -0.02),
    "ndmi": (0.10, 0.02, -0.10), "ndvi": (-0.20, 0.42, 0.12),
}  # fmt: skip
_COLOURS = {  # closed forest, fallen and brown, green again
    "red": (0.026, 0.115, 0.052), "green": (0.046, 0.095, 0.086),
    "blue": (0.026, 0.066, 0.040),
}  # fmt: skip

_TREE_LINE, _TOWNS_BELOW, _TOWNS_ABOVE = 0.35, 0.6, 1.1
"""Height from which on forest grows, up to which towns stand, noise that makes one."""

_PARCEL, _EDGE = (9, 13), 10
"""Rows and columns of a parcel; parcels to spare beyond the edge."""

SEA, FIELD, BUILT, FOREST = 0, 1, 2, 3


@dataclass(frozen=True, kw_only=True)
class Site:
    """A square of forest whose loss and recovery are known.

    Attributes
    ----------
    name : str
    loss : float
        V_pre - V_0 of NBR beyond what undamaged forest shows.
    regained : float
        Share of the loss regained in the last season.
    valid : int
        Clear observations in the first season after the storm.
    top, left, side : int
        Row and column of its upper left cell, cells a side.
    """

    name: str
    loss: float
    regained: float
    valid: int
    top: int
    left: int
    side: int

    @property
    def window(self) -> tuple[slice, slice]:
        """Rows and columns of the site."""
        rows = slice(self.top, self.top + self.side)
        return rows, slice(self.left, self.left + self.side)


TRUTH = (
    ("undamaged", 0.0, 0.0, 7),
    ("regained_60", 0.40, 0.60, 7),
    ("regained_0", 0.50, 0.00, 7),
    ("regained_100", 0.35, 1.00, 7),
    ("light_60", 0.18, 0.60, 7),
    ("few_images", 0.40, 0.30, 2),
)
"""Name, loss of NBR, share regained, clear observations after the storm."""

_PER_ROW = 3


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The made land, the same in every season.

    Attributes
    ----------
    seed, cells : int
        Cells a side.
    cover : array of uint8
        `SEA`, `FIELD`, `BUILT`, `FOREST`.
    light : array of float32
        Around 1: slopes to and from the sun.
    texture : array of float32
        Around 0, standard deviation 1.
    loss, regained : array of float32
        Of NBR, and the share of it in the last season; 0 without forest.
    sites : tuple of Site
    """

    seed: int
    cells: int
    cover: NDArray[np.uint8]
    light: Field
    texture: Field
    loss: Field
    regained: Field
    sites: tuple[Site, ...]


def sites(cells: int) -> tuple[Site, ...]:
    """Lay the sites out in two rows in the northern half.

    Parameters
    ----------
    cells : int
        Rows and columns of the scene.

    Returns
    -------
    tuple of Site, one for each row of `TRUTH`.
    """
    side, step = max(cells // 15, 12), cells // (_PER_ROW + 1)
    found = []
    for number, (name, loss, regained, valid) in enumerate(TRUTH):
        row, column = divmod(number, _PER_ROW)
        found.append(
            Site(
                name=name,
                loss=loss,
                regained=regained,
                valid=valid,
                top=cells // 10 + row * (cells // 5),
                left=step * (column + 1) - side // 2,
                side=side,
            )
        )
    return tuple(found)


def make_ground(*, seed: int, cells: int) -> Ground:
    """Make the land and the storm from a seed.

    Parameters
    ----------
    seed : int
        0 or more; the same seed gives the same land.
    cells : int
        Rows and columns, 120 to 3,000.

    Returns
    -------
    Ground

    Raises
    ------
    SchemaError
        If one is out of range.
    """
    if seed < 0 or not LEAST_SIDE <= cells <= MOST_SIDE:
        message = (
            f"seed {seed} and {cells} cells a side: a seed is 0 or more, a scene has "
            f"{LEAST_SIDE} to {MOST_SIDE} cells a side"
        )
        raise SchemaError(message)
    rng = np.random.default_rng([seed, cells])
    hills = smooth(rng, cells, layers=6, rough=0.55)
    slope = np.linspace(1.9, -1.5, cells, dtype=np.float32)[:, None]
    height = 0.75 * hills + slope
    texture = smooth(rng, cells, layers=6, rough=0.8)
    cover = _cover(height, smooth(rng, cells), smooth(rng, cells, layers=6))
    struck = smooth(rng, cells, layers=6, rough=0.6)
    back = smooth(rng, cells, layers=6, rough=0.6)
    loss = np.clip(0.11 + 0.23 * struck - 0.04 * hills + 0.03 * texture, 0, 0.62)
    regained = np.clip(0.42 + 0.28 * back, -0.15, 1.0)
    placed = sites(cells)
    for site in placed:
        margin = (slice(site.top - 2, site.top + site.side + 2),
                  slice(site.left - 2, site.left + site.side + 2))  # fmt: skip
        cover[margin] = FOREST
        loss[margin], regained[margin] = site.loss, site.regained
    forest = cover == FOREST
    texture = np.where(forest | (cover == SEA), texture, _parcels(rng, cells))
    return Ground(
        seed=seed,
        cells=cells,
        cover=cover,
        light=_light(height),
        texture=texture,
        loss=np.where(forest, loss, 0).astype(np.float32),
        regained=np.where(forest, regained, 0).astype(np.float32),
        sites=placed,
    )


def _cover(height: Field, farms: Field, towns: Field) -> NDArray[np.uint8]:
    cover = np.full(height.shape, FIELD, dtype=np.uint8)
    cover[height + 0.25 * farms > _TREE_LINE] = FOREST
    low = (height > 0) & (height < _TOWNS_BELOW)
    cover[low & (towns > _TOWNS_ABOVE)] = BUILT
    cover[height < 0] = SEA
    return cover


def _parcels(rng: np.random.Generator, cells: int) -> Field:
    """Return one tone a parcel: fields and streets, their edges a little crooked."""
    bent = np.rint(3 * smooth(rng, cells, layers=6)).astype(np.int64)
    rows, columns = np.indices((cells, cells)) + bent
    high, wide = _PARCEL
    tones = rng.standard_normal((cells // high + _EDGE, cells // wide + _EDGE))
    found: Field = tones[rows // high, columns // wide].astype(np.float32)
    return found


def _light(height: Field) -> Field:
    relief = np.diff(height, axis=1, prepend=height[:, :1]) + np.diff(
        height, axis=0, prepend=height[:1]
    )
    shade: Field = np.clip(1 + 0.16 * relief / relief.std(), 0.55, 1.5)
    return shade.astype(np.float32)


def season(ground: Ground, number: int) -> Field:
    """Make the bands of one season.

    Parameters
    ----------
    ground : Ground
    number : int
        Place in `SEASONS`.

    Returns
    -------
    array of float32
        `BANDS` by rows by columns; NaN where nothing clear was seen.
    """
    rng = np.random.default_rng([ground.seed, ground.cells, number + 1])
    valid = _valid(ground, number, rng)
    fallen, green = _state(ground, number)
    bands = [
        _colour(ground, name, fallen, green, rng) for name in ("red", "green", "blue")
    ]
    bands += [
        _index(ground, name, green if name == "ndvi" else fallen, number, rng)
        for name in ("nbr", "ndmi", "ndvi")
    ]
    found = np.stack(bands)
    found[:, valid == 0] = np.nan
    return np.concatenate([found, valid[None].astype(np.float32)])


def _state(ground: Ground, number: int) -> tuple[Field, Field]:
    """Return the loss of NBR that stands, and that which NDVI shows."""
    if number == 0:
        none = np.zeros_like(ground.loss)
        return none, none
    if number == 1:
        return ground.loss, ground.loss
    herbs = _GREEN_AT_ONCE + (1 - _GREEN_AT_ONCE) * ground.regained
    return ground.loss * (1 - ground.regained), ground.loss * (1 - herbs)


def _index(
    ground: Ground, name: str, lost: Field, number: int, rng: np.random.Generator
) -> Field:
    follows = _FOLLOWS[name]
    forest = _FOREST[name] + 0.025 * ground.texture
    forest = forest + follows * (SEASON_SHIFT[number] - lost)
    values = _elsewhere(ground, name) + 0.03 * ground.texture
    values = np.where(ground.cover == FOREST, forest, values)
    return _rounded(values, _NOISE_INDEX, _STEP_INDEX, rng)


def _colour(
    ground: Ground, name: str, fallen: Field, green: Field, rng: np.random.Generator
) -> Field:
    closed, brown, herbs = _COLOURS[name]
    bare = np.clip(green / 0.5, 0, 1)
    grown = np.clip((fallen - green) / 0.5, 0, 1)
    forest = closed + bare * (brown - closed) + grown * (herbs - closed)
    values = _elsewhere(ground, name) * (1 + 0.12 * ground.texture)
    values = np.where(ground.cover == FOREST, forest, values)
    lit = np.where(ground.cover == SEA, 1, ground.light)
    shown = _rounded(values * lit, _NOISE_COLOUR, _STEP_COLOUR, rng)
    return np.clip(shown, _STEP_COLOUR, 1)


def _elsewhere(ground: Ground, name: str) -> Field:
    table = np.array((*_OTHER[name], 0.0), dtype=np.float32)
    found: Field = table[ground.cover]
    return found


def _rounded(
    values: "NDArray[np.floating[Any]]",
    noise: float,
    step: float,
    rng: np.random.Generator,
) -> Field:
    noisy = values + noise * rng.standard_normal(values.shape, dtype=np.float32)
    found: Field = (np.rint(noisy / step) * step).astype(np.float32)
    return found


def _valid(ground: Ground, number: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the number of clear observations: clouds gather, sites are seen."""
    clouds = smooth(rng, ground.cells, layers=4)
    found: NDArray[np.uint8] = np.clip(np.rint(6.2 - 2.1 * clouds), 0, 11).astype(
        np.uint8
    )
    for site in ground.sites:
        found[site.window] = site.valid if number == 1 else 7
    return found
