"""Which few figures does the first page lead with?"""

import pandas as pd

from qngeo.domain.figures.definitions import DEFINITIONS
from qngeo.domain.figures.facts import ranked, scope_of_whole
from qngeo.domain.occupancy import fill_rates
from qngeo.io.baseline import Baseline
from qngeo.schema import TEXT_UNITS, WORKED_BACK
from qngeo.services.report.model import Card, Cards, Figure, Section
from qngeo.services.report.model import Words as Paragraphs
from qngeo.services.report.sections import rate_figure
from qngeo.services.report.words import Words

LEADING = (
    "area_planned", "area_land", "area_industrial", "area_handed_over", "area_leased",
    "area_ready", "area_cleared", "projects", "capital_registered", "population",
    "area", "forest_cover_rate",
)  # fmt: skip
"""Attributes in the order of their weight; others follow where these are few."""

MOST_RATES = 3
MOST_CARDS = 8

_MISLEADING = ("lat", "lon", "position_uncertainty", "fill_rate", "clearance_rate")


def section(
    baseline: Baseline, mine: pd.DataFrame, rates: pd.DataFrame, words: Words
) -> Section:
    """Return the headline figures of one subject.

    Fill rates first, the newest of each definition; then one figure an attribute,
    picked by the rule of `qngeo.domain.figures.facts.ranked`.

    Parameters
    ----------
    baseline : Baseline
    mine : DataFrame
        Facts of the subject that speak by the day.
    rates : DataFrame
        Its fill rates.
    words : Words
    """
    cards = rate_cards(rates, words)[:MOST_RATES]
    cards += [
        Card(
            title=words.attribute(row),
            figure=words.fact(row),
            detail=words.sure(row["as_of"], row["confidence"]),
        )
        for _, row in leading(baseline, mine).iterrows()
    ]
    title = words.say("report.headlines")
    if not cards:
        said = Paragraphs(lines=(words.say("report.headlines.none"),))
        return Section(name="headlines", title=title, blocks=(said,))
    shown = Cards(cards=tuple(cards[:MOST_CARDS]))
    return Section(name="headlines", title=title, blocks=(shown,))


def rate_cards(rates: pd.DataFrame, words: Words) -> list[Card]:
    """Return the newest rate of each definition, as the map and the tables pick it."""
    found = []
    for definition in DEFINITIONS:
        for _, row in fill_rates.headline(rates, definition=definition.id).iterrows():
            figure = rate_figure(row, "rate_pct", words)
            if isinstance(figure, Figure):
                title = words.definition(definition.id)
                found.append(
                    Card(
                        title=words.say("report.card.rate", definition=title),
                        figure=figure,
                        detail=words.sure(row["as_of"], row["confidence"]),
                    )
                )
    return found


def leading(baseline: Baseline, mine: pd.DataFrame) -> pd.DataFrame:
    """Return one figure an attribute, about the whole subject, the weightiest first."""
    by_attribute = best(baseline, mine)
    order = [*LEADING, *baseline.attributes["attribute"]]
    place = {name: i for i, name in reversed(list(enumerate(order)))}
    by_place = by_attribute["attribute"].map(place)
    return by_attribute.assign(_place=by_place).sort_values("_place", kind="stable")


def best(baseline: Baseline, mine: pd.DataFrame) -> pd.DataFrame:
    """Return the first figure of each attribute by the one rule, of whole subjects."""
    whole = mine["subject_id"].map(scope_of_whole)
    land = mine["attribute"].str.startswith("area_")
    fits = mine["scope"].eq("") & ~(land & whole.ne("")) | mine["scope"].eq(whole)
    numeric = mine[
        fits
        & ~mine["unit"].isin(TEXT_UNITS)
        & ~mine["attribute"].isin(_MISLEADING)
        & ~mine["definition"].isin(WORKED_BACK)
    ]
    order = ranked(numeric, sources=baseline.sources)
    return order.drop_duplicates(["subject_id", "attribute"])
