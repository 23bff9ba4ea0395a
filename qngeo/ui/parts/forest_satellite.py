"""Satellite side of the Forest page: the map beside loss and recovery of any area."""

from typing import Any

import geopandas as gpd
import streamlit as st

from qngeo.crs import STORAGE
from qngeo.errors import MissingDataError, QngeoError
from qngeo.i18n import in_data, number, percent, translate
from qngeo.io import vectors
from qngeo.io.imagery.series import Series, sound_series
from qngeo.services.forest.change import Change, change
from qngeo.services.links.pages import FOREST_TABS as TABS
from qngeo.services.satellite.practice import TRUTH_AREAS
from qngeo.ui import address, cache, faults, frame, waiting
from qngeo.ui.forest_map import forest_map
from qngeo.ui.parts import (
    change_steps,
    change_table,
    forest_change,
    forest_chosen,
    forest_lesson,
    forest_own,
    forest_patch_list,
    forest_places,
    tabs,
)
from qngeo.ui.turns import COUNTS, in_turn
from qngeo.web.forest_parts import ChangeRasters

WIDTHS = (9, 7)
MAP_HEIGHT = 760

OWN, SCENE, SITE = "own", "scene", "site"
UNITS = ("commune", "zone", "park")

BY = "forest_by"

MOST_PATCHES = change_table.MOST
"""Drawn on the map, as many as the table lists; the files hold all."""


def show(lang: str) -> None:
    """Write the satellite side: map, seasons, areas, loss, recovery, patches."""
    _explorer(lang)


@st.fragment
@frame.guarded
def _explorer(lang: str) -> None:
    known, broken = sound_series()
    for fault in broken:
        faults.tell(fault)
    left, right = frame.sides(WIDTHS, answer=False)
    with right:
        series = _series(known, lang)
        found = _change(series, lang) if series else None
        with st.expander(translate("forest.own.head", lang), icon=":material/draw:"):
            st.caption(translate("forest.own.help", lang))
            file = forest_own.uploaded(lang)
    patches = cache.forest_patches(found) if found and found.later else None
    with left:
        outcome = forest_map(
            lang=lang,
            series=series,
            changes=_rasters(found),
            areas=_overlay(file),
            patches=_patch_overlay(patches, lang),
            selected=forest_chosen.current(),
            drawn=forest_own.linked(),
            height=MAP_HEIGHT,
        )
    forest_chosen.choose(outcome.clicked)
    with right:
        if found is None:
            return
        own = forest_own.together(forest_own.drawn(outcome.drawn, lang), file)
        _follow(outcome.clicked, found, own, lang)
        _answer(found, own, patches, lang)
    forest_lesson.show(lang)


def _series(known: tuple[Series, ...], lang: str) -> Series | None:
    if not known:
        _how_to_begin(lang)
        return None
    names = [series.name for series in known]
    titles = {s.name: s.title_vi if lang == "vi" else s.title_en for s in known}
    real = [series.name for series in known if not series.practice]
    first = (real or names)[0]
    chosen = st.selectbox(
        translate("forest.series", lang),
        names,
        index=names.index(address.one("series", names, first)),
        format_func=titles.__getitem__,
        key=address.control("forest_series"),
    )
    address.keep("series", chosen, first)
    series = known[names.index(chosen)]
    if series.practice:
        st.warning(translate("change.practice", lang), icon=":material/school:")
    if series.absent:
        words = translate("faults.season", lang, names=", ".join(series.absent))
        st.warning(words, icon=":material/broken_image:")
    return series


def _how_to_begin(lang: str) -> None:
    st.info(translate("forest.empty", lang), icon=":material/satellite_alt:")
    st.markdown(translate("forest.empty.fetch", lang))
    st.code(
        "python -m qngeo fetch sentinel2 --from 2023-10 --to 2026-03\n"
        "python -m qngeo fetch landcover --forest-of sentinel2",
        language="bash",
    )
    st.markdown(translate("forest.empty.practice", lang))
    st.code("python -m qngeo practice", language="bash")


def _change(series: Series, lang: str) -> Change | None:
    """Ask for two seasons and thresholds; compute the change, or say why not."""
    names = [season.name for season in series.seasons]
    if len(names) < 2:  # noqa: PLR2004 -- before and after
        st.info(translate("forest.one_season", lang), icon=":material/info:")
        return None
    one, two = st.columns(2)
    before = one.selectbox(
        translate("forest.before", lang),
        names[:-1],
        index=names[:-1].index(address.one("before", names[:-1], names[0])),
        key=address.control("forest_before"),
    )
    later = names[names.index(before) + 1 :]
    after = two.selectbox(
        translate("forest.after", lang),
        later,
        index=later.index(address.one("after", later, later[0])),
        key=address.control("forest_after"),
    )
    address.keep("before", before, names[0])
    address.keep("after", after, later[0])
    steps = change_steps.ask(lang)
    try:
        with waiting.doing("change"), in_turn(COUNTS):
            return change(series, before=before, after=after, thresholds=steps)
    except MissingDataError as error:
        faults.tell(error, box=st.info, icon=":material/info:")
    except QngeoError as error:
        faults.tell(error)
    return None


