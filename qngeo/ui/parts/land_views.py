"""Comparison, readiness and scenario of the sites on the shortlist."""

from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from qngeo.domain import comparison, readiness, scenario
from qngeo.errors import QngeoError
from qngeo.i18n import number, translate
from qngeo.services.land_words import comparison_table
from qngeo.ui import address
from qngeo.ui.parts import figure

SCENARIO_KEY = "sc"
HORIZON_YEARS = 10


def compare(
    sites: pd.DataFrame, chosen: list[str], names: dict[str, str], lang: str
) -> None:
    """Show up to six sites side by side, and offer the same table as a file."""
    if not chosen:
        st.info(translate("pages.land.compare.pick", lang), icon=":material/compare:")
        return
    compared = comparison.compare(sites, chosen[: comparison.MAX_SITES])
    if len(chosen) > comparison.MAX_SITES:
        words = translate("pages.land.compare.most", lang, most=comparison.MAX_SITES)
        st.warning(words)
    table = comparison_table(compared, lang, names=names)
    st.html(_side_by_side(table, compared.differs))
    st.download_button(
        translate("pages.land.export", lang),
        table.to_csv(index=False).encode("utf-8-sig"),
        file_name="qngeo-comparison.csv",
        mime="text/csv",
        icon=":material/download:",
    )


