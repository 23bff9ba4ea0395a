"""The id of every row: the file's own, a known name's or a made one (mã định danh)."""

import re
from dataclasses import replace

import pandas as pd

from qngeo.domain.imports import figure_rows
from qngeo.domain.imports.cells import slug
from qngeo.domain.imports.columns import Cleaned
from qngeo.domain.imports.findings import FAULT, NOTE, Finding
from qngeo.domain.imports.registers import Known
from qngeo.domain.imports.rules import LayerRules
from qngeo.domain.imports.transport_layers import PLACE_PREFIXES, RAIL_PREFIX
from qngeo.names import fold

_ID = re.compile(r"[a-z_]+:[a-z0-9_]+(?:#[a-z]+)?")
"""Kind and name; a part of a feature, such as its sea, follows a hash."""

LONGEST_SOURCE = 50
"""Letters of a source's id that is made of its title."""

_NAMED = {"plots": "park_id", "sources": "title", "facts": "subject_id"}
"""Column whose words stand for an id that is not given."""


def identify(found: Cleaned, rules: LayerRules, known: Known) -> None:
    """Give every row its ``feature_id``: the file's own, a known name's or a made one.

    Ids without their kind before them get it; a name of a known subject gets that
    subject's id; another name becomes an id of its letters. Numbers of plots are
    those of their park and get its name before them. Figures without a number get
    the next free ones, sources that of their title.
    """
    table = found.table
    named = _NAMED.get(rules.name, "name_vi")
    empty = pd.Series("", table.index)
    names, kinds = table.get(named, empty), table.get("kind", empty)
    free = figure_rows.free_ids(known, table["given_id"])
    ids, made = [], []
    cells = zip(table.index, table["given_id"], names, kinds, strict=True)
    for row, own, name, kind in cells:
        value, fresh = _of(str(own), str(name), str(kind), rules, known)
        if not value and rules.name == "facts":
            value, fresh = next(free), True
        if fresh and value:
            made.append(value)
        if not value:
            found.tell(FAULT, "id_missing", row)
        elif not _sound(value, rules) and not (rules.prefix and value in known.ids):
            _malformed(found, row, str(own), rules)
        ids.append(value)
    table["feature_id"] = pd.Series(ids, table.index, dtype=object)
    found.table = table.drop(columns="given_id")
    if made:
        begun = sorted({value.partition(":")[0] for value in made})
        shown = ", ".join(begun) if rules.prefix else rules.example
        found.tell(NOTE, "ids_made" if rules.prefix else "ids_numbered",
                   values={"count": len(made), "prefix": shown})  # fmt: skip


def _malformed(found: Cleaned, row: object, own: str, rules: LayerRules) -> None:
    if rules.prefix:
        form = {"text": own[:60], "prefix": ", ".join((rules.prefix, *rules.kinds))}
        found.tell(FAULT, "id_form", row, column="feature_id", values=form)
        return
    form = {"text": own[:60], "example": rules.example}
    found.tell(FAULT, "id_form_table", row, column="feature_id", values=form)


def _of(
    own: str, name: str, kind: str, rules: LayerRules, known: Known
) -> tuple[str, bool]:
    """Return an id, "" for none, and whether it was made here."""
    if rules.name == "plots":
        return _plot_id(own, name)
    if rules.name == "sources":
        return (own, False) if own else (slug(name)[:LONGEST_SOURCE].strip("_"), True)
    if rules.name == "subjects" and not own and kind and slug(name):
        return f"{kind}:{slug(name)}", True
    if not rules.prefix or ":" in own:
        return own, False
    return _named(own, name, _prefixes(kind, rules), known)


def _prefixes(kind: str, rules: LayerRules) -> tuple[str, ...]:
    """Return how the id of a feature may begin, the likeliest first."""
    if rules.name == "places":
        return (PLACE_PREFIXES.get(kind, rules.prefix),)
    if rules.name == "roads" and kind == "railway":
        return (RAIL_PREFIX,)
    return (rules.prefix, *rules.kinds)


def _named(
    own: str, name: str, prefixes: tuple[str, ...], known: Known
) -> tuple[str, bool]:
    for text in (own, name):
        for kind in prefixes if text else ():
            subject = known.by_name.get(f"{kind}|{fold(text)}", "")
            if subject:
                return subject, False
    letters = slug(own or name)
    if own.isdigit() and name:
        letters = slug(name)
    return (f"{prefixes[0]}:{letters}", True) if letters else ("", False)


def _plot_id(own: str, park: str) -> tuple[str, bool]:
    """Return the id of a plot by its number in its park."""
    if not own or ":" in own:
        return own, False
    name = f"{park.partition(':')[2] or park} {own}"
    return f"plot:{slug(name)}", True


def _sound(value: str, rules: LayerRules) -> bool:
    if not rules.prefix:
        return bool(re.fullmatch(rules.form, value))
    kinds = (rules.prefix, *rules.kinds)
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
