"""Green is not recovered: one burnt forest, followed for years (bài học)."""

import pandas as pd

from qngeo.config import settings
from qngeo.io.tables import read_shipped

LESSON = "landsat_lesson.csv"
BEFORE, AFTER = 2003, 2006
"""The year that others are compared with, and the first after the fire."""


def lesson() -> pd.DataFrame:
    """Return the medians of the site by year.

    Returns
    -------
    DataFrame
        ``year``, ``nbr``, ``ndvi`` (missing where not measured), ``origin``
        (``measured`` or ``quoted``, see data/rasters/README.md), ``nbr_of_before``
        and ``ndvi_of_before``: shares of the value of 2003.

    Raises
    ------
    MissingDataError
        If the table is not there.
    SchemaError
        If it is damaged.
    """
    path = settings().data / "rasters" / LESSON
    table = read_shipped(path, numbers=["nbr", "ndvi"], whole=["year"])
    first = table[table["year"] == BEFORE]
    for index in ("nbr", "ndvi"):
        table[f"{index}_of_before"] = table[index] / first[index].item()
    return table
