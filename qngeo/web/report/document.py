"""The content of a report as the JSON that the typst template reads.

Nothing in it is markup: the template sets every text as text, so that a name with
``#``, ``$`` or ``[`` stands as it is written.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from fontTools.ttLib import TTFont

from qngeo.i18n import number, period, translate
from qngeo.schema import TEXT_UNITS
from qngeo.services.report.model import (
    Bar,
    Block,
    Cards,
    Cell,
    Chart,
    Figure,
    Report,
    Row,
    Section,
    Sides,
    SourceLine,
    Table,
)
from qngeo.web.report.map_drawing import MapDrawing
from qngeo.web.report.map_frame import HEIGHT_MM, WIDTH_MM
from qngeo.web.report.typeset import FONTS

SHORT_VERSION = 12
"""Digits of the data version in the foot of each page."""


EDGE_MM = 7.0
"""A number of the grid nearer to the corner of the map than this is left out."""

Json = dict[str, Any]
Numbers = Mapping[str, int]


@cache
def _drawable() -> frozenset[int]:
    """Return the code points that the fonts of the report can write."""
    points: set[int] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path) as font:
            points |= set(font.getBestCmap())
    return frozenset(points)


def printable(text: str) -> str:
    """Return a text of which every letter can be written; others become "?".

    Line ends and other control characters become blanks.
    """
    known = _drawable()
    plain = " ".join(text.split())
    return "".join(c if ord(c) in known or c == " " else "?" for c in plain)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(one) for one in value]
    return value


def document(report: Report, drawing: MapDrawing | None, *, qr_words: str = "") -> Json:
    """Return everything that the template prints.

    Parameters
    ----------
    report : Report
    drawing : MapDrawing or None
        None where there is no outline.
    qr_words : str, optional
        What the QR code says, as text beside it; the address of the report if empty.

    Returns
    -------
    dict fit for JSON.
    """
    lang = report.lang
    numbers = {line.source_id: line.number for line in report.sources}
    content = {
        "lang": lang,
        "title": report.title,
        "lead": list(report.lead),
        "address": qr_words or report.address,
        "year": int(report.as_of[:4]),
        "month": int(report.as_of[5:7]),
        "day": int(report.as_of[8:10]),
        "words": _words(report),
        "map": None if drawing is None else _map(report, drawing),
        "sections": [_section(one, numbers) for one in report.sections],
        "sources": [_source(line, lang) for line in report.sources],
    }
    cleaned: Json = _clean(content)
    return cleaned


def _words(report: Report) -> dict[str, str]:
    def say(key: str, **values: object) -> str:
        return translate(f"report.{key}", report.lang, **values)

    return {
        "document": say("document"),
        "made": say("made", date=period(report.as_of, report.lang)),
        "version": say("version", version=report.data_version[:SHORT_VERSION]),
        "version_full": say("version.full", version=report.data_version),
        "scan": say("scan"),
        "online": say("online"),
        "page": say("page", page="\x01", pages="\x02")
        .replace("\x01", "@page")
        .replace("\x02", "@pages"),
        "source": say("head.source"),
        "sources": say("sources"),
        "sources_help": say("sources.help"),
        "about": say("about"),
        "about_figures": say("about.figures"),
        "about_files": say("about.files"),
        "about_legal": say("about.legal"),
        "map": say("map"),
        "north": say("map.north"),
    }


def _map(report: Report, drawing: MapDrawing) -> Json:
    lang, frame = report.lang, drawing.frame

    def say(key: str, **values: object) -> str:
        return translate(f"report.{key}", lang, **values)

    scale = number(frame.scale, lang, 0)
    km, long = frame.bar()
    return {
        "width": WIDTH_MM,
        "height": HEIGHT_MM,
        "alt": say("map.alt", name=report.title, scale=scale),
        "grid": say("map.grid", step=frame.step_km),
        "scale": say("map.scale", scale=scale),
        "credit": say("map.credit"),
        "bar": {"text": f"{number(km, lang, 1)} km", "long": long},
        "labels": [
            {
                "x": one.x,
                "y": one.y,
                "text": one.text,
                "look": one.look,
                "size": one.size,
            }
            for one in drawing.labels
        ],
        "eastings": [
            {"at": at, "text": number(m, lang, 0)}
            for at, m in frame.eastings()
            if EDGE_MM < at < WIDTH_MM - EDGE_MM
        ],
        "northings": [
            {"at": at, "text": number(m, lang, 0)}
            for at, m in frame.northings()
            if EDGE_MM < at < HEIGHT_MM - EDGE_MM
        ],
        "legend": [
            {"file": f"legend-{name}.svg", "text": say(f"legend.{name}")}
            for name in drawing.legend
        ],
    }


def _section(section: Section, numbers: Numbers) -> Json:
    return {
        "name": section.name,
        "title": section.title,
        "blocks": [_block(block, numbers) for block in section.blocks],
    }


def _block(block: Block, numbers: Numbers) -> Json:
    if isinstance(block, Table):
        return _table(block, numbers)
    if isinstance(block, Cards):
        cards = [
            {"title": card.title, "detail": card.detail, **_cell(card.figure, numbers)}
            for card in block.cards
        ]
        return {"kind": "cards", "cards": cards}
    if isinstance(block, Bar):
        whole = sum(piece.amount for piece in block.pieces)
        pieces = [
            {"title": p.title, "share": p.amount / whole, "shade": p.shade}
            for p in block.pieces
        ]
        return {
            "kind": "bar",
            "title": block.title,
            "alt": block.alt,
            "pieces": pieces,
        }
    if isinstance(block, Chart):
        return _chart(block)
    if isinstance(block, Sides):
        figures = [_cell(figure, numbers) for figure in block.figures]
        return {"kind": "sides", "title": block.title, "figures": figures}
    return {"kind": "words", "lines": list(block.lines), "listed": block.listed}


def _table(table: Table, numbers: Numbers) -> Json:
    return {
        "kind": "table",
        "title": table.title,
        "heads": list(table.heads),
        "widths": list(table.widths),
        "right": list(table.right),
        "inline": table.inline,
        "rows": [_row(row, numbers) for row in table.rows],
    }


def _row(row: Row, numbers: Numbers) -> Json:
    of_figures = [c.source_ids for c in row.cells if isinstance(c, Figure)]
    return {
        "cells": [_cell(cell, numbers) for cell in row.cells],
        "small": row.small,
        "role": row.role,
        "shade": row.shade,
        "refs": refs((source for ids in of_figures for source in ids), numbers),
    }


def _cell(cell: Cell, numbers: Numbers) -> Json:
    if isinstance(cell, Figure):
        return {
            "text": cell.text,
            "refs": refs(cell.source_ids, numbers),
            "beside": cell.beside,
            "figure": True,
            "plain": cell.unit in TEXT_UNITS,
        }
    return {"text": cell, "refs": "", "beside": "", "figure": False, "plain": True}


def refs(source_ids: Iterable[str], numbers: Numbers) -> str:
    """Return the numbers of sources as they are printed beside a figure: [1] [3]."""
    several = sorted({numbers[source] for source in source_ids if source in numbers})
    return " ".join(f"[{one}]" for one in several)


def _chart(chart: Chart) -> Json:
    first, last = chart.ticks[0], chart.ticks[-1]

    def at(when: float) -> float:
        return (when - first) / (last - first)

    return {
        "kind": "chart",
        "alt": chart.alt,
        "ticks": [{"at": at(year), "text": str(year)} for year in chart.ticks],
        "lines": [
            {
                "title": line.title,
                "shade": line.shade,
                "joined": line.joined,
                "points": [{"x": at(p.when), "y": p.value} for p in line.points],
            }
            for line in chart.lines
        ],
    }


def _source(line: SourceLine, lang: str) -> Json:
    return {
        "number": line.number,
        "title": line.title,
        "about": line.about,
        "url": line.url or translate("report.sources.no_address", lang),
        "linked": line.url.startswith(("http://", "https://")),
        "licence": line.licence,
    }
