"""Steps of dNBR (ngưỡng): asked on the page, read from a link."""

import streamlit as st

from qngeo.domain.forest import loss as measure
from qngeo.errors import QngeoError, SchemaError
from qngeo.i18n import translate
from qngeo.services.links.pages import PAGES
from qngeo.ui import address

STEP = 0.01

STEPS = PAGES["forest"]["steps"]
"""How the steps stand in the address."""


def ask(lang: str) -> measure.Thresholds:
    """Ask for the steps of dNBR; the working values unless changed.

    Returns
    -------
    Thresholds
        The working values, with an error on the page, where the steps do not rise.
    """
    usual = measure.Thresholds()
    linked = _linked()
    with (
        st.expander(translate("change.steps.title", lang), icon=":material/tune:"),
        st.form("change_steps", border=False),
    ):
        st.caption(translate("change.steps.origin", lang))
        columns = st.columns(4)
        chosen = {}
        for column, name in zip(columns, ("light", "moderate", "heavy"), strict=False):
            chosen[name] = column.number_input(
                translate(f"change.steps.{name}", lang),
                min_value=STEP,
                max_value=1.5,
                value=getattr(linked, name),
                step=STEP,
                format="%.2f",
                key=address.control(f"change_{name}"),
                persist_state="session",
            )
        least = columns[3].number_input(
            translate("change.steps.least", lang),
            min_value=1,
            max_value=20,
            value=linked.least,
            key=address.control("change_least"),
            persist_state="session",
        )
        st.form_submit_button(
            translate("change.steps.apply", lang), icon=":material/refresh:"
        )
        given = STEPS.write((*chosen.values(), float(least)))
        address.keep("steps", given.get("steps", ""))
        try:
            return measure.Thresholds(**chosen, ndmi=chosen["light"], least=least)
        except SchemaError:
            st.error(translate("change.steps.wrong", lang))
            return usual


def _linked() -> measure.Thresholds:
    """Return the steps that the address holds, the working values without any."""
    try:
        light, moderate, heavy, least = STEPS.read(address.asked())
        return measure.Thresholds(
            light=light, moderate=moderate, heavy=heavy, ndmi=light, least=int(least)
        )
    except QngeoError:
        return measure.Thresholds()
