"""Figures as cells of a table in a snapshot: value, date, how sure, source numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from itertools import zip_longest

import pandas as pd

from qngeo.domain.figures.definitions import find
from qngeo.i18n import in_data, number, translate
from qngeo.io.baseline import Baseline
from qngeo.services.report.words import Words, words_of


@dataclass(frozen=True)
class Pen:
    """What writing needs: data, language and day, and the sources named so far.

    Attributes
    ----------
    baseline : Baseline
    lang : str
    as_of : date
    only : frozenset of str
        Subjects that the snapshot is about; all where empty.
    words : Words
    names : mapping of str to str
        Name of each subject.
    cited : dict of str to int
        Number of each source, in the order in which they are first named.
    """

    baseline: Baseline
    lang: str
    as_of: date
    only: frozenset[str]
    words: Words
    names: Mapping[str, str]
    cited: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls, baseline: Baseline, *, lang: str, as_of: date, only: Iterable[str] = ()
    ) -> "Pen":
        """Return a pen that has named no source yet."""
        names = baseline.subjects.set_index("subject_id")[f"name_{in_data(lang)}"]
        known = {str(subject): str(name) for subject, name in names.items()}
        words = words_of(baseline, lang)
        return cls(baseline, lang, as_of, frozenset(only), words, known)

    def say(self, key: str, **values: object) -> str:
        """Return the string of a key as HTML."""
        return escape(translate(key, self.lang, **values))

    def keep(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Narrow rows with ``subject_id`` to the subjects of the snapshot."""
        return rows[rows["subject_id"].isin(self.only)] if self.only else rows

    def name(self, subject_id: str) -> str:
        """Return the name of a subject as HTML."""
        return escape(self.names.get(subject_id, subject_id))

    def cite(self, source_ids: Iterable[str]) -> str:
        """Return the numbers of sources, each a link to the list of sources."""
        links = []
        for source in dict.fromkeys(s for s in source_ids if s):
            number_ = self.cited.setdefault(source, len(self.cited) + 1)
            links.append(f'<a class="cite" href="#s{number_}">[{number_}]</a>')
        return "".join(links)

    def about(self, as_of: str, confidence: str) -> str:
        """Return date and how sure a figure is."""
        return escape(self.words.sure(as_of, confidence))

    def fact(self, row: pd.Series) -> str:
        """Return the value of a fact."""
        text = self.words.value(str(row["value"]), row["unit"], row["qualifier"])
        return f"<b>{escape(text)}</b>"

    def rate(self, row: pd.Series) -> str:
        """Return a fill rate with its qualifier."""
        text = self.words.rate(float(row["rate_pct"]), str(row["qualifier"]))
        return f"<b>{escape(text)}</b>"

    def sides(self, row: pd.Series) -> str:
        """Return leased over whole hectares of a fill rate."""
        if pd.isna(row["numerator_ha"]) and pd.isna(row["denominator_ha"]):
            return self.say("pages.rates.no_base")
        ends = [
            self.say("pages.rates.unknown")
            if pd.isna(row[side])
            else escape(number(row[side], self.lang, 2))
            for side in ("numerator_ha", "denominator_ha")
        ]
        return f"{ends[0]} / {ends[1]} ha"

    def definition(self, row: pd.Series) -> str:
        """Return the definition of a fill rate and what it speaks of."""
        title = translate(find(str(row["definition"])).title_key, self.lang)
        return escape(self.words.with_scope(title, str(row["scope"])))


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, css: str = "") -> str:
    """Return a table of cells that are HTML already; without heads where none.

    Each cell names its head once more, for screens on which cells stand under each
    other.
    """
    cells = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    top = f"<thead><tr>{cells}</tr></thead>" if cells else ""
    heads = [f' data-head="{cell}"' for cell in head]
    body = "".join(f"<tr>{''.join(_cells(row, heads))}</tr>" for row in rows)
    return (
        f'<div class="scroll" tabindex="0"><table class="{css}">{top}'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[str], heads: Sequence[str]) -> Iterator[str]:
    for cell, head in zip_longest(row, heads, fillvalue=""):
        yield f"<td{head}>{cell}</td>"
