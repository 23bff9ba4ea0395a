"""What is in a person's file, is it sound, and may it go into the store?"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import geopandas as gpd
import pandas as pd

from qngeo import clock, progress, schema
from qngeo.crs import STORAGE
from qngeo.domain.imports import ids as import_ids
from qngeo.domain.imports import (
    park_figures,
)
from qngeo.domain.imports.columns import Cleaned
from qngeo.domain.imports.findings import (
    FAULT,
    NOTE,
    SEVERITIES,
    Finding,
    Report,
    in_order,
)
from qngeo.domain.imports.layers import LAYER_RULES, layer_rules
from qngeo.domain.imports.mending import Measured
from qngeo.domain.imports.rules import AREA, LayerRules
from qngeo.errors import SchemaError, UnknownNameError
from qngeo.io.store import ID, Commit, Store, Version
from qngeo.io.store import LAYERS as LAYERS_HELD
from qngeo.io.uploads.files import ENDINGS, read_import
from qngeo.names import unknown
from qngeo.services.own_data import cleaning
from qngeo.services.own_data import crs as import_crs
from qngeo.services.own_data import known_before as import_known
from qngeo.services.own_data import outlines as import_outlines

LAYERS = tuple(LAYER_RULES)
"""Layers that files can be imported into."""

_KNOWN, _READ, _CLEANED, _OUTLINED = 0.1, 0.65, 0.8, 0.9
"""Shares of a check after its steps, as 50,000 plots with outlines take them."""

SCHEMAS = {
    "facts": (schema.FACTS, "fact_id"),
    "sources": (schema.SOURCES, "source_id"),
    "subjects": (schema.SUBJECTS, "subject_id"),
}
"""Tables that own rows are read with, each with its column of ids."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A file after the check; nothing is stored yet.

    Attributes
    ----------
    rows : GeoDataFrame
        The rows without a fault, EPSG:4326: ``feature_id``, the layer's columns,
        ``extra`` (dict a row) and ``geometry``.
    report : Report
    preview : GeoDataFrame
        Every row with an outline: ``row``, ``feature_id``, ``severity`` (the gravest
        finding, "" for none), ``geometry``, EPSG:4326.
    based_on : int or None
        Newest version of the layer when it was checked, 0 before the first; None
        without a store.
    beside : mapping of str to DataFrame
        Rows of other layers that go in with them, in one transaction: sources and
        subjects that a table of figures brings, figures that a file of parks states.
    beside_based_on : mapping of str to int
        As ``based_on``, of those layers.
    """

    rows: gpd.GeoDataFrame
    report: Report
    preview: gpd.GeoDataFrame
    based_on: int | None = None
    beside: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    beside_based_on: Mapping[str, int] = field(default_factory=dict)


def check_file(  # noqa: PLR0913 -- each is one thing the person may know of the file
    content: bytes,
    *,
    name: str,
    layer: str,
    crs: str = "",
    mapping: Mapping[str, str] | None = None,
    store: Store | None = None,
    encoding: str = "",
    source: str = "",
) -> Checked:
    """Check a file as if it were imported; nothing is stored.

    Parameters
    ----------
    content : bytes
    name : str
        File name as the person knows it; its ending tells the kind.
    layer : str
        One of `LAYERS`.
    crs : str, optional
        In which the coordinates are, where the file says none or a wrong one.
    mapping : mapping, optional
        Column of the file to column of the layer, where their names do not tell.
    store : Store, optional
        Own data that the rows are held against.
    encoding : str, optional
        Of a CSV whose letters do not tell it; one of
        `qngeo.io.uploads.encodings.ENCODINGS`.
    source : str, optional
        Id of the source of the figures in a file of parks, where its rows name none.

    Returns
    -------
    Checked

    Raises
    ------
    UnknownNameError
        If there is no such layer or source.
    SchemaError
        If the file cannot be read at all: one line, with the way out.
    """
    rules = layer_rules(layer)
    plain = PurePath(name.replace("\\", "/")).name
    known = import_known.known(store)
    if source and source not in known.sources:
        raise UnknownNameError(unknown("source", source, known.sources))
    progress.reached(_KNOWN)
    raw = read_import(content, plain, layer=layer, encoding=encoding)
    progress.reached(_READ)
    found, beside = cleaning.cleaned(raw, rules, mapping, known)
    progress.reached(_CLEANED)
    measured, read_as = import_outlines.outlines(raw, rules, crs, found)
    progress.reached(_OUTLINED)
    if measured is not None:
        import_outlines.compare(measured, rules, found, store)
        if rules.drawn == AREA and rules.name != "plots":
            import_crs.off_the_coast(measured.shapes, read_as, found.findings)
    _counted(found, rules, store)
    if rules.name == "parks":
        beside = {"facts": park_figures.figures(
            found, known, source=source, note=plain, today=clock.today()
        )}  # fmt: skip
    findings = in_order(import_ids.name_rows(found.findings, found.table))
    accepted = _accepted(found.table, findings)
    report = Report(
        layer=layer,
        file_name=plain,
        file_sha256=hashlib.sha256(content).hexdigest(),
        rows=len(found.table),
        accepted=int(accepted.sum()),
        findings=findings,
        crs=read_as.crs if measured is not None else "",
        encoding=raw.evidence.encoding,
    )
    whole = _frame(found.table, measured, rules, beside)
    together = cleaning.beside_rows(found.table[accepted], beside, known)
    return Checked(
        rows=whole[accepted.to_numpy()].reset_index(drop=True),
        report=report,
        preview=_preview(whole, findings),
        based_on=store.newest(layer=layer) if store is not None else None,
        beside=together,
        beside_based_on={
            name: store.newest(layer=name) for name in together if store is not None
        },
    )


def import_checked(
    store: Store,
    checked: Checked,
    *,
    who: str,
    mode: str = "upsert",
    subset: bool = False,
    note: str = "",
) -> Version:
    """Store a checked file as one version.

    Parameters
    ----------
    store : Store
    checked : Checked
    who : str
        Whose name stands in the log.
    mode : str
        "upsert" or "replace"; see `qngeo.io.store.Commit`.
    subset : bool
        Whether the accepted rows go in though others have faults.
    note : str

    Returns
    -------
    Version

    Raises
    ------
    SchemaError
        If there are faults and no subset is wanted, or nothing was accepted.
    ConflictError
        If the layer has changed since the check.
    """
    report = checked.report
    faults = report.count(FAULT)
    first = " ".join(report.findings[0].words("en").split()) if faults else "no rows"
    if not report.accepted:
        msg = f"{report.file_name}: no row can be imported ({first})"
        raise SchemaError(msg)
    if faults and not subset:
        msg = (
            f"{report.file_name} has {faults} faults, {report.accepted} of"
            f" {report.rows} rows are sound ({first}); mend the file or import the"
            " sound rows only"
        )
        raise SchemaError(msg)
    _keeps_schema(checked)
    main = Commit(
        layer=report.layer,
        who=who,
        action="import",
        rows=checked.rows,
        mode=mode,
        file_name=report.file_name,
        file_sha256=report.file_sha256,
        report=report.as_json(),
        note=note,
        based_on=checked.based_on,
    )
    with_it = {
        layer: replace(
            main,
            layer=layer,
            rows=rows,
            mode="upsert",
            report={"with": report.layer, "rows": len(rows)},
            note=note or f"with {report.layer} of {report.file_name}",
            based_on=checked.beside_based_on.get(layer),
        )
        for layer, rows in checked.beside.items()
    }
    before = [one for layer, one in with_it.items() if layer != "facts"]
    after = [one for layer, one in with_it.items() if layer == "facts"]
    return store.commit_all([*before, main, *after])[len(before)]


def _keeps_schema(checked: Checked) -> None:
    """Refuse rows that would break a table they are read with.

    Raises
    ------
    SchemaError
    """
    tables = {checked.report.layer: checked.rows, **checked.beside}
    for layer, (rules, own) in SCHEMAS.items():
        if layer in tables:
            rows = pd.DataFrame(tables[layer]).rename(columns={ID: own})
            texts = rows[list(rules.columns)].fillna("").astype(str)
            schema.validate(texts, rules, layer)


def _counted(found: Cleaned, rules: LayerRules, store: Store | None) -> None:
    """Tell how many rows are new and how many are in the store already."""
    if store is None:
        return
    there = set(store.read(rules.name)["feature_id"])
    same = int(found.table["feature_id"].isin(there).sum())
    values = {"new": len(found.table) - same, "same": same, "stored": len(there)}
    found.tell(NOTE, "against_store", values=values)


def _accepted(table: pd.DataFrame, findings: tuple[Finding, ...]) -> pd.Series:
    faults = [f.row for f in findings if f.severity == FAULT]
    if None in faults:
        return pd.Series(False, table.index)
    return pd.Series(~table.index.isin(faults), table.index)


def _frame(
    table: pd.DataFrame,
    measured: Measured | None,
    rules: LayerRules,
    beside: Mapping[str, pd.DataFrame],
) -> gpd.GeoDataFrame:
    """Return all rows with the layer's columns, ``extra`` and shapes.

    What has become a figure of a park does not stand beside its row as well.
    """
    rows = table.copy()
    if rules.prefix and "subject_id" in rows:
        rows["subject_id"] = rows["subject_id"].where(
            rows["subject_id"].ne(""), rows["feature_id"]
        )
    if "kind" in rows and rules.name in ("parks", "zones"):
        kinds = rows["feature_id"].str.partition(":")[0]
        rows["kind"] = rows["kind"].where(rows["kind"].ne(""), kinds)
    named = [rule.column for rule in rules.rules if rule.column in rows]
    taken = rows.index.isin(beside["facts"]["row"]) if "facts" in beside else False
    for name in named:
        if name not in LAYERS_HELD[rules.name].columns:  # the store puts it into extra
            rows[name] = rows[name].mask(taken | rows[name].eq(""))
    shapes = measured.shapes if measured is not None else [None] * len(rows)
    return gpd.GeoDataFrame(rows[[ID, *named, "extra"]], geometry=shapes, crs=STORAGE)


def _preview(
    whole: gpd.GeoDataFrame, findings: tuple[Finding, ...]
) -> gpd.GeoDataFrame:
    worst: dict[int, str] = {}
    for severity in SEVERITIES:
        for finding in findings:
            if finding.severity == severity and finding.row is not None:
                worst.setdefault(finding.row, severity)
    shown = whole[["feature_id", "geometry"]].copy()
    shown.insert(0, "row", whole.index)
    shown.insert(2, "severity", [worst.get(int(row), "") for row in whole.index])
    return shown[~shown.geometry.isna()].reset_index(drop=True)


__all__ = ["ENDINGS", "LAYERS", "Checked", "Report", "check_file", "import_checked"]
