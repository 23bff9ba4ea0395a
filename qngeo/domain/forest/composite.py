"""The median of a season, with the count of observations behind each cell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qngeo.errors import SchemaError

STACK_DIMENSIONS = 3


@dataclass(frozen=True, kw_only=True)
class Composite:
    """A composite (ảnh tổ hợp) of one quantity.

    Attributes
    ----------
    values : array of float32
        Rows, columns; NaN where too few observations were valid.
    count : array of uint16
        Rows, columns; valid observations, also where they were too few.
    """

    values: NDArray[np.float32]
    count: NDArray[np.uint16]


def median(stack: NDArray[np.float32], *, least: int = 1) -> Composite:
    """Take the median over the dates, cell by cell.

    Parameters
    ----------
    stack : array of float
        Dates, rows, columns; NaN is no observation. No date at all is allowed.
    least : int
        Valid observations that a value needs.

    Returns
    -------
    Composite
        Of an even number of observations the mean of the middle two.

    Raises
    ------
    SchemaError
        If the stack has not three axes or holds no floats.

    Examples
    --------
    >>> made = median(np.array([[[1.0]], [[np.nan]], [[3.0]], [[9.0]]]))
    >>> float(made.values[0, 0]), int(made.count[0, 0])
    (3.0, 3)
    """
    if stack.ndim != STACK_DIMENSIONS or not np.issubdtype(stack.dtype, np.floating):
        message = (
            f"a stack is dates, rows, columns of floats, not {stack.ndim} axes of "
            f"{stack.dtype}"
        )
        raise SchemaError(message)
    ordered = np.sort(stack, axis=0)  # what is not a number comes last
    count = np.isfinite(ordered).sum(axis=0)
    values = np.full(stack.shape[1:], np.nan, np.float32)
    enough = count >= max(least, 1)
    if enough.any():
        # Both are 0 for a cell without observation, which is then passed over.
        low, high = np.maximum(count - 1, 0) // 2, np.maximum(count // 2, 0)
        first = np.take_along_axis(ordered, low[np.newaxis], axis=0)[0]
        second = np.take_along_axis(ordered, high[np.newaxis], axis=0)[0]
        values[enough] = ((first + second) / 2)[enough]
    return Composite(values=values, count=count.astype(np.uint16))
