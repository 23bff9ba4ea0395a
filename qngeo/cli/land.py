"""Commands about land: search it, and the way to it."""

from math import isnan
from typing import Annotated

import pandas as pd
import typer

from qngeo.cli.output import AsOfOption, Format, FormatOption, say, write, write_object
from qngeo.domain.need import Need
from qngeo.io.baseline import Baseline, read_baseline
from qngeo.services import access
from qngeo.services import land as service
from qngeo.services.asof import parse_as_of
from qngeo.services.land_words import criterion_title
from qngeo.services.subjects import find_subject

app = typer.Typer(help="Find land, and the way to it.")

SITE_VIEW = ("site_id", "name_vi", "available_ha", "price_usd_m2", "score",
             "top3_share", "unknown")  # fmt: skip

Several = Annotated[list[str] | None, typer.Option()]


def _zones(baseline: Baseline, names: list[str]) -> tuple[str, ...]:
    return tuple(find_subject(baseline, name) for name in names)


@app.command("search")
def search_command(  # noqa: PLR0913 -- each is one question of an investor
    *,
    min_ha: Annotated[
        float | None, typer.Option(help="hectares left, at least")
    ] = None,
    max_price: Annotated[float | None, typer.Option(help="USD/m2 for the term")] = None,
    sector: Several = None,
    zone: Several = None,
    status: Several = None,
    ready: Annotated[list[str] | None, typer.Option(help="readiness items")] = None,
    near: Annotated[str, typer.Option(help="a port, gate, airport or city")] = "",
    within_min: Annotated[float | None, typer.Option(help="minutes by road")] = None,
    no_forest: Annotated[bool, typer.Option("--no-forest")] = False,
    unknown_fails: Annotated[
        list[str] | None, typer.Option(help="criteria of which unknown puts a site out")
    ] = None,
    with_planned: Annotated[bool, typer.Option("--with-planned")] = False,
    as_of: AsOfOption = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """Search parks and clusters: knock-outs first, then the ranking."""
    baseline, day = read_baseline(), parse_as_of(as_of)
    need = Need(
        min_ha=min_ha,
        max_price=max_price,
        sectors=tuple(sector or ()),
        zones=_zones(baseline, zone or []),
        statuses=tuple(status or ()),
        near=access.resolve(baseline, near) if near else "",
        within_min=within_min,
        readiness=tuple(ready or ()),
        no_forest=no_forest,
        unknown_fails=tuple(unknown_fails or ()),
    )
    minutes = access.minutes(baseline, as_of=day, with_planned=with_planned)
    found = service.search(baseline, need, as_of=day, minutes=minutes)
    answer = found.as_json()
    if style is Format.JSON:
        write_object(answer)
        return
    sites = answer["sites"]
    table = pd.DataFrame(sites if isinstance(sites, list) else [])
    write(table.reindex(columns=list(SITE_VIEW)), style)
    for step in found.funnel.steps:
        title = criterion_title(step.criterion, "en")
        say(f"{title}: {step.left} of {step.before} left, {step.unknown} unknown")


@app.command("route")
def route_command(
    origin: Annotated[str, typer.Argument(metavar="FROM")],
    destination: Annotated[str, typer.Argument(metavar="TO")],
    *,
    with_planned: Annotated[
        bool, typer.Option("--with-planned", help="use planned roads")
    ] = False,
    as_of: AsOfOption = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """Print the fastest way by road, its length, time and named roads."""
    baseline = read_baseline()
    way = access.route(
        baseline,
        origin,
        destination,
        as_of=parse_as_of(as_of),
        with_planned=with_planned,
    )
    roads = access.road_names(baseline, way, "vi")
    answer = {
        "from": way.origin,
        "to": way.destination,
        "km": None if isnan(way.km) else round(way.km, 1),
        "minutes": None if isnan(way.minutes) else round(way.minutes, 1),
        "roads": list(roads),
        "uses_planned": way.uses_planned,
    }
    if style is Format.JSON:
        write_object(answer)
    else:
        write(pd.DataFrame([answer | {"roads": roads}]), style)
    for note in way.notes:
        say(access.NOTES.get(note, note))
