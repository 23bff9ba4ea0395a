"""Are the own data in force sound, and what do they hide of the published ones?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qngeo.domain.imports import mending, shapes
from qngeo.domain.imports.findings import FAULT, NOTE, WARNING, Finding
from qngeo.domain.imports.layers import LAYER_RULES
from qngeo.domain.imports.rules import LayerRules
from qngeo.errors import SchemaError
from qngeo.io.baseline import Baseline, read_baseline
from qngeo.io.store import ID, Store
from qngeo.services.figures import checks
from qngeo.services.own_data import known, known_before

OWN, SHIPPED = "own", "shipped"

COLUMNS = ("data", "severity", *checks.COLUMNS)

REGISTERS = {"sources": "source_id", "subjects": "subject_id"}

ENTER = "import it as well, or take the row back"

HIDDEN = "takes the place of a published row"


@dataclass(frozen=True)
class Report:
    """What a check of shipped and own data found.

    Attributes
    ----------
    found : DataFrame
        Columns `COLUMNS`: ``data`` is own or shipped, ``severity`` fault, warning or
        note.
    summary : tuple of str
        A line for the shipped data and one for the own ones.
    """

    found: pd.DataFrame
    summary: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether there is a fault."""
        return bool(self.found["severity"].eq(FAULT).any())


Row = tuple[str, str, str, str, str, str, str]


def check_all() -> Report:
    """Check the shipped data and what is in force of the store."""
    shipped = read_baseline()
    report = checks.check(shipped)
    faults = report.faults.assign(data=SHIPPED, severity=FAULT)
    own = check_own(known.store(), shipped)
    counts = own["severity"].value_counts()
    told = [f"{counts.get(s, 0)} {s}s" for s in (FAULT, WARNING, NOTE)]
    number = known.version()
    words = (
        f"own data, version {number}: {', '.join(told)}" if number else "no own data"
    )
    both = pd.concat([faults[list(COLUMNS)], own], ignore_index=True)
    return Report(both, (report.summary, words))


def check_own(store: Store, shipped: Baseline) -> pd.DataFrame:
    """Check what is in force of the store.

    Parameters
    ----------
    store : Store
    shipped : Baseline

    Returns
    -------
    DataFrame with `COLUMNS`: figures whose subject, attribute or source no register
    has, shares beyond 100 %, leased above industrial or planned land, shapes outside
    the province or upon one another, and what hides published rows.
    """
    rows = [*_figures(store), *_hidden(store, shipped), *_shapes(store)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = table["severity"].map([FAULT, WARNING, NOTE].index)
    return table.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def _figures(store: Store) -> Iterator[Row]:
    own = {name: set(store.read(name)[ID]) for name in ("facts", *REGISTERS)}
    if not any(own.values()):
        return
    try:
        whole = known.baseline()
    except SchemaError as error:
        for line in str(error).splitlines():
            remedy = "take the version back that brought it"
            yield OWN, FAULT, "facts", "", "keeps the schema", line, remedy
        return
    ids = own["facts"] | own["subjects"]
    for table, row, rule, value, remedy in checks.row_faults(whole):
        if ids & set(row.split(", ")):
            way = ENTER if remedy.startswith("add it to") else remedy
            yield OWN, FAULT, table, row, rule, value, way


def _hidden(store: Store, shipped: Baseline) -> Iterator[Row]:
    for name, column in REGISTERS.items():
        published = set(getattr(shipped, name)[column])
        for own in sorted(published & set(store.read(name)[ID])):
            remedy = "give it an id of its own, if that is not meant"
            yield OWN, WARNING, name, own, HIDDEN, own, remedy
    for name in (*known.OUTLINES, *known.NETWORK):
        drawn = set(known_before.drawn(name).index)
        for own in sorted(drawn & set(store.read(name)[ID])):
            yield OWN, NOTE, name, own, HIDDEN, own, "undo its version for the old one"


def _shapes(store: Store) -> Iterator[Row]:
    for rules in LAYER_RULES.values():
        if rules.shape == "none":
            continue
        held = store.read(rules.name)
        if held.empty:
            continue
        versions = dict(zip(held[ID], held["in_version"], strict=True))
        for one in _findings(held, rules):
            number = versions.get(one.feature_id, "?")
            remedy = f"import it anew or undo version {number}"
            words = " ".join(one.words("en").split())
            rule = one.key.replace("_", " ")
            yield OWN, one.severity, rules.name, one.feature_id, rule, words, remedy


def _findings(held: pd.DataFrame, rules: LayerRules) -> list[Finding]:
    told: list[Finding] = []
    given = np.asarray(held["geometry"].array, dtype=object)
    table = pd.DataFrame(held.drop(columns="geometry"))
    table.index = pd.RangeIndex(1, len(table) + 1)
    measured = mending.mended(given, table, told, drawn=rules.drawn)
    shapes.places(measured, table, known_before.reach(), told)
    if rules.area:
        shapes.stated(measured, table, rules.area, told)
    if rules.overlaps:
        shapes.overlaps(measured, table, told)
    return [one for one in told if one.severity != NOTE]
