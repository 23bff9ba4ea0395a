"""Patches of damaged forest that do not come back (đám rừng chưa phục hồi)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qngeo.domain.forest.loss import DAMAGED, HEAVY, Classes
from qngeo.errors import SchemaError

Array = NDArray[np.floating[Any]]
Labels = NDArray[np.int32]
Places = NDArray[np.integer[Any]]
CellHectares = Callable[[Places, Places], NDArray[np.float64]]

NEIGHBOURS = np.ones((3, 3), dtype=int)
"""Cells that touch by an edge or a corner belong together."""


@dataclass(frozen=True, kw_only=True)
class PatchRule:
    """Which cells make a patch.

    Attributes
    ----------
    below : float
        Share of the loss regained under which a cell does not recover; 0.2 is a
        working value, no study of the province gives one.
    min_ha : float
        A patch is larger than this; 0.3 ha is the least forest that the law counts
        (VBHN 24/VBHN-BNNPTNT, 2024, article 5).
    """

    below: float = 0.20
    min_ha: float = 0.3

    def __post_init__(self) -> None:
        """Check the numbers."""
        if not -1 < self.below <= 1:
            message = f"the share regained {self.below} must lie between -1 and 1"
            raise SchemaError(message)
        if not 0 <= self.min_ha < float("inf"):
            message = f"the least area {self.min_ha} ha must be 0 or more"
            raise SchemaError(message)


def not_recovering(
    classes: Classes, share: Array, *, below: float
) -> NDArray[np.bool_]:
    """Tell which cells are damaged and have regained less than a share.

    Parameters
    ----------
    classes : array of uint8
        As `qngeo.domain.forest.loss.classify` gives.
    share : array of float
        Share of the loss regained; a cell without one is unknown and in no patch.
    below : float

    Returns
    -------
    array of bool, rows by columns.
    """
    with np.errstate(invalid="ignore"):
        return np.isin(classes, DAMAGED) & (share < below)


def find_patches(
    classes: Classes, share: Array, cell_ha: CellHectares, *, rule: PatchRule
) -> tuple[Labels, pd.DataFrame]:
    """Join cells that do not recover into patches.

    Parameters
    ----------
    classes, share : array
        As of `not_recovering`, rows by columns.
    cell_ha : function of rows and columns
        Gives the true area of cells, hectares.
    rule : PatchRule

    Returns
    -------
    tuple of array of int32 and DataFrame
        The number of the patch in each of its cells, 0 elsewhere; and by ``patch``:
        ``area_ha``, ``cells``, ``heavy_share`` (of its area) and ``regained`` (mean
        share weighted by area), the largest first.
    """
    from scipy import ndimage  # noqa: PLC0415 -- slow to load, seldom needed

    labels, number = ndimage.label(
        not_recovering(classes, share, below=rule.below), structure=NEIGHBOURS
    )
    inside = labels > 0
    which = labels[inside]
    area = cell_ha(*np.nonzero(inside))

    def total(weights: Array) -> Array:
        sums = np.bincount(which, weights=weights, minlength=number + 1)[1:]
        return sums.astype(np.float64)

    area_ha = total(area)
    with np.errstate(invalid="ignore", divide="ignore"):
        table = pd.DataFrame(
            {
                "area_ha": area_ha,
                "cells": np.bincount(which, minlength=number + 1)[1:],
                "heavy_share": total(area * (classes[inside] == HEAVY)) / area_ha,
                "regained": total(area * share[inside]) / area_ha,
            },
            index=pd.RangeIndex(1, number + 1, name="label"),
        )
    kept = table[table["area_ha"] > rule.min_ha]
    kept = kept.sort_values(["area_ha"], ascending=False, kind="stable")
    renamed = np.zeros(number + 1, dtype=np.int32)
    renamed[kept.index] = np.arange(1, len(kept) + 1)
    kept.index = pd.RangeIndex(1, len(kept) + 1, name="patch")
    return renamed[labels], kept.reset_index()
