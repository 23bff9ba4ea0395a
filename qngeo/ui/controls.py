"""Controls of the sidebar; each keeps its choice in the address."""

from datetime import date

import pandas as pd
import streamlit as st

from qngeo import clock
from qngeo.domain.figures.definitions import DEFINITIONS, find
from qngeo.i18n import period, translate
from qngeo.services.links.pages import DEFAULT_DEFINITION, FIRST_DAY, LAST_DAY
from qngeo.services.own_data import known
from qngeo.services.zones.overview import KINDS
from qngeo.ui import address, cache

NAME_LENGTH = 60
"""Characters of a name that is looked for; see `qngeo.services.links.pages`."""


def as_of(lang: str) -> date:
    """Ask for the day whose knowledge is shown; today unless changed."""
    today = clock.today()
    chosen = st.sidebar.date_input(
        translate("pages.control.as_of", lang),
        value=address.day("as_of", today, first=FIRST_DAY, last=LAST_DAY),
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="DD/MM/YYYY",
        key=address.control("as_of"),
        persist_state="session",
        help=translate("pages.control.as_of.help", lang),
    )
    found = chosen if isinstance(chosen, date) else today
    address.keep("as_of", found.isoformat(), today.isoformat())
    return found


def known_on(lang: str) -> None:
    """Ask for the day as known on which the data are shown, once there is a past.

    Asked where own data have been stored or a link names a day; today, and so the
    newest version, unless changed. A link may carry the version that it was made
    with: where the day has another one by now, that is said.
    """
    st.session_state[cache.KNOWN_ON] = None
    if not known.version() and not address.get("known"):
        return
    today = clock.today()
    named = address.day("known", today, first=known.FIRST_DAY, last=LAST_DAY)
    pinned = address.get("pin")
    chosen = st.sidebar.date_input(
        translate("pages.control.known_on", lang),
        value=min(named, today),
        min_value=known.FIRST_DAY,
        max_value=max(today, known.FIRST_DAY),
        format="DD/MM/YYYY",
        key=address.control("known_on_day"),
        persist_state="session",
        help=translate("pages.control.known_on.help", lang),
    )
    day = chosen if isinstance(chosen, date) and chosen < today else None
    if (day or today) != min(named, today):  # another day than the link's
        address.keep("pin", "")
        pinned = ""
    st.session_state[cache.KNOWN_ON] = day
    address.keep("known", day.isoformat() if day else "")
    if day or pinned:
        _past(day, pinned, lang)


def _past(day: date | None, pinned: str, lang: str) -> None:
    """Say that the page shows a past state, or one that has moved on; offer now."""
    version = known.version(day)
    told = []
    if day:
        words = "links.past" if version else "links.past.shipped"
        told.append(translate(words, lang, day=period(str(day), lang), number=version))
    moved = pinned.isdecimal() and int(pinned) != version
    if moved:
        told.append(translate("links.moved", lang, was=int(pinned), now=version))
    if not told:
        return
    with st.container(
        horizontal=True, vertical_alignment="center", key=address.control("past")
    ):
        st.warning(" ".join(told), icon=":material/history:")
        st.button(
            translate("links.now", lang),
            on_click=_to_now,
            icon=":material/update:",
            key="back_to_now",
        )


def _to_now() -> None:
    """Leave the past state for what is known today."""
    st.session_state[address.control("known_on_day")] = clock.today()
    address.keep("known", "")
    address.keep("pin", "")


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
        key=address.control("definition"),
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
        key=address.control("kinds"),
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
        key=address.control("status"),
        persist_state="session",
    )
    address.keep_several("status", chosen, ())
    return list(chosen)


def name_filter(lang: str) -> str:
    """Ask for a name; case and diacritics do not matter."""
    text = str(
        st.text_input(
            translate("pages.control.name", lang),
            value=address.get("name"),
            max_chars=NAME_LENGTH,
            placeholder=translate("pages.control.name", lang),
            label_visibility="collapsed",
            icon=":material/search:",
            key=address.control("name"),
            persist_state="session",
        )
    )
    address.keep("name", text, "")
    return text
