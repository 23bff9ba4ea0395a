"""The shortlist of land: funnel, ranked table, rejected sites with their reasons."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import islice
from zlib import crc32

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from qngeo.domain.land.criteria import minutes_column
from qngeo.domain.land.funnel import Loosening
from qngeo.domain.land.need import Need
from qngeo.i18n import number, translate
from qngeo.services.land.search import SearchResult
from qngeo.services.land.words import criterion_title, say, say_loosening
from qngeo.services.links.composed import NEED_KEYS
from qngeo.services.transport import access
from qngeo.ui import address, chosen
from qngeo.ui.parts import chart, printed
from qngeo.ui.parts.csv_button import csv_button
from qngeo.ui.plain import plain

TABLE_KEY = "land_table"
HEIGHT = 392

MOST = 200
"""Rows that the table shows; the file holds all."""

SHOWN = 100
"""Rejected sites that are listed; the file holds all."""

COLUMNS = {
    "pages.column.name": 165,
    "pages.land.column.score": 54,
    "pages.land.column.firm": 76,
    "pages.land.column.known": 74,
    "pages.land.column.available": 94,
    "pages.land.column.price": 104,
    "pages.land.column.minutes": 54,
    "pages.land.column.ready": 76,
}
"""Titles of the table with their width in pixels."""

Names = Mapping[str, str]


def funnel(found: SearchResult, lang: str) -> None:
    """Draw how many sites are left after each criterion, as bars with numbers."""
    total = len(found.funnel.sites)
    rows = [(translate("pages.land.all_sites", lang), total, "", 0)]
    rows += [
        (criterion_title(step.criterion, lang), step.left, step.criterion, step.unknown)
        for step in found.funnel.steps
    ]
    lines = []
    for title, left, criterion, unknown in rows:
        width = 100 * left / total if total else 0
        fate = "out" if criterion in found.need.unknown_fails else "kept"
        count = number(unknown, lang, 0)
        words = translate(f"pages.land.unknown.{fate}", lang, count=count)
        small = f"<small>{escape(words)}</small>" if unknown else ""
        hatch = ""
        if unknown and fate == "kept" and left:
            share = 100 * min(unknown, left) / left
            hatch = f'<u style="width:{share:.1f}%"></u>'
        lines.append(
            f'<div class="qn-step"><span>{escape(title)}{small}</span>'
            f'<i style="width:{width:.1f}%">{hatch}</i>'
            f"<b>{number(left, lang, 0)}</b></div>"
        )
    label = escape(words_of(rows, lang))
    st.html(
        f'<div class="qn-funnel" role="group" aria-label="{label}">'
        f"{''.join(lines)}</div>"
    )


def words_of(rows: Sequence[tuple[str, int, str, int]], lang: str) -> str:
    """Say what the funnel draws: how many sites there are, and how many stay.

    Parameters
    ----------
    rows : sequence of tuple
        Title, sites left, criterion, sites without a figure; one a step.
    lang : str
    """
    points = [(number(left, lang, 0), title) for title, left, *_ in rows]
    name = translate("charts.alt.sites", lang)
    title = translate("charts.alt.funnel", lang)
    return chart.trend(title, [chart.course(name, points, lang)], lang)


def no_road(notes: Sequence[str], place: str, lang: str) -> None:
    """Say why no travel time to a place is known; nothing where some are.

    Parameters
    ----------
    notes : sequence of str
        Of `qngeo.services.transport.access.NOTES`.
    place, lang : str
        The place's name.
    """
    if notes:
        why = "; ".join(access.note_text(note, lang) for note in notes)
        st.caption(f"**{plain(place)}**: {why}.")


def advice(found: SearchResult, names: Names, lang: str) -> None:
    """Say which criterion to loosen where nothing matches."""
    st.warning(translate("pages.land.none", lang), icon=":material/search_off:")
    single, together = found.advice.single, found.advice.together
    for change in single:
        site = plain(names.get(change.site_id, change.site_id))
        words = plain(say_loosening(change, lang, names=names))
        st.markdown(f"- {words} → **{site}**")
        _offer(found.need, (change,), lang)
    if together:
        site = plain(names.get(together[0].site_id, together[0].site_id))
        changes = [plain(say_loosening(one, lang, names=names)) for one in together]
        st.markdown(
            translate("pages.land.together", lang, site=site)
            + "".join(f"\n- {text}" for text in changes)
        )
        _offer(found.need, together, lang)


def _offer(need: Need, changes: Sequence[Loosening], lang: str) -> None:
    """Offer to loosen the need so; the controls of the sidebar then say it."""
    words = translate("pages.land.loosen", lang)
    key = "loosen_" + "_".join(change.criterion for change in changes)
    if not st.button(words, icon=":material/tune:", key=key):
        return
    for change in changes:
        need = need.loosened(change)
    query = need.to_query()
    for name in NEED_KEYS:
        address.keep(name, query.get(name, ""))
    address.begin_anew()


def table(found: SearchResult, names: Names, lang: str) -> None:
    """Show the ranked sites; a tick chooses a site for comparison.

    Ticks belong to rows, so they are set anew for the order of this run; and the
    browser remembers them by the key of the table, so each order has a key of its own.
    """
    ids = [str(site) for site in found.ranking.index[:MOST]]
    ticked = chosen.read(found.funnel.sites.index)
    rows = [ids.index(site) for site in ticked if site in ids]
    key = f"{TABLE_KEY}_{crc32(' '.join(ids).encode())}"
    st.session_state[key] = {"selection": {"rows": rows}}

    def on_select() -> None:
        picked = [ids[row] for row in st.session_state[key]["selection"]["rows"]]
        stay = [site for site in ticked if site in picked or site not in ids]
        chosen.write([*stay, *picked])

    printed.dataframe(
        _written(_columns(found, names, lang, most=MOST), lang),
        height=HEIGHT,
        hide_index=True,
        on_select=on_select,
        selection_mode="multi-row",
        key=key,
        placeholder="–",
        column_config={
            translate(key, lang): st.column_config.Column(
                width=width, pinned=key == "pages.column.name"
            )
            for key, width in COLUMNS.items()
        },
    )
    _below(found, ticked, names, lang)
    csv_button(
        translate("pages.land.export", lang),
        lambda: _exported(found, names, lang),
        name="qngeo-land.csv",
    )


def _below(found: SearchResult, ticked: Sequence[str], names: Names, lang: str) -> None:
    """Say below the table what it shows, what is not ranked, and what is ticked."""
    count = number(len(found.ranking), lang, 0)
    words = translate("pages.land.table.help", lang, count=count)
    if len(found.ranking) > MOST:
        words += " " + translate("pages.land.table.most", lang, shown=MOST)
    st.caption(words)
    if found.too_little_known:
        st.caption(_not_ranked(found, lang))
    if ticked:
        titles = ", ".join(plain(names.get(site, site)) for site in ticked)
        st.caption(translate("pages.land.chosen", lang, names=f"**{titles}**"))


def _not_ranked(found: SearchResult, lang: str) -> str:
    """Say how many sites stand last without a score, and by which rule."""
    count = number(found.too_little_known, lang, 0)
    if not found.need.least_known:
        return translate("pages.land.not_ranked.nothing", lang, count=count)
    least = number(100 * found.need.least_known, lang, 0)
    return translate("pages.land.not_ranked", lang, count=count, least=least)


def _columns(
    found: SearchResult, names: Names, lang: str, *, most: int | None = None
) -> pd.DataFrame:
    """Return the ranked sites with the columns of the screen, by site id."""
    ranked = found.ranking.head(most) if most else found.ranking
    sites = found.funnel.sites.loc[ranked.index]
    columns = {
        "pages.column.name": pd.Series(
            [names.get(i, i) for i in ranked.index], ranked.index
        ),
        "pages.land.column.score": ranked["score"],
        "pages.land.column.firm": ranked["top3_share"] * 100,
        "pages.land.column.known": ranked["known_share"] * 100,
        "pages.land.column.available": sites["available_ha"],
        "pages.land.column.price": sites["price_usd_m2"],
    }
    near = minutes_column(found.need.near)
    if near in sites:
        columns["pages.land.column.minutes"] = sites[near]
    columns["pages.land.column.ready"] = sites["ready_items"]
    return pd.DataFrame({translate(key, lang): v for key, v in columns.items()})


def _written(shown: pd.DataFrame, lang: str) -> Styler:
    numbers = shown.columns[1:]

    def written(value: object) -> str:
        return number(float(str(value)), lang, 1)

    return shown.style.format(dict.fromkeys(numbers, written))


def _exported(found: SearchResult, names: Names, lang: str) -> pd.DataFrame:
    """Return the whole table as on the screen, with the id of every site."""
    whole = _columns(found, names, lang).round(1)
    return whole.rename_axis(translate("pages.land.column.id", lang)).reset_index()


def _reasons(
    found: SearchResult, site_id: str, names: Names, lang: str
) -> list[tuple[str, str]]:
    """Return criterion and reason of all that puts a site out, in words."""
    return [
        (criterion_title(criterion, lang), say(reason, lang, names=names))
        for criterion, reason in found.funnel.rejected[site_id].items()
    ]


def rejected(found: SearchResult, names: Names, lang: str) -> None:
    """List every rejected site with each criterion that it fails."""
    out = found.funnel.rejected
    if not out:
        return
    count = number(len(out), lang, 0)
    title = translate("pages.land.rejected", lang, count=count)
    with st.expander(title, icon=":material/filter_alt_off:"):
        lines = []
        for site_id in islice(out, SHOWN):
            why = "".join(
                f"<li><b>{escape(criterion)}</b>: {escape(reason)}</li>"
                for criterion, reason in _reasons(found, site_id, names, lang)
            )
            site = escape(names.get(site_id, site_id))
            lines.append(f'<tr><td>{site}</td><td><ul class="qn-list">{why}</ul></td>')
        rows = "</tr>".join(lines)
        st.html(
            f'<table class="qn-table qn-rejected"><tbody>{rows}</tr></tbody></table>'
        )
        if len(out) > SHOWN:
            st.caption(translate("pages.land.rejected.most", lang, shown=SHOWN))
        csv_button(
            translate("pages.land.export", lang),
            lambda: _all_rejected(found, names, lang),
            name="qngeo-land-rejected.csv",
            key="rejected_file",
        )


def _all_rejected(found: SearchResult, names: Names, lang: str) -> pd.DataFrame:
    keys = ("land.column.id", "column.name", "land.column.criterion", "land.column.why")
    rows = [
        (site_id, names.get(site_id, site_id), *pair)
        for site_id in found.funnel.rejected
        for pair in _reasons(found, site_id, names, lang)
    ]
    titles = [translate(f"pages.{key}", lang) for key in keys]
    return pd.DataFrame(rows, columns=titles)


def card(found: SearchResult, site_id: str, names: Names, lang: str) -> None:
    """Say of a site that was clicked on the map how it fares, and offer its sheet."""
    name = names.get(site_id, site_id)
    if site_id in found.ranking.index:
        score = found.ranking["score"].get(site_id)
        words = translate("pages.land.matches.unranked", lang)
        if pd.notna(score):
            shown = number(score, lang)
            words = translate("pages.land.matches", lang, score=shown)
    else:
        reasons = _reasons(found, site_id, names, lang)
        words = "; ".join(f"{criterion}: {why}" for criterion, why in reasons)
    park = str(found.funnel.sites["park_id"][site_id])
    query = f"subject={park}&lang={lang}"
    as_of = address.get("as_of")
    opened = translate("pages.overview.open", lang, name=plain(names.get(park, park)))
    st.markdown(
        f"**{plain(name)}** · {words} · [{opened}](zones?{query}&as_of={as_of})"
    )
