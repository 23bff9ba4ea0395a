"""Importing a file: check, report row by row, preview on the map, accept."""

from dataclasses import dataclass
from hashlib import sha256

import geopandas as gpd
import pandas as pd
import streamlit as st

from qngeo.domain.imports.findings import FAULT, NOTE, SEVERITIES, WARNING
from qngeo.errors import QngeoError, SchemaError
from qngeo.i18n import number, translate
from qngeo.io.store import ID, Store
from qngeo.io.uploads.encodings import ENCODINGS
from qngeo.io.uploads.tables import as_csv
from qngeo.names import fold
from qngeo.services.own_data import importing, roles
from qngeo.services.own_data.importing import Checked, Report
from qngeo.services.own_data.roles import User
from qngeo.ui import cache, faults, waiting
from qngeo.ui.parts import version_list
from qngeo.ui.plain import plain
from qngeo.ui.preview_map import preview_map
from qngeo.ui.turns import IMPORTS, in_turn

CHECKED = "data_checked"
"""Of the session state: what was checked last, and the check itself."""

FEW = 40
"""Findings up to this are a plain table with whole sentences; more can be scrolled."""

ICONS = {FAULT: ":material/error:", WARNING: ":material/warning:",
         NOTE: ":material/info:"}  # fmt: skip

MOST_ROWS = 2_000
"""Of findings and rows on the page; the download has all."""

MODES = ("upsert", "replace")


