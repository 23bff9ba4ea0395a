"""``import``: a person's file is checked and, without faults, becomes a version."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from qngeo.cli import rasters
from qngeo.cli.language import spoken_in
from qngeo.cli.output import Format, FormatOption, say, write
from qngeo.errors import MissingDataError, SchemaError
from qngeo.io.store import open_store
from qngeo.io.uploads.raw import MAX_BYTES
from qngeo.io.uploads.tables import as_csv
from qngeo.io.whole_files import check_folder, write_whole
from qngeo.services.own_data import importing

RASTERS = "rasters"

REPORT_VIEW = ("row", "feature_id", "column", "severity", "message")


def import_command(  # noqa: PLR0913 -- each is one choice of the user
    file: Annotated[Path, typer.Argument(help="outlines, drawing, table or GeoTIFF")],
    *,
    layer: Annotated[str, typer.Option(help=", ".join((*importing.LAYERS, RASTERS)))],
    crs: Annotated[str, typer.Option(help="EPSG code of the coordinates")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="only check, store nothing")
    ] = False,
    subset: Annotated[
        bool, typer.Option("--subset", help="store the sound rows, leave the others")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="the layer becomes exactly these rows")
    ] = False,
    who: Annotated[str, typer.Option(help="name for the log")] = "",
    report: Annotated[
        Path | None, typer.Option(help="also write findings here")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="column of the file=column of the layer")
    ] = None,
    encoding: Annotated[
        str, typer.Option(help="of a CSV: TCVN3, VNI, windows-1258 or UTF-8")
    ] = "",
    source: Annotated[
        str, typer.Option(help="id of the source of the hectares in a file of parks")
    ] = "",
    about: Annotated[
        Path | None, typer.Option(help="JSON that describes a raster")
    ] = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Check a file and store it as one version: all rows or none."""
    if not dry_run and not who.strip():
        message = "--who is missing: the log names who imported (or use --dry-run)"
        raise SchemaError(message)
    if layer == RASTERS:
        unfit = {"--subset": subset, "--replace": replace, "--column": column,
                 "--encoding": encoding, "--crs": crs, "--source": source}  # fmt: skip
        _raster(file, about, unfit, (report, "" if dry_run else who, style))
        return
    content = _content(file)
    store = open_store()
    try:
        checked = importing.check_file(
            content,
            name=file.name,
            layer=layer,
            crs=crs,
            mapping=_mapping(column or []),
            store=store,
            encoding=encoding,
            source=source,
        )
        found = checked.report
        table = found.as_frame(spoken_in())
        write(table, style, REPORT_VIEW)
        if report is not None:
            _write_report(report, as_csv(table))
        counts = rasters.counted(found)
        for beside, rows in checked.beside.items():
            say(f"with them go {len(rows)} rows of {beside}")
        say(f"{file.name}: {found.accepted} of {found.rows} rows are sound; {counts}")
        if dry_run:
            say("nothing was stored")
            return
        version = importing.import_checked(
            store,
            checked,
            who=who,
            mode="replace" if replace else "upsert",
            subset=subset,
        )
        say(
            f"version {version.number} of {layer}: {version.added} added,"
            f" {version.changed} changed, {version.removed} removed"
        )
    finally:
        store.close()


def _raster(
    file: Path,
    about: Path | None,
    unfit: Mapping[str, object],
    how: tuple[Path | None, str, Format],
) -> None:
    """Check a raster; without a name for the log nothing is stored."""
    given = [option for option, value in unfit.items() if value]
    if given:
        message = f"{given[0]} is not for rasters: say it in the file of --about"
        raise SchemaError(message)
    if about is None:
        message = (
            "--about is missing: name a JSON that describes the raster (id, name_vi,"
            " classes or unit, as_of, source)"
        )
        raise SchemaError(message)
    report, who, style = how
    store = open_store()
    try:
        checked = rasters.checked_raster(file, about, store)
        table = checked.report.as_frame(spoken_in())
        write(table, style, ("severity", "message"))
        if report is not None:
            _write_report(report, as_csv(table))
        say(rasters.told(checked.report))
        if who:
            rasters.import_raster(store, checked, who)
        else:
            say("nothing was stored")
    finally:
        store.close()


def _content(file: Path) -> bytes:
    if not file.is_file():
        message = f"there is no file {file.name}: check the path"
        raise MissingDataError(message)
    if file.stat().st_size > MAX_BYTES:
        message = (
            f"{file.name} has {file.stat().st_size / 1e6:.0f} MB: at most"
            f" {MAX_BYTES / 1e6:.0f} MB are read; split the file"
        )
        raise SchemaError(message)
    return file.read_bytes()


def _mapping(pairs: list[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        header, equals, column = pair.rpartition("=")
        if not equals or not header or not column:
            message = f"--column {pair!r}: write it as 'Tên khu=name_vi'"
            raise SchemaError(message)
        found[header] = column
    return found


def _write_report(path: Path, content: bytes) -> None:
    check_folder(path)
    write_whole(path, content)
