"""Which parks and clusters are on no map, and what is missing?"""

import pandas as pd

from qngeo.domain.boundaries import footprints
from qngeo.io.baseline import Baseline
from qngeo.services.layers import extents

KINDS = ("park", "cluster")


def undrawn(baseline: Baseline) -> pd.DataFrame:
    """Return the parks and clusters that cannot be drawn, each with the reason.

    Parameters
    ----------
    baseline : Baseline

    Returns
    -------
    DataFrame indexed by subject_id with name_vi, name_en, kind, reason_vi, reason_en.
    """
    found = footprints.without_outline(extents.park_points(baseline))
    return found[found["kind"].isin(KINDS)].set_index("subject_id")
