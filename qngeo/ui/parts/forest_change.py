"""Loss and recovery of the forest: tables, charts, patches and the choice of steps."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from qngeo.domain.forest import loss as measure
from qngeo.domain.forest.accuracy import PIXEL_COUNT_KEY
from qngeo.domain.forest.recovery import ready_from
from qngeo.errors import QngeoError, SchemaError
from qngeo.i18n import number, percent, period, translate
from qngeo.services.forest.change import Change
from qngeo.services.forest.patches import ENDINGS, export_bytes
from qngeo.services.forest.report import Report
from qngeo.services.links.pages import PAGES
from qngeo.ui import address
from qngeo.ui.parts import change_charts, chart, forest_chosen, printed

MOST = 200
"""Rows that a table shows; the file holds all."""

STEP = 0.01

STEPS = PAGES["forest"]["steps"]
"""How the steps stand in the address."""

CHARTED = "change_area"
"""Key of the area whose recovery is drawn."""

HECTARES = ("forest_ha", "none_ha", "light_ha", "moderate_ha", "heavy_ha",
            "unknown_ha", "recovering_ha")  # fmt: skip
_MIME = {".gpkg": "application/geopackage+sqlite3", ".zip": "application/zip",
         ".csv": "text/csv"}  # fmt: skip

MARKED = {"background-color": "#fdebd0", "color": "#16302e", "font-weight": "bold"}
"""The row of what is chosen on the map, in the light of the map's own mark."""

Names = Mapping[str, str]


def settings_controls(lang: str) -> measure.Thresholds:
    """Ask for the steps of dNBR; the working values unless changed.

    Returns
    -------
    Thresholds
        The working values, with an error on the page, where the steps do not rise.
    """
    usual = measure.Thresholds()
    linked = _linked()
    with (
        st.expander(translate("change.steps.title", lang), icon=":material/tune:"),
        st.form("change_steps", border=False),
    ):
        st.caption(translate("change.steps.origin", lang))
        columns = st.columns(4)
        chosen = {}
        for column, name in zip(columns, ("light", "moderate", "heavy"), strict=False):
            chosen[name] = column.number_input(
                translate(f"change.steps.{name}", lang),
                min_value=STEP,
                max_value=1.5,
                value=getattr(linked, name),
                step=STEP,
                format="%.2f",
                key=address.control(f"change_{name}"),
                persist_state="session",
            )
        least = columns[3].number_input(
            translate("change.steps.least", lang),
            min_value=1,
            max_value=20,
            value=linked.least,
            key=address.control("change_least"),
            persist_state="session",
        )
        st.form_submit_button(
            translate("change.steps.apply", lang), icon=":material/refresh:"
        )
        given = STEPS.write((*chosen.values(), float(least)))
        address.keep("steps", given.get("steps", ""))
        try:
            return measure.Thresholds(**chosen, ndmi=chosen["light"], least=least)
        except SchemaError:
            st.error(translate("change.steps.wrong", lang))
            return usual


def _linked() -> measure.Thresholds:
    """Return the steps that the address holds, the working values without any."""
    try:
        light, moderate, heavy, least = STEPS.read(address.asked())
        return measure.Thresholds(
            light=light, moderate=moderate, heavy=heavy, ndmi=light, least=int(least)
        )
    except QngeoError:
        return measure.Thresholds()


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
        shown = _written(table.head(MOST), lang, marked)
    else:
        shown = _written(_upright(table, lang), lang)
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
    printed.dataframe(_written(shown, lang), hide_index=True, placeholder="–")
    _download(table, change, "recovery", lang)
    st.caption(translate("change.recovery.meaning", lang))
    if report.refused:
        first = ready_from(change.after)
        st.caption(translate("change.refused", lang, season=first))


def patch_table(found: gpd.GeoDataFrame, change: Change, lang: str) -> None:
    """List the patches that do not recover and offer them for a GPS."""
    if found.empty:
        st.info(translate("change.patches.none", lang))
        return
    count, hectares = number(len(found), lang, 0), number(found["area_ha"].sum(), lang)
    st.markdown(translate("change.patches.found", lang, count=count, hectares=hectares))
    shown = pd.DataFrame(
        {
            "change.column.patch": found["patch"].astype(int),
            "change.column.hectares": found["area_ha"],
            "change.column.heavy": 100 * found["heavy_share"],
            "change.column.regained": 100 * found["regained"],
            "change.column.lon": found["lon"].map("{:.6f}".format),
            "change.column.lat": found["lat"].map("{:.6f}".format),
        }
    ).rename(columns=lambda key: translate(key, lang))
    chosen = found["patch"].map(forest_chosen.patch_id) == forest_chosen.current()
    for row in found[chosen].itertuples():
        st.markdown(_patch_line(row, lang))
    printed.dataframe(
        _written(shown.head(MOST), lang, found.index[chosen]),
        hide_index=True,
        key=forest_chosen.TABLE,
        selection_mode="single-row",
        on_select=lambda: forest_chosen.from_row(found),
    )
    for column, ending in zip(st.columns(len(ENDINGS)), ENDINGS, strict=True):
        column.download_button(
            translate(f"change.patches.file{ending}", lang),
            lambda ending=ending: export_bytes(found, ending),
            file_name=f"{_file_name(change, 'patches')}{ending}",
            mime=_MIME[ending],
            on_click="ignore",
            icon=":material/download:",
            key=f"change_patches{ending}",
        )
    st.caption(translate("change.patches.meaning", lang))


def _patch_line(row: Any, lang: str) -> str:
    """Write one patch in a line, with the point to walk to."""
    return translate(
        "change.patches.chosen",
        lang,
        number=row.patch,
        hectares=number(row.area_ha, lang),
        lat=f"{row.lat:.6f}",
        lon=f"{row.lon:.6f}",
    )


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


def _written(table: pd.DataFrame, lang: str, marked: pd.Index | None = None) -> Styler:
    """Write numbers with one decimal each, so that a column reads straight down."""

    def written(value: object) -> str:
        return number(float(str(value)), lang, 1, fixed=True)

    floats = list(table.select_dtypes("float").columns)
    styled = table.style.format(dict.fromkeys(floats, written))
    there = [] if marked is None else [row for row in marked if row in table.index]
    return styled.set_properties(subset=(there, table.columns), **MARKED)


def _file_name(change: Change, what: str) -> str:
    return f"qngeo-{change.basis}-{change.series.name}-{what}"


def _download(table: pd.DataFrame, change: Change, what: str, lang: str) -> None:
    kept = table.assign(**{translate("change.column.basis", lang): change.basis})
    st.download_button(
        translate("change.download", lang),
        lambda: kept.to_csv(index=False).encode("utf-8-sig"),
        file_name=f"{_file_name(change, what)}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=f"change_file_{what}",
    )
