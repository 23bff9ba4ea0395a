"""Sources: every source, every disagreement side by side, completeness and age."""

from html import escape

import pandas as pd
import streamlit as st

from qngeo.i18n import in_data, number, period, translate
from qngeo.names import fold
from qngeo.services.figures.trust import Trust
from qngeo.services.links.pages import SOURCE_TABS
from qngeo.ui import address, cache, controls, frame
from qngeo.ui.parts import downloads, figure, html_table, printed, records
from qngeo.ui.parts import tabs as tabs_part
from qngeo.ui.plain import plain


def show() -> None:
    """Run the page."""
    lang = frame.language()
    found = cache.trust(controls.as_of(lang))
    frame.headline("sources", lang)
    counts = {
        "figures": int(found.sources["figures"].sum()),
        "sources": int(found.sources["figures"].gt(0).sum()),
        "conflicts": len(found.conflicts),
        "fails": int(found.identities["result"].eq("fails").sum()),
        "corrections": len(found.corrections),
    }
    cards = "".join(
        f'<div class="qn-card"><span>{escape(translate(f"pages.sources.{key}", lang))}'
        f'</span><span class="qn-big">{number(count, lang, 0)}</span></div>'
        for key, count in counts.items()
    )
    st.html(f'<div class="qn-cards qn-headlines">{cards}</div>')
    downloads.show(lang)
    titles = [translate(f"pages.sources.tab.{key}", lang) for key in SOURCE_TABS]
    tabs = tabs_part.tabs("sources", SOURCE_TABS, titles, lang)
    with tabs[0]:
        _conflicts(found, lang)
    with tabs[1]:
        _identities(found, lang)
    with tabs[2]:
        _age(found, lang)
    with tabs[3]:
        _sources(found, lang)
    with tabs[4]:
        _corrections(found, lang)


def _conflicts(found: Trust, lang: str) -> None:
    baseline = cache.baseline()
    names = baseline.subjects.set_index("subject_id")[f"name_{in_data(lang)}"]
    titles = baseline.attributes.set_index("attribute")[f"title_{in_data(lang)}"]
    sources = baseline.sources.set_index("source_id")
    scopes = baseline.scopes.set_index("scope")[f"title_{in_data(lang)}"]
    st.caption(translate("pages.sources.conflicts.help", lang))
    subjects = list(dict.fromkeys(found.conflicts["subject_id"]))
    chosen = st.selectbox(
        translate("pages.sources.subject", lang),
        ["", *subjects],
        index=["", *subjects].index(address.one("subject", subjects, "")),
        format_func=lambda i: names[i] if i else translate("pages.control.all", lang),
        key=address.control("sources_subject"),
        persist_state="session",
    )
    address.keep("subject", chosen)
    for subject_id in [chosen] if chosen else subjects:
        st.markdown(f"##### {plain(names[subject_id])}")
        rows = found.conflicts[found.conflicts["subject_id"].eq(subject_id)]
        records.conflicts(rows, titles, sources, scopes, lang)


def _identities(found: Trust, lang: str) -> None:
    st.caption(translate("pages.sources.identities.help", lang))
    sources = cache.baseline().sources.set_index("source_id")
    order = found.identities["result"].map({"fails": 0, "holds": 1, "unknown": 2})
    rows = []
    for _, row in found.identities.assign(order=order).sort_values("order").iterrows():
        origin = figure.origin(row["source_ids"], row["fact_ids"], sources, lang)
        difference = round(float(row["difference"]), 2) + 0.0  # never -0
        cells = (
            escape(identity_name(str(row["name"]), row, lang)) + origin,
            escape(number(row["left"], lang, 2)),
            escape(number(row["right"], lang, 2)),
            escape(f"{number(difference, lang, 2)} {row['unit']}"),
            escape(translate(f"pages.result.{row['result']}", lang)),
        )
        rows.append(html_table.row(cells, f"qn-{escape(row['result'])}"))
    keys = ("rule", "left", "right", "difference", "result")
    head = [escape(translate(f"pages.identity.{key}", lang)) for key in keys]
    st.html(html_table.table(head, rows, css="qn-wide"))


def identity_name(name: str, row: pd.Series, lang: str) -> str:
    """Return an identity in words with the subject it is about."""
    names = cache.baseline().subjects.set_index("subject_id")[f"name_{in_data(lang)}"]
    words = translate(f"domain.identity.{name}", lang)
    return f"{names.get(row['subject_id'], row['subject_id'])}: {words}"


def _age(found: Trust, lang: str) -> None:
    st.caption(translate("pages.sources.age.help", lang))
    names = cache.baseline().subjects.set_index("subject_id")[f"name_{in_data(lang)}"]
    rows = found.completeness.sort_values("share_pct", ascending=False)
    stale = rows["stale"].map(
        lambda s: "–" if pd.isna(s) else translate(f"pages.age.{bool(s)}".lower(), lang)
    )
    table = pd.DataFrame(
        {
            translate("pages.column.name", lang): rows["subject_id"].map(names),
            translate("pages.age.share", lang): rows["share_pct"],
            translate("pages.age.figures", lang): rows["figures"],
            translate("pages.age.newest", lang): rows["newest"].map(
                lambda text: period(text, lang)
            ),
            translate("pages.age.months", lang): rows["age_months"],
            translate("pages.age.stale", lang): stale,
            translate("pages.column.conflicts", lang): rows["conflicts"],
        }
    )
    printed.dataframe(
        table,
        hide_index=True,
        height=560,
        placeholder="–",
        column_config={
            translate("pages.age.share", lang): st.column_config.ProgressColumn(
                format="%.0f %%", min_value=0, max_value=100
            )
        },
    )


def _sources(found: Trust, lang: str) -> None:
    wanted = fold(st.text_input(translate("pages.sources.search", lang)))
    rows = found.sources
    text = (rows["title"] + " " + rows["publisher"]).map(fold)
    rows = rows[text.str.contains(wanted, regex=False)]
    table = pd.DataFrame(
        {
            translate("pages.sources.title_", lang): rows["title"],
            translate("pages.sources.publisher", lang): rows["publisher"],
            translate("pages.column.date", lang): rows["date"].map(
                lambda t: period(t, lang) if t else ""
            ),
            translate("pages.sources.type", lang): rows["type"].map(
                lambda t: translate(f"pages.source_type.{t}", lang)
            ),
            translate("pages.age.figures", lang): rows["figures"],
            translate("pages.sources.url", lang): rows["url"].where(
                rows["url"].str.startswith("http")
            ),
            "id": rows["source_id"],
        }
    )
    printed.dataframe(
        table,
        hide_index=True,
        height=560,
        placeholder="",
        column_config={
            translate("pages.sources.url", lang): st.column_config.LinkColumn()
        },
    )


def _corrections(found: Trust, lang: str) -> None:
    st.caption(translate("pages.sources.corrections.help", lang))
    status = found.corrections["status"].map(
        lambda word: translate(f"official.status.{word}", lang)
    )
    rows = found.corrections.assign(status=status)
    keys = ("correction_id", "target", "field", "was", "now", "reason", "status")
    printed.dataframe(
        rows[list(keys)].rename(
            columns={key: translate(f"pages.correction.{key}", lang) for key in keys}
        ),
        hide_index=True,
        height=560,
    )
