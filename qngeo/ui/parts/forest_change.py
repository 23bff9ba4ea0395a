"""What each area lost of its forest and what came back, as charts with their tables."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from qngeo.domain.forest.accuracy import PIXEL_COUNT_KEY
from qngeo.domain.forest.recovery import ready_from
from qngeo.i18n import number, percent, period, translate
from qngeo.services.forest.change import Change
from qngeo.services.forest.report import Report
from qngeo.ui import address
from qngeo.ui.parts import change_charts, chart, printed
from qngeo.ui.parts.change_table import MOST, file_name, written
from qngeo.ui.parts.csv_button import csv_button

CHARTED = "change_area"
"""Key of the area whose recovery is drawn."""

HECTARES = ("forest_ha", "none_ha", "light_ha", "moderate_ha", "heavy_ha",
            "unknown_ha", "recovering_ha")  # fmt: skip

Names = Mapping[str, str]


def summary(
    report: Report, lang: str, names: Names | None = None, chosen: str | None = None
) -> None:
    """Show what each area lost, as bars and as a table, with what it rests on.

    Parameters
    ----------
    report : Report
    lang : str
    names : mapping of str to str, optional
        Names of the areas by id.
    chosen : str, optional
        Id of the area whose row comes first and is marked.
    """
    found = dict(names or {})
    _seasons(report.change, lang)
    if (report.areas["forest_ha"] > 0).any():
        st.html(change_charts.class_legend(lang))
        spec = change_charts.classes(report.areas, found, lang)
        chart.draw(spec, alt=change_charts.classes_words(report.areas, lang))
    table = _loss_table(report, found, lang)
    marked = table.index[report.areas["id"].loc[table.index].astype(str) == chosen]
    table = table.loc[[*marked, *table.index.drop(marked)]]
    if len(table) > 1:
        shown = written(table.head(MOST), lang, marked)
    else:
        shown = written(_upright(table, lang), lang)
    printed.dataframe(shown, hide_index=True, placeholder="–")
    _download(table, report.change, "loss", lang)
    st.caption(_basis(report, lang))


def recovery_chart(report: Report, lang: str, names: Names | None = None) -> None:
    """Show what came back in each later season, beside the undamaged control."""
    found = dict(names or {})
    change = report.change
    seen = report.recovery.dropna(subset=["nbr_of_before"])
    ids = list(dict.fromkeys(seen["id"].astype(str)))
    if not ids:
        st.info(translate("change.no_damage", lang))
        return
    area = ids[0]
    key = address.control(CHARTED)
    if st.session_state.get(key) not in ids:
        st.session_state.pop(key, None)
    if len(ids) > 1:
        area = st.selectbox(
            translate("change.column.area", lang),
            ids,
            index=ids.index(address.one("of", ids, ids[0])),
            format_func=lambda i: found.get(i, i),
            key=key,
        )
        address.keep("of", area, ids[0])
    points = change_charts.season_points(report, area, lang)
    words = change_charts.lines_words(points, found.get(area, area), lang)
    chart.draw(change_charts.recovery(points, lang), alt=words)
    table = _recovery_table(report, found, lang)
    shown = table.head(MOST)
    if len(report.areas) == 1:  # the page names it already
        shown = shown.drop(columns=translate("change.column.area", lang))
    printed.dataframe(written(shown, lang), hide_index=True, placeholder="–")
    _download(table, change, "recovery", lang)
    st.caption(translate("change.recovery.meaning", lang))
    if report.refused:
        first = ready_from(change.after)
        st.caption(translate("change.refused", lang, season=first))


def _seasons(change: Change, lang: str) -> None:
    """Say of both seasons when they were seen and how cloudy they were."""
    words = []
    for name in (change.before, change.after):
        about = change.about["seasons"][name]
        text = translate(
            "change.season",
            lang,
            season=name,
            first=period(about["from"], lang) if about["from"] else "–",
            last=period(about["to"], lang) if about["to"] else "–",
            cloud=percent(about["cloud_pct"], lang),
        )
        words.append(text)
    st.caption("  \n".join(words))


def _basis(report: Report, lang: str) -> str:
    about = report.change.about
    offset = about["offset"]["nbr"]
    how = "found" if offset["found"] else "given"
    agreement = about["agreement"]["share"]
    lines = [
        translate("change.hectares", lang, interval=translate(PIXEL_COUNT_KEY, lang)),
        translate(
            f"change.control.{how}",
            lang,
            offset=number(offset["value"], lang, 3),
            cells=number(offset["cells"], lang, 0),
        ),
    ]
    if agreement is not None:
        share = percent(round(100 * agreement, 1), lang)
        lines.append(translate("change.agreement", lang, share=share))
    return "  \n".join(lines)


def _loss_table(report: Report, names: Names, lang: str) -> pd.DataFrame:
    areas = report.areas.sort_values("forest_ha", ascending=False, kind="stable")
    looks = change_charts.class_looks(lang)
    titles = {name: label for name, (label, _) in looks.items()}
    columns: dict[str, object] = {
        translate("change.column.area", lang): _named(areas["id"], names)
    }
    for name in HECTARES:
        title = titles.get(name) or translate(f"change.column.{name}", lang)
        columns[f"{title} (ha)"] = areas[name]
    lost = translate("change.column.loss_share", lang)
    columns[lost] = 100 * areas["loss_share"]
    return pd.DataFrame(columns)


def _upright(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Turn the one row of a table into lines that fit beside a map."""
    area, *measures = table.columns
    row = table.iloc[0]
    return pd.DataFrame(
        {
            translate("change.column.measure", lang): measures,
            str(row[area]): [float(row[name]) for name in measures],
        }
    )


def _recovery_table(report: Report, names: Names, lang: str) -> pd.DataFrame:
    rows = report.recovery
    reasons = [
        translate(f"change.reason.{reason}", lang) if reason else ""
        for reason in rows["reason"]
    ]
    columns = {
        "change.column.area": _named(rows["id"], names),
        "change.column.season": rows["season"],
        "change.column.regained": 100 * rows["share_regained"],
        "change.column.green": 100 * rows["ndvi_of_before"],
        "change.column.control": rows["control_change_pct"].astype(float),
        "change.column.seen": rows["seen_ha"],
        "change.column.to": [period(day, lang) if day else "–" for day in rows["to"]],
        "change.column.reason": reasons,
    }
    return pd.DataFrame({translate(key, lang): v for key, v in columns.items()})


def _named(ids: pd.Series, names: Names) -> list[str]:
    return [names.get(str(i), str(i)) for i in ids]


def _download(table: pd.DataFrame, change: Change, what: str, lang: str) -> None:
    kept = table.assign(**{translate("change.column.basis", lang): change.basis})
    csv_button(
        translate("change.download", lang),
        lambda: kept,
        name=f"{file_name(change, what)}.csv",
        key=f"change_file_{what}",
    )
