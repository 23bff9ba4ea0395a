"""Zones: the map coloured by fill rate, the same rows as a table, the sheet."""

from datetime import date

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from qngeo.i18n import in_data, number, period, translate
from qngeo.names import short
from qngeo.services.zones.overview import matches
from qngeo.ui import address, cache, controls, frame, keyboard
from qngeo.ui.map_view import zone_map
from qngeo.ui.parts import in_view, printed, rate_lines, report_button, watch
from qngeo.ui.parts import sheet as sheet_part
from qngeo.ui.plain import plain
from qngeo.web.legend import SIGNS, signed

HEIGHT = 760
WIDTHS = (11, 9)
TABLE_KEY = "zone_table"
SELECTED = "subject"
VIEW = "zone_view"
VIEWS = ("table", "sheet")

CLICKED = "zone_clicked"
"""Of the session state: what the last run was told that somebody clicked."""


def selected() -> str | None:
    """Return the subject that the sheet shows; it stands in the address."""
    chosen = address.get(SELECTED)
    known = cache.baseline().subjects["subject_id"]
    return chosen if chosen in set(known) else None


def select(subject_id: str | None) -> None:
    """Put the subject of the sheet into the address, or take it out."""
    address.keep(SELECTED, subject_id or "")
    address.keep("view", "")
    address.flush()  # before the sheet is made, which may take a moment
    st.session_state[address.control(VIEW)] = _usual(subject_id)


def _usual(subject_id: str | None) -> str:
    """Return what is shown beside the map unless the reader asks for the other."""
    return "sheet" if subject_id else "table"


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
    if address.get(SELECTED) and not selected():
        address.missing(SELECTED, address.get(SELECTED))
        address.keep(SELECTED, "")
    left, right = frame.sides(
        WIDTHS, answer=bool(address.get("view")), both=bool(selected())
    )
    with right, st.container(key="not_framed_switch"):
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
        frame.guarded(_undrawn)(lang)
    if clicked and clicked != st.session_state.get(CLICKED):
        select(clicked)
    st.session_state[CLICKED] = clicked
    with switch:
        view = _view(lang)
    with right:
        keyboard.opened((selected() or "") if view == "sheet" else "")
        if view == "sheet":
            frame.guarded(_sheet)(as_of, lang)
        else:
            _table(rows.loc[kept], definition, as_of, lang)


def _view(lang: str) -> str:
    """Ask whether the table or the sheet stands beside the map."""
    usual = _usual(selected())
    shown = address.one("view", VIEWS, usual)
    st.session_state.setdefault(address.control(VIEW), shown)
    view = st.segmented_control(
        translate("pages.zones.view", lang),
        VIEWS,
        format_func=lambda name: translate(f"pages.zones.view.{name}", lang),
        key=address.control(VIEW),
        label_visibility="collapsed",
        required=True,
    )
    address.keep("view", str(view), usual)
    return str(view)


def _undrawn(lang: str) -> None:
    """Say which parks and clusters the map cannot show, and why."""
    missing, count = cache.undrawn(), cache.park_count()
    if missing.empty:
        return
    title = translate("pages.zones.undrawn", lang, missing=len(missing), count=count)
    name, reason = f"name_{in_data(lang)}", f"reason_{in_data(lang)}"
    with st.expander(title, icon=":material/location_off:"):
        lines = [
            f"- {plain(short(row[name]))}: {plain(row[reason])}"
            for _, row in missing.iterrows()
        ]
        st.markdown("\n".join(lines))


def _sheet(as_of: date, lang: str) -> None:
    subject_id = selected()
    if not subject_id:
        st.info(translate("pages.zones.pick", lang), icon=":material/touch_app:")
        return
    with st.container(height=HEIGHT - 60, border=False, key="sheet"):
        in_view.arrived_at(".st-key-sheet")
        report_button.show((subject_id,), lang, as_of)
        sheet_part.show(
            cache.sheet(subject_id, as_of),
            cache.baseline(),
            cache.outline(subject_id),
            lang,
            as_of,
        )
        watch.show(lang, subject_id)


def _no_match(lang: str) -> None:
    """Say that the filters leave nothing, and offer to take them away."""
    st.info(translate("pages.zones.no_match", lang), icon=":material/search_off:")
    words = translate("pages.zones.no_filter", lang)
    if st.button(words, icon=":material/filter_alt_off:", key="no_filter"):
        for key in ("name", "kinds", "status"):
            address.keep(key, "")
        address.begin_anew()


def _table(rows: pd.DataFrame, definition: str, as_of: date, lang: str) -> None:
    listed = rows.sort_values("rate_pct", ascending=False, na_position="last")
    if listed.empty:
        _no_match(lang)
        return
    ids = list(listed.index)
    chosen = selected()
    before = [ids.index(chosen)] if chosen in ids else []
    st.session_state[TABLE_KEY] = {"selection": {"rows": before}}

    def on_select() -> None:
        picked = st.session_state[TABLE_KEY]["selection"]["rows"]
        if picked != before:  # Streamlit also calls when the rows are others
            select(ids[picked[0]] if picked else None)

    lines = rate_lines.lines(
        cache.rate_histories(as_of), listed.index, definition, lang, as_of
    )
    printed.dataframe(
        _shown(listed, lines, lang),
        height=HEIGHT - 130,
        hide_index=True,
        on_select=on_select,
        selection_mode="single-row",
        key=TABLE_KEY,
        placeholder="–",
        column_config={
            translate("pages.column.name", lang): st.column_config.TextColumn(
                width=196, pinned=True
            ),
            translate("pages.column.rate", lang): st.column_config.NumberColumn(
                width=78
            ),
            translate("pages.column.date", lang): st.column_config.TextColumn(width=78),
            **rate_lines.column(lines, lang),
        },
    )
    st.caption(translate("pages.zones.table.help", lang, count=len(listed)))


def _shown(rows: pd.DataFrame, lines: rate_lines.Lines, lang: str) -> Styler:
    """Return the table with numbers in the language of the page, sorted as numbers."""
    undrawn = cache.undrawn().index
    table = pd.DataFrame(
        {
            translate("pages.column.name", lang): rows[f"name_{in_data(lang)}"].map(
                short
            ),
            translate("pages.column.rate", lang): rows["rate_pct"],
            translate("pages.column.date", lang): rows["rate_as_of"].map(
                lambda text: "–" if pd.isna(text) else period(text, lang)
            ),
            **lines.as_column(lang),
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
        {
            **{translate(f"pages.column.{name}", lang): written for name in numbers},
            **lines.formats(lang),
        }
    )
    return _with_signs(styler, rows["qualifier"], lang)


def _with_signs(styler: Styler, qualifiers: pd.Series, lang: str) -> Styler:
    """Write "≥", "≤" and "≈" before the rates that are bounds or about so much."""
    rate = translate("pages.column.rate", lang)
    for qualifier in SIGNS:

        def with_sign(value: object, qualifier: str = qualifier) -> str:
            return signed(number(float(str(value)), lang, 2), qualifier)

        these = qualifiers.index[qualifiers.eq(qualifier)]
        styler = styler.format(with_sign, subset=(these, [rate]))
    return styler
