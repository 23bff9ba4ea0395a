"""How is a change said to a person, in a title and a few lines?"""

import math

import pandas as pd

from qngeo.i18n import in_data, number, period
from qngeo.services.report.words import Words

METRES, HECTARES = 0, 2
"""Decimals of a shift and of an area."""


def title(row: pd.Series, words: Words) -> str:
    """Return kind and subject of a change, and the new value where there is one."""
    if row["kind"] == "many":
        return many(str(row["layer"]), int(row["count"]), words)
    head = words.say(f"watch.kind.{row['kind']}")
    if row["kind"].startswith("row_"):
        head = f"{head} ({words.say('data.layer.' + row['layer'])})"
    parts = [f"{head}: {_name(row, words)}"]
    if row[f"title_{in_data(words.lang)}"]:
        parts.append(_what(row, words))
    text = ", ".join(parts)
    new = _value(row, "", words)
    return f"{text}: {new}" if new else text


def many(layer: str, count: int, words: Words) -> str:
    """Return how many things of a layer one version changed."""
    counted = number(count, words.lang, 0)
    return words.say(
        "watch.many", layer=words.say(f"data.layer.{layer}"), count=counted
    )


def _name(row: pd.Series, words: Words) -> str:
    """Return the name in the language, else the other one, else the id."""
    names = (
        row[f"name_{in_data(words.lang)}"],
        row["name_vi"],
        row["name_en"],
        row["item"],
    )
    return next(str(name) for name in names if name)


def _what(row: pd.Series, words: Words) -> str:
    if row["attribute"]:
        return words.attribute(row)
    return str(row[f"title_{in_data(words.lang)}"])


def _value(row: pd.Series, side: str, words: Words) -> str:
    """Return a figure in words; ``side`` is "" or "before_". "" where there is none."""
    text = str(row["before" if side else "after"])
    if not text or not row["unit"] or row["layer"] not in ("facts", "land_use"):
        return ""
    return words.value(text, str(row["unit"]), str(row[f"{side}qualifier"]))


def lines(row: pd.Series, words: Words) -> tuple[str, ...]:
    """Return what there is to say of a change beside its title, line by line."""
    found = [
        *_sides(row, words),
        *_outline(row, words),
        *_kind(row, words),
    ]
    if row["source_title"]:
        found.append(words.say("watch.line.source", source=row["source_title"]))
    if row["note"]:
        found.append(str(row["note"]))
    if pd.notna(row["version"]):
        found.append(
            words.say("watch.line.version", version=row["version"], who=row["who"])
        )
    return tuple(found)


def _sides(row: pd.Series, words: Words) -> list[str]:
    """Old and new value side by side, each with its date."""
    if row["kind"] == "correction":
        what = words.say(
            "watch.line.correction",
            target=row["before_item"],
            field=", ".join(row["columns"]),
            was=row["before"] or "–",
            now=row["after"] or "–",
        )
        return [what]
    found = []
    old, new = _value(row, "before_", words), _value(row, "", words)
    if new and row["kind"] != "aim_passed":
        date = period(str(row["as_of"]), words.lang)
        found.append(words.say("watch.line.after", value=new, date=date))
    if old:
        date = period(str(row["before_as_of"]), words.lang)
        found.append(words.say("watch.line.before", value=old, date=date))
    return found


def _outline(row: pd.Series, words: Words) -> list[str]:
    """How an outline came about before and since, how far it moved, its area."""
    found = []
    if row["kind"].startswith("outline_"):
        for side in ("before", "after"):
            if row[side]:
                method = words.say(f"pages.outline.{row[side]}")
                found.append(words.say(f"watch.line.outline_{side}", method=method))
    if not math.isnan(row["moved_m"]):
        metres = number(row["moved_m"], words.lang, METRES)
        found.append(words.say("watch.line.moved", metres=metres))
    if not math.isnan(row["area_change_ha"]):
        found.append(_area(row, words))
    if row["columns"] and row["kind"] != "correction":
        found.append(words.say("watch.line.columns", columns=", ".join(row["columns"])))
    return found


def _area(row: pd.Series, words: Words) -> str:
    """Return the area of a new outline, or by how much that of another changed."""
    hectares = number(row["area_change_ha"], words.lang, HECTARES)
    if row["kind"] == "outline_new":
        return words.say("watch.line.new_area", hectares=hectares)
    sign = "+" if row["area_change_ha"] > 0 else ""
    return words.say("watch.line.area", hectares=f"{sign}{hectares}")


def _kind(row: pd.Series, words: Words) -> list[str]:
    if row["kind"] == "stale":
        date = period(str(row["as_of"]), words.lang)
        return [words.say("watch.line.stale", date=date)]
    if row["kind"] == "aim_passed":
        return [words.say("watch.line.aim")]
    if row["kind"] == "taken_in":
        count = number(float(row["count"]), words.lang, 0)
        return [words.say("watch.line.taken_in", count=count)]
    return []
