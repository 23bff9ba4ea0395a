"""How does a checked raster come in: its file first, then one version of the store?

The cells are written anew as a cloud-optimised GeoTIFF, named by its own hash, and only
then the version that speaks of it. A process that ends between the two leaves a file
without a row and a mark beside it; the next import removes both.
"""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.windows import Window as FileWindow

from qngeo import progress
from qngeo.config import settings
from qngeo.crs import STORAGE
from qngeo.domain.imports.raster_description import CLASSES, classes_text
from qngeo.errors import ConflictError, QngeoError, SchemaError, StoreError
from qngeo.io.imagery.rasters import Grid, Layout, remove_leftovers, writing
from qngeo.io.json_files import sha256
from qngeo.io.sole_writer import sole_writer
from qngeo.io.store import ID, Commit, Store, Version
from qngeo.io.uploads.raster_cells import band_of
from qngeo.io.uploads.raster_files import CLOSED
from qngeo.services.own_data.own_rasters import folder
from qngeo.services.own_data.raster_check import (
    LAYER,
    CheckedRaster,
    Seen,
    first_fault,
)

COMING = "coming.tif"
"""The file while it is written."""

MARK = ".importing"
"""Ending of the mark beside a file whose version does not stand yet."""

SPARE = 1.5
"""Free space that writing wants, in sizes of the plain band."""

WIDER = {"uint8": "int16", "int8": "int16", "uint16": "int32", "int16": "int32",
         "uint32": "float64", "int32": "float64"}  # fmt: skip
"""Where all values are taken, no data needs a type with room for one more."""


@dataclass(frozen=True)
class _Form:
    """In which type the cells are written, and what stands for no data."""

    dtype: str
    nodata: float


def import_raster(
    store: Store, checked: CheckedRaster, *, who: str, note: str = ""
) -> Version:
    """Store a checked raster as one version.

    Parameters
    ----------
    store : Store
    checked : CheckedRaster
    who : str
        Whose name stands in the log and with every figure of the raster.
    note : str
        For the log.

    Raises
    ------
    SchemaError
        If it has a fault, or the file has changed since the check.
    ConflictError
        If the layer has changed since the check.
    StoreError, RasterError, MissingDataError
        If it cannot be written, or another import is being written; nothing is
        stored then.
    """
    seen, report = checked.seen, checked.report
    if not report.accepted:
        msg = f"{report.file_name}: cannot be imported ({first_fault(report)})"
        raise SchemaError(msg)
    if not who.strip():
        msg = "a version needs a name in 'who'; sign in or give --who"
        raise SchemaError(msg)
    if sha256(seen.given.path) != seen.file_sha256:
        msg = f"{report.file_name} has changed since it was checked: check it again"
        raise SchemaError(msg)
    try:
        with sole_writer(folder()):
            return _stored(store, checked, who=who, note=note)
    except QngeoError:
        raise
    except OSError as error:
        msg = (
            f"{report.file_name} cannot be written ({error.strerror or error}): make"
            " room or ask for the right to write; nothing was stored"
        )
        raise StoreError(msg) from error


def _stored(store: Store, checked: CheckedRaster, *, who: str, note: str) -> Version:
    """Write the file, then the version, while no other import is at work."""
    report = checked.report
    remove_orphans(store)
    digest = _written(checked.seen, checked.said.kind)
    coming = Commit(
        layer=LAYER,
        who=who,
        action="import",
        rows=_row(checked, digest, who),
        mode="upsert",
        file_name=report.file_name,
        file_sha256=report.file_sha256,
        report=report.as_json(),
        note=note,
        based_on=checked.based_on,
    )
    try:
        version = store.commit(coming)
    except ConflictError:
        remove_orphans(store)
        raise
    _mark(digest).unlink(missing_ok=True)
    return version


def _row(checked: CheckedRaster, digest: str, who: str) -> gpd.GeoDataFrame:
    said, scan = checked.said, checked.seen.scan
    low, high = (None, None) if said.kind == CLASSES else scan.colour_range()
    row = {
        ID: said.feature_id,
        "name_vi": said.name_vi.strip(),
        "name_en": said.name_en.strip(),
        "kind": said.kind,
        "classes": classes_text(said.classes) if said.kind == CLASSES else "",
        "unit": said.unit.strip(),
        "as_of": said.as_of.strip(),
        "source_ids": said.source_ids.strip(),
        "source": said.source.strip(),
        "note": said.note.strip(),
        "described_by": who.strip(),
        "sha256": digest,
        "crs": checked.seen.crs,
        "band": said.band,
        "low": low,
        "high": high,
    }
    return gpd.GeoDataFrame([row], geometry=[checked.seen.footprint], crs=STORAGE)


