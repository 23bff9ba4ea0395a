"""Charts of loss and recovery, as specifications for vega-lite.

Colours of the classes are those of the map; lines have a colour of `chart_colours` and
a dash of their own each.
"""

from html import escape

import pandas as pd

from qngeo.i18n import number, percent, translate
from qngeo.services.forest.lesson import lesson
from qngeo.services.forest.report import Report
from qngeo.ui.parts import chart
from qngeo.ui.parts.axes import number_labels
from qngeo.ui.parts.chart import Spec
from qngeo.ui.parts.chart_colours import BLUE, GREY, ORANGE
from qngeo.web.palettes import legend, look_of

MOST = 25
"""Areas that the chart of classes shows, those with the most forest."""

CLASSES = ("heavy_ha", "moderate_ha", "light_ha", "none_ha", "unknown_ha")
_LEGEND_ORDER = ("none_ha", "light_ha", "moderate_ha", "heavy_ha", "unknown_ha")

LINES = {
    "nbr": (BLUE, [1, 0]),
    "ndvi": (ORANGE, [6, 3]),
    "control": (GREY, [2, 3]),
}
"""Colour and dash of NBR, NDVI and the undamaged control."""

ROOM = 130
"""Pixels of a chart's height that its legend and axis take."""

AXIS = 34
"""Pixels that an axis alone takes."""


def class_looks(lang: str) -> dict[str, tuple[str, str]]:
    """Return words and colour of each class by its column, as the map has them."""
    entries = legend(look_of("loss"), lang)["entries"]
    return {
        column: (entry["label"][:1].upper() + entry["label"][1:], entry["colour"])
        for column, entry in zip(_LEGEND_ORDER, entries, strict=True)
    }


def class_legend(lang: str) -> str:
    """Return the legend of the classes as HTML: its words wrap and are never cut."""
    looks = class_looks(lang)
    entries = "".join(
        f'<span><i class="qn-key" style="background:{colour}"></i>'
        f"{escape(label)}</span>"
        for label, colour in (looks[column] for column in CLASSES)
    )
    return f'<div class="qn-legend qn-classes">{entries}</div>'


def classes(areas: pd.DataFrame, names: dict[str, str], lang: str) -> Spec:
    """Return bars of the forest of each area, cut into classes of loss.

    Parameters
    ----------
    areas : DataFrame
        As `Report.areas`.
    names : dict of str to str
        By id; the id itself where there is none.
    lang : str
    """
    looks = class_looks(lang)
    most = _most(areas)
    values = [
        {
            "area": names.get(str(row["id"]), str(row["id"])),
            "class": looks[column][0],
            "order": place,
            "ha": float(row[column]),
            "text": f"{number(row[column], lang)} ha",
            "share": percent(100 * row[column] / row["forest_ha"], lang),
        }
        for _, row in most.iterrows()
        for place, column in enumerate(CLASSES)
    ]
    shown = [looks[column] for column in CLASSES]
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "stroke": "#ffffff", "strokeWidth": 0.5},
        "encoding": {
            "y": {"field": "area", "type": "nominal", "sort": None, "title": None,
                  "axis": {"labelLimit": 220}},
            "x": {"field": "ha", "type": "quantitative", "stack": "normalize",
                  "title": None, "axis": {"format": "%", "tickCount": 5}},
            "color": {"field": "class", "type": "nominal", "title": None,
                      "scale": {"domain": [label for label, _ in shown],
                                "range": [colour for _, colour in shown]},
                      "legend": None},
            "order": {"field": "order"},
            "tooltip": [
                {"field": "area", "title": translate("change.column.area", lang)},
                {"field": "class", "title": translate("change.column.class", lang)},
                {"field": "text", "title": translate("change.column.hectares", lang)},
                {"field": "share", "title": translate("change.column.share", lang)},
            ],
        },
        "height": AXIS + 34 * len(most),
    }  # fmt: skip


def classes_words(areas: pd.DataFrame, lang: str) -> str:
    """Say what `classes` draws, all areas that it shows together, in hectares."""
    most = _most(areas)
    looks, whole = class_looks(lang), most["forest_ha"].sum()
    lines = [
        translate(
            "charts.alt.one",
            lang,
            name=looks[column][0],
            figure=f"{number(most[column].sum(), lang)} ha",
            time=percent(100 * most[column].sum() / whole, lang),
        )
        for column in CLASSES
    ]
    count = number(len(most), lang, 0)
    return chart.trend(translate("charts.alt.areas", lang, count=count), lines, lang)


def _most(areas: pd.DataFrame) -> pd.DataFrame:
    """Return the areas that are drawn: those with the most forest."""
    return areas[areas["forest_ha"] > 0].nlargest(MOST, "forest_ha")


