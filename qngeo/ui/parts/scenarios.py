"""The scenarios that are kept: which is open, a new one, and all side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from qngeo.domain.occupancy import scenario, scenario_list
from qngeo.domain.occupancy.scenario import Outcome, Scenario
from qngeo.errors import QngeoError
from qngeo.i18n import number, translate
from qngeo.ui import address, faults
from qngeo.ui.parts import html_table

KEY = "sc"
OPEN = "sn"
"""Of the address: the scenarios, and the place of the open one from 1 on."""

SLOTS = "sc_slots"
MADE = "sc_made"
PICKER = "sc_pick"
"""Of the session state: number of each scenario, the next one, and what is picked."""

HORIZON_YEARS = 10
USUAL_HA = 10.0

FIELDS = ("name", "horizon", "default_ha")
"""What is typed into fields of their own; see `field_key`."""

Names = Mapping[str, str]


def field_key(field: str, slot: int) -> str:
    """Return the key of a field; a scenario keeps its slot when others go."""
    return address.control(f"sc_{field}_{slot}")


def title(kept: Scenario, at: int, lang: str) -> str:
    """Return a scenario's name, or its number where it has none."""
    return kept.name or translate("pages.land.scenario.nth", lang, number=at + 1)


def usual(as_of: date) -> Scenario:
    """Return the scenario that is shown before anything is asked."""
    return Scenario("", as_of.year, as_of.year + HORIZON_YEARS, USUAL_HA)


def read(as_of: date) -> tuple[list[Scenario], int]:
    """Return the scenarios of the address and the place of the open one."""
    try:
        kept = scenario_list.from_text(address.get(KEY))
    except QngeoError as error:
        faults.tell(error, box=st.warning, icon=":material/link_off:")
        kept = []
    kept = kept or [usual(as_of)]
    places = [str(at + 1) for at in range(len(kept))]
    return kept, places.index(address.one(OPEN, places, places[0]))


def keep(kept: Sequence[Scenario], at: int, as_of: date) -> None:
    """Write the scenarios into the address; the usual one alone needs no place."""
    alone = len(kept) == 1 and kept[0] == usual(as_of)
    address.keep(KEY, "" if alone else scenario_list.to_text(kept), "")
    address.keep(OPEN, str(at + 1), "1")


def slots(count: int) -> list[int]:
    """Return a number for each scenario that stays its own for the whole visit."""
    found: list[int] = st.session_state.setdefault(SLOTS, [])
    del found[count:]
    while len(found) < count:
        found.append(st.session_state.get(MADE, 0))
        st.session_state[MADE] = found[-1] + 1
    return found


def _typed(kept: list[Scenario], at: int) -> list[Scenario]:
    """Take over what was typed in the same moment as a button was pressed."""
    slot = slots(len(kept))[at]
    keys = {field: field_key(field, slot) for field in FIELDS}
    given = {f: st.session_state[k] for f, k in keys.items() if k in st.session_state}
    return [*kept[:at], replace(kept[at], **given), *kept[at + 1 :]]


def picker(kept: list[Scenario], at: int, lang: str, *, as_of: date) -> None:
    """Offer the scenarios, a new one, and to drop the open one."""

    def add() -> None:
        typed = _typed(kept, at)
        keep([*typed, replace(typed[at], name="")], len(kept), as_of)

    def drop() -> None:
        del slots(len(kept))[at]
        keep([*kept[:at], *kept[at + 1 :]], max(at - 1, 0), as_of)

    def turn() -> None:
        keep(_typed(kept, at), int(st.session_state[PICKER]), as_of)

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if len(kept) > 1:
            st.session_state[PICKER] = at
            st.segmented_control(
                translate("pages.land.scenario.pick", lang),
                range(len(kept)),
                format_func=lambda place: title(kept[place], place, lang),
                key=PICKER,
                on_change=turn,
                label_visibility="collapsed",
                required=True,
            )
        st.button(
            translate("pages.land.scenario.add", lang),
            help=translate(
                "pages.land.scenario.add.help", lang, most=scenario_list.MOST
            ),
            on_click=add,
            disabled=len(kept) >= scenario_list.MOST,
            icon=":material/add:",
            key="sc_add",
        )
        if len(kept) > 1:
            st.button(
                translate("pages.land.scenario.drop", lang),
                on_click=drop,
                icon=":material/delete:",
                key="sc_drop",
            )


def versus(
    kept: Sequence[Scenario], parks: pd.DataFrame, names: Names, lang: str
) -> None:
    """Put the scenarios side by side, each at its own horizon."""
    outcomes = [scenario.run(each, parks) for each in kept]
    rows = _asked(kept, lang) + _sums(kept, outcomes, names, lang)
    head = [title(each, at, lang) for at, each in enumerate(kept)]
    lines = (html_table.row((escape(name), *cells), css) for css, name, cells in rows)
    caption = translate("pages.land.scenario.versus", lang)
    shown = html_table.table(
        map(escape, [caption, *head]), lines, css="qn-versus", scrolls=True
    )
    st.html(shown)


def _asked(kept: Sequence[Scenario], lang: str) -> list[tuple[str, str, Sequence[str]]]:
    demand = [number(each.default_ha, lang, 2) for each in kept]
    return [
        (
            "",
            translate("pages.land.scenario.horizon", lang),
            [str(each.horizon) for each in kept],
        ),
        ("", translate("pages.land.scenario.demand", lang), demand),
    ]


def _sums(
    kept: Sequence[Scenario], outcomes: Sequence[Outcome], names: Names, lang: str
) -> list[tuple[str, str, Sequence[str]]]:
    sums = pd.DataFrame(
        [
            scenario_list.summary(each, outcome)
            for each, outcome in zip(kept, outcomes, strict=True)
        ]
    )
    titles = {
        "added_ha": "pages.land.scenario.ha",
        "total_ha": "pages.land.scenario.total",
        "allocated_ha": "pages.land.scenario.taken",
        "left_ha": "pages.land.scenario.left",
        "unmet_ha": "pages.land.scenario.unmet",
    }
    zones = [column for column in sums if column not in titles]
    order = [*list(titles)[:4], *zones, *list(titles)[4:]]
    rows: list[tuple[str, str, Sequence[str]]] = []
    for column in order:
        if column in titles:
            css = "qn-total" if column == "left_ha" else ""
            name = translate(titles[column], lang)
        else:
            css, zone = "qn-subpart", str(column).removeprefix("left ")
            name = names.get(zone, translate("land.outside_zones", lang))
        rows.append((css, name, [number(value, lang, 2) for value in sums[column]]))
    return rows
