"""History of a zone or park, and when it will be full."""

import pandas as pd
import streamlit as st

from qngeo import dates
from qngeo.i18n import number, percent, period, translate
from qngeo.services.zones.outlook import Outlook
from qngeo.ui.parts.axes import number_labels
from qngeo.ui.parts.rates import scope_name
from qngeo.ui.plain import plain

MIN_POINTS = 2

DRAWN_PX, LEGEND_ROW_PX = 190, 22
"""Height of the drawn part, and of each row of the legend that stands below it."""


def rate_history(rates: pd.DataFrame, scopes: pd.Series, lang: str) -> None:
    """Draw fill rates over time, one series a definition and scope, never joined."""
    dated = rates[rates["rate_pct"].notna() & rates["as_of"].ne("")]
    if len(dated) < MIN_POINTS:
        return
    points = []
    for _, row in dated.iterrows():
        parsed = dates.parse_period(row["as_of"])
        if parsed is None:
            continue
        title = translate(f"domain.definition.{row['definition']}.title", lang)
        if row["scope"]:
            title = f"{title} · {scope_name(row['scope'], scopes)}"
        points.append(
            {
                "day": parsed.end.isoformat(),
                "rate": float(row["rate_pct"]),
                "series": title,
                "text": percent(float(row["rate_pct"]), lang),
                "when": period(row["as_of"], lang),
            }
        )
    spec = {
        "data": {"values": points},
        "mark": {"type": "line", "point": {"size": 60}, "strokeDash": [3, 3]},
        "encoding": {
            "x": {
                "field": "day",
                "type": "temporal",
                "title": None,
                "axis": {"format": "%m/%Y", "tickCount": 4},
            },
            "y": {
                "field": "rate",
                "type": "quantitative",
                "title": "%",
                "scale": {"domain": [0, 100]},
                "axis": {"labelExpr": number_labels(lang)},
            },
            "color": {
                "field": "series",
                "type": "nominal",
                "legend": {"orient": "bottom", "title": None, "columns": 1},
                "scale": {"scheme": "dark2"},
            },
            "tooltip": [
                {"field": "series", "title": translate("pages.rates.definition", lang)},
                {"field": "text", "title": translate("pages.rates.rate", lang)},
                {"field": "when", "title": translate("pages.land.date", lang)},
            ],
        },
        "height": DRAWN_PX + LEGEND_ROW_PX * len({p["series"] for p in points}),
    }
    st.vega_lite_chart(spec, width="stretch")


def outlook(found: Outlook, scopes: pd.Series, lang: str) -> None:
    """Say when the park will be full, with its range, or why that is not said."""
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
    low, high = (
        day.strftime("%m/%Y") if day else never
        for day in (saturation.earliest, saturation.latest)
    )
    expected = saturation.expected.strftime("%m/%Y") if saturation.expected else never
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
