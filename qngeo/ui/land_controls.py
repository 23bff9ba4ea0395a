"""The need of an investor, asked in the sidebar and kept in the address."""

from collections.abc import Collection

import pandas as pd
import streamlit as st

from qngeo.domain.land.need import DEFAULT_WEIGHTS, SCALES, STATUSES, Need
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


def _keep(need: Need) -> None:
    query = need.to_query()
    for key in NEED_KEYS:
        address.keep(key, query.get(key, ""))


def _limit(name: str, lang: str, value: float | None, step: float) -> float | None:
    asked_for = st.sidebar.number_input(
        translate(f"pages.land.{name}", lang),
        min_value=0.0,
        value=value,
        step=step,
        format="%g",
        placeholder=translate("pages.land.any", lang),
        key=address.control(f"need_{name}"),
        persist_state="session",
    )
    return None if asked_for is None else float(asked_for)


def _choices(
    name: str, lang: str, options: list[str], chosen: tuple[str, ...], titles: pd.Series
) -> tuple[str, ...]:
    return tuple(
        st.sidebar.multiselect(
            translate(f"pages.land.{name}", lang),
            options,
            default=[value for value in chosen if value in options],
            format_func=lambda value: str(titles.get(value, value)),
            placeholder=translate("pages.land.any", lang),
            key=address.control(f"need_{name}"),
            persist_state="session",
        )
    )


def need(
    lang: str, zones: pd.Series, places: pd.Series, statuses: Collection[str]
) -> Need:
    """Ask for the need.

    Parameters
    ----------
    lang : str
    zones, places : Series of str
        Names by id of the zones that have sites, and of the places that travel
        times are known to.
    statuses : collection of str
        Those that sites have; the others are not offered.

    Returns
    -------
    Need
    """
    before = asked()
    if before.near and before.near not in places.index:
        address.missing("near", before.near)
    min_ha = _limit("min_ha", lang, before.min_ha, 5.0)
    max_price = _limit("max_price", lang, before.max_price, 5.0)
    near = st.sidebar.selectbox(
        translate("pages.land.near", lang),
        ["", *places.index],
        index=_position(before.near, list(places.index)),
        format_func=lambda i: places[i] if i else translate("pages.land.any", lang),
        key=address.control("need_near"),
        persist_state="session",
    )
    within = _limit("within_min", lang, before.within_min, 5.0) if near else None
    sector_titles = pd.Series({s: translate(title_key(s), lang) for s in SECTORS})
    sectors = _choices("sectors", lang, list(SECTORS), before.sectors, sector_titles)
    zone_ids = _choices("zones", lang, list(zones.index), before.zones, zones)
    titles = pd.Series(
        {s: translate(f"land.status.{s}", lang) for s in STATUSES if s in statuses}
    )
    status = _choices("statuses", lang, list(titles.index), before.statuses, titles)
    items = pd.Series({i: translate(f"land.readiness.{i}", lang) for i in ITEMS})
    ready = _choices("readiness", lang, list(ITEMS), before.readiness, items)
    no_forest = st.sidebar.toggle(
        translate("pages.land.no_forest", lang),
        value=before.no_forest,
        help=translate("pages.land.no_forest.help", lang),
        key=address.control("need_no_forest"),
        persist_state="session",
    )
    criteria = pd.Series({c: criterion_title(c, lang) for c in UNKNOWN_CRITERIA})
    strict = _choices(
        "unknown_fails", lang, list(UNKNOWN_CRITERIA), before.unknown_fails, criteria
    )
    weights, least_known = _ranking(lang, before, near or "")
    found = Need(
        min_ha=min_ha or None,
        max_price=max_price or None,
        sectors=sectors,
        zones=zone_ids,
        statuses=status,
        near=near or "",
        within_min=within or None,
        readiness=ready,
        no_forest=no_forest,
        unknown_fails=strict,
        weights=weights,
        least_known=least_known,
    )
    _keep(found)
    return found


def _position(value: str, options: list[str]) -> int:
    return options.index(value) + 1 if value in options else 0


def _ranking(
    lang: str, before: Need, near: str
) -> tuple[tuple[tuple[str, float], ...], float]:
    """Ask for the weights, and how much of them must be known of a ranked site.

    All weights alike is the default and needs no place in links.
    """
    usual = dict(DEFAULT_WEIGHTS)
    known = dict(before.weights) or usual
    with st.sidebar.expander(translate("pages.land.weights", lang)):
        st.caption(translate("pages.land.weights.help", lang))
        chosen = {}
        for name, (_, scale) in SCALES.items():
            span = f"{scale.worst:g} → 0, {scale.best:g} → 10"
            unit = figure.unit_name(scale.unit, lang)
            chosen[name] = st.slider(
                f"{criterion_title(name, lang)} ({unit}: {span})",
                min_value=0.0,
                max_value=5.0,
                value=float(known.get(name, 0.0)),
                step=0.5,
                key=address.control(f"weight_{name}"),
                persist_state="session",
            )
        least = st.slider(
            translate("pages.land.least_known", lang),
            min_value=0,
            max_value=100,
            value=round(100 * before.least_known),
            step=5,
            format="%d %%",
            help=translate("pages.land.least_known.help", lang),
            key=address.control("least_known"),
            persist_state="session",
        )
    given = {name: weight for name, weight in chosen.items() if weight > 0}
    if not given.keys() - ({"travel_time"} if not near else set()):
        words = translate("pages.land.weights.none", lang)
        st.sidebar.warning(words, icon=":material/balance:")
        given = usual
    weights = () if given == usual else tuple(given.items())
    return weights, least / 100
