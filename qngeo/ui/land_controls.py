"""The need of an investor, asked in the sidebar and kept in the address.

What the controls hold is known before they are drawn: a run of the page begins with
the map, which is what a reader waits for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from qngeo.domain.land.need import DEFAULT_WEIGHTS, MOST, SCALES, STATUSES, Need
from qngeo.domain.land.readiness import ITEMS
from qngeo.domain.land.sectors import SECTORS, title_key
from qngeo.errors import QngeoError
from qngeo.i18n import translate
from qngeo.services.land.words import criterion_title
from qngeo.services.links.composed import NEED_KEYS
from qngeo.ui import address
from qngeo.ui.parts import figure

UNKNOWN_CRITERIA = ("area", "price", "sector", "status", "readiness", "travel_time")


def asked() -> Need:
    """Return the need that the address holds; a broken one is dropped."""
    try:
        return Need.from_query(address.asked())
    except QngeoError:  # said by `address.faults` at the beginning of the run
        return Need()


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What can be chosen.

    Attributes
    ----------
    zones, places : Series of str
        Names by id of the zones that have sites, and of the places that travel
        times are known to.
    statuses : tuple of str
        Those that sites have, in the order of `STATUSES`.
    """

    zones: pd.Series
    places: pd.Series
    statuses: tuple[str, ...]

    @classmethod
    def of(
        cls, zones: pd.Series, places: pd.Series, statuses: Collection[str]
    ) -> "Offered":
        """Return what is offered where sites have these statuses."""
        known = tuple(status for status in STATUSES if status in statuses)
        return cls(zones=zones, places=places, statuses=known)

    def lists(self) -> dict[str, list[str]]:
        """Return the values of each control of which several can be chosen."""
        return {
            "need_sectors": list(SECTORS),
            "need_zones": list(self.zones.index),
            "need_statuses": list(self.statuses),
            "need_readiness": list(ITEMS),
            "need_unknown_fails": list(UNKNOWN_CRITERIA),
        }


def _starts(offered: Offered) -> dict[str, Any]:
    """Return where each control stands, by its key, before anyone touches it."""
    before = asked()
    known = dict(before.weights or DEFAULT_WEIGHTS)
    chosen = {
        key: [value for value in getattr(before, key.removeprefix("need_"))
              if value in values]
        for key, values in offered.lists().items()
    }  # fmt: skip
    return {
        "need_min_ha": before.min_ha,
        "need_max_price": before.max_price,
        "need_near": before.near if before.near in offered.places.index else "",
        "need_within_min": before.within_min,
        **chosen,
        "need_no_forest": before.no_forest,
        **{f"weight_{name}": float(known.get(name, 0.0)) for name in SCALES},
        "least_known": round(100 * before.least_known),
    }


def held(offered: Offered) -> Need:
    """Return the need that the controls hold, before they are drawn in this run."""
    values = {
        key: st.session_state.get(address.control(key), start)
        for key, start in _starts(offered).items()
    }
    for key, known in offered.lists().items():
        values[key] = [value for value in values[key] if value in known]
    if values["need_near"] not in offered.places.index:
        values["need_near"] = ""
    return _made(values)


def _made(values: Mapping[str, Any]) -> Need:
    """Return the need of the controls' values; a zero asks for nothing."""
    near = values["need_near"] or ""
    weights = _weights(values, near)
    return Need(
        min_ha=values["need_min_ha"] or None,
        max_price=values["need_max_price"] or None,
        sectors=tuple(values["need_sectors"]),
        zones=tuple(values["need_zones"]),
        statuses=tuple(values["need_statuses"]),
        near=near,
        within_min=(values["need_within_min"] or None) if near else None,
        readiness=tuple(values["need_readiness"]),
        no_forest=bool(values["need_no_forest"]),
        unknown_fails=tuple(values["need_unknown_fails"]),
        weights=() if weights == dict(DEFAULT_WEIGHTS) else tuple(weights.items()),
        least_known=values["least_known"] / 100,
    )


def _weights(values: Mapping[str, Any], near: str) -> dict[str, float]:
    """Return the weights given; the default, where none can be judged by."""
    return _given(values, near) or dict(DEFAULT_WEIGHTS)


def _given(values: Mapping[str, Any], near: str) -> dict[str, float]:
    """Return the weights above zero; empty, where none can be judged by."""
    both = {name: float(values[f"weight_{name}"]) for name in SCALES}
    given = {name: weight for name, weight in both.items() if weight > 0}
    return given if given.keys() - ({"travel_time"} if not near else set()) else {}


