"""What did each version of own data change, figure by figure and outline by outline?"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from qngeo import clock
from qngeo.config import settings
from qngeo.errors import MissingDataError
from qngeo.io.layers import read_layer
from qngeo.io.store import EXTRA, ID, IN_VERSION, LAYERS, Store, Version
from qngeo.services.own_data import known, stored

Record = dict[str, Any]

BY_PARK = "park_id"
"""A plot speaks of the park that it lies in."""

_FACT = ("attribute", "scope", "definition", "unit", "source_id", "note")


def of_version(version: Version) -> list[Record]:
    """Return what one version changed; a version never changes, so it is kept.

    Parameters
    ----------
    version : Version

    Returns
    -------
    list of dict
        With keys of `qngeo.services.watch.model.COLUMNS`; names and titles are left
        to the caller.
    """
    made = version.made.isoformat()
    return _of_version(settings().store, str(settings().var), version.number, made)


@lru_cache(maxsize=256)
def _of_version(_address: str, _var: str, number: int, _made: str) -> list[Record]:
    store = known.store()
    version = store.versions()[number - 1]
    rows = stored.changes(store, version)
    tables = [_table(store, version.layer, n) for n in (number - 1, number)]
    before, after = (_rows(table) for table in tables)
    subjects = pd.concat([_subjects(table, version.layer) for table in tables])
    subject_of = subjects.to_dict()
    found = []
    for changed in rows.to_dict("records"):
        row = {str(column): value for column, value in changed.items()}
        name = row[ID]
        old, new = before.get(name, {}), after.get(name, {})
        what = _fact(old, new) if version.layer == "facts" else _feature(row, version)
        found.append(
            {
                "day": clock.day_of(version.made),
                "layer": version.layer,
                "item": name,
                "subject_id": subject_of[name],
                "columns": row["columns"],
                "version": number,
                "who": version.who,
                "made": version.made.isoformat(timespec="seconds"),
                "name_vi": _name(new or old, "name_vi"),
                "name_en": _name(new or old, "name_en"),
                "note": version.note,
                **what,
            }
        )
    return found


def in_short(version: Version) -> list[Record]:
    """Return how many things about each subject one version changed.

    For versions of thousands of rows, of which nobody reads each.

    Parameters
    ----------
    version : Version

    Returns
    -------
    list of dict
        One a subject, of kind "many", with ``count``.
    """
    made = version.made.isoformat()
    return _in_short(settings().store, str(settings().var), version.number, made)


@lru_cache(maxsize=256)
def _in_short(_address: str, _var: str, number: int, _made: str) -> list[Record]:
    store = known.store()
    version = store.versions()[number - 1]
    before = _table(store, version.layer, number - 1)
    after = _table(store, version.layer, number)
    written = after[after[IN_VERSION].eq(number)]
    ended = before[~before.index.isin(after.index)]
    touched = [_subjects(rows, version.layer) for rows in (written, ended)]
    counts = pd.concat(touched).value_counts(sort=False)
    return [
        {
            "day": clock.day_of(version.made),
            "kind": "many",
            "layer": version.layer,
            "item": subject,
            "subject_id": subject,
            "count": int(count),
            "version": number,
            "who": version.who,
            "made": version.made.isoformat(timespec="seconds"),
            "note": version.note,
        }
        for subject, count in counts.items()
    ]


def _table(store: Store, layer: str, number: int) -> pd.DataFrame:
    """Return the rows of a layer as of a version, on their ids, without geometry."""
    rows = pd.DataFrame(store.read(layer, version=number)).set_index(ID)
    return rows.drop(columns="geometry", errors="ignore")


def _rows(table: pd.DataFrame) -> dict[str, Record]:
    """Return rows as mappings, by their ids."""
    found: Any = table.to_dict("index")
    return dict(found)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name(row: Record, column: str) -> str:
    """Return a name; a source has a title instead."""
    return _text(row.get(column)) or _text(row.get("title"))


def _subjects(rows: pd.DataFrame, layer: str) -> pd.Series:
    """Return of which subject each row speaks: "" for a source."""
    names = pd.Series(rows.index, index=rows.index, dtype=object)
    if layer == "sources":
        return names.map(lambda _name: "")
    for column in (BY_PARK, "subject_id"):
        if column in rows:
            given = rows[column]
            return given.where(given.notna() & given.ne(""), names).astype(object)
    return names


def _fact(old: Record, new: Record) -> Record:
    """Describe a change of an own figure; what it sets right is named in ``extra``."""
    row = new or old
    corrects = json.loads(row.get(EXTRA) or "{}").get("corrects", "")
    kind = "figure_new" if new else "figure_withdrawn"
    if new and (old or corrects):
        kind = "figure_corrected"
    return {
        "kind": kind,
        **{column: _text(row.get(column)) for column in _FACT},
        "before": _text(old.get("value")),
        "before_qualifier": _text(old.get("qualifier")),
        "before_as_of": _text(old.get("as_of")),
        "before_item": str(corrects or ""),
        "after": _text(new.get("value")),
        "qualifier": _text(new.get("qualifier")),
        "as_of": _text(row.get("as_of")),
    }


def _feature(row: Record, version: Version) -> Record:
    """Describe a change of any other layer; geometry is what makes it an outline.

    The first own outline of a subject takes the place of the published one, and the
    change of area is against that, where it was drawn in one piece.
    """
    drawn = bool(LAYERS[version.layer].geometry)
    change = row["kind"]
    if not drawn or (change == "changed" and "geometry" not in row["columns"]):
        kinds = {
            "added": "row_new",
            "changed": "row_changed",
            "removed": "row_withdrawn",
        }
        return {"kind": kinds[change]}
    if change == "changed":
        kept = ("moved_m", "area_change_ha")
        return {"kind": "outline_replaced", **{column: row[column] for column in kept}}
    shipped = _shipped(str(settings().layers), version.layer).get(row[ID])
    if change == "removed":
        kind, side, sign = "outline_withdrawn", "after", 1
    else:
        kind, side, sign = "outline_new", "before", -1
    if shipped is None:
        return {"kind": kind, "area_change_ha": row["area_change_ha"]}
    return {
        "kind": "outline_replaced" if change == "added" else kind,
        side: shipped.method,
        "area_change_ha": row["area_change_ha"] + sign * shipped.area_ha,
    }


@dataclass(frozen=True)
class Shipped:
    """How a published outline came about, and its drawn hectares (NaN if unknown)."""

    method: str
    area_ha: float


@lru_cache(maxsize=16)
def _shipped(_folder: str, layer: str) -> dict[str, Shipped]:
    """Return the published outlines of a layer by id; of several parts no area."""
    try:
        features = read_layer(layer)["features"]
    except MissingDataError:
        features = []
    found: dict[str, Shipped] = {}
    for feature in features:
        name, properties = str(feature["id"]), feature["properties"]
        area = properties.get("area_drawn_ha")
        single = name not in found and area is not None
        method = str(properties.get("geometry_method") or "")
        found[name] = Shipped(method, float(area) if single else float("nan"))
    return found
