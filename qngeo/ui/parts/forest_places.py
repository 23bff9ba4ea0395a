"""Forest beneath zones and parks, and the land cover of 2019 seen from afar."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import streamlit as st

from qngeo.domain.forest.accuracy import PIXEL_COUNT_KEY
from qngeo.i18n import in_data, number, percent, translate
from qngeo.services.forest.areas import ELSEWHERE
from qngeo.services.forest.change import Change
from qngeo.services.satellite import landcover_overview
from qngeo.ui.parts import printed
from qngeo.ui.plain import plain

SITES = ("undamaged", "regained_60", "regained_0", "regained_100", "light_60",
         "few_images")  # fmt: skip
_NUMBERS = ("forest_ha", "recovering_ha", "unknown_ha")


def site_names(lang: str) -> dict[str, str]:
    """Return the names of the practice scene's sites by id."""
    return {site: translate(f"change.site.{site}", lang) for site in SITES}


def conflicts(table: pd.DataFrame, change: Change, lang: str) -> None:
    """List zones or parks that lie on forest or on forest still recovering.

    Parameters
    ----------
    table : DataFrame
        As `qngeo.services.forest.by_area.conflicts` gives.
    change : Change
    lang : str
    """
    seen = table[table["forest_ha"] > 0]
    elsewhere = table["caveat"].eq(ELSEWHERE)
    unseen = int((table["forest_ha"].isna() & ~elsewhere).sum())
    if seen.empty:
        st.info(translate("change.conflicts.none", lang))
    else:
        shown = {
            translate("change.column.area", lang): list(seen[f"name_{in_data(lang)}"])
        }
        for name in _NUMBERS:
            title = f"{translate(f'change.column.{name}', lang)} (ha)"
            shown[title] = [number(value, lang) for value in seen[name]]
        shown[translate("change.column.outline", lang)] = [
            translate(caveat, lang) for caveat in seen["caveat"]
        ]
        printed.dataframe(pd.DataFrame(shown), hide_index=True, placeholder="–")
        interval = translate(PIXEL_COUNT_KEY, lang)
        season = change.later[-1] if change.later else change.after
        st.caption(
            translate(
                "change.conflicts.meaning", lang, interval=interval, season=season
            )
        )
    if unseen:
        count = number(unseen, lang, 0)
        st.caption(translate("change.conflicts.unseen", lang, count=count))
    if elsewhere.any():
        count = number(int(elsewhere.sum()), lang, 0)
        st.caption(translate("change.conflicts.elsewhere", lang, count=count))


def overview(areas: gpd.GeoDataFrame, names: Mapping[str, str], lang: str) -> None:
    """Show the shares of forest in 2019 by MODIS, for large areas only.

    Parameters
    ----------
    areas : GeoDataFrame
        With ``id``.
    names : mapping of str to str
        By id.
    lang : str
    """
    found = landcover_overview.overview(areas)
    kinds = landcover_overview.by_kind(found)
    for area, rows in kinds.groupby("id", sort=False):
        shares = rows.set_index("kind")["share"]
        parts = "; ".join(
            f"{translate(f'change.landcover.{kind}', lang)} "
            f"{percent(round(100 * shares.get(kind, 0.0), 1), lang)}"
            for kind in ("forest", "wooded", "other", "water")
        )
        name = plain(names.get(str(area), str(area)))
        st.markdown(f"**{name}**: {parts}")
    small = int((found["reason"] == landcover_overview.TOO_SMALL).sum())
    if small:
        count = number(small, lang, 0)
        st.caption(translate("change.landcover.small", lang, count=count))
    st.caption(translate("change.landcover.meaning", lang))
