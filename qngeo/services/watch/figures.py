"""Which figures came in with the shipped data, and which do they take the place of?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from qngeo.domain.figures.changes import replaced
from qngeo.io.baseline import Baseline
from qngeo.services.own_data.known import FIRST_DAY

Record = dict[str, Any]

OWN = "own"
"""What the column ``file`` of the facts says of own figures."""

_AS_IT_IS = ("subject_id", "attribute", "scope", "definition", "unit", "qualifier",
             "as_of", "source_id", "note")  # fmt: skip


def shipped(baseline: Baseline, *, since: date, until: date) -> list[Record]:
    """Return figures and land use that joined the shipped tables in a period."""
    first, last = since.isoformat(), until.isoformat()
    facts = baseline.facts[baseline.facts["file"].ne(OWN)]
    new = facts[facts["recorded"].between(first, last)]
    found = [
        {
            **{column: row[column] for column in _AS_IT_IS},
            "day": date.fromisoformat(row["recorded"]),
            "kind": "figure_new",
            "layer": "facts",
            "item": row["fact_id"],
            "after": row["value"],
        }
        for row in new.to_dict("records")
    ]
    return [*found, *_land_use(baseline, first, last)]


def _land_use(baseline: Baseline, first: str, last: str) -> Iterator[Record]:
    rows = baseline.land_use
    for row in rows[rows["recorded"].between(first, last)].to_dict("records"):
        yield {
            "day": date.fromisoformat(row["recorded"]),
            "kind": "figure_new",
            "layer": "land_use",
            "subject_id": row["subject_id"],
            "item": row["fact_id"],
            "title_vi": f"{row['plan']}: {row['title_vi']}",
            "title_en": f"{row['plan']}: {row['title_en']}",
            "after": f"{row['area_ha']:.10g}",
            "qualifier": row["qualifier"],
            "unit": "ha",
            "as_of": row["horizon"],
            "source_id": row["source_id"],
            "note": row["note"],
        }


def with_replaced(records: list[Record], baseline: Baseline) -> list[Record]:
    """Set beside each new figure the one in whose place it is shown, if any.

    Parameters
    ----------
    records : list of dict
        Changes with their ``day`` and ``version`` (absent for shipped data).
    baseline : Baseline
        As known at the end of the period.

    Returns
    -------
    list of dict
        The same; ``figure_new`` becomes ``figure_replaced`` where an earlier figure
        answered the same question, and what a figure sets right is written out.
    """
    facts = baseline.facts.set_index("fact_id", drop=False)
    came = {
        r["item"]: (r["day"], r.get("version") or 0)
        for r in records
        if r["layer"] == "facts" and r["kind"] != "figure_withdrawn"
    }
    for moment in sorted(set(came.values())):
        added = facts[
            facts["fact_id"].isin({n for n, w in came.items() if w == moment})
        ]
        later = {name for name, when in came.items() if when >= moment}
        before = facts[~facts["fact_id"].isin(later)]
        pairs = replaced(before, added, as_of=moment[0], sources=baseline.sources)
        old_of = dict(zip(pairs["new_id"], pairs["old_id"], strict=True))
        for record in records:
            if record["kind"] == "figure_new" and record["item"] in old_of:
                record |= {
                    "kind": "figure_replaced",
                    "before_item": old_of[record["item"]],
                }
    return [_beside(record, facts) for record in records]


def _beside(record: Record, facts: pd.DataFrame) -> Record:
    """Write out value and date of the figure that ``before_item`` names."""
    old = record.get("before_item")
    if not old or record.get("before") or old not in facts.index:
        return record
    row = facts.loc[old]
    return record | {
        "before": row["value"],
        "before_qualifier": row["qualifier"],
        "before_as_of": row["as_of"],
    }


def taken_in(baseline: Baseline) -> list[Record]:
    """Return what stood in the data on the first day: a count a subject, no news."""
    day = FIRST_DAY.isoformat()
    facts = baseline.facts
    first = facts[facts["file"].ne(OWN) & facts["recorded"].le(day)]
    land = baseline.land_use[baseline.land_use["recorded"].le(day)]
    counts = pd.concat([first["subject_id"], land["subject_id"]]).value_counts()
    return [
        {
            "day": FIRST_DAY,
            "kind": "taken_in",
            "layer": "facts",
            "subject_id": str(subject),
            "item": str(subject),
            "count": int(count),
        }
        for subject, count in counts.items()
    ]
