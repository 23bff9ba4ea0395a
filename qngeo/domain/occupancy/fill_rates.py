"""Fill rates (tỷ lệ lấp đầy), each with both its sides, definition and origin."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd

from qngeo.domain.figures import definitions
from qngeo.domain.figures.facts import CONFIDENCE_RANK, scope_of_whole, spans
from qngeo.domain.figures.pairing import Figure, figures, overlap
from qngeo.domain.figures.quotients import SIDES, Areas, Quotient, computed, same_rate
from qngeo.domain.figures.stated import given

FULL_PCT = 100.0

RATE_COLUMNS = [
    "subject_id",
    "definition",
    "scope",
    "numerator_ha",
    "denominator_ha",
    "rate_pct",
    "as_of",
    "confidence",
    "computed",
    "qualifier",
    "fact_ids",
    "source_ids",
    "reasons",
    "note",
]


def _folds(rate: Figure, row: Quotient) -> bool:
    return (
        rate.confidence == "derived"
        and rate.definition == row.definition
        and same_rate(rate.value, row.rate_pct)
        and overlap(rate, row.parts[0])
    )


def _of_one(areas: Areas) -> list[Quotient]:
    """Return every rate of one subject and scope, computed ones first."""
    divided = list(computed(areas))
    stated: list[Quotient] = []
    for rate in areas.get("fill_rate", []):
        hits = [i for i, row in enumerate(divided) if _folds(rate, row)]
        if hits:
            row = divided[hits[0]]
            divided[hits[0]] = replace(row, folded=(*row.folded, rate))
        else:
            stated.append(given(rate, areas))
    return _same_figure_once(divided + stated)


def _same_figure_once(rows: list[Quotient]) -> list[Quotient]:
    """Join rows that say the same, number for number and date for date."""
    kept: dict[tuple[object, ...], Quotient] = {}
    for row in rows:
        sides = (repr(row.rate_pct), repr(row.numerator_ha), repr(row.denominator_ha))
        key = (row.definition, row.computed, row.as_of, row.qualifier, *sides)
        if key in kept:
            first = kept[key]
            both = tuple(dict.fromkeys((*first.parts, *row.parts)))
            folded = tuple(dict.fromkeys((*first.folded, *row.folded)))
            confidence = min(
                first.confidence, row.confidence, key=lambda c: CONFIDENCE_RANK[c]
            )
            kept[key] = replace(first, parts=both, folded=folded, confidence=confidence)
        else:
            kept[key] = row
    return list(kept.values())


def rates(facts: pd.DataFrame) -> pd.DataFrame:
    """Return every fill rate that is stated or can be divided from hectares.

    A computed rate divides hectares of one subject and one scope: of the same
    source and date where there are such; else by the planned area in force at
    the date of the leased hectares (`qngeo.domain.figures.pairing.whole_for`), while
    areas that move (handed over, ready, developed) must be of the same time.
    Hectares worked back from a rate (``from-rate``, ``from-capital-density``)
    are never divided again; they stand beside the rate they came from. Reserved
    land is never filled land: over the gross area it is an upper bound, shown
    where a collector gives it as a rate. Economic zones never divide by sea, and
    the province has no rate over gross area: its plan counts parks that are not
    founded yet.

    A derived rate that equals a computed one within 0.1 point is folded into
    it; the same rate of the same date from two sources is one row. Nothing else
    is merged.

    Parameters
    ----------
    facts : DataFrame
        As `qngeo.io.tables.read_facts` gives it, narrowed by `as_known` where a
        day is asked for.

    Returns
    -------
    DataFrame with the columns `RATE_COLUMNS`, one row a rate, sorted by subject,
    scope, definition and date. ``rate_pct`` in per cent, not rounded; hectares
    NaN where the source gives only the rate; a rate given as a range is NaN and
    its note says the range; ``computed`` True when qngeo divided; ``confidence``
    the weakest of the figures used; ``reasons`` the locale keys of what weakens
    the rate; ``note`` in English: "at least", "at most" or "about" where the rate
    is no exact figure, the collector's own words, and the reasons.
    """
    wanted = facts[
        facts["attribute"].isin([*SIDES, "area_sea"]) & (facts["unit"] == "ha")
        | (facts["attribute"] == "fill_rate") & (facts["unit"] == "%")
    ]
    groups: dict[tuple[str, str], Areas] = defaultdict(lambda: defaultdict(list))
    is_rate = wanted["attribute"] == "fill_rate"
    unnamed = is_rate & (wanted["definition"] == "")
    wanted = wanted.assign(definition=wanted["definition"].mask(unnamed, "unstated"))
    for figure in figures(wanted[is_rate | wanted["number"].notna()]):
        groups[figure.subject_id, figure.scope][figure.attribute].append(figure)
    records = [
        {name: getattr(row, name) for name in RATE_COLUMNS}
        for areas in groups.values()
        for row in _of_one(areas)
    ]
    frame = pd.DataFrame(records, columns=RATE_COLUMNS)
    order = ["subject_id", "scope", "definition", "as_of", "computed", "fact_ids"]
    return frame.sort_values(order).reset_index(drop=True)


def over_full(table: pd.DataFrame) -> pd.DataFrame:
    """Return the computed rates above 100 %.

    Parameters
    ----------
    table : DataFrame
        As `rates` gives it.

    Returns
    -------
    DataFrame, rows of ``table``.
    """
    return table[table["computed"] & (table["rate_pct"] > FULL_PCT)]


def headline(table: pd.DataFrame, *, definition: str) -> pd.DataFrame:
    """Pick one rate a subject, all of one definition, for colouring and sorting.

    The latest of the subject as a whole (for the province: of all its parks);
    on the same date the better known, exact before bounded, computed before
    stated. Definitions and scopes are never mixed.

    Parameters
    ----------
    table : DataFrame
        As `rates` gives it, of facts narrowed by `as_known` for another day.
    definition : str
        Id of `qngeo.domain.figures.definitions`.

    Returns
    -------
    DataFrame with the columns `RATE_COLUMNS`, one row a subject, sorted by it;
    subjects without such a rate have no row.

    Raises
    ------
    UnknownNameError
        If there is no such definition.
    """
    definitions.find(definition)
    whole = table["scope"] == table["subject_id"].map(scope_of_whole)
    rows = table[whole & (table["definition"] == definition)]
    rows = rows[rows["rate_pct"].notna()]
    periods = spans(rows["as_of"])
    order = np.lexsort(
        [
            np.array([str(ids) for ids in rows["fact_ids"]], dtype=str),
            (~rows["computed"].astype(bool)).to_numpy(),
            (rows["qualifier"] != "").to_numpy(),
            rows["confidence"].map(CONFIDENCE_RANK).to_numpy(),
            periods["about"].to_numpy(),
            np.array(
                [-e.toordinal() if e is not None else 0 for e in periods["end"]],
                dtype=int,
            ),
        ]
    )
    best = rows.iloc[order].drop_duplicates("subject_id")
    return best.sort_values("subject_id").reset_index(drop=True)
