"""Rows of a table of figures: values, words, units, repetitions and disagreements."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import count

import pandas as pd

from qngeo import numbers, schema
from qngeo.dates import parse_period
from qngeo.domain.figures.disagreements import conflicts
from qngeo.domain.figures.facts import FIGURE_KEY
from qngeo.domain.imports.columns import Cleaned
from qngeo.domain.imports.findings import FAULT, NOTE, WARNING
from qngeo.domain.imports.registers import Known
from qngeo.errors import DateError, NumberError
from qngeo.names import fold, nearest

ALIKE = (
    frozenset({"ha", "m2"}),
    frozenset({"km", "m", "mm"}),
    frozenset({"%", "pp", "%/year"}),
    frozenset({"t", "t/year"}),
    frozenset({"TEU", "TEU/year"}),
    frozenset({"passengers", "passengers/year", "visits/year"}),
    frozenset({"people", "households", "count"}),
    frozenset({"USD", "VND"}),
    frozenset({"USD/ha", "VND/ha"}),
    frozenset({"USD/m2/term", "USD/m2/month", "USD/m2/year"}),
)
"""Units that measure the same kind of thing; between them only a warning is due."""

SAME = ("subject_id", "attribute", "value", "unit", "qualifier", "as_of", "definition",
        "scope", "source_id")  # fmt: skip
"""Figures equal in all of these are one figure told twice."""

MOST_BESIDE = 4
"""Other figures that a note on a disagreement lists."""


def days(found: Cleaned, today: date) -> None:
    """Give figures their day of recording, today where the file has none."""
    recorded = found.table["recorded"]
    for row, text in recorded.items():
        if text and not _whole_day(text):
            found.tell(FAULT, "recorded_form", row, column="recorded",
                       values={"text": text})  # fmt: skip
        elif text > today.isoformat():
            found.tell(FAULT, "recorded_later", row, column="recorded",
                       values={"text": text})  # fmt: skip
    empty = recorded.eq("")
    if empty.any():
        found.table["recorded"] = recorded.mask(empty, today.isoformat())
        told = {"count": int(empty.sum()), "day": today.isoformat()}
        found.tell(NOTE, "recorded_today", column="recorded", values=told)


def _whole_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def values(found: Cleaned) -> None:
    """Write numbers with a dot as decimal mark, low/high for a range.

    All numbers of the column together tell how they are written.
    """
    table = found.table
    numeric = table["value"].ne("") & ~table["unit"].isin(schema.TEXT_UNITS)
    parts = [p.strip() for text in table["value"][numeric] for p in text.split("/")]
    try:
        how = numbers.writing([part for part in parts if part])
    except NumberError as error:
        found.tell(
            FAULT, "numbers_mixed", column="value", values={"reason": str(error)}
        )
        return
    if not how.certain:
        shown = next((p for p in parts if "." in p or "," in p), "")
        found.tell(WARNING, "number_unclear", column="value",
                   values={"text": shown, "mark": how.decimal})  # fmt: skip
    fresh = []
    cells = zip(table.index, table["value"], table["unit"], numeric, strict=True)
    for row, text, unit, counted in cells:
        plain = number_text(text, how.decimal) if counted else text
        if plain is None:
            told = {"text": text[:60], "unit": unit}
            found.tell(FAULT, "fact_value", row, column="value", values=told)
        fresh.append(text if plain is None else plain)
    table["value"] = pd.Series(fresh, table.index, dtype=object)


def number_text(text: str, mark: str) -> str | None:
    """Return a number or range as the tables write it, None if it is none.

    Examples
    --------
    >>> number_text("1.234,5", ","), number_text("10/12", "."), number_text("x", ".")
    ('1234.5', '10/12', None)
    """
    try:
        parts = [numbers.parse(part.strip(), decimal=mark) for part in text.split("/")]
    except NumberError:
        return None
    if len(parts) > 2 or parts != sorted(parts):  # noqa: PLR2004 -- low and high
        return None
    return "/".join(map(numbers.plain, parts))


def free_ids(known: Known, taken: Collection[str]) -> Iterator[str]:
    """Give ids for new figures, one after the other, none of them ever used."""
    used = {*taken, *known.figures["fact_id"]}
    for number in count(known.next_fact):
        if f"f{number}" not in used:
            yield f"f{number}"


def by_content(figures: pd.DataFrame) -> dict[tuple[str, ...], str]:
    """Return the id of every figure by all that makes it what it is; see `SAME`."""
    cells = figures[list(SAME)].itertuples(index=False, name=None)
    pairs = zip(cells, figures["fact_id"], strict=True)
    return {tuple(map(str, key)): str(fact) for key, fact in pairs}


def words(found: Cleaned, known: Known) -> None:
    """Resolve titles of attributes and sources to ids; tell words no register has."""
    lists: dict[str, Collection[str]] = {
        "attribute": known.attributes, "source_id": known.sources,
    }  # fmt: skip
    for column, allowed in lists.items():
        kind = column.removesuffix("_id")
        texts = found.table[column]
        ids = {t: _resolved(t, kind, allowed, known.titles) for t in texts.unique()}
        for row, text in texts.items():
            if not text:
                if column == "source_id":
                    found.tell(FAULT, "missing", row, column=column,
                               values={"name": column})  # fmt: skip
            elif not ids[text]:
                _unregistered(found, row, column, text, allowed)
        found.table[column] = [ids[text] or text for text in texts]
    for row, text in found.table["scope"].items():
        for part in text.split("; ") if text else ():
            if part not in known.scopes:
                _unregistered(found, row, "scope", part, known.scopes)


def _unregistered(
    found: Cleaned, row: object, column: str, text: str, allowed: Collection[str]
) -> None:
    near = nearest(text, allowed)
    if near:
        told = {"text": text[:60], "near": near}
        found.tell(FAULT, "fact_word", row, column=column, values=told)
    else:
        told = {"text": text[:60]}
        found.tell(FAULT, "fact_word_alone", row, column=column, values=told)


def _resolved(
    text: str, kind: str, allowed: Collection[str], titles: Mapping[str, str]
) -> str:
    return text if text in allowed else titles.get(f"{kind}|{fold(text)}", "")


def units(found: Cleaned, known: Known) -> None:
    """Hold units against those that the attribute has, and shares against 0 to 100."""
    table = found.table
    cells = zip(
        table.index, table["attribute"], table["unit"], table["definition"],
        table["value"], strict=True,
    )  # fmt: skip
    for row, attribute, unit, definition, value in cells:
        usual = known.units.get(attribute, frozenset())
        if usual and unit not in usual and unit not in schema.TEXT_UNITS:
            group = next((g for g in ALIKE if unit in g), frozenset())
            severity = WARNING if group & usual else FAULT
            told = {"unit": unit or "–", "usual": ", ".join(sorted(usual))}
            found.tell(severity, "fact_unit", row, column="unit",
                       values={**told, "attribute": attribute})  # fmt: skip
        if attribute == "fill_rate" and definition in schema.WORKED_BACK:
            found.tell(FAULT, "fact_base", row, column="definition",
                       values={"text": definition})  # fmt: skip
        if attribute in schema.SHARES and unit == "%" and _beyond(value):
            found.tell(FAULT, "fact_share", row, column="value", values={"text": value})


def _beyond(value: str) -> bool:
    """Tell a written share that is not from 0 to 100; words are another fault."""
    parts = pd.to_numeric(pd.Series(value.split("/")), errors="coerce")
    return bool(((parts < 0) | (parts > 100)).any())  # noqa: PLR2004 -- per cent


def repeated(found: Cleaned, known: Known) -> None:
    """Tell ids that published figures have, and figures that are known already."""
    table = found.table
    ids = table["feature_id"]
    for row in table.index[ids.isin(known.facts)]:
        found.tell(FAULT, "fact_known", row, values={"id": ids[row]})
    there = by_content(known.figures)
    first: dict[tuple[str, ...], int] = {}
    cells = table[list(SAME)].itertuples(index=False, name=None)
    for row, cell in zip(table.index, cells, strict=True):
        key = tuple(map(str, cell))
        if not key[SAME.index("value")]:
            continue
        other = there.get(key, "")
        if other and other != ids[row]:
            found.tell(FAULT, "figure_known", row, values={"id": other})
        elif key in first:
            found.tell(FAULT, "figure_twice", row, values={"row": first[key]})
        first.setdefault(key, int(row))


def disagreeing(found: Cleaned, known: Known) -> None:
    """Note figures that contradict others; both stand.

    See `qngeo.domain.figures.disagreements.conflicts` for what contradicts.
    """
    fresh = comparable(found)
    if fresh.empty:
        return
    keys = pd.MultiIndex.from_frame(known.figures[FIGURE_KEY])
    beside = known.figures[keys.isin(pd.MultiIndex.from_frame(fresh[FIGURE_KEY]))]
    beside = beside[~beside["fact_id"].isin(fresh["fact_id"])]
    both = pd.concat([beside[fresh.columns], fresh]).astype(str)
    text = both["unit"].isin(schema.TEXT_UNITS)
    both["number"] = pd.to_numeric(both["value"].where(~text), errors="coerce")
    by_id = both.drop_duplicates("fact_id").set_index("fact_id")
    groups = conflicts(both)["fact_ids"]
    ids = set(fresh["fact_id"])
    rows = {str(own): row for row, own in fresh["fact_id"].items()}
    for group in groups:
        for own in ids & set(group):
            others = [i for i in group if i != own][:MOST_BESIDE]
            shown = "; ".join(
                f"{i}: {by_id.loc[i, 'value']} ({by_id.loc[i, 'source_id']},"
                f" {by_id.loc[i, 'as_of']})"
                for i in others
            )
            told = {"value": by_id.loc[own, "value"], "others": shown}
            found.tell(NOTE, "figure_differs", rows[own], column="value", values=told)


def comparable(found: Cleaned) -> pd.DataFrame:
    """Return the rows that hold a number and a date, with the columns of figures.

    Parameters
    ----------
    found : Cleaned
        With ``feature_id``.

    Returns
    -------
    DataFrame with the columns of `qngeo.schema.FACTS`, on the rows of the file.
    """
    fresh = found.table.rename(columns={"feature_id": "fact_id"})
    fresh = fresh[list(schema.FACTS.columns)]
    asked = zip(fresh["value"], fresh["unit"], fresh["as_of"], strict=True)
    return fresh[[_readable(*cells) for cells in asked]]


def _readable(value: str, unit: str, as_of: str) -> bool:
    """Tell whether a figure can be compared: a number and a date."""
    if unit in schema.TEXT_UNITS or number_text(value, ".") is None:
        return False
    try:
        return parse_period(as_of) is not None
    except DateError:
        return False
