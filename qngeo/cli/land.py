"""Commands about land: search it, and the way to it."""

from collections.abc import Sequence
from datetime import date
from math import isnan
from typing import Annotated

import pandas as pd
import typer

from qngeo.cli import knowledge
from qngeo.cli.language import spoken_in
from qngeo.cli.output import (
    AsKnownOnOption,
    AsOfOption,
    Format,
    FormatOption,
    say,
    write,
    write_object,
)
from qngeo.domain.land.need import Need
from qngeo.domain.land.ranking import LEAST_KNOWN
from qngeo.errors import NumberError, UnknownNameError
from qngeo.io.baseline import Baseline
from qngeo.services.asof import parse_as_of
from qngeo.services.land import search as service
from qngeo.services.land.words import criterion_title
from qngeo.services.own_data import known
from qngeo.services.subjects import find_subject
from qngeo.services.transport import access

app = typer.Typer(help="Find land, and the way to it.")

SITE_VIEW = ("site_id", "name_vi", "available_ha", "price_usd_m2", "score",
             "top3_share", "known_share", "unknown")  # fmt: skip

Several = Annotated[list[str] | None, typer.Option()]


def _zones(baseline: Baseline, names: list[str]) -> tuple[str, ...]:
    return _once([find_subject(baseline, name) for name in names])


def _once(values: Sequence[str] | None) -> tuple[str, ...]:
    """Drop what is said twice."""
    return tuple(dict.fromkeys(values or ()))


def _weights(texts: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Read weights written like area=2."""
    found = []
    for text in texts:
        name, _, number = text.partition("=")
        try:
            found.append((name, float(number)))
        except ValueError as error:
            msg = f"weight {text!r}: write a criterion and a number, like area=2"
            raise NumberError(msg) from error
    return tuple(found)


def _check_strict(need: Need) -> None:
    """Refuse to let unknown values fail where the criterion is not asked."""
    asked = [criterion.id for criterion in need.criteria()]
    for name in need.unknown_fails:
        if name not in asked:
            msg = f"unknown fails for {name!r}, which is not asked: ask it as well"
            raise UnknownNameError(msg)


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
    near: Annotated[
        str | None, typer.Option(help="a port, gate, airport or city")
    ] = None,
    within_min: Annotated[float | None, typer.Option(help="minutes by road")] = None,
    no_forest: Annotated[bool, typer.Option("--no-forest")] = False,
    unknown_fails: Annotated[
        list[str] | None, typer.Option(help="criteria of which unknown puts a site out")
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option(help="of the ranking, like area=2; the others then have none"),
    ] = None,
    least_known: Annotated[
        float,
        typer.Option(help="share of the weights, 0 to 1, to be known of a ranked site"),
    ] = LEAST_KNOWN,
    with_planned: Annotated[bool, typer.Option("--with-planned")] = False,
    as_of: AsOfOption = "",
    as_known_on: AsKnownOnOption = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """Search parks and clusters: knock-outs first, then the ranking."""
    baseline, day = knowledge.baseline(as_known_on), parse_as_of(as_of)
    need = Need(
        min_ha=min_ha,
        max_price=max_price,
        sectors=_once(sector),
        zones=_zones(baseline, zone or []),
        statuses=_once(status),
        near="" if near is None else access.resolve_target(baseline, near),
        within_min=within_min,
        readiness=_once(ready),
        no_forest=no_forest,
        unknown_fails=_once(unknown_fails),
        weights=_weights(weight or []),
        least_known=least_known,
    )
    _check_strict(need)
    minutes = access.minutes(baseline, as_of=day, with_planned=with_planned)
    plots = known.plots(known.day_known(as_known_on))
    found = service.search(baseline, need, as_of=day, minutes=minutes, plots=plots)
    answer = found.as_json()
    if style is Format.JSON:
        write_object(answer)
    else:
        sites = answer["sites"]
        table = pd.DataFrame(sites if isinstance(sites, list) else [])
        write(table.reindex(columns=list(SITE_VIEW)), style)
        for step in found.funnel.steps:
            title = criterion_title(step.criterion, spoken_in())
            say(f"{title}: {step.left} of {step.before} left, {step.unknown} unknown")
        _say_what_is_unknown(baseline, found, day, with_planned)


def _say_what_is_unknown(
    baseline: Baseline, found: service.SearchResult, day: date, with_planned: bool
) -> None:
    few, need = found.too_little_known, found.need
    if few:
        least = need.least_known
        share = f"less than {100 * least:g} %" if least else "0 %"
        say(
            f"{few} of {len(found.ranking)} sites stand last without a score: "
            f"{share} of what is weighted is known "
            "of them (--least-known)"
        )
    if need.near:
        notes = access.no_road_to(
            baseline, need.near, as_of=day, with_planned=with_planned
        )
        for note in notes:
            say(f"{need.near}: {access.note_text(note, spoken_in())}")


@app.command("route")
def route_command(
    origin: Annotated[str, typer.Argument(metavar="FROM")],
    destination: Annotated[str, typer.Argument(metavar="TO")],
    *,
    with_planned: Annotated[
        bool, typer.Option("--with-planned", help="use planned roads")
    ] = False,
    as_of: AsOfOption = "",
    as_known_on: AsKnownOnOption = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """Print the fastest way by road, its length, time and named roads."""
    baseline = knowledge.baseline(as_known_on)
    way = access.route(
        baseline,
        origin,
        destination,
        as_of=parse_as_of(as_of),
        with_planned=with_planned,
    )
    roads = access.road_names(baseline, way, "vi")
    notes = [access.note_text(note, spoken_in()) for note in way.notes]
    answer = {
        "from": way.origin,
        "to": way.destination,
        "km": None if isnan(way.km) else round(way.km, 1),
        "minutes": None if isnan(way.minutes) else round(way.minutes, 1),
        "roads": list(roads),
        "uses_planned": way.uses_planned,
        "notes": notes,
    }
    if style is Format.JSON:
        write_object(answer)
    else:
        row = answer | {"roads": roads, "notes": tuple(notes)}
        columns = [name for name in answer if name != "notes"]
        write(pd.DataFrame([row]), style, tuple(columns))
    for note in notes:
        say(note)
