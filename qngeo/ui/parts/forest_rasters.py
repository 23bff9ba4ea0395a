"""Own rasters on the Forest page: the map, and what each says of every area."""

from collections.abc import Callable
from html import escape
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from qngeo.domain.forest.accuracy import PIXEL_COUNT_KEY
from qngeo.i18n import in_data, number, period, translate
from qngeo.names import short
from qngeo.services.forest import own_raster_areas as reports
from qngeo.services.forest.own_raster_areas import (
    NO_FIGURE,
    NOTHING,
    PARTLY,
    RasterReport,
)
from qngeo.services.links.pages import RASTER_AREAS as KINDS
from qngeo.services.own_data.own_rasters import OwnRaster, own_rasters
from qngeo.ui import address, cache, frame, waiting
from qngeo.ui.forest_map import forest_map
from qngeo.ui.parts import forest_own
from qngeo.ui.parts.csv_button import csv_button
from qngeo.ui.turns import COUNTS, in_turn
from qngeo.web.own_rasters import look_name

WIDTHS = (9, 7)
MAP_HEIGHT = 720
AREA_PX = 170
"""Width of the column of names; hectares stand beside it without scrolling."""

SHOWN = ("mean", "min", "max")
"""Of the measures of a quantity, those in the table of the page; the file has all."""


def show(lang: str) -> None:
    """Write the part of own rasters; say how to begin where there is none."""
    st.caption(translate("rasters.page.help", lang))
    found = own_rasters(cache.state().day)
    if not found:
        st.info(translate("rasters.page.none", lang), icon=":material/layers:")
        return
    _explorer(found, lang)


@st.fragment
@frame.guarded
def _explorer(found: tuple[OwnRaster, ...], lang: str) -> None:
    left, right = st.columns(WIDTHS, gap="small")
    with right:
        raster = _chosen(found, lang)
        _about(raster, lang)
    with left:
        outcome = forest_map(
            lang=lang,
            series=None,
            shown=look_name(raster),
            drawn=forest_own.linked(),
            height=MAP_HEIGHT,
        )
    with right:
        _figures(raster, forest_own.drawn(outcome.drawn, lang), lang)


def _chosen(found: tuple[OwnRaster, ...], lang: str) -> OwnRaster:
    by_id = {raster.id: raster for raster in found}
    ids = list(by_id)
    chosen = st.selectbox(
        translate("rasters.page.choose", lang),
        ids,
        index=ids.index(address.one("raster", ids, ids[0])),
        format_func=lambda name: _title(by_id[name], lang),
        key=address.control("raster_chosen"),
    )
    address.keep("raster", chosen, ids[0])
    return by_id[chosen]


def _title(raster: OwnRaster, lang: str) -> str:
    return raster.name_vi if lang == "vi" else raster.name_en


def _about(raster: OwnRaster, lang: str) -> None:
    """Say by whom the raster is, of when, and where it comes from."""
    titles = cache.baseline().sources.set_index("source_id")["title"]
    ids = [part.strip() for part in raster.source_ids.split(";") if part.strip()]
    named = [str(titles.get(i, i)) for i in ids]
    source = "; ".join(filter(None, [*named, raster.source]))
    lines = [
        translate("rasters.page.basis", lang, who=raster.described_by),
        translate("rasters.page.date", lang, date=period(raster.as_of, lang)),
        translate("rasters.page.source", lang, source=source),
    ]
    if raster.note:
        lines.append(translate("rasters.page.note", lang, note=raster.note))
    version = number(raster.version, lang, 0)
    lines.append(
        translate("rasters.page.grid", lang, crs=raster.crs[:60], version=version)
    )
    first, *rest = (escape(line) for line in lines)
    body = "".join(f"<span>{line}</span>" for line in rest)
    st.html(
        f'<div class="qn-cards"><div class="qn-card"><b>{first}</b>{body}</div></div>'
    )


