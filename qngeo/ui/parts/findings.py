"""What a check found in a file (kết quả kiểm tra): counts, and each in words."""

import pandas as pd
import streamlit as st

from qngeo.domain.imports.findings import (
    FAULT,
    NOTE,
    SEVERITIES,
    WARNING,
    Report,
)
from qngeo.i18n import number, translate
from qngeo.ui.parts import cut_short
from qngeo.ui.parts.csv_button import csv_button
from qngeo.ui.plain import plain

FEW = 40
"""Findings up to this are a plain table with whole sentences; more can be scrolled."""

ICONS = {FAULT: ":material/error:", WARNING: ":material/warning:",
         NOTE: ":material/info:"}  # fmt: skip

COLUMNS = ("row", "severity", "message", "feature_id", "column")
"""Of the table of a file of rows."""


def counts(report: Report, lang: str) -> str:
    """Return how many findings of each severity there are, as one line."""
    return " · ".join(
        f"{ICONS[severity]} {translate(f'data.report.{severity}', lang)}: "
        f"**{number(report.count(severity), lang, 0)}**"
        for severity in SEVERITIES
    )


def in_words(severities: pd.Series, lang: str) -> pd.Series:
    """Return severities as the page says them."""
    return severities.map(lambda one: translate(f"data.severity.{one}", lang))


def show(report: Report, lang: str) -> None:
    """Show the findings row by row, narrowed to the severities that are wanted.

    Parameters
    ----------
    report : Report
        With one finding at least.
    lang : str
    """
    there = [severity for severity in SEVERITIES if report.count(severity)]
    chosen = there
    if len(there) > 1:
        chosen = st.pills(
            translate("data.report.filter", lang),
            there,
            selection_mode="multi",
            default=there,
            format_func=lambda one: translate(f"data.report.{one}", lang),
            key=f"data_report_filter_{report.layer}_{report.file_sha256[:8]}",
        )
    table = report.as_frame(lang)
    _table(table[table["severity"].isin(chosen or there)], lang)
    csv_button(
        translate("data.report.download", lang),
        lambda: table,
        name=f"{report.layer}-report.csv",
        key="data_report_csv",
    )


def _table(table: pd.DataFrame, lang: str) -> None:
    names = {c: translate(f"data.column.{c}", lang) for c in COLUMNS}
    shown = table[list(COLUMNS)].iloc[: cut_short.MOST_ROWS]
    shown = shown.assign(severity=in_words(shown["severity"], lang))
    if len(shown) <= FEW:  # whole sentences, on a phone and on paper as well
        texts = shown.astype({"row": "string"}).fillna("")
        texts = texts.map(lambda cell: plain(str(cell))).rename(columns=names)
        st.table(texts.set_index(names["row"]))
        return
    st.dataframe(
        shown.rename(columns=names),
        hide_index=True,
        height="auto",
        placeholder="",
        column_config={
            names["row"]: st.column_config.NumberColumn(width=70),
            names["severity"]: st.column_config.TextColumn(width=100),
            names["message"]: st.column_config.TextColumn(width=640),
        },
    )
    cut_short.told(len(table), lang)
