"""The head of a person's GeoTIFF (ảnh raster), read within limits."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import rasterio
from pyproj.exceptions import CRSError
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.transform import Affine

from qngeo.crs import read_crs
from qngeo.errors import MissingDataError, SchemaError
from qngeo.grids import CellGrid, Window
from qngeo.io.imagery.blocks import CACHE_MB, RasterHead, windows

ENDINGS = (".tif", ".tiff")

MAX_BYTES = 2_000_000_000
"""Size of the file; on the page Streamlit's own limit is lower."""

MAX_CELLS = 600_000_000
"""Cells of one band: the province at 10 m has some 260 million."""

MAX_BANDS = 64

MAX_DECODED_BYTES = 8_000_000_000
"""What must be decoded to read one band; all bands where they are interleaved."""

MAX_BLOCK_BYTES = 256_000_000
"""One block of the file, decoded: it is held in memory whole."""

DTYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64")

_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_OTHERS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"PK", "a zip"),
    (b"%PDF", "a PDF"),
    (b"<VRT", "a VRT, which points to other files"),
    (b"<svg", "an SVG picture"),
    (b"<", "XML or HTML"),
)
_HEAD_BYTES = 64

CLOSED: dict[str, Any] = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_GEOREF_SOURCES": "INTERNAL",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_CACHEMAX": CACHE_MB,
}
"""Options of GDAL: files beside the given one are not looked at, and no network."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the head of a person's raster says.

    Attributes
    ----------
    path : Path
    name : str
        File name as the person knows it.
    width, height, bands : int
    dtype : str
        Of the first band.
    nodata : tuple of float or None, one a band
    crs : pyproj.CRS or None
    transform : Affine
        From (column, row) to (x, y).
    block : tuple of int
        Rows and columns of a block of the file.
    alpha, picture : tuple of int
        Bands, from 1, that are opacity, and that are red, green or blue.
    scaled : tuple of int
        Bands whose stored numbers must be multiplied or shifted.
    tags : str
        All tags of the file as one text.
    """

    path: Path
    name: str
    width: int
    height: int
    bands: int
    dtype: str
    nodata: tuple[float | None, ...]
    crs: pyproj.CRS | None
    transform: Affine
    block: tuple[int, int]
    alpha: tuple[int, ...]
    picture: tuple[int, ...]
    scaled: tuple[int, ...]
    tags: str

    @property
    def cells(self) -> int:
        """Cells of one band."""
        return self.width * self.height

    def band_windows(self) -> list[Window]:
        """Cut one band into windows along the blocks of the file."""
        grid = CellGrid(
            self.crs, tuple(self.transform)[:6], self.height, self.width
        )  # fmt: skip
        head = RasterHead(path=self.path, grid=grid, bands=(1,), block=self.block,
                          dtype=self.dtype, nodata=(None,), masked=False)  # fmt: skip
        return windows(head, 1)


