"""Sources and subjects that a table of figures registers in the same step."""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from qngeo import schema
from qngeo.domain.imports.cells import slug
from qngeo.domain.imports.columns import Cleaned
from qngeo.domain.imports.findings import FAULT, NOTE
from qngeo.domain.imports.ids import LONGEST_SOURCE
from qngeo.domain.imports.registers import Known
from qngeo.domain.imports.table_layers import BESIDE_FACTS, SOURCES, SUBJECTS
from qngeo.model import Kind
from qngeo.names import fold

_LINK = re.compile(r"https?://[^\s<>\"']+", re.I)

SHOWN = 12
"""New ids that a note lists."""


def links(found: Cleaned, column: str) -> None:
    """Tell addresses that no browser should follow: only http and https may stand."""
    if column not in found.table:
        return
    for row, text in found.table[column].items():
        if text and not safe_link(text):
            found.tell(FAULT, "link_form", row, column=column,
                       values={"text": text[:60]})  # fmt: skip


def safe_link(text: str) -> bool:
    """Tell whether a text is one address of the web.

    Examples
    --------
    >>> safe_link("https://quangninh.gov.vn/a"), safe_link("javascript:alert(1)")
    (True, False)
    """
    return _LINK.fullmatch(text) is not None


def registered(found: Cleaned, known: Known) -> dict[str, pd.DataFrame]:
    """Take the sources and subjects that a table of figures brings.

    ``source_id`` and ``subject_id`` of the rows become their ids.

    Returns
    -------
    dict of str to DataFrame
        New rows of "sources" and "subjects", each with ``feature_id`` and the columns
        of its register; empty where the file brings none.
    """
    links(found, "source_url")
    fresh = {"sources": _sources(found, known), "subjects": _subjects(found, known)}
    found.table = found.table.drop(columns=[*BESIDE_FACTS])
    for layer, rows in fresh.items():
        if len(rows):
            listed = ", ".join(rows["feature_id"][:SHOWN])
            values = {"count": len(rows), "ids": listed}
            found.tell(NOTE, f"{layer}_new", values=values)
    return fresh


def _sources(found: Cleaned, known: Known) -> pd.DataFrame:
    fresh: dict[str, dict[str, str]] = {}
    ids = []
    for row, cells in _rows(found.table):
        title, own = cells["source_title"], cells["source_id"]
        if title:
            own = own or known.titles.get(f"source|{fold(title)}", "")
            own = own or slug(title)[:LONGEST_SOURCE].strip("_")
        ids.append(own)
        if not title or own in known.sources:
            continue
        if not re.fullmatch(SOURCES.form, own):
            _malformed(found, row, "source_id", own, SOURCES.example)
            continue
        entry = {
            "feature_id": own, "title": title, "publisher": cells["source_publisher"],
            "date": cells["source_date"], "url": cells["source_url"],
            "language": "vi", "type": "other", "note": "",
        }  # fmt: skip
        _take(found, row, fresh, entry, "title")
    found.table["source_id"] = pd.Series(ids, found.table.index, dtype=object)
    return _frame(fresh, SOURCE_COLUMNS)


def _subjects(found: Cleaned, known: Known) -> pd.DataFrame:
    fresh: dict[str, dict[str, str]] = {}
    for row, cells in _rows(found.table):
        name, own = cells["subject_name_vi"], cells["subject_id"]
        if not name or own in known.ids or fold(own) in known.by_name:
            continue
        kind = own.partition(":")[0]
        if not re.fullmatch(SUBJECTS.form, own) or kind not in set(Kind):
            _malformed(found, row, "subject_id", own, SUBJECTS.example)
            continue
        english = cells["subject_name_en"] or name
        entry = {
            **dict.fromkeys(SUBJECT_COLUMNS, ""), "feature_id": own, "kind": kind,
            "name_vi": name, "name_en": english,
        }  # fmt: skip
        _take(found, row, fresh, entry, "name_vi")
    return _frame(fresh, SUBJECT_COLUMNS)


def _rows(table: pd.DataFrame) -> Iterator[tuple[int, dict[str, str]]]:
    for row, cells in zip(table.index, table.to_dict("records"), strict=True):
        yield int(row), {str(name): cell for name, cell in cells.items()}


def _malformed(found: Cleaned, row: Any, column: str, text: str, example: str) -> None:
    found.tell(FAULT, "id_form_table", row, column=column,
               values={"text": text[:60], "example": example})  # fmt: skip


def _take(
    found: Cleaned,
    row: Any,
    fresh: dict[str, dict[str, str]],
    entry: dict[str, str],
    name: str,
) -> None:
    """Keep a new entry; tell one that another row writes otherwise."""
    before = fresh.setdefault(entry["feature_id"], entry)
    if before[name] != entry[name]:
        values = {"id": entry["feature_id"], "one": before[name], "other": entry[name]}
        found.tell(FAULT, "register_twice", row, values=values)


def _frame(fresh: dict[str, dict[str, str]], columns: tuple[str, ...]) -> pd.DataFrame:
    rows = pd.DataFrame(list(fresh.values()), columns=["feature_id", *columns])
    return rows.astype(object)


def _rest(columns: Any, own: str) -> tuple[str, ...]:
    return tuple(str(column) for column in columns if column != own)


SOURCE_COLUMNS = _rest(schema.SOURCES.columns, "source_id")
SUBJECT_COLUMNS = _rest(schema.SUBJECTS.columns, "subject_id")
