"""The grid of a raster (lưới ô): where its cells lie and how large they truly are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EARTH_RADIUS_M = 6_371_000.0

AREA_STEP_M = 2_000.0
"""Cells within a square of this side share one cell area, metres. In Web Mercator at
21 degrees north, the worst usual case, the largest error of a cell is 0.013 %."""

BEND_CELLS = 0.01
"""How far a reprojected edge may leave its true course, in cells."""


@dataclass(frozen=True)
class Window:
    """A part of a grid: rows and columns from the first up to, not with, the last.

    Attributes
    ----------
    top, bottom, left, right : int
        Rows from top to bottom - 1, columns from left to right - 1.
    """

    top: int
    bottom: int
    left: int
    right: int

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return self.bottom - self.top, self.right - self.left


@dataclass(frozen=True)
class CellAreas:
    """True area of the cells of a window, one value a square of cells.

    Attributes
    ----------
    table : array (row, column) of float, square metres
    row_step, col_step : int
        Cells that a square has; the first begins in the grid's upper left corner.
    row_ahead, col_ahead : int
        Cells of the window's first squares that lie before the window.
    """

    table: Floats
    row_step: int
    col_step: int
    row_ahead: int
    col_ahead: int

    def at(
        self, rows: NDArray[np.integer[Any]], cols: NDArray[np.integer[Any]]
    ) -> Floats:
        """Look up square metres of cells; rows and columns counted in the window."""
        found: Floats = self.table.ravel()[self.square(rows, cols)]
        return found

    def square(
        self, rows: NDArray[np.integer[Any]], cols: NDArray[np.integer[Any]]
    ) -> NDArray[np.integer[Any]]:
        """Find the number of the square in which a cell lies, row by row."""
        down = (rows + self.row_ahead) // self.row_step
        along = (cols + self.col_ahead) // self.col_step
        return np.asarray(down * self.table.shape[1] + along)


@dataclass(frozen=True)
class CellGrid:
    """Place, size and coordinate system of a raster's cells.

    Attributes
    ----------
    crs : pyproj.CRS
    transform : tuple of six floats (a, b, c, d, e, f)
        x = a * column + b * row + c and y = d * column + e * row + f, in units of
        the CRS; a turned grid is allowed.
    rows, cols : int
    """

    crs: pyproj.CRS
    transform: tuple[float, float, float, float, float, float]
    rows: int
    cols: int

    @property
    def cell_m(self) -> float:
        """Side of a cell, metres, roughly: it only chooses steps."""
        a, b, _, d, e, _ = self.transform
        side = float(np.sqrt(abs(a * e - b * d)))
        return side * _unit_m(self.crs)

    def to_cells(self, zones: gpd.GeoSeries) -> NDArray[np.object_]:
        """Bring polygons to cell coordinates: x is the column, y the row.

        Edges are given more points before, so that an edge that is straight in the
        polygons' own CRS keeps its course in the raster's.

        Parameters
        ----------
        zones : GeoSeries
            In any declared CRS; brought over with the datum shift (chuyển hệ toạ độ).

        Returns
        -------
        array of shapely geometries, the cell (0, 0) reaching from (0, 0) to (1, 1);
        empty where the raster's CRS cannot show the polygon.
        """
        shapes = zones
        if pyproj.CRS(zones.crs) != self.crs:
            length_m = np.sqrt(8 * EARTH_RADIUS_M * BEND_CELLS * self.cell_m)
            points = zones.segmentize(length_m / _unit_m(pyproj.CRS(zones.crs)))
            shapes = points.to_crs(self.crs)
        placed = np.array(shapes.array, dtype=object)
        # What the projection cannot show is infinite there and has no place.
        lost = ~np.isfinite(shapely.bounds(placed)).all(axis=1)
        placed[lost] = shapely.Polygon()
        a, b, c, d, e, f = self.transform
        det = a * e - b * d

        def inverse(points: Floats) -> Floats:
            x, y = points[:, 0] - c, points[:, 1] - f
            return np.column_stack([(e * x - b * y) / det, (a * y - d * x) / det])

        moved: NDArray[np.object_] = shapely.transform(placed, inverse)
        return moved

    def cell_areas(self, window: Window) -> CellAreas:
        """Area of a window's cells on the ellipsoid, not on the map sheet.

        Parameters
        ----------
        window : Window

        Returns
        -------
        CellAreas, square metres.

        Notes
        -----
        On the ellipsoid one radian of latitude times one of longitude covers M N cos B
        (M and N the radii of curvature in the meridian and across it, B the latitude;
        Snyder 1987, Map Projections, USGS Professional Paper 1395, pp. 24-25). For a
        projected grid that is multiplied with the determinant of the inverse
        projection's derivatives, taken as differences over two metres.
        """
        a, b, c, d, e, f = self.transform
        step = max(1, int(AREA_STEP_M / self.cell_m))
        same_in_row = self.crs.is_geographic and b == d == 0
        wide = self.cols if same_in_row else step
        col, row = np.meshgrid(
            _middles(window.left, window.right, wide, self.cols),
            _middles(window.top, window.bottom, step, self.rows),
        )
        x, y = a * col + b * row + c, d * col + e * row + f
        areas = abs(a * e - b * d) * self._square_metres(x, y)
        return CellAreas(areas, step, wide, window.top % step, window.left % wide)

    def _square_metres(self, x: Floats, y: Floats) -> Floats:
        """Return the square metres that one square unit of the CRS covers at points."""
        unit = float(self.crs.axis_info[0].unit_conversion_factor)
        if self.crs.is_geographic:
            latitude, turned = y * unit, np.full(y.shape, unit**2)
        else:
            latitude, turned = self._derivatives(x, y)
        ellipsoid = self.crs.ellipsoid
        major = ellipsoid.semi_major_metre
        squeeze = 1 - (ellipsoid.semi_minor_metre / major) ** 2
        bend = 1 - squeeze * np.sin(latitude) ** 2
        metres: Floats = major**2 * (1 - squeeze) / bend**2 * np.cos(latitude) * turned
        return metres

    @cached_property
    def _to_degrees(self) -> pyproj.Transformer:
        """The way back to the ellipsoid, made once; pyproj holds one a thread."""
        return pyproj.Transformer.from_crs(
            self.crs, self.crs.geodetic_crs, always_xy=True
        )

    def _derivatives(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Latitude (radians) and the square radians in a square unit at points."""
        back = self._to_degrees
        half = 1 / float(self.crs.axis_info[0].unit_conversion_factor)
        east, west = back.transform(x + half, y), back.transform(x - half, y)
        north, south = back.transform(x, y + half), back.transform(x, y - half)
        by_x = [np.radians(p - q) / (2 * half) for p, q in zip(east, west, strict=True)]
        by_y = [
            np.radians(p - q) / (2 * half) for p, q in zip(north, south, strict=True)
        ]
        turned = np.abs(by_x[0] * by_y[1] - by_x[1] * by_y[0])
        return np.radians((east[1] + west[1]) / 2), turned


def _unit_m(crs: pyproj.CRS) -> float:
    """Return the metres in one unit of a CRS; degrees along a meridian."""
    factor = float(crs.axis_info[0].unit_conversion_factor)
    return factor * EARTH_RADIUS_M if crs.is_geographic else factor


def _middles(begin: int, end: int, step: int, last: int) -> Floats:
    """Middles of the steps between two lines of the grid; the last may be shorter."""
    first = np.arange(begin // step * step, end, step)
    middles: Floats = (first + np.minimum(first + step, last)) / 2
    return middles


def grid_groups(grids: Sequence[CellGrid]) -> list[list[int]]:
    """Put the rasters together that share one grid.

    Parameters
    ----------
    grids : sequence of CellGrid

    Returns
    -------
    list of lists of positions in ``grids``, first come first.
    """
    groups: list[list[int]] = []
    for i, grid in enumerate(grids):
        for group in groups:
            if grids[group[0]] == grid:
                group.append(i)
                break
        else:
            groups.append([i])
    return groups
