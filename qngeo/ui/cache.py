"""The only caches: the data once a process, answers once a question."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

import geopandas as gpd
import pandas as pd
import streamlit as st

from qngeo import clock
from qngeo.errors import MissingDataError, QngeoError
from qngeo.i18n import in_data
from qngeo.io import layers, vectors
from qngeo.io.baseline import Baseline
from qngeo.model import HOME
from qngeo.names import short
from qngeo.services.figures import headlines as headlines_service
from qngeo.services.figures import trust as trust_service
from qngeo.services.forest import areas as areas_service
from qngeo.services.forest import by_area as forest_areas
from qngeo.services.forest import own_raster_areas
from qngeo.services.forest import patches as forest_patches_service
from qngeo.services.forest.change import Change
from qngeo.services.forest.report import Report, area_report
from qngeo.services.land import search as land
from qngeo.services.layers import undrawn as undrawn_service
from qngeo.services.own_data import known
from qngeo.services.own_data.own_rasters import OwnRaster
from qngeo.services.transport import access
from qngeo.services.zones import occupancy as occupancy_service
from qngeo.services.zones import overview as zones_service
from qngeo.services.zones import rate_history as rate_history_service
from qngeo.services.zones import sheet as sheet_service
from qngeo.ui import waiting
from qngeo.ui.faults import STORE_LOST
from qngeo.ui.turns import COUNTS, in_turn

ENTRIES = 256
"""Answers by day, definition or subject that are kept; a thousand rows at most each."""

STATES = 8
"""Answers that only rest on the state: a link may name any day as known."""

KNOWN_ON = "known_on"
"""Of the session state: the day as known that this visit looks at, None for now."""

P = ParamSpec("P")
R = TypeVar("R")


class State(NamedTuple):
    """What an answer rests on beside its question.

    Attributes
    ----------
    version : int
        Newest version of own data that counts.
    day : date or None
        The day as known on which the data are shown; None for now.
    """

    version: int
    day: date | None


def state() -> State:
    """Return the state of this visit: a new version of own data is a new one."""
    day = st.session_state.get(KNOWN_ON)
    return State(known.version(day), day)


def map_query(lang: str) -> str:
    """Return the query of a map's address: another state is another address."""
    at = state()
    known_on = f"&known={at.day.isoformat()}" if at.day else ""
    lost = "&own=0" if st.session_state.get(STORE_LOST) else ""
    version = f"&version={at.version}" if at.version else ""
    return f"lang={lang}{known_on}{version}{lost}"


def of_state(cached: Callable[Concatenate[State, P], R]) -> Callable[P, R]:
    """Give a cached answer the state of the visit, so that none outlives its data."""

    @wraps(cached)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        return cached(state(), *args, **kwargs)

    return answer


@st.cache_resource(max_entries=4, show_spinner=False)
def _data(at: State) -> Baseline:
    return known.baseline(at.day)


def baseline() -> Baseline:
    """See `qngeo.services.own_data.known.baseline`."""
    found: Baseline = _data(state())
    return found


def make_ready() -> None:
    """Read the data with words for who waits; a fault is told where they are asked."""
    with waiting.doing("data"), suppress(QngeoError):
        baseline()


@of_state
@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def zone_rows(at: State, definition: str, as_of: date) -> pd.DataFrame:
    """See `qngeo.services.zones.overview.zone_rows`."""
    return zones_service.zone_rows(_data(at), definition=definition, as_of=as_of)


@waiting.told("sheet")
@of_state
@st.cache_resource(max_entries=ENTRIES, show_spinner=False)
def sheet(at: State, subject_id: str, as_of: date) -> sheet_service.Sheet:
    """See `qngeo.services.zones.sheet.sheet`."""
    return sheet_service.sheet(_data(at), subject_id, as_of=as_of)