def _figures(raster: OwnRaster, drawn: gpd.GeoDataFrame | None, lang: str) -> None:
    kind = st.segmented_control(
        translate("rasters.page.by", lang),
        KINDS,
        default=address.one("rby", KINDS, KINDS[0]),
        format_func=lambda name: translate(f"rasters.by.{name}", lang),
        key=address.control("raster_by"),
        required=True,
    )
    address.keep("rby", str(kind), KINDS[0])
    _total(cache.own_raster_report(raster, "province"), lang)
    found = _report(raster, str(kind), drawn, lang)
    if found is None:
        return
    _table(found, lang)
    _caveats(found, lang)
    _download(found, str(kind), lang)


def _report(
    raster: OwnRaster, kind: str, drawn: gpd.GeoDataFrame | None, lang: str
) -> RasterReport | None:
    if kind != "own":
        found: RasterReport = cache.own_raster_report(raster, kind)
        return found
    mine = forest_own.together(drawn, forest_own.uploaded(lang))
    if mine is None:
        st.info(translate("rasters.page.upload.none", lang), icon=":material/draw:")
        return None
    named: gpd.GeoDataFrame = mine.assign(name_vi=mine["name"], name_en=mine["name"])
    with waiting.doing("areas"), in_turn(COUNTS):
        return reports.report(raster, named)


def _total(whole: RasterReport, lang: str) -> None:
    row = whole.areas.iloc[0]
    words = translate(
        "rasters.page.total",
        lang,
        area=number(float(row["valid_ha"]), lang, 0),
        share=number(float(row["coverage_pct"]), lang, 1),
    )
    st.caption(words)


def class_title(raster: OwnRaster, value: int, lang: str) -> str:
    """Return the name of a class, or its value where it has none."""
    name = raster.class_name(value, lang)
    return name or translate("rasters.value", lang, value=value)


def _table(found: RasterReport, lang: str) -> None:
    """Show one row an area; the areas with most of the first class come first."""
    raster, wide = found.raster, reports.wide(found)
    columns = {f"name_{in_data(lang)}": translate("rasters.column.area", lang)}
    decimals: dict[str, int] = {}
    if raster.of_classes:
        for value in sorted({int(v) for v in found.classes["class"]}):
            title = f"{class_title(raster, value, lang)} (ha)"
            columns[f"class_{value}_ha"] = title
            decimals[title] = 1
    else:
        unit = f" ({raster.unit})" if raster.unit else ""
        for name in SHOWN:
            title = f"{translate(f'rasters.column.{name}', lang)}{unit}"
            columns[name] = title
            decimals[title] = 3 if abs(raster.high) < 10 else 1  # noqa: PLR2004 -- of an index
    cover = translate("rasters.column.coverage", lang)
    columns["coverage_pct"] = cover
    decimals[cover] = 1
    order = [c for c in columns if c in wide]
    if len(order) > 1:
        wide = wide.sort_values(order[1], ascending=False, na_position="last")
    area = f"name_{in_data(lang)}"
    table = wide[order].assign(**{area: wide[area].map(short)})
    table = table.rename(columns=columns)

    def pen(places: int) -> Callable[[Any], str]:
        return lambda value: number(float(value), lang, places, fixed=True)

    styled = table.style.format(
        {name: pen(places) for name, places in decimals.items()}, na_rep="–"
    )
    st.dataframe(
        styled,
        hide_index=True,
        height="auto",
        placeholder="",
        column_config={columns[area]: st.column_config.Column(width=AREA_PX)},
    )


def _caveats(found: RasterReport, lang: str) -> None:
    counts = found.areas["note"].value_counts()
    keys = {
        NOTHING: "rasters.page.uncovered",
        PARTLY: "rasters.page.partly",
        NO_FIGURE: "rasters.page.elsewhere",
    }
    for note, key in keys.items():
        if counts.get(note, 0):
            count = number(int(counts[note]), lang, 0)
            st.caption(translate(key, lang, count=count))
    if found.raster.of_classes:
        st.caption(translate(PIXEL_COUNT_KEY, lang))
    if "caveat" in found.areas:
        for caveat in found.areas["caveat"].drop_duplicates():
            st.caption(translate(str(caveat), lang))


def _download(found: RasterReport, kind: str, lang: str) -> None:
    table: pd.DataFrame = found.classes if found.raster.of_classes else found.areas
    csv_button(
        translate("rasters.page.download", lang),
        lambda: table,
        name=f"{found.raster.id}-{kind}.csv",
        key="raster_csv",
    )
