"""History of a zone or park, and when it will be full."""

from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any

import pandas as pd
import streamlit as st

from qngeo import dates
from qngeo.i18n import number, percent, period, translate
from qngeo.services.zones.outlook import Outlook
from qngeo.services.zones.rate_history import UNSTATED
from qngeo.ui.parts import chart, figure
from qngeo.ui.parts.axes import number_labels
from qngeo.ui.parts.chart_colours import GLYPHS, SERIES, SHAPES
from qngeo.ui.parts.rates import scope_name
from qngeo.ui.plain import plain

MIN_POINTS = 2

DRAWN_PX = 190


def rate_history(rates: pd.DataFrame, scopes: pd.Series, lang: str) -> None:
    """Draw fill rates over time, one series a definition and scope, never joined.

    Rates whose definition nobody states stand as points: two of them need not measure
    the same, so no line leads from one to the next. See `history_points` for what it
    takes.
    """
    points = history_points(rates, scopes, lang)
    if len(points) < MIN_POINTS:
        return
    names = list(dict.fromkeys(point["series"] for point in points))
    lines = [
        chart.course(
            name, [(p["text"], p["when"]) for p in points if p["series"] == name], lang
        )
        for name in names
    ]
    title = translate("charts.alt.rates", lang)
    chart.draw(_history(points, names, lang), alt=chart.trend(title, lines, lang))
    looks = zip(names, cycle(SERIES), cycle(GLYPHS), strict=False)
    chart.legend([chart.Key(*look) for look in looks])
    heads = ("pages.land.date", "pages.rates.rate", "pages.rates.definition")
    chart.figures(
        [translate(key, lang) for key in heads],
        [[point["when"], point["text"], point["series"]] for point in points],
        lang,
    )


def history_points(
    rates: pd.DataFrame, scopes: pd.Series, lang: str
) -> list[dict[str, Any]]:
    """Return the drawn rates, series by series, each oldest first.

    Parameters
    ----------
    rates : DataFrame
        As `qngeo.domain.occupancy.fill_rates.rates`; without a rate or a date one is
        left out.
    scopes : Series of str
        See `qngeo.ui.parts.rates.scope_name`.
    lang : str

    Returns
    -------
    list of dict: ``day``, ``rate`` (per cent), ``series``, ``joined``, ``text``,
    ``when``.
    """
    points = []
    for _, row in rates[rates["rate_pct"].notna()].iterrows():
        parsed = dates.parse_period(row["as_of"])
        if parsed is None:
            continue
        title = translate(f"domain.definition.{row['definition']}.title", lang)
        if row["scope"]:
            title = f"{title} · {scope_name(row['scope'], scopes)}"
        word = figure.qualifier(str(row["qualifier"]), lang)
        points.append(
            {
                "day": parsed.end.isoformat(),
                "rate": float(row["rate_pct"]),
                "series": title,
                "joined": row["definition"] != UNSTATED,
                "text": f"{word} {percent(float(row['rate_pct']), lang)}".strip(),
                "when": period(row["as_of"], lang),
            }
        )
    order = {name: at for at, name in enumerate(p["series"] for p in points)}
    return sorted(points, key=lambda point: (order[point["series"]], point["day"]))


def _history(points: list[dict[str, Any]], names: list[str], lang: str) -> chart.Spec:
    colour, shape = (
        {
            "field": "series",
            "type": "nominal",
            "scale": {"domain": names, "range": _round(values, len(names))},
            "legend": None,
        }
        for values in (SERIES, SHAPES)
    )
    x = {
        "field": "day",
        "type": "temporal",
        "title": None,
        "axis": {"format": "%m/%Y", "tickCount": 4, "labelOverlap": True},
    }
    y = {
        "field": "rate",
        "type": "quantitative",
        "title": "%",
        "scale": {"domain": [0, 100]},
        "axis": {"labelExpr": number_labels(lang)},
    }
    tooltip = [
        {"field": "series", "title": translate("pages.rates.definition", lang)},
        {"field": "text", "title": translate("pages.rates.rate", lang)},
        {"field": "when", "title": translate("pages.land.date", lang)},
    ]
    return {
        "data": {"values": points},
        "encoding": {"x": x, "y": y, "color": colour},
        "layer": [
            {"transform": [{"filter": "datum.joined"}], "mark": {"type": "line"}},
            {
                "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
                "encoding": {"shape": shape, "tooltip": tooltip},
            },
        ],
        "height": DRAWN_PX,
    }


def _round(values: Sequence[Any], count: int) -> list[Any]:
    """Return so many values, from the first again where they end."""
    return list(islice(cycle(values), count))


def outlook(found: Outlook, scopes: pd.Series, lang: str) -> None:
    """Say when the park will be full, with its range, or why that is not said.

    Parameters
    ----------
    found : Outlook
    scopes : Series of str
        See `qngeo.ui.parts.rates.scope_name`.
    lang : str
    """
    if found.definition:
        title = translate(f"domain.definition.{found.definition}.title", lang)
        scope = f" · {plain(scope_name(found.scope, scopes))}" if found.scope else ""
        st.markdown(f"**{title}{scope}**")
    if found.saturation is None:
        st.info(translate(found.refusal, lang), icon=":material/schedule:")
        return
    saturation = found.saturation
    pace = saturation.pace
    never = translate("pages.outlook.not_in_sight", lang)
    days = (saturation.earliest, saturation.expected, saturation.latest)
    low, expected, high = (
        period(f"{day:%Y-%m}", lang) if day else never for day in days
    )
    st.metric(
        translate("pages.outlook.full", lang),
        expected,
        help=translate("pages.outlook.help", lang),
    )
    st.caption(
        translate(
            "pages.outlook.detail",
            lang,
            low=low,
            high=high,
            pace=number(pace.ha_per_year, lang),
            pace_low=number(pace.low, lang),
            pace_high=number(pace.high, lang),
            figures=pace.figures,
            first=period(pace.first.isoformat(), lang),
            last=period(pace.last.isoformat(), lang),
        )
    )
