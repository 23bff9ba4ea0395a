"""Land on offer: what each park and cluster has left, and what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from qngeo.domain.figures.definitions import NEVER_DIVIDED
from qngeo.domain.figures.facts import as_known, ranked
from qngeo.domain.figures.pairing import TURNED
from qngeo.domain.land import sectors
from qngeo.domain.occupancy import fill_rates as occupancy
from qngeo.schema import TEXT_UNITS

KINDS = ("park", "cluster")

DEFAULT_DEFINITION = "industrial-land"

AREAS: Mapping[str, str] = {
    "planned_ha": "area_planned",
    "industrial_ha": "area_industrial",
    "leased_ha": "area_leased",
    "unleased_ha": "area_unleased",
    "reserved_ha": "area_reserved",
    "ready_ha": "area_ready",
    "cleared_ha": "area_cleared",
    "to_clear_ha": "area_to_clear",
}
"""Columns of hectares and the attributes they show."""

TEXTS = (
    "sectors",
    "power",
    "water_supply",
    "wastewater",
    "utilities",
    "road_link",
    "developer",
    "term_end",
    "decision",
)
"""Attributes shown in the words of the source; columns of the same name."""

PRICE_UNIT = "USD/m2/term"

KNOWN = ""
LEASED_UNKNOWN = "land.note.leased_unknown"
WHOLE_UNKNOWN = "land.note.whole_unknown"
WORKED_BACK = "land.note.worked_back"
OVER = "land.note.over"
"""Locale keys of why the land left is not known; "" where it is."""

_NUMBERS = ("clearance_pct", "price_usd_m2", "price_high_usd_m2", "forest_ha")


@dataclass(frozen=True)
class Distance:
    """A distance that a source states (khoảng cách theo nguồn).

    Attributes
    ----------
    place : str
        Far end, a scope of ``scopes.csv`` such as ``ha_noi``.
    km : float
    qualifier, as_of, fact_id : str
    """

    place: str
    km: float
    qualifier: str
    as_of: str
    fact_id: str


def _best(known: pd.DataFrame) -> pd.DataFrame:
    """Keep the figure to show first of each subject and attribute as a whole."""
    rows = known[known["scope"].eq("") & ~known["definition"].isin(NEVER_DIVIDED)]
    plain_first = rows.iloc[np.argsort(rows["definition"].ne(""), kind="stable")]
    return plain_first.drop_duplicates(["subject_id", "attribute"])


def _left(table: pd.DataFrame, known: pd.DataFrame, definition: str) -> pd.DataFrame:
    """Return the land left by one definition, with why it is not known."""
    rates = occupancy.rates(known)
    rates = rates[rates["computed"].astype(bool)]
    rate = occupancy.headline(rates, definition=definition).set_index("subject_id")
    rate = rate.reindex(table.index)
    left = pd.DataFrame(index=table.index)
    difference = rate["denominator_ha"] - rate["numerator_ha"]
    left["available_ha"] = difference.where(difference.ge(0))
    rate = rate.where(left["available_ha"].notna())
    left["available_as_of"] = rate["as_of"].fillna("")
    left["available_confidence"] = rate["confidence"].fillna("")
    left["available_qualifier"] = rate["qualifier"].fillna("").replace(TURNED)
    left["available_facts"] = rate["fact_ids"]
    worked_back = known["attribute"].eq("area_leased") & known["definition"].isin(
        NEVER_DIVIDED
    )
    only_worked_back = table.index.isin(known.loc[worked_back, "subject_id"])
    notes = pd.Series(LEASED_UNKNOWN, table.index)
    notes = notes.mask(only_worked_back & table["leased_ha"].isna(), WORKED_BACK)
    notes = notes.mask(table["leased_ha"].notna(), WHOLE_UNKNOWN)
    notes = notes.mask(difference.notna(), KNOWN).mask(difference.lt(0), OVER)
    left["available_note"] = notes
    left["definition"] = definition
    return left


def _words(rows: pd.DataFrame) -> str:
    unit = (" " + rows["unit"]).mask(rows["unit"].isin(TEXT_UNITS), "")
    scope = (" (" + rows["scope"] + ")").mask(rows["scope"].eq(""), "")
    return "; ".join(rows["value"] + unit + scope)


def _text(known: pd.DataFrame, attribute: str) -> pd.DataFrame:
    """Return the words for each subject: of the whole, else of all its parts."""
    records = []
    rows = known[known["attribute"].eq(attribute)]
    for subject_id, mine in rows.groupby("subject_id"):
        whole = mine[mine["scope"].eq("")]
        taken = whole if attribute == "sectors" else whole.head(1)
        taken = taken if len(taken) else mine
        records.append((subject_id, _words(taken), tuple(taken["fact_id"])))
    columns = ["subject_id", "text", "fact_ids"]
    return pd.DataFrame(records, columns=columns).set_index("subject_id")


def _prices(best: pd.DataFrame) -> pd.DataFrame:
    rows = best[best["attribute"].eq("price") & best["unit"].eq(PRICE_UNIT)]
    bounds = [(text.split("/")[0], text.split("/")[-1]) for text in rows["value"]]
    return pd.DataFrame(
        {
            "price_usd_m2": [float(low) for low, _ in bounds],
            "price_high_usd_m2": [float(high) for _, high in bounds],
            "price_as_of": rows["as_of"].to_numpy(),
            "price_facts": [(i,) for i in rows["fact_id"]],
        },
        index=pd.Index(rows["subject_id"], name="site_id"),
    )


def _distances(known: pd.DataFrame) -> pd.Series:
    rows = known[known["attribute"].eq("distance") & known["number"].notna()]
    rows = rows.drop_duplicates(["subject_id", "scope"])
    found: dict[str, list[Distance]] = {}
    for row in rows.sort_values("number", kind="stable").to_dict("records"):
        found.setdefault(row["subject_id"], []).append(
            Distance(
                row["scope"],
                float(row["number"]),
                row["qualifier"],
                row["as_of"],
                row["fact_id"],
            )
        )
    return pd.Series(
        {name: tuple(list_) for name, list_ in found.items()}, dtype=object
    )


def _park_rows(subjects: pd.DataFrame) -> pd.DataFrame:
    rows = subjects[subjects["kind"].isin(KINDS)].set_index("subject_id")
    rows.index.name = "site_id"
    table = rows[["kind", "parent_id", "name_vi", "name_en", "zone_id", "communes"]]
    return table.assign(
        park_id=rows.index,
        status=rows["status"].where(rows["status"].ne("unknown"), ""),
    )


def sites(
    facts: pd.DataFrame,
    subjects: pd.DataFrame,
    *,
    as_of: date,
    definition: str = DEFAULT_DEFINITION,
    sources: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return one row a park and cluster with what it has left and what is known.

    Parameters
    ----------
    facts : DataFrame
        As `qngeo.io.tables.read_facts` gives it.
    subjects : DataFrame
        As `qngeo.schema.SUBJECTS`.
    as_of : date
        Only figures that speak by this day count.
    definition : str, optional
        Named definition whose whole less its leased land is the land left.
    sources : DataFrame, optional
        As `qngeo.schema.SOURCES`; breaks ties by the type of source.

    Returns
    -------
    DataFrame indexed by site_id: kind, park_id, parent_id, name_vi, name_en,
    zone_id, communes, status; the columns of `AREAS` in hectares;
    ``available_ha``, the land left, with ``available_as_of``, ``_qualifier``,
    ``_confidence``, ``definition`` and ``available_note`` (locale key of why it is
    missing); ``clearance_pct``; ``price_usd_m2`` and ``price_high_usd_m2`` (low
    and high end of the asking rent for the whole term) with ``price_as_of``; the
    columns of `TEXTS` ("" not known), ``sector_ids`` and ``sector_bits`` (0 not
    known); ``distances``; ``forest_ha`` (missing: no forest outlines are
    published); ``facts``, a dict of column to the fact ids it rests on.

    Hectares worked back from a rate never count: the land left is divided by
    the same pairs as the fill rate of that definition
    (`qngeo.domain.occupancy.fill_rates.rates`), computed ones only.

    Raises
    ------
    UnknownNameError
        If the definition is not known.
    """
    table = _park_rows(subjects)
    known = as_known(facts[facts["subject_id"].isin(table.index)], as_of=as_of)
    known = ranked(known, sources=sources)
    best = _best(known)
    cited: dict[str, pd.Series] = {}
    for column, attribute in AREAS.items():
        rows = best[best["attribute"].eq(attribute) & best["unit"].eq("ha")]
        rows = rows.set_index("subject_id")
        table[column] = rows["number"]
        table[f"{column[:-3]}_as_of"] = rows["as_of"].reindex(table.index).fillna("")
        cited[column] = rows["fact_id"].map(lambda i: (i,))
    left = _left(table, known, definition)
    cited["available_ha"] = left.pop("available_facts").dropna()
    table = table.join(left).join(_prices(best))
    table["price_as_of"] = table["price_as_of"].fillna("")
    cited["price_usd_m2"] = table.pop("price_facts").dropna()
    rate = best[best["attribute"].eq("clearance_rate")].set_index("subject_id")
    table["clearance_pct"] = rate["number"]
    table["clearance_as_of"] = rate["as_of"].reindex(table.index).fillna("")
    cited["clearance_pct"] = rate["fact_id"].map(lambda i: (i,))
    for attribute in TEXTS:
        words = _text(known, attribute)
        table[attribute] = words["text"].reindex(table.index).fillna("").astype(str)
        cited[attribute] = words["fact_ids"]
    table["sector_ids"] = [sectors.sector_ids(text) for text in table["sectors"]]
    table["sector_bits"] = [sectors.bits(ids) for ids in table["sector_ids"]]
    distances = _distances(known)
    table["distances"] = [distances.get(name, ()) for name in table.index]
    cited["distances"] = distances.map(lambda ds: tuple(d.fact_id for d in ds))
    table["forest_ha"] = np.nan
    table["facts"] = pd.Series(
        {
            name: {column: ids[name] for column, ids in cited.items() if name in ids}
            for name in table.index
        },
        dtype=object,
    )
    return table.astype(dict.fromkeys([*AREAS, *_NUMBERS, "available_ha"], float))
