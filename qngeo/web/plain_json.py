"""Values of tables as JSON can hold them."""

from datetime import date
from math import isfinite
from typing import Any

import pandas as pd


def plain(value: object) -> object:
    """Make a value fit for JSON: missing is null, tuples are lists.

    Examples
    --------
    >>> plain((1.5, float("nan"), "a"))
    [1.5, None, 'a']
    """
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item"):
        return plain(value.item())
    if isinstance(value, float) and not isfinite(value):
        return None
    return value.isoformat() if isinstance(value, date) else value


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table by column name, fit for JSON."""
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in table.to_dict("records")
    ]
