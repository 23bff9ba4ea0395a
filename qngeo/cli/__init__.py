"""Every number that a page shows, from the command line.

Data go to stdout, words about the run to stderr. Exit code 0 is success, 1 a
failed check, 2 a request that cannot be met, with the reason in one line.
"""

import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from qngeo import lack_of_memory
from qngeo.cli import account, fetch, forest, land, language, rasters
from qngeo.cli.backup import backup_command, restore_command
from qngeo.cli.bench import bench_command
from qngeo.cli.boundary import boundary_command
from qngeo.cli.export import export_command
from qngeo.cli.health import health_command
from qngeo.cli.importing import import_command
from qngeo.cli.knowledge import baseline
from qngeo.cli.output import (
    AsKnownOnOption,
    AsOfOption,
    Format,
    FormatOption,
    refuse,
    say,
    write,
)
from qngeo.cli.practice import practice_command
from qngeo.cli.report import report_command
from qngeo.cli.snapshot import snapshot_command
from qngeo.cli.versions import (
    differences_command,
    undo_command,
    versions_command,
)
from qngeo.cli.watch import changes_command
from qngeo.cli.zonal import zonal_command
from qngeo.errors import QngeoError
from qngeo.io.baseline import read_baseline
from qngeo.services.asof import parse_as_of
from qngeo.services.figures import listing as figures
from qngeo.services.layers import publish
from qngeo.services.own_data import own_checks
from qngeo.services.zones import allocation, occupancy

app = typer.Typer(
    help="Planning and zone explorer for Quảng Ninh province.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
stats = typer.Typer(help="Statistics of zones and parks.")
app.add_typer(stats, name="stats")
app.add_typer(land.app, name="land")
app.add_typer(forest.app, name="forest")
app.add_typer(fetch.app, name="fetch")
app.add_typer(account.app, name="account")
app.add_typer(rasters.app, name="rasters")
app.command("bench")(bench_command)
app.command("boundary")(boundary_command)
app.command("zonal")(zonal_command)
app.command("practice")(practice_command)
app.command("report")(report_command)
app.command("import")(import_command)
app.command("export")(export_command)
app.command("versions")(versions_command)
app.command("undo")(undo_command)
app.command("differences")(differences_command)
app.command("changes")(changes_command)
app.command("snapshot")(snapshot_command)
app.command("backup")(backup_command)
app.command("restore")(restore_command)
app.command("health")(health_command)


@app.callback()
def program(lang: language.LanguageOption = "") -> None:
    """Take the options of every command; `main` has read the language before."""


FACT_VIEW = ("fact_id", "attribute", "scope", "value", "unit", "as_of", "confidence",
             "source_title")  # fmt: skip
RATE_VIEW = ("subject_id", "definition", "numerator_ha", "denominator_ha", "rate_pct",
             "as_of", "confidence", "computed", "note")  # fmt: skip
LAND_VIEW = ("basis", "item", "title_vi", "area_ha", "share_pct", "share_of", "as_of",
             "confidence", "note")  # fmt: skip


@app.command("publish")
def publish_command(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="only tell whether layers/ is stale")
    ] = False,
) -> None:
    """Write layers/ from data/; the same data give the same bytes."""
    if check:
        publish.check(read_baseline())
        say("layers/ is what data/ gives")
        return
    written = publish.publish(read_baseline())
    say(f"wrote {len(written)} files to layers/")


@app.command("check")
def check_command(style: FormatOption = Format.TABLE) -> None:
    """Check shipped and own data: faults end with exit code 1."""
    report = own_checks.check_all()
    write(report.found, style)
    for line in report.summary:
        say(line)
    if report.failed:
        raise typer.Exit(1)


@app.command("facts")
def facts_command(
    subject: Annotated[str, typer.Argument(help="name or id, diacritics optional")],
    *,
    attribute: Annotated[str, typer.Option(help="only this attribute")] = "",
    as_of: AsOfOption = "",
    as_known_on: AsKnownOnOption = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """Print every figure of a subject with its source."""
    table = figures.figures(
        baseline(as_known_on), subject, attribute=attribute, as_of=parse_as_of(as_of)
    )
    write(table, style, FACT_VIEW)


@stats.command("occupancy")
def occupancy_command(
    *,
    by: Annotated[str, typer.Option(help="park, zone or province")] = "park",
    definition: Annotated[str, typer.Option(help="only this definition")] = "",
    as_of: AsOfOption = "",
    as_known_on: AsKnownOnOption = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """Print fill rates, each with its definition, date and source."""
    table = occupancy.occupancy_table(
        baseline(as_known_on), by=by, definition=definition, as_of=parse_as_of(as_of)
    )
    write(table, style, RATE_VIEW)


@stats.command("allocation")
def allocation_command(
    subject: Annotated[str, typer.Argument(help="name or id, diacritics optional")],
    *,
    as_of: AsOfOption = "",
    as_known_on: AsKnownOnOption = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """Print the land balance of a zone or park: its parts and the rest."""
    table = allocation.allocation_table(
        baseline(as_known_on), subject, as_of=parse_as_of(as_of)
    )
    write(table, style, LAND_VIEW)


def _one_line(error: Exception) -> str:
    text = error.format_message() if isinstance(error, TyperException) else str(error)
    first, *more = [line for line in text.splitlines() if line.strip()]
    return f"{first} (and {len(more)} more)" if more else first


def main() -> None:
    """Run the command line; a request that cannot be met ends with one line."""
    try:
        language.speak(language.asked(sys.argv[1:]))
        status = language.spoken(app)(standalone_mode=False)
    except (QngeoError, TyperException) as error:
        refuse(_one_line(error))
        raise SystemExit(2) from error
    except OSError as error:  # no such folder, no right to it, no space left
        refuse(f"{error.filename or 'a file'}: {error.strerror or error}")
        raise SystemExit(2) from error
    except (MemoryError, RuntimeError, ImportError) as error:
        if not lack_of_memory.is_it(error):
            raise
        refuse(lack_of_memory.MESSAGE)
        raise SystemExit(2) from error
    raise SystemExit(status or 0)
