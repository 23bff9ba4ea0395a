"""A window of a raster with polygons laid over it, ready to be summed up.

What is found here holds for every date and band of the same grid.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qngeo.domain.zonal.coverage import Coverage
from qngeo.grids import CellAreas, Window

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Cells = NDArray[Any]

BAND_CELLS = 500_000
"""Cells worked on at a time, so that they stay in the processor's cache."""

SHORT = np.iinfo(np.uint16).max
"""Cells of a row that a count of 16 bits can hold."""


class LaidWindow:
    """Polygons over one window.

    Parameters
    ----------
    window : Window
    coverage : Coverage
        Of the window.
    areas : CellAreas
        Of the window.

    Attributes
    ----------
    window : Window
    zones : array of int
        Positions of the polygons that reach into the window.
    lengths : array (span,) of float
        Cells of each span of whole cells.
    cells : array (cell,) of int
        Places of the partly covered cells in the flattened window.
    share : array (cell,) of float
        Covered share of each of them.
    """

    def __init__(self, window: Window, coverage: Coverage, areas: CellAreas) -> None:
        self.window = window
        wide = window.shape[1]
        self.cells = coverage.row * wide + coverage.col
        self.share = coverage.share
        self.lengths = (coverage.span_stop - coverage.span_start).astype(np.float64)
        middle = (coverage.span_start + coverage.span_stop) // 2
        self._span_m2 = areas.at(coverage.span_row, middle)
        self._cell_m2 = areas.at(coverage.row, coverage.col)
        self._number(coverage)
        self._bands = self._cut(coverage)
        self._rooms: dict[Any, Cells] = {}

    @property
    def empty(self) -> bool:
        """Whether no polygon reaches into the window."""
        return not self.zones.size

    def _number(self, coverage: Coverage) -> None:
        """Give the polygons of the window numbers from 0."""
        both = (coverage.span_zone, coverage.zone)
        number = np.zeros(max(int(z.max(initial=-1)) for z in both) + 1, np.int64)
        for zone in both:
            number[zone] = 1
        self.zones = np.flatnonzero(number)
        number[self.zones] = np.arange(self.zones.size)
        self._span_zone, self._cell_zone = number[both[0]], number[both[1]]

    def _cut(self, coverage: Coverage) -> list[tuple[slice, slice, Ints]]:
        """Cut the window into bands of rows: rows, spans, their begins and ends."""
        high, wide = self.window.shape
        step = max(1, BAND_CELLS // wide)
        tops = np.arange(0, high, step)
        borders = np.append(np.searchsorted(coverage.span_row, tops),
                            coverage.span_row.size)  # fmt: skip
        bands = []
        for top, first, last in zip(tops, borders[:-1], borders[1:], strict=True):
            if first == last:
                continue
            spans = slice(int(first), int(last))
            pairs = np.empty(2 * (last - first), np.int64)
            begin = (coverage.span_row[spans] - top) * wide
            pairs[::2] = begin + coverage.span_start[spans]
            pairs[1::2] = begin + coverage.span_stop[spans]
            bands.append((slice(int(top), min(int(top) + step, high)), spans, pairs))
        return bands

    def of_spans(
        self,
        how: np.ufunc,
        fill: Callable[[slice, Cells], None],
        *,
        kind: Any,
        result: Any,
    ) -> Cells:
        """Bring the cells of each span to one value.

        Parameters
        ----------
        how : ufunc
            Such as np.add.
        fill : callable
            Given a slice of rows and an array for them, writes the cells there.
        kind : dtype
            Of that array.
        result : dtype
            Of the values.

        Returns
        -------
        array (span,)
        """
        found = np.empty(self.lengths.size, result)
        wide = self.window.shape[1]
        for rows, spans, pairs in self._bands:
            size = (rows.stop - rows.start) * wide
            # One cell more: the end of the last span must be a place in the array.
            room = self._room(size + 1, kind)
            room[size] = 0
            fill(rows, room[:size].reshape(-1, wide))
            found[spans] = how.reduceat(room, pairs, dtype=result)[::2]
        return found

    def _room(self, size: int, kind: Any) -> Cells:
        """Lend an array; the same again and again, since new memory costs time."""
        room = self._rooms.get(kind)
        if room is None or room.size < size:
            room = self._rooms[kind] = np.empty(size, kind)
        return room[:size]

    def hits(self, fill: Callable[[slice, Cells], None]) -> Floats:
        """Count the cells of each span for which ``fill`` writes 1 and not 0."""
        # Adding up in the type of the cells spares a conversion of each span.
        kind = np.uint16 if self.window.shape[1] <= SHORT else np.uint32
        found = self.of_spans(np.add, fill, kind=kind, result=kind)
        return found.astype(np.float64)

    def by_zone(self, spans: Floats, cells: Floats) -> Floats:
        """Add the values of spans and of single cells up by polygon."""
        size = self.zones.size
        found: Floats = np.bincount(self._span_zone, spans, size).astype(np.float64)
        return found + np.bincount(self._cell_zone, cells, size)

    def area_by_zone(self, spans: Floats, cells: Floats) -> Floats:
        """Square metres by polygon of counted cells of spans and shares of cells."""
        return self.by_zone(spans * self._span_m2, cells * self._cell_m2)

    def spans_square_metres(self, spans: Floats) -> Floats:
        """Find the square metres by polygon of the counted cells of each span."""
        size = self.zones.size
        found = np.bincount(self._span_zone, spans * self._span_m2, size)
        return found.astype(np.float64)

    def cells_square_metres(self, share: Floats, kind: Ints, kinds: int) -> Floats:
        """Find the square metres of partly covered cells by kind and polygon.

        Parameters
        ----------
        share : array (cell,) of float
        kind : array (cell,) of int
            From 0 to kinds - 1; any number where the share is 0.
        kinds : int

        Returns
        -------
        array (kind, polygon) of float
        """
        size = self.zones.size
        counts = np.flatnonzero(share)
        key = kind[counts] * size + self._cell_zone[counts]
        found = np.bincount(key, (share * self._cell_m2)[counts], kinds * size)
        return found.astype(np.float64).reshape(kinds, size)

    def extreme_by_zone(
        self,
        how: np.ufunc,
        empty: float,
        spans: tuple[Cells, NDArray[np.bool_]],
        cells: tuple[Cells, NDArray[np.bool_]],
    ) -> Floats:
        """Find each polygon's smallest or largest value.

        Parameters
        ----------
        how : ufunc
            np.minimum or np.maximum.
        empty : float
            What a polygon without any value gets.
        spans, cells : tuple of array and array of bool
            Values, and which of them count.
        """
        found = np.full(self.zones.size, empty)
        for zone, (values, counts) in (
            (self._span_zone, spans),
            (self._cell_zone, cells),
        ):
            how.at(found, zone[counts], values[counts])
        return found
