"""Controls of the sidebar; each keeps its choice in the address."""

from datetime import date

import pandas as pd
import streamlit as st

from qngeo.domain.figures.definitions import DEFINITIONS, find
from qngeo.i18n import period, translate
from qngeo.services.own_data import known
from qngeo.services.zones.overview import KINDS
from qngeo.ui import address

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2050, 12, 31)

DEFAULT_DEFINITION = "industrial-land"
"""The oldest definition whose hectares sources give for more than one park."""


def as_of(lang: str) -> date:
    """Ask for the day whose knowledge is shown; today unless changed."""
    today = date.today()
    chosen = st.sidebar.date_input(
        translate("pages.control.as_of", lang),
        value=address.day("as_of", today, first=FIRST_DAY, last=LAST_DAY),
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="DD/MM/YYYY",
        key="as_of",
        persist_state="session",
        help=translate("pages.control.as_of.help", lang),
    )
    found = chosen if isinstance(chosen, date) else today
    address.keep("as_of", found.isoformat(), today.isoformat())
    return found


def known_on(lang: str) -> None:
    """Ask for the day as known on which the data are shown, once there is a past.

    Only asked where own data have been stored; today, and so the newest version,
    unless changed.
    """
    st.session_state["known_on"] = None
    if not known.version():
        return
    today = date.today()
    chosen = st.sidebar.date_input(
        translate("pages.control.known_on", lang),
        value=address.day("known", today, first=known.FIRST_DAY, last=today),
        min_value=known.FIRST_DAY,
        max_value=max(today, known.FIRST_DAY),
        format="DD/MM/YYYY",
        key="known_on_day",
        persist_state="session",
        help=translate("pages.control.known_on.help", lang),
    )
    day = chosen if isinstance(chosen, date) and chosen < today else None
    st.session_state["known_on"] = day
    address.keep("known", day.isoformat() if day else "", "")
    if day:
        st.sidebar.warning(
            translate("pages.control.known_on.past", lang, day=period(str(day), lang)),
            icon=":material/history:",
        )


def definition(lang: str, counts: pd.Series) -> str:
    """Ask for the definition of the fill rate and say what it means.

    Parameters
    ----------
    lang : str
    counts : Series of int
        How many zones and parks have a figure, by definition id.
    """
    ids = [d.id for d in DEFINITIONS]

    def label(definition_id: str) -> str:
        title = translate(find(definition_id).title_key, lang)
        return f"{title} ({counts.get(definition_id, 0)})"

    asked = address.one("definition", ids, DEFAULT_DEFINITION)
    chosen = st.sidebar.selectbox(
        translate("pages.control.definition", lang),
        ids,
        index=ids.index(asked),
        format_func=label,
        key="definition",
        persist_state="session",
        help=translate("pages.control.definition.help", lang),
    )
    found = find(chosen)
    address.keep("definition", found.id, DEFAULT_DEFINITION)
    st.sidebar.caption(
        f"**{translate(found.formula_key, lang)}**  \n"
        f"{translate(found.meaning_key, lang)}"
    )
    return found.id


def kinds(lang: str) -> list[str]:
    """Ask which kinds of zones are listed and coloured."""
    chosen = st.sidebar.pills(
        translate("pages.control.kinds", lang),
        KINDS,
        selection_mode="multi",
        default=address.several("kinds", KINDS, KINDS),
        format_func=lambda kind: translate(f"pages.kind.{kind}", lang),
        key="kinds",
        persist_state="session",
    )
    found = list(chosen) or list(KINDS)
    address.keep_several("kinds", found, KINDS)
    return found


def statuses(lang: str, known: list[str]) -> list[str]:
    """Ask which statuses are listed; none chosen means all."""
    chosen = st.sidebar.multiselect(
        translate("pages.control.status", lang),
        known,
        default=address.several("status", known, ()),
        format_func=lambda status: translate(f"pages.status.{status}", lang),
        placeholder=translate("pages.control.all", lang),
        key="status",
        persist_state="session",
    )
    address.keep_several("status", chosen, ())
    return list(chosen)


def name_filter(lang: str) -> str:
    """Ask for a name; case and diacritics do not matter."""
    text = str(
        st.text_input(
            translate("pages.control.name", lang),
            value=st.query_params.get("name", ""),
            placeholder=translate("pages.control.name", lang),
            label_visibility="collapsed",
            icon=":material/search:",
            key="name",
            persist_state="session",
        )
    )
    address.keep("name", text, "")
    return text
