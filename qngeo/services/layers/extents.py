"""What is published of the place and size of zones and parks?"""

from datetime import date

import pandas as pd

from qngeo.domain.boundaries.outlines import ids
from qngeo.domain.figures import facts
from qngeo.io import vectors
from qngeo.io.baseline import Baseline

WATER_WORDS = "water surface|mặt nước|reclaimed|filling land"
"""Words of a note that say a site takes in water or land still to be filled."""

ZONE_KINDS = ("zone", "border_zone")
PARK_KINDS = ("park", "cluster", "site")


def _shown(baseline: Baseline, attribute: str) -> pd.DataFrame:
    """Return the shown figure of every subject, whole and not computed back.

    Known on the day the newest figure was taken in: a forecast redraws nothing.
    """
    taken_in = date.fromisoformat(baseline.facts["recorded"].max())
    rows = facts.as_known(baseline.facts, as_of=taken_in)
    mine = rows["attribute"].eq(attribute) & rows["scope"].eq("")
    usable = mine & rows["number"].notna() & rows["definition"].eq("")
    shown = facts.shown(rows[usable], sources=baseline.sources)
    return shown.drop_duplicates("subject_id").set_index("subject_id")


def claims(baseline: Baseline) -> pd.DataFrame:
    """Return the published land and sea areas of the zones.

    Where neither land nor sea is published, the whole area stands for the land:
    of a border zone it is the land, of Quảng Yên no source parts land from water
    and its note says so.

    Returns
    -------
    DataFrame with subject_id, name_vi, name_en, kind, area_land_ha,
    area_land_fact, area_sea_ha, area_sea_fact, source_ids.
    """
    subjects = baseline.subjects
    zones = subjects[subjects["kind"].isin(ZONE_KINDS)]
    zones = zones[["subject_id", "name_vi", "name_en", "kind"]].set_index("subject_id")
    land, whole = _shown(baseline, "area_land"), _shown(baseline, "area_planned")
    sea = _shown(baseline, "area_sea")
    dry = whole[~whole.index.isin(sea.index)]
    stated = pd.concat([land, dry[~dry.index.isin(land.index)]])
    return zones.assign(
        area_land_ha=stated["number"],
        area_land_fact=stated["fact_id"],
        area_sea_ha=sea["number"],
        area_sea_fact=sea["fact_id"],
        source_ids=stated["source_id"],
    ).reset_index()


def park_points(baseline: Baseline) -> pd.DataFrame:
    """Return place and published area of parks, clusters and sites.

    Returns
    -------
    DataFrame with subject_id, name_vi, name_en, kind, lat, lon, uncertainty_km,
    area_ha, area_fact, on_water, within (commune ids), source_ids; missing where
    not known.
    """
    subjects = baseline.subjects
    rows = subjects[subjects["kind"].isin(PARK_KINDS)].set_index("subject_id")
    area = _shown(baseline, "area_planned")
    lat, lon = _shown(baseline, "lat"), _shown(baseline, "lon")
    error = _shown(baseline, "position_uncertainty")
    areas = baseline.facts[baseline.facts["attribute"].eq("area_planned")]
    watery = areas.loc[areas["note"].str.contains(WATER_WORDS), "subject_id"]
    placement = vectors.table("park_placement").set_index("subject_id")
    placement = placement.reindex(rows.index, fill_value="")
    rows = rows[["name_vi", "name_en", "kind"]].assign(
        lat=lat["number"],
        lon=lon["number"],
        uncertainty_km=error["number"],
        area_ha=area["number"],
        area_fact=area["fact_id"],
        on_water=rows.index.isin(watery) | placement["on_water"].eq("yes"),
        within=placement["within"],
        source_ids=_joined(area["source_id"], lat["source_id"]),
    )
    return rows.reset_index()


def _joined(first: pd.Series, second: pd.Series) -> pd.Series:
    """Join the sources of two figures by subject; missing ones are left out."""
    both = pd.DataFrame({"first": first, "second": second}).fillna("")
    return both.agg("; ".join, axis=1).map(lambda text: "; ".join(ids(text)))


def zone_extents() -> pd.DataFrame:
    """Return the rules by which zones are made of communes."""
    table = vectors.table("zone_extents")
    for name in ("west", "south", "east", "north", "anchor_lat", "anchor_lon",
                 "area_ha", "position_error_m"):  # fmt: skip
        table[name] = pd.to_numeric(table[name])
    return table
