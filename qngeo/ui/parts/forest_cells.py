"""Forest figures as cells of a table: value, date, how sure, and where from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from qngeo.i18n import in_data, translate
from qngeo.io.baseline import Baseline
from qngeo.ui.parts import figure, html_table
from qngeo.ui.parts.quoted import quoted
from qngeo.ui.parts.rates import scope_name


@dataclass(frozen=True)
class Pen:
    """What writing a figure needs: the language, the sources, words for scopes.

    Attributes
    ----------
    lang : str
    sources : DataFrame
        The register indexed by source_id.
    scopes : Series of str
        Title of each part of a scope.
    """

    lang: str
    sources: pd.DataFrame
    scopes: pd.Series

    @classmethod
    def of(cls, baseline: Baseline, lang: str) -> "Pen":
        """Return the pen for a language."""
        sources = baseline.sources.set_index("source_id")
        scopes = baseline.scopes.set_index("scope")[f"title_{in_data(lang)}"]
        return cls(lang, sources, scopes)

    def say(self, key: str, **values: object) -> str:
        """Return an escaped string of a locale key."""
        return escape(translate(key, self.lang, **values))

    def value(self, row: pd.Series, css: str = "qn-num") -> str:
        """Write the value alone, tagged with its facts."""
        return figure.tagged(figure.value(row, self.lang), facts_of(row), css)

    def origin(self, row: pd.Series) -> str:
        """Write the disclosure; the note only where a source or collector wrote it."""
        facts = facts_of(row)
        note = str(row["note"]) if len(facts) == 1 else ""
        sources = str(row["source_id"]).split("; ")
        return figure.origin(sources, facts, self.sources, self.lang, note=note)

    def about(self, row: pd.Series) -> str:
        """Write the date and how sure the figure is."""
        when = figure.date_words(str(row["as_of"]), self.lang)
        return f"{when} {figure.confidence(str(row['confidence']), self.lang)}"

    def scope(self, row: pd.Series) -> str:
        """Write what the figure speaks of, "" for the whole."""
        text = str(row["scope"])
        return quoted(scope_name(text, self.scopes), self.lang) if text else ""

    def cell(self, row: pd.Series) -> str:
        """Write a figure with its date, scope and source under each other."""
        scope = self.scope(row)
        small = f"<small>{scope}</small>" if scope else ""
        return (
            f'<div class="qn-side">{self.value(row)}<span>{self.about(row)}</span>'
            f"{small}{self.origin(row)}</div>"
        )

    def cells(self, rows: pd.DataFrame, blank: str) -> str:
        """Write several figures side by side, or the words for none."""
        if rows.empty:
            return f"<small>{self.say(blank)}</small>"
        return side_by_side(self.cell(row) for _, row in rows.iterrows())

    def card(self, title: str, row: pd.Series, below: str = "") -> str:
        """Write a figure as a card; ``title`` and ``below`` are escaped HTML."""
        small = f"<span>{below}</span>" if below else ""
        return (
            f'<div class="qn-card"><b>{title}</b>{self.value(row, "qn-big")}'
            f"<span>{self.about(row)}</span>{small}{self.origin(row)}</div>"
        )


def facts_of(row: pd.Series) -> list[str]:
    """Return the ids of the facts that a figure rests on."""
    return str(row["fact_id"]).split("; ")


def side_by_side(cells: Iterable[str]) -> str:
    """Join figures so that they stand beside each other where there is room."""
    return f'<div class="qn-sides">{"".join(cells)}</div>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Show a table of cells that are HTML already."""
    lines = map(html_table.row, rows)
    st.html(html_table.table(head, lines, scrolls=True))


def cards(found: Iterable[str]) -> None:
    """Show cards beside each other."""
    st.html(f'<div class="qn-cards qn-headlines">{"".join(found)}</div>')
