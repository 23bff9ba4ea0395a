"""The columns and kinds of the list of changes (những thay đổi)."""

from typing import Any

import pandas as pd

COLUMNS = (
    "day",
    "kind",
    "subject_id",
    "name_vi",
    "name_en",
    "layer",
    "item",
    "attribute",
    "title_vi",
    "title_en",
    "scope",
    "definition",
    "before_item",
    "before",
    "before_qualifier",
    "before_as_of",
    "after",
    "qualifier",
    "as_of",
    "unit",
    "columns",
    "moved_m",
    "area_change_ha",
    "count",
    "version",
    "who",
    "made",
    "source_id",
    "source_title",
    "note",
)
"""The keys of ``changes``. ``before`` and ``after`` are values as the tables hold them
(of an outline: how it came about), "" where there is none; ``item`` is the id of a
figure or feature, ``before_item`` that of the figure whose place it takes; ``columns``
names what changed; ``version``, ``who`` and ``made`` (UTC) speak of own data."""

KINDS = (
    "figure_new",
    "figure_replaced",
    "figure_corrected",
    "figure_withdrawn",
    "outline_new",
    "outline_replaced",
    "outline_withdrawn",
    "row_new",
    "row_changed",
    "row_withdrawn",
    "correction",
    "stale",
    "aim_passed",
    "many",
    "taken_in",
)
"""figure_new: no figure answered that question before, or another one is still shown;
figure_replaced: it is shown now in place of an earlier one; figure_corrected: an
editor set the earlier one right; outline_...: own geometry; row_...: anything else
of own data; correction: a row of the register of corrections; stale: its newest
figure is older than 12 months; aim_passed: the time of an aim has ended; many: so
many changes of one large version; taken_in: what stood in the data on the first day,
which is no news."""

TEXTS = tuple(
    c
    for c in COLUMNS
    if c not in {"day", "columns", "moved_m", "area_change_ha", "count", "version"}
)


def as_table(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Return records as a frame with all `COLUMNS`, what is not given missing.

    Returns
    -------
    DataFrame; texts are "" and numbers missing where nothing is given.
    """
    table = pd.DataFrame(records, columns=list(COLUMNS))
    table[list(TEXTS)] = (
        table[list(TEXTS)].astype(object).where(table[list(TEXTS)].notna(), "")
    )
    table["columns"] = [c if isinstance(c, tuple) else () for c in table["columns"]]
    return table.astype(
        {
            "moved_m": float,
            "area_change_ha": float,
            "count": "Int64",
            "version": "Int64",
        }
    )
