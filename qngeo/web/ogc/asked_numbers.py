"""Numbers in the parameters of an address: decimal ones, no other that Python reads."""

import math
import re

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def read_number(text: str) -> float | None:
    """Return a finite number, None where the text is none.

    Examples
    --------
    >>> read_number("1e3"), read_number("nan"), read_number("1_0")
    (1000.0, None, None)
    """
    number = float(text) if NUMBER.fullmatch(text) else math.inf
    return number if math.isfinite(number) else None
