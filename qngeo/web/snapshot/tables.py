"""The tables of a snapshot; each shows what the service of the same question gives."""

from collections.abc import Iterator
from html import escape

import pandas as pd

from qngeo.domain.figures.disagreements import conflicts
from qngeo.domain.figures.facts import as_known, newest_first
from qngeo.i18n import in_data, number, percent, period
from qngeo.model import HOME, Confidence
from qngeo.services.figures.headlines import headlines
from qngeo.services.forest import official
from qngeo.services.zones import allocation, occupancy
from qngeo.web.snapshot.pen import Pen, table

ZONES = ("zone", "park", "province")
"""Groups of fill rates, in this order."""


def cards(pen: Pen) -> str:
    """Return the headline figures of the province; none where it is about others."""
    if pen.only and HOME not in pen.only:
        return ""
    found = []
    for _, row in headlines(pen.baseline, as_of=pen.as_of).iterrows():
        found.append(
            f'<div class="card"><span>{pen.say("pages.headline." + row["key"])}</span>'
            f"{pen.fact(row)}<small>{pen.about(row['as_of'], row['confidence'])} "
            f"{pen.cite([row['source_id']])}</small></div>"
        )
    return f'<div class="cards">{"".join(found)}</div>'


def fill_rates(pen: Pen) -> str:
    """Return every fill rate; zones and parks without one come last, as unknown."""
    rates = occupancy.rates(pen.baseline, as_of=pen.as_of)
    rows: list[list[str]] = []
    for group in ZONES:
        kinds = pen.baseline.subjects["kind"].isin(occupancy.KINDS[group])
        subjects = pen.baseline.subjects[kinds]
        if group == "province":
            subjects = subjects[subjects["subject_id"].eq(HOME)]
        ids = pen.keep(subjects)["subject_id"]
        known = ids.isin(rates["subject_id"])
        for subject in [*ids[known], *ids[~known]]:
            mine = newest_first(rates[rates["subject_id"].eq(subject)])
            rows += [rate_row(pen, row, subject) for _, row in mine.iterrows()]
            if mine.empty:
                unknown = f"<i>{pen.say('snapshot.rates.none')}</i>"
                rows.append([pen.name(subject), unknown, "–", "", "", ""])
    head = ("snapshot.column.subject", "pages.rates.definition", "pages.rates.rate",
            "snapshot.column.sides", "snapshot.column.about",
            "snapshot.column.sources")  # fmt: skip
    return table([pen.say(key) for key in head], rows, css="rates")


def rate_row(pen: Pen, row: pd.Series, subject: str) -> list[str]:
    """Return the cells of one fill rate."""
    how = "computed" if row["computed"] else "stated"
    about = pen.about(row["as_of"], str(row["confidence"]))
    return [
        pen.name(subject),
        pen.definition(row),
        pen.rate(row),
        pen.sides(row),
        f"{about}<small>{pen.say(f'pages.rates.{how}')}</small>",
        pen.cite(row["source_ids"]),
    ]


def balances(pen: Pen) -> str:
    """Return the land balance of each plan: parts, total and what is left."""
    found = []
    planned = pen.baseline.subjects["subject_id"].isin(
        pen.baseline.land_use["subject_id"]
    )
    for subject in pen.keep(pen.baseline.subjects[planned])["subject_id"]:
        rows = allocation.balances(pen.baseline, subject, as_of=pen.as_of)
        for (plan, horizon), block in rows.groupby(["plan", "horizon"], sort=False):
            title = f"{pen.name(subject)} · {escape(str(plan))}"
            when = escape(period(str(horizon), pen.lang))
            found.append(f"<h4>{title} · {when}</h4>{_balance(pen, block)}")
    return "".join(found) or f"<p>{pen.say('pages.land.no_plan')}</p>"


