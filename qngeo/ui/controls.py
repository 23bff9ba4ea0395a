"""Controls of the sidebar; each keeps its choice in the address."""

from datetime import date

import pandas as pd
import streamlit as st

from qngeo.domain.definitions import DEFINITIONS, find
from qngeo.i18n import translate
from qngeo.services.zones import KINDS

DEFAULT_DEFINITION = "industrial-land"
"""The oldest definition whose hectares sources give for more than one park."""


def as_of(lang: str) -> date:
    """Ask for the day whose knowledge is shown; today unless changed."""
    chosen = st.sidebar.date_input(
        translate("pages.control.as_of", lang),
        value=date.today(),
        min_value=date(2007, 1, 1),
        max_value=date(2050, 12, 31),
        format="DD/MM/YYYY",
        key="as_of",
        help=translate("pages.control.as_of.help", lang),
    )
    return chosen if isinstance(chosen, date) else date.today()


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

    asked = st.query_params.get("definition", DEFAULT_DEFINITION)
    chosen = st.sidebar.selectbox(
        translate("pages.control.definition", lang),
        ids,
        index=ids.index(asked if asked in ids else DEFAULT_DEFINITION),
        format_func=label,
        key="definition",
        help=translate("pages.control.definition.help", lang),
    )
    found = find(chosen)
    st.query_params["definition"] = found.id
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
        default=list(KINDS),
        format_func=lambda kind: translate(f"pages.kind.{kind}", lang),
        key="kinds",
    )
    return list(chosen) or list(KINDS)


def statuses(lang: str, known: list[str]) -> list[str]:
    """Ask which statuses are listed; none chosen means all."""
    return list(
        st.sidebar.multiselect(
            translate("pages.control.status", lang),
            known,
            format_func=lambda status: translate(f"pages.status.{status}", lang),
            placeholder=translate("pages.control.all", lang),
            key="status",
        )
    )


def name_filter(lang: str) -> str:
    """Ask for a name; case and diacritics do not matter."""
    return str(
        st.text_input(
            translate("pages.control.name", lang),
            placeholder=translate("pages.control.name", lang),
            label_visibility="collapsed",
            icon=":material/search:",
            key="name",
        )
    )
