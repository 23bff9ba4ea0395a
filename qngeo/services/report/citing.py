"""Which source has which number: in the order in which figures first name them."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from qngeo.i18n import period
from qngeo.services.layers.licences import OPENSTREETMAP
from qngeo.services.report.model import Section, SourceLine, figures_of

OSM_LICENCE = "ODbL 1.0, © OpenStreetMap contributors"


def cited(sections: Iterable[Section], further: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the ids of all sources, first named first, then further ones.

    Parameters
    ----------
    sections : iterable of Section
    further : iterable of str
        Sources that stand behind no figure: those of the outline on the map.
    """
    of_figures = [
        source
        for section in sections
        for block in section.blocks
        for figure in figures_of(block)
        for source in figure.source_ids
    ]
    return tuple(dict.fromkeys(s for s in [*of_figures, *further] if s))


def source_lines(
    ids: Iterable[str],
    sources: pd.DataFrame,
    lang: str,
    others: Iterable[SourceLine] = (),
) -> tuple[SourceLine, ...]:
    """Return the list of sources with title, publisher, date and address.

    Parameters
    ----------
    ids : iterable of str
        In the order of their numbers.
    sources : DataFrame
        As `qngeo.schema.SOURCES`; an id that is not in it stands by itself.
    lang : str
    others : iterable of SourceLine
        Sources that are in no register, such as a series of images or a person's
        file; their numbers are given here.
    """
    register = sources.set_index("source_id")
    by_id = {line.source_id: line for line in others}
    found = []
    for number, source_id in enumerate(ids, 1):
        if source_id in by_id:
            found.append(replace(by_id[source_id], number=number))
            continue
        title, about, url = source_id, "", ""
        if source_id in register.index:
            row = register.loc[source_id]
            title, url = str(row["title"]), str(row["url"])
            date = period(row["date"], lang) if row["date"] else ""
            about = " · ".join(part for part in (row["publisher"], date) if part)
        licence = OSM_LICENCE if source_id in OPENSTREETMAP else ""
        found.append(
            SourceLine(
                number=number,
                source_id=source_id,
                title=title,
                about=about,
                url=url,
                licence=licence,
            )
        )
    return tuple(found)
