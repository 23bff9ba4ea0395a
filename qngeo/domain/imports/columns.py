"""Columns of a person's file brought to a layer's own, every fault told by row."""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from qngeo import numbers
from qngeo.domain.imports.cells import date_text, plain_text, written
from qngeo.domain.imports.extra import extra, unfolded
from qngeo.domain.imports.findings import FAULT, NOTE, WARNING, Finding
from qngeo.domain.imports.rules import CODE, DATE, NUMBER, LayerRules, Rule
from qngeo.domain.imports.words import CODE_WORDS
from qngeo.errors import DateError, NumberError, SchemaError
from qngeo.names import fold, nearest

MOST_LETTERS = 5000
"""Letters in one cell of text."""

OF_THE_STORE = ("in_version",)
"""Columns of an export that tell of the store, not of the feature."""

_PER_UNIT = {"m2": 1e-4, "m²": 1e-4, "km2": 100.0, "km²": 100.0}
"""Hectares in one unit that a header may name."""


@dataclass
class Cleaned:
    """A table on its way to a layer.

    Attributes
    ----------
    table : DataFrame
        The layer's columns, ``given_id`` and ``extra`` (dict), indexed by row.
    findings : list of Finding
    """

    table: pd.DataFrame
    findings: list[Finding] = field(default_factory=list)

    def tell(self, severity: str, key: str, row: object = None, **more: Any) -> None:
        """Add a finding; ``column`` and ``values`` are given by name."""
        number = None if row is None else int(str(row))
        self.findings.append(Finding(row=number, severity=severity, key=key, **more))


def clean(
    table: pd.DataFrame, rules: LayerRules, mapping: Mapping[str, str] | None = None
) -> Cleaned:
    """Bring the columns of a file to those of a layer.

    Parameters
    ----------
    table : DataFrame of object
        As read, indexed by row of the file.
    rules : LayerRules
    mapping : mapping, optional
        Column of the file to column of the layer, where their names do not tell.

    Returns
    -------
    Cleaned
        Texts are "" and numbers NaN where unknown.

    Raises
    ------
    SchemaError
        If the mapping names a column that the file or the layer has not.
    """
    table = unfolded(table)
    chosen = _assigned(table, rules, mapping or {})
    found = Cleaned(pd.DataFrame(index=table.index))
    used = set(chosen.values())
    found.table["given_id"] = (
        _texts(table[chosen["feature_id"]], "feature_id", found)
        if "feature_id" in chosen
        else ""
    )
    for rule in rules.rules:
        if rule.column not in chosen:
            _absent(rule, found)
            continue
        header = chosen[rule.column]
        found.table[rule.column] = _column(table[header], header, rule, found)
    rest = [c for c in table.columns if c not in used and c not in OF_THE_STORE]
    taken = {rule.column for rule in rules.rules} | {"feature_id", "geometry", "extra"}
    found.table["extra"] = pd.Series(
        extra(table, rest, taken), table.index, dtype=object
    )
    if rest:
        names = ", ".join(map(str, rest[:12]))
        found.tell(NOTE, "columns_kept", values={"columns": names})
    return found


def _assigned(
    table: pd.DataFrame, rules: LayerRules, mapping: Mapping[str, str]
) -> dict[str, str]:
    """Return for each column of the layer the column of the file."""
    headers = [str(header) for header in table.columns]
    known = {"feature_id", *(rule.column for rule in rules.rules)}
    for header, column in mapping.items():
        if header not in headers or column not in known:
            msg = (
                f"mapping {header!r} to {column!r}: the file has"
                f" {', '.join(headers[:20])}; the layer {', '.join(sorted(known))}"
            )
            raise SchemaError(msg)
    chosen = {column: header for header, column in mapping.items()}
    exact = [h for h in headers if h in known and h not in mapping]
    for header in (*exact, *headers):
        column = header if header in known else rules.column_for(header)
        if column and column not in chosen and header not in chosen.values():
            chosen[column] = header
    return chosen


def _absent(rule: Rule, found: Cleaned) -> None:
    number = rule.kind == NUMBER
    found.table[rule.column] = math.nan if number else rule.default
    if rule.default:
        _tell_default(rule, len(found.table), found)
    elif rule.required:
        found.tell(FAULT, "column_missing", column=rule.column,
                   values={"name": rule.column})  # fmt: skip


def _column(cells: pd.Series, header: str, rule: Rule, found: Cleaned) -> pd.Series:
    if rule.kind == NUMBER:
        values = _numbers(cells, header, rule, found)
        empty = values.isna() & cells.map(lambda cell: not written(cell))
    else:
        values = _texts(cells, rule.column, found)
        empty = values.eq("")
        if rule.kind == DATE:
            values = _dates(values, rule, found)
        elif rule.kind == CODE:
            values = _codes(values, rule, found)
        if rule.default and empty.any():
            values = values.mask(empty, rule.default)
            _tell_default(rule, int(empty.sum()), found)
    if rule.required and not rule.default:
        for row in cells.index[empty]:
            found.tell(FAULT, "missing", row, column=rule.column,
                       values={"name": rule.column})  # fmt: skip
    return values


