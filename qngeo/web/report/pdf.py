"""A report as PDF: its map, QR code and data put together and set."""

import io
import json

import segno

from qngeo.services.report.model import Report
from qngeo.web.report.document import document
from qngeo.web.report.map_drawing import draw
from qngeo.web.report.typeset import typeset


def pdf(report: Report) -> bytes:
    """Return a report as a tagged A4 PDF; the same report gives the same bytes.

    Raises
    ------
    ReportError
        If it cannot be set in time.
    """
    drawing = draw(report.outlines, report.backdrop, lang=report.lang)
    content = document(report, drawing)
    files = {
        "data.json": json.dumps(content, ensure_ascii=False).encode(),
        "qr.svg": qr_code(report.address),
    }
    if drawing is not None:
        files["map.svg"] = drawing.svg.encode()
        for name, sample in drawing.legend.items():
            files[f"legend-{name}.svg"] = sample.encode()
    return typeset(files)


def qr_code(address: str) -> bytes:
    """Return the QR code of an address as SVG."""
    written = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(written, kind="svg", border=1, dark="#1f2b30", svgns=True, xmldecl=False)
    return written.getvalue()
