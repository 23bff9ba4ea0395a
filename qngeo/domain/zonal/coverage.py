"""Which share of each cell a polygon covers (tỷ lệ phủ của ô), exactly.

Works as outline fonts are drawn: every edge is cut at the lines of the grid, each
piece adds its signed height to its cell, and the running sum along a row tells how
much of each further cell lies inside. The work grows with the length of the outlines,
not with their area, and overlapping polygons do not disturb one another.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from qngeo.grids import Window

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WHOLE = 1e-9
"""A share nearer than this to 0 or 1 is 0 or 1."""


LEVEL = 1e-12
"""An edge that falls less than this, in cells, is horizontal: it bounds no area."""


@dataclass(frozen=True)
class Edges:
    """The outlines of polygons as single edges, none of them horizontal.

    Attributes
    ----------
    zone : array (edge,) of int
        Position of the polygon.
    x0, y0, x1, y1 : array (edge,) of float, cells
        Upper end and lower end (y0 < y1); in the order of y0.
    sign : array (edge,) of float
        1 where the outline runs down the rows, else -1.
    """

    zone: Ints
    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    sign: Floats

    def crossing(self, window: Window) -> "Edges":
        """Keep the edges that can matter in a window: those on its rows, not right."""
        tallest = float((self.y1 - self.y0).max(initial=0))
        first, last = np.searchsorted(self.y0, [window.top - tallest, window.bottom])
        near = slice(int(first), int(last))
        crosses = self.y1[near] > window.top
        crosses &= np.minimum(self.x0[near], self.x1[near]) < window.right
        kept = np.flatnonzero(crosses) + first
        return Edges(
            self.zone[kept],
            self.x0[kept] - window.left,
            self.y0[kept] - window.top,
            self.x1[kept] - window.left,
            self.y1[kept] - window.top,
            self.sign[kept],
        )


@dataclass(frozen=True)
class Coverage:
    """Which cells of a window lie in which polygons.

    Whole cells come as spans (runs of neighbours in a row), the others one by one.
    Rows and columns are counted in the window; spans stand in the order of rows and
    columns.

    Attributes
    ----------
    span_zone, span_row, span_start, span_stop : array (span,) of int
        Columns from start to stop - 1 lie wholly in the polygon.
    zone, row, col : array (cell,) of int
    share : array (cell,) of float
        Between 0 and 1, exclusive.
    """

    span_zone: Ints
    span_row: Ints
    span_start: Ints
    span_stop: Ints
    zone: Ints
    row: Ints
    col: Ints
    share: Floats

    @property
    def empty(self) -> bool:
        """Whether no polygon reaches into the window."""
        return not (self.span_zone.size or self.zone.size)


def edges_of(polygons: NDArray[np.object_]) -> Edges:
    """Take polygons apart into edges.

    Parameters
    ----------
    polygons : array of shapely Polygon or MultiPolygon, valid
        In cell coordinates, see `CellGrid.to_cells`.

    Returns
    -------
    Edges
    """
    parts, zone_of_part = shapely.get_parts(polygons, return_index=True)
    # Shells and holes must turn against each other, so that holes count negative.
    rings, part_of_ring = shapely.get_rings(
        shapely.orient_polygons(parts), return_index=True
    )
    points, ring = shapely.get_coordinates(rings, return_index=True)
    steep = np.abs(points[1:, 1] - points[:-1, 1]) > LEVEL
    first = np.flatnonzero((ring[:-1] == ring[1:]) & steep)
    start, end = points[first], points[first + 1]
    down = end[:, 1] > start[:, 1]
    upper = np.where(down[:, None], start, end)
    lower = np.where(down[:, None], end, start)
    zone = zone_of_part[part_of_ring[ring[first]]].astype(np.int64)
    order = np.argsort(upper[:, 1])
    (x0, y0), (x1, y1) = upper[order].T, lower[order].T
    return Edges(zone[order], x0, y0, x1, y1, np.where(down[order], 1.0, -1.0))


def cover(edges: Edges, window: Window) -> Coverage:
    """Find the share of each cell of a window that lies in each polygon.

    Parameters
    ----------
    edges : Edges
        Of valid polygons, in cells of the whole grid.
    window : Window

    Returns
    -------
    Coverage; exact up to rounding (about 1e-12 of a cell).
    """
    rows, cols = window.shape
    near = edges.crossing(window)
    zones = int(near.zone.max(initial=0)) + 1
    wide = cols + 1
    key, height, inner = _pieces(near, zones, rows, cols)
    order = np.argsort(key)
    key = key[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    key = key[first]
    height = _added(height[order], first)
    inner = _added(inner[order], first)
    line = key // wide
    col = key - line * wide - 1
    row = line // zones
    zone = line - row * zones
    last = np.append(line[1:] != line[:-1], True)[: key.size]
    after = _running(height, last)
    stop = np.where(last, cols, np.append(col[1:], cols)[: key.size])
    runs = _Runs(zone, row, col + 1, stop, np.abs(after))
    cells = _Runs(zone, row, col, col + (col >= 0), np.abs(after - height + inner))
    return _coverage(runs, cells)


def _added(values: Floats, first: Ints) -> Floats:
    """Add the values from each first one up to the next."""
    return np.add.reduceat(values, first) if first.size else values


def _running(height: Floats, last: NDArray[np.bool_]) -> Floats:
    """Sum up from left to right, anew in each line."""
    after = np.cumsum(height)
    ends = np.flatnonzero(last)
    base = np.append(0.0, after[ends[:-1]])[: ends.size]
    return np.asarray(after - np.repeat(base, np.diff(ends, prepend=-1)))


def _pieces(
    edges: Edges, zones: int, rows: int, cols: int
) -> tuple[Ints, Floats, Floats]:
    """Cut edges at the lines of the grid.

    Returns
    -------
    key : array (piece,) of int
        (row * zones + zone) * (cols + 1) + column + 1; column -1 stands for all that
        lies left of the window.
    height : array (piece,) of float
        Signed height in the row: what each cell right of the piece gains.
    inner : array (piece,) of float
        What the piece's own cell gains.
    """
    top = np.maximum(np.floor(edges.y0), 0).astype(np.int64)
    bottom = np.minimum(np.ceil(edges.y1), rows).astype(np.int64)
    edge, row = _counted(top, bottom - top)
    x0, y0, x1, y1 = edges.x0[edge], edges.y0[edge], edges.x1[edge], edges.y1[edge]
    slope = (x1 - x0) / (y1 - y0)
    upper, lower = np.maximum(y0, row), np.minimum(y1, row + 1)
    height = (lower - upper) * edges.sign[edge]
    xa = x0 + (upper - y0) * slope
    xb = np.where(lower == y1, x1, x0 + (lower - y0) * slope)
    west, east = np.minimum(xa, xb), np.maximum(xa, xb)
    left = np.clip(np.floor(west), -1, cols).astype(np.int64)
    right = np.clip(np.ceil(east), left + 1, cols).astype(np.int64)
    count = right - left
    piece, col = _counted(left, count)
    line = (row * zones + edges.zone[edge]) * (cols + 1) + 1
    # A piece within one cell keeps its height; only the others are parted by width.
    several = (east > left + 1) & (east > west)
    rate = np.where(several, height / np.where(several, east - west, 1), 0)
    begin = np.maximum(west[piece], np.where(col < 0, -np.inf, col))
    end = np.minimum(east[piece], col + 1)
    parted = np.where(several[piece], (end - begin) * rate[piece], height[piece])
    return line[piece] + col, parted, parted * (1 + col - (begin + end) / 2)


def _counted(first: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Repeat each position ``count`` times and count up from ``first``."""
    count = np.maximum(count, 0)
    position = np.repeat(np.arange(first.size), count)
    ahead = first - (np.cumsum(count) - count)
    return position, np.arange(position.size) + ahead[position]