def _side_by_side(table: pd.DataFrame, differs: pd.Series) -> str:
    head = "".join(f"<th>{escape(str(name))}</th>" for name in table.columns)
    lines = []
    for differing, row in zip(differs, table.itertuples(index=False), strict=True):
        cells = "".join(f"<td>{escape(str(cell))}</td>" for cell in row)
        lines.append(f'<tr class="{"qn-differs" if differing else ""}">{cells}</tr>')
    return (
        '<div class="qn-scroll"><table class="qn-table qn-compare">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def checklist(
    rows: pd.DataFrame, sites: list[str], names: dict[str, str], lang: str
) -> None:
    """Show the readiness of sites: a grid of states, each with its evidence."""
    st.caption(translate("pages.land.readiness.help", lang))
    items = readiness.ITEMS
    head = "".join(
        f"<th>{escape(translate(f'land.readiness.{item}', lang))}</th>"
        for item in items
    )
    found = {(row["site_id"], row["item"]): row for _, row in rows.iterrows()}
    lines = []
    for site_id in sites:
        cells = "".join(_state(found[site_id, i], lang) for i in items)
        site = escape(names.get(site_id, site_id))
        lines.append(f"<tr><td>{site}</td>{cells}</tr>")
    st.html(
        '<div class="qn-scroll"><table class="qn-table"><thead><tr><th></th>'
        f"{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _state(row: pd.Series, lang: str) -> str:
    words = escape(translate(f"land.state.{row['state']}", lang))
    facts = row["fact_ids"]
    evidence = ""
    if facts:
        when = figure.date_words(row["as_of"], lang)
        age = number(row["age_months"], lang, 0)
        months = escape(translate("pages.land.months", lang, months=age))
        evidence = (
            f"<small>{when} ({months})<br>"
            f"{figure.tagged(escape(', '.join(facts)), facts, 'qn-ids')}</small>"
        )
    return f'<td class="qn-state-{escape(row["state"])}">{words}{evidence}</td>'


def future(
    sites: pd.DataFrame, names: dict[str, str], lang: str, *, as_of: date
) -> None:
    """Ask for a scenario, keep it in the address, and show what it leaves."""
    chosen = _ask(sites, names, lang, as_of)
    address.keep(SCENARIO_KEY, chosen.to_text(), "")
    outcome = scenario.run(chosen, sites)
    known = outcome.parks[outcome.parks["total_ha"].notna()]
    if known.empty:
        st.info(translate("pages.land.scenario.none", lang))
        return
    _chart(known, names, lang)
    last = known[known["year"].eq(chosen.horizon)].set_index("site_id")
    table = pd.DataFrame(
        {
            translate("pages.column.name", lang): [names.get(i, i) for i in last.index],
            translate("pages.land.scenario.total", lang): last["total_ha"].to_list(),
            translate("pages.land.scenario.taken", lang): last[
                "allocated_ha"
            ].to_list(),
            translate("pages.land.scenario.left", lang): last["left_ha"].to_list(),
        }
    )
    st.dataframe(table, hide_index=True)
    if outcome.unknown:
        words = translate(
            "pages.land.scenario.unknown",
            lang,
            count=len(outcome.unknown),
            names=", ".join(names.get(i, i) for i in outcome.unknown),
        )
        st.caption(words)


def _before(as_of: date) -> scenario.Scenario:
    usual = scenario.Scenario("", as_of.year, as_of.year + HORIZON_YEARS, 10.0)
    text = st.query_params.get(SCENARIO_KEY, "")
    try:
        return scenario.Scenario.from_text(text) if text else usual
    except QngeoError as error:
        st.warning(str(error), icon=":material/link_off:")
        return usual


def _ask(
    sites: pd.DataFrame, names: dict[str, str], lang: str, as_of: date
) -> scenario.Scenario:
    before = _before(as_of)
    first, second, third = st.columns(3)
    name = first.text_input(
        translate("pages.land.scenario.name", lang), before.name, key="sc_name"
    )
    horizon = second.number_input(
        translate("pages.land.scenario.horizon", lang),
        min_value=before.start,
        max_value=before.start + scenario.MAX_YEARS - 1,
        value=before.horizon,
        key="sc_horizon",
    )
    demand = third.number_input(
        translate("pages.land.scenario.demand", lang),
        min_value=0.0,
        value=before.default_ha,
        step=1.0,
        format="%g",
        key="sc_demand",
    )
    st.caption(translate("pages.land.scenario.phases", lang))
    columns = {
        "park": translate("pages.column.name", lang),
        "year": translate("pages.land.scenario.year", lang),
        "ha": translate("pages.land.scenario.ha", lang),
    }
    start = pd.DataFrame(
        [(p.park_id, p.year, p.ha) for p in before.phases], columns=list(columns)
    )
    parks = list(sites.index[sites["kind"].ne("plot")])
    edited = st.data_editor(
        start,
        num_rows="dynamic",
        hide_index=True,
        key="sc_phases",
        column_config={
            "park": st.column_config.SelectboxColumn(
                columns["park"],
                options=parks,
                format_func=lambda i: names.get(i, i),
                required=True,
            ),
            "year": st.column_config.NumberColumn(
                columns["year"],
                min_value=before.start,
                max_value=before.start + scenario.MAX_YEARS,
                step=1,
                required=True,
            ),
            "ha": st.column_config.NumberColumn(
                columns["ha"], min_value=0, required=True
            ),
        },
    ).dropna()
    phases = tuple(
        scenario.Phase(str(park), int(year), float(ha))
        for park, year, ha in edited.itertuples(index=False)
    )
    return scenario.Scenario(
        name, before.start, int(horizon), float(demand), before.absorption, phases
    )


def _chart(known: pd.DataFrame, names: dict[str, str], lang: str) -> None:
    values = [
        {"site": names.get(site, site), "year": int(year), "left": float(left)}
        for site, year, left in zip(
            known["site_id"], known["year"], known["left_ha"], strict=True
        )
    ]
    spec = {
        "data": {"values": values},
        "mark": {"type": "area"},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": None},
            "y": {
                "field": "left",
                "type": "quantitative",
                "title": translate("pages.land.scenario.left", lang),
            },
            "color": {
                "field": "site",
                "type": "nominal",
                "legend": {"orient": "bottom", "title": None, "columns": 2},
            },
        },
        "height": 220,
    }
    st.vega_lite_chart(spec, width="stretch")
