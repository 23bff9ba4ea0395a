"""Adding a figure with its source; an older one stays beside it."""

import pandas as pd
import streamlit as st

from qngeo.domain.figures.definitions import find
from qngeo.errors import QngeoError
from qngeo.i18n import in_data, number, translate
from qngeo.io.baseline import Baseline
from qngeo.io.store import ID, Store
from qngeo.model import Confidence
from qngeo.names import fold
from qngeo.schema import DEFINITIONS, QUALIFIERS, TEXT_UNITS, WORKED_BACK
from qngeo.services.own_data import fact_entry, roles
from qngeo.services.own_data.fact_entry import Entry, NewSource
from qngeo.services.own_data.roles import User
from qngeo.ui import faults, waiting
from qngeo.ui.parts import source_titles, version_list
from qngeo.ui.plain import plain
from qngeo.units import UNITS

NEW = "new"
"""Of the list of sources: one that is not in it yet."""

SEEN = ("fact_id", "value", "unit", "qualifier", "as_of", "definition", "scope",
        "source_id", "note")  # fmt: skip

MOST_ID = 50
"""Letters of a new source's id, made of its title."""

TYPES = ("legal", "official", "press", "company", "dataset", "other")


def show(store: Store, known: Baseline, user: User | None, lang: str) -> None:
    """Ask for a figure, show those it stands beside, check and store it."""
    st.caption(translate("data.fact.help", lang))
    subject, attribute = _about(known, lang)
    if not subject or not attribute:
        return
    beside = _beside(store, known, subject, attribute)
    _existing(beside, lang)
    value, unit = _value(beside, lang)
    details = _details(known, beside, lang)
    source_id, source = _source(store, known, lang)
    corrects = _corrects(beside, lang)
    note = st.text_input(
        translate("data.fact.note", lang), max_chars=500, key="data_fact_note"
    )
    words = translate("data.fact.save", lang)
    if not st.button(words, type="primary", key="data_fact_save"):
        return
    if not value or not source_id:
        st.warning(translate("data.fact.incomplete", lang))
        return
    try:
        entry = Entry(
            subject_id=subject,
            attribute=attribute,
            value=fact_entry.read_value(value, unit, lang),
            unit=unit,
            source_id=source_id,
            note=note.strip(),
            **details,
        )
        with waiting.doing("storing"):
            made = fact_entry.enter(
                store,
                entry,
                known,
                who=roles.writer(user),
                corrects=corrects,
                source=source,
            )
    except QngeoError as error:
        faults.tell(error)
        return
    version_list.remember(made)


def _corrects(beside: pd.DataFrame, lang: str) -> str:
    """Ask which figure the new one corrects; "" for none."""
    chosen = st.selectbox(
        translate("data.fact.corrects", lang),
        ["", *beside["fact_id"]],
        format_func=lambda i: i or translate("data.fact.corrects.none", lang),
        help=translate("data.fact.corrects.help", lang),
        key="data_fact_corrects",
    )
    return str(chosen)


def _about(known: Baseline, lang: str) -> tuple[str | None, str | None]:
    """Ask what the figure speaks of."""
    subjects = known.subjects.set_index("subject_id")[f"name_{in_data(lang)}"]
    titles = known.attributes.set_index("attribute")[f"title_{in_data(lang)}"]
    left, right = st.columns(2)
    subject = left.selectbox(
        translate("data.fact.subject", lang),
        sorted(subjects.index, key=lambda i: fold(subjects[i])),
        index=None,
        format_func=lambda i: subjects.get(i, i),
        placeholder=translate("data.choose", lang),
        key="data_fact_subject",
    )
    attribute = right.selectbox(
        translate("data.fact.attribute", lang),
        sorted(titles.index, key=lambda i: fold(titles[i])),
        index=None,
        format_func=lambda i: titles.get(i, i),
        placeholder=translate("data.choose", lang),
        key="data_fact_attribute",
    )
    return subject, attribute


def _beside(
    store: Store, known: Baseline, subject: str, attribute: str
) -> pd.DataFrame:
    """Return the figures of that subject and attribute, own ones last."""
    own = pd.DataFrame(store.read("facts")).rename(columns={ID: "fact_id"})
    both = pd.concat([known.facts, own])
    mine = both["subject_id"].eq(subject) & both["attribute"].eq(attribute)
    found = both.loc[mine, list(SEEN)].drop_duplicates("fact_id")
    return found.reset_index(drop=True)


def _existing(beside: pd.DataFrame, lang: str) -> None:
    if beside.empty:
        st.caption(translate("data.fact.first", lang))
        return
    names = {c: translate(f"data.column.{c}", lang) for c in SEEN}
    table = beside.rename(columns=names)
    st.dataframe(table, hide_index=True, height="auto", placeholder="")


