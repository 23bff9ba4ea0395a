"""The command that writes map, tables and sources into one HTML file."""

from pathlib import Path
from typing import Annotated

import typer

from qngeo.cli.output import AsKnownOnOption, say
from qngeo.services.own_data import known


def snapshot_command(
    *,
    to: Annotated[
        Path, typer.Option("--to", help="the file to write, ending in .html")
    ],
    lang: Annotated[str, typer.Option(help="vi or en")] = "vi",
    as_known_on: AsKnownOnOption = "",
    subject: Annotated[
        list[str] | None,
        typer.Option(help="figures of this subject only; may be repeated"),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="take the place of a file there")
    ] = False,
) -> None:
    """Write one HTML file with map, tables and sources that needs no network."""
    # folium takes a second to load and serves this command only
    from qngeo.web.snapshot.page import check_target, page, write  # noqa: PLC0415

    check_target(to, overwrite=overwrite)
    day = known.day_known(as_known_on)
    text = page(lang=lang, as_known_on=day, subjects=subject or ())
    size = write(to, text)
    say(f"wrote {to}: {size / 1e6:.1f} MB")
