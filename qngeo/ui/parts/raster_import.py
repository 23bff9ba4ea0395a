"""Bringing in a raster: it is looked at, described, checked and then taken."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

import geopandas as gpd
import streamlit as st

from qngeo.crs import STORAGE
from qngeo.domain.imports.findings import Report
from qngeo.domain.imports.raster_description import (
    CLASSES,
    KINDS,
    QUANTITY,
    ClassName,
    Description,
)
from qngeo.errors import QngeoError
from qngeo.i18n import number, translate
from qngeo.io.store import Store
from qngeo.io.uploads.raster_files import ENDINGS
from qngeo.names import fold
from qngeo.services.own_data import raster_check, raster_import, roles
from qngeo.services.own_data.raster_check import CheckedRaster, Seen
from qngeo.services.own_data.roles import User
from qngeo.ui import cache, faults, waiting
from qngeo.ui.once import once
from qngeo.ui.parts import findings, version_list
from qngeo.ui.parts.csv_button import csv_button
from qngeo.ui.plain import plain
from qngeo.ui.preview_map import preview_map
from qngeo.ui.turns import IMPORTS, in_turn

SEEN = "raster_seen"
"""Of the session state: what was looked at last, and what was seen."""

LONGEST_ID = 30
"""Letters of the id that is proposed, and of one that is typed."""

LEVEL_PX = 90
"""Width of the column of levels; the words have the rest."""


def show(store: Store, user: User | None, lang: str) -> None:
    """Ask for a raster and what it shows, tell what the check found, and take it."""
    st.caption(translate("rasters.import.help", lang))
    file = st.file_uploader(
        translate("rasters.import.file", lang),
        type=[ending.removeprefix(".") for ending in ENDINGS],
        help=translate("rasters.import.file.help", lang),
        key="raster_file",
    )
    if file is None:
        st.info(translate("rasters.import.none", lang), icon=":material/upload_file:")
        return
    content = file.getvalue()
    try:
        reading = _reading(lang)
        if reading is None:
            return
        seen = _seen(content, file.name, reading)
    except QngeoError as error:
        faults.tell(error)
        return
    if seen.footprint is not None:
        preview_map(gpd.GeoSeries([seen.footprint], crs=STORAGE), lang)
    described = _described(seen, reading.crs, lang)
    checked = raster_check.judge(seen, described, store)
    _told(checked.report, lang)
    if not checked.report.accepted:
        st.warning(translate("rasters.import.faults", lang), icon=":material/block:")
        return
    words = translate("rasters.import.button", lang)
    if st.button(words, type="primary", key="raster_accept"):
        _take(store, content, checked, user)


def _take(
    store: Store, content: bytes, checked: CheckedRaster, user: User | None
) -> None:
    """Store a raster that was described and found sound."""
    seen = checked.seen
    try:
        with _on_disk(content) as path, waiting.doing("raster"), in_turn(IMPORTS):
            here = replace(seen, given=replace(seen.given, path=path))
            made = raster_import.import_raster(
                store, replace(checked, seen=here), who=roles.writer(user)
            )
    except QngeoError as error:
        faults.tell(error)
        return
    st.session_state.pop(SEEN, None)
    version_list.remember(made)


@contextmanager
def _on_disk(content: bytes) -> Iterator[Path]:
    """Give what was uploaded a place on disk for a moment."""
    with tempfile.TemporaryDirectory(prefix="qngeo-raster-") as folder:
        path = Path(folder) / "given.tif"
        path.write_bytes(content)
        yield path


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How the cells of a file are read, where it does not say so itself."""

    band: int
    nodata: float | None
    crs: str


def _reading(lang: str) -> Reading | None:
    """Ask which band, which value means no data, and for the CRS."""
    with st.expander(translate("rasters.import.more", lang)):
        one, two, three = st.columns(3)
        band = one.number_input(
            translate("rasters.import.band", lang),
            min_value=1, value=1, step=1, key="raster_band",
        )  # fmt: skip
        crs = two.text_input(
            translate("rasters.import.crs", lang),
            placeholder="EPSG:5899", max_chars=40, key="raster_crs",
        )  # fmt: skip
        text = three.text_input(
            translate("rasters.import.nodata", lang), max_chars=40, key="raster_nodata"
        )
    text = str(text).strip().replace(",", ".")
    try:
        nodata = float(text) if text else None
    except ValueError:
        words = translate("rasters.import.nodata.wrong", lang, text=plain(text))
        st.error(words, icon=":material/error:")
        return None
    return Reading(band=int(band), nodata=nodata, crs=str(crs).strip())


def _seen(content: bytes, name: str, reading: Reading) -> Seen:
    """Look at a file once; again only when file or question has changed."""
    key = (sha256(content).hexdigest(), name, reading)

    def look() -> Seen:
        with _on_disk(content) as path, waiting.doing("looking"), in_turn(IMPORTS):
            return raster_check.look(path, name=name, **asdict(reading))

    return once(SEEN, key, look)


