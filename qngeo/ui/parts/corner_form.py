"""A decision's table of corner points, pasted or uploaded, becomes an outline."""

from dataclasses import replace
from hashlib import sha256

import geopandas as gpd
import pandas as pd
import streamlit as st

from qngeo.crs import STORAGE
from qngeo.domain.boundaries.vn2000 import PROJECTIONS
from qngeo.domain.imports.findings import FAULT, NOTE, WARNING
from qngeo.errors import QngeoError
from qngeo.i18n import in_data, number, translate
from qngeo.io.baseline import Baseline
from qngeo.io.store import Store
from qngeo.io.uploads.corner_tables import parse_table
from qngeo.sentences import said
from qngeo.services.own_data import outline_entry, roles
from qngeo.services.own_data.boundary import Boundary, boundary
from qngeo.services.own_data.outline_entry import KINDS, Decision, Review
from qngeo.services.own_data.roles import User
from qngeo.ui import faults, waiting
from qngeo.ui.once import once
from qngeo.ui.parts import version_list
from qngeo.ui.plain import plain
from qngeo.ui.preview_map import preview_map

EXAMPLE = "Điểm;X (m);Y (m)\n1;2318123,45;430125,10\n2;2318123,45;430625,10"

PASTED = "pasted.csv"

REVIEWED = "data_corners_reviewed"
"""Of the session state: the outline that was checked last, and the check."""


def show(store: Store, known: Baseline, user: User | None, lang: str) -> None:
    """Ask for a table, show the polygon it makes, and take it as an outline."""
    st.caption(translate("data.corners.help", lang))
    content, name = _given(lang)
    crs, stated, repair = _how(lang)
    if not content:
        st.info(translate("data.corners.none", lang), icon=":material/table_rows:")
        return
    try:
        with waiting.doing("outline"):
            table = parse_table(content, name=name)
            found = boundary(table, crs=crs, stated_ha=stated, repair_order=repair)
    except QngeoError as error:
        faults.tell(error)
        return
    _measures(found, lang)
    preview_map(gpd.GeoSeries([found.polygon], crs=STORAGE), lang)
    pasted = name == PASTED
    decision = Decision(
        name="",
        stated_ha=stated,
        file_name="" if pasted else name,
        file_sha256="" if pasted else sha256(content).hexdigest(),
    )
    _accept(store, known, user, found, decision, lang)


def _given(lang: str) -> tuple[bytes, str]:
    """Return the table as bytes and its file name; empty bytes for none."""
    file = st.file_uploader(
        translate("data.corners.upload", lang),
        type=["csv", "txt", "xlsx"],
        key="data_corners_file",
    )
    text = st.text_area(
        translate("data.corners.paste", lang),
        placeholder=EXAMPLE,
        height=170,
        key="data_corners_text",
    )
    if file is not None:
        return file.getvalue(), file.name
    return str(text).strip().encode(), PASTED


def _how(lang: str) -> tuple[str, float | None, bool]:
    """Ask for projection, stated area, and leave to move a point."""
    names = {"": translate("data.corners.crs.auto", lang)}
    names |= {p.crs: f"{p.name} – {p.crs}" for p in PROJECTIONS}
    left, middle, right = st.columns((2, 1, 1), vertical_alignment="bottom")
    crs = left.selectbox(
        translate("data.corners.crs", lang),
        list(names),
        format_func=names.__getitem__,
        help=translate("data.corners.crs.help", lang),
        key="data_corners_crs",
    )
    stated = middle.number_input(
        translate("data.corners.stated", lang),
        min_value=0.01,
        value=None,
        step=0.01,
        help=translate("data.corners.stated.help", lang),
        key="data_corners_stated",
    )
    repair = right.checkbox(
        translate("data.corners.repair", lang),
        help=translate("data.corners.repair.help", lang),
        key="data_corners_repair",
    )
    return str(crs), stated, bool(repair)


def _measures(found: Boundary, lang: str) -> None:
    closure = f"{number(found.closure_error_m, lang, 2)} m"
    values = {
        "area": f"{number(found.area_ha, lang, 4)} ha",
        "geodesic": f"{number(found.area_geodesic_ha, lang, 4)} ha",
        "points": number(len(found.points), lang, 0),
        "closure": closure if pd.notna(found.closure_error_m) else "–",
        "crs": found.crs,
    }
    labels = {key: translate(f"data.corners.out.{key}", lang) for key in values}
    st.markdown(
        "  \n".join(f"{labels[key]}: **{plain(text)}**" for key, text in values.items())
    )
    for warning in found.warnings:
        st.warning(plain(said(warning, lang)), icon=":material/warning:")


def _accept(
    store: Store,
    known: Baseline,
    user: User | None,
    found: Boundary,
    decision: Decision,
    lang: str,
) -> None:
    """Ask whose outline it is and by which decision, then store it."""
    subject = _subject(known, lang)
    reviewed = None
    if subject:
        try:
            reviewed = _reviewed(store, known, subject, found, decision)
        except QngeoError as error:
            faults.tell(error)
            return
        _findings(reviewed, lang)
    paper, valid, sent = _decided(lang)
    if not sent:
        return
    if not subject or not paper:
        st.warning(translate("data.corners.incomplete", lang))
        return
    try:
        with waiting.doing("storing"):
            made = outline_entry.enter(
                store,
                known,
                subject,
                found,
                replace(decision, name=paper, valid_from=valid),
                who=roles.writer(user),
                reviewed=reviewed,
            )
    except QngeoError as error:
        faults.tell(error)
        return
    finally:
        st.session_state.pop(REVIEWED, None)
    version_list.remember(made)


def _subject(known: Baseline, lang: str) -> str:
    """Ask whose outline it is; "" until one is chosen."""
    names: dict[str, str] = {}
    for layer in KINDS:
        rows = outline_entry.choices(known, layer)
        names |= dict(
            zip(rows["subject_id"], rows[f"name_{in_data(lang)}"], strict=True)
        )
    chosen = st.selectbox(
        translate("data.corners.subject", lang),
        list(names),
        index=None,
        format_func=lambda i: names.get(i, i),
        placeholder=translate("data.choose", lang),
        key="data_corners_subject",
    )
    return str(chosen or "")


def _decided(lang: str) -> tuple[str, str, bool]:
    """Ask for decision and day; tell as well whether they were sent just now."""
    with st.form("data_corners_accept", border=True):
        paper = st.text_input(
            translate("data.corners.decision", lang),
            max_chars=300,
            key="data_corners_decision",
        )
        valid = st.text_input(
            translate("data.corners.valid_from", lang),
            placeholder="2025-06-30",
            max_chars=20,
            key="data_corners_valid",
        )
        sent = st.form_submit_button(
            translate("data.corners.accept", lang), type="primary"
        )
    return paper.strip(), valid.strip(), sent


def _reviewed(
    store: Store, known: Baseline, subject: str, found: Boundary, decision: Decision
) -> Review:
    """Check an outline once, so that accepting rests on what was seen."""
    key = (subject, found.polygon.wkb, decision.stated_ha)

    def review() -> Review:
        with waiting.doing("reviewing"):
            return outline_entry.review(store, known, subject, found, decision)

    return once(REVIEWED, key, review)


def _findings(reviewed: Review, lang: str) -> None:
    """Show what the check against the province and stored outlines says."""
    shows = {FAULT: st.error, WARNING: st.warning, NOTE: st.info}
    for finding in reviewed.findings:
        shows[finding.severity](plain(finding.words(lang)))
    if not reviewed.findings:
        st.success(
            translate("imports.form.outline_clean", lang), icon=":material/check:"
        )