def ask(offered: Offered, lang: str) -> Need:
    """Draw the controls, keep what they hold in the address, and return it."""
    named = asked().near
    if named and named not in offered.places.index:
        address.missing("near", named)
    starts = _starts(offered)
    values = {**starts, **_limits(starts, offered.places, lang)}
    lists = offered.lists()
    for key in ("need_sectors", "need_zones", "need_statuses", "need_readiness"):
        values[key] = _choices(key, lists[key], starts[key], offered, lang)
    values["need_no_forest"] = st.sidebar.toggle(
        translate("pages.land.no_forest", lang),
        value=starts["need_no_forest"],
        help=translate("pages.land.no_forest.help", lang),
        key=address.control("need_no_forest"),
        persist_state="session",
    )
    key = "need_unknown_fails"
    values[key] = _choices(key, lists[key], starts[key], offered, lang)
    values |= _ranking(starts, lang)
    if not _given(values, values["need_near"] or ""):
        words = translate("pages.land.weights.none", lang)
        st.sidebar.warning(words, icon=":material/balance:")
    found = _made(values)
    query = found.to_query()
    for name in NEED_KEYS:
        address.keep(name, query.get(name, ""))
    return found


def _limits(
    starts: Mapping[str, Any], places: pd.Series, lang: str
) -> dict[str, float | str | None]:
    """Ask for the least area, the highest price, and how far from what place."""
    found: dict[str, float | str | None] = {
        key: _limit(key, starts[key], lang) for key in ("need_min_ha", "need_max_price")
    }
    options = ["", *places.index]
    near = st.sidebar.selectbox(
        translate("pages.land.near", lang),
        options,
        index=options.index(starts["need_near"]),
        format_func=lambda i: places[i] if i else translate("pages.land.any", lang),
        key=address.control("need_near"),
        persist_state="session",
    )
    found["need_near"] = near or ""
    if near:
        key = "need_within_min"
        found[key] = _limit(key, starts[key], lang)
    return found


def _limit(key: str, value: float | None, lang: str) -> float | None:
    asked_for = st.sidebar.number_input(
        translate(f"pages.land.{key.removeprefix('need_')}", lang),
        min_value=0.0,
        max_value=MOST,
        value=value,
        step=5.0,
        format="%g",
        placeholder=translate("pages.land.any", lang),
        key=address.control(key),
        persist_state="session",
    )
    return None if asked_for is None else float(asked_for)


def _choices(
    key: str, options: list[str], chosen: list[str], offered: Offered, lang: str
) -> list[str]:
    found: list[str] = st.sidebar.multiselect(
        translate(f"pages.land.{key.removeprefix('need_')}", lang),
        options,
        default=chosen,
        format_func=lambda value: _title(key, value, offered, lang),
        placeholder=translate("pages.land.any", lang),
        key=address.control(key),
        persist_state="session",
    )
    return found


def _title(key: str, value: str, offered: Offered, lang: str) -> str:
    """Return the words for a value of a control of which several can be chosen."""
    match key:
        case "need_zones":
            return str(offered.zones.get(value, value))
        case "need_sectors":
            return translate(title_key(value), lang)
        case "need_statuses":
            return translate(f"land.status.{value}", lang)
        case "need_readiness":
            return translate(f"land.readiness.{value}", lang)
        case _:
            return criterion_title(value, lang)


def _ranking(starts: Mapping[str, Any], lang: str) -> dict[str, float]:
    """Ask for the weights, and how much of them must be known of a ranked site.

    All weights alike is the default and needs no place in links.
    """
    found: dict[str, float] = {}
    with st.sidebar.expander(translate("pages.land.weights", lang)):
        st.caption(translate("pages.land.weights.help", lang))
        for name, (_, scale) in SCALES.items():
            span = f"{scale.worst:g} → 0, {scale.best:g} → 10"
            unit = figure.unit_name(scale.unit, lang)
            key = f"weight_{name}"
            found[key] = st.slider(
                f"{criterion_title(name, lang)} ({unit}: {span})",
                min_value=0.0,
                max_value=5.0,
                value=starts[key],
                step=0.5,
                key=address.control(key),
                persist_state="session",
            )
        found["least_known"] = st.slider(
            translate("pages.land.least_known", lang),
            min_value=0,
            max_value=100,
            value=starts["least_known"],
            step=5,
            format="%d %%",
            help=translate("pages.land.least_known.help", lang),
            key=address.control("least_known"),
            persist_state="session",
        )
    return found
