"""The figures of a report as a table: the same, in the same order, with full values."""

import csv
import io
import re
from collections.abc import Iterable

from qngeo.io.uploads.sheet_cells import for_sheets
from qngeo.services.report.model import Report, figures
from qngeo.web.report.document import printable, refs

COLUMNS = (
    "number", "section", "what", "subject_id", "attribute", "definition", "scope",
    "value", "unit", "text", "as_of", "confidence", "fact_ids", "source_ids", "sources",
    "note",
)  # fmt: skip
"""``value`` is as stored or computed, with a dot; ``text`` as the PDF prints it;
``sources`` the numbers in its list of sources."""

SOURCE_COLUMNS = ("number", "source_id", "title", "about", "url", "licence")

_NEGATIVE = re.compile(r"-\d[\d.,]*([eE][+-]?\d+)?(\s[\w/%²]+)?")
"""A number below 0, with its unit: it holds nothing to be run."""


def figures_csv(report: Report) -> bytes:
    """Return every figure of a report as CSV, UTF-8 with a mark for spreadsheets."""
    numbers = {line.source_id: line.number for line in report.sources}
    rows = [
        (
            str(i),
            section.title,
            figure.what,
            figure.subject_id,
            figure.attribute,
            figure.definition,
            figure.scope,
            figure.value,
            figure.unit,
            printable(figure.text),
            figure.as_of,
            figure.confidence,
            "; ".join(figure.fact_ids),
            "; ".join(figure.source_ids),
            refs(figure.source_ids, numbers),
            figure.note,
        )
        for i, (section, figure) in enumerate(figures(report), 1)
    ]
    return _csv(COLUMNS, rows)


def sources_csv(report: Report) -> bytes:
    """Return the list of sources of a report as CSV."""
    rows = [
        (str(s.number), s.source_id, s.title, s.about, s.url, s.licence)
        for s in report.sources
    ]
    return _csv(SOURCE_COLUMNS, rows)


def _csv(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> object:
    """Return a cell that no spreadsheet runs; a negative number stays one."""
    return cell if _NEGATIVE.fullmatch(cell) else for_sheets(cell)
