"""The only caches: the data once a process, answers once a question."""

import json
from datetime import date

import pandas as pd
import streamlit as st

from qngeo.errors import MissingDataError
from qngeo.io import layers, tables, vectors
from qngeo.io.baseline import Baseline, read_baseline
from qngeo.names import short
from qngeo.services import access, land
from qngeo.services import headlines as headlines_service
from qngeo.services import occupancy as occupancy_service
from qngeo.services import sheet as sheet_service
from qngeo.services import trust as trust_service
from qngeo.services import undrawn as undrawn_service
from qngeo.services import zones as zones_service

ENTRIES = 256


@st.cache_resource
def baseline() -> Baseline:
    """Read the data once."""
    return read_baseline()


@st.cache_data(max_entries=ENTRIES)
def zone_rows(definition: str, as_of: date) -> pd.DataFrame:
    """See `qngeo.services.zones.zone_rows`."""
    return zones_service.zone_rows(baseline(), definition=definition, as_of=as_of)


@st.cache_resource(max_entries=ENTRIES)
def sheet(subject_id: str, as_of: date) -> sheet_service.Sheet:
    """See `qngeo.services.sheet.sheet`."""
    return sheet_service.sheet(baseline(), subject_id, as_of=as_of)


@st.cache_resource(max_entries=8)
def trust(as_of: date) -> trust_service.Trust:
    """See `qngeo.services.trust.trust`."""
    return trust_service.trust(baseline(), as_of=as_of)


@st.cache_data(max_entries=ENTRIES)
def headlines(as_of: date) -> pd.DataFrame:
    """See `qngeo.services.headlines.headlines`."""
    return headlines_service.headlines(baseline(), as_of=as_of)


@st.cache_data(max_entries=ENTRIES)
def province_rates(as_of: date) -> pd.DataFrame:
    """Return all fill rates of the province, none merged."""
    rates = occupancy_service.rates(baseline(), as_of=as_of)
    return rates[rates["subject_id"].eq("province:quang_ninh")]


@st.cache_data(max_entries=ENTRIES)
def rate_counts(as_of: date) -> pd.Series:
    """Return how many zones and parks have a rate, by definition id."""
    rates = occupancy_service.rates(baseline(), as_of=as_of)
    mine = rates[rates["scope"].eq("") & ~rates["subject_id"].eq("province:quang_ninh")]
    return mine.groupby("definition")["subject_id"].nunique()


@st.cache_resource
def undrawn() -> pd.DataFrame:
    """See `qngeo.services.undrawn.undrawn`."""
    return undrawn_service.undrawn(baseline())


def park_count() -> int:
    """Return how many parks and clusters there are."""
    return int(baseline().subjects["kind"].isin(undrawn_service.KINDS).sum())


@st.cache_resource
def _outlines() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for name in ("zones", "parks"):
        for feature in layers.read_layer(name)["features"]:
            found.setdefault(feature["id"], feature["properties"])
    return found


def outline(subject_id: str) -> dict[str, object] | None:
    """Return the properties of a subject's published outline, if it has one."""
    found: dict[str, dict[str, object]] = _outlines()
    return found.get(subject_id)


@st.cache_resource(max_entries=16)
def sites(as_of: date, with_planned: bool) -> pd.DataFrame:
    """See `qngeo.services.land.sites`; with travel minutes to every place.

    The plots of ``data/plots.csv`` are among them where there is such a file.
    """
    known = baseline()
    minutes = access.minutes(known, as_of=as_of, with_planned=with_planned)
    return land.sites(known, as_of=as_of, minutes=minutes, plots=tables.read_plots())


@st.cache_resource
def plot_order() -> pd.Index:
    """Return the ids of the plots that the map draws, in the order of their file."""
    try:
        features = layers.read_layer("plots")["features"]
    except MissingDataError:
        features = []
    ids: list[str] = [feature["id"] for feature in features]
    return pd.Index(ids, dtype=object)


@st.cache_resource(max_entries=16)
def checklist(as_of: date) -> pd.DataFrame:
    """See `qngeo.services.land.checklist`."""
    return land.checklist(baseline(), as_of=as_of)


@st.cache_resource(max_entries=4)
def names(lang: str) -> dict[str, str]:
    """Return short names of subjects and of places of the road network, by id."""
    known = baseline()
    places = access.places(known, as_of=date.today())[f"name_{lang}"]
    subjects = known.subjects.set_index("subject_id")[f"name_{lang}"]
    both = {**places.to_dict(), **subjects.to_dict()}
    return {subject: short(name) for subject, name in both.items()}


@st.cache_resource(max_entries=16)
def site_names(lang: str, as_of: date, with_planned: bool) -> dict[str, str]:
    """Return short names of subjects, places and plots, by id."""
    table = sites(as_of, with_planned)
    plots = table.loc[table["kind"].eq("plot"), f"name_{lang}"]
    known: dict[str, str] = names(lang)
    return {**known, **{plot: short(name) for plot, name in plots.items()}}


@st.cache_resource
def source_of() -> dict[str, str]:
    """Return the source of every fact, by fact id."""
    known = baseline()
    both = pd.concat(
        [t[["fact_id", "source_id"]] for t in (known.facts, known.land_use)]
    )
    return dict(zip(both["fact_id"], both["source_id"], strict=True))


@st.cache_resource(max_entries=64)
def reach(
    origin: str,
    as_of: date,
    with_planned: bool,
) -> dict[str, object]:
    """Return the areas reached in 15, 30 and 60 minutes as GeoJSON."""
    areas = access.isochrones(
        baseline(), origin, as_of=as_of, with_planned=with_planned
    )
    found: dict[str, object] = json.loads(vectors.as_text(areas, decimals=4))
    return found
