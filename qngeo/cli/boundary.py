"""``boundary``: a table of corner points becomes a checked polygon."""

import json
import math
from pathlib import Path
from typing import Annotated

import shapely
import typer

from qngeo.cli.output import say, write_object
from qngeo.errors import NumberError
from qngeo.io import json_files
from qngeo.io.uploads import corner_tables
from qngeo.services.own_data import boundary as service


def boundary_command(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX: point, X, Y, edge")],
    *,
    crs: Annotated[str, typer.Option(help="EPSG code of the numbers, 5899")] = "",
    stated_ha: Annotated[
        float | None, typer.Option(help="area that the decision prints, hectares")
    ] = None,
    repair_order: Annotated[
        bool, typer.Option("--repair-order", help="may move one point out of order")
    ] = False,
    to: Annotated[Path | None, typer.Option(help="also write GeoJSON here")] = None,
) -> None:
    """Print area, closure error, warnings and polygon of a table of corner points."""
    if stated_ha is not None and not (math.isfinite(stated_ha) and stated_ha > 0):
        message = f"--stated-ha {stated_ha}: an area is a number of hectares above 0"
        raise NumberError(message)
    table = corner_tables.read_table(file)
    found = service.boundary(
        table, crs=crs, stated_ha=stated_ha, repair_order=repair_order
    )
    closure = found.closure_error_m
    properties = {
        "crs": found.crs,
        "area_ha": round(found.area_ha, 6),
        "area_geodesic_ha": round(found.area_geodesic_ha, 6),
        "closure_error_m": None if math.isnan(closure) else round(closure, 4),
        "points": list(found.points),
        "warnings": list(found.warnings),
    }
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": json.loads(shapely.to_geojson(found.polygon)),
    }
    write_object({**properties, "geojson": feature})
    for warning in found.warnings:
        say(warning)
    if to is not None:
        json_files.write_json(to, {"type": "FeatureCollection", "features": [feature]})
