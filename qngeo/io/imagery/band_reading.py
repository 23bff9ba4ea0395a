"""One band of one scene on a given grid, or the reason why it cannot be had."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError

from qngeo.io.imagery.rasters import Grid
from qngeo.io.imagery.stac import MASK, Scene

if TYPE_CHECKING:
    import pystac

CACHE_MB = 128
"""Megabytes that GDAL may keep of what it has read."""

GDAL_OPTIONS = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".tif,.tiff,.TIF,.TIFF",
    "GDAL_HTTP_MAX_RETRY": 5,
    "GDAL_HTTP_RETRY_DELAY": 0.5,
    "GDAL_HTTP_RETRY_CODES": "429,500,502,503,504",
    "GDAL_HTTP_CONNECTTIMEOUT": 15,
    "GDAL_HTTP_TIMEOUT": 120,
    "GDAL_HTTP_MERGE_CONSECUTIVE_RANGES": "YES",
    "GDAL_CACHEMAX": CACHE_MB * 2**20,
    "GDAL_NUM_THREADS": 1,
    "GTIFF_IGNORE_READ_ERRORS": "NO",
}
"""No listing of folders, no other kind of file, faults of the moment tried anew."""

RESAMPLING = {MASK: "nearest", "*": "average"}
"""Classes are never averaged. The 10 m bands become the mean of their four cells, from
full resolution; a 20 m band on its own grid stays as it is; what lies in another
UTM zone is weighted by the share of each cell."""

_ITEMS = {"*": {"warnings": "ignore"}}
_COG = "image/tiff; application=geotiff; profile=cloud-optimized"
_PATIENCE = (10, 30)
_OK = (200, 206)


logging.getLogger("odc.loader").addHandler(logging.NullHandler())  # told as gaps


class UnreadableError(Exception):
    """A band cannot be read; the message is the reason. Never leaves the run.

    Attributes
    ----------
    band : str
        "" where only one was asked for.
    """

    def __init__(self, reason: str, *, band: str = "") -> None:
        super().__init__(reason)
        self.band = band


@contextmanager
def reading() -> Iterator[None]:
    """Hold GDAL to reading GeoTIFF over http(s)."""
    with rasterio.Env(**GDAL_OPTIONS):
        yield


def read_bands(
    scene: Scene, bands: Sequence[str], grid: Grid
) -> dict[str, NDArray[Any]]:
    """Read bands onto a grid; call it within `reading`.

    Parameters
    ----------
    scene : Scene
    bands : sequence of str
        Of `qngeo.io.imagery.stac.ASSETS`.
    grid : Grid

    Returns
    -------
    dict of str to array of uint16, of uint8 for the mask
        Rows, columns; 0 where the scene holds nothing.

    Raises
    ------
    UnreadableError
        If a file is not there, no GeoTIFF, or damaged where it is needed; it names
        the first such band.
    """
    for band in bands:
        try:
            check_file(scene.href(band))
        except UnreadableError as error:
            raise UnreadableError(str(error), band=band) from error
    try:
        return _load(scene, bands, grid)
    except (RasterioError, ValueError, ArithmeticError) as error:
        for band in bands:
            try:
                _load(scene, [band], grid)
            except RasterioError as fault:
                reason = "damaged or cut off"
                raise UnreadableError(reason, band=band) from fault
            except (ValueError, ArithmeticError) as fault:
                reason = "cannot be laid onto the grid"
                raise UnreadableError(reason, band=band) from fault
        reason = "cannot be read together with its other bands"
        raise UnreadableError(reason, band=bands[0]) from error


def _load(scene: Scene, bands: Sequence[str], grid: Grid) -> dict[str, NDArray[Any]]:
    import odc.stac  # noqa: PLC0415 -- takes a second that only a fetch has to spend
    from odc.geo.geobox import GeoBox  # noqa: PLC0415

    loaded = odc.stac.load(
        [_item(scene, bands)],
        bands=list(bands),
        geobox=GeoBox(grid.shape, grid.transform, grid.crs),
        resampling=RESAMPLING,
        dtype={MASK: "uint8", "*": "uint16"},
        nodata=0,
        stac_cfg=_ITEMS,
        use_overviews=False,
        fail_on_error=True,
    )
    values = {band: loaded[band].to_numpy() for band in bands}
    return {
        band: stack[0] if len(stack) else np.zeros(grid.shape, stack.dtype)
        for band, stack in values.items()
    }


def read_coarse(scene: Scene, band: str, side: int) -> NDArray[Any]:
    """Read every n-th cell of a whole scene; call it within `reading`.

    Parameters
    ----------
    scene : Scene
    band : str
    side : int
        Rows and columns of the result.

    Raises
    ------
    UnreadableError
        As `read_bands`, without the band.
    """
    href = scene.href(band)
    check_file(href)
    try:
        with rasterio.open(href, driver="GTiff", sharing=False) as source:
            values: NDArray[Any] = source.read(1, out_shape=(side, side))
    except RasterioError as error:
        reason = "damaged or cut off"
        raise UnreadableError(reason) from error
    return values


def check_file(href: str) -> None:
    """Open as GeoTIFF and as nothing else: other formats can name further files.

    A server that sends elsewhere is not followed: GDAL would follow it anywhere.
    """
    _refuse_redirect(href)
    try:
        with rasterio.open(href, driver="GTiff", sharing=False) as source:
            if source.crs is None:
                reason = "has no coordinate system"
                raise UnreadableError(reason)
            if not np.issubdtype(np.dtype(source.dtypes[0]), np.integer):
                reason = f"holds {source.dtypes[0]}, not counts"
                raise UnreadableError(reason)
    except RasterioError as error:
        raise UnreadableError(_answer(href)) from error


@lru_cache(maxsize=20_000)
def _refuse_redirect(href: str) -> None:
    """Ask for one byte, once a run."""
    status = _status(href)
    if 300 <= status < 400:  # noqa: PLR2004
        reason = f"not given (HTTP {status})"
        raise UnreadableError(reason)


def _answer(href: str) -> str:
    """Return what the server says of a file that could not be opened."""
    status = _status(href)
    if not status:
        return "the server does not answer"
    return "no readable GeoTIFF" if status in _OK else f"not given (HTTP {status})"


def _status(href: str) -> int:
    """Return the status by which a server answers for one byte, 0 if it does not."""
    import requests  # noqa: PLC0415 -- slow to load, only a fetch needs it

    try:
        with requests.get(
            href,
            headers={"Range": "bytes=0-0"},
            timeout=_PATIENCE,
            allow_redirects=False,
            stream=True,
        ) as response:
            return int(response.status_code)
    except requests.RequestException:
        return 0


def _item(scene: Scene, bands: Sequence[str]) -> "pystac.Item":
    import pystac  # noqa: PLC0415 -- slow to load, only a fetch needs it

    west, south, east, north = scene.box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    item = pystac.Item(
        id=scene.id,
        geometry={"type": "Polygon", "coordinates": [ring]},
        bbox=list(scene.box),
        datetime=scene.moment,
        properties={},
    )
    for band in bands:
        asset = pystac.Asset(scene.href(band), media_type=_COG, roles=["data"])
        item.add_asset(band, asset)
    return item
