"""Importing a file: it is checked, told row by row, drawn on the map and then taken."""

from dataclasses import dataclass
from hashlib import sha256

import geopandas as gpd
import pandas as pd
import streamlit as st

from qngeo.domain.imports.findings import FAULT
from qngeo.errors import QngeoError, SchemaError
from qngeo.i18n import number, translate
from qngeo.io.store import Store
from qngeo.io.uploads.encodings import ENCODINGS
from qngeo.services.own_data import importing, roles
from qngeo.services.own_data.importing import Checked, Report
from qngeo.services.own_data.roles import User
from qngeo.ui import cache, faults, waiting
from qngeo.ui.once import once
from qngeo.ui.parts import cut_short, findings, source_titles, version_list
from qngeo.ui.plain import plain
from qngeo.ui.preview_map import preview_map
from qngeo.ui.turns import IMPORTS, in_turn

CHECKED = "data_checked"
"""Of the session state: what was checked last, and the check itself."""

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
    named = source_titles.titles(store, cache.baseline())
    chosen = st.selectbox(
        translate("imports.form.source", lang),
        ["", *named],
        format_func=lambda i: (
            named.get(i) or translate("imports.form.source.rows", lang)
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

    def check() -> Checked:
        with waiting.doing("checking"), in_turn(IMPORTS):
            return importing.check_file(
                content,
                name=name,
                layer=layer,
                crs=reading.crs,
                mapping=dict(_pairs(reading.mapping)),
                store=store,
                encoding=reading.encoding,
                source=reading.source,
            )

    return once(CHECKED, key, check)


def _report(report: Report, lang: str) -> None:
    """Show how many rows are sound, how the file was read, and what was found."""
    rows = translate(
        "data.report.rows",
        lang,
        accepted=number(report.accepted, lang, 0),
        rows=number(report.rows, lang, 0),
    )
    st.markdown(f"**{rows}**  \n{findings.counts(report, lang)}")
    read = [report.crs, report.encoding]
    if any(read):
        read_as = ", ".join(filter(None, read))
        st.caption(translate("data.report.read_as", lang, how=plain(read_as)))
    if report.findings:
        findings.show(report, lang)
    else:
        st.success(translate("data.report.clean", lang), icon=":material/check:")


def _preview(checked: Checked, lang: str) -> None:
    """Show the rows on the map and as a table."""
    if len(checked.preview):
        preview_map(gpd.GeoSeries(checked.preview.geometry), lang)
    if checked.rows.empty:
        return
    rows = pd.DataFrame(checked.rows.drop(columns=["geometry", "extra"]))
    filled = [c for c in rows if rows[c].notna().any() and rows[c].ne("").any()]
    with st.expander(translate("data.preview.rows", lang)):
        st.dataframe(rows[filled].iloc[: cut_short.MOST_ROWS], hide_index=True)
    for layer, beside in checked.beside.items():
        title = translate(
            "imports.form.beside",
            lang,
            layer=translate(f"data.layer.{layer}", lang),
            count=number(len(beside), lang, 0),
        )
        there = [c for c in beside if beside[c].ne("").any()]
        with st.expander(title):
            st.dataframe(beside[there].iloc[: cut_short.MOST_ROWS], hide_index=True)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How the rows of a file are to go in."""

    mode: str
    subset: bool
    note: str


def _accept(store: Store, checked: Checked, user: User | None, lang: str) -> None:
    """Ask how the rows go in, and store them."""
    if not checked.report.accepted:
        st.error(translate("data.accept.nothing", lang), icon=":material/block:")
        return
    wish = _wish(checked.report, lang)
    if wish is None:
        return
    if checked.report.count(FAULT) and not wish.subset:
        st.warning(translate("data.accept.faults", lang), icon=":material/warning:")
        return
    try:
        with waiting.doing("storing"):
            made = importing.import_checked(
                store,
                checked,
                who=roles.writer(user),
                mode=wish.mode,
                subset=wish.subset,
                note=wish.note,
            )
    except QngeoError as error:
        faults.tell(error)
        return
    st.session_state.pop(CHECKED, None)
    version_list.remember(made)


def _wish(report: Report, lang: str) -> Wish | None:
    """Ask how the rows go in; None until that is sent."""
    with st.form("data_accept", border=True):
        mode = st.radio(
            translate("data.accept.mode", lang),
            MODES,
            format_func=lambda m: translate(f"data.accept.mode.{m}", lang),
            key="data_accept_mode",
        )
        subset = False
        if report.count(FAULT):
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
    return Wish(mode=str(mode), subset=subset, note=note.strip()) if sent else None
