"""``export``: a layer or table as a file for other programs."""

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from qngeo.cli.output import AsKnownOnOption, Format, FormatOption, say, write
from qngeo.errors import ExportError
from qngeo.services.own_data.known import day_known

VIEW = ("name", "kind", "rows", "title_en", "licence", "sources", "recorded")


def export_command(  # noqa: PLR0913 -- each is one thing the person may want
    layer: Annotated[str, typer.Argument(help="layer or table; see --list")] = "",
    *,
    to: Annotated[
        Path | None,
        typer.Option(help="file .gpkg .geojson .zip .kml .csv .xlsx .parquet"),
    ] = None,
    crs: Annotated[
        str, typer.Option(help="EPSG code: 4326 or of VN-2000, such as 5899")
    ] = "",
    as_known_on: AsKnownOnOption = "",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="replace a file that is there")
    ] = False,
    listed: Annotated[
        bool, typer.Option("--list", help="list the layers and tables")
    ] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Write a layer or table to a file with its sources, licence and data version."""
    # Arrow, openpyxl and GDAL load slowly and serve this command only.
    from qngeo.services.datasets.register import dataset, names  # noqa: PLC0415
    from qngeo.services.export.files import export  # noqa: PLC0415

    day = day_known(as_known_on)
    if listed:
        write(_list(names(day), as_known_on), style, VIEW)
        return
    if not layer or to is None:
        message = "name a layer and a file: `export parks --to parks.gpkg`, or --list"
        raise ExportError(message)
    found = dataset(layer, day)
    export(found, to, crs=crs, as_known_on=day, overwrite=overwrite)
    say(f"wrote {len(found.frame)} rows of {found.name} to {to}")
    say(f"licence: {found.licence}")


def _list(known: tuple[str, ...], as_known_on: str) -> pd.DataFrame:
    from qngeo.services.datasets.register import dataset  # noqa: PLC0415

    found = [dataset(name, day_known(as_known_on)) for name in known]
    rows = [
        {
            "name": one.name,
            "kind": one.kind,
            "rows": len(one.frame),
            "title_vi": one.title_vi,
            "title_en": one.title_en,
            "licence": one.licence,
            "sources": len(one.source_ids),
            "as_of": one.as_of,
            "recorded": one.recorded,
        }
        for one in found
    ]
    return pd.DataFrame(rows)