def _balance(pen: Pen, block: pd.DataFrame) -> str:
    rows = []
    for _, row in block.iterrows():
        area = number(row["area_ha"], pen.lang, 2)
        if row["qualifier"] == "range" and pd.notna(row["high_ha"]):
            ends = (number(row[end], pen.lang, 2) for end in ("low_ha", "high_ha"))
            area = " – ".join(ends)
        elif row["qualifier"] not in ("", "range"):
            area = f"{pen.words.say('pages.qualifier.' + row['qualifier'])} {area}"
        sure = ""
        if row["confidence"] != Confidence.STATED:
            words = pen.say(f"pages.confidence.{row['confidence']}")
            sure = f"<small>{words}</small>"
        title = escape(str(row[f"title_{in_data(pen.lang)}"]))
        rows.append(
            [
                f'<span class="{escape(row["role"])}">{title}</span>{sure}',
                f"<b>{escape(area)}</b>",
                escape(percent(row["share_pct"], pen.lang)),
                pen.cite(row["source_ids"]),
            ]
        )
    head = ("pages.land.use", "pages.land.area_ha", "pages.land.share",
            "snapshot.column.sources")  # fmt: skip
    return table([pen.say(key) for key in head], rows, css="balance")


def disagreements(pen: Pen) -> str:
    """Return figures that contradict each other, side by side; none is dropped."""
    known = as_known(pen.baseline.facts, as_of=pen.as_of)
    rows = [
        [
            pen.name(row["subject_id"]),
            escape(pen.words.attribute(row)),
            "".join(_sides(pen, row)),
        ]
        for _, row in pen.keep(conflicts(known)).iterrows()
    ]
    if not rows:
        return f"<p>{pen.say('snapshot.none')}</p>"
    head = ("snapshot.column.subject", "pages.land.item", "snapshot.column.values")
    return table([pen.say(key) for key in head], rows, css="conflicts")


def _sides(pen: Pen, row: pd.Series) -> Iterator[str]:
    sides = ("values", "qualifiers", "as_of", "source_ids")
    for value, how, when, source in zip(*(row[name] for name in sides), strict=True):
        text = escape(pen.words.value(str(value), row["unit"], how))
        date = escape(period(when, pen.lang))
        yield f"<div><b>{text}</b> ({date}) {pen.cite([source])}</div>"


def forest(pen: Pen) -> str:
    """Return published cover rates and aims of the province, and its forest by class.

    Empty where the snapshot is about other subjects only.
    """
    if pen.only and HOME not in pen.only:
        return f"<p>{pen.say('snapshot.forest.province')}</p>"
    rates = official.cover(pen.baseline, as_of=pen.as_of)
    classes = official.classes(pen.baseline, as_of=pen.as_of)
    return (
        f"<h4>{pen.say('official.cover.head')}</h4>{_forest_table(pen, rates)}"
        f"<h4>{pen.say('official.classes.head')}</h4>{_forest_table(pen, classes)}"
    )


def _forest_table(pen: Pen, figures: pd.DataFrame) -> str:
    rows = []
    for _, row in figures.iterrows():
        title = str(pen.words.titles.get(row["attribute"], row["attribute"]))
        rows.append(
            [
                escape(pen.words.with_scope(title, row["scope"])),
                pen.fact(row),
                pen.say(f"official.kind.{row['kind']}"),
                pen.about(row["as_of"], row["confidence"]),
                pen.cite(row["source_id"].split("; ")),
            ]
        )
    head = ("pages.land.item", "snapshot.column.value", "snapshot.column.kind",
            "snapshot.column.about", "snapshot.column.sources")  # fmt: skip
    return table([pen.say(key) for key in head], rows, css="forest")


def sources(pen: Pen) -> str:
    """Return the list of all sources named so far, by number; write it last."""
    register = pen.baseline.sources.set_index("source_id")
    items = []
    for source, number_ in pen.cited.items():
        text = escape(source)
        if source in register.index:
            row = register.loc[source]
            date = period(row["date"], pen.lang) if row["date"] else ""
            parts = [p for p in (row["title"], row["publisher"], date) if p]
            text = escape(" · ".join(parts))
            if str(row["url"]).startswith(("http://", "https://")):
                url = escape(str(row["url"]))
                text += f'<br><a href="{url}" rel="noreferrer">{url}</a>'
        items.append(f'<li id="s{number_}" value="{number_}">{text}</li>')
    return f'<ol class="sources">{"".join(items)}</ol>'
