"""Commands about published figures of the forest."""

from typing import Annotated

import typer

from qngeo.cli.knowledge import baseline
from qngeo.cli.output import AsKnownOnOption, Format, FormatOption, write
from qngeo.services.forest import units as forest_units

app = typer.Typer(help="Forest as published figures give it.")

VIEW = ("subject_id", "name_vi", "attribute", "value", "unit", "as_of", "confidence",
        "source_title", "fact_id", "note")  # fmt: skip


@app.command("stats")
def stats_command(
    *,
    by: Annotated[
        str, typer.Option(help="commune, district, zone, park or province")
    ] = "commune",
    since: Annotated[
        str, typer.Option("--from", help="figures that speak of this time or later")
    ] = "",
    until: Annotated[
        str, typer.Option("--to", help="figures up to this time; today if not given")
    ] = "",
    as_known_on: AsKnownOnOption = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """Print published forest figures by unit; blank where nothing is published."""
    table = forest_units.stats(baseline(as_known_on), by=by, since=since, until=until)
    write(table, style, VIEW)
