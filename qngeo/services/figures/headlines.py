"""What are the province's headline figures, each with its date and source?"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from qngeo.domain.figures import facts
from qngeo.io.baseline import Baseline
from qngeo.model import HOME
from qngeo.services.figures.listing import with_sources


@dataclass(frozen=True)
class Headline:
    """A figure that the Overview page leads with."""

    key: str
    subject_id: str
    attribute: str
    scope: str


HEADLINES = (
    Headline("handed_over", HOME, "area_handed_over", "parks"),
    Headline("leased", HOME, "area_leased", "parks"),
    Headline("planned", HOME, "area_planned", "parks"),
    Headline("zones", HOME, "area_planned", "zones"),
    Headline("clusters", HOME, "area_planned", "clusters"),
    Headline("cover", HOME, "forest_cover_rate", ""),
)
"""What to show, in this order. A figure that is not known is left out."""


def headlines(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Return the headline figures that were known on a day.

    Parameters
    ----------
    baseline : Baseline
    as_of : date

    Returns
    -------
    DataFrame with ``key``, the columns of the facts with their sources and
    ``others``, the number of further figures that sources give.
    """
    known = facts.as_known(baseline.facts, as_of=as_of)
    shown = facts.shown(known, sources=baseline.sources)
    found = []
    for headline in HEADLINES:
        rows = shown[
            shown["subject_id"].eq(headline.subject_id)
            & shown["attribute"].eq(headline.attribute)
            & shown["scope"].eq(headline.scope)
            & shown["number"].notna()
        ]
        found.append(rows.head(1).assign(key=headline.key))
    return with_sources(pd.concat(found, ignore_index=True), baseline)
