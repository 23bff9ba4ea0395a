"""Rows of a layer held against one another and against what the province knows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from qngeo import schema
from qngeo.domain.imports.cells import in_order, slug
from qngeo.domain.imports.columns import Cleaned
from qngeo.domain.imports.findings import FAULT, NOTE, WARNING, Finding
from qngeo.domain.imports.layers import BALANCE, LayerRules
from qngeo.names import fold, nearest

_ID = re.compile(r"[a-z_]+:[a-z0-9_]+(?:#[a-z]+)?")
"""Kind and name; a part of a feature, such as its sea, follows a hash."""

_FACT_ID = re.compile(r"f\d{4,}")

SLACK = 1e-6
"""Share by which parts may exceed their whole, for the binary writing of decimals."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the province's own tables have already.

    Attributes
    ----------
    by_name : mapping of str to id
        Folded names of subjects, alone and with their kind: "park|song khoai".
    ids : frozenset of str
        Of subjects, communes and own rows.
    facts, attributes, sources : frozenset of str
        Ids of the fact tables.
    """

    by_name: Mapping[str, str] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()


def identify(found: Cleaned, rules: LayerRules, known: Known) -> None:
    """Give every row its ``feature_id``: the file's own, a known name's or a made one.

    Ids without their kind before them get it; a name of a known subject gets that
    subject's id; another name becomes an id of its letters. Numbers of plots are
    those of their park and get its name before them.
    """
    table = found.table
    given = table["given_id"].tolist()
    named = {"plots": "park_id"}.get(rules.name, "name_vi")
    names = table[named].tolist() if named in table else [""] * len(table)
    ids, made = [], 0
    for row, own, name in zip(table.index, given, names, strict=True):
        value, fresh = (
            _plot_id(str(own), str(name))
            if rules.name == "plots"
            else _id(str(own), str(name), rules, known)
        )
        made += fresh
        if not value:
            found.tell(FAULT, "id_missing", row)
        elif value not in known.ids and not _sound(value, rules):
            form = {"text": str(own)[:60], "prefix": rules.prefix or "f"}
            found.tell(FAULT, "id_form", row, column="feature_id", values=form)
        ids.append(value)
    table["feature_id"] = pd.Series(ids, table.index, dtype=object)
    found.table = table.drop(columns="given_id")
    if made:
        found.tell(NOTE, "ids_made", values={"count": made, "prefix": rules.prefix})


def _id(own: str, name: str, rules: LayerRules, known: Known) -> tuple[str, bool]:
    if not rules.prefix or ":" in own:
        return own, False
    kinds = (rules.prefix, _BESIDE.get(rules.prefix, rules.prefix))
    for text in (own, name):
        for kind in kinds if text else ():
            subject = known.by_name.get(f"{kind}|{fold(text)}", "")
            if subject:
                return subject, False
    letters = slug(own or name)
    if own.isdigit() and name:
        letters = slug(name)
    return (f"{rules.prefix}:{letters}", True) if letters else ("", False)


def _plot_id(own: str, park: str) -> tuple[str, bool]:
    """Return the id of a plot by its number in its park."""
    if not own or ":" in own:
        return own, False
    name = f"{park.partition(':')[2] or park} {own}"
    return f"plot:{slug(name)}", True


_BESIDE = {"park": "cluster"}
"""Ids of another kind that belong to the same layer."""


def _sound(value: str, rules: LayerRules) -> bool:
    if not rules.prefix:
        return bool(_FACT_ID.fullmatch(value))
    kinds = (rules.prefix, _BESIDE.get(rules.prefix, rules.prefix))
    return bool(_ID.fullmatch(value)) and value.partition(":")[0] in kinds


def name_rows(findings: list[Finding], table: pd.DataFrame) -> list[Finding]:
    """Put the ``feature_id`` of its row into every finding that has none."""
    ids = table["feature_id"].to_dict()
    return [
        f
        if f.row is None or f.feature_id
        else replace(f, feature_id=str(ids.get(f.row, "")))
        for f in findings
    ]


def duplicates(found: Cleaned) -> None:
    """Tell ids that stand in several rows; each of them is a fault."""
    ids = found.table["feature_id"]
    for value, rows in ids[ids.ne("") & ids.duplicated(keep=False)].groupby(ids):
        listed = ", ".join(map(str, rows.index[:6]))
        for row in rows.index:
            twice = {"id": value, "rows": listed}
            found.tell(FAULT, "id_twice", row, column="feature_id", values=twice)


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
    for column in ("park_id", "zone_id", "subject_id"):
        if column in found.table and (column != "subject_id" or not rules.prefix):
            _resolve(found, column, known)


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


def facts(found: Cleaned, known: Known) -> None:
    """Check rows of figures as the tables of figures are checked."""
    table = found.table
    for row, value, unit in zip(
        table.index, table["value"], table["unit"], strict=True
    ):
        if value and unit not in schema.TEXT_UNITS and not _number_or_range(value):
            found.tell(FAULT, "fact_value", row, column="value",
                       values={"text": value[:60], "unit": unit})  # fmt: skip
    lists = (("attribute", known.attributes), ("source_id", known.sources))
    for column, allowed in lists:
        for row, text in table[column].items():
            if text and text not in allowed:
                near = nearest(text, allowed) or "–"
                found.tell(FAULT, "fact_word", row, column=column,
                           values={"text": text[:60], "near": near})  # fmt: skip
    for row, value in table["feature_id"].items():
        if value in known.facts:
            found.tell(FAULT, "fact_known", row, values={"id": value})


def _number_or_range(text: str) -> bool:
    try:
        parts = [float(part) for part in text.split("/")]
    except ValueError:
        return False
    whole = len(parts) == 1 or (len(parts) == 2 and parts[0] <= parts[1])  # noqa: PLR2004
    return whole and bool(np.isfinite(parts).all())