def _slug(name: str) -> str:
    """Propose an id from a file name."""
    return fold(Path(name).stem).replace(" ", "_")[:LONGEST_ID].strip("_")


def _described(seen: Seen, crs: str, lang: str) -> Description:
    """Ask what the raster shows."""
    st.markdown(f"**{translate('rasters.import.describe', lang)}**")
    one, two = st.columns(2)
    name_vi = one.text_input(
        translate("rasters.import.name_vi", lang), max_chars=200, key="raster_name_vi"
    )
    name_en = two.text_input(
        translate("rasters.import.name_en", lang), max_chars=200, key="raster_name_en"
    )
    own_id = one.text_input(
        translate("rasters.import.id", lang),
        value=_slug(seen.given.name),
        help=translate("rasters.import.id.help", lang),
        max_chars=LONGEST_ID,
        key="raster_id",
    )
    as_of = two.text_input(
        translate("rasters.import.as_of", lang),
        placeholder="2025, 2025-06, 2024-10/2025-03",
        max_chars=40,
        key="raster_as_of",
    )
    source_id, source = _source(lang)
    note = st.text_input(
        translate("rasters.import.note", lang), max_chars=2000, key="raster_note"
    )
    kind = st.radio(
        translate("rasters.import.kind", lang),
        KINDS,
        index=KINDS.index(CLASSES if seen.scan.like_classes else QUANTITY),
        format_func=lambda name: translate(f"rasters.kind.{name}", lang),
        horizontal=True,
        key="raster_kind",
    )
    classes, unit = _meaning(seen, str(kind), lang)
    return Description(
        id=own_id.strip(),
        name_vi=name_vi.strip(),
        name_en=name_en.strip(),
        kind=str(kind),
        classes=classes,
        unit=unit,
        as_of=as_of.strip(),
        source_ids=source_id,
        source=source.strip(),
        note=note.strip(),
        band=seen.band,
        nodata=seen.nodata,
        crs=crs,
    )


def _source(lang: str) -> tuple[str, str]:
    """Ask where the raster comes from: a source of the register, or in words."""
    titles = cache.baseline().sources.set_index("source_id")["title"]
    none = translate("rasters.import.source_id.none", lang)
    source = st.text_input(
        translate("rasters.import.source", lang),
        help=translate("rasters.import.source.help", lang),
        max_chars=200,
        key="raster_source",
    )
    source_id = st.selectbox(
        translate("rasters.import.source_id", lang),
        ["", *titles.index],
        format_func=lambda name: f"{titles[name]} ({name})" if name else none,
        key="raster_source_id",
    )
    return str(source_id), str(source)


def _meaning(seen: Seen, kind: str, lang: str) -> tuple[tuple[ClassName, ...], str]:
    """Ask for the names of the classes, or for the unit."""
    if kind == QUANTITY:
        unit = st.text_input(
            translate("rasters.import.unit", lang), max_chars=40, key="raster_unit"
        )
        return (), str(unit).strip()
    counts = seen.scan.counts or {}
    values = seen.scan.values()
    if not values:
        return (), ""
    st.caption(translate("rasters.import.classes", lang))
    named = [_class_name(value, counts[float(value)], seen, lang) for value in values]
    return tuple(one for one in named if one.name_vi or one.name_en), ""


def _class_name(value: int, cells: int, seen: Seen, lang: str) -> ClassName:
    """Ask for the names of one value."""
    one, two = st.columns(2)
    key = f"raster_class_{seen.file_sha256[:12]}_{seen.band}_{value}"
    name_vi = one.text_input(
        translate("rasters.import.class_vi", lang, value=value,
                  cells=number(cells, lang, 0)),
        max_chars=200, key=f"{key}_vi",
    )  # fmt: skip
    name_en = two.text_input(
        translate("rasters.import.class_en", lang, value=value),
        max_chars=200, key=f"{key}_en",
    )  # fmt: skip
    return ClassName(value=value, name_vi=name_vi.strip(), name_en=name_en.strip())


def _told(report: Report, lang: str) -> None:
    """Show how many findings there are, and each in words."""
    if not report.findings:
        st.success(translate("rasters.import.clean", lang), icon=":material/check:")
        return
    st.markdown(findings.counts(report, lang))
    whole = report.as_frame(lang)
    table = whole[["severity", "message"]]
    table = table.assign(severity=findings.in_words(table["severity"], lang))
    names = {c: translate(f"rasters.column.{c}", lang) for c in table}
    st.dataframe(
        table.rename(columns=names),
        hide_index=True,
        height="auto",
        column_config={names["severity"]: st.column_config.Column(width=LEVEL_PX)},
    )
    csv_button(
        translate("rasters.import.report", lang),
        lambda: whole,
        name="raster-report.csv",
        key="raster_report_csv",
    )
