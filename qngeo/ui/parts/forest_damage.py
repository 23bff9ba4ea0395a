"""Storm damage as it was published: over time, by unit, and what else was said."""

from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from qngeo.i18n import in_data, translate
from qngeo.io.baseline import Baseline
from qngeo.services.forest import units as forest_units
from qngeo.ui.parts import chart, forest_charts
from qngeo.ui.parts.forest_cells import Pen, table
from qngeo.ui.plain import plain


def show(baseline: Baseline, pen: Pen, as_of: date) -> None:
    """Write the storm damage known on a day."""
    lang = pen.lang
    st.markdown(f"##### {translate('official.damage.head', lang)}")
    counts = forest_units.damage_counts(baseline, as_of=as_of)
    if counts.empty:
        st.info(translate("official.none", lang))
        return
    st.caption(translate("official.damage.help", lang))
    words = forest_charts.damage_words(counts, lang)
    chart.draw(forest_charts.damage(counts, lang), alt=words)
    with st.expander(translate("official.damage.table", lang)):
        _counts(counts, pen)
    _districts(baseline, pen, as_of)
    _communes(baseline, pen, as_of)
    with st.expander(translate("official.companies.head", lang)):
        rows = forest_units.damage_by_unit(baseline, by="company", as_of=as_of)
        names = ("company", "area")
        head = [pen.say(f"official.column.{name}") for name in names]
        table(head, [[title, cell] for _, title, cell in _units(rows, pen)])
    with st.expander(translate("official.parts.head", lang)):
        _parts(forest_units.damage_parts(baseline, as_of=as_of), baseline, pen)


def _counts(counts: pd.DataFrame, pen: Pen) -> None:
    names = ("date", "counted", "area")
    lines = [
        [
            pen.about(row),
            pen.say(f"official.count.{row['series']}"),
            f"{pen.value(row)}{pen.origin(row)}",
        ]
        for _, row in counts.iterrows()
    ]
    table([pen.say(f"official.column.{name}") for name in names], lines)


def _units(rows: pd.DataFrame, pen: Pen) -> list[tuple[str, str, str]]:
    """Return id, name and figures of each unit; parts stand below their unit."""
    found = []
    for subject, mine in rows.groupby("subject_id", sort=False):
        first = mine.iloc[0]
        title = escape(str(first[f"name_{in_data(pen.lang)}"]))
        if first["within"]:
            title = f"<small>{title}</small>"
        known = mine[mine["fact_id"].notna()]
        found.append((str(subject), title, pen.cells(known, "official.blank")))
    return found


def _silent(rows: pd.DataFrame, lang: str) -> list[str]:
    """Return the names of units for which nothing is published."""
    none = rows[rows["within"].eq("") & rows["fact_id"].isna()]
    return [str(name) for name in none[f"name_{in_data(lang)}"]]


def _districts(baseline: Baseline, pen: Pen, as_of: date) -> None:
    lang = pen.lang
    rows = forest_units.damage_by_unit(baseline, by="district", as_of=as_of)
    into = forest_units.new_communes(baseline, lang)
    lines = [
        [title, escape(", ".join(into.get(subject, ()))), cell]
        for subject, title, cell in _units(rows, pen)
    ]
    names = ("district", "communes", "area")
    with st.expander(translate("official.districts.head", lang), expanded=True):
        st.caption(translate("official.districts.help", lang))
        table([pen.say(f"official.column.{name}") for name in names], lines)
        silent = _silent(rows, lang)
        if silent:
            words = plain(", ".join(silent))
            st.caption(translate("official.districts.silent", lang, names=words))


def _communes(baseline: Baseline, pen: Pen, as_of: date) -> None:
    lang = pen.lang
    rows = forest_units.damage_by_unit(baseline, by="commune", as_of=as_of)
    silent = _silent(rows, lang)
    every = int(rows["within"].eq("").sum())
    names = baseline.subjects.set_index("subject_id")[f"name_{in_data(lang)}"]
    parts = rows[rows["within"].ne("")]
    lines = [
        [
            escape(str(row[f"name_{in_data(lang)}"])),
            pen.cell(row),
            escape(names[row["within"]]),
        ]
        for _, row in parts.iterrows()
    ]
    with st.expander(translate("official.communes.head", lang)):
        st.caption(
            translate("official.communes.help", lang, silent=len(silent), all=every)
        )
        if lines:
            heads = ("former_commune", "area", "now_in")
            table([pen.say(f"official.column.{name}") for name in heads], lines)
        st.caption(
            translate("official.communes.silent", lang, names=plain(", ".join(silent)))
        )


def _parts(rows: pd.DataFrame, baseline: Baseline, pen: Pen) -> None:
    titles = baseline.attributes.set_index("attribute")[f"title_{in_data(pen.lang)}"]
    names = ("subject", "figure")
    lines = []
    for attribute, mine in rows.groupby("attribute", sort=False):
        title = escape(str(titles[str(attribute)]))
        lines.append([title, pen.cells(mine, "official.blank")])
    table([pen.say(f"official.column.{name}") for name in names], lines)