@of_state
@st.cache_resource(max_entries=8, show_spinner=False)
def trust(at: State, as_of: date) -> trust_service.Trust:
    """See `qngeo.services.figures.trust.trust`."""
    return trust_service.trust(_data(at), as_of=as_of)


@of_state
@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def headlines(at: State, as_of: date) -> pd.DataFrame:
    """See `qngeo.services.figures.headlines.headlines`."""
    return headlines_service.headlines(_data(at), as_of=as_of)


@of_state
@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def province_rates(at: State, as_of: date) -> pd.DataFrame:
    """Return all fill rates of the province, none merged."""
    rates = occupancy_service.rates(_data(at), as_of=as_of)
    return rates[rates["subject_id"].eq(HOME)]


@of_state
@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def rate_counts(at: State, as_of: date) -> pd.Series:
    """Return how many zones and parks have a rate, by definition id."""
    rates = occupancy_service.rates(_data(at), as_of=as_of)
    mine = rates[rates["scope"].eq("") & rates["subject_id"].ne(HOME)]
    return mine.groupby("definition")["subject_id"].nunique()


@of_state
@st.cache_resource(max_entries=STATES, show_spinner=False)
def undrawn(at: State) -> pd.DataFrame:
    """See `qngeo.services.layers.undrawn.undrawn`."""
    return undrawn_service.undrawn(_data(at))


@of_state
@st.cache_data(max_entries=STATES, show_spinner=False)
def rate_histories(at: State, as_of: date) -> pd.DataFrame:
    """See `qngeo.services.zones.rate_history.rate_histories`."""
    return rate_history_service.rate_histories(_data(at), as_of=as_of)


def park_count() -> int:
    """Return how many parks and clusters there are."""
    return int(baseline().subjects["kind"].isin(undrawn_service.KINDS).sum())


@of_state
@st.cache_resource(max_entries=STATES, show_spinner=False)
def _outlines(at: State) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for name in ("zones", "parks"):
        for feature in layers.read_layer(name, known.layers_folder(at.day))["features"]:
            found.setdefault(feature["id"], feature["properties"])
    return found


def outline(subject_id: str) -> dict[str, object] | None:
    """Return the properties of a subject's published outline, if it has one."""
    found: dict[str, dict[str, object]] = _outlines()
    return found.get(subject_id)


@waiting.told("sites")
@of_state
@st.cache_resource(max_entries=16, show_spinner=False)
def sites(at: State, as_of: date, with_planned: bool) -> pd.DataFrame:
    """See `qngeo.services.land.search.sites`; with travel minutes to every place.

    Single plots are among them where a ledger of them is there.
    """
    data = _data(at)
    minutes = access.minutes(data, as_of=as_of, with_planned=with_planned)
    plots = known.plots(at.day)
    return land.sites(data, as_of=as_of, minutes=minutes, plots=plots)


@of_state
@st.cache_resource(max_entries=STATES, show_spinner=False)
def plot_order(at: State) -> pd.Index:
    """Return the ids of the plots that the map draws, in the order of their file."""
    try:
        features = layers.read_layer("plots", known.layers_folder(at.day))["features"]
    except MissingDataError:
        features = []
    ids: list[str] = [feature["id"] for feature in features]
    return pd.Index(ids, dtype=object)


@of_state
@st.cache_resource(max_entries=16, show_spinner=False)
def checklist(at: State, as_of: date) -> pd.DataFrame:
    """See `qngeo.services.land.search.checklist`."""
    return land.checklist(_data(at), as_of=as_of)


@of_state
@st.cache_resource(max_entries=4, show_spinner=False)
def names(at: State, lang: str) -> dict[str, str]:
    """Return short names of subjects and of places of the road network, by id."""
    data = _data(at)
    places = access.places(data, as_of=clock.today())[f"name_{in_data(lang)}"]
    subjects = data.subjects.set_index("subject_id")[f"name_{in_data(lang)}"]
    both = {**places.to_dict(), **subjects.to_dict()}
    return {subject: short(name) for subject, name in both.items()}


