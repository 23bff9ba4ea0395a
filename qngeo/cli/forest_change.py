"""Commands about loss and recovery of the forest in a series of seasons."""

from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd
import typer

from qngeo import crs
from qngeo.cli import knowledge
from qngeo.cli.language import spoken_in
from qngeo.cli.output import AsKnownOnOption, Format, FormatOption, say, write
from qngeo.domain.forest.accuracy import PIXEL_COUNT
from qngeo.domain.forest.loss import Thresholds
from qngeo.domain.forest.patches import PatchRule
from qngeo.errors import MissingDataError, UnknownNameError
from qngeo.io.imagery.series import Series, list_series, read_series
from qngeo.io.uploads.areas import read_areas
from qngeo.services.forest import patches as forest_patches
from qngeo.services.forest.areas import notes
from qngeo.services.forest.change import AFTER, BEFORE, Change, change
from qngeo.services.forest.report import (
    REASONS,
    Report,
    area_report,
    refuse_practice,
)

app = typer.Typer(help="Loss and recovery of the forest in a series of seasons.")

PATCH_VIEW = ("patch", "area_ha", "heavy_share", "regained", "lon", "lat", "season",
              "basis")  # fmt: skip
AREA_VIEW = ("id", "forest_ha", "light_ha", "moderate_ha", "heavy_ha", "unknown_ha",
             "season", "share_regained", "ndvi_of_before", "control_change_pct",
             "reason", "basis")  # fmt: skip

DEFAULT = Thresholds()

SeriesArgument = Annotated[str, typer.Argument(help="name of a series of rasters")]


@app.command("loss")
def loss_command(  # noqa: PLR0913 -- each is one choice of the method
    series: SeriesArgument,
    *,
    before: Annotated[str, typer.Option(help="season before the storm")] = BEFORE,
    after: Annotated[str, typer.Option(help="first season after it")] = AFTER,
    light: Annotated[float, typer.Option(help="dNBR of light loss")] = DEFAULT.light,
    moderate: Annotated[float, typer.Option(help="of moderate")] = DEFAULT.moderate,
    heavy: Annotated[float, typer.Option(help="of heavy")] = DEFAULT.heavy,
    control: Annotated[
        Path | None, typer.Option(help="polygons of undamaged forest")
    ] = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Compute loss and recovery of a whole series; the rasters stay for the page."""
    steps = Thresholds(light=light, moderate=moderate, heavy=heavy)
    areas = None if control is None else _areas(control)
    found = change(
        read_series(series),
        before=before,
        after=after,
        thresholds=steps,
        control=areas,
    )
    report = area_report(found, _whole(found))
    write(_joined(report), style, AREA_VIEW[1:])
    _say_about(report)
    say(f"rasters: {found.folder}")


@app.command("patches")
def patches_command(
    series: SeriesArgument,
    *,
    to: Annotated[Path, typer.Option(help=".gpkg, .zip (Shapefile) or .csv")],
    min_ha: Annotated[
        float, typer.Option(help="patches larger than this")
    ] = PatchRule().min_ha,
    season: Annotated[str, typer.Option(help="the newest if not given")] = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """Write the patches that do not recover for the ranger's GPS."""
    found = change(read_series(series))
    rule = PatchRule(min_ha=min_ha)
    table = forest_patches.patches(found, season=season or None, rule=rule)
    written = forest_patches.export(table, to)
    write(pd.DataFrame(table.drop(columns="geometry")), style, PATCH_VIEW)
    count, hectares = len(table), table["area_ha"].sum()
    say(
        f"{count} patches over {min_ha} ha with less than {rule.below:.0%} regained, "
        f"{hectares:.1f} ha ({PIXEL_COUNT}), written to {written}"
    )


@app.command("area")
def area_command(
    file: Annotated[
        Path,
        typer.Argument(
            help="polygons: GeoJSON, GeoPackage, ...; or commune, zone, park, province"
        ),
    ],
    *,
    series: Annotated[str, typer.Option(help="the only one if not given")] = "",
    as_known_on: AsKnownOnOption = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """Print loss and recovery of the areas in a file, by season."""
    drawn = knowledge.named_areas(file, as_known_on)
    zones = _areas(file) if drawn is None else drawn
    chosen = _chosen(series)
    if drawn is not None:
        refuse_practice(chosen)
    report = area_report(change(chosen), zones)
    write(_joined(report), style, AREA_VIEW)
    for note in notes(zones, spoken_in()):
        say(note)
    _say_about(report)


def _areas(path: Path) -> gpd.GeoDataFrame:
    if not path.is_file():
        message = f"there is no file {path.name}: check the path"
        raise MissingDataError(message)
    return read_areas(path, name=path.name)


def _chosen(name: str) -> Series:
    if name:
        return read_series(name)
    known = [series for series in list_series() if not series.practice]
    if len(known) == 1:
        return known[0]
    names = ", ".join(series.name for series in list_series()) or "none yet"
    message = f"which series? give --series; there are: {names}"
    raise UnknownNameError(message)


def _whole(found: Change) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"id": [found.series.name]}, geometry=[found.extent], crs=crs.STORAGE
    )


def _joined(report: Report) -> pd.DataFrame:
    """Put hectares and recovery side by side, one row an area and season."""
    found = report.areas.merge(report.recovery.drop(columns="basis"), on="id")
    found["reason"] = found["reason"].map(REASONS)
    return found


def _say_about(report: Report) -> None:
    about = report.change.about
    offset = about["offset"]["nbr"]
    how = "found by rule" if offset["found"] else "as given"
    say(f"hectares: {PIXEL_COUNT}; basis: {report.change.basis}")
    say(
        f"undamaged forest ({how}, {offset['cells']} cells) lost {offset['value']:.3f} "
        "of NBR: taken off everywhere"
    )
    share = about["agreement"]["share"]
    if share is not None:
        say(f"NBR and NDMI agree on damage in {share:.1%} of the forest")
    if report.refused:
        say(report.refused)
