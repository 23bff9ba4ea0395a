"""The only caches: the data once a process, answers once a question."""

from datetime import date

import pandas as pd
import streamlit as st

from qngeo.io import layers
from qngeo.io.baseline import Baseline, read_baseline
from qngeo.services import headlines as headlines_service
from qngeo.services import occupancy as occupancy_service
from qngeo.services import sheet as sheet_service
from qngeo.services import trust as trust_service
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
