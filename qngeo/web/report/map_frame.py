"""Which piece of land a map shows, at which scale, and where a point falls on paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

WIDTH_MM, HEIGHT_MM = 166.0, 104.0

LEAST_WIDTH_M = 22_000.0
"""A small subject is shown with so much of its surroundings."""

MARGIN = 1.18
"""Of the frame over the subject."""

SCALES = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0)
"""A scale is one of these times a power of ten."""

STEPS_KM = (1, 2, 5, 10, 20, 50, 100)
MOST_LINES = 7

BARS_KM = (0.5, 1, 2, 5, 10, 20, 50)
LONGEST_BAR_MM = 45.0


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A frame on paper over the projection of the province (EPSG:5899).

    Attributes
    ----------
    west, south : float, metres
    scale : int
        1 on paper is so many on the ground.
    """

    west: float
    south: float
    scale: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres."""
        east = self.west + WIDTH_MM * self.scale / 1000
        north = self.south + HEIGHT_MM * self.scale / 1000
        return self.west, self.south, east, north

    def on_paper(self, shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
        """Cut shapes to the frame and bring them to millimetres from its top left.

        Parameters
        ----------
        shapes : iterable of geometry
            In EPSG:5899.

        Returns
        -------
        list of geometry, of equal length, empty where nothing is within; details
        under a twentieth of a millimetre are left out.
        """
        cut = shapely.clip_by_rect(list(shapes), *self.box)
        fine = shapely.simplify(cut, 0.05 * self.scale / 1000)
        return list(shapely.transform(fine, self._millimetres))

    def _millimetres(self, points: np.ndarray) -> np.ndarray:
        per_metre = 1000 / self.scale
        x = (points[:, 0] - self.west) * per_metre
        y = HEIGHT_MM - (points[:, 1] - self.south) * per_metre
        return np.column_stack([x, y])

    @property
    def step_km(self) -> int:
        """Distance of the lines of the grid."""
        wide = WIDTH_MM * self.scale / 1e6
        return next((s for s in STEPS_KM if wide / s <= MOST_LINES), STEPS_KM[-1])

    def eastings(self) -> list[tuple[float, int]]:
        """Return the grid's eastings (Y): millimetres from the left, and metres."""
        west, _, east, _ = self.box
        return [((m - west) * 1000 / self.scale, m) for m in self._lines(west, east)]

    def northings(self) -> list[tuple[float, int]]:
        """Return the grid's northings (X): millimetres from the top, and metres."""
        _, south, _, north = self.box
        return [((north - m) * 1000 / self.scale, m) for m in self._lines(south, north)]

    def _lines(self, low: float, high: float) -> list[int]:
        step = self.step_km * 1000
        return [n * step for n in range(ceil(low / step), floor(high / step) + 1)]

    def bar(self) -> tuple[float, float]:
        """Return the scale bar: kilometres, and millimetres on paper."""
        per_km = 1e6 / self.scale
        fits = [km for km in BARS_KM if km * per_km <= LONGEST_BAR_MM]
        longest = fits[-1] if fits else BARS_KM[0]
        return longest, longest * per_km


def frame_of(shapes: gpd.GeoSeries) -> Frame:
    """Return the frame around shapes, at a round scale.

    Parameters
    ----------
    shapes : GeoSeries
        In EPSG:5899, at least one that is not empty.
    """
    west, south, east, north = shapes.total_bounds
    needed = max(
        LEAST_WIDTH_M,
        (east - west) * MARGIN,
        (north - south) * MARGIN * WIDTH_MM / HEIGHT_MM,
    )
    scale = _round_up(needed * 1000 / WIDTH_MM)
    half_width, half_height = WIDTH_MM * scale / 2000, HEIGHT_MM * scale / 2000
    middle = (west + east) / 2, (south + north) / 2
    return Frame(
        west=middle[0] - half_width, south=middle[1] - half_height, scale=scale
    )


def _round_up(scale: float) -> int:
    power = 10 ** floor(np.log10(scale))
    return int(next(s * power for s in SCALES if s * power >= scale * (1 - 1e-9)))
