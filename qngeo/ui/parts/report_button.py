"""Buttons that hand over the evidence pack of what is shown, made when clicked."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from qngeo.i18n import translate
from qngeo.services.report.evidence import evidence
from qngeo.services.report.moment import Moment
from qngeo.ui import cache
from qngeo.ui.turns import REPORTS, in_turn
from qngeo.web.report.pack import pack
from qngeo.web.report.pdf import pdf

_WORDS = """<style>.st-key-report_buttons {{
  --qn-making: "{making}"; --qn-failed: "{failed}"; }}</style>"""
"""Streamlit turns a wheel on a button meanwhile, and where it fails gives no reason;
``style.css`` writes these words beside it."""


def show(subjects: Sequence[str], lang: str, as_of: date) -> None:
    """Offer PDF and pack of one subject, or of several side by side.

    Parameters
    ----------
    subjects : sequence of str
        Ids, at most six.
    lang : str
    as_of : date
    """
    moment = Moment(as_of=as_of, as_known_on=cache.state().day)
    stem = "qngeo-" + "-".join(one.partition(":")[2] for one in subjects)[:80]
    asked = (tuple(subjects), lang, moment)
    making = translate("waiting.report", lang)
    failed = translate("report.button.failed", lang)
    with st.container(horizontal=True, key="report_buttons"):
        st.html(_WORDS.format(making=making, failed=failed))
        st.download_button(
            translate("report.button", lang),
            partial(_pdf, *asked),
            file_name=f"{stem}-{lang}.pdf",
            mime="application/pdf",
            icon=":material/picture_as_pdf:",
            help=translate("report.button.help", lang),
            on_click="ignore",
            key="report_pdf",
        )
        st.download_button(
            translate("report.button.pack", lang),
            partial(_pack, *asked),
            file_name=f"{stem}-{lang}.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            help=translate("report.button.pack.help", lang),
            on_click="ignore",
            key="report_pack",
        )


def _pdf(subjects: tuple[str, ...], lang: str, moment: Moment) -> bytes:
    with in_turn(REPORTS, lang):
        return pdf(evidence(subjects, lang=lang, moment=moment))


def _pack(subjects: tuple[str, ...], lang: str, moment: Moment) -> bytes:
    with in_turn(REPORTS, lang):
        found = evidence(subjects, lang=lang, moment=moment)
        return pack(found, pdf(found))
