"""The cells of a person's GeoTIFF, read window by window, never whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.features import geometry_mask
from rasterio.transform import Affine
from rasterio.windows import Window as FileWindow
from shapely.geometry.base import BaseGeometry

from qngeo.errors import RasterError
from qngeo.grids import Window
from qngeo.io.uploads.raster_files import CLOSED, Given, opened


@contextmanager
def band_of(given: Given, band: int) -> Iterator["Band"]:
    """Open one band for reading window by window."""
    with opened(given.path) as source:
        yield Band(given, source, band)


class Band:
    """One band of a person's raster, open.

    Parameters
    ----------
    given : Given
    source : rasterio dataset
    number : int
        From 1 on.
    """

    def __init__(self, given: Given, source: Any, number: int) -> None:
        self._given, self._source, self._number = given, source, number

    def read(
        self, window: Window, nodata: float | None
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Read a window.

        Parameters
        ----------
        window : Window
        nodata : float or None
            A value that means no data, besides what the file says of itself.

        Returns
        -------
        values : array (row, column)
        known : array (row, column) of bool
            False for no data; NaN and infinite values are left to the caller.

        Raises
        ------
        RasterError
            If a block cannot be decoded; the message names the rows.
        """
        high, wide = window.shape
        part = FileWindow(window.left, window.top, wide, high)
        try:
            values = self._source.read(self._number, window=part)
            known = self._source.read_masks(self._number, window=part) != 0
        except (RasterioError, MemoryError) as error:
            msg = (
                f"{self._given.name}, rows {window.top + 1} to {window.bottom}: cannot"
                " be decoded, the file may be cut off; get it anew"
            )
            raise RasterError(msg) from error
        if nodata is not None:
            known &= values != np.asarray(nodata).astype(values.dtype)
        return values, known


def centres_inside(
    given: Given, window: Window, shape: BaseGeometry
) -> NDArray[np.bool_]:
    """Tell of which cells of a window the centre lies in a shape.

    Parameters
    ----------
    given : Given
    window : Window
    shape : geometry, in the CRS in which the raster is read

    Returns
    -------
    array (row, column) of bool
    """
    here = given.transform * Affine.translation(window.left, window.top)
    if shape.is_empty:
        return np.zeros(window.shape, bool)
    with rasterio.Env(**CLOSED):
        found: NDArray[np.bool_] = geometry_mask(
            [shape], out_shape=window.shape, transform=here, invert=True
        )
    return found