def _written(seen: Seen, kind: str) -> str:
    """Write the cells and return the hash that names the file.

    Raises
    ------
    StoreError
        If the disk has no room or cannot be written.
    """
    given = seen.given
    form = _form(seen, kind)
    coming = folder() / COMING
    remove_leftovers(coming)
    coming.parent.mkdir(parents=True, exist_ok=True)
    wanted = SPARE * given.cells * np.dtype(form.dtype).itemsize
    free = shutil.disk_usage(coming.parent).free
    if free < wanted:
        msg = (
            f"{given.name} needs {wanted / 1e6:,.0f} MB for writing, {free / 1e6:,.0f}"
            " MB are free: make room; nothing was stored"
        )
        raise StoreError(msg)
    grid = Grid(crs=seen.crs, transform=given.transform,
                shape=(given.height, given.width))  # fmt: skip
    layout = Layout(grid=grid, bands=("own",), dtype=form.dtype, nodata=form.nodata)
    try:
        with rasterio.Env(**CLOSED), writing(coming, layout) as target:
            _copy(seen, form, target)
    except RasterioError as error:
        msg = f"{given.name} cannot be written ({error}); nothing was stored"
        raise StoreError(" ".join(msg.split())) from error
    digest = sha256(coming)
    path = folder() / f"{digest}.tif"
    if path.is_file():  # the very same raster is there already
        coming.unlink()
        return digest
    _mark(digest).write_text(_store_name(), encoding="utf-8")
    coming.replace(path)
    return digest


def _copy(seen: Seen, form: _Form, target: Any) -> None:
    with band_of(seen.given, seen.band) as cells:
        for window in progress.steps(seen.given.band_windows()):
            values, known = cells.read(window, seen.nodata)
            high, wide = window.shape
            part = FileWindow(window.left, window.top, wide, high)
            target.write(_formed(values, known, form), 1, window=part)


def _formed(
    values: NDArray[Any], known: NDArray[np.bool_], form: _Form
) -> NDArray[Any]:
    valid = known & np.isfinite(values) if values.dtype.kind == "f" else known
    formed: NDArray[Any] = np.full(values.shape, form.nodata, dtype=form.dtype)
    formed[valid] = values[valid].astype(form.dtype)
    return formed


def _form(seen: Seen, kind: str) -> _Form:
    """Choose the type, and a value for no data that no valid cell has."""
    dtype, counts = seen.given.dtype, seen.scan.counts
    if kind == CLASSES and np.dtype(dtype).kind == "f":
        dtype = "int32"
    if np.dtype(dtype).kind == "f":
        return _Form(dtype, float("nan"))
    ends = np.iinfo(dtype)
    taken = {*(counts or ())}
    if seen.scan.greatest < ends.max:
        return _Form(dtype, float(ends.max))
    if seen.scan.least > ends.min:
        return _Form(dtype, float(ends.min))
    free = [v for v in range(ends.max, ends.max - len(taken) - 1, -1) if v not in taken]
    if counts is not None and free:
        return _Form(dtype, float(free[0]))
    wider = WIDER[dtype]
    if np.dtype(wider).kind == "f":
        return _Form(wider, float("nan"))
    return _Form(wider, float(np.iinfo(wider).min))


def _mark(digest: str) -> Path:
    return folder() / f"{digest}{MARK}"


def _store_name() -> str:
    """Name the store a file was written for, so that no other one judges it."""
    text = f"{settings().store}|{settings().var.resolve()}"
    return hashlib.sha256(text.encode()).hexdigest()


def remove_orphans(store: Store) -> list[str]:
    """Remove files whose import ended before its version stood.

    Parameters
    ----------
    store : Store

    Returns
    -------
    list of str
        Hashes of the removed files. A file that any version names is kept.
    """
    marks = [
        mark for mark in folder().glob(f"*{MARK}")
        if mark.read_text(encoding="utf-8") == _store_name()
    ]  # fmt: skip
    if not marks:
        return []
    named: set[str] = set()
    for version in store.versions(layer=LAYER):
        rows = store.read(LAYER, version=version.number)
        named |= set(rows["sha256"].dropna())
    removed = []
    for mark in marks:
        if mark.stem not in named:
            mark.with_suffix(".tif").unlink(missing_ok=True)
            removed.append(mark.stem)
        mark.unlink()
    return removed
