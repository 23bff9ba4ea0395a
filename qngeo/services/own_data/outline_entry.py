"""How does a table of corner points become the outline of a park or zone?"""

from dataclasses import asdict, dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from qngeo import dates
from qngeo.crs import STORAGE
from qngeo.domain.imports import mending
from qngeo.domain.imports.columns import Cleaned
from qngeo.domain.imports.findings import FAULT, Finding, in_order
from qngeo.domain.imports.layers import layer_rules
from qngeo.errors import MissingDataError, SchemaError, UnknownNameError
from qngeo.io.baseline import Baseline
from qngeo.io.layers import read_layer
from qngeo.io.store import ID, LAYERS, Commit, Store, Version
from qngeo.model import GeometryMethod
from qngeo.names import unknown
from qngeo.services.own_data import outlines
from qngeo.services.own_data.boundary import Boundary

KINDS = {"zones": ("zone", "border_zone"), "parks": ("park", "cluster", "site")}
"""The kinds of subjects of each layer."""

OUTLIVED = ("note_vi", "note_en", "source_ids", "position_error_m", "valid_to")
"""Columns that speak of the outline before and do not hold for a new one."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The paper (quyết định) that a table of corner points comes from.

    Attributes
    ----------
    name : str
        Number and title.
    valid_from : str
        A date as `qngeo.dates` reads it; empty where unknown.
    stated_ha : float or None, hectares
        Area that it states; None where unknown.
    file_name, file_sha256 : str
        Of the table; empty where it was pasted.
    """

    name: str
    valid_from: str = ""
    stated_ha: float | None = None
    file_name: str = ""
    file_sha256: str = ""


def choices(known: Baseline, layer: str) -> pd.DataFrame:
    """Return the subjects whose outline a layer holds."""
    return known.subjects[known.subjects["kind"].isin(KINDS[layer])]


def layer_of(known: Baseline, subject_id: str) -> str:
    """Return the layer that holds a subject's outline.

    Raises
    ------
    UnknownNameError
        If there is no such zone or park.
    """
    ids = []
    for layer in KINDS:
        found = set(choices(known, layer)["subject_id"])
        if subject_id in found:
            return layer
        ids += sorted(found)
    raise UnknownNameError(unknown("zone or park", subject_id, ids))


def _before(store: Store, known: Baseline, layer: str, subject_id: str) -> pd.Series:
    """Return what is known of a subject: stored, else published, else registered."""
    held = store.read(layer)
    mine = held[held[ID].eq(subject_id)]
    if len(mine):
        return pd.Series(mine.drop(columns="geometry").iloc[0])
    try:
        features = read_layer(layer)["features"]
    except MissingDataError:
        features = []
    for feature in features:
        if feature["id"] == subject_id:
            return pd.Series(feature["properties"])
    subjects = known.subjects
    return pd.Series(subjects[subjects["subject_id"].eq(subject_id)].iloc[0])


def row_of(
    store: Store, known: Baseline, subject_id: str, found: Boundary, decision: Decision
) -> gpd.GeoDataFrame:
    """Return the row that gives a subject its surveyed outline.

    What is known of the subject stays; what spoke of the outline before goes. The
    position error is unknown, since the table does not tell it.

    Raises
    ------
    UnknownNameError, DateError
    """
    dates.parse_period(decision.valid_from)
    layer = layer_of(known, subject_id)
    before = _before(store, known, layer, subject_id)
    kept = [c for c in LAYERS[layer].columns if c in before and c not in OUTLIVED]
    cells = {
        **{column: before[column] for column in kept},
        ID: subject_id,
        "subject_id": subject_id,
        "geometry_method": GeometryMethod.SURVEYED.value,
        "decision": decision.name,
        "valid_from": decision.valid_from,
    }
    if decision.stated_ha is not None:
        cells["area_published_ha"] = decision.stated_ha
    return gpd.GeoDataFrame([cells], geometry=[found.polygon], crs=STORAGE)


@dataclass(frozen=True, kw_only=True)
class Review:
    """An outline held against the province and what is stored, like an imported file.

    Attributes
    ----------
    row : GeoDataFrame
        What would be stored.
    findings : tuple of Finding
        The gravest first.
    based_on : int
        Newest version of the layer when it was checked.
    """

    row: gpd.GeoDataFrame
    findings: tuple[Finding, ...]
    based_on: int

    def count(self, severity: str) -> int:
        """Return how many findings are of one severity."""
        return sum(finding.severity == severity for finding in self.findings)


def review(
    store: Store,
    known: Baseline,
    subject_id: str,
    found: Boundary,
    decision: Decision,
) -> Review:
    """Check an outline as the outlines of a file are: place, overlaps, stated area.

    The area that the decision states (``decision.stated_ha``) or else the published one
    is held against the measured one.

    Raises
    ------
    UnknownNameError, DateError
    """
    layer = layer_of(known, subject_id)
    based_on = store.newest(layer=layer)
    row = row_of(store, known, subject_id, found, decision)
    rules = layer_rules(layer)
    table = pd.DataFrame(row.drop(columns="geometry"))
    if rules.area not in table:
        table[rules.area] = float("nan")
    table[rules.area] = table[rules.area].astype(float)
    table.index = pd.Index([1])
    told = Cleaned(table)
    shapes = np.asarray(row.geometry.array, dtype=object)
    measured = mending.mended(shapes, table, told.findings)
    outlines.compare(measured, rules, told, store)
    whole = tuple(replace(one, row=None) for one in in_order(told.findings))
    return Review(row=row, findings=whole, based_on=based_on)


def enter(  # noqa: PLR0913 -- each is one thing that the log must hold
    store: Store,
    known: Baseline,
    subject_id: str,
    found: Boundary,
    decision: Decision,
    *,
    who: str,
    reviewed: Review | None = None,
) -> Version:
    """Store the outline of a zone or park; the one before stays in the versions.

    Parameters
    ----------
    reviewed : Review, optional
        What the person has seen; by default it is checked here. The version is
        refused when the layer has changed since.

    Raises
    ------
    UnknownNameError, DateError, SchemaError, ConflictError, StoreError
        Nothing is stored then; a fault of the check is named.
    """
    seen = reviewed or review(store, known, subject_id, found, decision)
    fault = next((one for one in seen.findings if one.severity == FAULT), None)
    if fault is not None:
        msg = f"the outline of {subject_id} has a fault: {fault.words('en')}"
        raise SchemaError(msg)
    report = {
        **asdict(decision),
        "crs": found.crs,
        "area_ha": round(found.area_ha, 4),
        "points": len(found.points),
        "warnings": [*found.warnings, *(one.words("en") for one in seen.findings)],
    }
    return store.commit(
        Commit(
            layer=layer_of(known, subject_id),
            who=who,
            action="edit",
            rows=row_of(store, known, subject_id, found, decision),
            mode="upsert",
            file_name=decision.file_name,
            file_sha256=decision.file_sha256,
            report=report,
            note=f"{subject_id}: {len(found.points)} corner points, {decision.name}",
            based_on=seen.based_on,
        )
    )
