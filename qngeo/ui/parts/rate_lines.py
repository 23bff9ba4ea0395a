"""The column of the zones' table that shows how each fill rate changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from qngeo.i18n import period, translate
from qngeo.services.zones.rate_history import UNSTATED
from qngeo.ui.parts import sparkline

WIDTH_PX = 110


@dataclass(frozen=True)
class Lines:
    """The lines of a table.

    Attributes
    ----------
    images : Series of str or None
        Drawing of each row, as `qngeo.ui.parts.sparkline.image` gives it.
    words : dict of str to str
        The figures of each drawing, for paper.
    first, last : date
        Ends of the width of every drawing.
    """

    images: pd.Series
    words: dict[str, str]
    first: date
    last: date

    def written(self, image: object) -> str:
        """Return the figures of a drawing in words; "–" for a row without one."""
        return self.words.get(str(image), "–")

    def as_column(self, lang: str) -> dict[str, pd.Series]:
        """Return the column by its title; none where no row has a line."""
        return {_title(lang): self.images} if self.words else {}

    def formats(self, lang: str) -> dict[str, Callable[[object], str]]:
        """Return how paper writes the column, where there is one."""
        return {_title(lang): self.written} if self.words else {}


def lines(
    histories: pd.DataFrame, index: pd.Index, definition: str, lang: str, as_of: date
) -> Lines:
    """Draw the rates of one definition for the rows of a table.

    Parameters
    ----------
    histories : DataFrame
        As `qngeo.services.zones.rate_history.rate_histories`.
    index : Index of str
        Ids of the rows.
    definition, lang : str
    as_of : date
        The width ends on this day, or later where a rate does.
    """
    mine = histories[histories["definition"].eq(definition)]
    first = mine["day"].min() if len(mine) else as_of
    last = max([as_of, *mine["day"]])
    images: dict[str, str | None] = dict.fromkeys(map(str, index))
    words = {}
    for subject, rows in mine[mine["subject_id"].isin(index)].groupby("subject_id"):
        columns = (rows[name] for name in ("day", "rate_pct", "as_of"))
        rates = [sparkline.Rate(*row) for row in zip(*columns, strict=True)]
        joined = definition != UNSTATED
        image = sparkline.image(rates, first, last, lang, joined=joined)
        images[str(subject)] = image
        if image:
            words[image] = sparkline.words(rates, lang)
    drawn = pd.Series(images, index=index, dtype=object)
    return Lines(drawn, words, first, last)


def column(found: Lines, lang: str) -> dict[str, Any]:
    """Return the settings of the column by its title."""
    ends = {
        "first": period(found.first.isoformat(), lang),
        "last": period(found.last.isoformat(), lang),
    }
    settings = st.column_config.ImageColumn(
        width=WIDTH_PX, help=translate("charts.column.history.help", lang, **ends)
    )
    return {_title(lang): settings}


def _title(lang: str) -> str:
    return translate("charts.column.history", lang)
