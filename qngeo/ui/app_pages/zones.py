"""Zones: the map coloured by fill rate, the same rows as a table, the sheet."""

from datetime import date

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from qngeo.i18n import number, period, translate
from qngeo.names import short
from qngeo.services.zones.overview import matches
from qngeo.ui import cache, controls, frame
from qngeo.ui.map_view import zone_map
from qngeo.ui.parts import sheet as sheet_part
from qngeo.ui.plain import plain
from qngeo.web.legend import SIGNS, signed

HEIGHT = 760
TABLE_KEY = "zone_table"
SELECTED = "subject"


def selected() -> str | None:
    """Return the subject that the sheet shows; it stands in the address."""
    chosen = st.query_params.get(SELECTED)
    known = cache.baseline().subjects["subject_id"]
    return chosen if chosen in set(known) else None


def select(subject_id: str | None) -> None:
    """Put the subject of the sheet into the address, or take it out."""
    if subject_id:
        st.query_params[SELECTED] = subject_id
        st.session_state["zone_view"] = "sheet"
    else:
        st.query_params.pop(SELECTED, None)
        st.session_state["zone_view"] = "table"


def show() -> None:
    """Run the page."""
    lang = frame.language()
    as_of = controls.as_of(lang)
    counts = cache.rate_counts(as_of)
    definition = controls.definition(lang, counts)
    rows = cache.zone_rows(definition, as_of)
    kinds = controls.kinds(lang)
    known = sorted(rows.loc[rows["status"].ne(""), "status"].unique())
    statuses = controls.statuses(lang, known)
    kept = rows["kind"].isin(kinds)
    if statuses:
        kept &= rows["status"].isin(statuses)
    explorer(rows, rows.index[kept], definition, as_of, lang)


@st.fragment
@frame.guarded
def explorer(
    rows: pd.DataFrame, kept: pd.Index, definition: str, as_of: date, lang: str
) -> None:
    """Show map and table or sheet; a click reruns this part only.

    The map shows every row and the table those that the filters keep; the name is one
    of the filters, so it is asked for before the map is drawn.
    """
    left, right = st.columns([11, 9], gap="small")
    with right:
        switch, name = st.columns([9, 11], gap="small", vertical_alignment="center")
    with name:
        named = matches(rows, controls.name_filter(lang))
    kept = kept[named[kept]]
    with left:
        clicked = zone_map(
            rows,
            kept=kept,
            definition=definition,
            selected=selected(),
            lang=lang,
            height=HEIGHT,
        )
        _undrawn(lang)
    if clicked and clicked != st.session_state.get("zone_clicked"):
        select(clicked)
    st.session_state["zone_clicked"] = clicked
    with switch:
        st.session_state.setdefault("zone_view", "sheet" if selected() else "table")
        view = st.segmented_control(
            translate("pages.zones.view", lang),
            ["table", "sheet"],
            format_func=lambda name: translate(f"pages.zones.view.{name}", lang),
            key="zone_view",
            label_visibility="collapsed",
            required=True,
        )
    with right:
        if view == "sheet":
            _sheet(as_of, lang)
        else:
            _table(rows.loc[kept], lang)


def _undrawn(lang: str) -> None:
    """Say which parks and clusters the map cannot show, and why."""
    missing, count = cache.undrawn(), cache.park_count()
    if missing.empty:
        return
    title = translate("pages.zones.undrawn", lang, missing=len(missing), count=count)
    with st.expander(title, icon=":material/location_off:"):
        lines = [
            f"- {plain(short(row[f'name_{lang}']))}: {row[f'reason_{lang}']}"
            for _, row in missing.iterrows()
        ]
        st.markdown("\n".join(lines))


def _sheet(as_of: date, lang: str) -> None:
    subject_id = selected()
    if not subject_id:
        st.info(translate("pages.zones.pick", lang), icon=":material/touch_app:")
        return
    with st.container(height=HEIGHT - 60, border=False, key="sheet"):
        sheet_part.show(
            cache.sheet(subject_id, as_of),
            cache.baseline(),
            cache.outline(subject_id),
            lang,
            as_of,
        )


def _table(rows: pd.DataFrame, lang: str) -> None:
    listed = rows.sort_values("rate_pct", ascending=False, na_position="last")
    if listed.empty:
        st.info(translate("pages.zones.no_match", lang), icon=":material/search_off:")
        return
    ids = list(listed.index)
    chosen = selected()
    st.session_state[TABLE_KEY] = {
        "selection": {"rows": [ids.index(chosen)] if chosen in ids else []}
    }

    def on_select() -> None:
        picked = st.session_state[TABLE_KEY]["selection"]["rows"]
        select(ids[picked[0]] if picked else None)

    st.dataframe(
        _shown(listed, lang),
        height=HEIGHT - 130,
        hide_index=True,
        on_select=on_select,
        selection_mode="single-row",
        key=TABLE_KEY,
        placeholder="–",
        column_config={
            translate("pages.column.name", lang): st.column_config.TextColumn(
                width=200, pinned=True
            ),
            translate("pages.column.rate", lang): st.column_config.NumberColumn(
                width=90
            ),
            translate("pages.column.date", lang): st.column_config.TextColumn(width=92),
        },
    )
    st.caption(translate("pages.zones.table.help", lang, count=len(listed)))


def _shown(rows: pd.DataFrame, lang: str) -> Styler:
    """Return the table with numbers in the language of the page, sorted as numbers."""
    undrawn = cache.undrawn().index
    table = pd.DataFrame(
        {
            translate("pages.column.name", lang): rows[f"name_{lang}"].map(short),
            translate("pages.column.rate", lang): rows["rate_pct"],
            translate("pages.column.date", lang): rows["rate_as_of"].map(
                lambda text: "–" if pd.isna(text) else period(text, lang)
            ),
            translate("pages.column.industrial", lang): rows["area_industrial"],
            translate("pages.column.planned", lang): rows["area_planned"],
            translate("pages.column.status", lang): rows["status"].map(
                lambda s: translate(f"pages.status.{s}", lang) if s else ""
            ),
            translate("pages.column.conflicts", lang): rows["conflicts"],
            translate("pages.column.map", lang): [
                translate("pages.zones.not_drawn", lang) if subject in undrawn else ""
                for subject in rows.index
            ],
        }
    )

    def written(value: object) -> str:
        return number(float(str(value)), lang, 2)

    numbers = ("rate", "industrial", "planned")
    styler = table.style.format(
        {translate(f"pages.column.{name}", lang): written for name in numbers}
    )
    rate = translate("pages.column.rate", lang)
    for qualifier in SIGNS:
        these = rows.index[rows["qualifier"].eq(qualifier)]

        def with_sign(value: object, qualifier: str = qualifier) -> str:
            return signed(written(value), qualifier)

        styler = styler.format(with_sign, subset=(these, [rate]))
    return styler
