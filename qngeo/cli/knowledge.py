"""Which state of the data a command speaks of."""

from pathlib import Path

import geopandas as gpd

from qngeo.errors import SchemaError
from qngeo.io.baseline import Baseline
from qngeo.services.forest import areas
from qngeo.services.own_data import known

NAMED = tuple(areas.LAYERS)
"""Words for areas that need no file: commune, zone, park, province."""


def baseline(as_known_on: str = "") -> Baseline:
    """Return the data as known on the day of ``--as-known-on``."""
    return known.baseline(known.day_known(as_known_on))


def named_areas(
    word: Path, as_known_on: str = "", *, dated: bool = False
) -> gpd.GeoDataFrame | None:
    """Return the areas of a word of `NAMED` as known on a day; None for a file.

    A file of that name in the folder goes before the word.

    Parameters
    ----------
    word : Path
    as_known_on : str
    dated : bool
        Whether something else in the request has a state on that day.

    Raises
    ------
    SchemaError
        If a day is given that nothing in the request has a state on.
    """
    day = known.day_known(as_known_on)
    if str(word) in NAMED and not word.exists():
        return areas.areas(str(word), known.layers_folder(day))
    if day is not None and not dated:
        msg = (
            f"--as-known-on {day} speaks of areas by name ({', '.join(NAMED)}); "
            f"{word.name} is a file: leave the day out"
        )
        raise SchemaError(msg)
    return None
