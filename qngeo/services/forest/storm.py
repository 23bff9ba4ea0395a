"""What did storm no. 3 (Yagi) change in the published figures of the forest?"""

from datetime import date

import pandas as pd

from qngeo.domain.figures.facts import spans
from qngeo.domain.forest.cover import BEFORE, ESTIMATE
from qngeo.io.baseline import Baseline
from qngeo.model import Confidence
from qngeo.services.forest.official import COLUMNS, RATE, STORM_DAY, cover, why

STEPS = {
    "before_counted": ("counted", "before"),
    "counted": ("counted", "after"),
    "before_all": ("with_young", "before"),
    "all": ("with_young", "after"),
}
"""Areas of `qngeo.services.forest.official.why` by measure and moment."""


def before_and_after(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Set the published figures from before the storm beside those from after it.

    No difference is worked out: the figures of a measure have different days and
    sources, and young plantations grow into forest meanwhile.

    Parameters
    ----------
    baseline : Baseline
    as_of : date

    Returns
    -------
    DataFrame with ``measure``, ``moment`` and the columns of
    `qngeo.services.forest.official.COLUMNS`. Measures are cover (the rates as they
    were stated, per cent), counted (hectares that count for the rate) and with_young
    (hectares with young plantations, which do not). A moment is before, estimate
    (said after the storm, ahead of an announcement) or after (stated for a day
    after it). Measure by measure, oldest first within a moment; empty where no
    figure from after the storm is known.
    """
    if as_of <= STORM_DAY:
        return pd.DataFrame(columns=["measure", "moment", *COLUMNS])
    found = pd.concat(
        [_rates(cover(baseline, as_of=as_of)), _areas(why(baseline, as_of=as_of))],
        ignore_index=True,
    )
    later = found[found["moment"].ne("before")]["measure"]
    earlier = found[found["moment"].eq("before")]["measure"]
    both = found["measure"].isin(later) & found["measure"].isin(earlier)
    return found[both].reset_index(drop=True)


def _rates(rates: pd.DataFrame) -> pd.DataFrame:
    """Return the stated rates of before the storm, of after it, and the estimates."""
    stated = rates["attribute"].eq(RATE) & rates["confidence"].eq(Confidence.STATED)
    known = rates[stated & rates["number"].notna()]
    ends = spans(known["as_of"])["end"]
    after = ends.map(lambda end: end is not None and end > STORM_DAY).astype(bool)
    moment = pd.Series("", index=known.index, dtype=object)
    moment[known["scope"].eq("") & after] = "after"
    moment[known["scope"].eq(ESTIMATE)] = "estimate"
    moment[known["scope"].eq(BEFORE)] = "before"
    told = known.assign(measure="cover", moment=moment)[moment.ne("")]
    order = told["moment"].map(["before", "estimate", "after"].index)
    return told.iloc[order.argsort(kind="stable")][["measure", "moment", *COLUMNS]]


def _areas(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the areas of the forest classes, before and after each other."""
    named = steps[steps["step"].isin(STEPS)]
    order = named["step"].map(list(STEPS).index)
    named = named.iloc[order.argsort(kind="stable")]
    measure = [STEPS[step][0] for step in named["step"]]
    moment = [STEPS[step][1] for step in named["step"]]
    placed = named.assign(measure=measure, moment=moment)
    return placed[["measure", "moment", *COLUMNS]]
