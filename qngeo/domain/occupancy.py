"""Fill rates (tỷ lệ lấp đầy), each with both its sides, definition and origin."""

from collections import defaultdict
from datetime import date

import numpy as np
import pandas as pd

from qngeo.domain import definitions
from qngeo.domain.facts import CONFIDENCE_RANK, as_known, spans
from qngeo.domain.pairing import figures
from qngeo.domain.quotients import SIDES, Areas, quotients
from qngeo.errors import BalanceError

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


def rates(facts: pd.DataFrame) -> pd.DataFrame:
    """Return every fill rate that is stated or can be divided from hectares.

    A computed rate divides hectares of one subject and one scope: of the same
    source and date where there are such; else by the planned area in force at
    the date of the leased hectares (`qngeo.domain.pairing.whole_for`), while
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
    its note says the range; ``computed`` True when qngeo
    divided; ``confidence`` the weakest of the figures used; ``reasons`` the
    locale keys of what weakens the rate, ``note`` the same in English after the
    collector's own words.
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
        for row in quotients(areas)
    ]
    frame = pd.DataFrame(records, columns=RATE_COLUMNS)
    order = ["subject_id", "scope", "definition", "as_of", "computed", "fact_ids"]
    return frame.sort_values(order).reset_index(drop=True)


def check_rates(table: pd.DataFrame) -> None:
    """Check that no computed rate exceeds 100 %.

    Raises
    ------
    BalanceError
        Lists subject, definition, rate and fact ids of each that does.
    """
    over = table[table["computed"] & (table["rate_pct"] > FULL_PCT)]
    if over.empty:
        return
    lines = [
        f"{row['subject_id']} {row['definition']} {row['as_of']}: "
        f"{row['numerator_ha']:g} ha of {row['denominator_ha']:g} ha is "
        f"{row['rate_pct']:.2f} % ({', '.join(row['fact_ids'])}); check the scope "
        "and definition of these facts or add a correction"
        for row in over.to_dict("records")
    ]
    raise BalanceError("\n".join(lines))


def headline(
    table: pd.DataFrame, *, definition: str, as_of: date | None = None
) -> pd.DataFrame:
    """Pick one rate a subject, all of one definition, for colouring and sorting.

    The latest of the subject as a whole (for the province: of all its parks);
    on the same date the better known, exact before bounded, computed before
    stated. Definitions and scopes are never mixed.

    Parameters
    ----------
    table : DataFrame
        As `rates` gives it.
    definition : str
        Id of `qngeo.domain.definitions`.
    as_of : date, optional
        Leave out rates that do not speak by then.

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
    of_province = table["subject_id"].str.startswith("province:")
    whole = table["scope"] == of_province.map({True: "parks", False: ""})
    rows = table[whole & (table["definition"] == definition)]
    rows = rows[rows["rate_pct"].notna()]
    if as_of is not None:
        rows = as_known(rows, as_of=as_of)
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


def fill_rate(leased_ha: pd.Series, total_ha: pd.Series) -> pd.Series:
    """Share of a total that is leased.

    Parameters
    ----------
    leased_ha, total_ha : Series of float, hectares
        Aligned on the subject id. Missing stays missing; a total of zero gives
        missing.

    Returns
    -------
    Series of float, share from 0 to 1, named "fill_rate", on the index of
    ``leased_ha``.

    Raises
    ------
    BalanceError
        If leased exceeds the total anywhere; the message lists where.

    Examples
    --------
    >>> fill_rate(pd.Series({"park:a": 30.0}), pd.Series({"park:a": 120.0}))["park:a"]
    np.float64(0.25)
    """
    total = total_ha.reindex(leased_ha.index)
    over = leased_ha.index[leased_ha > total]
    if len(over):
        lines = [
            f"{name}: {leased_ha[name]:g} ha leased exceed {total[name]:g} ha"
            for name in over
        ]
        msg = "; ".join(lines) + ": check the definition or add a correction"
        raise BalanceError(msg)
    return (leased_ha / total.where(total > 0)).rename("fill_rate")
