"""Commands about areas with intervals: draw a sample, estimate from it."""

from pathlib import Path
from typing import Annotated

import typer

from qngeo.cli.language import spoken_in
from qngeo.cli.output import Format, FormatOption, say, write, write_object
from qngeo.domain.forest import accuracy
from qngeo.errors import NumberError
from qngeo.io.uploads import samples as files
from qngeo.services.forest import estimate as service

app = typer.Typer(help="Areas of map classes with their 95 % intervals.")

AREA_VIEW = ("class", "mapped_ha", "area_ha", "low_ha", "high_ha", "bias_ha", "users",
             "producers", "points", "notes")  # fmt: skip

STRATA_VIEW = ("class", "cells", "area_ha", "users", "points")

ClassesOption = Annotated[
    Path | None, typer.Option("--classes", help="CSV with class and name")
]


@app.command("estimate")
def estimate_command(
    samples: Annotated[Path, typer.Argument(help="points, CSV or GeoPackage")],
    raster: Annotated[Path, typer.Argument(metavar="MAP", help="map of classes")],
    *,
    classes: ClassesOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Estimate the area of each map class from interpreted points."""
    found = service.from_map(
        files.read_samples(samples, name=samples.name),
        raster,
        name=samples.name,
        names=files.read_class_names(classes) if classes else None,
    )
    if style is Format.JSON:
        write_object(found.as_json())
        return
    write(found.areas.classes, style, AREA_VIEW)
    overall = found.areas.overall
    width = f"95 % interval {overall.low:.4f} to {overall.high:.4f}"
    if not overall.se:
        width = "no interval, since the points of each class agree wholly"
    points = found.areas.points
    say(f"overall accuracy {overall.value:.4f}, {width}, from {points} points")
    for note in found.told:
        say(note.words(spoken_in()))
    for word in dict.fromkeys(w for ws in found.areas.classes["notes"] for w in ws):
        say(f"{word}: {accuracy.NOTES[word]}")


@app.command("sample")
def sample_command(  # noqa: PLR0913 -- each is one choice of a sample's design
    raster: Annotated[Path, typer.Argument(metavar="MAP", help="map of classes")],
    to: Annotated[Path, typer.Option("--to", help="GeoPackage to write")],
    *,
    total: Annotated[int | None, typer.Option(help="points in all")] = None,
    target_se: Annotated[
        float | None, typer.Option(help="standard error of the overall accuracy")
    ] = None,
    users: Annotated[
        list[str] | None, typer.Option(help="expected user's accuracy, CLASS=0.7")
    ] = None,
    minimum: Annotated[int, typer.Option(help="points a class, at least")] = 50,
    seed: Annotated[int, typer.Option(help="the same seed, the same points")] = 0,
    classes: ClassesOption = None,
    blind: Annotated[
        bool, typer.Option("--blind", help="do not tell what the map shows")
    ] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Draw a stratified random sample of a map, ready to be interpreted."""
    if total is not None and target_se is not None:
        msg = "--total and --target-se are both given: give one of them"
        raise NumberError(msg)
    expected = tuple(_expected(text) for text in users or ())
    design = service.Design(
        total=total,
        target_se=service.Design.target_se if target_se is None else target_se,
        minimum=minimum,
        seed=seed,
        users=expected,
    )
    names = files.read_class_names(classes) if classes else None
    points, strata = service.design_sample(raster, design, names=names)
    service.export_points(to, points, blind=blind)
    write(strata.reset_index()[list(STRATA_VIEW)], style)
    if total is None:
        say(
            f"standard error {design.target_se:g} of the overall accuracy, user's "
            f"accuracy taken as {service.ASSUMED_USERS} where --users names none"
        )
    say(f"wrote {len(points)} points to {to.name}, seed {seed}")


def _expected(text: str) -> tuple[str, float]:
    name, sign, value = text.rpartition("=")
    try:
        return name, float(value if sign else "")
    except ValueError as error:
        msg = f"--users {text!r}: write class and share, such as 3=0.7"
        raise NumberError(msg) from error
