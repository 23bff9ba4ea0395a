"""Single cells of a person's table: plain text, dates and ids as they are kept."""

import math
import re
import unicodedata

import numpy as np
import pandas as pd

from qngeo.dates import parse_period
from qngeo.errors import DateError
from qngeo.names import fold

_WRITTEN = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
_CLOCK = re.compile(r"[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_LINES = "\n\t"


def plain_text(text: str) -> str:
    r"""Take control characters and marks of writing direction out of a text.

    Line ends stay.

    Examples
    --------
    >>> plain_text("Đông\x00 Mai")
    'Đông Mai'
    """
    if text.isprintable():
        return text
    kept = (
        c
        for c in text
        if c in _LINES or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )
    return "".join(kept).strip()


def date_text(text: str) -> str:
    """Return a date in the form of `qngeo.dates`.

    Days and months as Vietnamese texts write them are turned round; an hour is left
    out.

    Raises
    ------
    DateError
        If it is none.

    Examples
    --------
    >>> date_text("7/9/2024"), date_text("9/2024"), date_text("2024-09-07 00:00:00")
    ('2024-09-07', '2024-09', '2024-09-07')
    """
    plain = _CLOCK.sub("", text.strip())
    match = _WRITTEN.fullmatch(plain)
    if match:
        day, month, year = match.groups()
        plain = f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
    parse_period(plain)
    return plain


def slug(text: str) -> str:
    """Return small letters, digits and underscores for an id.

    Examples
    --------
    >>> slug("Lô CN-12 (Đông Mai)")
    'lo_cn_12_dong_mai'
    """
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")


def in_order(start: str, end: str) -> bool:
    """Tell whether a validity begins no later than it ends; empty is open.

    Examples
    --------
    >>> in_order("2024", "2023-12"), in_order("", "2023")
    (False, True)
    """
    try:
        first, last = parse_period(start), parse_period(end)
    except DateError:
        return True
    if first is None or last is None:
        return True
    return (first.start or first.end) <= last.end


def written(cell: object) -> str:
    """Return what stands in a cell; missing is ""."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return ""
    if isinstance(cell, (float, np.floating)):
        if math.isnan(cell):
            return ""
        return str(int(cell)) if float(cell).is_integer() else repr(float(cell))
    return str(cell).strip()
