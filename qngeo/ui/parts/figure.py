"""A figure as HTML: value, unit, date, how sure, and where from."""

from collections.abc import Iterable
from html import escape

import pandas as pd

from qngeo.i18n import number, percent, period, translate
from qngeo.schema import TEXT_UNITS
from qngeo.ui.parts.quoted import quoted

BIG_DECIMALS = 2

NAMED_UNITS = {
    "people", "households", "passengers", "passengers/year", "visits/year", "lanes",
    "years", "%/year", "t/year", "TEU/year", "m3/day", "pp", "USD/m2/term",
    "USD/m2/month", "USD/m2/year",
}  # fmt: skip
"""Units that a page says in words; the others are written as they are."""

MULTIPLES = {
    "VND": ((1e9, "billion_vnd"), (1e6, "million_vnd")),
    "USD": ((1e9, "billion_usd"), (1e6, "million_usd")),
    "t": ((1e6, "million_t"),),
    "t/year": ((1e6, "million_t_year"),),
}
"""Amounts from a factor on are read in these words."""


def value(row: pd.Series, lang: str) -> str:
    """Write the value of a fact with its qualifier and unit.

    Parameters
    ----------
    row : Series
        A row of facts.
    lang : str

    Returns
    -------
    str, HTML-escaped.
    """
    unit = row["unit"]
    if unit == "text":
        return quoted(str(row["value"]), lang)
    if unit == "date":
        return escape(period(str(row["value"]), lang))
    ends = [float(end) for end in str(row["value"]).split("/")]
    factor, words = _multiple(max(ends), unit, lang)
    shown = " – ".join(number(end / factor, lang, BIG_DECIMALS) for end in ends)
    word = qualifier(str(row["qualifier"]), lang)
    return escape(" ".join(part for part in (word, shown, words) if part))


def _multiple(largest: float, unit: str, lang: str) -> tuple[float, str]:
    """Return the factor and the words in which large amounts are read."""
    for factor, name in MULTIPLES.get(unit, ()):
        if largest >= factor:
            return factor, translate(f"pages.unit.{name}", lang)
    return 1.0, unit_name(unit, lang)


def unit_name(unit: str, lang: str) -> str:
    """Return the unit as people write it."""
    if unit in ("count", "deg", "", *TEXT_UNITS):
        return ""
    if unit == "minutes":
        return translate("land.unit.minutes", lang)
    if unit in NAMED_UNITS:
        return translate(f"pages.unit.{unit}", lang)
    return unit.replace("m2", "m²").replace("m3", "m³")


def qualifier(word: str, lang: str) -> str:
    """Return "about", "over" and the like; nothing for an exact figure."""
    if word in ("", "range"):
        return ""
    return translate(f"pages.qualifier.{word}", lang)


def date_words(as_of: str, lang: str) -> str:
    """Return the date a figure speaks of, escaped."""
    return escape(period(as_of, lang))


def confidence(level: str, lang: str) -> str:
    """Return a small mark that says how the figure is known."""
    words = escape(translate(f"pages.confidence.{level}", lang))
    return f'<span class="qn-conf qn-{escape(level)}">{words}</span>'


def origin(
    source_ids: Iterable[str],
    fact_ids: Iterable[str],
    sources: pd.DataFrame,
    lang: str,
    *,
    note: str = "",
) -> str:
    """Return a disclosure with the sources behind a figure.

    Parameters
    ----------
    source_ids, fact_ids : iterable of str
    sources : DataFrame
        The register indexed by source_id.
    lang : str
    note : str, optional
        What the source or collector says beside the figure.
    """
    facts = list(fact_ids)
    lines = []
    for source_id in dict.fromkeys(source_ids):
        if source_id not in sources.index:
            lines.append(f"<li>{escape(source_id)}</li>")
            continue
        source = sources.loc[source_id]
        parts = [source["title"], source["publisher"]]
        if source["date"]:
            parts.append(period(source["date"], lang))
        text = quoted(" · ".join(p for p in parts if p), lang)
        url = str(source["url"])
        if url.startswith(("http://", "https://")):
            text = f'<a href="{escape(url)}" target="_blank">{text}</a>'
        lines.append(f"<li>{text}</li>")
    if note:
        lines.append(f"<li class='qn-note'>{quoted(note, lang)}</li>")
    ids = escape(", ".join(facts))
    lines.append(f"<li class='qn-ids'>{ids}</li>")
    summary = escape(translate("pages.figure.source", lang))
    return (
        f'<details class="qn-src"><summary>{summary}</summary>'
        f"<ul>{''.join(lines)}</ul></details>"
    )


def tagged(text: str, fact_ids: Iterable[str], css: str = "qn-num") -> str:
    """Wrap a written figure so that its facts can be found from the page."""
    ids = escape(" ".join(fact_ids))
    return f'<span class="{css}" data-facts="{ids}">{text}</span>'


def rate(row: pd.Series, lang: str, *, decimals: bool = True) -> str:
    """Write a fill rate with its qualifier, escaped; "–" where unknown."""
    if pd.isna(row["rate_pct"]):
        return "–"
    text = percent(float(row["rate_pct"]), lang)
    if not decimals:
        text = f"{number(float(row['rate_pct']), lang, 0)} %"
    word = qualifier(str(row["qualifier"]), lang)
    return escape(f"{word} {text}".strip())
