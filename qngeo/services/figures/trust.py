"""Where do the numbers come from, where do they disagree, how old are they?"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from qngeo.domain.figures import completeness, disagreements, facts
from qngeo.domain.occupancy import identities
from qngeo.domain.occupancy.land_plans import plans_known
from qngeo.io.baseline import Baseline


@dataclass(frozen=True)
class Trust:
    """What the Sources page shows.

    Attributes
    ----------
    sources : DataFrame
        The register with ``figures``, the number of figures each gives.
    conflicts, identities, completeness : DataFrame
        As `qngeo.domain.figures.disagreements` and `qngeo.domain.figures.completeness`
        give them.
    corrections : DataFrame
        The register of corrections.
    """

    sources: pd.DataFrame
    conflicts: pd.DataFrame
    identities: pd.DataFrame
    completeness: pd.DataFrame
    corrections: pd.DataFrame


def trust(baseline: Baseline, *, as_of: date) -> Trust:
    """Gather sources, disagreements, completeness and age as known on a day.

    Parameters
    ----------
    baseline : Baseline
    as_of : date

    Returns
    -------
    Trust
    """
    known = facts.as_known(baseline.facts, as_of=as_of)
    land = plans_known(baseline.land_use, as_of=as_of)
    cited = pd.concat([known["source_id"], land["source_id"]])
    uses = cited.value_counts().reindex(baseline.sources["source_id"], fill_value=0)
    return Trust(
        sources=baseline.sources.assign(figures=uses.to_numpy()),
        conflicts=disagreements.conflicts(known),
        identities=identities.identities(known, land),
        completeness=completeness.completeness(known, baseline.subjects, as_of=as_of),
        corrections=baseline.corrections,
    )
