"""Loss and recovery of any areas: every figure with its season, basis and reason."""

from dataclasses import dataclass
from math import isnan

import geopandas as gpd
import numpy as np
import pandas as pd

from qngeo.domain.forest import loss as measure
from qngeo.domain.forest import recovery
from qngeo.domain.forest.accuracy import PIXEL_COUNT
from qngeo.errors import SchemaError
from qngeo.io.imagery.series import FOREST, PRACTICE, Series
from qngeo.services.forest.change import Change
from qngeo.services.forest.change_rasters import MEANS
from qngeo.services.zonal import zonal_by_class, zonal_stats

NO_DAMAGE, SMALL_LOSS, NO_CONTROL = "no_damage", "small_loss", "no_control"
REASONS = {
    "": "",
    NO_DAMAGE: "no damaged forest with enough images in this season",
    SMALL_LOSS: "the mean loss of NBR is under 0.1: a share of it would be noise",
    NO_CONTROL: "no undamaged forest with enough images in this season",
}
"""Why a share regained is not known."""

_HAS_CLASSES = ("light_ha", "moderate_ha", "heavy_ha")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a change says of some areas.

    Attributes
    ----------
    change : Change
    areas : DataFrame
        One row an area: ``id``, ``mapped_ha`` (where the forest mask knows),
        ``forest_ha`` before the storm, ``none_ha``, ``light_ha``, ``moderate_ha``,
        ``heavy_ha``, ``unknown_ha`` (not enough images), ``unknown_share`` of the
        forest, ``loss_share`` of the forest that is known, ``recovering_ha``
        (moderate and heavy loss under 80 % regained in the newest season; missing
        before a second season is there, and where no damaged cell had enough images
        in it; a part without them is left out), ``note``, ``interval``, ``basis``.
        Missing where the mask knows nothing of the area.
    recovery : DataFrame
        One row an area and season after the storm: ``id``, ``season``, ``from``,
        ``to``, ``seen_ha`` (moderate and heavy loss with enough images),
        ``loss_nbr``, ``share_regained``, ``nbr_of_before``, ``ndvi_of_before`` (green
        again, not recovery), ``control_change_pct``, ``reason`` (a key of `REASONS`),
        ``basis``.
    metrics : DataFrame
        ``id``, ``rri``, ``r80p``, ``y2r``; empty while `refused` says why.
    refused : str
    """

    change: Change
    areas: pd.DataFrame
    recovery: pd.DataFrame
    metrics: pd.DataFrame
    refused: str


def refuse_practice(series: Series) -> None:
    """Keep practice data out of a table of real figures.

    Raises
    ------
    SchemaError
        If the series is for practice.
    """
    if series.kind == PRACTICE:
        message = (
            f"series {series.name} is practice data, not imagery: it never enters a "
            "table of real figures; give a series made by `python -m qngeo fetch "
            "sentinel2`"
        )
        raise SchemaError(message)


def area_report(
    change: Change, zones: gpd.GeoDataFrame, *, id_column: str = "id"
) -> Report:
    """Report loss and recovery of areas.

    Parameters
    ----------
    change : Change
    zones : GeoDataFrame of polygons
        In any declared CRS, each with an id of its own.
    id_column : str

    Returns
    -------
    Report
        Hectares are pixel counts with partial cells by their share: no interval.

    Raises
    ------
    SchemaError
        If the zones have no CRS or their ids are no ids.
    """
    seasons = (change.after, *change.later)
    means = _means(change, zones, seasons, id_column)
    rows = [
        _season_rows(change, season, means.loc[means["season"] == season])
        for season in seasons
    ]
    refused = recovery.not_ready(change.after, seasons[-1])
    return Report(
        change=change,
        areas=_areas(change, zones, id_column),
        recovery=pd.concat(rows, ignore_index=True),
        metrics=_metrics(means, "" if refused else change.after),
        refused=refused,
    )


def _areas(change: Change, zones: gpd.GeoDataFrame, id_column: str) -> pd.DataFrame:
    forest = change.series.folder / "forest.tif"
    rasters = [change.loss, forest, *map(change.state, change.later[-1:])]
    found = zonal_by_class(rasters, zones, id_column=id_column)
    ids = pd.Index(zones[id_column], name="id")
    mask = found[found["raster"] == forest.name]
    table = pd.DataFrame(index=ids)
    table["mapped_ha"] = mask.groupby("id")["area_ha"].sum(min_count=1)
    known = table["mapped_ha"].notna()
    table["forest_ha"] = _class_ha(mask, FOREST, ids, known)
    sorts = found[found["raster"] == change.loss.name]
    for value, name in measure.NAMES.items():
        table[f"{name}_ha"] = _class_ha(sorts, value, ids, known)
    forest_ha = table["forest_ha"].where(table["forest_ha"] > 0)
    table["unknown_share"] = table["unknown_ha"] / forest_ha
    seen = forest_ha - table["unknown_ha"]
    lost = table[list(_HAS_CLASSES)].sum(axis=1, min_count=len(_HAS_CLASSES))
    table["loss_share"] = lost / seen.where(seen > 0)
    if change.later:
        states = found[found["raster"] == rasters[-1].name]
        still = _class_ha(states, recovery.STILL, ids, known)
        judged = still + _class_ha(states, recovery.BACK, ids, known)
        damaged = table["moderate_ha"] + table["heavy_ha"]
        unseen = (forest_ha > 0) & (seen <= 0) | (damaged > 0) & (judged <= 0)
        table["recovering_ha"] = still.mask(unseen)
    else:
        table["recovering_ha"] = float("nan")
    table["note"] = mask.drop_duplicates("id").set_index("id")["note"].reindex(ids)
    table["interval"], table["basis"] = PIXEL_COUNT, change.basis
    return table.reset_index()


def _class_ha(
    found: pd.DataFrame, value: int, ids: pd.Index, known: pd.Series
) -> pd.Series:
    """Return the hectares of a class; 0 only where the forest mask knows the area."""
    rows = found[(found["class"] == value).fillna(value=False)]
    hectares = rows.set_index("id")["area_ha"].reindex(ids)
    return hectares.mask(hectares.isna() & known, 0.0)


def _means(
    change: Change, zones: gpd.GeoDataFrame, seasons: tuple[str, ...], id_column: str
) -> pd.DataFrame:
    """Return means over damaged cells, one row an area and season."""
    paths = {change.means(season).name: season for season in seasons}
    found = zonal_stats(
        [change.means(season) for season in seasons],
        zones,
        id_column=id_column,
        stats=("mean",),
    )
    if "raster" not in found:
        found["raster"] = next(iter(paths))
    found["season"] = found["raster"].map(paths)
    found["name"] = found["band"].map(dict(enumerate(MEANS, start=1)))
    wide = found.pivot_table(
        index=["season", "id"], columns="name", values="mean", dropna=False, sort=False
    ).reindex(columns=list(MEANS))
    wide["seen_ha"] = found.groupby(["season", "id"])["area_ha"].first()
    return wide.reset_index().rename_axis(columns=None)


def _season_rows(change: Change, season: str, means: pd.DataFrame) -> pd.DataFrame:
    control = change.about["control"][season]
    about = change.about["seasons"][season]
    offset = float(change.about["offset"]["nbr"]["value"])
    gain = float("nan") if control["gain"] is None else float(control["gain"])
    loss, back = means["loss"].to_numpy(), means["gain"].to_numpy()
    share = recovery.share_regained(loss, back, control_loss=offset, control_gain=gain)
    reason = np.select(
        [np.isnan(loss), np.full(len(means), isnan(gain)), np.isnan(share)],
        [NO_DAMAGE, NO_CONTROL, SMALL_LOSS],
        default="",
    )
    return pd.DataFrame(
        {
            "id": means["id"].to_numpy(),
            "season": season,
            "from": about["from"],
            "to": about["to"],
            "seen_ha": means["seen_ha"].to_numpy(),
            "loss_nbr": loss - offset,
            "share_regained": share,
            "nbr_of_before": recovery.of_before(
                means["nbr_before"].to_numpy(),
                means["nbr_before"].to_numpy() - loss + back,
            ),
            "ndvi_of_before": recovery.of_before(
                means["ndvi_before"].to_numpy(), means["ndvi"].to_numpy()
            ),
            "control_change_pct": control["change_pct"],
            "reason": reason,
            "basis": change.basis,
        }
    )


def _metrics(means: pd.DataFrame, after: str) -> pd.DataFrame:
    """Return the metrics of five years; none before their time (`after` is "")."""
    columns = ["id", "rri", "r80p", "y2r"]
    rows = []
    for area, table in means.groupby("id", sort=False) if after else ():
        known = table.dropna(subset=["loss", "gain"])
        years = known["season"].str[:4].astype(int) - int(after[:4])
        now = known["nbr_before"] - known["loss"] + known["gain"]
        values = dict(zip(years, now, strict=True))
        if {0, 4, 5} <= values.keys():
            before = float(known["nbr_before"].mean())
            functions = (recovery.rri, recovery.r80p, recovery.y2r)
            rows.append([area, *(function(before, values) for function in functions)])
        else:
            rows.append([area, *[float("nan")] * 3])
    return pd.DataFrame(rows, columns=columns)