def _tell_default(rule: Rule, count: int, found: Cleaned) -> None:
    told = {"name": rule.column, "value": rule.default, "count": count}
    found.tell(NOTE, "default_taken", column=rule.column, values=told)


def _texts(cells: pd.Series, column: str, found: Cleaned) -> pd.Series:
    values, cleared = [], 0
    for row, cell in zip(cells.index, cells, strict=True):
        text = unicodedata.normalize("NFC", written(cell))
        plain = text if text.isalnum() else plain_text(text)
        cleared += plain != text
        if len(plain) > MOST_LETTERS:
            size = {"letters": len(plain), "most": MOST_LETTERS}
            found.tell(FAULT, "text_long", row, column=column, values=size)
            plain = plain[:MOST_LETTERS]
        values.append(plain)
    if cleared:
        found.tell(NOTE, "control_removed", column=column, values={"count": cleared})
    return pd.Series(values, cells.index, dtype=object)


def _numbers(cells: pd.Series, header: str, rule: Rule, found: Cleaned) -> pd.Series:
    texts = [written(cell) for cell in cells]
    spoken = [t for t, cell in zip(texts, cells, strict=True) if isinstance(cell, str)]
    mark = _decimal(spoken, rule, found)
    values = np.full(len(texts), math.nan)
    for at, (row, cell, text) in enumerate(zip(cells.index, cells, texts, strict=True)):
        if not text:
            continue
        try:
            values[at] = (
                numbers.parse(text, decimal=mark)
                if isinstance(cell, str)
                else _native(cell)
            )
        except NumberError:
            found.tell(FAULT, "no_number", row, column=rule.column,
                       values={"text": text[:60]})  # fmt: skip
            continue
        if _too_low(values[at], rule):
            bound = {"value": float(values[at]), "low": rule.above}
            found.tell(FAULT, "number_low", row, column=rule.column, values=bound)
    return pd.Series(values * _factor(header, rule, found), cells.index)


def _native(cell: object) -> float:
    if isinstance(cell, bool) or not isinstance(cell, (int, float, np.number)):
        msg = f"{cell!r} is no number"
        raise NumberError(msg)
    value = float(cell)
    if not math.isfinite(value):
        msg = f"{cell!r} is not finite"
        raise NumberError(msg)
    return value


def _too_low(value: float, rule: Rule) -> bool:
    if rule.above is None:
        return False
    return value < rule.above if rule.equal else value <= rule.above


def _decimal(texts: list[str], rule: Rule, found: Cleaned) -> str:
    """Return the decimal mark of a column; tell where its cells leave it open."""
    try:
        how = numbers.writing([text for text in texts if text])
    except NumberError as error:
        found.tell(FAULT, "numbers_mixed", column=rule.column,
                   values={"reason": str(error)})  # fmt: skip
        return "."
    if not how.certain:
        shown = next((t for t in texts if "." in t or "," in t), "")
        found.tell(WARNING, "number_unclear", column=rule.column,
                   values={"text": shown, "mark": how.decimal})  # fmt: skip
    return how.decimal


def _factor(header: str, rule: Rule, found: Cleaned) -> float:
    """Return hectares in the unit that a header names, 1 where it names none."""
    if not rule.column.endswith("_ha"):
        return 1.0
    words = header.lower().replace("_", " ").replace("(", " ").replace(")", " ").split()
    unit = next((word for word in words if word in _PER_UNIT), "")
    if not unit:
        return 1.0
    found.tell(NOTE, "unit_converted", column=rule.column,
               values={"header": header, "unit": unit})  # fmt: skip
    return _PER_UNIT[unit]


def _dates(values: pd.Series, rule: Rule, found: Cleaned) -> pd.Series:
    known: dict[str, str] = {}
    for row, text in zip(values.index, values, strict=True):
        try:
            known[text] = known[text] if text in known else date_text(text)
        except DateError as error:
            found.tell(FAULT, "no_date", row, column=rule.column,
                       values={"text": text[:60], "reason": str(error)})  # fmt: skip
            continue
    turned = {text: date for text, date in known.items() if text != date}
    if turned:
        text, date = next(iter(turned.items()))
        told = {"count": int(values.isin(turned).sum()), "text": text, "date": date}
        found.tell(NOTE, "date_written", column=rule.column, values=told)
    return values.map(lambda text: known.get(text, ""))


def _codes(values: pd.Series, rule: Rule, found: Cleaned) -> pd.Series:
    words = {text: _code(text, rule) for text in values.unique()}
    for row, text in zip(values.index, values, strict=True):
        if words[text] is None:
            near = nearest(text, [word for word in rule.allowed if word])
            allowed = ", ".join(word for word in rule.allowed if word)
            found.tell(FAULT, "code_unknown", row, column=rule.column,
                       values={"text": text[:60], "near": near or allowed})  # fmt: skip
    return values.map(lambda text: words[text] or "")


def _code(text: str, rule: Rule) -> str | None:
    if not text or text in rule.allowed:
        return text
    word = fold(text.replace("_", " "))
    by_word = {fold(code.replace("_", " ")): code for code in rule.allowed if code}
    found = by_word.get(word, CODE_WORDS.get(word, "")) if word else ""
    return found if found in rule.allowed and found else None
