"""Which tables of figures, subjects and sources can be handed out?"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import pandas as pd

from qngeo import clock
from qngeo.domain.boundaries.outlines import ids
from qngeo.io.baseline import Baseline
from qngeo.io.store import ID
from qngeo.services.datasets.layers import OWN_LICENCE
from qngeo.services.datasets.version import data_version
from qngeo.services.figures.listing import with_sources
from qngeo.services.layers.former_units import OVERLAP
from qngeo.services.layers.licences import OWN, licence_of
from qngeo.services.own_data import known
from qngeo.services.zones import occupancy as occupancy_service

UNITS_SOURCE = "package_vietnamadminunits"
"""What the table of former units (đơn vị hành chính cũ) was made from."""


def _licensed(table: pd.DataFrame) -> pd.DataFrame:
    """Add the licence of each row from its sources, where it names none."""
    if "licence" in table:
        return table
    cited = table["source_ids"].fillna("")
    return table.assign(licence=[licence_of(ids(text)) for text in cited])


def facts(baseline: Baseline) -> pd.DataFrame:
    """Return every figure with the titles of its attribute and source."""
    rows = with_sources(baseline.facts, baseline)
    named = rows.rename(columns={"fact_id": "id", "source_id": "source_ids"})
    return named.drop(columns="file")


def land_use(baseline: Baseline) -> pd.DataFrame:
    """Return land by use (cơ cấu sử dụng đất)."""
    return baseline.land_use.rename(
        columns={"fact_id": "id", "source_id": "source_ids"}
    )


def subjects(baseline: Baseline) -> pd.DataFrame:
    """Return what figures speak of; its names are figures with sources of their own."""
    return baseline.subjects.rename(columns={"subject_id": "id"}).assign(source_ids="")


def sources(baseline: Baseline) -> pd.DataFrame:
    """Return the register of sources; each row tells of itself, whatever it names."""
    found = baseline.sources.rename(columns={"source_id": "id"})
    return found.assign(source_ids=found["id"], licence=OWN)


def attributes(baseline: Baseline) -> pd.DataFrame:
    """Return the vocabulary of attributes."""
    found = baseline.attributes.rename(columns={"attribute": "id"})
    return found.assign(source_ids="")


def scopes(baseline: Baseline) -> pd.DataFrame:
    """Return the words for what narrows a figure (phạm vi)."""
    return baseline.scopes.rename(columns={"scope": "id"}).assign(source_ids="")


def corrections(baseline: Baseline) -> pd.DataFrame:
    """Return what was mended in figures taken in, and why."""
    return baseline.corrections.rename(
        columns={"correction_id": "id", "source_id": "source_ids"}
    )


def legacy_units(found: pd.DataFrame) -> pd.DataFrame:
    """Return the units before July 2025 with their share in each commune of today.

    A unit that was divided has a row for each commune: its id is the code and the
    commune's name. One with an outline of the user's own has a row for the rest too.
    """
    communes = found["commune_id"].str.partition(":")[2].replace("", "rest")
    own = found["basis"].eq(OVERLAP)
    licence = pd.Series(licence_of([UNITS_SOURCE]), found.index).mask(own, OWN_LICENCE)
    return found.assign(
        id=found["code"] + "-" + communes, source_ids=UNITS_SOURCE, licence=licence
    )


def occupancy(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Return all fill rates (tỷ lệ lấp đầy) as ``stats occupancy`` gives them.

    A row's id is made of its subject, definition and date, counted where several
    rates share them; a subject without a rate has one row ending in "unknown".
    """
    parts = [
        occupancy_service.occupancy_table(baseline, by=by, as_of=as_of)
        for by in occupancy_service.KINDS
    ]
    whole = pd.concat(
        [part.astype({"computed": "object"}) for part in parts], ignore_index=True
    )
    words = whole["definition"].fillna("unknown") + "." + whole["as_of"].fillna("")
    names = whole["subject_id"] + "." + words.str.replace("/", "_").str.rstrip(".")
    count = names.groupby(names).cumcount()
    names = names.where(count.eq(0), names + "." + (count + 1).astype(str))
    listed = [
        "; ".join(cited) if isinstance(cited, tuple) else ""
        for cited in whole["source_ids"]
    ]
    return whole.assign(id=names, source_ids=listed)


TABLES: dict[str, Callable[[Baseline], pd.DataFrame]] = {
    "facts": facts,
    "land_use": land_use,
    "subjects": subjects,
    "sources": sources,
    "attributes": attributes,
    "scopes": scopes,
    "corrections": corrections,
}

OCCUPANCY = "occupancy"

FORMER = "legacy_units"

NAMES = (*TABLES, FORMER, OCCUPANCY)


def table(name: str, as_known_on: date | None = None) -> pd.DataFrame:
    """Return one of `NAMES` with ``id``, ``source_ids`` and ``licence``.

    Fill rates are those known on the day, else today. A row of the user's own is
    under no licence of ours, nor is a rate that rests on a source of their own.
    """
    if name == FORMER:
        return _licensed(legacy_units(known.legacy_units(as_known_on)))
    baseline = _baseline(as_known_on, data_version(as_known_on))
    if name == OCCUPANCY:
        day = as_known_on or clock.today()
        rates = _licensed(occupancy(baseline, as_of=day))
        theirs = _stored("sources", as_known_on)
        cited = rates["source_ids"].map(ids)
        rests = cited.map(lambda found: not theirs.isdisjoint(found)).astype(bool)
        return rates.assign(licence=rates["licence"].mask(rests, OWN_LICENCE))
    found = _licensed(TABLES[name](baseline))
    if name not in known.TABLES:
        return found
    own = found["id"].isin(_stored(name, as_known_on))
    return found.assign(licence=found["licence"].mask(own, OWN_LICENCE))


@lru_cache(maxsize=2)
def _baseline(as_known_on: date | None, _version: str) -> Baseline:
    """Read what was known once for all tables of one state of the data.

    No table may change a frame of it; each is a frame of its own.
    """
    return known.baseline(as_known_on)


def _stored(name: str, as_known_on: date | None) -> set[str]:
    """Return the ids of a layer of the store."""
    return set(known.store().read(name, version=known.version(as_known_on))[ID])
