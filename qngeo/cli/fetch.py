"""Commands that fetch satellite series and land cover."""

import re
from typing import Annotated

import typer

from qngeo.cli.output import say
from qngeo.config import settings
from qngeo.dates import parse_period
from qngeo.domain.forest.seasons import dry_seasons
from qngeo.errors import DateError, NumberError, SchemaError, UnknownNameError
from qngeo.io.imagery.series import check_name
from qngeo.io.imagery.stac import Box
from qngeo.services.forest import mask as forest_mask
from qngeo.services.satellite import fetch as satellite
from qngeo.services.satellite import landcover
from qngeo.services.satellite.block_runs import Machine
from qngeo.services.satellite.target_grid import PROVINCE

app = typer.Typer(help="Fetch satellite series and land cover.")

STOPPED = "stopped: finished blocks are kept, the same command goes on from there"

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([MG])i?B?", re.IGNORECASE)
_BYTES = {"M": 2**20, "G": 2**30}
_INTERRUPTED = 130

BboxOption = Annotated[
    str,
    typer.Option(help="west,south,east,north in degrees; the province if not given"),
]


def parse_size(text: str) -> int:
    """Return bytes of a text such as 2GB or 800MB.

    Raises
    ------
    NumberError
        If the text has another form.
    """
    match = _SIZE.fullmatch(text.strip())
    if not match:
        message = f"{text!r} is no size of memory: write 2GB or 800MB"
        raise NumberError(message)
    return int(float(match[1]) * _BYTES[match[2].upper()])


def parse_box(text: str) -> Box:
    """Return west, south, east, north; the province for the empty text.

    Raises
    ------
    NumberError
        If the text is not four numbers.
    """
    if not text:
        return PROVINCE
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        message = f"bbox {text!r} is not four numbers: write west,south,east,north"
        raise NumberError(message) from error
    return west, south, east, north


@app.command("sentinel2")
def sentinel2_command(  # noqa: PLR0913 -- each is one choice of the user
    *,
    first: Annotated[str, typer.Option("--from", help="first month, such as 2023-10")],
    last: Annotated[str, typer.Option("--to", help="last month, such as 2024-03")],
    bbox: BboxOption = "",
    api: Annotated[str, typer.Option(help="address of a STAC API")] = "",
    scheduler: Annotated[
        str, typer.Option(help="Dask scheduler, such as tcp://10.0.0.5:8786")
    ] = "",
    name: Annotated[str, typer.Option(help="of the series")] = "sentinel2",
    memory: Annotated[str, typer.Option(help="of this machine, 2GB or 800MB")] = "2GB",
    max_cloud: Annotated[
        float, typer.Option(min=0, max=100, help="per cent of a scene")
    ] = 80,
    resolution: Annotated[
        float, typer.Option(min=10, max=1000, help="metres a cell")
    ] = 20,
    again: Annotated[
        bool, typer.Option("--again", help="make finished seasons anew, gaps as well")
    ] = False,
) -> None:
    """Fetch Sentinel-2 composites, one for each dry season (October to March)."""
    period = parse_period(f"{first}/{last}")
    seasons = dry_seasons(period.start, period.end) if period and period.start else ()
    if not seasons:
        message = f"no month from October to March lies in {first}/{last}"
        raise DateError(message)
    request = satellite.Request(
        name=check_name(name),
        seasons=seasons,
        box=parse_box(bbox),
        api=api or settings().stac_api,
        max_cloud=max_cloud,
        resolution=resolution,
    )
    machine = Machine(memory=parse_size(memory), scheduler=scheduler)
    try:
        written = satellite.fetch(request, machine=machine, say=say, again=again)
    except KeyboardInterrupt:
        say(STOPPED)
        raise typer.Exit(_INTERRUPTED) from None
    for path in written:
        say(f"{path.stem}: {path}")


@app.command("landcover")
def landcover_command(
    *,
    bbox: BboxOption = "",
    only: Annotated[str, typer.Option(help="worldcover or hansen; both if empty")] = "",
    worldcover: Annotated[
        str, typer.Option(help="address of the tiles, with {tile} for the name")
    ] = "",
    hansen: Annotated[
        str, typer.Option(help="address of the tiles, with {tile} for the name")
    ] = "",
    forest_of: Annotated[
        str, typer.Option(help="write the forest mask of this series")
    ] = "",
    again: Annotated[bool, typer.Option("--again", help="fetch anew")] = False,
) -> None:
    """Fetch ESA WorldCover 2021 and the loss years of Hansen et al."""
    if only and only not in landcover.PRODUCTS:
        message = f"no product {only!r}: write {' or '.join(landcover.PRODUCTS)}"
        raise UnknownNameError(message)
    if forest_of and only == "hansen":
        message = "a forest mask is made from worldcover: leave --only hansen out"
        raise SchemaError(message)
    box, patterns = parse_box(bbox), {"worldcover": worldcover, "hansen": hansen}
    products = {
        name: landcover.with_pattern(product, patterns[name])
        for name, product in landcover.PRODUCTS.items()
        if only in ("", name)
    }
    if forest_of:
        forest_mask.series_to_mask(forest_of)
    try:
        for name, product in products.items():
            path = landcover.fetch(product, box, say=say, again=again)
            say(f"{name}: {path}")
            if forest_of and name == "worldcover":
                say(f"forest: {forest_mask.write_forest(forest_of, path)}")
    except KeyboardInterrupt:
        say(STOPPED)
        raise typer.Exit(_INTERRUPTED) from None
