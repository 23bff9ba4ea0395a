"""What does one block of a season come to?

The same function runs on the own machine and on the workers of a Dask cluster: it
gets all it needs as its argument and gives back all it made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rasterio.warp import transform_bounds

from qngeo.domain.forest import composite, spectral
from qngeo.io.imagery.band_reading import UnreadableError, read_bands, reading
from qngeo.io.imagery.block_files import Block
from qngeo.io.imagery.rasters import Grid
from qngeo.io.imagery.series import BANDS
from qngeo.io.imagery.stac import ASSETS, MASK, Gap, Scene

SIDE = 512
"""Cells a side of a block: the tile of the written file and half that of a scene's."""

QUANTITIES = BANDS[:-1]
MEASURED = tuple(band for band in ASSETS if band != MASK)

_ARRAYS_A_DATE = len(QUANTITIES) + 2
_ARRAYS_BESIDE = 40
_FLOAT = 4

Stack = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A scene with the offsets that its metadata give.

    Attributes
    ----------
    scene : Scene
    offsets : mapping of str to Offset
        Of every measured band; none is unknown.
    """

    scene: Scene
    offsets: Mapping[str, spectral.Offset]


@dataclass(frozen=True, kw_only=True)
class Task:
    """One block to be made.

    Attributes
    ----------
    number : int
        Row by row from the north-west.
    window : tuple of int
        First row, first column within the whole.
    grid : Grid
        Of the block.
    days : tuple of tuple of Source
        By day; the sources of one day in the order in which they fill cells.
    """

    number: int
    window: tuple[int, int]
    grid: Grid
    days: tuple[tuple[Source, ...], ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Bands, rows, columns."""
        return len(BANDS), *self.grid.shape

    @property
    def memory(self) -> int:
        """Bytes that making it takes at most."""
        rows, columns = self.grid.shape
        arrays = len(self.days) * _ARRAYS_A_DATE + _ARRAYS_BESIDE
        return rows * columns * _FLOAT * arrays


def cut(grid: Grid, sources: tuple[Source, ...]) -> tuple[Task, ...]:
    """Cut a grid into blocks, each with the sources that may lie on it."""
    rows, columns = grid.shape
    tasks: list[Task] = []
    for top in range(0, rows, SIDE):
        for left in range(0, columns, SIDE):
            part = Grid(
                crs=grid.crs,
                transform=grid.transform * grid.transform.translation(left, top),
                shape=(min(SIDE, rows - top), min(SIDE, columns - left)),
            )
            days = _by_day(tuple(_touching(part, sources)))
            tasks.append(
                Task(number=len(tasks), window=(top, left), grid=part, days=days)
            )
    return tuple(tasks)


def _touching(grid: Grid, sources: tuple[Source, ...]) -> Iterator[Source]:
    west, south, east, north = transform_bounds(grid.crs, "EPSG:4326", *grid.bounds)
    for source in sources:
        left, bottom, right, top = source.scene.box
        if left < east and right > west and bottom < north and top > south:
            yield source


def _by_day(sources: tuple[Source, ...]) -> tuple[tuple[Source, ...], ...]:
    """Group by day in UTC, which in Viet Nam holds one pass; newest baseline first."""
    days: dict[str, list[Source]] = {}
    for source in sources:
        days.setdefault(source.scene.moment.date().isoformat(), []).append(source)
    return tuple(tuple(sorted(days[day], key=_preference)) for day in sorted(days))


def _preference(source: Source) -> tuple[int, int, str]:
    baseline = spectral.baseline_of(source.scene.properties)
    major, minor = spectral.baseline_number(baseline) or (0, 0)
    return -major, -minor, source.scene.id


def make(task: Task) -> Block:
    """Read, mask and compose one block.

    An observation counts where the mask is clear and every measured band has a
    value; of the scenes of one day the first that is clear fills a cell. The median
    is taken over the days, of each reflectance and of each index by itself.
    """
    gaps: list[Gap] = []
    with reading():
        found = [_day(task, day, gaps) for day in task.days]
    dates = [made for made in found if made is not None]
    none = np.empty((0, *task.grid.shape), np.float32)
    values = np.empty(task.shape, np.float32)
    for index in range(len(QUANTITIES)):
        stack = np.stack([made[index] for made in dates]) if dates else none
        made_one = composite.median(stack)
        values[index] = made_one.values
        if index == 0:
            values[-1] = made_one.count
    return Block(values=values, gaps=tuple(gaps))


def _day(task: Task, day: tuple[Source, ...], gaps: list[Gap]) -> Stack | None:
    """Return the quantities of one day, None where nothing clear was seen."""
    merged = np.full((len(QUANTITIES), *task.grid.shape), np.nan, np.float32)
    empty = np.ones(task.grid.shape, np.bool_)
    for source in day:
        try:
            mask = read_bands(source.scene, [MASK], task.grid)[MASK]
            wanted = spectral.clear(mask) & empty
            if not wanted.any():
                continue
            counts = read_bands(source.scene, MEASURED, task.grid)
        except UnreadableError as error:
            gap = Gap(item=source.scene.id, asset=error.band, reason=str(error))
            gaps.append(gap)
            continue
        seen = {
            band: spectral.reflectance(
                counts[band],
                offset=source.offsets[band].value or 0.0,
                scale=source.offsets[band].scale,
            )
            for band in MEASURED
        }
        wanted &= np.all([np.isfinite(values) for values in seen.values()], axis=0)
        merged[:, wanted] = _quantities(seen)[:, wanted]
        empty &= ~wanted
    return None if empty.all() else merged


def _quantities(seen: Mapping[str, Stack]) -> Stack:
    nir = seen["nir"]
    made = {
        "red": seen["red"],
        "green": seen["green"],
        "blue": seen["blue"],
        "nbr": spectral.nbr(nir, seen["swir2"]),
        "ndmi": spectral.ndmi(nir, seen["swir1"]),
        "ndvi": spectral.ndvi(nir, seen["red"]),
    }
    return np.stack([made[name] for name in QUANTITIES])
