"""The road network (mạng lưới đường bộ) as it may be used on a day.

The graph is built from OpenStreetMap and control points (``data/roads/README.md``).
Here the facts enter: the length of stretches that the graph lacks, the opening
dates, the design speeds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from qngeo import dates
from qngeo.errors import BalanceError

OPEN = ("operating", "part_operating")
"""Status of a road that may be driven on."""

DRAWN_FACTOR = 1.05
"""Road kilometres for a kilometre drawn between control points where no fact gives
the length; lines with a known length were drawn 4 % too long to 8 % too short."""

LIKELY_FACTOR = (0.7, 1.6)
"""Official over drawn length within which a stretch is believed."""

_KM = {"km": 1.0, "m": 0.001}


@dataclass(frozen=True, kw_only=True)
class Speeds:
    """Mean driving speeds by class of road, km/h.

    They are assumptions, not measurements: no public speed data of the province was
    found. A road whose design speed (tốc độ thiết kế) is known is driven at
    ``design_share`` of it instead; with 0.8 the 80 km from Vân Đồn to Móng Cái
    (design speed 120 km/h) take 50 minutes.

    Attributes
    ----------
    expressway : float
        Cao tốc.
    connector : float
        Dual carriageway between two expressways (the axis of Vân Đồn).
    national : float
        Quốc lộ.
    provincial : float
        Đường tỉnh, bridges and streets on a named line.
    other : float
        Road of the graph whose class is not known: trunk or primary.
    link : float
        Ramp or street that joins two lines.
    access : float
        From a site to the nearest road.
    design_share : float
        Share of the design speed that is driven, above 0 up to 1.

    Raises
    ------
    ValueError
        If a speed is not above zero or the share not between 0 and 1.
    """

    expressway: float = 80.0
    connector: float = 64.0
    national: float = 50.0
    provincial: float = 40.0
    other: float = 50.0
    link: float = 30.0
    access: float = 25.0
    design_share: float = 0.8

    def __post_init__(self) -> None:
        """Check that time can be had from every speed."""
        for name, value in vars(self).items():
            if not value > 0:
                msg = f"speed {name} is {value} km/h; give a value above 0"
                raise ValueError(msg)
        if self.design_share > 1:
            msg = f"design_share is {self.design_share}; give a share from 0 to 1"
            raise ValueError(msg)


def edge_lengths(edges: pd.DataFrame, stretches: pd.DataFrame) -> pd.Series:
    """Road kilometres of every edge.

    What the graph measured stays. What was only drawn is stretched so that the whole
    stretch has its official length, or by `DRAWN_FACTOR` where none is known.

    Parameters
    ----------
    edges : DataFrame
        line_id, seq, km, measured.
    stretches : DataFrame
        line_id, seq_from, seq_to (control points), official_km.

    Returns
    -------
    Series of float, kilometres, on the index of the edges.

    Raises
    ------
    BalanceError
        If drawn and official length of a stretch are too far apart to be the same.
    """
    drawn = edges["measured"].eq("drawn")
    km = edges["km"].where(~drawn, edges["km"] * DRAWN_FACTOR)
    rows: Any = stretches.itertuples()
    for row in rows:
        inside = edges["line_id"].eq(row.line_id) & edges["measured"].ne("join")
        inside &= edges["seq"].ge(row.seq_from) & edges["seq"].lt(row.seq_to)
        todo = inside & drawn
        if not todo.any():
            continue
        known = edges.loc[inside & ~drawn, "km"].sum()
        factor = (row.official_km - known) / edges.loc[todo, "km"].sum()
        if not LIKELY_FACTOR[0] <= factor <= LIKELY_FACTOR[1]:
            msg = (
                f"{row.line_id}, control points {row.seq_from} to {row.seq_to}: the "
                f"fact gives {row.official_km} km, {factor:.2f} times the drawn "
                "length; check fact and control points in data/roads/lengths.csv"
            )
            raise BalanceError(msg)
        km = km.where(~todo, edges["km"] * factor)
    return km.rename("km")


def official_km(facts: pd.DataFrame, fact_ids: Iterable[str]) -> list[float]:
    """Lengths that facts give, in kilometres, NaN for an unknown fact.

    Parameters
    ----------
    facts : DataFrame
        Rows of the fact tables with ``number``.
    fact_ids : iterable of str

    Returns
    -------
    list of float, kilometres, in the order asked for; NaN too for a unit that is no
    length.
    """
    rows = facts.drop_duplicates("fact_id").set_index("fact_id")
    found = rows.reindex(list(fact_ids))
    return list((found["number"] * found["unit"].map(_KM)).astype(float))


def opening_dates(facts: pd.DataFrame) -> pd.Series:
    """Day from which each road or bridge may be used, by the facts.

    The latest day among the ``opened`` facts of the whole subject, else of its parts
    or trials; where none is known, the end of the time it was to be finished by.

    Parameters
    ----------
    facts : DataFrame
        Rows of the fact tables.

    Returns
    -------
    Series of date, by subject id; subjects with no date are not in it.
    """
    found: dict[str, date] = {}
    for attribute in ("completion_target", "opened"):
        rows = facts[facts["attribute"].eq(attribute) & facts["unit"].eq("date")]
        for subject, mine in rows.groupby("subject_id"):
            whole = mine[mine["scope"].eq("")]
            said = whole if len(whole) else mine
            periods = [dates.parse_period(text) for text in said["value"]]
            ends = [
                p.end if attribute == "completion_target" else p.start or p.end
                for p in periods
                if p is not None
            ]
            if ends:
                found[str(subject)] = max(ends)
    return pd.Series(found, dtype=object)


def design_speeds(facts: pd.DataFrame) -> pd.Series:
    """Latest design speed of each whole road, km/h, by subject id.

    Parameters
    ----------
    facts : DataFrame
        Rows of the fact tables with ``number``.

    Returns
    -------
    Series of float, km/h; roads without one are not in it.
    """
    rows = facts[
        facts["attribute"].eq("design_speed")
        & facts["unit"].eq("km/h")
        & facts["scope"].eq("")
        & facts["number"].notna()
    ]
    periods = rows["as_of"].map(dates.parse_period)
    ends = periods.map(lambda p: p.end if p else date.min)
    latest = rows.assign(end=ends).sort_values("end", kind="stable")
    return latest.groupby("subject_id")["number"].last()


def describe(
    edges: pd.DataFrame, lines: pd.DataFrame, facts: pd.DataFrame, status: pd.Series
) -> pd.DataFrame:
    """Add to each edge whose road it is, from when it is open and how fast it is.

    Parameters
    ----------
    edges : DataFrame
        from, to, km, measured, class, line_id, seq, part_id.
    lines : DataFrame
        line_id, subject_id, status, opens_with.
    facts : DataFrame
    status : Series of str, by subject id
        Goes before the status of the lines.

    Returns
    -------
    DataFrame : the edges with ``road`` (subject id, else line id, "" for an unnamed
    road), ``open`` (bool), ``opens`` (date or None: always) and ``design_kmh``
    (float, NaN where unknown).
    """
    own = lines.set_index("line_id")
    subject = own["subject_id"].where(own["subject_id"].ne(""), own.index)
    state = subject.map(status)
    state = state.where(state.isin(set(status)) & state.ne(""), own["status"])
    opened = opening_dates(facts)
    waits = own["opens_with"].where(own["opens_with"].ne(""), subject)
    named = edges["line_id"].isin(own.index)
    road = edges["line_id"].map(subject).where(named, "")
    by_line = edges["line_id"].map(waits).map(opened)
    by_part = edges["part_id"].map(opened)
    opens = [_latest(pair) for pair in zip(by_line, by_part, strict=True)]
    return edges.assign(
        road=road,
        open=edges["line_id"].map(state).isin(OPEN) | ~named,
        opens=pd.Series(opens, index=edges.index, dtype=object),
        design_kmh=road.map(design_speeds(facts)).astype(float),
    )


def _latest(days: tuple[object, object]) -> date | None:
    known = [day for day in days if isinstance(day, date) and not pd.isna(day)]
    return max(known) if known else None


def is_planned(edges: pd.DataFrame, as_of: date) -> pd.Series:
    """Tell which edges nobody may drive on yet on a day.

    Parameters
    ----------
    edges : DataFrame
        With ``open`` and ``opens``, see `describe`.
    as_of : date

    Returns
    -------
    Series of bool, on the index of the edges.
    """
    later = edges["opens"].map(lambda day: day is not None and day > as_of)
    return (~edges["open"] | later.astype(bool)).rename("planned")


def is_closed(edges: pd.DataFrame, closed: frozenset[str]) -> pd.Series:
    """Tell which edges a what-if closes: their road, line or bridge is named.

    Parameters
    ----------
    edges : DataFrame
        road, line_id, part_id.
    closed : frozenset of str

    Returns
    -------
    Series of bool, on the index of the edges.
    """
    parts = [edges[name].isin(closed) for name in ("road", "line_id", "part_id")]
    return (parts[0] | parts[1] | parts[2]).rename("closed")


def edge_minutes(edges: pd.DataFrame, speeds: Speeds) -> pd.Series:
    """Driving time of every edge.

    Parameters
    ----------
    edges : DataFrame
        km, class, design_kmh.
    speeds : Speeds

    Returns
    -------
    Series of float, minutes, on the index of the edges.
    """
    usual = edges["class"].map(vars(speeds)).astype(float)
    known = edges["design_kmh"] * speeds.design_share
    kmh = known.where(known.notna(), usual)
    return pd.Series(
        np.maximum(edges["km"], 0.001) / kmh * 60, index=edges.index, name="minutes"
    )
