"""The official side of the Forest page: what was published, each with its source."""

import re
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from qngeo.domain.forest import cover as forest_cover
from qngeo.i18n import number, percent, period, translate
from qngeo.io.baseline import Baseline
from qngeo.services.forest import official as service
from qngeo.services.forest import planting as forest_planting
from qngeo.services.forest import storm
from qngeo.services.forest import units as forest_units
from qngeo.ui import cache
from qngeo.ui.parts import (
    chart,
    figure,
    forest_before_after,
    forest_charts,
    forest_damage,
    forest_replanting,
)
from qngeo.ui.parts.forest_cells import Pen, cards, facts_of, side_by_side, table
from qngeo.ui.parts.quoted import quoted

DERIVED_STEPS = ("counted", "rate", "all", "trap")

DECISION = re.compile(r"(?P<number>\S+) of (?P<day>\d{4}-\d\d-\d\d)")

CRITERIA = ("canopy", "area", "hills", "rocks", "sand")
"""The legal criteria of planted forest, one line each."""


def show(lang: str, as_of: date) -> None:
    """Write every official figure of the forest known on a day.

    Parameters
    ----------
    lang : str
    as_of : date
    """
    baseline = cache.baseline()
    pen = Pen.of(baseline, lang)
    rates = service.cover(baseline, as_of=as_of)
    st.subheader(translate("official.head", lang))
    st.caption(translate("official.head.help", lang))
    _headlines(baseline, rates, pen, as_of)
    _cover(rates, pen, as_of)
    _why(service.why(baseline, as_of=as_of), pen)
    _classes(service.classes(baseline, as_of=as_of), pen)
    forest_damage.show(baseline, pen, as_of)
    forest_before_after.show(storm.before_and_after(baseline, as_of=as_of), pen)
    forest_replanting.show(forest_planting.planting(baseline, as_of=as_of), pen)
    _path(baseline, rates, pen, as_of)
    _mistakes(baseline, pen, as_of)


def _headlines(baseline: Baseline, rates: pd.DataFrame, pen: Pen, as_of: date) -> None:
    found = []
    official = rates[rates["kind"].eq("official")]
    latest = official[official["scope"].eq("")].tail(1)
    for _, row in latest.iterrows():
        found.append(pen.card(pen.say("official.card.cover"), row, _decision(row, pen)))
    before = official[official["scope"].eq(forest_cover.BEFORE)].tail(1)
    for _, row in before.iterrows():
        found.append(pen.card(pen.say("official.card.before"), row))
    counts = forest_units.damage_counts(baseline, as_of=as_of)
    whole = counts[counts["series"].eq("all") & counts["exact"]].tail(1)
    for _, row in whole.iterrows():
        found.append(pen.card(pen.say("official.card.damage"), row))
    aims = rates[rates["kind"].eq("target")].tail(1)
    for _, row in aims.iterrows():
        found.append(pen.card(pen.say("official.card.aim"), row))
    if found:
        cards(found)
    else:
        st.info(translate("official.none", pen.lang))


def _decision(row: pd.Series, pen: Pen) -> str:
    """Write the decision that announced a rate, or that none was found."""
    if not row["announcement"]:
        return pen.say("official.no_decision")
    text = str(row["announcement"])
    written = DECISION.match(text)
    words = escape(text)
    if written:
        day = period(written["day"], pen.lang)
        words = pen.say("official.decision", number=written["number"], day=day)
    return figure.tagged(words, [row["announcement_id"]], "qn-legal")


def _cover(rates: pd.DataFrame, pen: Pen, as_of: date) -> None:
    lang = pen.lang
    st.markdown(f"##### {translate('official.cover.head', lang)}")
    if rates.empty:
        st.info(translate("official.none", lang))
        return
    st.caption(translate("official.cover.help", lang))
    words = forest_charts.cover_words(rates, lang)
    chart.draw(forest_charts.cover(rates, lang), alt=words)
    names = ("year", "stated", "estimate", "target")
    head = [pen.say(f"official.column.{name}") for name in names]
    with st.expander(translate("official.cover.table", lang), expanded=True):
        table(head, _years(rates, pen, as_of))


