"""Area of each class of a raster in each polygon (diện tích theo lớp)."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qngeo.domain.zonal.laid_window import LaidWindow
from qngeo.errors import SchemaError

Values = NDArray[Any]
Valid = NDArray[np.bool_] | None

MOST_CLASSES = 1000
"""More different values in one window are no classes."""

SAMPLE_STEP = 8
"""One cell in so many, both ways, is looked at first to learn which classes occur."""


def class_areas(values: Values, valid: Valid, laid: LaidWindow) -> pd.DataFrame:
    """Sum the area of each class in each polygon up for one window.

    Parameters
    ----------
    values : array (row, column)
        Whole numbers, of any type.
    valid : array (row, column) of bool or None
        None if all cells are valid.
    laid : LaidWindow

    Returns
    -------
    DataFrame with columns zone (position of the polygon), class (its value) and m2,
    one row a pair that occurs.

    Raises
    ------
    SchemaError
        If the values have fractions or are too many to be classes.
    """
    counting = _Counting(values, valid, laid)
    known = _distinct(
        np.append(counting.sample(), values.ravel()[laid.cells][counting.cell_counts])
    )
    columns = [counting.square_metres(name) for name in known]
    if counting.left.any():
        every = _distinct(values if valid is None else values[valid])
        others = np.setdiff1d(every, known)
        columns += [counting.square_metres(name) for name in others]
        known = np.append(known, others)
    m2 = np.array(columns).reshape(known.size, laid.zones.size)
    m2 += counting.cells_square_metres(known)
    kind, zone = np.nonzero(m2)
    names = known.astype(np.int64)
    return pd.DataFrame(
        {"zone": laid.zones[zone], "class": names[kind], "m2": m2[kind, zone]}
    )


class _Counting:
    """One class after the other is counted, until every valid cell has been met."""

    def __init__(self, values: Values, valid: Valid, laid: LaidWindow) -> None:
        self.values, self.valid, self.laid = values, valid, laid
        self.cell_values = values.ravel()[laid.cells]
        self.cell_counts = np.ones(laid.cells.size, bool)
        self.left = laid.lengths.copy()
        if valid is not None:
            self.cell_counts = valid.ravel()[laid.cells]
            self.left = laid.hits(lambda rows, room: np.copyto(room, valid[rows]))

    def sample(self) -> Values:
        """Take some valid values."""
        step = (slice(None, None, SAMPLE_STEP),) * 2
        some = self.values[step]
        found: Values = some.ravel() if self.valid is None else some[self.valid[step]]
        return found

    def square_metres(self, name: Any) -> NDArray[np.float64]:
        """Measure whole cells of one class and take them from what is left."""
        values, valid, laid = self.values, self.valid, self.laid

        def is_it(rows: slice, room: Values) -> None:
            np.equal(values[rows], name, out=room, casting="unsafe")
            if valid is not None:
                room &= valid[rows]

        spans = laid.hits(is_it)
        self.left -= spans
        return laid.spans_square_metres(spans)

    def cells_square_metres(self, names: Values) -> NDArray[np.float64]:
        """Measure the partly covered cells, by class and polygon."""
        order = np.argsort(names)
        kind = np.append(order, 0)[
            np.searchsorted(names, self.cell_values, sorter=order)
        ]
        share = self.laid.share * self.cell_counts
        return self.laid.cells_square_metres(share, kind, names.size)


def _distinct(values: Values) -> Values:
    """Return the distinct values, made sure that they are classes."""
    found = np.unique(values)
    if found.dtype.kind == "f" and (found != np.round(found)).any():
        broken = found[found != np.round(found)][0]
        message = (
            f"the band holds {broken:g}: classes are whole numbers; "
            "ask for statistics instead"
        )
        raise SchemaError(message)
    if found.size > MOST_CLASSES:
        message = (
            f"the band holds more than {MOST_CLASSES} different values: it is no class "
            "raster; ask for statistics instead"
        )
        raise SchemaError(message)
    return found