@dataclass(frozen=True)
class _Runs:
    """Neighbouring cells of a row that are covered to the same share."""

    zone: Ints
    row: Ints
    start: Ints
    stop: Ints
    share: Floats

    def whole(self) -> Ints:
        """Find the runs of wholly covered cells."""
        return np.flatnonzero((self.share > 1 - WHOLE) & (self.stop > self.start))

    def partial(self) -> Ints:
        """Find the runs of partly covered cells."""
        inside = (self.share > WHOLE) & (self.share <= 1 - WHOLE)
        return np.flatnonzero(inside & (self.stop > self.start))


def _coverage(runs: _Runs, cells: _Runs) -> Coverage:
    """Sort runs and single cells into whole and partly covered ones."""
    a, b = runs.whole(), cells.whole()
    row = np.append(runs.row[a], cells.row[b])
    start = np.append(runs.start[a], cells.start[b])
    order = np.argsort(row * (int(start.max(initial=0)) + 1) + start)
    c, d = runs.partial(), cells.partial()
    of_run, col = _counted(runs.start[c], runs.stop[c] - runs.start[c])
    c = c[of_run]
    return Coverage(
        np.append(runs.zone[a], cells.zone[b])[order],
        row[order],
        start[order],
        np.append(runs.stop[a], cells.stop[b])[order],
        np.append(runs.zone[c], cells.zone[d]),
        np.append(runs.row[c], cells.row[d]),
        np.append(col, cells.start[d]),
        np.append(runs.share[c], cells.share[d]),
    )