def _years(rates: pd.DataFrame, pen: Pen, as_of: date) -> list[list[str]]:
    """Return one row a year, newest first; years without any figure are joined."""
    dated = rates[rates["year"].notna()]
    told = {int(year) for year in dated["year"]}
    last = max(told | {as_of.year})
    ahead = {year for year in range(as_of.year + 1, last + 1) if year not in told}
    spoken = [year for year in range(min(told), last + 1) if year not in ahead]
    blank = tuple(year for year in spoken if year not in told)
    lines = {
        year: _year(dated[dated["year"].eq(year)], year, pen, as_of) for year in told
    }
    nothing = f"<small>{pen.say('official.blank')}</small>"
    for first, end in forest_cover.runs(blank):
        title = str(first) if first == end else f"{first} – {end}"
        lines[end] = [title, nothing, "", ""]
    return [lines[year] for year in sorted(lines, reverse=True)]


def _year(rows: pd.DataFrame, year: int, pen: Pen, as_of: date) -> list[str]:
    kinds = rows["kind"]
    official = rows[kinds.eq("official")]
    rest = rows[kinds.isin(["estimate", "derived"])]
    aims = rows[kinds.eq("target")]
    stated = "" if year > as_of.year else f"<small>{pen.say('official.blank')}</small>"
    if len(official):
        announced = (_announced(row, pen) for _, row in official.iterrows())
        stated = side_by_side(announced)
    return [
        str(year),
        stated,
        side_by_side(pen.cell(row) for _, row in rest.iterrows()),
        side_by_side(pen.cell(row) for _, row in aims.iterrows()),
    ]


def _announced(row: pd.Series, pen: Pen) -> str:
    """Write a published rate with the decision that announced it."""
    return f"<div>{pen.cell(row)}<small>{_decision(row, pen)}</small></div>"


def _why(steps: pd.DataFrame, pen: Pen) -> None:
    lang = pen.lang
    if steps.empty:
        st.markdown(f"##### {translate('official.why.head_none', lang)}")
        st.info(translate("official.why.none", lang))
        return
    pct = {row["step"]: percent(row["number"], lang) for _, row in steps.iterrows()}
    rates = {"rate": pct["rate"], "trap": pct["trap"]}
    st.markdown(f"##### {translate('official.why.head', lang, **rates)}")
    st.markdown(translate("official.why.text", lang, **rates))
    before = steps["step"].str.startswith("before_")
    _steps(steps[~before], pen)
    if before.any():
        with st.expander(translate("official.why.before", lang)):
            _steps(steps[before], pen)


def _steps(steps: pd.DataFrame, pen: Pen) -> None:
    lines = []
    for _, row in steps.iterrows():
        title = pen.say(f"official.step.{row['step']}")
        strong = row["step"] in DERIVED_STEPS
        written = f"{pen.value(row)}{pen.origin(row)}"
        lines.append([f"<b>{title}</b>" if strong else title, written, pen.about(row)])
    names = ("step", "figure", "date")
    table([pen.say(f"official.column.{name}") for name in names], lines)


def _classes(rows: pd.DataFrame, pen: Pen) -> None:
    lang = pen.lang
    st.markdown(f"##### {translate('official.classes.head', lang)}")
    if rows.empty:
        st.info(translate("official.none", lang))
        return
    st.caption(translate("official.classes.help", lang))
    head = [pen.say(f"official.column.{name}") for name in ("class", "area")]
    for attribute in ("forest_area", "forestry_land"):
        mine = rows[rows["attribute"].eq(attribute)]
        with st.expander(
            translate(f"official.classes.{attribute}", lang),
            expanded=attribute == "forest_area",
        ):
            grouped = mine.groupby("scope", sort=False)
            table(head, [_class(group, pen) for _, group in grouped])


def _class(rows: pd.DataFrame, pen: Pen) -> list[str]:
    first = rows.iloc[0]
    whole = pen.say(f"official.whole.{first['attribute']}")
    scope = pen.scope(first)
    title = scope[:1].upper() + scope[1:] if scope else f"<b>{whole}</b>"
    unscoped = rows.assign(scope="")  # the row's title says it already
    return [title, pen.cells(unscoped, "official.blank")]


def _path(baseline: Baseline, rates: pd.DataFrame, pen: Pen, as_of: date) -> None:
    lang = pen.lang
    st.markdown(f"##### {translate('official.path.head', lang)}")
    way = forest_planting.way_to_aim(baseline, as_of=as_of)
    if way is None:
        st.info(translate("official.path.none", lang))
    else:
        st.caption(translate("official.path.help", lang))
        _since(rates, way, pen, as_of)
        _arithmetic(way, pen)
    _national(baseline, pen, as_of)
    _criteria(service.criteria(baseline), pen)


