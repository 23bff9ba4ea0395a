"""What is the land of a zone or park allocated to, and what is left?"""

from datetime import date

import pandas as pd

from qngeo.domain.figures import facts
from qngeo.domain.occupancy import allocation
from qngeo.domain.occupancy.land_plans import plans_known
from qngeo.domain.occupancy.position import land_position
from qngeo.io.baseline import Baseline
from qngeo.services.subjects import find_subject

COLUMNS = (
    "subject_id",
    "name_vi",
    "name_en",
    "basis",
    "item",
    "title_vi",
    "title_en",
    "area_ha",
    "share_pct",
    "share_of",
    "as_of",
    "confidence",
    "fact_ids",
    "source_ids",
    "note",
)
"""The keys of ``stats allocation``. ``basis`` names the plan, or "figures" for
rows that stand on single figures instead of one plan's land balance."""

_CARRIED = ["area_ha", "share_pct", "confidence", "fact_ids", "source_ids", "note"]


def balances(baseline: Baseline, subject_id: str, *, as_of: date) -> pd.DataFrame:
    """Return the land balances of a subject in the plans known on a day.

    Parameters
    ----------
    baseline : Baseline
    subject_id : str
    as_of : date
        Plans decided later are left out, whatever time they plan for.

    Returns
    -------
    DataFrame with the columns of `qngeo.domain.occupancy.allocation.balance`, one
    block a
    plan and horizon in the order of `qngeo.domain.occupancy.allocation.plans`, the rest
    shown as rest; empty when no plan is known.
    """
    known = plans_known(baseline.land_use, as_of=as_of)
    return allocation.every_balance(known, subject_id=subject_id)


def position(baseline: Baseline, subject_id: str, *, as_of: date) -> pd.DataFrame:
    """Return leased, ready, cleared and other land of a subject.

    Returns
    -------
    DataFrame with the columns of `qngeo.domain.occupancy.position.land_position`; every
    item is a row, unknown ones with missing hectares.
    """
    known = facts.as_known(baseline.facts, as_of=as_of)
    return land_position(known, subject_id)


def allocation_table(baseline: Baseline, subject: str, *, as_of: date) -> pd.DataFrame:
    """Return the land of a subject by plan and by single figures.

    Parameters
    ----------
    baseline : Baseline
    subject : str
        Name or id.
    as_of : date

    Returns
    -------
    DataFrame with the columns `COLUMNS`; hectares, per cent.

    Raises
    ------
    UnknownNameError
        If no subject has that name.
    """
    subject_id = find_subject(baseline, subject)
    parts = balances(baseline, subject_id, as_of=as_of)
    blocks = [] if parts.empty else [_of_plans(parts)]
    single = position(baseline, subject_id, as_of=as_of)
    blocks.append(_of_figures(single, baseline.attributes))
    table = pd.concat(blocks, ignore_index=True)
    names = baseline.subjects.set_index("subject_id").loc[subject_id]
    table = table.assign(
        subject_id=subject_id, name_vi=names["name_vi"], name_en=names["name_en"]
    )
    return table[list(COLUMNS)]


def _of_plans(parts: pd.DataFrame) -> pd.DataFrame:
    return parts[[*_CARRIED, "title_vi", "title_en"]].assign(
        basis=parts["plan"] + ", " + parts["horizon"],
        item=parts["role"] + ":" + parts["land_use"],
        share_of="land",
        as_of=parts["horizon"],
    )


def _of_figures(single: pd.DataFrame, attributes: pd.DataFrame) -> pd.DataFrame:
    known = single[single["area_ha"].notna()]
    titles = attributes.set_index("attribute")
    return known[[*_CARRIED, "item", "as_of"]].assign(
        basis="figures",
        title_vi=known["item"].map(titles["title_vi"]),
        title_en=known["item"].map(titles["title_en"]),
        share_of=known["whole"],
    )
