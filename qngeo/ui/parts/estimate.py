"""Areas with intervals on the page: why a pixel count will not do, and the estimate."""

import json
from collections.abc import Mapping
from html import escape
from math import isnan
from typing import Any

import pandas as pd
import streamlit as st

from qngeo.domain.forest.accuracy import PIXEL_COUNT
from qngeo.errors import QngeoError
from qngeo.i18n import number, percent, translate
from qngeo.io.uploads import samples as files
from qngeo.services.forest import estimate as service
from qngeo.ui import faults, waiting
from qngeo.ui.parts import chart as charts
from qngeo.ui.parts import html_table, printed
from qngeo.ui.parts.axes import number_labels
from qngeo.ui.parts.chart_colours import BLUE, ORANGE
from qngeo.ui.parts.csv_button import csv_button
from qngeo.ui.plain import plain

COMMANDS = """\
python -m qngeo forest sample map.tif --to points.gpkg --target-se 0.01
python -m qngeo forest estimate points.gpkg map.tif --format table"""

BAR_FILL = 0.4
"""Opacity of the bar of an estimate: its interval, a line upon it, stays seen."""

HEIGHT, ROW_HEIGHT = 60, 34
"""Pixels of a chart and of each of its classes."""

TABLE = ("class", "area", "interval", "mapped", "bias", "users", "producers", "points")
"""Columns of the table, in the order of the page."""


def show(lang: str) -> None:
    """Explain, ask for reference points, and show the areas with their intervals."""
    st.subheader(translate("estimate.title", lang))
    st.markdown(translate("estimate.why", lang))
    st.markdown(translate("estimate.how", lang))
    st.caption(translate("estimate.command", lang))
    st.code(COMMANDS, language="shell")
    left, right = st.columns(2)
    given = left.file_uploader(
        translate("estimate.samples", lang),
        type=["csv", "gpkg"],
        key="estimate_samples",
        help=translate("estimate.samples.help", lang),
    )
    beside = right.file_uploader(
        translate("estimate.map", lang),
        type=["tif", "tiff", "csv"],
        key="estimate_map",
        help=translate("estimate.map.help", lang),
    )
    if given is None:
        return
    try:
        with waiting.doing("estimate"):
            found = _estimated(given, beside)
    except QngeoError as error:
        faults.tell(error)
        return
    if found is None:
        st.info(translate("estimate.map.missing", lang), icon=":material/help:")
        return
    results(found, lang)


def _estimated(given: Any, beside: Any) -> service.Estimated | None:
    """Return the estimate of the uploaded files; None where the map is missing."""
    content = given.getvalue()
    if files.is_counts(content, name=given.name):
        return service.from_counts(*files.read_counts(content, name=given.name))
    points = files.read_samples(content, name=given.name)
    if beside is None:
        return None
    if beside.name.lower().endswith(".csv"):
        mapped = files.read_mapped(beside.getvalue(), name=beside.name)
        return service.from_points(points, mapped, name=given.name)
    return service.from_map(points, beside.getvalue(), name=given.name)


