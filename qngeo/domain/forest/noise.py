"""Smooth random fields, the same for the same seed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]

FIRST = 4
"""Knots a side of the coarsest layer."""


def smooth(
    rng: np.random.Generator, cells: int, *, layers: int = 5, rough: float = 0.5
) -> Field:
    """Return a field of hills and hollows from layers of ever finer knots.

    Parameters
    ----------
    rng : Generator
        Drawn from; the order of calls matters.
    cells : int
        Rows and columns.
    layers : int
        Each has twice the knots a side of the one before.
    rough : float
        Weight of a layer against the one before, from 0 to 1.

    Returns
    -------
    array of float32
        Mean 0, standard deviation 1; cells by cells.
    """
    total = np.zeros((cells, cells), dtype=np.float32)
    for layer in range(layers):
        knots = rng.standard_normal((FIRST * 2**layer + 3,) * 2).astype(np.float32)
        total += rough**layer * _stretched(knots, cells)
    return standard(total)


def _stretched(knots: Field, cells: int) -> Field:
    from scipy.interpolate import CubicSpline  # noqa: PLC0415 -- slow to load

    number = knots.shape[0]
    at = np.linspace(1, number - 2, cells)
    weights = CubicSpline(np.arange(number), np.eye(number))(at).astype(np.float32)
    rows = np.einsum("ik,kj->ij", weights, knots)
    found: Field = np.einsum("ij,kj->ik", rows, weights)
    return found


def standard(field: "NDArray[np.floating[Any]]") -> Field:
    """Bring a field to mean 0 and standard deviation 1.

    Parameters
    ----------
    field : array of float, rows by columns

    Returns
    -------
    array of float32, the same shape.
    """
    found: Field = ((field - field.mean()) / field.std()).astype(np.float32)
    return found
