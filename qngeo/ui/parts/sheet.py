"""The sheet of one zone or park, built from the other parts."""

from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from qngeo.domain.figures import facts
from qngeo.i18n import in_data, number, period, translate
from qngeo.io.baseline import Baseline
from qngeo.services.zones.sheet import Sheet
from qngeo.ui.parts import land, rates, records, story
from qngeo.ui.plain import plain


def heading(found: Sheet, baseline: Baseline, lang: str) -> None:
    """Show name, kind, status, where it lies and other names."""
    subject = found.subject
    other = subject["name_en" if lang == "vi" else "name_vi"]
    subjects = baseline.subjects.set_index("subject_id")
    bits = [translate(f"pages.kind.{subject['kind']}", lang)]
    if subject["status"]:
        bits.append(translate(f"pages.status.{subject['status']}", lang))
    if subject["zone_id"] in subjects.index:
        bits.append(str(subjects.loc[subject["zone_id"], f"name_{in_data(lang)}"]))
    if subject["communes"]:
        bits.append(str(subject["communes"]))
    aliases = subject["aliases"]
    also = f"<small>{escape(aliases)}</small>" if aliases else ""
    st.html(
        f'<div class="qn-head"><h2>{escape(str(subject[f"name_{in_data(lang)}"]))}</h2>'
        f"<i>{escape(str(other))}</i>{also}<p>{escape(' · '.join(bits))}</p></div>"
    )


def outline(feature: dict[str, object] | None, lang: str) -> None:
    """Say how good the outline on the map is.

    Parameters
    ----------
    feature : dict or None
        Properties of the subject's published outline; None when it has none.
    lang : str
    """
    if feature is None:
        st.info(translate("pages.outline.none", lang), icon=":material/wrong_location:")
        return
    method = translate(f"pages.outline.{feature['geometry_method']}", lang)
    lines = [f"**{method}**"]
    error = feature.get("position_error_m")
    if isinstance(error, (int, float)):
        metres = number(float(error), lang, 0)
        lines.append(translate("pages.outline.error", lang, metres=metres))
    published, drawn = feature.get("area_published_ha"), feature.get("area_drawn_ha")
    if isinstance(published, (int, float)) and isinstance(drawn, (int, float)):
        lines.append(
            translate(
                "pages.outline.area",
                lang,
                published=number(float(published), lang),
                drawn=number(float(drawn), lang),
            )
        )
    note = feature.get(f"note_{in_data(lang)}")
    if note:
        lines.append(plain(str(note)))
    st.markdown("  \n".join(lines))


def show(
    found: Sheet,
    baseline: Baseline,
    feature: dict[str, object] | None,
    lang: str,
    as_of: date,
) -> None:
    """Show the whole sheet.

    Parameters
    ----------
    found : Sheet
    baseline : Baseline
        Whose sources, titles and scopes name what it holds.
    feature : dict or None
        See `outline`.
    lang : str
    as_of : date
        On which the sheet was made.
    """
    sources = baseline.sources.set_index("source_id")
    titles = baseline.attributes.set_index("attribute")[f"title_{in_data(lang)}"]
    scopes = baseline.scopes.set_index("scope")[f"title_{in_data(lang)}"]
    heading(found, baseline, lang)
    newest = facts.newest(found.rates["as_of"])
    if newest:
        st.caption(
            translate("pages.sheet.newest", lang, date=period(newest, lang))
            + " "
            + translate("pages.sheet.as_of", lang, date=period(as_of.isoformat(), lang))
        )

    def title(key: str) -> None:
        st.markdown(f"##### {translate(key, lang)}")

    title("pages.sheet.rates")
    rates.cards(found.rates, sources, scopes, lang)
    if len(found.conflicts):
        title("pages.sheet.conflicts")
        st.caption(translate("pages.sheet.conflicts.help", lang))
        records.conflicts(found.conflicts, titles, sources, scopes, lang)
    title("pages.sheet.position")
    land.position(found.position, titles, sources, lang)
    title("pages.sheet.balance")
    land.balances(found.balances, sources, lang)
    title("pages.sheet.history")
    story.rate_history(found.rates, scopes, lang)
    records.records(found.history, sources, scopes, lang, "pages.sheet.no_history")
    for one in found.outlooks:
        story.outlook(one, scopes, lang)
    for block in found.blocks:
        title(f"pages.sheet.{block}")
        records.records(
            found.blocks[block], sources, scopes, lang, "pages.sheet.no_figure"
        )
    if len(found.children):
        title("pages.sheet.children")
        _children(found.children, lang)
    title("pages.sheet.outline")
    outline(feature, lang)
    with st.expander(translate("pages.sheet.rest", lang, count=len(found.rest))):
        records.records(found.rest, sources, scopes, lang, "pages.sheet.no_figure")


def _children(rows: pd.DataFrame, lang: str) -> None:
    items = "".join(
        f"<li>{escape(str(row[f'name_{in_data(lang)}']))} · "
        f"{escape(translate('pages.kind.' + row['kind'], lang))}</li>"
        for _, row in rows.iterrows()
    )
    st.html(f'<ul class="qn-list">{items}</ul>')
