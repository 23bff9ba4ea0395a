"""Which sites and places does the road network know, and by which names?"""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from qngeo.crs import M2_PER_HA
from qngeo.domain.transport.network import control_error
from qngeo.errors import UnknownNameError
from qngeo.io import vectors
from qngeo.io.baseline import Baseline
from qngeo.io.roads import read_roads
from qngeo.names import fold, nearest
from qngeo.services.layers import extents
from qngeo.services.subjects import find_subject

PLACE_KINDS = {
    "border_gate": "gate",
    "airport": "airport",
    "seaport": "port",
    "seaport_terminal": "port",
    "passenger_port": "port",
    "inland_port": "port",
    "anchorage": "anchorage",
}
"""Kinds of transport points that one travels to."""

OTHER_KINDS = ("interchange", "station")
"""Kinds that a route may start or end at, but no table of times lists."""

STANDS_FOR = {
    "gate:mong_cai": "gate:mong_cai_bl2",
    "port:cai_lan": "port:cict",
}
"""Subjects without a point of their own and the point that is taken for them: the
lorries of Móng Cái cross at Bắc Luân II; the container berths of Cái Lân."""

COMMUNE_ERROR_M = 3000.0
"""A point within the approximate outline of a commune, not its office."""

LONGEST_NAME = 60
"""Letters of an unknown name that an error repeats."""

COLUMNS = [
    "name_vi",
    "name_en",
    "kind",
    "lat",
    "lon",
    "position_error_m",
    "extent_m",
    "source_id",
]


def _points() -> pd.DataFrame:
    points = vectors.table("transport_points")
    kinds = points["kind"].map(PLACE_KINDS)
    kinds = kinds.where(kinds.notna(), points["kind"])
    known = points["kind"].isin([*PLACE_KINDS, *OTHER_KINDS])
    table = points.assign(
        kind=kinds,
        lat=pd.to_numeric(points["lat"]),
        lon=pd.to_numeric(points["lon"]),
        position_error_m=control_error(points),
        extent_m=0.0,
    )
    return table[known].drop_duplicates("subject_id").set_index("subject_id")[COLUMNS]


def _communes() -> pd.DataFrame:
    communes = vectors.geometry("communes").set_index("commune_id")
    inside = communes.geometry.representative_point()
    named: pd.DataFrame = communes.assign(
        kind="commune",
        lat=inside.y,
        lon=inside.x,
        position_error_m=COMMUNE_ERROR_M,
        extent_m=0.0,
        source_id="package_vietnamadminunits",
    )
    return named[COLUMNS]


def _parks(baseline: Baseline) -> pd.DataFrame:
    parks = extents.park_points(baseline).set_index("subject_id")
    placed = parks[parks["lat"].notna() & parks["lon"].notna()]
    area_m2 = placed["area_ha"].astype(float) * M2_PER_HA
    return placed.assign(
        position_error_m=placed["uncertainty_km"].astype(float) * 1000,
        extent_m=(area_m2 / np.pi) ** 0.5,
        source_id="",
    )[COLUMNS]


def every_place(baseline: Baseline) -> pd.DataFrame:
    """Return all that a route may start or end at.

    Returns
    -------
    DataFrame, index of ids: name_vi, name_en, kind (park, cluster, site, city, port,
    anchorage, gate, airport, interchange, station, commune), lat, lon (degrees),
    position_error_m (float, NaN unknown), extent_m (radius of a park's planned
    area, NaN unknown), source_id.
    """
    cities = read_roads().places.set_index("place_id").assign(extent_m=0.0)[COLUMNS]
    found = pd.concat([_parks(baseline), cities, _points(), _communes()])
    return found[~found.index.duplicated()].rename_axis("place_id")


def find_place(baseline: Baseline, places: pd.DataFrame, name: str) -> str:
    """Return the id of the place or site that a text names.

    Cities come before zones of the same name, since one drives to a town. A zone,
    district or commune stands for its chief town where one is listed.

    Parameters
    ----------
    baseline : Baseline
    places : DataFrame
        As `every_place` gives it.
    name : str
        An id, or a name in Vietnamese or English, with or without diacritics.

    Returns
    -------
    str, an id in the index of places.

    Raises
    ------
    UnknownNameError
        If nothing has that name, or the subject has no known position.
    """
    if name in places.index:
        return name
    cities = read_roads().places
    wanted = fold(name)
    stands: dict[str, str] = dict(STANDS_FOR)
    rows: Any = cities.itertuples()
    for row in rows:
        names = [row.name_vi, row.name_en, *str(row.aliases).split("; ")]
        if wanted in {fold(text) for text in names if text}:
            return str(row.place_id)
        for subject in filter(None, str(row.stands_for).split("; ")):
            stands.setdefault(subject, str(row.place_id))
    for column in ("name_vi", "name_en"):
        hits = places.index[places[column].map(fold) == wanted]
        if len(hits):
            return str(hits[0])
    subject = _subject(baseline, places, name)
    found = stands.get(subject, subject)
    if found not in places.index:
        near = nearest(subject.partition(":")[2], places.index)
        hint = f"did you mean {near!r}?" if near else "name a park, port, gate or city"
        msg = f"{_quoted(name)} ({subject}) has no known position to route to: {hint}"
        raise UnknownNameError(msg)
    return found


def find_target(
    baseline: Baseline, places: pd.DataFrame, name: str, kinds: Collection[str]
) -> str:
    """Return the id of the place of some kinds that a text names.

    "Cái Lân" alone is a park to `find_place`; to one who asks how near a port is,
    it is the port.

    Parameters
    ----------
    baseline, places, name
        As in `find_place`.
    kinds : collection of str
        Kinds of places that count.

    Returns
    -------
    str, an id in the index of places.

    Raises
    ------
    UnknownNameError
        If nothing has that name, or only what is of other kinds.
    """
    targets = places.index[places["kind"].isin(kinds)]
    tail = fold(name).replace(" ", "_")
    called = [i for i in (*targets, *STANDS_FOR) if i.partition(":")[2] == tail]
    try:
        found = find_place(baseline, places, name)
    except UnknownNameError:
        if not called:
            raise
        found = ""
    if found not in targets and called:
        found = STANDS_FOR.get(called[0], called[0])
    if found not in targets:
        msg = (
            f"no travel times are kept to {found!r}: name a port, border gate, "
            "airport or city"
        )
        raise UnknownNameError(msg)
    return found


def _quoted(name: str) -> str:
    """Quote what somebody typed, cut where it is no name any more."""
    return repr(name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "…")


def _subject(baseline: Baseline, places: pd.DataFrame, name: str) -> str:
    try:
        return find_subject(baseline, name)
    except UnknownNameError:
        known = [*places.index, *places["name_vi"], *places["name_en"]]
        near = nearest(name, known)
        hint = f"did you mean {near!r}?" if near else "name a park, port, gate or city"
        msg = f"no place is called {_quoted(name)}: {hint}"
        raise UnknownNameError(msg) from None