def season_points(report: Report, area: str, lang: str) -> pd.DataFrame:
    """Return NBR, NDVI and the control of one area in per cent of before.

    Parameters
    ----------
    report : Report
    area : str
        Id of one of its areas.
    lang : str

    Returns
    -------
    DataFrame
        ``season``, ``line`` (its words), ``pct``, ``text``; the season before the
        storm is 100 by definition. Seasons without a value are left out.
    """
    change = report.change
    rows = report.recovery[report.recovery["id"].astype(str) == area]
    series = {
        "nbr": 100 * rows["nbr_of_before"],
        "ndvi": 100 * rows["ndvi_of_before"],
        "control": 100 + rows["control_change_pct"].astype(float),
    }
    found = []
    for line, values in series.items():
        known = dict(zip(rows["season"], values, strict=True))
        for season, value in {change.before: 100.0, **known}.items():
            found.append((season, line, value))
    table = pd.DataFrame(found, columns=["season", "key", "pct"]).dropna()
    table["line"] = [translate(f"change.line.{key}", lang) for key in table["key"]]
    table["text"] = [percent(round(value, 1), lang) for value in table["pct"]]
    return table


def recovery(points: pd.DataFrame, lang: str) -> Spec:
    """Draw `season_points`: lines by season in per cent of before the storm."""
    encoding = _lines(lang) | {
        "x": {"field": "season", "type": "ordinal", "title": None,
              "axis": {"labelAngle": 0}},
    }  # fmt: skip
    return _chart(points, encoding)


def lines_words(points: pd.DataFrame, name: str, lang: str) -> str:
    """Say what lines of `season_points` or `lesson_points` draw, of a place by name."""
    lines = [
        chart.course(
            str(line), list(zip(mine["text"], mine["season"], strict=True)), lang
        )
        for line, mine in points.groupby("line", sort=False)
    ]
    return chart.trend(
        f"{translate('change.axis.of_before', lang)}, {name}", lines, lang
    )


def lesson_points(lang: str) -> pd.DataFrame:
    """Return NBR and NDVI of a burnt forest in per cent of 2003, year by year.

    Returns
    -------
    DataFrame
        ``year`` and, as `season_points`, ``season``, ``key``, ``line``, ``pct``,
        ``text``.
    """
    table = lesson()
    rows = table.melt("year", ["nbr_of_before", "ndvi_of_before"], value_name="share")
    rows = rows.dropna()
    rows["key"] = rows["variable"].str.removesuffix("_of_before")
    rows["line"] = [translate(f"change.line.{key}", lang) for key in rows["key"]]
    rows["pct"] = 100 * rows["share"]
    rows["text"] = [percent(round(value, 1), lang) for value in rows["pct"]]
    rows["season"] = rows["year"].astype(str)
    return rows[["year", "season", "key", "line", "pct", "text"]]


def lesson_chart(lang: str) -> Spec:
    """Draw `lesson_points`."""
    encoding = _lines(lang, ("nbr", "ndvi")) | {
        "x": {"field": "year", "type": "quantitative", "title": None,
              "scale": {"zero": False}, "axis": {"format": "d", "tickCount": 8}},
    }  # fmt: skip
    return _chart(lesson_points(lang), encoding)


def _lines(lang: str, keys: tuple[str, ...] = tuple(LINES)) -> Spec:
    words = [translate(f"change.line.{key}", lang) for key in keys]
    colours, dashes = zip(*(LINES[key] for key in keys), strict=True)
    legend = {"orient": "top", "columns": 1, "labelLimit": 340, "symbolType": "stroke",
              "symbolSize": 500}  # fmt: skip
    return {
        "y": {"field": "pct", "type": "quantitative", "scale": {"zero": False},
              "title": translate("change.axis.of_before", lang),
              "axis": {"labelExpr": number_labels(lang)}},
        "color": {"field": "line", "type": "nominal", "title": None,
                  "scale": {"domain": words, "range": list(colours)},
                  "legend": legend},
        "strokeDash": {"field": "line", "type": "nominal", "title": None,
                       "scale": {"domain": words, "range": list(dashes)},
                       "legend": legend},
        "tooltip": [
            {"field": "season", "title": translate("change.column.season", lang)},
            {"field": "line", "title": translate("change.column.index", lang)},
            {"field": "text", "title": translate("change.axis.of_before", lang)},
        ],
    }  # fmt: skip


def _chart(points: pd.DataFrame, encoding: Spec) -> Spec:
    return {
        "data": {"values": points.to_dict("records")},
        "mark": {"type": "line", "point": {"filled": True, "size": 60}},
        "encoding": encoding,
        "height": 240 + ROOM,
    }
