"""Land balance: what is allocated to what, and what is left, as chart and table."""

from html import escape

import pandas as pd
import streamlit as st

from qngeo.i18n import number, percent, period, translate
from qngeo.ui.parts import figure

PALETTE = (
    "#1b6f8c", "#5fa8a3", "#a7c79b", "#e3c878", "#d08f5a", "#8c6f9c", "#6c8ebf",
)  # fmt: skip
REST = "#c9cfce"


def balances(frames: pd.DataFrame, sources: pd.DataFrame, lang: str) -> None:
    """Show each plan's balance, newest first."""
    if frames.empty:
        st.info(translate("pages.land.no_plan", lang), icon=":material/help:")
        return
    for (plan, horizon), rows in frames.groupby(["plan", "horizon"], sort=False):
        st.markdown(f"**{plan}** · {period(str(horizon), lang)}")
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


def _chart(parts: pd.DataFrame, lang: str) -> None:
    titles = parts[f"title_{lang}"].tolist()
    colours = [
        REST if role == "rest" else PALETTE[i % len(PALETTE)]
        for i, role in enumerate(parts["role"])
    ]
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
                "scale": {"domain": titles, "range": colours},
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
    part = 0
    lines = []
    for _, row in rows.iterrows():
        colour = ""
        if row["role"] in ("part", "rest"):
            shade = REST if row["role"] == "rest" else PALETTE[part % len(PALETTE)]
            colour = f'<i class="qn-key" style="background:{shade}"></i>'
            part += 1
        behind = rows[rows["fact_id"].eq(row["fact_id"])]
        if row["role"] == "rest":
            behind = rows[rows["role"].isin(["total", "part"])]
        facts = list(behind["fact_id"])
        note = row["note"]
        if row["role"] == "rest" and not note:
            note = translate("pages.land.rest.note", lang)
        origin = figure.origin(behind["source_id"], facts, sources, lang, note=note)
        area = figure.tagged(escape(number(row["area_ha"], lang, 2)), facts)
        lines.append(
            f'<tr class="qn-{escape(row["role"])}"><td>{colour}'
            f"{escape(str(row[f'title_{lang}']))}{origin}</td>"
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