@of_state
@st.cache_resource(max_entries=16, show_spinner=False)
def site_names(at: State, lang: str, as_of: date, with_planned: bool) -> dict[str, str]:
    """Return short names of subjects, places and plots, by id."""
    del at  # only the key: what is called below asks for the state itself
    table = sites(as_of, with_planned)
    plots = table.loc[table["kind"].eq("plot"), f"name_{in_data(lang)}"]
    others: dict[str, str] = names(lang)
    return {**others, **{plot: short(name) for plot, name in plots.items()}}


@of_state
@st.cache_resource(max_entries=STATES, show_spinner=False)
def source_of(at: State) -> dict[str, str]:
    """Return the source of every fact, by fact id."""
    data = _data(at)
    both = pd.concat([t[["fact_id", "source_id"]] for t in (data.facts, data.land_use)])
    return dict(zip(both["fact_id"], both["source_id"], strict=True))


@of_state
@st.cache_resource(max_entries=64, show_spinner=False)
def no_road_to(
    at: State, place: str, as_of: date, with_planned: bool
) -> tuple[str, ...]:
    """See `qngeo.services.transport.access.no_road_to`."""
    return access.no_road_to(_data(at), place, as_of=as_of, with_planned=with_planned)


@waiting.told("reach")
@of_state
@st.cache_resource(max_entries=64, show_spinner=False)
def reach(
    at: State,
    origin: str,
    as_of: date,
    with_planned: bool,
) -> dict[str, object]:
    """Return the areas reached in 15, 30 and 60 minutes as GeoJSON."""
    areas = access.isochrones(_data(at), origin, as_of=as_of, with_planned=with_planned)
    found: dict[str, object] = json.loads(vectors.as_text(areas, decimals=4))
    return found


_CHANGE = {Change: lambda found: str(found.folder)}
"""A change is known by its folder, whose name is the hash of all it rests on."""


@waiting.told("patches")
@st.cache_resource(max_entries=16, hash_funcs=_CHANGE, show_spinner=False)
def forest_patches(found: Change) -> gpd.GeoDataFrame:
    """See `qngeo.services.forest.patches.patches`."""
    return forest_patches_service.patches(found)


@waiting.told("areas")
@st.cache_resource(max_entries=64, hash_funcs=_CHANGE, show_spinner=False)
def forest_report(found: Change, _areas: gpd.GeoDataFrame, key: str) -> Report:
    """See `qngeo.services.forest.report.area_report`; the key stands for the areas."""
    del key
    return area_report(found, _areas)


@of_state
def areas(at: State, kind: str) -> gpd.GeoDataFrame:
    """See `qngeo.services.forest.areas.areas`; as known on the chosen day."""
    return areas_service.areas(kind, known.layers_folder(at.day))


@waiting.told("areas")
@of_state
@st.cache_resource(max_entries=16, hash_funcs=_CHANGE, show_spinner=False)
def forest_conflicts(at: State, found: Change, kind: str) -> pd.DataFrame:
    """See `qngeo.services.forest.by_area.conflicts`."""
    zones = areas_service.areas(kind, known.layers_folder(at.day))
    with in_turn(COUNTS):
        return forest_areas.conflicts(found, zones)


_RASTER = {OwnRaster: lambda raster: (raster.id, raster.version, raster.sha256)}
"""An own raster is known by the version that described it."""


@waiting.told("areas")
@of_state
@st.cache_resource(max_entries=32, hash_funcs=_RASTER, show_spinner=False)
def own_raster_report(
    at: State, raster: OwnRaster, kind: str
) -> own_raster_areas.RasterReport:
    """See `qngeo.services.forest.own_raster_areas.report`, for areas of one kind."""
    zones = areas_service.areas(kind, known.layers_folder(at.day))
    with in_turn(COUNTS):
        return own_raster_areas.report(raster, zones)