def read_given(path: Path, name: str) -> Given:
    """Read the head of a person's GeoTIFF; no cell is decoded.

    Parameters
    ----------
    path : Path
        Where it lies now; files beside it are ignored.
    name : str
        File name as the person knows it.

    Returns
    -------
    Given

    Raises
    ------
    MissingDataError
        If there is no such file.
    SchemaError
        If it is no GeoTIFF, beyond the limits, of numbers that are not read, turned,
        or without a place: one line, with the way out.
    """
    _refuse_others(path, name)
    try:
        with opened(path) as source:
            _refuse_size(source, name)
            _refuse_place(source, name)
            return _given(source, path, name)
    except RasterioError as error:
        why = " ".join(str(error).split())[:160].replace(str(path), name)
        msg = f"{name} cannot be read as a GeoTIFF ({why}): export it anew"
        raise SchemaError(msg) from error


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a GeoTIFF and nothing else: no other kind of file, none beside it."""
    with rasterio.Env(**CLOSED):
        with warnings.catch_warnings():  # that it has no place is told in our words
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            source = rasterio.open(path, driver="GTiff")
        with source:
            yield source


def _refuse_others(path: Path, name: str) -> None:
    if not path.is_file():
        msg = f"there is no file {name}: check the path"
        raise MissingDataError(msg)
    size = path.stat().st_size
    if size > MAX_BYTES:
        msg = (
            f"{name} has {size / 1e6:,.0f} MB: at most {MAX_BYTES / 1e6:,.0f} MB are"
            " read; cut it to the province"
        )
        raise SchemaError(msg)
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith(_TIFF):
        return
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = next((words for mark, words in _OTHERS if start.startswith(mark)), "")
    what = f"is {kind}, no GeoTIFF" if kind else "is no GeoTIFF"
    msg = f"{name} {what if head else 'is empty'}: export the raster as GeoTIFF"
    raise SchemaError(msg)


def _refuse_size(source: Any, name: str) -> None:
    size = f"{name} has {source.width:,} x {source.height:,} cells"
    if source.width * source.height > MAX_CELLS:
        msg = (
            f"{size}: at most {MAX_CELLS:,} are read; cut it to the province with"
            " `gdalwarp -t_srs EPSG:4326 -te 106.3 20.5 108.2 21.8`"
        )
        raise SchemaError(msg)
    if source.count > MAX_BANDS:
        msg = (
            f"{name} has {source.count} bands: at most {MAX_BANDS} are read; take the"
            " wanted one out with `gdal_translate -b`"
        )
        raise SchemaError(msg)
    dtype = source.dtypes[0]
    if dtype not in DTYPES:
        msg = (
            f"{name} holds {dtype}: {', '.join(DTYPES)} are read; convert it with"
            " `gdal_translate -ot`"
        )
        raise SchemaError(msg)
    together = source.count if str(source.profile.get("interleave")) == "pixel" else 1
    item = np.dtype(dtype).itemsize * together
    rows, columns = source.block_shapes[0]
    if rows * columns * item > MAX_BLOCK_BYTES:
        msg = (
            f"{name} is stored in blocks of {rows:,} x {columns:,} cells: write it in"
            " tiles with `gdal_translate -co TILED=YES`"
        )
        raise SchemaError(msg)
    decoded = source.width * source.height * item
    if decoded > MAX_DECODED_BYTES:
        msg = (
            f"{size} of {together} bands, {decoded / 1e9:,.0f} GB when decoded: at most"
            f" {MAX_DECODED_BYTES / 1e9:.0f} GB; take the wanted band out with"
            " `gdal_translate -b`"
        )
        raise SchemaError(msg)


def _refuse_place(source: Any, name: str) -> None:
    """Refuse a grid that has no place, or that does not run north up."""
    numbers = tuple(source.transform)[:6]
    if not all(isfinite(number) for number in numbers):
        msg = f"{name} has a corner or cell size that is no number: export it anew"
        raise SchemaError(msg)
    a, b, _, d, e, _ = numbers
    if source.transform == Affine.identity():
        points = " (it has ground control points only)" if source.gcps[0] else ""
        msg = (
            f"{name} does not say where its cells lie{points}: write it with its"
            " georeference, by `gdalwarp`; a .tfw beside it is not read"
        )
        raise SchemaError(msg)
    if b or d or a <= 0 or e >= 0:
        way = "turned" if b or d else "not north up"
        msg = f"{name} is {way}: bring it north up with `gdalwarp`"
        raise SchemaError(msg)


def _given(source: Any, path: Path, name: str) -> Given:
    kinds = list(zip(source.indexes, source.colorinterp, strict=True))
    colours = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
    scales = zip(source.indexes, source.scales, source.offsets, strict=True)
    return Given(
        path=path,
        name=name,
        width=source.width,
        height=source.height,
        bands=source.count,
        dtype=str(source.dtypes[0]),
        nodata=tuple(source.nodatavals),
        crs=_crs(source, name),
        transform=source.transform,
        block=tuple(source.block_shapes[0]),
        alpha=tuple(i for i, kind in kinds if kind is ColorInterp.alpha),
        picture=tuple(i for i, kind in kinds if kind in colours),
        scaled=tuple(i for i, by, plus in scales if (by, plus) != (1.0, 0.0)),
        tags=str(source.tags()),
    )


def _crs(source: Any, name: str) -> pyproj.CRS | None:
    if not source.crs:
        return None
    try:
        return read_crs(source.crs.to_wkt())
    except CRSError as error:
        msg = f"{name} names a coordinate system that is not known: set its EPSG code"
        raise SchemaError(msg) from error
