"""Raster tiles (mảnh bản đồ ảnh) of the series, cut and coloured when asked for."""

import hashlib
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import numpy as np
import rasterio
from PIL import Image
from rasterio.errors import CRSError, NotGeoreferencedWarning, RasterioError
from rio_tiler.errors import RioTilerError, TileOutsideBounds
from rio_tiler.io import Reader
from starlette.requests import Request
from starlette.responses import Response

from qngeo.config import settings
from qngeo.errors import MissingDataError, QngeoError, SchemaError, UnknownNameError
from qngeo.i18n import LANGUAGES
from qngeo.io.imagery.rasters import band_numbers
from qngeo.io.imagery.series import SATELLITE
from qngeo.io.json_files import read_json
from qngeo.services.own_data.own_rasters import OWN, OwnRaster, file_of
from qngeo.web import own_rasters
from qngeo.web.files import DIGEST_LENGTH, FOREVER, REVALIDATE
from qngeo.web.guard import work
from qngeo.web.palettes import BASELINE, Look, digest, look_of, paint
from qngeo.web.refusal import Refusal
from qngeo.web.tile_store import TileStore
from qngeo.web.watermark import TILE, mark

PATH = "/tiles/{series}/{name}/{look}/{z}/{x}/{y}.png"

ZOOMS = range(6, 19)
"""Below, one tile would hold the whole raster many times over; above, one cell."""

MOST_CELLS = 4096**2
"""Cells that may be read for one tile of a raster without overviews."""

PRACTICE_MARK = "practice data"
"""Words in a file's tags that mark it as made, whatever its folder says."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_PART = re.compile(rf"({_NAME.pattern})(?:\.({_NAME.pattern}))?")
_ENVIRONMENT = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
}

_DAMAGED = (RasterioError, RioTilerError, CRSError, NotGeoreferencedWarning)
"""What comes of a file that is cut off, or whose place on earth is lost."""

_store: TileStore[bytes] = TileStore()


@dataclass(frozen=True, kw_only=True)
class Source:
    """A raster that may be shown.

    Attributes
    ----------
    path : Path
    practice : bool
        Made for practice: its tiles are watermarked.
    state : str
        Changes whenever the file does.
    """

    path: Path
    practice: bool
    state: str

    def version(self, look: Look) -> str:
        """Return what an address carries so that the browser may keep the tile."""
        text = f"{self.path}|{self.state}|{self.practice}|{digest(look)}"
        return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


@dataclass(frozen=True, kw_only=True)
class Tile:
    """Which square of a raster is asked for, and how it is to look."""

    look: Look
    z: int
    x: int
    y: int
    lang: str = "vi"
    codes: tuple[int, ...] = ()
    """Values of an own raster in whose order its classes are coloured."""


def find(series: str, name: str) -> Source:
    """Return the raster of a series by its name.

    Parameters
    ----------
    series : str
        Name of a series, or "baseline" for the rasters shipped with the application.
    name : str
        "2023-2024" for a season, "<key>.loss" for what was computed under a key.

    Raises
    ------
    UnknownNameError
        If a name is none, or there is no such raster.
    SchemaError
        If the series has a broken series.json.
    """
    parts = _PART.fullmatch(name)
    if not _NAME.fullmatch(series) or parts is None:
        message = f"{series!r} / {name!r} is no name of a raster"
        raise UnknownNameError(message)
    first, second = parts.groups()
    root = settings().rasters / series
    if series == BASELINE:
        root, path = settings().data, settings().data / "rasters" / f"{name}.tif"
    elif second:
        path = root / "derived" / first / f"{second}.tif"
    else:
        path = root / f"{first}.tif"
    real = path.resolve()
    if not real.is_file() or not real.is_relative_to(root.resolve()):
        message = f"no raster {name!r} in series {series!r}"
        raise UnknownNameError(message)
    found = real.stat()
    return Source(
        path=real,
        practice=series != BASELINE and _is_practice(root),
        state=f"{found.st_mtime_ns}-{found.st_size}",
    )


def _is_practice(folder: Path) -> bool:
    path = folder / "series.json"
    if not path.is_file():
        message = f"no series {folder.name!r}"
        raise UnknownNameError(message)
    state = path.stat()
    return _kind(path, state.st_mtime_ns, state.st_size) != SATELLITE


@lru_cache(maxsize=64)
def _kind(path: Path, _changed_ns: int, _size: int) -> str:
    content = read_json(path)
    if "kind" not in content:
        message = f"{path.parent.name}/series.json lacks kind; write it anew"
        raise SchemaError(message)
    return str(content["kind"])


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


def own_source(raster: OwnRaster) -> Source:
    """Return the file of an own raster, whose hash is its state.

    Raises
    ------
    MissingDataError
        If it is not on this machine.
    """
    return Source(path=file_of(raster), practice=False, state=raster.sha256)


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
