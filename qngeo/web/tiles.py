"""Raster tiles (mảnh bản đồ ảnh) of the series, cut and coloured when asked for."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO

import numpy as np
import rasterio
from PIL import Image
from rasterio.errors import CRSError, NotGeoreferencedWarning, RasterioError
from rio_tiler.errors import RioTilerError, TileOutsideBounds
from rio_tiler.io import Reader
from starlette.requests import Request
from starlette.responses import Response

from qngeo.errors import MissingDataError, QngeoError, UnknownNameError
from qngeo.i18n import LANGUAGES
from qngeo.io.imagery.rasters import band_numbers
from qngeo.services.own_data.own_rasters import OWN
from qngeo.web import own_rasters
from qngeo.web.files import FOREVER, REVALIDATE
from qngeo.web.guard import work
from qngeo.web.palettes import Look, look_of, paint
from qngeo.web.refusal import Refusal
from qngeo.web.tile_sources import Source, find, own_source
from qngeo.web.tile_store import TileStore
from qngeo.web.watermark import TILE, mark

PATH = "/tiles/{series}/{name}/{look}/{z}/{x}/{y}.png"

ZOOMS = range(6, 19)
"""Below, one tile would hold the whole raster many times over; above, one cell."""

MOST_CELLS = 4096**2
"""Cells that may be read for one tile of a raster without overviews."""

PRACTICE_MARK = "practice data"
"""Words in a file's tags that mark it as made, whatever its folder says."""

_ENVIRONMENT = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
}

_DAMAGED = (RasterioError, RioTilerError, CRSError, NotGeoreferencedWarning)
"""What comes of a file that is cut off, or whose place on earth is lost."""

_store: TileStore[bytes] = TileStore()


@dataclass(frozen=True, kw_only=True)
class Tile:
    """Which square of a raster is asked for, and how it is to look.

    Attributes
    ----------
    look : Look
    z, x, y : int
        Zoom, column from the west and row from the north of the Web Mercator grid.
    lang : str
        Of the words on practice data, "vi" or "en".
    codes : tuple of int
        Values of an own raster in whose order its classes are coloured.
    """

    look: Look
    z: int
    x: int
    y: int
    lang: str = "vi"
    codes: tuple[int, ...] = ()


def cut(source: Source, tile: Tile) -> bytes:
    """Return a tile as PNG; wholly transparent outside the raster.

    Raises
    ------
    MissingDataError
        If the file is damaged, lacks a band, or is too large without overviews.
    """
    key = (str(source.path), source.version(tile.look), tile)
    held = _store.get(key)
    if held is not None:
        return held
    try:
        with rasterio.Env(**_ENVIRONMENT):
            body = _cut(source, tile)
    except _DAMAGED as error:
        message = f"{source.path.name} cannot be read: it may be cut off or damaged"
        raise MissingDataError(message) from error
    _store.put(key, body)
    return body


def _cut(source: Source, tile: Tile) -> bytes:
    with Reader(str(source.path)) as reader:
        dataset = reader.dataset
        if dataset.crs is None:
            message = f"{source.path.name} does not say where it lies"
            raise MissingDataError(message)
        bands = band_numbers(dataset, tile.look.bands) if tile.look.bands else [1]
        if not dataset.overviews(1) and dataset.width * dataset.height > MOST_CELLS:
            message = (
                f"{source.path.name} has {dataset.width} x {dataset.height} cells and"
                " no overviews: write it as a cloud-optimised GeoTIFF"
            )
            raise MissingDataError(message)
        manner = "bilinear" if tile.look.smooth else "nearest"
        try:
            image = reader.tile(
                tile.x, tile.y, tile.z, tilesize=TILE, indexes=bands,
                reproject_method=manner,
            )  # fmt: skip
        except TileOutsideBounds:
            return empty()
        made = source.practice or PRACTICE_MARK in str(dataset.tags()).lower()
    values = np.asarray(image.data)
    if tile.codes:
        values = own_rasters.coded(values, tile.codes)
    colours = paint(tile.look, values, np.asarray(image.mask) > 0)
    drawn = Image.fromarray(colours)
    if made:
        drawn = mark(drawn, x=tile.x, y=tile.y, lang=tile.lang)
    return _png(drawn)


def _png(drawn: Image.Image) -> bytes:
    sink = BytesIO()
    drawn.save(sink, "PNG", compress_level=3)
    return sink.getvalue()


@lru_cache(maxsize=1)
def empty() -> bytes:
    """Return the tile of where there is no raster."""
    return _png(Image.new("RGBA", (TILE, TILE), (0, 0, 0, 0)))


def _asked(request: Request) -> tuple[Source, Tile]:
    asked = request.path_params
    z, x, y = (_number(asked[axis]) for axis in "zxy")
    if z not in ZOOMS or not (x < 2**z and y < 2**z):
        message = f"no tile {z}/{x}/{y}: zooms are {ZOOMS[0]} to {ZOOMS[-1]}"
        raise UnknownNameError(message)
    lang = request.query_params.get("lang", LANGUAGES[0])
    if lang not in LANGUAGES:
        message = f"no language {lang!r}: there are {' and '.join(LANGUAGES)}"
        raise UnknownNameError(message)
    if asked["series"] == OWN:
        return _own(asked["name"], Tile(look=_PLAIN, z=z, x=x, y=y))
    source = find(asked["series"], asked["name"])
    tile = Tile(look=look_of(asked["look"]), z=z, x=x, y=y, lang=lang)
    return source, tile


def _number(text: str) -> int:
    """Read a whole number of a few digits; Python itself fails at thousands of them."""
    if not re.fullmatch("[0-9]{1,6}", text):
        message = f"no tile {text[:20]!r}: zoom, column and row are whole numbers"
        raise UnknownNameError(message)
    return int(text)


_PLAIN = Look(name=OWN)


def _own(name: str, tile: Tile) -> tuple[Source, Tile]:
    """Find an own raster, which brings its look with it."""
    raster = own_rasters.of_tile(name)
    look, codes = own_rasters.look(raster), own_rasters.codes(raster)
    return own_source(raster), replace(tile, look=look, codes=codes)


def _refuse(error: QngeoError) -> Response:
    status = 404 if isinstance(error, UnknownNameError) else 503
    kept = {"Cache-Control": "no-store"}
    return Refusal(error, status, kept)


async def answer_tile(request: Request) -> Response:
    """Answer one tile: 304 when the browser holds it, 404 or 503 with one line."""
    try:
        # The store of own data, which may be slow to answer, is not asked in the loop.
        own = request.path_params["series"] == OWN
        found = await work.TILES.run(_asked, request) if own else _asked(request)
        source, tile = found
        version = source.version(tile.look)
        held = request.query_params.get("v") == version
        sent = {
            "ETag": f'"{version}"',
            "Cache-Control": FOREVER if held else REVALIDATE,
            "X-Content-Type-Options": "nosniff",
        }
        if f'"{version}"' in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=sent)
        body = _store.get((str(source.path), version, tile))
        if body is None:
            body = await work.TILES.run(cut, source, tile)
    except QngeoError as error:
        return _refuse(error)
    return Response(body, headers=sent, media_type="image/png")
