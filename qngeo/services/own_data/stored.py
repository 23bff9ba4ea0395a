"""What is in the store of own data, who put it there, and what did each change?"""

import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from qngeo.config import settings
from qngeo.errors import SchemaError
from qngeo.io.store import FILE_NAME, LAYERS, Store, Version

OVERVIEW = ("layer", "rows", "version", "who", "made")

LOG = ("version", "made", "who", "action", "layer", "added", "changed", "removed",
       "file_name", "note", "undoes", "taken_back_by")  # fmt: skip


def overview(log: Sequence[Version]) -> pd.DataFrame:
    """Return one row a layer that has a version, in the order of `LAYERS`.

    Parameters
    ----------
    log : sequence of Version, oldest first

    Returns
    -------
    DataFrame with ``layer``, ``rows`` (current ones: what the versions added less what
    they removed), and the newest ``version`` with ``who`` and ``made`` (UTC).
    """
    rows = []
    for layer in LAYERS:
        mine = [one for one in log if one.layer == layer]
        if mine:
            count = sum(one.added - one.removed for one in mine)
            newest = mine[-1]
            rows.append((layer, count, newest.number, newest.who, newest.made))
    return pd.DataFrame(rows, columns=list(OVERVIEW))


def log_table(log: Sequence[Version]) -> pd.DataFrame:
    """Return the log as a table, newest first, with which version took which back."""
    back = {one.undoes: one.number for one in log if one.undoes is not None}
    rows = [
        (one.number, one.made, one.who, one.action, one.layer, one.added, one.changed,
         one.removed, one.file_name, one.note, one.undoes, back.get(one.number))
        for one in reversed(log)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(LOG))
    return table.astype({"undoes": "Int64", "taken_back_by": "Int64"})


def changes(store: Store, version: Version) -> pd.DataFrame:
    """Return feature by feature what one version changed.

    See `qngeo.io.store.Store.differences` for the columns.
    """
    return store.differences(version.layer, version.number - 1, version.number)


def writing_off() -> str:
    """Tell where nothing can be written at present; "" where writing is open.

    Asks the system for the store's file and folder and for the folder ``var``, without
    writing anything. Whether a database lets write is told by its own answer only.
    """
    at = settings()
    own = [] if "://" in at.store else [Path(at.store or at.var / FILE_NAME)]
    for path in (*own, *(one.parent for one in own), at.var):
        there = next(one for one in (path, *path.absolute().parents) if one.exists())
        if not os.access(there, os.W_OK):
            return there.name or str(there)
    return ""


def take_back(store: Store, number: int, *, who: str, reason: str) -> Version:
    """Take one version back by a new one; the log keeps the reason.

    Raises
    ------
    SchemaError
        If no reason is given.
    ConflictError
        If a later version changed the same rows; the message names it.
    """
    if not reason.strip():
        msg = f"version {number} is taken back with a reason only: say why"
        raise SchemaError(msg)
    return store.undo(number, who=who, note=reason.strip())