def _rasters(found: Change | None) -> ChangeRasters | None:
    if found is None:
        return None
    regained = {season: found.regained(season) for season in found.later}
    return ChangeRasters(
        before=found.before, after=found.after, loss=found.loss, regained=regained
    )


def _follow(
    clicked: str | None, found: Change, own: gpd.GeoDataFrame | None, lang: str
) -> None:
    """Show what was clicked: the tab of a patch, the figures and line of an area."""
    kind = forest_chosen.kind(clicked)
    if kind == forest_chosen.PATCH:
        tabs.turn("forest", translate(f"forest.tab.{TABS[-1]}", lang), lang)
    mine = own is not None and clicked in set(own["id"])
    if mine or (kind in UNITS and not found.series.practice):
        st.session_state[address.control(BY)] = OWN if mine else kind
        st.session_state[address.control(forest_change.CHARTED)] = clicked


def _answer(
    found: Change,
    own: gpd.GeoDataFrame | None,
    patches: gpd.GeoDataFrame | None,
    lang: str,
) -> None:
    kind = _kind(found, own, lang)
    areas = _areas(kind, found, own, lang)
    if areas.empty:
        st.info(translate("forest.no_area", lang), icon=":material/info:")
        return
    report = cache.forest_report(found, areas, f"{kind} {_key(areas)}")
    names = dict(zip(areas["id"], areas["name"], strict=True))
    titles = [translate(f"forest.tab.{name}", lang) for name in TABS]
    chosen = forest_chosen.current()
    loss, recovery, still = tabs.tabs("forest", TABS, titles, lang)
    with loss:
        forest_change.summary(report, lang, names, chosen)
    with recovery:
        forest_change.recovery_chart(report, lang, names)
    with still:
        if patches is None:
            season = found.after
            st.info(translate("change.patches.not_yet", lang, season=season))
        else:
            forest_patch_list.show(patches, found, lang)
    if "caveat" in areas:
        for caveat in areas["caveat"].drop_duplicates():
            st.caption(translate(caveat, lang))


def _kind(found: Change, own: gpd.GeoDataFrame | None, lang: str) -> str:
    """Ask whose figures are shown; an area that is new is shown at once."""
    kinds = [*([OWN] if own is not None else []), SCENE]
    kinds += [SITE] if found.series.practice else UNITS
    newest = None if own is None else _key(own)
    by, seen = address.control(BY), address.control("forest_own_seen")
    linked = seen not in st.session_state and address.get("by") in kinds
    if st.session_state.get(seen) != newest and not linked:
        st.session_state[by] = kinds[0]
    st.session_state[seen] = newest
    if st.session_state.get(by) not in kinds:
        st.session_state[by] = address.one("by", kinds, kinds[0])
    kind = st.segmented_control(
        translate("forest.by", lang),
        kinds,
        format_func=lambda name: translate(f"forest.by.{name}", lang),
        key=by,
        required=True,
    )
    address.keep("by", str(kind), kinds[0])
    return str(kind)


def _key(areas: gpd.GeoDataFrame) -> str:
    return str(hash(tuple(areas.geometry.to_wkb())))


def _areas(
    kind: str, found: Change, own: gpd.GeoDataFrame | None, lang: str
) -> gpd.GeoDataFrame:
    if kind == OWN and own is not None:
        return own
    if kind == SCENE:
        whole = {"id": [SCENE], "name": [translate("forest.by.scene", lang)]}
        return gpd.GeoDataFrame(whole, geometry=[found.extent], crs=STORAGE)
    if kind == SITE:
        return _sites(found, lang)
    layer = cache.areas(kind)
    layer["name"] = layer[f"name_{in_data(lang)}"]
    near = layer.intersects(found.extent)
    return layer[near].reset_index(drop=True)


def _sites(found: Change, lang: str) -> gpd.GeoDataFrame:
    """Return the areas of the practice scene whose truth is known."""
    sites = vectors.read(found.series.folder / TRUTH_AREAS)
    titles = forest_places.site_names(lang)
    return sites.assign(name=[titles.get(i, i) for i in sites["id"]])


def _overlay(areas: gpd.GeoDataFrame | None) -> dict[str, Any] | None:
    if areas is None:
        return None
    return _collection(areas, [{"name": name, "lines": []} for name in areas["name"]])


def _patch_overlay(
    patches: gpd.GeoDataFrame | None, lang: str
) -> dict[str, Any] | None:
    if patches is None or patches.empty:
        return None
    shown = patches.head(MOST_PATCHES)
    told = [
        {
            "name": translate("forest.patch", lang, number=row.patch),
            "lines": [
                f"{number(row.area_ha, lang, 1)} ha",
                translate(
                    "forest.patch.regained",
                    lang,
                    share=percent(100 * row.regained, lang),
                    season=row.season,
                ),
            ],
        }
        for row in shown.itertuples()
    ]
    return _collection(
        shown.assign(id=shown["patch"].map(forest_chosen.patch_id)), told
    )


def _collection(areas: gpd.GeoDataFrame, told: list[dict[str, Any]]) -> dict[str, Any]:
    features = [
        {"type": "Feature", "id": name, "properties": said, "geometry": shape}
        for name, said, shape in zip(
            areas["id"],
            told,
            (part.__geo_interface__ for part in areas.geometry),
            strict=True,
        )
    ]
    return {"type": "FeatureCollection", "features": features}
