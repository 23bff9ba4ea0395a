"""A collection as the service holds it: a dataset, its geometry and times ready."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from threading import Lock

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from qngeo import clock, dates
from qngeo.errors import DateError
from qngeo.services.datasets import register
from qngeo.services.datasets.model import Dataset
from qngeo.web.ogc.crs_choice import CRS84, SYSTEMS, in_system

TIME = "as_of"
"""Column that says of which time a row speaks."""

Days = tuple[date, date]


class Held:
    """A dataset with what answers need of it again and again.

    Parameters
    ----------
    dataset : Dataset
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.frame: pd.DataFrame = pd.DataFrame(dataset.frame)
        self._systems: dict[str, gpd.GeoSeries] = {}
        self._lock = Lock()

    @property
    def spatial(self) -> bool:
        """Whether its rows have geometry."""
        return self.dataset.kind == "layer"

    @property
    def systems(self) -> tuple[str, ...]:
        """Addresses of the systems it is offered in; a table has the default only."""
        return tuple(SYSTEMS) if self.spatial else (CRS84,)

    @cached_property
    def ids(self) -> pd.Index:
        """The id of each row, as text."""
        return pd.Index(self.frame[self.dataset.key].astype(str))

    def rows(self, ids: list[str]) -> npt.NDArray[np.intp]:
        """Return the positions of rows by their ids."""
        return self.ids.get_indexer(pd.Index(ids))

    def geometry(self, uri: str = CRS84) -> gpd.GeoSeries:
        """Return the geometry of all rows in one of `systems`.

        Outer rings run counter-clockwise (RFC 7946, 3.1.6).
        """
        with self._lock:
            if CRS84 not in self._systems:
                self._systems[CRS84] = self._stored()
            if uri not in self._systems:
                self._systems[uri] = in_system(self._systems[CRS84], uri)
            return self._systems[uri]

    def _stored(self) -> gpd.GeoSeries:
        shapes = np.asarray(self.dataset.frame.geometry.array)
        turned = shapely.orient_polygons(shapely.force_2d(shapes))
        return gpd.GeoSeries(turned, index=self.frame.index, crs="EPSG:4326")

    @cached_property
    def times(self) -> list[Days | None]:
        """The first and last day each row speaks of; None where it does not say."""
        if TIME not in self.frame:
            return [None] * len(self.frame)
        return [_days(text) for text in self.frame[TIME]]

    @cached_property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of all rows; None without any geometry."""
        if not self.spatial:
            return None
        box = self.geometry().total_bounds
        west, south, east, north = (float(edge) for edge in box)
        return (west, south, east, north) if np.isfinite(box).all() else None

    @cached_property
    def interval(self) -> tuple[date | None, date | None] | None:
        """First and last day of all rows, None for an open end or where none says."""
        told = [days for days in self.times if days is not None]
        if not told:
            return None
        first, last = min(days[0] for days in told), max(days[1] for days in told)
        return (None if first == date.min else first, last)


def _days(text: object) -> Days | None:
    try:
        period = dates.parse_period(text) if isinstance(text, str) else None
    except DateError:  # an own file's column of the same name may hold anything
        return None
    return None if period is None else (period.start or date.min, period.end)


@dataclass(frozen=True)
class State:
    """Which state of the data an answer rests on.

    Attributes
    ----------
    version : str
        The data version.
    known : date or None
        The day as known on; None for now.
    today : date
        Fill rates are those of a day.
    """

    version: str
    known: date | None
    today: date


def state(known: date | None) -> State:
    """Return the state of the data as known on a day.

    Raises
    ------
    DateError
        If the day lies before the first one on which anything was known.
    """
    return State(register.data_version(known), known, clock.today())


def names(now: State) -> tuple[str, ...]:
    """Return the names of all collections."""
    return register.names(now.known)


@lru_cache(maxsize=96)
def collection(name: str, now: State) -> Held:
    """Return a collection, made once for each state of the data.

    Raises
    ------
    UnknownNameError
        If there is none of that name; the message gives the nearest.
    """
    return Held(register.dataset(name, now.known))
