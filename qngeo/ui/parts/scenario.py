"""A scenario of land taken up (kịch bản): what is asked of it, and what it leaves."""

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from qngeo.domain.occupancy import scenario
from qngeo.i18n import number, translate
from qngeo.ui.parts import chart, figure, html_table, scenarios
from qngeo.ui.parts.axes import number_labels
from qngeo.ui.parts.land import PALETTE
from qngeo.ui.plain import plain

Names = Mapping[str, str]

NAME_LENGTH = 40
"""Characters of a name: several scenarios must fit into one link."""

CHART_PX = 190


def show(sites: pd.DataFrame, names: Names, lang: str, *, as_of: date) -> None:
    """Ask for a scenario and show the land taken and left, year by year.

    Several may be kept; the one that is open is asked for and shown, and below it all
    stand side by side.
    """
    parks = sites[sites["kind"].ne("plot")]
    kept, at = scenarios.read(as_of)
    slot = scenarios.slots(len(kept))[at]
    scenarios.picker(kept, at, lang, as_of=as_of)
    asked = _ask(kept[at], slot, parks, names, lang)
    kept[at] = asked
    scenarios.keep(kept, at, as_of)
    outcome = scenario.run(asked, parks)
    known = outcome.parks[outcome.parks["total_ha"].notna()]
    if known.empty:
        st.info(translate("pages.land.scenario.none", lang))
    else:
        if len(kept) > 1:
            scenarios.versus(kept, parks, names, lang)
        _chart(known, names, lang)
        _table(outcome, asked, parks, names, lang)
    _left_out("unknown", outcome.unknown, names, lang)
    _left_out("nested", outcome.nested, names, lang)


def _left_out(why: str, ids: tuple[str, ...], names: Names, lang: str) -> None:
    if ids:
        title = translate(f"pages.land.scenario.{why}", lang, count=len(ids))
        with st.expander(title, icon=":material/help:"):
            st.markdown(plain(", ".join(names.get(i, i) for i in ids)))


def _ask(
    now: scenario.Scenario, slot: int, parks: pd.DataFrame, names: Names, lang: str
) -> scenario.Scenario:
    """Ask for name, years, demand and phases.

    The table of phases keeps its changes to what it was given first, so it is given
    the same rows for as long as it stands.
    """
    editor = scenarios.field_key("phases", slot)
    started = scenarios.field_key("started", slot)
    if editor not in st.session_state or started not in st.session_state:
        st.session_state[started] = now
    before: scenario.Scenario = st.session_state[started]
    first, second, third = st.columns(3, vertical_alignment="bottom")
    name = first.text_input(
        translate("pages.land.scenario.name", lang),
        before.name,
        max_chars=NAME_LENGTH,
        key=scenarios.field_key("name", slot),
        placeholder=translate("pages.land.scenario.name.example", lang),
    )
    horizon = second.number_input(
        translate("pages.land.scenario.horizon", lang),
        min_value=before.start,
        max_value=before.start + scenario.MAX_YEARS - 1,
        value=before.horizon,
        key=scenarios.field_key("horizon", slot),
    )
    demand = third.number_input(
        translate("pages.land.scenario.demand", lang),
        min_value=0.0,
        value=before.default_ha,
        step=1.0,
        format="%g",
        key=scenarios.field_key("default_ha", slot),
    )
    st.caption(translate("pages.land.scenario.phases", lang))
    phases = _phases(before, editor, parks, names, lang)
    return scenario.Scenario(
        name, before.start, int(horizon), float(demand), before.absorption, phases
    )


def _phases(
    before: scenario.Scenario, key: str, parks: pd.DataFrame, names: Names, lang: str
) -> tuple[scenario.Phase, ...]:
    rows = [(phase.park_id, phase.year, phase.ha) for phase in before.phases]
    ids = list(parks.index)
    edited = st.data_editor(
        pd.DataFrame(rows, columns=["park", "year", "ha"]).astype(
            {"park": object, "year": "Int64", "ha": float}
        ),
        num_rows="dynamic",
        hide_index=True,
        key=key,
        placeholder="–",
        column_config={
            "park": st.column_config.SelectboxColumn(
                translate("pages.column.name", lang),
                options=ids,
                format_func=lambda site: names.get(site, site),
                required=True,
            ),
            "year": st.column_config.NumberColumn(
                translate("pages.land.scenario.year", lang),
                min_value=before.start,
                max_value=before.start + scenario.MAX_YEARS - 1,
                step=1,
                format="%d",
                required=True,
            ),
            "ha": st.column_config.NumberColumn(
                translate("pages.land.scenario.ha", lang), min_value=0, required=True
            ),
        },
    ).dropna()
    return tuple(
        scenario.Phase(str(park), int(year), float(ha))
        for park, year, ha in edited.itertuples(index=False)
    )


