"""A layer or table to take away: which one, as what kind of file, in which CRS."""

from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from qngeo.crs import STORAGE
from qngeo.i18n import number, period, translate
from qngeo.services.datasets.model import Dataset
from qngeo.services.datasets.register import data_version, dataset, titles
from qngeo.services.export.formats import FORMATS, SYSTEMS, formats_for
from qngeo.ui import cache
from qngeo.web import downloads

SHORT = 8
"""Digits of the data version that are shown."""

FIRST = "parks"


def show(lang: str) -> None:
    """Show the section in a frame that opens; nothing is made before the link."""
    title = translate("export.title", lang)
    with st.expander(title, icon=":material/download:", expanded=False):
        _choose(lang)
        st.caption(translate("export.api", lang, address=f"ogc?f=html&lang={lang}"))


@st.fragment
def _choose(lang: str) -> None:
    day = cache.state().day
    named = titles(day)
    known = list(named)
    columns = st.columns([3, 2, 2])
    name = columns[0].selectbox(
        translate("export.dataset", lang),
        known,
        index=known.index(FIRST) if FIRST in known else 0,
        format_func=lambda one: named[one][lang != "vi"],
        key="export_dataset",
    )
    found = dataset(name, day)
    endings = [one.ending for one in formats_for(found.kind)]
    ending = columns[1].selectbox(
        translate("export.format", lang),
        endings,
        format_func=lambda one: f"{FORMATS[one].title} (.{one})",
        key=f"export_format_{found.kind}",
    )
    crs = _system(columns[2], found, ending, lang)
    st.html(_about(found, lang))
    st.link_button(
        translate("export.take", lang),
        downloads.address(name, ending, crs=crs, known_on=day),
        icon=":material/download:",
        type="primary",
    )
    st.caption(translate(f"export.note.{ending}", lang))


def _system(place: DeltaGenerator, found: Dataset, ending: str, lang: str) -> str:
    """Return the code chosen, "" for WGS 84 or a table; one choice alone is shown."""
    if found.kind != "layer":
        return ""
    codes = list(SYSTEMS) if FORMATS[ending].projected else [STORAGE]
    chosen = place.selectbox(
        translate("export.crs", lang),
        codes,
        format_func=lambda code: f"{SYSTEMS[code]} ({code})",
        key=f"export_crs_{len(codes)}",
    )
    return "" if chosen == STORAGE else chosen.removeprefix("EPSG:")


def _about(found: Dataset, lang: str) -> str:
    """Return rows, licence, sources and dates of a dataset as a list."""
    unknown = translate("export.unknown", lang)
    version = data_version(cache.state().day)[:SHORT]
    told = {
        "rows": number(len(found.frame), lang, 0),
        "licence": found.licence,
        "sources": number(len(found.source_ids), lang, 0),
        "as_of": period(found.as_of, lang) if found.as_of else unknown,
        "recorded": period(found.recorded, lang) if found.recorded else unknown,
        "version": version,
    }
    lines = "".join(
        f"<li>{escape(translate(f'export.about.{key}', lang))}: "
        f"<b>{escape(text)}</b></li>"
        for key, text in told.items()
    )
    return f'<ul class="qn-list">{lines}</ul>'
