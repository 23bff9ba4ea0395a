"""The chapters on figures of one subject: rates, disagreements, all the rest."""

import pandas as pd

from qngeo import dates
from qngeo.domain.figures.facts import newest_first
from qngeo.i18n import in_data
from qngeo.services.report.model import (
    Block,
    Chart,
    Figure,
    Line,
    Point,
    Row,
    Section,
    Sides,
    Table,
)
from qngeo.services.report.model import Words as Paragraphs
from qngeo.services.report.words import Words

SHADES = (
    "#1b6f8c", "#d08f5a", "#4f7a3f", "#b5527a", "#3b4a6b", "#e3c878", "#5fa8a3",
    "#7a4b3a", "#a7c79b", "#6c8ebf", "#8c6f9c", "#c2a5cf",
)  # fmt: skip
"""More than any plan has parts; neighbours differ in lightness."""

UNSTATED = "unstated"
"""Definition of rates whose source does not say what they divide by."""

LEAST_POINTS = 2
"""Fewer make no history to draw."""

UNPRINTED = frozenset({"name_vi", "name_en", "lat", "lon", "position_uncertainty"})
"""Attributes that the title and the map say already."""


def rates(found: pd.DataFrame, words: Words) -> Section:
    """Return every fill rate with both its sides, and their history as a chart."""
    blocks: list[Block] = []
    if found.empty:
        blocks.append(Paragraphs(lines=(words.say("report.rates.none"),)))
    else:
        chart = _history(found, words)
        blocks += [chart] if chart else []
        blocks.append(_rate_table(found, words))
    return Section(name="rates", title=words.say("report.rates"), blocks=tuple(blocks))


def _rate_table(found: pd.DataFrame, words: Words) -> Table:
    rows = []
    for _, row in found.iterrows():
        how = words.say(f"pages.rates.{'computed' if row['computed'] else 'stated'}")
        notes = [words.say(key) for key in row["reasons"]] or [str(row["note"])]
        rows.append(
            Row(
                cells=(
                    words.definition(row["definition"], row["scope"]),
                    rate_figure(row, "numerator_ha", words),
                    rate_figure(row, "denominator_ha", words),
                    rate_figure(row, "rate_pct", words),
                    f"{words.sure(row['as_of'], row['confidence'])} · {how}",
                ),
                small="; ".join(note for note in notes if note),
            )
        )
    heads = ("definition", "part", "whole", "rate", "date")
    return Table(
        heads=tuple(words.say(f"report.head.{head}") for head in heads),
        rows=tuple(rows),
        widths=(3.2, 1.2, 1.2, 1.4, 2.5),
        right=(False, True, True, True, False),
    )


def rate_figure(row: pd.Series, side: str, words: Words) -> Figure | str:
    """Return one side of a rate as a figure; words where it is unknown.

    Parameters
    ----------
    row : Series
        A row of `qngeo.domain.occupancy.fill_rates.rates`.
    side : str
        "numerator_ha", "denominator_ha" or "rate_pct".
    words : Words
    """
    if pd.isna(row[side]):
        return words.say("report.unknown")
    is_rate = side == "rate_pct"
    value = float(row[side])
    written = words.rate(value, row["qualifier"]) if is_rate else words.hectares(value)
    title = words.definition(row["definition"], row["scope"])
    return Figure(
        what=f"{title}: {words.say(f'report.side.{side}')}",
        text=written,
        value=repr(value),
        unit="%" if is_rate else "ha",
        subject_id=row["subject_id"],
        attribute=side,
        definition=row["definition"],
        scope=row["scope"],
        as_of=row["as_of"],
        confidence=row["confidence"],
        fact_ids=tuple(row["fact_ids"]),
        source_ids=tuple(row["source_ids"]),
        note=str(row["note"]),
        beside=words.sure(row["as_of"], row["confidence"]),
    )


def year_of(as_of: str) -> float | None:
    """Return the end of a period as a year with its fraction; None where undated.

    Examples
    --------
    >>> round(year_of("2024-06"), 2)
    2024.5
    """
    parsed = dates.parse_period(as_of)
    if parsed is None:
        return None
    return parsed.end.year + (parsed.end.timetuple().tm_yday - 1) / 365.25


def _history(found: pd.DataFrame, words: Words) -> Chart | None:
    """Draw rates over time, one line a definition and scope."""
    dated = found[found["rate_pct"].notna()]
    dated = dated.assign(when=dated["as_of"].map(year_of)).dropna(subset=["when"])
    if len(dated) < LEAST_POINTS or dated["when"].nunique() < LEAST_POINTS:
        return None
    lines = []
    for i, ((definition, scope), rows) in enumerate(
        dated.groupby(["definition", "scope"], sort=False)
    ):
        ordered = rows.sort_values("when")
        points = zip(ordered["when"], ordered["rate_pct"], strict=True)
        lines.append(
            Line(
                title=words.definition(str(definition), str(scope)),
                shade=SHADES[i % len(SHADES)],
                joined=str(definition) != UNSTATED,
                points=tuple(Point(when=float(w), value=float(v)) for w, v in points),
            )
        )
    first, last = int(dated["when"].min()), int(dated["when"].max()) + 1
    step = max(1, -(-(last - first) // 8))
    alt = words.say("report.rates.chart", count=len(dated), lines=len(lines))
    ticks = tuple(range(first, last + step, step))
    return Chart(lines=tuple(lines), ticks=ticks, alt=alt)


def conflicts(found: pd.DataFrame, facts: pd.DataFrame, words: Words) -> Section | None:
    """Return figures that disagree, side by side, each as its fact gives it.

    Parameters
    ----------
    found : DataFrame
        As `qngeo.domain.figures.disagreements.conflicts` gives them.
    facts : DataFrame
        The fact table, with the facts that ``found`` names.
    words : Words
    """
    if found.empty:
        return None
    by_id = facts.set_index("fact_id", drop=False)
    blocks: list[Block] = [Paragraphs(lines=(words.say("report.conflicts.help"),))]
    for fact_ids in found["fact_ids"]:
        figures = tuple(words.fact(by_id.loc[fact_id]) for fact_id in fact_ids)
        blocks.append(Sides(title=figures[0].what, figures=figures))
    return Section(
        name="conflicts", title=words.say("report.conflicts"), blocks=tuple(blocks)
    )


def records(found: pd.DataFrame, words: Words) -> Section | None:
    """Return all further figures by theme, newest first within an attribute.

    Parameters
    ----------
    found : DataFrame
        As `qngeo.services.figures.listing.with_sources` gives them.
    words : Words
    """
    rows = found[~found["attribute"].isin(UNPRINTED)]
    if rows.empty:
        return None
    blocks = tuple(
        record_table(mine, words, words.say(f"report.theme.{theme}"))
        for theme, mine in rows.groupby("theme", sort=True)
    )
    return Section(name="records", title=words.say("report.records"), blocks=blocks)


def record_table(rows: pd.DataFrame, words: Words, title: str) -> Table:
    """Return rows of facts as a table, newest first within an attribute."""
    lines, last = [], ""
    for _, row in newest_first(rows, f"title_{in_data(words.lang)}").iterrows():
        figure = words.fact(row)
        date = words.sure(figure.as_of, figure.confidence)
        role = "again" if figure.what == last else ""
        cells = (figure.what, figure, date)
        lines.append(Row(cells=cells, small=figure.note, role=role))
        last = figure.what
    heads = ("item", "value", "date")
    return Table(
        title=title,
        heads=tuple(words.say(f"report.head.{head}") for head in heads),
        rows=tuple(lines),
        widths=(4.2, 3.0, 2.3),
        right=(False, False, False),
    )