def show(store: Store, user: User | None, lang: str) -> None:
    """Ask for a layer and a file, show what the check found, and take it."""
    st.caption(translate("data.import.help", lang))
    layer = st.selectbox(
        translate("data.import.layer", lang),
        importing.LAYERS,
        format_func=lambda name: translate(f"data.layer.{name}", lang),
        key="data_import_layer",
    )
    file = st.file_uploader(
        translate("data.import.file", lang),
        type=[ending.removeprefix(".") for ending in importing.ENDINGS],
        help=translate("data.import.file.help", lang),
        key="data_import_file",
    )
    reading = _reading(store, str(layer), lang)
    if file is None:
        st.info(translate("data.import.none", lang), icon=":material/upload_file:")
        return
    try:
        checked = _checked(store, file.getvalue(), file.name, str(layer), reading)
    except QngeoError as error:
        faults.tell(error)
        return
    _report(checked.report, lang)
    _preview(checked, lang)
    _accept(store, checked, user, lang)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the person says of the file that it does not say itself."""

    crs: str
    mapping: str
    encoding: str
    source: str


def _reading(store: Store, layer: str, lang: str) -> Reading:
    """Ask what the file does not say itself."""
    with st.expander(translate("data.import.more", lang)):
        left, right = st.columns(2)
        crs = left.text_input(
            translate("data.import.crs", lang),
            placeholder="EPSG:5899",
            help=translate("data.import.crs.help", lang),
            max_chars=40,
            key="data_import_crs",
        )
        encoding = right.selectbox(
            translate("imports.form.encoding", lang),
            ("", *ENCODINGS),
            format_func=lambda e: e or translate("imports.form.encoding.auto", lang),
            help=translate("imports.form.encoding.help", lang),
            key="data_import_encoding",
        )
        source = _source(store, lang) if layer == "parks" else ""
        mapping = st.text_area(
            translate("data.import.mapping", lang),
            placeholder="Tên khu = name_vi",
            help=translate("data.import.mapping.help", lang),
            key="data_import_mapping",
        )
    return Reading(
        crs=str(crs).strip(),
        mapping=str(mapping),
        encoding=str(encoding),
        source=source,
    )


def _source(store: Store, lang: str) -> str:
    """Ask for the source of the hectares that a file of parks states."""
    own = store.read("sources")
    shipped = cache.baseline().sources
    titles = dict(zip(shipped["source_id"], shipped["title"], strict=True))
    titles |= dict(zip(own[ID], own["title"], strict=True))
    chosen = st.selectbox(
        translate("imports.form.source", lang),
        ["", *sorted(titles, key=lambda i: fold(titles[i]))],
        format_func=lambda i: (
            titles.get(i) or translate("imports.form.source.rows", lang)
        ),
        help=translate("imports.form.source.help", lang),
        key="data_import_source",
    )
    return str(chosen or "")


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Read lines like ``Tên khu = name_vi``.

    Raises
    ------
    SchemaError
        If a line is no such pair.
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        theirs, mark, ours = (part.strip() for part in line.rpartition("="))
        if not (theirs and mark and ours):
            msg = f"{line!r} names no pair: write column of the file = column here"
            raise SchemaError(msg)
        found.append((theirs, ours))
    return tuple(found)


def _checked(
    store: Store,
    content: bytes,
    name: str,
    layer: str,
    reading: Reading,
) -> Checked:
    """Check a file once; again only when file, question or store has changed."""
    log = store.versions()
    newest = log[-1].number if log else 0
    key = (sha256(content).hexdigest(), name, layer, reading, newest)
    kept = st.session_state.get(CHECKED)
    if kept is None or kept[0] != key:
        st.session_state.pop(CHECKED, None)
        with waiting.doing("checking"), in_turn(IMPORTS):
            found = importing.check_file(
                content,
                name=name,
                layer=layer,
                crs=reading.crs,
                mapping=dict(_pairs(reading.mapping)),
                store=store,
                encoding=reading.encoding,
                source=reading.source,
            )
        kept = st.session_state[CHECKED] = (key, found)
    checked: Checked = kept[1]
    return checked


def _report(report: Report, lang: str) -> None:
    """Show counts, and the findings row by row."""
    rows = translate(
        "data.report.rows",
        lang,
        accepted=number(report.accepted, lang, 0),
        rows=number(report.rows, lang, 0),
    )
    counts = {severity: report.count(severity) for severity in SEVERITIES}
    parts = [
        f"{ICONS[s]} {translate(f'data.report.{s}', lang)}: **{number(n, lang, 0)}**"
        for s, n in counts.items()
    ]
    st.markdown(f"**{rows}**  \n" + " · ".join(parts))
    read = [report.crs, report.encoding]
    if any(read):
        read_as = ", ".join(filter(None, read))
        st.caption(translate("data.report.read_as", lang, how=plain(read_as)))
    if not report.findings:
        st.success(translate("data.report.clean", lang), icon=":material/check:")
        return
    there = [severity for severity in SEVERITIES if counts[severity]]
    chosen = there
    if len(there) > 1:
        chosen = st.pills(
            translate("data.report.filter", lang),
            there,
            selection_mode="multi",
            default=there,
            format_func=lambda s: translate(f"data.report.{s}", lang),
            key=f"data_report_filter_{report.layer}_{report.file_sha256[:8]}",
        )
    table = report.as_frame(lang)
    _findings(table[table["severity"].isin(chosen or there)], lang)
    st.download_button(
        translate("data.report.download", lang),
        lambda: as_csv(table),
        file_name=f"{report.layer}-report.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="data_report_csv",
    )


def _findings(table: pd.DataFrame, lang: str) -> None:
    shown = table.drop(columns="key").iloc[:MOST_ROWS]
    shown["severity"] = shown["severity"].map(
        lambda s: translate(f"data.severity.{s}", lang)
    )
    order = ["row", "severity", "message", "feature_id", "column"]
    names = {c: translate(f"data.column.{c}", lang) for c in order}
    if len(shown) <= FEW:  # whole sentences, on a phone and on paper as well
        texts = shown[order].astype({"row": "string"}).fillna("")
        texts = texts.map(lambda cell: plain(str(cell))).rename(columns=names)
        st.table(texts.set_index(names["row"]))
        return
    st.dataframe(
        shown[order].rename(columns=names),
        hide_index=True,
        height="auto",
        placeholder="",
        column_config={
            names["row"]: st.column_config.NumberColumn(width=70),
            names["severity"]: st.column_config.TextColumn(width=100),
            names["message"]: st.column_config.TextColumn(width=640),
        },
    )
    if len(table) > MOST_ROWS:
        words = translate(
            "data.versions.more",
            lang,
            shown=number(MOST_ROWS, lang, 0),
            all=number(len(table), lang, 0),
        )
        st.caption(words)


def _preview(checked: Checked, lang: str) -> None:
    """Show the rows on the map and as a table."""
    if len(checked.preview):
        preview_map(gpd.GeoSeries(checked.preview.geometry), lang)
    if checked.rows.empty:
        return
    rows = pd.DataFrame(checked.rows.drop(columns=["geometry", "extra"]))
    filled = [c for c in rows if rows[c].notna().any() and rows[c].ne("").any()]
    with st.expander(translate("data.preview.rows", lang)):
        st.dataframe(rows[filled].iloc[:MOST_ROWS], hide_index=True)
    for layer, beside in checked.beside.items():
        title = translate(
            "imports.form.beside",
            lang,
            layer=translate(f"data.layer.{layer}", lang),
            count=number(len(beside), lang, 0),
        )
        there = [c for c in beside if beside[c].ne("").any()]
        with st.expander(title):
            st.dataframe(beside[there].iloc[:MOST_ROWS], hide_index=True)


def _accept(store: Store, checked: Checked, user: User | None, lang: str) -> None:
    """Ask how the rows go in, and store them."""
    report = checked.report
    if not report.accepted:
        st.error(translate("data.accept.nothing", lang), icon=":material/block:")
        return
    wrong = report.count(FAULT)
    with st.form("data_accept", border=True):
        mode = st.radio(
            translate("data.accept.mode", lang),
            MODES,
            format_func=lambda m: translate(f"data.accept.mode.{m}", lang),
            key="data_accept_mode",
        )
        subset = False
        if wrong:
            words = translate(
                "data.accept.subset",
                lang,
                accepted=number(report.accepted, lang, 0),
                left=number(report.rows - report.accepted, lang, 0),
            )
            subset = st.checkbox(words, key="data_accept_subset")
        note = st.text_input(
            translate("data.accept.note", lang), max_chars=500, key="data_accept_note"
        )
        sent = st.form_submit_button(
            translate("data.accept.button", lang), type="primary"
        )
    if not sent:
        return
    if wrong and not subset:
        st.warning(translate("data.accept.faults", lang), icon=":material/warning:")
        return
    try:
        with waiting.doing("storing"):
            made = importing.import_checked(
                store,
                checked,
                who=roles.writer(user),
                mode=str(mode),
                subset=subset,
                note=note.strip(),
            )
    except QngeoError as error:
        faults.tell(error)
        return
    st.session_state.pop(CHECKED, None)
    version_list.remember(made, lang)
