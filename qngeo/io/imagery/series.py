"""Series of seasons on disk: a folder with one raster and one sidecar a season.

``<rasters>/<series>/series.json`` names the series, ``<season>.tif`` holds the bands
`BANDS`, ``<season>.json`` says how it was made, ``forest.tif`` with ``forest.json`` is
the forest mask from before the storm. What is computed from them stands in
``derived/`` and can be thrown away.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qngeo.config import settings
from qngeo.errors import QngeoError, SchemaError, UnknownNameError
from qngeo.io.json_files import read_json
from qngeo.names import nearest

BANDS = ("red", "green", "blue", "nbr", "ndmi", "ndvi", "valid")
"""Of a season: reflectances from 0 to 1, indices from -1 to 1, and the number of clear
observations behind each cell; float32, NaN where nothing clear was seen."""

SATELLITE, PRACTICE = "satellite", "practice"
"""Kinds of series. Practice data (dữ liệu luyện tập) are made, never imagery."""

FOREST, NOT_FOREST, MASK_UNKNOWN = 1, 0, 255
"""Values of the forest mask, uint8."""

RESERVED = ("landcover", "baseline", "own")
"""Names that other rasters go by."""

_FOLDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def check_name(name: str) -> str:
    """Return the name of a series to be written, which is that of its folder.

    Raises
    ------
    SchemaError
        If it is no such name.
    """
    if not _FOLDER.fullmatch(name) or name in RESERVED:
        message = (
            f"{name!r} is no name for a series: use small letters, digits, - and _, "
            "at most 40, beginning with a letter or digit; not "
            f"{' or '.join(RESERVED)}"
        )
        raise SchemaError(message)
    return name


@dataclass(frozen=True, kw_only=True)
class Season:
    """One season of a series.

    Attributes
    ----------
    name : str
        "2023-2024": October of the first year to March of the second.
    path : Path
        The raster; its bands are `BANDS`.
    about : mapping
        The sidecar: ``from`` and ``to`` (ISO days), ``items`` (list of id, datetime,
        cloud_pct, baseline, offset), ``cloud_pct``, ``gaps`` (list of item, asset,
        reason), ``method``, ``code_version``, ``made``, ``sha256``.
    """

    name: str
    path: Path
    about: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Series:
    """One series of seasons.

    Attributes
    ----------
    name : str
        Of the folder.
    kind : str
        `SATELLITE` or `PRACTICE`.
    title_vi, title_en : str
    folder : Path
    seasons : tuple of Season
        In order of time.
    about : mapping
        The rest of series.json.
    absent : tuple of str
        Names of seasons that have a sidecar and no raster.
    """

    name: str
    kind: str
    title_vi: str
    title_en: str
    folder: Path
    seasons: tuple[Season, ...]
    about: Mapping[str, Any]
    absent: tuple[str, ...] = ()

    @property
    def practice(self) -> bool:
        """Whether the series is made for practice."""
        return self.kind == PRACTICE

    @property
    def forest(self) -> Path | None:
        """The forest mask from before the storm, None where there is none yet."""
        path = self.folder / "forest.tif"
        return path if path.exists() else None

    def season(self, name: str) -> Season:
        """Return a season by its name.

        Raises
        ------
        UnknownNameError
            If the series has no such season; the message lists those it has.
        """
        for season in self.seasons:
            if season.name == name:
                return season
        has = ", ".join(season.name for season in self.seasons) or "none"
        message = f"series {self.name} has no season {name!r}; it has: {has}"
        raise UnknownNameError(message)


def list_series(rasters: Path | None = None) -> tuple[Series, ...]:
    """Return every series in the folder of rasters, by name; none if it is absent.

    Raises
    ------
    SchemaError
        If one of them is broken.
    """
    return tuple(_read(folder) for folder in _folders(rasters))


def sound_series(
    rasters: Path | None = None,
) -> tuple[tuple[Series, ...], tuple[QngeoError, ...]]:
    """Return the series that can be read, and what is wrong with each other one."""
    found, faults = [], []
    for folder in _folders(rasters):
        try:
            found.append(_read(folder))
        except QngeoError as error:
            faults.append(error)
    return tuple(found), tuple(faults)


def _folders(rasters: Path | None) -> list[Path]:
    root = rasters or settings().rasters
    return [path.parent for path in sorted(root.glob("*/series.json"))]


def read_series(name: str, rasters: Path | None = None) -> Series:
    """Return one series.

    Raises
    ------
    UnknownNameError
        If there is no such series; the message names the nearest or how to make one.
    """
    names = []
    for folder in _folders(rasters):
        if folder.name == name:
            return _read(folder)
        names.append(folder.name)
    close = nearest(name, names)
    way = f"did you mean {close}?" if close else (
        "`python -m qngeo fetch sentinel2` or `python -m qngeo practice` makes one"
    )  # fmt: skip
    message = f"no series {name!r} of rasters: {way}"
    raise UnknownNameError(message)


def _read(folder: Path) -> Series:
    about = read_json(folder / "series.json")
    missing = [key for key in ("kind", "title_vi", "title_en") if key not in about]
    if missing:
        message = f"{folder.name}/series.json lacks {', '.join(missing)}; write it anew"
        raise SchemaError(message)
    if about["kind"] not in (SATELLITE, PRACTICE):
        message = (
            f"{folder.name}/series.json: kind {about['kind']!r} is neither {SATELLITE} "
            f"nor {PRACTICE}; write it anew"
        )
        raise SchemaError(message)
    sidecars = sorted(folder.glob("[12][0-9][0-9][0-9]-*.json"))
    seasons = tuple(
        Season(name=path.stem, path=path.with_suffix(".tif"), about=read_json(path))
        for path in sidecars
        if path.with_suffix(".tif").exists()
    )
    there = {season.name for season in seasons}
    return Series(
        name=folder.name,
        kind=str(about["kind"]),
        title_vi=str(about["title_vi"]),
        title_en=str(about["title_en"]),
        folder=folder,
        seasons=seasons,
        about=about,
        absent=tuple(path.stem for path in sidecars if path.stem not in there),
    )
