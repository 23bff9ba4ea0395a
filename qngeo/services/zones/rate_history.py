"""How did the fill rate of each zone and park change, by one definition?"""

from datetime import date

import pandas as pd

from qngeo.domain.figures import facts
from qngeo.domain.occupancy import fill_rates as occupancy
from qngeo.io.baseline import Baseline
from qngeo.services.zones.overview import KINDS

UNSTATED = "unstated"
"""Definition of rates for which no source says what is divided by what: two of them
need not measure the same, so they are never joined by a line."""

COLUMNS = (
    "subject_id",
    "definition",
    "as_of",
    "day",
    "rate_pct",
    "qualifier",
    "fact_ids",
    "source_ids",
)


def rate_histories(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Return the dated fill rates of every zone, park and cluster, as known on a day.

    Nothing is merged, chosen or filled in between: disagreeing rates of one day are
    two rows. Rates without a date or a number, and those of a part of a subject (a
    phase), are left out.

    Parameters
    ----------
    baseline : Baseline
    as_of : date

    Returns
    -------
    DataFrame with the columns `COLUMNS`, sorted by subject, definition and ``day``
    (date, the end of the period that ``as_of`` names); ``rate_pct`` in per cent.
    """
    known = facts.as_known(baseline.facts, as_of=as_of)
    rates = occupancy.rates(known)
    dated = rates.assign(day=facts.spans(rates["as_of"])["end"])
    subjects = baseline.subjects.set_index("subject_id")["kind"]
    listed = dated["subject_id"].map(subjects).isin(KINDS) & dated["scope"].eq("")
    kept = dated[listed & dated["rate_pct"].notna() & dated["day"].notna()]
    order = ["subject_id", "definition", "day", "rate_pct"]
    return kept.sort_values(order)[list(COLUMNS)].reset_index(drop=True)
