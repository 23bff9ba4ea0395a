"""``boundary``: a table of corner points becomes a checked polygon."""

import json
import math
from pathlib import Path
from typing import Annotated

import shapely
import typer

from qngeo.cli.language import spoken_in
from qngeo.cli.output import say, write_object
from qngeo.domain.imports.findings import FAULT, Finding
from qngeo.errors import NumberError
from qngeo.i18n import translate
from qngeo.io import json_files
from qngeo.io.uploads import corner_tables
from qngeo.services.own_data import boundary as service
from qngeo.services.own_data import known
from qngeo.services.own_data.outline_entry import Decision, review


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
    subject: Annotated[
        str, typer.Option(help="id of the zone or park whose outline it is")
    ] = "",
    to: Annotated[Path | None, typer.Option(help="also write GeoJSON here")] = None,
) -> None:
    """Print area, closure error, warnings and polygon of a table of corner points.

    With --subject the outline is also held against the province and the stored ones,
    as an imported file is; a fault ends with exit code 1.
    """
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
    findings = _findings(subject, found, stated_ha) if subject else ()
    told = [{"severity": f.severity, "message": f.words(spoken_in())} for f in findings]
    more = {"findings": told} if subject else {}
    write_object({**properties, **more, "geojson": feature})
    for warning in found.warnings:
        say(warning)
    for one in told:
        severity = translate(f"data.severity.{one['severity']}", spoken_in())
        say(f"{severity.lower()}: {one['message']}")
    if to is not None:
        json_files.write_json(to, {"type": "FeatureCollection", "features": [feature]})
    if any(one["severity"] == FAULT for one in told):
        raise typer.Exit(1)


def _findings(
    subject: str, found: service.Boundary, stated_ha: float | None
) -> tuple[Finding, ...]:
    """Hold the outline against the province and what is stored."""
    paper = Decision(name="", stated_ha=stated_ha)
    return review(known.store(), known.baseline(), subject, found, paper).findings
