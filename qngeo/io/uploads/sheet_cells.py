"""Cells that spreadsheets would take for formulas, guarded and as they were given."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def for_sheets(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula.

    A text that begins with ``= + - @`` or a tab, or with apostrophes and one of
    these, gets an apostrophe before it; numbers stay.

    Examples
    --------
    >>> for_sheets("=1+1"), for_sheets(-3), for_sheets("Cẩm Phả"), for_sheets("'=1")
    ("'=1+1", -3, 'Cẩm Phả', "''=1")
    """
    if isinstance(cell, str) and _FORMULA.match(cell):
        return f"'{cell}"
    return cell


def as_given(cell: object) -> object:
    """Take off the apostrophe that `for_sheets` put before a text.

    Examples
    --------
    >>> as_given("'=1+1"), as_given("'Cẩm Phả'"), as_given("''=1")
    ('=1+1', "'Cẩm Phả'", "'=1")
    """
    if isinstance(cell, str) and _GUARDED.match(cell):
        return cell[1:]
    return cell
