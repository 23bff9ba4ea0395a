"""What a snapshot tells of one subject when it is clicked or chosen."""

from collections.abc import Iterator
from html import escape

import pandas as pd

from qngeo.domain.figures.facts import as_known, newest_first
from qngeo.i18n import in_data
from qngeo.services.figures.listing import with_sources
from qngeo.services.zones import occupancy
from qngeo.web.snapshot.pen import Pen, table

HIDDEN = ("position",)
"""Themes that are no figures for a reader: coordinates stand on the map."""

NAMES = ("name_vi", "name_en")
"""Attributes that the head of a panel shows already."""

FILLED = frozenset(kind for kinds in occupancy.KINDS.values() for kind in kinds)
"""Kinds of subject of which a fill rate can be known."""

ON_MAP = FILLED | {"site"}
"""Kinds that can be clicked on the map; each click gets an answer."""


def panels(pen: Pen) -> dict[str, str]:
    """Return the facts of every subject as HTML by subject id.

    Of those that the map cannot show, only the ones of which a figure is known.
    """
    known = as_known(pen.baseline.facts, as_of=pen.as_of)
    listed = with_sources(pen.keep(known), pen.baseline)
    hidden = listed["theme"].isin(HIDDEN) | listed["attribute"].isin(NAMES)
    listed = newest_first(listed[~hidden], f"title_{in_data(pen.lang)}")
    rates = occupancy.rates(pen.baseline, as_of=pen.as_of)
    of_rates = dict(tuple(rates.groupby("subject_id")))
    of_facts = dict(tuple(listed.groupby("subject_id")))
    subjects = pen.keep(pen.baseline.subjects)
    nothing = listed.iloc[:0]
    return {
        row["subject_id"]: _panel(
            pen,
            row,
            of_rates.get(row["subject_id"], rates.iloc[:0]),
            of_facts.get(row["subject_id"], nothing),
        )
        for _, row in subjects.iterrows()
        if row["subject_id"] in of_facts or row["kind"] in ON_MAP
    }


def _panel(
    pen: Pen, subject: pd.Series, rates: pd.DataFrame, facts: pd.DataFrame
) -> str:
    other = subject["name_en" if pen.lang == "vi" else "name_vi"]
    bits = [pen.say(f"pages.kind.{subject['kind']}")]
    if subject["status"]:
        bits.append(pen.say(f"pages.status.{subject['status']}"))
    if subject["communes"]:
        bits.append(escape(subject["communes"]))
    parts = [
        f"<h2>{pen.name(subject['subject_id'])}</h2><p><i>{escape(other)}</i><br>"
        f"{' · '.join(bits)}</p>",
    ]
    if subject["kind"] in FILLED:
        parts.append(f"<h3>{pen.say('pages.sheet.rates')}</h3>{_rates(pen, rates)}")
    parts.append(f"<h3>{pen.say('snapshot.panel.figures')}</h3>")
    if facts.empty:
        parts.append(f"<p>{pen.say('pages.sheet.no_figure')}</p>")
    else:
        parts.append(table([], _rows(pen, facts), css="facts"))
    return "".join(parts)


def _rates(pen: Pen, rates: pd.DataFrame) -> str:
    if rates.empty:
        return f"<p>{pen.say('snapshot.rates.none')}</p>"
    rows = [
        [
            f"{pen.definition(row)}<small>{pen.sides(row)}</small>",
            f"{pen.rate(row)} {pen.cite(row['source_ids'])}<small>"
            f"{pen.about(row['as_of'], str(row['confidence']))}</small>",
        ]
        for _, row in newest_first(rates).iterrows()
    ]
    return table([], rows, css="facts")


def _rows(pen: Pen, facts: pd.DataFrame) -> Iterator[list[str]]:
    last = ""
    for _, row in facts.iterrows():
        title = pen.words.attribute(row)
        shown = "" if title == last else escape(title)
        last = title
        note = f"<small>{escape(row['note'])}</small>" if row["note"] else ""
        about = pen.about(row["as_of"], row["confidence"])
        yield [
            shown,
            f"{pen.fact(row)} {pen.cite([row['source_id']])}<small>{about}</small>"
            f"{note}",
        ]


def choices(pen: Pen, told: dict[str, str]) -> str:
    """Return the options of a list of all subjects that have a panel, by kind."""
    subjects = pen.baseline.subjects
    subjects = subjects[subjects["subject_id"].isin(list(told))]
    groups = []
    for kind, rows in subjects.groupby("kind", sort=False):
        options = "".join(
            f'<option value="{escape(name)}">{pen.name(name)}</option>'
            for name in rows["subject_id"]
        )
        label = pen.say(f"pages.kind.{kind}")
        groups.append(f'<optgroup label="{label}">{options}</optgroup>')
    return "".join(groups)
