"""Land balance: what is allocated to what, and what is left, as chart and table."""

from html import escape

import pandas as pd
import streamlit as st

from qngeo.i18n import number, percent, period, translate
from qngeo.model import Confidence
from qngeo.sentences import said
from qngeo.ui.parts import figure
from qngeo.ui.plain import plain

PALETTE = (
    "#1b6f8c", "#5fa8a3", "#a7c79b", "#e3c878", "#d08f5a", "#8c6f9c", "#6c8ebf",
    "#7a4b3a", "#b5527a", "#4f7a3f", "#3b4a6b", "#c2a5cf",
)  # fmt: skip
"""More than any plan has parts, so that no two parts of one plan look alike."""
REST = "#c9cfce"


def balances(frames: pd.DataFrame, sources: pd.DataFrame, lang: str) -> None:
    """Show each plan's balance, newest first."""
    if frames.empty:
        st.info(translate("pages.land.no_plan", lang), icon=":material/help:")
        return
    for (plan, horizon), given in frames.groupby(["plan", "horizon"], sort=False):
        rows = given.assign(shade=shades(given["role"]))
        st.markdown(f"**{plain(str(plan))}** · {period(str(horizon), lang)}")
        parts = rows[rows["role"].isin(["part", "rest"]) & rows["area_ha"].gt(0)]
        if len(parts) > 1:
            _chart(parts, lang)
        _table(rows, sources, lang)
        excess = rows["excess_ha"].max()
        if pd.notna(excess) and excess > 0:
            words = translate(
                "pages.land.excess", lang, excess=number(float(excess), lang, 2)
            )
            st.warning(words, icon=":material/balance:")


def shades(roles: pd.Series) -> list[str]:
    """Return the colour of each row of a balance, the same in chart and table.

    Parameters
    ----------
    roles : Series of str
        Of every row; only a part and the rest have a colour.

    Returns
    -------
    list of str, "" for rows without a colour.
    """
    found, parts = [], 0
    for role in roles:
        found.append(
            {"part": PALETTE[parts % len(PALETTE)], "rest": REST}.get(role, "")
        )
        parts += role == "part"
    return found


def _chart(parts: pd.DataFrame, lang: str) -> None:
    titles = parts[f"title_{lang}"].tolist()
    values = [
        {
            "title": title,
            "ha": float(ha),
            "order": i,
            "text": f"{number(ha, lang, 2)} ha",
        }
        for i, (title, ha) in enumerate(zip(titles, parts["area_ha"], strict=True))
    ]
    spec = {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 26},
        "encoding": {
            "x": {"field": "ha", "type": "quantitative", "axis": None, "stack": "zero"},
            "color": {
                "field": "title",
                "type": "nominal",
                "scale": {"domain": titles, "range": parts["shade"].tolist()},
                "legend": None,
            },
            "order": {"field": "order"},
            "tooltip": [
                {"field": "title", "title": translate("pages.land.use", lang)},
                {"field": "text", "title": translate("pages.land.area", lang)},
            ],
        },
        "height": 40,
        "config": {"view": {"stroke": None}},
    }
    st.vega_lite_chart(spec, width="stretch")


def _table(rows: pd.DataFrame, sources: pd.DataFrame, lang: str) -> None:
    lines = []
    for _, row in rows.iterrows():
        colour = ""
        if row["shade"]:
            colour = f'<i class="qn-key" style="background:{row["shade"]}"></i>'
        facts = row["fact_ids"]
        note = row["note"]
        if row["role"] == "rest":
            note = said(note, lang) or translate("pages.land.rest.note", lang)
        origin = figure.origin(row["source_ids"], facts, sources, lang, note=note)
        word = ""
        if row["qualifier"]:
            word = escape(figure.qualifier(row["qualifier"], lang)) + " "
        area = word + figure.tagged(escape(_area(row, lang)), facts)
        sure = ""
        if row["confidence"] != Confidence.STATED:
            sure = " " + figure.confidence(row["confidence"], lang)
        lines.append(
            f'<tr class="qn-{escape(row["role"])}"><td>{colour}'
            f"{escape(str(row[f'title_{lang}']))}{sure}{origin}</td>"
            f"<td>{area}</td><td>{escape(percent(row['share_pct'], lang))}</td></tr>"
        )
    heads = (
        translate("pages.land.use", lang),
        translate("pages.land.area_ha", lang),
        translate("pages.land.share", lang),
    )
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    st.html(
        f'<table class="qn-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _area(row: pd.Series, lang: str) -> str:
    """Write hectares; a range from low to high."""
    if row["qualifier"] == "range" and pd.notna(row["high_ha"]):
        low, high = (number(row[name], lang, 2) for name in ("low_ha", "high_ha"))
        return f"{low} – {high}"
    return number(row["area_ha"], lang, 2)


def position(
    rows: pd.DataFrame, titles: pd.Series, sources: pd.DataFrame, lang: str
) -> None:
    """Show leased, ready, cleared and other land; unknown items say so."""
    lines = []
    for _, row in rows.iterrows():
        title = (
            translate("pages.land.left_industrial", lang)
            if row["item"] == "left_industrial"
            else str(titles[row["item"]])
        )
        if pd.isna(row["area_ha"]):
            unknown = escape(translate("pages.land.not_known", lang))
            lines.append(
                f'<tr class="qn-unknown"><td>{escape(title)}</td>'
                f"<td>{unknown}</td><td></td></tr>"
            )
            continue
        word = figure.qualifier(row["qualifier"], lang)
        area = figure.tagged(
            escape(f"{word} {number(row['area_ha'], lang, 2)}".strip()), row["fact_ids"]
        )
        origin = figure.origin(
            row["source_ids"], row["fact_ids"], sources, lang, note=str(row["note"])
        )
        when = figure.date_words(row["as_of"], lang)
        sure = figure.confidence(row["confidence"], lang)
        lines.append(
            f"<tr><td>{escape(title)}{origin}</td><td>{area}</td>"
            f"<td>{when} {sure}</td></tr>"
        )
    heads = (
        translate("pages.land.item", lang),
        translate("pages.land.area_ha", lang),
        translate("pages.land.date", lang),
    )
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    st.html(
        f'<table class="qn-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )
