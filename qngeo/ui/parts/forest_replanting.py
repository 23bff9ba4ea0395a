"""Replanting against plan: what was planted since new year, and every plan."""

from html import escape

import pandas as pd
import streamlit as st

from qngeo.i18n import percent, translate
from qngeo.services.forest.planting import Planting
from qngeo.ui.parts import chart, figure, planting_chart
from qngeo.ui.parts.forest_cells import Pen, facts_of, table


def show(found: Planting, pen: Pen) -> None:
    """Write what is known of replanting on a day."""
    lang = pen.lang
    st.markdown(f"##### {translate('official.planting.head', lang)}")
    if found.plan is None or found.progress.empty:
        st.info(translate("official.planting.none", lang))
    else:
        st.caption(translate("official.planting.help", lang))
        spec = planting_chart.spec(found.progress, found.plan, lang)
        words = planting_chart.words(found.progress, found.plan, lang)
        chart.draw(spec, alt=words)
        with st.expander(translate("official.planting.table", lang)):
            _progress(found.progress, found.plan, pen)
    st.markdown(translate("official.planting.text", lang))
    for name in ("plans", "stated", "planted"):
        rows: pd.DataFrame = getattr(found, name)
        with st.expander(translate(f"official.planting.{name}", lang)):
            _figures(rows, pen)


def _progress(progress: pd.DataFrame, plan: pd.Series, pen: Pen) -> None:
    lines = []
    for _, row in progress.iterrows():
        ids = [*facts_of(row), *facts_of(plan)]
        share = percent(row["share_pct"], pen.lang)
        word = figure.qualifier(str(row["qualifier"]), pen.lang)
        written = figure.tagged(escape(f"{word} {share}".strip()), ids)
        sure = figure.confidence("derived", pen.lang)
        area = f"{pen.value(row)}{pen.origin(row)}"
        lines.append([pen.about(row), area, f"{written} {sure}"])
    goal = f"{pen.value(plan)}{pen.origin(plan)}"
    lines.append([f"<b>{pen.say('official.planting.plan')}</b>", goal, pen.about(plan)])
    names = ("date", "area", "share")
    table([pen.say(f"official.column.{name}") for name in names], lines)


def _figures(rows: pd.DataFrame, pen: Pen) -> None:
    if rows.empty:
        st.caption(translate("official.none", pen.lang))
        return
    lines = [
        [
            pen.scope(row) or pen.say("official.planting.whole"),
            f"{pen.value(row)}{pen.origin(row)}",
            pen.about(row),
        ]
        for _, row in rows.iterrows()
    ]
    names = ("subject", "figure", "date")
    table([pen.say(f"official.column.{name}") for name in names], lines)
