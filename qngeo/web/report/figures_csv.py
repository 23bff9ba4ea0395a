"""The figures of a report as a table: the same, in the same order, with full values."""

import csv
import io
from collections.abc import Iterable

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

_FORMULA = ("=", "+", "@", "\t", "\r")
"""A cell that begins so would be run by a spreadsheet."""


def figures_csv(report: Report) -> bytes:
    """Return every figure of a report as CSV, UTF-8 with a mark for spreadsheets."""
    numbers = {line.source_id: line.number for line in report.sources}
    rows = [
        (
            str(i),
            section.title,
            _safe(figure.what),
            figure.subject_id,
            figure.attribute,
            figure.definition,
            _safe(figure.scope),
            _safe(figure.value),
            figure.unit,
            _safe(printable(figure.text)),
            figure.as_of,
            figure.confidence,
            "; ".join(figure.fact_ids),
            "; ".join(figure.source_ids),
            refs(figure.source_ids, numbers),
            _safe(figure.note),
        )
        for i, (section, figure) in enumerate(figures(report), 1)
    ]
    return _csv(COLUMNS, rows)


def sources_csv(report: Report) -> bytes:
    """Return the list of sources of a report as CSV."""
    rows = [
        (str(s.number), s.source_id, _safe(s.title), _safe(s.about), s.url, s.licence)
        for s in report.sources
    ]
    return _csv(SOURCE_COLUMNS, rows)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return written.getvalue().encode("utf-8-sig")
