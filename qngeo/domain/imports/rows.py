"""Rows of a layer held against one another and against what the province knows."""

from qngeo.domain.imports.cells import in_order
from qngeo.domain.imports.columns import Cleaned
from qngeo.domain.imports.findings import FAULT, WARNING
from qngeo.domain.imports.layers import BALANCE
from qngeo.domain.imports.registers import Known
from qngeo.domain.imports.rules import LayerRules
from qngeo.names import fold, nearest

SLACK = 1e-6
"""Share by which parts may exceed their whole, for the binary writing of decimals."""


def balance(found: Cleaned) -> None:
    """Tell leased above industrial and industrial above planned hectares."""
    columns = [column for column in BALANCE if column in found.table]
    for at, part in enumerate(columns):
        for whole in columns[at + 1 :]:
            few, many = found.table[part], found.table[whole]
            for row in found.table.index[few > many * (1 + SLACK)]:
                sizes = {"few": float(few[row]), "many": float(many[row])}
                values = {"part": part, "whole": whole, **sizes}
                found.tell(FAULT, "balance", row, column=part, values=values)


def validity(found: Cleaned) -> None:
    """Tell a validity that ends before it begins."""
    if "valid_from" not in found.table:
        return
    starts, ends = found.table["valid_from"], found.table["valid_to"]
    for row, start, end in zip(found.table.index, starts, ends, strict=True):
        if start and end and not in_order(start, end):
            found.tell(FAULT, "dates_turned", row, column="valid_to",
                       values={"start": start, "end": end})  # fmt: skip


def communes(found: Cleaned, rules: LayerRules, known: Known) -> None:
    """Tell communes that are none of the province's."""
    if rules.name == "communes" and known.ids:
        for row, value in found.table["feature_id"].items():
            if value and value not in known.ids:
                found.tell(WARNING, "commune_unknown", row, values={"id": value})


def subjects(found: Cleaned, rules: LayerRules, known: Known) -> None:
    """Resolve names of parks and zones to ids; tell those that no table has."""
    for column in ("park_id", "zone_id", "parent_id", "subject_id"):
        if column in found.table and (column != "subject_id" or not rules.prefix):
            _resolve(found, column, known)


def sources(found: Cleaned, known: Known) -> None:
    """Warn of sources of outlines that no register has."""
    if "source_ids" not in found.table:
        return
    for row, text in found.table["source_ids"].items():
        parts = [part.strip() for part in text.replace(",", ";").split(";")]
        lost = [part for part in parts if part and part not in known.sources]
        if lost:
            near = nearest(lost[0], known.sources) or "–"
            found.tell(WARNING, "source_unknown", row, column="source_ids",
                       values={"text": "; ".join(lost)[:60], "near": near})  # fmt: skip


def hiding(found: Cleaned, rules: LayerRules, known: Known) -> None:
    """Tell rows that take the place of published sources or subjects."""
    shipped = known.shipped.get(rules.name, frozenset())
    ids = found.table["feature_id"]
    for row in found.table.index[ids.isin(shipped)]:
        found.tell(WARNING, "hides_published", row, values={"id": ids[row]})


def _resolve(found: Cleaned, column: str, known: Known) -> None:
    words = {}
    for text in found.table[column].unique():
        words[text] = text if text in known.ids else _named(text, column, known)
    for row, text in found.table[column].items():
        if text and not words[text]:
            near = nearest(text, known.ids) or "–"
            found.tell(FAULT, "subject_unknown", row, column=column,
                       values={"text": text[:60], "near": near})  # fmt: skip
    found.table[column] = [words[text] or text for text in found.table[column]]


def _named(text: str, column: str, known: Known) -> str:
    """Return the id of a name; of a park's or zone's column only such."""
    name = fold(text)
    kinds = {"park_id": ("park", "cluster"), "zone_id": ("zone",)}.get(column)
    if kinds is None:
        return known.by_name.get(name, "")
    ids = (known.by_name.get(f"{kind}|{name}", "") for kind in kinds)
    return next((own for own in ids if own), "")