def _since(
    rates: pd.DataFrame, way: forest_planting.WayToAim, pen: Pen, as_of: date
) -> None:
    """Say for which years since the start nothing was published."""
    first = way.path.start_year + 1
    silent = forest_cover.silent_years(rates, first=first, last=as_of.year)
    if silent:
        years = ", ".join(map(str, silent))
        words = {"years": years, "first": way.path.start_year}
        st.caption(translate("official.path.silent", pen.lang, **words))


def _national(baseline: Baseline, pen: Pen, as_of: date) -> None:
    """Show the aim of the whole country as what it is: none of the province."""
    for _, row in service.national_aims(baseline, as_of=as_of).iterrows():
        words = pen.say("official.path.national")
        st.html(
            f"<div>{words}: {pen.value(row)} {pen.about(row)}{pen.origin(row)}</div>"
        )


def _arithmetic(way: forest_planting.WayToAim, pen: Pen) -> None:
    """Write the way to the aim as sums, each with the facts that it rests on."""
    sources = {facts_of(r)[0]: r["source_id"] for r in (way.start, way.aim, way.land)}
    first, last = way.path.start_year, way.path.goal_year
    rows = []
    for name, formula, result, ids in _sums(way, pen.lang):
        cited = [str(sources[fact]) for fact in ids]
        origin = figure.origin(cited, ids, pen.sources, pen.lang)
        title = pen.say(f"official.path.{name}", first=first, last=last)
        written = figure.tagged(escape(result), ids)
        rows.append([title, escape(formula), f"{written}{origin}"])
    heads = ("step", "formula", "result")
    table([pen.say(f"official.column.{name}") for name in heads], rows)


def _sums(
    way: forest_planting.WayToAim, lang: str
) -> list[tuple[str, str, str, list[str]]]:
    """Return name, formula, result and facts of each step to the aim."""
    path = way.path
    unit = translate("official.points", lang)
    start, aim, land = way.fact_ids
    points, area = number(path.points, lang, 2), number(path.hectares, lang, 0)
    return [
        (
            "points",
            f"{percent(path.goal_pct, lang)} − {percent(path.start_pct, lang)}",
            f"{points} {unit}",
            [start, aim],
        ),
        (
            "hectares",
            f"{points} / 100 × {number(path.land_ha, lang, 0)} ha",
            f"{area} ha",
            [start, aim, land],
        ),
        (
            "points_a_year",
            f"{points} / {path.years}",
            f"{number(path.points_a_year, lang, 2)} {unit}",
            [start, aim],
        ),
        (
            "hectares_a_year",
            f"{area} ha / {path.years}",
            f"{number(path.hectares_a_year, lang, 0)} ha",
            [start, aim, land],
        ),
    ]


def _criteria(rows: pd.DataFrame, pen: Pen) -> None:
    for _, row in rows.iterrows():
        words = [pen.say(f"official.criteria.{name}") for name in CRITERIA]
        lines = [figure.tagged(text, facts_of(row), "") for text in words]
        items = "".join(f"<li>{line}</li>" for line in lines)
        st.markdown(translate("official.criteria.text", pen.lang))
        st.html(f'<ul class="qn-list">{items}</ul>{pen.origin(row)}')


def _mistakes(baseline: Baseline, pen: Pen, as_of: date) -> None:
    """Show what a comma can do, and every figure that was mended or set aside."""
    lang = pen.lang
    rows = forest_units.damage_parts(baseline, as_of=as_of)
    burnt = rows[rows["attribute"].eq("fires_area") & rows["number"].mod(1).ne(0)]
    st.markdown(f"##### {translate('official.mistakes.head', lang)}")
    for _, row in burnt.iterrows():
        st.markdown(translate("official.mistakes.text", lang))
        st.html(
            f"<div>{pen.say('official.mistakes.burnt')}: {_exactly(row, pen)}</div>"
        )
    names = ("was", "now", "reason", "status")
    lines = [
        [
            quoted(str(row["was"]), lang),
            quoted(str(row["now"]), lang),
            quoted(str(row["reason"]), lang),
            pen.say(f"official.status.{row['status']}"),
        ]
        for _, row in service.corrections(baseline).iterrows()
    ]
    with st.expander(translate("official.mistakes.table", lang)):
        table([pen.say(f"official.column.{name}") for name in names], lines)


def _exactly(row: pd.Series, pen: Pen) -> str:
    """Write a figure with all its decimals, which the comma is about."""
    decimals = len(str(row["value"]).partition(".")[2])
    text = f"{number(float(row['number']), pen.lang, decimals)} {row['unit']}"
    written = figure.tagged(escape(text), facts_of(row))
    return f"{written} {pen.about(row)}{pen.origin(row)}"
