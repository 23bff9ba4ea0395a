"""What the service needs, each asked by one small question."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from qngeo.config import settings
from qngeo.errors import MissingDataError, QngeoError
from qngeo.io import layers
from qngeo.io.baseline import read_baseline
from qngeo.io.imagery.series import sound_series
from qngeo.services.own_data import known
from qngeo.services.own_data.own_rasters import file_of, own_rasters
from qngeo.web.report import typeset

READY, DEGRADED, DOWN = "ready", "degraded", "down"

LEAST_FREE = 1_000_000_000
"""Bytes of disk below which an import or a season may find no room."""

SHOWN = 5
"""Names that a reason gives; the rest are counted."""

_Stamp = tuple[tuple[str, int, int], ...]
"""Name, time of change in nanoseconds and size of each file."""

Verdict = tuple[str, str]
"""Status, and the reason in words; "" where it is ready."""


class Probe(NamedTuple):
    """A question, the status where it fails, and seconds after which it has failed."""

    ask: Callable[[], Verdict]
    failing: str
    limit_s: float = 3.0


def _stamp(paths: list[Path]) -> _Stamp:
    states = [(path, path.stat()) for path in paths]
    return tuple((str(path), at.st_mtime_ns, at.st_size) for path, at in states)


def _named(names: list[str]) -> str:
    more = len(names) - SHOWN
    shown = ", ".join(names[:SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown


def data() -> Verdict:
    """Are the shipped tables there, and do they keep their schema?"""
    _readable(_stamp(sorted(settings().data.rglob("*.csv"))))
    return READY, ""


@lru_cache(maxsize=1)
def _readable(stamp: _Stamp) -> None:
    if not stamp:
        message = "no table in the folder of QNGEO_DATA"
        raise MissingDataError(message)
    read_baseline()


def layer_files() -> Verdict:
    """Are the published layers those of the catalogue?"""
    folder = settings().layers
    wrong = [
        f"{entry['name']}.geojson"
        for entry in layers.read_catalog(folder)["layers"]
        if _digest(folder / f"{entry['name']}.geojson") != entry["sha256"]
    ]
    if wrong:
        told = f"{_named(wrong)} not as in the catalogue: publish the layers anew"
        return DEGRADED, told
    return READY, ""


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    return _hashed(_stamp([path]))


@lru_cache(maxsize=64)
def _hashed(stamp: _Stamp) -> str:
    with Path(stamp[0][0]).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def store() -> Verdict:
    """Is the store of own data there, in a form that this program reads?"""
    known.store().newest()
    return READY, ""


def _written() -> Path:
    """Return the folder ``var``, or where it would be made."""
    folder = settings().var
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return folder


def var() -> Verdict:
    """May the folder be written into which an installation writes?"""
    try:
        with tempfile.TemporaryFile(dir=_written()) as file:
            file.write(b"x")
    except OSError as error:
        return (
            DEGRADED,
            f"QNGEO_VAR cannot be written: {error.strerror}; only reading works",
        )
    return READY, ""


def disk() -> Verdict:
    """Is there room left?"""
    free = shutil.disk_usage(_written()).free
    if free < LEAST_FREE:
        told = f"{free / 1e6:.0f} MB free on the disk of QNGEO_VAR: make room"
        return DEGRADED, told
    return READY, ""


def rasters() -> Verdict:
    """Is every raster there that a series or an own description names?"""
    root = settings().rasters
    try:
        if root.exists():
            next(root.iterdir(), None)
        known_series, faults = sound_series(root)
    except OSError as error:
        return DEGRADED, f"QNGEO_RASTERS cannot be read: {error.strerror or error}"
    if faults:
        return DEGRADED, str(faults[0])
    lost = [f"{one.name}/{name}.tif" for one in known_series for name in one.absent]
    lost += _own_lost()
    if lost:
        return DEGRADED, f"{_named(lost)} missing: put the files back"
    return READY, ""


def _own_lost() -> list[str]:
    lost = []
    try:
        described = own_rasters()
    except QngeoError:  # the check of the store tells why
        return []
    for raster in described:
        try:
            file_of(raster)
        except MissingDataError:
            lost.append(f"own:{raster.id}")
    return lost


def reports() -> Verdict:
    """Is there what sets a report: typst, its template and its fonts?"""
    if find_spec("typst") is None:
        return DEGRADED, "typst is not installed: no report can be made"
    fonts = [*typeset.FONTS.glob("*.ttf"), *typeset.FONTS.glob("*.otf")]
    if not (fonts and typeset.TEMPLATE.is_file() and typeset.WORKER.is_file()):
        return DEGRADED, "fonts or template of the report are missing: install anew"
    return READY, ""


PROBES = {
    "data": Probe(data, failing=DOWN, limit_s=20),
    "layers": Probe(layer_files, failing=DOWN),
    "store": Probe(store, failing=DEGRADED),
    "var": Probe(var, failing=DEGRADED),
    "disk": Probe(disk, failing=DEGRADED),
    "rasters": Probe(rasters, failing=DEGRADED),
    "reports": Probe(reports, failing=DEGRADED),
}
"""Without tables or layers no page says anything; without the store they show the
shipped data and say so."""
