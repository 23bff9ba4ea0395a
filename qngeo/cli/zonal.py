"""``zonal``: statistics of any raster over the polygons of any vector file."""

import io
from contextlib import redirect_stdout
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd
import typer

from qngeo.cli import knowledge
from qngeo.cli.output import AsKnownOnOption, Format, FormatOption, say, write
from qngeo.cli.rasters import own_named, resolved
from qngeo.errors import SchemaError
from qngeo.io.uploads.zone_files import read_zones
from qngeo.io.whole_files import check_folder, write_whole
from qngeo.services import zonal as service

NUMBERED = "id"
"""Column of the zones that is taken if there is one and no other is named."""

SUFFIXES = {".json": Format.JSON, ".csv": Format.CSV}


def zonal_command(  # noqa: PLR0913 -- each is one question of the request
    rasters: Annotated[
        list[Path], typer.Argument(help="raster files, or own:<id> of an own raster")
    ],
    vector: Annotated[
        Path,
        typer.Argument(
            help="polygons: gpkg, geojson, shp, kml; or commune, zone, park, province"
        ),
    ],
    *,
    stats: Annotated[
        str, typer.Option(help=f"of {', '.join(service.STATS)}, with commas")
    ] = "count,mean",
    by_class: Annotated[
        bool, typer.Option("--by-class", help="hectares and share of each class")
    ] = False,
    band: Annotated[
        list[int] | None, typer.Option(help="band, may be repeated; all if not given")
    ] = None,
    id_column: Annotated[
        str, typer.Option("--id", help="column that names the polygons")
    ] = "",
    style: FormatOption = Format.TABLE,
    to: Annotated[Path | None, typer.Option(help="write .json or .csv here")] = None,
    as_known_on: AsKnownOnOption = "",
) -> None:
    """Print statistics of rasters over polygons; cells count by their exact share."""
    if to is not None:
        style = _style(to)
    dated = any(map(own_named, rasters))
    rasters = resolved(rasters, as_known_on)
    drawn = knowledge.named_areas(vector, as_known_on, dated=dated)
    zones, column = _named(read_zones(vector) if drawn is None else drawn, id_column)
    if by_class:
        found = service.zonal_by_class(
            rasters, zones, id_column=column, band=_one_band(band)
        )
    else:
        names = [name.strip() for name in stats.split(",") if name.strip()]
        found = service.zonal_stats(
            rasters, zones, id_column=column, stats=names, bands=band or None
        )
    for note, ids in found[found["note"] != ""].groupby("note", sort=False)["id"]:
        several = ids.unique()
        shown = ", ".join(map(str, several[:5])) + (" ..." if len(several) > 5 else "")  # noqa: PLR2004 -- a line's worth
        say(f"{note}: {len(several)} ({shown})")
    if to is None:
        write(found, style)
        return
    _write_file(to, found, style)
    say(f"wrote {len(found)} rows to {to}")


def _style(path: Path) -> Format:
    style = SUFFIXES.get(path.suffix.lower())
    if style is None:
        message = f"--to {path.name}: the name must end in .json or .csv"
        raise SchemaError(message)
    check_folder(path)
    return style


def _named(zones: gpd.GeoDataFrame, column: str) -> tuple[gpd.GeoDataFrame, str]:
    """Find the column that names the polygons; else number them from 1."""
    if column or NUMBERED in zones.columns:
        return zones, column or NUMBERED
    say("the zones have no column id: they are numbered from 1 as in the file")
    return zones.assign(**{NUMBERED: range(1, len(zones) + 1)}), NUMBERED


def _one_band(bands: list[int] | None) -> int:
    if bands and len(bands) > 1:
        message = f"--by-class takes one --band, not {len(bands)}"
        raise SchemaError(message)
    return bands[0] if bands else 1


def _write_file(path: Path, table: pd.DataFrame, style: Format) -> None:
    with redirect_stdout(io.StringIO()) as text:
        write(table, style)
    write_whole(path, text.getvalue())
