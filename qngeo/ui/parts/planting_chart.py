"""The chart of replanting against the year's plan, as a specification for vega-lite."""

import pandas as pd

from qngeo.i18n import number, percent, period, translate
from qngeo.ui.parts import chart
from qngeo.ui.parts.axes import number_labels
from qngeo.ui.parts.chart import Spec
from qngeo.ui.parts.chart_colours import GREEN, ORANGE
from qngeo.ui.parts.forest_charts import QUALIFIED, tooltip


def points(progress: pd.DataFrame, lang: str) -> list[Spec]:
    """Return the bars of the planting chart, one a period since new year.

    Parameters
    ----------
    progress : DataFrame
        Of `qngeo.services.forest.planting.Planting`; hectares and per cent of the plan.
    lang : str
    """
    return [
        {
            "when": period(row["as_of"], lang),
            "ha": float(row["number"]),
            "series": translate("official.planting.planted", lang),
            "text": QUALIFIED.get(row["qualifier"], "")
            + f"{number(row['number'], lang, 2)} ha",
            "share": percent(row["share_pct"], lang),
            "source": row["source_title"],
        }
        for _, row in progress.iterrows()
    ]


def words(progress: pd.DataFrame, plan: pd.Series, lang: str) -> str:
    """Say what `spec` draws, with the share of the plan reached last."""
    bars = points(progress, lang)
    done = [(bar["text"], bar["when"]) for bar in bars]
    name = translate("official.planting.planted", lang)
    goal = f"{number(plan['number'], lang, 2)} ha"
    reached = {"figure": goal, "time": period(plan["as_of"], lang)}
    title = translate("official.planting.plan", lang)
    share = translate("official.column.share", lang)
    lines = [
        chart.course(name, done, lang),
        translate("charts.alt.one", lang, name=title, **reached),
        translate(
            "charts.alt.one",
            lang,
            name=share,
            figure=bars[-1]["share"],
            time=bars[-1]["when"],
        ),
    ]
    return chart.trend(translate("official.planting.head", lang), lines, lang)


def spec(progress: pd.DataFrame, plan: pd.Series, lang: str) -> Spec:
    """Draw `points` as bars, the year's plan as a line."""
    title = translate("official.planting.plan", lang)
    goal = {
        "ha": float(plan["number"]),
        "label": f"{title}: {number(plan['number'], lang, 2)} ha",
    }
    x = {
        "field": "ha",
        "type": "quantitative",
        "title": "ha",
        "axis": {"labelExpr": number_labels(lang), "tickCount": 6},
    }
    share = translate("official.column.share", lang)
    return {
        "layer": [
            {
                "data": {"values": points(progress, lang)},
                "mark": {"type": "bar", "color": GREEN, "height": 20},
                "encoding": {
                    "x": x,
                    "y": {
                        "field": "when",
                        "type": "nominal",
                        "title": None,
                        "sort": None,
                        "axis": {"labelLimit": 220, "labelOverlap": False},
                    },
                    "tooltip": [
                        *tooltip(lang, "official.column.figure")[1:],
                        {"field": "share", "title": share},
                    ],
                },
            },
            {
                "data": {"values": [goal]},
                "mark": {"type": "rule", "color": ORANGE, "strokeDash": [6, 3]},
                "encoding": {"x": {"field": "ha", "type": "quantitative"}},
            },
            {
                "data": {"values": [goal]},
                "mark": {
                    "type": "text",
                    "align": "right",
                    "baseline": "bottom",
                    "dx": -4,
                    "color": ORANGE,
                },
                "encoding": {
                    "x": {"field": "ha", "type": "quantitative"},
                    "y": {"value": -3},
                    "text": {"field": "label"},
                },
            },
        ],
        "height": 190,
    }