def results(found: service.Estimated, lang: str) -> None:
    """Show accuracy, chart, table, notes, counts and downloads of an estimate."""
    overall = found.areas.overall
    st.metric(translate("estimate.overall", lang), percent(100 * overall.value, lang))
    st.caption(
        translate(
            "estimate.overall.interval" if overall.se else "estimate.overall.none",
            lang,
            low=percent(100 * overall.low, lang),
            high=percent(100 * overall.high, lang),
            points=number(found.areas.points, lang, 0),
        )
    )
    classes = found.areas.classes
    charts.draw(chart(classes, lang), alt=chart_words(classes, lang))
    st.caption(translate("estimate.chart.help", lang))
    st.html(_as_html(table(classes, lang), lang))
    for note in found.told:
        st.caption(plain(note.words(lang)))
    for name, words in _notes(classes, lang):
        st.caption(f"**{plain(name)}**: {plain(words)}")
    with st.expander(translate("estimate.counts", lang)):
        printed.dataframe(found.counts)
    left, right = st.columns(2)
    with left:
        csv_button(
            translate("estimate.download.csv", lang), lambda: classes, name="areas.csv"
        )
    right.download_button(
        translate("estimate.download.json", lang),
        lambda: json.dumps(found.as_json(), ensure_ascii=False, indent=2),
        file_name="areas.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )


def table(classes: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Write the areas of all classes for reading.

    Parameters
    ----------
    classes : DataFrame
        As `qngeo.domain.forest.accuracy.estimate_areas` or `pixel_counts` gives it.
    lang : str

    Returns
    -------
    DataFrame of str with the columns `TABLE`; where nothing was estimated the
    interval says so.
    """
    rows = [
        {
            "class": str(row["class"]),
            "area": number(row["area_ha"], lang),
            "interval": _interval(row, lang),
            "mapped": number(row["mapped_ha"], lang),
            "bias": number(row["bias_ha"], lang),
            "users": percent(100 * row["users"], lang),
            "producers": percent(100 * row["producers"], lang),
            "points": number(row["points"], lang, 0),
        }
        for row in classes.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=list(TABLE))


def chart_words(classes: pd.DataFrame, lang: str) -> str:
    """Say what `chart` draws: each class with its area and interval."""
    lines = [
        translate(
            "charts.alt.one",
            lang,
            name=row["class"],
            figure=f"{row['area']} ha",
            time=row["interval"],
        )
        for row in table(classes, lang).to_dict("records")
    ]
    return charts.trend(translate("estimate.chart.area", lang), lines, lang)


def _interval(row: Mapping[Any, Any], lang: str) -> str:
    if row["basis"] == PIXEL_COUNT:
        return translate("estimate.pixel_count", lang)
    if isnan(row["low_ha"]):
        return number(None, lang)
    return translate(
        "estimate.chart.range",
        lang,
        low=number(row["low_ha"], lang),
        high=number(row["high_ha"], lang),
    )


def _notes(classes: pd.DataFrame, lang: str) -> list[tuple[str, str]]:
    return [
        (str(name), translate(f"estimate.note.{word}", lang))
        for name, words in zip(classes["class"], classes["notes"], strict=True)
        for word in words
    ]


def _as_html(rows: pd.DataFrame, lang: str) -> str:
    head = [translate(f"estimate.column.{column}", lang) for column in rows.columns]
    lines = (
        html_table.row(map(escape, cells)) for cells in rows.itertuples(index=False)
    )
    return html_table.table(map(escape, head), lines, css="qn-estimate", scrolls=True)


def chart(classes: pd.DataFrame, lang: str) -> dict[str, Any]:
    """Draw each class as a bar with its interval and the pixel count beside.

    Returns
    -------
    dict, a Vega-Lite specification that holds the table's numbers.
    """
    shown = table(classes, lang)
    values = [
        {
            "class": str(row["class"]),
            "area": float(row["area_ha"]),
            "low": None if isnan(row["low_ha"]) else float(row["low_ha"]),
            "high": None if isnan(row["high_ha"]) else float(row["high_ha"]),
            "mapped": float(row["mapped_ha"]),
            **{f"{c}_text": text[c] for c in ("area", "interval", "mapped")},
        }
        for row, text in zip(
            classes.to_dict("records"), shown.to_dict("records"), strict=True
        )
        if row["basis"] != PIXEL_COUNT
    ]
    tooltip = [
        {"field": "class", "title": translate("estimate.column.class", lang)},
        *(
            {"field": f"{c}_text", "title": translate(f"estimate.column.{c}", lang)}
            for c in ("area", "interval", "mapped")
        ),
    ]
    place = {
        "field": "class",
        "type": "nominal",
        "title": None,
        "sort": None,
        "axis": {"labelLimit": 220},
    }
    length = {
        "type": "quantitative",
        "title": translate("estimate.chart.area", lang),
        "axis": {"labelExpr": number_labels(lang), "tickCount": 6},
    }
    return {
        "data": {"values": values},
        "encoding": {"y": place, "tooltip": tooltip},
        "layer": [
            {
                "mark": {
                    "type": "bar",
                    "color": BLUE,
                    "fillOpacity": BAR_FILL,
                    "stroke": BLUE,
                    "height": {"band": 0.6},
                },
                "encoding": {"x": {**length, "field": "area"}},
            },
            {
                "mark": {"type": "rule", "color": BLUE, "strokeWidth": 2.5},
                "encoding": {"x": {**length, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "mark": {
                    "type": "point",
                    "shape": "diamond",
                    "filled": True,
                    "color": ORANGE,
                    "size": 90,
                    "opacity": 1,
                },
                "encoding": {"x": {**length, "field": "mapped"}},
            },
        ],
        "height": HEIGHT + ROW_HEIGHT * len(values),
    }
