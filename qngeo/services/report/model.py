"""The content of an evidence pack (hồ sơ số liệu) as plain data, without any layout.

Every number of the document is a `Figure`; the PDF prints its text, the CSV beside it
its value, and both walk the same sections, so that they cannot part.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd

NONE, TOTAL, REST, UNKNOWN = "", "total", "rest", "unknown"
"""Roles of a row: what it is beside its neighbours, for the look of it."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure with all that makes it checkable.

    Attributes
    ----------
    what : str
        What it is of, in the language of the document.
    text : str
        As printed.
    value : str
        As stored or computed, not rounded, with a dot as decimal mark; a range as
        "low/high".
    unit : str
        Of ``value``, a unit of `qngeo.units`.
    subject_id, attribute, definition, scope : str
        As in the facts; ``attribute`` names the column for worked-out figures.
    as_of, confidence : str
    fact_ids, source_ids : tuple of str
    note : str
        The collector's words, as given.
    beside : str
        Date and confidence in words, printed where no column of its own says them.
    """

    what: str
    text: str
    value: str
    unit: str
    subject_id: str
    attribute: str
    definition: str = ""
    scope: str = ""
    as_of: str = ""
    confidence: str = ""
    fact_ids: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    note: str = ""
    beside: str = ""


Cell = str | Figure


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a table; ``small`` stands under its first cell, ``shade`` before it."""

    cells: tuple[Cell, ...]
    small: str = ""
    role: str = NONE
    shade: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table; ``widths`` as shares of the width, ``right`` where a column is aligned.

    The sources of a row stand in a column of their own at the end, or, where
    ``inline``, beside each figure with its date.
    """

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    right: tuple[bool, ...]
    title: str = ""
    inline: bool = False


@dataclass(frozen=True, kw_only=True)
class Card:
    """A headline figure with what it is and what it rests on."""

    title: str
    figure: Figure
    detail: str


@dataclass(frozen=True, kw_only=True)
class Cards:
    """Headline figures side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of a bar: hectares above 0, the same shade as its row of the table."""

    title: str
    amount: float
    shade: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Parts of a whole in one bar, with its description for those who cannot see it."""

    title: str
    pieces: tuple[Piece, ...]
    alt: str


@dataclass(frozen=True, kw_only=True)
class Point:
    """A dated value; ``when`` in years, 2024.5 is the middle of 2024."""

    when: float
    value: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """Points of one definition and scope; lines are never joined with each other.

    Where a source does not say what it divides by, the points are not ``joined``
    either: they need not be of one kind.
    """

    title: str
    shade: str
    joined: bool
    points: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Per cent over time, from 0 to 100."""

    lines: tuple[Line, ...]
    ticks: tuple[int, ...]
    alt: str


@dataclass(frozen=True, kw_only=True)
class Sides:
    """Figures that disagree, side by side; none is called the right one."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class Words:
    """Paragraphs, or points of a list."""

    lines: tuple[str, ...]
    listed: bool = False


Block = Table | Cards | Bar | Chart | Sides | Words


@dataclass(frozen=True, kw_only=True)
class Section:
    """A chapter of the document."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """A source as listed at the end; ``number`` is what figures point to."""

    number: int
    source_id: str
    title: str
    about: str
    url: str
    licence: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """An evidence pack.

    Attributes
    ----------
    lang : str
    name : str
        Fit for a file name: "song_khoai".
    title : str
        Name of the subject; of several, how many.
    lead : tuple of str
        Kind, status and place, other names.
    as_of : str
        Day up to which figures count, ISO.
    data_version : str
    address : str
        Of the page that shows the same.
    sections : tuple of Section
    sources : tuple of SourceLine
    outlines : GeoDataFrame
        EPSG:4326; ``subject_id``, ``name``, ``geometry_method``,
        ``position_error_m`` (metres, may be missing); empty where none is known.
    backdrop : mapping of layer name to GeoDataFrame
        What a map shows around them.
    """

    lang: str
    name: str
    title: str
    lead: tuple[str, ...]
    as_of: str
    data_version: str
    address: str
    sections: tuple[Section, ...]
    sources: tuple[SourceLine, ...]
    outlines: gpd.GeoDataFrame
    backdrop: Mapping[str, gpd.GeoDataFrame]


def figures_of(block: Block) -> Iterator[Figure]:
    """Return the figures of a block in the order in which they are printed."""
    if isinstance(block, Table):
        for row in block.rows:
            yield from (cell for cell in row.cells if isinstance(cell, Figure))
    elif isinstance(block, Cards):
        yield from (card.figure for card in block.cards)
    elif isinstance(block, Sides):
        yield from block.figures


def figures(report: Report) -> Iterator[tuple[Section, Figure]]:
    """Return every figure of a document with its section, in the order of printing."""
    for section in report.sections:
        for block in section.blocks:
            for figure in figures_of(block):
                yield section, figure
