"""What a file holds beside the columns of its layer (thuộc tính thêm)."""

import json
import math
import unicodedata
from typing import Any

import numpy as np
import pandas as pd

from qngeo.domain.imports.cells import plain_text, written

NO_LICENCE = "the user's own data; no licence was stated"
"""What an export of ours says in the column ``licence`` of rows that name none."""


def extra(
    table: pd.DataFrame, rest: list[Any], taken: set[str]
) -> list[dict[str, Any]]:
    """Return what the layer has no column for, without missing cells.

    Parameters
    ----------
    table : DataFrame of object
    rest : list
        Columns that the layer does not take.
    taken : set of str
        Names that are the layer's own; a column of such a name gets ``_file`` behind
        it.

    Returns
    -------
    list of dict, one a row.
    """
    found: list[dict[str, Any]] = [{} for _ in range(len(table))]
    for column in rest:
        name = plain_text(str(column))
        name = f"{name}_file" if name in taken else name
        for at, cell in enumerate(table[column]):
            if column == "extra" and isinstance(cell, dict):
                found[at].update(cell)
                continue
            value = _kept(cell)
            if value is not None and (column, value) != ("licence", NO_LICENCE):
                found[at][name] = value
    return found


def unfolded(table: pd.DataFrame) -> pd.DataFrame:
    """Return an export of ours with what its column ``extra`` holds as columns.

    What has the name of another column stays in ``extra``, as an object a row.

    Parameters
    ----------
    table : DataFrame of object
        As read from a file.

    Returns
    -------
    DataFrame on the same index.
    """
    if "extra" not in table:
        return table
    held = [_object(cell) for cell in table["extra"]]
    names = dict.fromkeys(name for row in held for name in row)
    fresh = {
        name: pd.Series([row.get(name) for row in held], table.index, dtype=object)
        for name in names
        if name not in table or name == "extra"
    }
    beside = [name for name in names if name in table and name != "extra"]
    if beside:
        left = [{name: row[name] for name in beside if name in row} for row in held]
        words = [row.get("extra") for row in held]
        both = [of or word for of, word in zip(left, words, strict=True)]
        fresh["extra"] = pd.Series(both, table.index, dtype=object)
    return table.drop(columns="extra").assign(**fresh)


def _object(cell: object) -> dict[str, Any]:
    """Return the object a cell holds as JSON; other words stay words."""
    try:
        held = json.loads(cell) if isinstance(cell, str) and cell else cell
    except (ValueError, RecursionError):
        return {"extra": cell}
    if isinstance(held, dict):
        return {str(name): value for name, value in held.items()}
    return {"extra": cell} if written(cell) else {}


def _kept(cell: object) -> Any:
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, (bool, int)):
        return cell
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if isinstance(cell, (dict, list)):
        return cell
    return plain_text(unicodedata.normalize("NFC", written(cell))) or None
