"""Fill rates as cards: each with numerator, denominator, definition and source."""

from html import escape

import pandas as pd
import streamlit as st

from qngeo.domain.figures.definitions import find
from qngeo.i18n import number, translate
from qngeo.ui.parts import figure
from qngeo.ui.parts.quoted import quoted


def _hectares(row: pd.Series, lang: str) -> str:
    if pd.isna(row["denominator_ha"]) and pd.isna(row["numerator_ha"]):
        return escape(translate("pages.rates.no_base", lang))
    unknown = translate("pages.rates.unknown", lang)
    parts = [
        unknown if pd.isna(row[name]) else number(row[name], lang, 2)
        for name in ("numerator_ha", "denominator_ha")
    ]
    return escape(f"{parts[0]} / {parts[1]} ha")


def _note(row: pd.Series, lang: str) -> str:
    if lang == "vi" and row["reasons"]:
        return "; ".join(translate(key, lang) for key in row["reasons"])
    return str(row["note"])


def card(row: pd.Series, sources: pd.DataFrame, scopes: pd.Series, lang: str) -> str:
    """Return one fill rate as HTML.

    Parameters
    ----------
    row : Series
        Of `qngeo.domain.occupancy.fill_rates.rates`.
    sources : DataFrame
        The register indexed by source_id.
    scopes : Series of str
        See `scope_name`.
    lang : str
    """
    definition = find(row["definition"])
    how = "computed" if row["computed"] else "stated"
    scope = (
        f" · {quoted(scope_name(row['scope'], scopes), lang)}" if row["scope"] else ""
    )
    origin = figure.origin(
        row["source_ids"], row["fact_ids"], sources, lang, note=_note(row, lang)
    )
    return (
        '<div class="qn-card qn-rate">'
        f"{figure.tagged(figure.rate(row, lang), row['fact_ids'], 'qn-big')}"
        f"<b>{escape(translate(definition.title_key, lang))}{scope}</b>"
        f"<span>{_hectares(row, lang)}</span>"
        f"<span>{figure.date_words(row['as_of'], lang)} · "
        f"{escape(translate(f'pages.rates.{how}', lang))} "
        f"{figure.confidence(row['confidence'], lang)}</span>"
        f"{origin}</div>"
    )


def scope_name(scope: str, scopes: pd.Series) -> str:
    """Return a scope in words.

    Parameters
    ----------
    scope : str
        As in the facts: parts joined by "; ".
    scopes : Series of str
        Title of each part in one language; a part without one stands as it is.
    """
    return "; ".join(str(scopes.get(part, part)) for part in scope.split("; "))


def cards(
    rates: pd.DataFrame, sources: pd.DataFrame, scopes: pd.Series, lang: str
) -> None:
    """Show all fill rates, or say that none is known; see `card`."""
    if rates.empty:
        st.info(translate("pages.rates.none", lang), icon=":material/help:")
        return
    html = "".join(card(row, sources, scopes, lang) for _, row in rates.iterrows())
    st.html(f'<div class="qn-cards">{html}</div>')