def _chart(known: pd.DataFrame, names: Names, lang: str) -> None:
    """Draw the land left, year by year, with its words and its table."""
    drawn = [
        {
            "site": names.get(site, site),
            "year": int(year),
            "left": float(left),
            "text": f"{number(left, lang, 2)} ha",
        }
        for site, year, left in zip(
            known["site_id"], known["year"], known["left_ha"], strict=True
        )
    ]
    rows = pd.DataFrame(drawn)
    title = translate("pages.land.scenario.left", lang)
    lines = [
        chart.course(
            str(site),
            list(zip(mine["text"], mine["year"].astype(str), strict=True)),
            lang,
        )
        for site, mine in rows.groupby("site", sort=False)
    ]
    spec = _spec(drawn, list(rows["site"].unique()), lang)
    chart.draw(spec, alt=chart.trend(title, lines, lang))
    heads = ("pages.land.scenario.year", "pages.column.name")
    chart.figures(
        [*(translate(key, lang) for key in heads), title],
        rows[["year", "site", "text"]].astype(str).to_numpy().tolist(),
        lang,
    )


def _spec(drawn: list[dict[str, Any]], sites: list[str], lang: str) -> chart.Spec:
    """Return bars of the land left by year, one colour a site."""
    title = translate("pages.land.scenario.left", lang)
    colour = {
        "field": "site",
        "type": "nominal",
        "title": None,
        "scale": {"domain": sites, "range": list(PALETTE)},
        "legend": {"orient": "bottom", "columns": 3} if len(sites) > 1 else None,
    }
    return {
        "data": {"values": drawn},
        "mark": {"type": "bar"},
        "encoding": {
            "x": {
                "field": "year",
                "type": "ordinal",
                "title": None,
                "axis": {"labelAngle": 0, "labelOverlap": True},
            },
            "y": {
                "field": "left",
                "type": "quantitative",
                "title": title,
                "axis": {"labelExpr": number_labels(lang)},
            },
            "color": colour,
            "tooltip": [
                {"field": "site", "title": translate("pages.column.name", lang)},
                {"field": "year", "title": translate("pages.land.scenario.year", lang)},
                {"field": "text", "title": title},
            ],
        },
        "height": CHART_PX,
    }


def _table(
    outcome: scenario.Outcome,
    asked: scenario.Scenario,
    parks: pd.DataFrame,
    names: Names,
    lang: str,
) -> None:
    """Show zones and below each its parks at the horizon: taken + left = total."""
    rows = outcome.parks[outcome.parks["total_ha"].notna()]
    cited = parks["facts"].to_dict()
    lines = []
    for zone, sums in outcome.zones.groupby("zone_id", sort=False):
        title = names.get(str(zone), translate("land.outside_zones", lang))
        lines.append(_row(title, sums, asked, lang, css="qn-total"))
        for site, years in rows[rows["zone_id"].eq(zone)].groupby("site_id"):
            facts = cited.get(site, {}).get("available_ha", ())
            title = names.get(str(site), str(site))
            lines.append(_row(title, years, asked, lang, "qn-subpart", facts))
    keys = ("total", "taken", "left", "full", "unmet")
    head = [translate(f"pages.land.scenario.{key}", lang) for key in keys]
    caption = translate("pages.land.scenario.at", lang, year=asked.horizon)
    shown = html_table.table(
        map(escape, [caption, *head]), lines, css="qn-scenario", scrolls=True
    )
    st.html(shown)


def _row(
    title: str,
    years: pd.DataFrame,
    asked: scenario.Scenario,
    lang: str,
    css: str,
    facts: tuple[str, ...] = (),
) -> str:
    last = years[years["year"].eq(asked.horizon)].iloc[0]
    empty = years.loc[years["left_ha"].le(0), "year"]
    total = escape(number(last["total_ha"], lang, 2))
    cells = (
        figure.tagged(total, facts, "qn-value") if facts else total,
        number(last["allocated_ha"], lang, 2),
        number(last["left_ha"], lang, 2),
        "–" if empty.empty else str(int(empty.iloc[0])),
        number(last["unmet_ha"], lang, 2),
    )
    return html_table.row((escape(title), *cells), css)
