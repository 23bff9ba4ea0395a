"""Data: what was imported, by whom; for editors, importing, editing, taking back."""

import streamlit as st

from qngeo.i18n import number, translate
from qngeo.io.store import Store
from qngeo.services.links.pages import DATA_VIEWS as VIEWS
from qngeo.services.own_data import known, stored
from qngeo.services.own_data.roles import User
from qngeo.ui import address, cache, frame, login
from qngeo.ui.moments import moment
from qngeo.ui.parts import (
    corner_form,
    fact_editor,
    import_report,
    printed,
    raster_import,
    version_list,
)
from qngeo.ui.plain import plain

READING = ("stock", "versions")
EDITORS_VIEW = "data_view_editor"
"""Key of the control that an editor sees."""


def show() -> None:
    """Run the page."""
    lang = frame.language()
    frame.headline("data", lang)
    user = None if address.embedded() else login.show(lang)
    _read_only(user, lang)
    made = version_list.fresh()
    version_list.told(lang)
    if made:  # where the new version is seen
        st.session_state[address.control(EDITORS_VIEW)] = "versions"
        version_list.show_newest()
    view = _view(login.editor(user), lang)
    store = known.store()
    if view == "stock":
        _stock(store, user, lang)
    elif view == "versions":
        version_list.show(store, user, lang)
    else:
        _editing(view, store, user, lang)


def _read_only(user: User | None, lang: str) -> None:
    """Say to who may write that nothing can be written at present."""
    where = stored.writing_off() if login.editor(user) else ""
    if where:
        words = translate("faults.read_only", lang, where=plain(where))
        st.warning(words, icon=":material/edit_off:")


def _view(editing: bool, lang: str) -> str:
    """Ask which part is shown; a reader has no part that writes."""
    views = VIEWS if editing else READING
    key = address.control(EDITORS_VIEW if editing else "data_view_reader")
    asked = address.one("view", views, views[0])
    view = st.segmented_control(
        translate("data.view", lang),
        views,
        default=None if key in st.session_state else asked,
        format_func=lambda name: translate(f"data.view.{name}", lang),
        key=key,
        label_visibility="collapsed",
        required=True,
    )
    address.keep("view", str(view), views[0])
    return str(view)


def _editing(view: str, store: Store, user: User | None, lang: str) -> None:
    if view == "import":
        import_report.show(store, user, lang)
    elif view == "raster":
        raster_import.show(store, user, lang)
    elif view == "corners":
        corner_form.show(store, cache.baseline(), user, lang)
    else:
        fact_editor.show(store, cache.baseline(), user, lang)


def _stock(store: Store, user: User | None, lang: str) -> None:
    """Show what is in the store, layer by layer."""
    table = stored.overview(store.versions())
    if table.empty:
        st.info(translate("data.stock.none", lang), icon=":material/inbox:")
        if login.editor(user):
            st.markdown(translate("data.stock.start", lang))
        return
    st.caption(translate("data.stock.help", lang))
    table["layer"] = table["layer"].map(lambda n: translate(f"data.layer.{n}", lang))
    table["made"] = table["made"].map(lambda when: moment(when, lang))
    table["rows"] = table["rows"].map(lambda n: number(n, lang, 0))
    names = {c: translate(f"data.column.{c}", lang) for c in table.columns}
    printed.dataframe(table.rename(columns=names), hide_index=True, height="auto")
