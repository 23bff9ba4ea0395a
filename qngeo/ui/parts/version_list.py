"""The versions of own data: who changed what, feature by feature, and taking back."""

import json
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from qngeo.errors import QngeoError
from qngeo.i18n import number, translate
from qngeo.io.store import Store, Version
from qngeo.sentences import said
from qngeo.services.own_data import known, roles, stored
from qngeo.services.own_data.roles import User
from qngeo.ui import address, faults, login, waiting
from qngeo.ui.moments import moment
from qngeo.ui.parts import cut_short, printed
from qngeo.ui.parts.csv_button import csv_button
from qngeo.ui.plain import plain
from qngeo.ui.turns import IMPORTS, in_turn

DONE = "data_done"
"""Of the session state: the version that the last write made, to be told once."""

LATER = "data_layers_later"
"""Of the session state: why the layers of that version could not be made."""


def remember(version: Version) -> None:
    """Keep a new version to be told, and draw the page anew with it.

    The layers are made anew here, so that only the editor waits for them.
    """
    st.session_state[DONE] = version
    try:
        with waiting.doing("layers"), in_turn(IMPORTS):
            known.layers_folder()
    except QngeoError as error:  # the version stands; only its layers are not made
        st.session_state[LATER] = str(error)
    st.rerun()


def show_newest() -> None:
    """Let the newest version be the one that is looked at."""
    st.session_state.pop(address.control("data_version"), None)
    address.keep("version", "")


def fresh() -> bool:
    """Tell whether a version was made just now and is not told yet."""
    return DONE in st.session_state


def told(lang: str) -> None:
    """Tell once what the last write made."""
    version = st.session_state.pop(DONE, None)
    if version is None:
        return
    words = translate(
        "data.done",
        lang,
        number=version.number,
        layer=translate(f"data.layer.{version.layer}", lang),
        changes=counts(version, lang),
    )
    st.success(words, icon=":material/check_circle:")
    later = st.session_state.pop(LATER, "")
    if later:
        words = translate("faults.layers_later", lang, reason=plain(said(later, lang)))
        st.warning(words, icon=":material/error:")


def counts(version: Version, lang: str) -> str:
    """Return how many rows a version added, changed and removed."""
    return translate(
        "data.counts",
        lang,
        added=number(version.added, lang, 0),
        changed=number(version.changed, lang, 0),
        removed=number(version.removed, lang, 0),
    )


def show(store: Store, user: User | None, lang: str) -> None:
    """Show the log, and what one version of it changed; editors may take it back."""
    log = store.versions()
    if not log:
        st.info(translate("data.versions.none", lang), icon=":material/inbox:")
        return
    st.caption(translate("data.versions.help", lang))
    printed.dataframe(_table(log, lang), hide_index=True, height="auto", placeholder="")
    by_number = {str(one.number): one for one in reversed(log)}
    numbers = list(by_number)
    asked = address.one("version", numbers, numbers[0])
    chosen = st.selectbox(
        translate("data.versions.choose", lang),
        numbers,
        index=numbers.index(asked),
        format_func=lambda n: _title(by_number[n], lang),
        key=address.control("data_version"),
    )
    address.keep("version", chosen, numbers[0])
    version = by_number[chosen]
    _one(store, version, lang)
    if login.editor(user):
        _take_back(store, version, log, user, lang)


def _title(version: Version, lang: str) -> str:
    layer = translate(f"data.layer.{version.layer}", lang)
    when = moment(version.made, lang)
    return f"{version.number} · {layer} · {version.who} · {when}"


def _table(log: Sequence[Version], lang: str) -> pd.DataFrame:
    table = stored.log_table(log)
    table["made"] = table["made"].map(lambda when: moment(when, lang))
    for column in ("action", "layer"):
        table[column] = table[column].map(
            lambda name, of=column: translate(f"data.{of}.{name}", lang)
        )
    names = {c: translate(f"data.column.{c}", lang) for c in table.columns}
    return table.rename(columns=names)


def _one(store: Store, version: Version, lang: str) -> None:
    """Show what one version changed, and the report it came with."""
    lines = [counts(version, lang)]
    if version.file_name:
        words = translate(
            "data.versions.file",
            lang,
            name=plain(version.file_name),
            sha256=version.file_sha256[:16],
        )
        lines.append(words)
    if version.note:
        lines.append(plain(version.note))
    if version.undoes is not None:
        lines.append(translate("data.versions.undoes", lang, number=version.undoes))
    st.markdown("  \n".join(lines))
    found = stored.changes(store, version)
    if found.empty:
        st.caption(translate("data.versions.no_changes", lang))
    else:
        _differences(found, version, lang)
    if version.report:
        st.download_button(
            translate("data.versions.report", lang),
            json.dumps(dict(version.report), ensure_ascii=False, indent=2),
            file_name=f"report-{version.number}.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            key="data_version_report",
        )


def _differences(found: pd.DataFrame, version: Version, lang: str) -> None:
    shown = found.iloc[: cut_short.MOST_ROWS]
    table = pd.DataFrame(
        {
            "feature_id": shown["feature_id"],
            "kind": shown["kind"].map(lambda k: translate(f"data.change.{k}", lang)),
            "columns": shown["columns"].map(", ".join),
            "moved_m": shown["moved_m"],
            "area_change_ha": shown["area_change_ha"],
        }
    )
    empty = [c for c in ("moved_m", "area_change_ha") if table[c].isna().all()]
    table = table.drop(columns=empty)
    names = {c: translate(f"data.column.{c}", lang) for c in table.columns}
    table = table.rename(columns=names)
    floats = list(table.select_dtypes("float").columns)

    def written(value: object) -> str:
        return number(float(str(value)), lang, 2)

    styled = table.style.format(dict.fromkeys(floats, written), na_rep="")
    printed.dataframe(styled, hide_index=True, height="auto", placeholder="")
    cut_short.told(len(found), lang)
    csv_button(
        translate("data.versions.download", lang),
        lambda: found.assign(columns=found["columns"].map(", ".join)),
        name=f"version-{version.number}.csv",
        key="data_version_csv",
    )


def _take_back(
    store: Store, version: Version, log: Sequence[Version], user: User | None, lang: str
) -> None:
    """Offer to take a version back, with a reason that the log keeps."""
    back = [one.number for one in log if one.undoes == version.number]
    if back:
        st.caption(translate("data.undo.already", lang, number=back[-1]))
        return
    with st.form("data_undo", border=True):
        st.caption(translate("data.undo.help", lang))
        reason = st.text_input(
            translate("data.undo.reason", lang), max_chars=500, key="data_undo_reason"
        )
        label = translate("data.undo.button", lang, number=version.number)
        sent = st.form_submit_button(label, icon=":material/undo:")
    if not sent:
        return
    if not reason.strip():
        st.warning(translate("data.undo.say_why", lang), icon=":material/edit_note:")
        return
    try:
        with waiting.doing("taking_back"):
            made = stored.take_back(
                store, version.number, who=roles.writer(user), reason=reason
            )
    except QngeoError as error:
        faults.tell(error)
        return
    remember(made)
