"""Charts of the official forest figures, as specifications for vega-lite.

Each series has a colour of `chart_colours` and a shape or dash of its own as well.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from qngeo.domain.figures.facts import spans
from qngeo.i18n import number, percent, period, translate
from qngeo.ui.parts import chart
from qngeo.ui.parts.axes import number_labels
from qngeo.ui.parts.chart import Spec
from qngeo.ui.parts.chart_colours import BLUE, GREEN, ORANGE, PURPLE

KIND_COLOURS = {
    "official": BLUE,
    "estimate": ORANGE,
    "target": GREEN,
    "derived": PURPLE,
}
KIND_SHAPES = {
    "official": "circle",
    "estimate": "triangle-down",
    "target": "diamond",
    "derived": "square",
}
KIND_SIZES = {"official": 80, "estimate": 95, "target": 95, "derived": 210}
"""Square pixels. Published rates are drawn last and on top, and what is derived is
large enough to be seen around a published rate of the same day."""

SERIES_COLOURS = {"all": BLUE, "planted": ORANGE, "natural": GREEN}
SERIES_DASHES = {"all": [1, 0], "planted": [6, 3], "natural": [2, 3]}

STEP = 5
"""Per cent between two lines of the cover chart."""

QUALIFIED = {"about": "≈ ", "at_least": "> ", "at_most": "< "}
"""Marks of bounded and approximate figures in a tooltip."""


def _axis_x(lang: str, pattern: str) -> Spec:
    """Return an axis of time; ``pattern`` as Vietnamese dates are written."""
    english = pattern.replace("%d/%m/%Y", "%d %b %Y").replace("%m/%Y", "%b %Y")
    written = pattern if lang == "vi" else english
    label = f"timeFormat(datum.value, '{written}')"
    return {"labelExpr": label, "tickCount": 6, "title": None, "labelOverlap": True}


def _scale(used: list[str], looks: Mapping[str, Any], titles: list[str]) -> Spec:
    return {"domain": titles, "range": [looks[name] for name in used]}


def cover_points(rows: pd.DataFrame, lang: str) -> list[Spec]:
    """Return the points of the cover chart, one a figure with a number and a date.

    Parameters
    ----------
    rows : DataFrame
        As `qngeo.services.forest.official.cover` gives them.
    lang : str

    Returns
    -------
    list of dict: ``day`` (end of the period), ``pct``, ``kind``, ``series``,
    ``text``, ``when`` and ``source``.
    """
    dated = rows.assign(end=spans(rows["as_of"])["end"])
    known = dated[dated["number"].notna() & dated["end"].notna()]
    order = known["kind"].map(list(reversed(KIND_COLOURS)).index)
    return [
        {
            "day": row["end"].isoformat(),
            "pct": float(row["number"]),
            "kind": row["kind"],
            "series": translate(f"official.kind.{row['kind']}", lang),
            "text": QUALIFIED.get(row["qualifier"], "") + percent(row["number"], lang),
            "when": period(row["as_of"], lang),
            "source": row["source_title"],
        }
        for _, row in known.iloc[order.argsort(kind="stable")].iterrows()
    ]


def _courses(points: list[Spec], lang: str) -> list[str]:
    """Return the course of each series in words, each in the order of its days."""
    found: dict[str, list[Spec]] = {}
    for point in sorted(points, key=lambda point: str(point["day"])):
        found.setdefault(point["series"], []).append(point)
    return [
        chart.course(name, [(p["text"], p["when"]) for p in mine], lang)
        for name, mine in found.items()
    ]


def cover_words(rows: pd.DataFrame, lang: str) -> str:
    """Say what `cover` draws."""
    title = translate("official.cover.head", lang)
    return chart.trend(title, _courses(cover_points(rows, lang), lang), lang)


def cover(rows: pd.DataFrame, lang: str) -> Spec:
    """Draw `cover_points`; no line joins them, for they are not one series."""
    points = cover_points(rows, lang)
    used = [kind for kind in KIND_COLOURS if any(p["kind"] == kind for p in points)]
    titles = [translate(f"official.kind.{kind}", lang) for kind in used]
    legend = {"orient": "bottom", "title": None, "columns": 2}
    return {
        "data": {"values": points},
        "mark": {"type": "point", "filled": True, "opacity": 0.9},
        "encoding": {
            "x": {"field": "day", "type": "temporal", "axis": _axis_x(lang, "%Y")},
            "y": {
                "field": "pct",
                "type": "quantitative",
                "title": "%",
                "scale": {"zero": False, "domain": _around(points)},
                "axis": {"labelExpr": number_labels(lang)},
            },
            "color": {
                "field": "series",
                "type": "nominal",
                "scale": _scale(used, KIND_COLOURS, titles),
                "legend": legend,
            },
            "shape": {
                "field": "series",
                "type": "nominal",
                "scale": _scale(used, KIND_SHAPES, titles),
                "legend": legend,
            },
            "size": {
                "field": "series",
                "type": "nominal",
                "scale": _scale(used, KIND_SIZES, titles),
                "legend": None,
            },
            "tooltip": tooltip(lang, "official.column.kind"),
        },
        "height": 300,
    }


def _around(points: list[Spec]) -> list[float]:
    """Return a span of whole fives with room around all rates."""
    rates = [point["pct"] for point in points]
    return [STEP * ((min(rates) - 2) // STEP), -STEP * (-(max(rates) + 2) // STEP)]


def tooltip(lang: str, series_key: str) -> list[Spec]:
    """Return what a point tells; ``series_key`` names what sets it apart."""
    return [
        {"field": "series", "title": translate(series_key, lang)},
        {"field": "text", "title": translate("official.column.figure", lang)},
        {"field": "when", "title": translate("official.column.date", lang)},
        {"field": "source", "title": translate("pages.figure.source", lang)},
    ]


def damage_points(rows: pd.DataFrame, lang: str) -> list[Spec]:
    """Return the points of the damage chart, one a count.

    Parameters
    ----------
    rows : DataFrame
        As `qngeo.services.forest.units.damage_counts` gives them.
    lang : str
    """
    return [
        {
            "day": row["day"].isoformat(),
            "ha": float(row["number"]),
            "name": row["series"],
            "series": translate(f"official.count.{row['series']}", lang),
            "exact": bool(row["exact"]),
            "text": QUALIFIED.get(row["qualifier"], "")
            + f"{number(row['number'], lang, 2)} ha",
            "when": period(row["as_of"], lang),
            "source": row["source_title"],
        }
        for _, row in rows.iterrows()
    ]


def damage_words(rows: pd.DataFrame, lang: str) -> str:
    """Say what `damage` draws."""
    title = translate("official.damage.head", lang)
    return chart.trend(title, _courses(damage_points(rows, lang), lang), lang)


def damage(rows: pd.DataFrame, lang: str) -> Spec:
    """Draw `damage_points` as steps; bounded counts are hollow and off the steps."""
    points = damage_points(rows, lang)
    used = [name for name in SERIES_COLOURS if any(p["name"] == name for p in points)]
    titles = [translate(f"official.count.{name}", lang) for name in used]
    legend = {"orient": "bottom", "title": None, "columns": 2}
    legend |= {"symbolType": "stroke"}
    colour = {
        "field": "series",
        "type": "nominal",
        "scale": _scale(used, SERIES_COLOURS, titles),
        "legend": legend,
    }
    dash = {**colour, "scale": _scale(used, SERIES_DASHES, titles)}
    y = {
        "field": "ha",
        "type": "quantitative",
        "title": "ha",
        "axis": {"labelExpr": number_labels(lang)},
    }
    x = {"field": "day", "type": "temporal", "axis": _axis_x(lang, "%d/%m/%Y")}
    told = tooltip(lang, "official.column.counted")
    exact = {"transform": [{"filter": "datum.exact"}]}
    return {
        "data": {"values": points},
        "encoding": {"x": x, "y": y, "color": colour},
        "layer": [
            {
                **exact,
                "mark": {"type": "line", "interpolate": "step-after"},
                "encoding": {"strokeDash": dash},
            },
            {
                **exact,
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                "encoding": {"tooltip": told},
            },
            {
                "transform": [{"filter": "!datum.exact"}],
                "mark": {"type": "point", "filled": False, "size": 90},
                "encoding": {"tooltip": told},
            },
        ],
        "height": 300,
    }