def _value(beside: pd.DataFrame, lang: str) -> tuple[str, str]:
    """Ask for value and unit, and say how the value is read."""
    left, right = st.columns(2)
    units = list(UNITS)
    usual = beside["unit"].mode()
    at = units.index(usual.iloc[0]) if len(usual) and usual.iloc[0] in units else 0
    unit = right.selectbox(
        translate("data.fact.unit", lang),
        units,
        index=at,
        format_func=lambda u: u or translate("data.fact.unit.none", lang),
        key="data_fact_unit",
    )
    text = str(
        left.text_input(
            translate("data.fact.value", lang),
            help=translate("data.fact.value.help", lang),
            max_chars=500,
            key="data_fact_value",
        )
    ).strip()
    if text and unit not in TEXT_UNITS:
        try:
            read = fact_entry.read_value(text, unit, lang)
        except QngeoError as error:
            faults.tell(error)
        else:
            shown = " – ".join(number(float(p), lang, 6) for p in read.split("/"))
            words = translate("data.fact.read_as", lang, value=plain(f"{shown} {unit}"))
            st.caption(words)
    return text, str(unit)


def _details(known: Baseline, beside: pd.DataFrame, lang: str) -> dict[str, str]:
    """Ask for date, exactness, confidence, definition and scope."""
    left, middle, right = st.columns(3)
    as_of = left.text_input(
        translate("data.fact.as_of", lang),
        placeholder="2025-06",
        help=translate("data.fact.as_of.help", lang),
        max_chars=25,
        key="data_fact_as_of",
    )
    qualifier = middle.selectbox(
        translate("data.fact.qualifier", lang),
        QUALIFIERS,
        format_func=lambda q: translate(f"data.qualifier.{q or 'exact'}", lang),
        key="data_fact_qualifier",
    )
    confidence = right.selectbox(
        translate("data.fact.confidence", lang),
        [c.value for c in Confidence],
        format_func=lambda c: translate(f"pages.confidence.{c}", lang),
        key="data_fact_confidence",
    )
    scopes = known.scopes.set_index("scope")[f"title_{in_data(lang)}"]
    left, right = st.columns(2)
    whole = translate("data.fact.scope.whole", lang)
    used = sorted({s for s in beside["scope"] if s and s not in scopes.index})
    scope = left.selectbox(
        translate("data.fact.scope", lang),
        ["", *scopes.index, *used],
        format_func=lambda s: scopes.get(s, s) or whole,
        key="data_fact_scope",
    )
    definition = right.selectbox(
        translate("data.fact.definition", lang),
        DEFINITIONS,
        format_func=lambda d: _definition(d, lang),
        help=translate("data.fact.definition.help", lang),
        key="data_fact_definition",
    )
    return {
        "as_of": str(as_of).strip(),
        "qualifier": str(qualifier),
        "confidence": str(confidence),
        "scope": str(scope),
        "definition": str(definition),
    }


def _source(
    store: Store, known: Baseline, lang: str
) -> tuple[str | None, NewSource | None]:
    """Ask for the source: one of the register, or a new one."""
    named = source_titles.titles(store, known)
    chosen = st.selectbox(
        translate("data.fact.source", lang),
        [NEW, *named],
        index=None,
        format_func=lambda i: (
            translate("data.fact.source.new", lang) if i == NEW else named.get(i, i)
        ),
        placeholder=translate("data.choose", lang),
        key="data_fact_source",
    )
    if chosen != NEW:
        return chosen, None
    return _new_source(lang)


def _new_source(lang: str) -> tuple[str | None, NewSource | None]:
    asked = {
        key: str(
            st.text_input(
                translate(f"data.source.{key}", lang),
                max_chars=300,
                key=f"data_source_{key}",
            )
        ).strip()
        for key in ("title", "publisher", "date", "url")
    }
    kind = st.selectbox(
        translate("data.source.type", lang),
        TYPES,
        format_func=lambda t: translate(f"pages.source_type.{t}", lang),
        key="data_source_type",
    )
    letters = fold(asked["title"]).replace(" ", "_")
    kept = [c for c in letters if c.isascii() and (c.isalnum() or c == "_")]
    source_id = "".join(kept)[:MOST_ID].strip("_")
    if not source_id:
        return None, None
    return source_id, NewSource(source_id=source_id, type=str(kind), **asked)


def _definition(name: str, lang: str) -> str:
    """Return a definition of a rate, or of hectares worked back, in words."""
    if not name:
        return "–"
    if name in WORKED_BACK:
        return translate(f"data.definition.{name}", lang)
    return translate(find(name).title_key, lang)
