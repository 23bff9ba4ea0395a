"""The rasters that tiles are cut from: of a series, shipped, or own (ảnh nguồn)."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from qngeo.config import settings
from qngeo.errors import SchemaError, UnknownNameError
from qngeo.io.imagery.series import SATELLITE
from qngeo.io.json_files import read_json
from qngeo.services.own_data.own_rasters import OwnRaster, file_of
from qngeo.web.files import DIGEST_LENGTH
from qngeo.web.palettes import BASELINE, Look, digest

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_PART = re.compile(rf"({_NAME.pattern})(?:\.({_NAME.pattern}))?")


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


def own_source(raster: OwnRaster) -> Source:
    """Return the file of an own raster, whose hash is its state.

    Raises
    ------
    MissingDataError
        If it is not on this machine.
    """
    return Source(path=file_of(raster), practice=False, state=raster.sha256)
