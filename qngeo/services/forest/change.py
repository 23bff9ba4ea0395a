"""What did the storm take from the forest of a series, and what came back?

Everything is computed block by block and kept in ``<series>/derived/<key>/``: the
key changes with every input, so a stale answer is never read.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
from rasterio.io import DatasetReader
from shapely.geometry import Polygon, box

from qngeo import crs
from qngeo.domain.forest import loss as measure
from qngeo.errors import MissingDataError, SchemaError
from qngeo.io.imagery.rasters import grid_of, open_raster
from qngeo.io.imagery.series import Season, Series
from qngeo.io.json_files import read_json, sha256
from qngeo.services.forest.change_blocks import ChangeBlocks
from qngeo.services.forest.change_rasters import (
    ABOUT,
    KINDS,
    METHOD,
    PARTS,
    write_change,
)

BEFORE, AFTER = "2023-2024", "2024-2025"
"""The dry season before typhoon Yagi (7 September 2024) and the first after it."""


_POINTS = 400
"""Points along the outline of a raster: straight edges bend in degrees."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """Loss and recovery of one series, computed and on disk.

    Attributes
    ----------
    series : Series
    before, after : str
        Seasons compared for the loss.
    later : tuple of str
        Seasons after `after`, in order; may be none.
    thresholds : Thresholds
    folder : Path
        Of the rasters.
    about : mapping
        The sidecar: offsets, control by season, agreement of NBR and NDMI, inputs.
    """

    series: Series
    before: str
    after: str
    later: tuple[str, ...]
    thresholds: measure.Thresholds
    folder: Path
    about: Mapping[str, Any]

    @property
    def basis(self) -> str:
        """``satellite`` or ``practice``; stands in every row that comes from it."""
        return self.series.kind

    @property
    def loss(self) -> Path:
        """Raster of the classes of `qngeo.domain.forest.loss`, uint8, nodata 255."""
        return self.folder / "loss.tif"

    @property
    def extent(self) -> Polygon:
        """Outline of the rasters, EPSG:4326, its edges followed closely."""
        with open_raster(self.loss) as source:
            edge = gpd.GeoSeries([box(*source.bounds)], crs=source.crs)
        size = float(edge.length.iloc[0])
        outline: Polygon = crs.to_storage(edge.segmentize(size / _POINTS)).iloc[0]
        return outline

    def regained(self, season: str) -> Path:
        """Raster of the share of the loss regained by cell, cut to -1 and 2."""
        return self.folder / f"regained-{season}.tif"

    def state(self, season: str) -> Path:
        """Raster of the states of `qngeo.domain.forest.recovery`, uint8, nodata 255."""
        return self.folder / f"state-{season}.tif"

    def means(self, season: str) -> Path:
        """Raster of what means over damaged cells are taken of; bands `MEANS`."""
        return self.folder / f"means-{season}.tif"


def change(
    series: Series,
    *,
    before: str = BEFORE,
    after: str = AFTER,
    thresholds: measure.Thresholds | None = None,
    control: gpd.GeoDataFrame | None = None,
) -> Change:
    """Compute loss and recovery of a series, or find them computed.

    Parameters
    ----------
    series : Series
    before, after : str
        Names of seasons; the same months of two years.
    thresholds : Thresholds, optional
        The working values where None.
    control : GeoDataFrame, optional
        Areas known to be undamaged; found by rule where None.

    Returns
    -------
    Change

    Raises
    ------
    MissingDataError
        If the series has no forest mask from before the storm.
    UnknownNameError
        If it has no such season.
    SchemaError
        If `before` does not come before `after`, grids differ, or the area of
        control is none.
    TooFewFiguresError
        If too little undamaged forest is left to compare with.
    """
    if control is not None and (control.empty or control.crs is None):
        message = "the area of control is empty or has no CRS: give polygons with one"
        raise SchemaError(message)
    steps = thresholds or measure.Thresholds()
    seasons = _seasons(series, before, after)
    forest = _forest(series)
    key = _key(series, seasons, steps, control)
    folder = series.folder / "derived" / key
    there = folder.exists()
    if not (there and _whole(folder, seasons)):
        if there:  # damaged; what somebody else has finished since is left alone
            shutil.rmtree(folder, ignore_errors=True)
        with ExitStack() as stack:
            sources = _open(stack, seasons, forest)
            work = ChangeBlocks(
                sources=sources,
                seasons=seasons,
                steps=steps,
                control=_in_grid(control, sources[forest.stem]),
                tags={"QNGEO_KIND": series.kind} | _title(series),
            )
            write_change(folder, work, series)
    return Change(
        series=series,
        before=before,
        after=after,
        later=tuple(season.name for season in seasons[2:]),
        thresholds=steps,
        folder=folder,
        about=read_json(folder / ABOUT),
    )


def _whole(folder: Path, seasons: Sequence[Season]) -> bool:
    """Whether an answer is there; one that was damaged since is computed anew."""
    about = folder / ABOUT
    if not about.exists():
        return False
    later = [season.name for season in seasons[1:]]
    names = [f"{kind}-{name}.tif" for kind in KINDS for name in later]
    try:
        for name in ("loss.tif", *names):
            open_raster(folder / name).close()
        return read_json(about).keys() >= PARTS
    except (MissingDataError, SchemaError):
        return False


def _title(series: Series) -> dict[str, str]:
    return {"TITLE": f"{series.title_en} / {series.title_vi}"}


def _seasons(series: Series, before: str, after: str) -> tuple[Season, ...]:
    first, second = series.season(before), series.season(after)
    if before >= after:
        message = f"season {before} does not come before {after}: swap them"
        raise SchemaError(message)
    later = (season for season in series.seasons if season.name > after)
    return first, second, *later


def _forest(series: Series) -> Path:
    if series.forest is None:
        message = (
            f"series {series.name} has no forest mask from before the storm: "
            f"`python -m qngeo {_maker(series)}` makes one"
        )
        raise MissingDataError(message)
    return series.forest


def _maker(series: Series) -> str:
    if series.practice:
        return f"practice --to {series.name}"
    return f"fetch landcover --forest-of {series.name}"


def _key(
    series: Series,
    seasons: Sequence[Season],
    steps: measure.Thresholds,
    control: gpd.GeoDataFrame | None,
) -> str:
    forest = _forest(series)
    about = forest.with_suffix(".json")
    known = read_json(about) if about.exists() else {}
    content = {
        "method": METHOD,
        "seasons": [[s.name, s.about.get("sha256") or sha256(s.path)] for s in seasons],
        "forest": known.get("sha256") or sha256(forest),
        "thresholds": steps.as_json(),
        "control": None if control is None else _outline(control),
    }
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _outline(control: gpd.GeoDataFrame) -> str:
    shapes = crs.to_storage(control.geometry).normalize().to_wkb()
    return hashlib.sha256(b"".join(sorted(shapes))).hexdigest()


def _open(
    stack: ExitStack, seasons: Sequence[Season], forest: Path
) -> dict[str, DatasetReader]:
    paths = {season.name: season.path for season in seasons} | {forest.stem: forest}
    opened = {
        name: stack.enter_context(open_raster(path)) for name, path in paths.items()
    }
    grid = grid_of(opened[forest.stem])
    if not grid.crs:
        message = f"{forest.name} has no CRS: make or fetch the series anew"
        raise SchemaError(message)
    for name, source in opened.items():
        if grid_of(source) != grid:
            message = (
                f"{name}.tif lies on another grid than forest.tif: fetch both anew "
                "for the same area and cell size"
            )
            raise SchemaError(message)
    return opened


def _in_grid(
    control: gpd.GeoDataFrame | None, source: DatasetReader
) -> list[Any] | None:
    if control is None:
        return None
    return list(control.to_crs(source.crs).geometry)
