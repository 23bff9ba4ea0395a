"""Numbers in Vietnamese and English writing: 1.234,5 and 1,234.5 are the same."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qngeo.errors import NumberError

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_SHAPE = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_GROUP = 3
"""Digits between two marks of thousands."""


@dataclass(frozen=True)
class Writing:
    """How the numbers of one column are written.

    Attributes
    ----------
    decimal : str
        "," or ".": the decimal mark; the other one parts thousands.
    certain : bool
        Whether some number of the column allows no other reading.
    """

    decimal: str
    certain: bool


def writing(texts: Sequence[str]) -> Writing:
    """Tell the decimal mark of a column from all its numbers together.

    Parameters
    ----------
    texts : sequence of str
        The cells of one column; empty ones say nothing.

    Returns
    -------
    Writing
        Uncertain with a dot where every number reads both ways ("430.125").

    Raises
    ------
    NumberError
        If two cells cannot be of one writing; the message names both.
    """
    told: dict[str, str] = {}
    for text in texts:
        mark = _decimal_mark(text)
        if mark:
            told.setdefault(mark, text)
    if len(told) > 1:
        comma, dot = told[","], told["."]
        message = (
            f"{comma!r} has a decimal comma and {dot!r} a decimal dot in one column:"
            " write all numbers of a column in one way"
        )
        raise NumberError(message)
    if told:
        return Writing(decimal=next(iter(told)), certain=True)
    return Writing(decimal=".", certain=not any(_marks(text) for text in texts))


def parse(text: str, *, decimal: str) -> float:
    """Return the number that a text writes.

    Parameters
    ----------
    text : str
        Spaces and apostrophes between digits are ignored.
    decimal : str
        "," or "."; the other mark may stand between groups of three digits only.

    Raises
    ------
    NumberError
        If the text is no number in that writing.

    Examples
    --------
    >>> parse("2.318.123,45", decimal=",")
    2318123.45
    """
    bare = _SPACES.sub("", text)
    thousands = "." if decimal == "," else ","
    whole, mark, fraction = bare.partition(decimal)
    groups = whole.split(thousands)
    tidy = all(len(group) == _GROUP for group in groups[1:])
    once = thousands not in fraction and decimal not in fraction
    if not _SHAPE.fullmatch(bare) or not once or not tidy:
        message = f"{text[:60]!r} is no number with the decimal mark {decimal!r}"
        raise NumberError(message)
    value = float("".join(groups) + ("." + fraction if mark else ""))
    if not math.isfinite(value):
        message = f"{text[:60]!r} is too large a number"
        raise NumberError(message)
    return value


def plain(value: float) -> str:
    """Write a number with a dot, all its digits, no exponent and no needless zeros.

    Examples
    --------
    >>> plain(1234.50), plain(20.0), plain(1e-05), plain(-0.0)
    ('1234.5', '20', '0.00001', '0')
    """
    text = np.format_float_positional(value, trim="-")
    return "0" if text == "-0" else text


def _marks(text: str) -> str:
    return "".join(c for c in text if c in ".,")


def _decimal_mark(text: str) -> str:
    """Return the decimal mark if this text alone decides it, "" if not."""
    bare = _SPACES.sub("", text)
    marks = _marks(bare)
    if not marks or not _SHAPE.fullmatch(bare):
        return ""
    if len(set(marks)) > 1:
        return marks[-1]
    if len(marks) > 1:
        return "." if marks[0] == "," else ","
    whole, fraction = bare.split(marks)
    grouped = len(fraction) == _GROUP and len(whole.lstrip("+-")) <= _GROUP
    return "" if grouped and not whole.lstrip("+-").startswith("0") else marks
