"""``rasters``: own rasters, imported with a description, and their figures by area."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from qngeo.cli.output import AsKnownOnOption, Format, FormatOption, say, write
from qngeo.domain.imports.findings import SEVERITIES, Report
from qngeo.domain.imports.raster_description import read_description
from qngeo.io.json_files import read_json
from qngeo.io.store import Store
from qngeo.services.forest import areas as outlines
from qngeo.services.own_data import known, own_rasters, raster_check, raster_import
from qngeo.services.own_data.raster_check import CheckedRaster

app = typer.Typer(help="Rasters of your own: what there is, and figures by area.")

LIST_VIEW = ("id", "name_vi", "kind", "unit", "as_of", "described_by", "version")
CLASS_VIEW = ("id", "name_vi", "class", "class_vi", "area_ha", "share_pct", "basis")
AREA_VIEW = ("id", "name_vi", "mean", "min", "max", "coverage_pct", "note", "basis")

PREFIX = f"{own_rasters.OWN}:"


@app.command("list")
def list_command(
    *,
    as_known_on: AsKnownOnOption = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """List the own rasters with what they show, their date and source."""
    write(own_rasters.table(known.day_known(as_known_on)), style, LIST_VIEW)


@app.command("stats")
def stats_command(
    name: Annotated[str, typer.Argument(help="id of an own raster")],
    *,
    by: Annotated[str, typer.Option(help=", ".join(outlines.LAYERS))] = "commune",
    as_known_on: AsKnownOnOption = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """Print hectares of each class, or the mean, in each area."""
    from qngeo.services.forest import (  # noqa: PLC0415 -- only this one needs it
        own_raster_areas,
    )

    day = known.day_known(as_known_on)
    raster = own_rasters.own_raster(name, day)
    zones = outlines.areas(by, known.layers_folder(day))
    found = own_raster_areas.report(raster, zones)
    for note, ids in found.areas[found.areas["note"].ne("")].groupby("note")["id"]:
        say(f"{note}: {len(ids)} ({', '.join(ids[:5])}{' ...' * (len(ids) > 5)})")  # noqa: PLR2004 -- a line's worth
    if raster.of_classes:
        write(found.classes, style, CLASS_VIEW)
    else:
        write(found.areas, style, AREA_VIEW)


def checked_raster(file: Path, about: Path, store: Store) -> CheckedRaster:
    """Check a raster with its description as a JSON file holds it."""
    said = read_description(read_json(about), about.name)
    seen = raster_check.look(
        file, name=file.name, band=said.band, nodata=said.nodata, crs=said.crs
    )
    return raster_check.judge(seen, said, store)


def import_raster(store: Store, checked: CheckedRaster, who: str) -> None:
    """Store a checked raster and say so."""
    version = raster_import.import_raster(store, checked, who=who)
    say(
        f"version {version.number} of {version.layer}: {version.added} added,"
        f" {version.changed} changed; figures by `rasters stats {checked.said.id}`"
    )


def told(report: Report) -> str:
    """Return in one line whether a raster is sound, and its findings by severity."""
    if report.accepted:
        return f"{report.file_name}: the raster is sound; {counted(report)}"
    return f"{report.file_name}: the raster is not sound; {counted(report)}"


def counted(report: Report) -> str:
    """Return how many findings a report has of each severity."""
    faults, warnings, notes = map(report.count, SEVERITIES)
    return f"{faults} faults, {warnings} warnings, {notes} notes"


def own_named(raster: Path) -> bool:
    """Tell whether a word names an own raster, like own:forest_2025."""
    return str(raster).startswith(PREFIX)


def resolved(rasters: Iterable[Path], as_known_on: str = "") -> list[Path]:
    """Put the files of own rasters, as known on a day, in the place of their names."""
    day = known.day_known(as_known_on)
    return [
        own_rasters.file_of(own_rasters.own_raster(str(one), day))
        if own_named(one)
        else one
        for one in rasters
    ]
