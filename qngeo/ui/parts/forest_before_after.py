"""Before and after storm no. 3 (trước và sau bão số 3): published figures as bars."""

from html import escape

import pandas as pd
import streamlit as st

from qngeo.i18n import period, translate
from qngeo.ui.parts import chart, figure
from qngeo.ui.parts.bars import Bar, Group
from qngeo.ui.parts.bars import show as show_bars
from qngeo.ui.parts.chart_colours import BLUE, GREEN, ORANGE
from qngeo.ui.parts.forest_cells import Pen

COLOURS = {"before": GREEN, "estimate": ORANGE, "after": BLUE}
"""Colour of each moment; an estimate is hatched as well."""

FULL_PCT = 100.0


def show(rows: pd.DataFrame, pen: Pen) -> None:
    """Write the figures of before and after the storm beside each other.

    Parameters
    ----------
    rows : DataFrame
        As `qngeo.services.forest.storm.before_and_after` gives them.
    pen : Pen
    """
    lang = pen.lang
    title = translate("charts.storm.head", lang)
    st.markdown(f"##### {title}")
    if rows.empty:
        st.info(translate("charts.storm.none", lang))
        return
    st.caption(translate("charts.storm.help", lang))
    groups = [
        Group(
            translate(f"charts.storm.{measure}", lang),
            tuple(_bar(row, _longest(mine), pen) for _, row in mine.iterrows()),
        )
        for measure, mine in rows.groupby("measure", sort=False)
    ]
    show_bars(groups, caption=words(rows, lang))


def words(rows: pd.DataFrame, lang: str) -> str:
    """Say the course of each measure: its first figure and its last."""
    lines = [
        chart.course(
            translate(f"charts.storm.{measure}", lang),
            [
                (_plain(row, lang), period(row["as_of"], lang))
                for _, row in mine.iterrows()
            ],
            lang,
        )
        for measure, mine in rows.groupby("measure", sort=False)
    ]
    return chart.trend(translate("charts.storm.head", lang), lines, lang)


def _plain(row: pd.Series, lang: str) -> str:
    """Return the value without its mark-up."""
    return figure.value(row, lang).replace("&gt;", ">").replace("&lt;", "<")


def _longest(rows: pd.DataFrame) -> float:
    """Return what a full bar means: 100 per cent, or the most hectares."""
    return FULL_PCT if rows["unit"].eq("%").all() else float(rows["number"].max())


def _bar(row: pd.Series, longest: float, pen: Pen) -> Bar:
    moment = str(row["moment"])
    when = escape(period(row["as_of"], pen.lang))
    said = pen.say(f"charts.storm.moment.{moment}")
    sure = figure.confidence(str(row["confidence"]), pen.lang)
    return Bar(
        label=f"{when}<small>{said}</small>",
        figure=f"{pen.value(row)} {sure}{pen.origin(row)}",
        share=float(row["number"]) / longest,
        colour=COLOURS[moment],
        hatched=moment == "estimate",
    )
