"""The tables of an evidence pack run nothing in a spreadsheet, whatever they hold."""

import csv
import io
from types import SimpleNamespace

import pytest

from qngeo.services.report.model import SourceLine
from qngeo.web.report.figures_csv import sources_csv


def _title(title: str) -> str:
    """Return a title as it stands in the table of sources."""
    line = SourceLine(number=1, source_id="own_a", title=title, about="", url="")
    text = sources_csv(SimpleNamespace(sources=(line,))).decode("utf-8-sig")
    return next(csv.DictReader(io.StringIO(text)))["title"]


@pytest.mark.parametrize(
    "title", ["=1+1", "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "'=1"]
)
def test_what_would_be_a_formula_begins_with_an_apostrophe(title):
    assert _title(title) == f"'{title}"


@pytest.mark.parametrize("title", ["Quyết định 80", "-12.5", "-1e-05", "-3,5 ha"])
def test_words_and_numbers_stay_as_they_are(title):
    assert _title(title) == title
