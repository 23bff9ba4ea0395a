"""How does an editor add a figure, or set one right, without losing the old one?"""

from dataclasses import asdict, dataclass
from datetime import date

import pandas as pd
from babel.numbers import get_decimal_symbol

from qngeo import clock, numbers
from qngeo.domain.imports.beside_figures import safe_link
from qngeo.errors import NumberError, SchemaError, UnknownNameError
from qngeo.io.baseline import Baseline
from qngeo.io.store import ID, Commit, Store, Version
from qngeo.names import unknown
from qngeo.schema import FACTS, SOURCES, TEXT_UNITS, validate
from qngeo.services.own_data.known_before import next_own

MOST_LETTERS = 2000
"""Of a value that is words, or of a note."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A figure as an editor enters it; fields as in `qngeo.schema.FACTS`."""

    subject_id: str
    attribute: str
    value: str
    unit: str
    source_id: str
    qualifier: str = ""
    as_of: str = ""
    confidence: str = "stated"
    definition: str = ""
    scope: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class NewSource:
    """A source that is not in the register yet; see `qngeo.schema.SOURCES`."""

    source_id: str
    title: str
    publisher: str = ""
    date: str = ""
    url: str = ""
    language: str = "vi"
    type: str = "official"
    note: str = ""


def read_value(text: str, unit: str, lang: str) -> str:
    """Return a value as the tables write it: dot as decimal mark, low/high.

    Parameters
    ----------
    text : str
        A number in Vietnamese or English writing, two parted by "/" for a range, or
        words where the unit is text or date. What could be both ("1.234") is read
        in the writing of the language.
    unit : str
    lang : str
        "vi" or "en".

    Raises
    ------
    NumberError
        If it is no number; the message names the text.

    Examples
    --------
    >>> read_value("1.234,5", "ha", "vi"), read_value("1.234", "ha", "vi")
    ('1234.5', '1234')
    >>> read_value("1.234", "ha", "en"), read_value("10/12,5", "%", "vi")
    ('1.234', '10/12.5')
    """
    if unit in TEXT_UNITS:
        return text.strip()
    parts = [part.strip() for part in text.split("/")]
    if not all(parts):
        msg = f"{text!r} is no number: write 1234.5, 1.234,5 or 10/12"
        raise NumberError(msg)
    how = numbers.writing(parts)
    mark = how.decimal if how.certain else get_decimal_symbol(lang)
    return "/".join(numbers.plain(numbers.parse(p, decimal=mark)) for p in parts)


def _refuse_unknown(entry: Entry, known: Baseline, sources: set[str]) -> None:
    """Name every id that nothing resolves.

    Raises
    ------
    UnknownNameError
    """
    registers = (
        ("subject", entry.subject_id, set(known.subjects["subject_id"])),
        ("attribute", entry.attribute, set(known.attributes["attribute"])),
        ("source", entry.source_id, sources),
    )
    lost = [unknown(what, i, ids) for what, i, ids in registers if i not in ids]
    scopes = {"", *known.scopes["scope"]}
    parts = entry.scope.split("; ") if entry.scope else []
    lost += [unknown("scope", part, scopes) for part in parts if part not in scopes]
    if lost:
        raise UnknownNameError("\n".join(lost))


def checked(
    entry: Entry,
    known: Baseline,
    *,
    fact_id: str,
    today: date,
    sources: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """Return a figure as one row of the table of facts.

    Parameters
    ----------
    entry : Entry
        Its value as `read_value` writes it.
    known : Baseline
        The registers that its ids must resolve in.
    fact_id : str
    today : date
        The day of recording.
    sources : frozenset of str
        Ids of sources that are in no register of ``known``.

    Raises
    ------
    UnknownNameError, SchemaError
        Names every fault.
    """
    _refuse_unknown(entry, known, {*known.sources["source_id"], *sources})
    if max(len(entry.value), len(entry.note)) > MOST_LETTERS:
        msg = f"value and note take at most {MOST_LETTERS} letters each: shorten them"
        raise SchemaError(msg)
    cells = {**asdict(entry), "fact_id": fact_id, "recorded": today.isoformat()}
    row = pd.DataFrame([cells], dtype="str")[list(FACTS.columns)]
    return validate(row, FACTS, "figure")


def next_id(store: Store, taken: set[str]) -> str:
    """Return a free fact id; one that was ever given is never given again."""
    number = next_own(store)
    while f"f{number}" in taken:
        number += 1
    return f"f{number}"


def _as_rows(table: pd.DataFrame, id_column: str) -> pd.DataFrame:
    return table.rename(columns={id_column: ID})


def enter(
    store: Store,
    entry: Entry,
    known: Baseline,
    *,
    who: str,
    corrects: str = "",
    source: NewSource | None = None,
) -> Version:
    """Store a figure as a new row; whatever it sets right stays beside it.

    A new source becomes a version of its own before it, in the same transaction.

    Parameters
    ----------
    store : Store
    entry : Entry
    known : Baseline
    who : str
        Name of the editor.
    corrects : str, optional
        The fact id that the figure sets right; kept with the row.
    source : NewSource, optional
        Register it first; the entry names its id.

    Raises
    ------
    UnknownNameError, SchemaError
        Nothing is stored then.
    ConflictError
        If someone else entered a figure in the same moment; repeat it.
    """
    held, facts = store.read("sources"), store.read("facts")
    own = frozenset(held[ID]) | ({source.source_id} if source else frozenset())
    taken = {*facts[ID], *known.facts["fact_id"]}
    if corrects and corrects not in taken:
        raise UnknownNameError(unknown("fact", corrects, taken))
    newest = store.newest(layer="facts")
    today = clock.today()
    checked(entry, known, fact_id="f0000", today=today, sources=own)
    commits = []
    if source is not None:
        register = {*held[ID], *known.sources["source_id"]}
        commits.append(_registering(store, source, who=who, taken=register))
    fact_id = next_id(store, taken)
    row = checked(entry, known, fact_id=fact_id, today=today, sources=own)
    if corrects:
        row = row.assign(corrects=corrects)
    figure = Commit(
        layer="facts",
        who=who,
        action="edit",
        rows=_as_rows(row, "fact_id"),
        mode="upsert",
        note=f"{fact_id}: {entry.subject_id} {entry.attribute}",
        based_on=newest,
    )
    return store.commit_all([*commits, figure])[-1]


def _registering(
    store: Store, source: NewSource, *, who: str, taken: set[str]
) -> Commit:
    """Return what stores a new source.

    Raises
    ------
    SchemaError
        If its id is taken, its address is none of the web, or it breaks the schema.
    """
    if source.url and not safe_link(source.url):
        msg = f"{source.url[:60]!r} is no web address: begin it with https://"
        raise SchemaError(msg)
    if source.source_id in taken:
        msg = f"source {source.source_id!r} is in the register already: choose it there"
        raise SchemaError(msg)
    row = pd.DataFrame([asdict(source)], dtype="str")[list(SOURCES.columns)]
    return Commit(
        layer="sources",
        who=who,
        action="edit",
        rows=_as_rows(validate(row, SOURCES, "source"), "source_id"),
        mode="upsert",
        note=f"new source {source.source_id}",
        based_on=store.newest(layer="sources"),
    )
